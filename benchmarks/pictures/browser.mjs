// A browser for the pictures. Reads one command a line, {"do", ...}, and answers {"result"} or {"error"}.
//
// The page's address is answered from the installed packages, which lie in the folder that this is started in: no server is needed.

import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { extname, join } from "node:path";
import { pathToFileURL } from "node:url";

const packages = createRequire(`${process.cwd()}/`);
const load = (name) => import(pathToFileURL(packages.resolve(name)));
const [{ default: esbuild }, { chromium }] = [await load("esbuild"), (await load("playwright-core")).default];

const [executablePath] = process.argv.slice(2);
const here = import.meta.dirname;
const modules = join(process.cwd(), "node_modules");
const TYPES = { ".html": "text/html", ".js": "text/javascript", ".css": "text/css", ".wasm": "application/wasm", ".svg": "image/svg+xml" };
const FOLDERS = { assets: join(modules, "hydrogen-view-sdk/asset-build/assets"), olm: join(modules, "@matrix-org/olm") };
const WIDTH = 390; // a telephone's
const QUIET = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
];

async function served(path) {
    if (path === "/") return readFile(join(here, "page.html"));
    if (path === "/drawn") return drawn;
    if (path === "/page.js") {
        const options = { entryPoints: [join(here, "page.mjs")], bundle: true, format: "esm", write: false, nodePaths: [modules] };
        return (await esbuild.build({ ...options, external: ["fs", "path", "crypto"], logLevel: "error" })).outputFiles[0].contents;
    }
    const [, folder, name] = path.split("/");
    return readFile(join(FOLDERS[folder], name));
}

const browser = await chromium.launch({ executablePath, args: QUIET, headless: true });
let page;
let drawn; // a page of our own, as HTML

// An empty page of somebody else's: nothing of the one before is left.
async function begin() {
    await acts.close();
    const context = await browser.newContext({
        viewport: { width: WIDTH, height: 844 },
        deviceScaleFactor: 2,
        locale: "sv-SE",
        timezoneId: "Europe/Stockholm",
        permissions: ["local-network-access"], // the homeserver is on this machine
    });
    page = await context.newPage();
    page.on("console", (message) => console.error("page:", message.text()));
    page.on("pageerror", (error) => console.error("page:", error));
    await page.route("http://localhost/**", async (route) => {
        const path = new URL(route.request().url()).pathname;
        try {
            await route.fulfill({ body: Buffer.from(await served(path)), contentType: TYPES[extname(path) || ".html"] });
        } catch (error) {
            console.error(path, error.message);
            await route.fulfill({ status: 404, body: "" });
        }
    });
}

const acts = {
    async open({ homeserver, user, password, bot }) {
        await begin();
        await page.goto("http://localhost/");
        await page.waitForFunction(() => window.talkWith);
        await page.evaluate((all) => window.talkWith(...all), [homeserver, user, password, bot]);
    },
    async say({ text }) {
        const composer = page.locator(".MessageComposer_input textarea");
        await composer.fill(text);
        await composer.press("Enter");
    },
    sees: ({ text }) => page.locator(".Timeline_message", { hasText: text }).last().waitFor({ timeout: 120_000 }),
    // The whole dialogue, with no empty room above it.
    async picture({ path }) {
        const [said, rest] = await page.evaluate(() => {
            const scroller = document.querySelector(".Timeline_scroller");
            return [scroller.querySelector("ul").scrollHeight, window.innerHeight - scroller.clientHeight];
        });
        await page.setViewportSize({ width: WIDTH, height: said + rest });
        await page.waitForTimeout(1000); // the view scrolls to its end
        await page.screenshot({ path });
    },
    async draw({ html, path }) {
        await begin();
        drawn = html;
        await page.goto("http://localhost/drawn", { waitUntil: "networkidle" }); // with its letters
        await page.locator("body").screenshot({ path });
    },
    async close() {
        await page?.context().close();
        page = undefined;
    },
};

createInterface({ input: process.stdin }).on("line", async (line) => {
    const command = JSON.parse(line);
    let answer;
    try {
        answer = { result: (await acts[command.do](command)) ?? null };
    } catch (error) {
        answer = { error: String(error?.stack ?? error) };
    }
    process.stdout.write(JSON.stringify(answer) + "\n");
}).on("close", async () => {
    await browser.close();
    process.exit(0);
});

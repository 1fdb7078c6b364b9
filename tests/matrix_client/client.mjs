// People in Matrix, each with matrix-js-sdk as Element has it: encrypted, cross-signed, and with its own opinion of shields.
//
// Reads one command a line, {"id", "as", "do", ...}, and answers {"id", "result"} or {"id", "error"}. Every message that a
// person can see is told as {"as", "message": {...}} once it is decrypted, or as soon as that has failed.

import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";

for (const level of ["log", "info", "debug", "trace", "warn"]) console[level] = console.error; // stdout is for answers
// The packages lie in the folder that this is started in, not beside this file.
const sdk = await import(pathToFileURL(createRequire(`${process.cwd()}/`).resolve("matrix-js-sdk")));
const { ClientEvent, EventStatus, EventType, MatrixEventEvent, MsgType, Preset, RelationType } = sdk;

// The library leaves rejected promises behind while the homeserver is away. A browser writes them down and goes on; node would end.
process.on("unhandledRejection", (error) => console.error("unhandled rejection", error));

const people = new Map();
const tell = (line) => process.stdout.write(JSON.stringify(line) + "\n");
const ENCRYPTION = { type: EventType.RoomEncryption, state_key: "", content: { algorithm: "m.megolm.v1.aes-sha2" } };

async function shown(client, event) {
    const relation = event.getWireContent()["m.relates_to"] ?? {};
    const info = event.isEncrypted() ? await client.getCrypto().getEncryptionInfoForEvent(event) : null;
    return {
        id: event.getId(),
        room: event.getRoomId(),
        sender: event.getSender(),
        text: event.getContent().body ?? "",
        html: event.getContent().formatted_body ?? "",
        type: event.getType(),
        encrypted: event.isEncrypted(),
        unreadable: event.isDecryptionFailure(),
        shield: info?.shieldColour ?? null,
        thread: relation.rel_type === RelationType.Thread ? relation.event_id : null,
        reply_to: relation.is_falling_back ? null : (relation["m.in_reply_to"]?.event_id ?? null),
        replaces: relation.rel_type === RelationType.Replace ? relation.event_id : null,
    };
}

function watch(name, client, seen) {
    const report = async (event) => {
        seen.set(event.getId(), event);
        tell({ as: name, message: await shown(client, event) });
    };
    client.on(ClientEvent.Event, (event) => {
        const type = event.getType();
        if (event.isState() || ![EventType.RoomMessage, EventType.RoomMessageEncrypted, EventType.Reaction].includes(type)) return;
        if (event.isBeingDecrypted() || type === EventType.RoomMessageEncrypted) return;
        report(event);
    });
    client.on(MatrixEventEvent.Decrypted, report);
}

function relates({ thread, reply_to, falling_back }) {
    const reply = reply_to ? { "m.in_reply_to": { event_id: reply_to } } : {};
    if (thread) return { rel_type: RelationType.Thread, event_id: thread, is_falling_back: falling_back ?? false, ...reply };
    return reply_to ? reply : undefined;
}

// Sent until the homeserver has it, always under the same transaction id: a person's client does that for them.
async function sent(client, roomId, type, content) {
    const room = client.getRoom(roomId);
    const key = client.makeTxnId();
    let sending = client.sendEvent(roomId, null, type, content, key);
    const event = room.getEventForTxnId(key);
    for (;;) {
        try {
            return (await sending).event_id;
        } catch (error) {
            // Where the sync was sooner than the answer, the library takes that for a fault.
            if (event.status === null) return event.getId();
            if (!(error.name === "ConnectionError" || error.httpStatus >= 500)) throw error;
            await new Promise((resolve) => setTimeout(resolve, 300));
            // Where only the answer was lost, it comes back by the sync.
            if (event.status === null || event.status === EventStatus.SENT) return event.getId();
            sending = client.resendEvent(event, room);
        }
    }
}

async function createRoom(client, options) {
    const { room_id } = await client.createRoom({ preset: Preset.PrivateChat, initial_state: [ENCRYPTION], ...options });
    const isWhole = (room) => room?.hasEncryptionStateEvent() && options.invite.every((other) => room.getMember(other));
    while (!isWhole(client.getRoom(room_id))) await new Promise((resolve) => client.once(ClientEvent.Sync, resolve));
    return room_id;
}

const acts = {
    async login({ as, url, user, password }) {
        const login = await sdk.createClient({ baseUrl: url }).loginRequest({
            type: "m.login.password",
            identifier: { type: "m.id.user", user },
            password,
        });
        const client = sdk.createClient({
            baseUrl: url,
            userId: login.user_id,
            deviceId: login.device_id,
            accessToken: login.access_token,
        });
        await client.initRustCrypto({ useIndexedDB: false });
        const seen = new Map();
        watch(as, client, seen);
        // With the homeserver's usual limit of ten, what comes in a burst stands only in the history that a person scrolls back to.
        const filter = new sdk.Filter(login.user_id);
        filter.setTimelineLimit(1000);
        await client.startClient({ threadSupport: true, filter });
        while (!client.isInitialSyncComplete()) await new Promise((resolve) => client.once(ClientEvent.Sync, resolve));
        await client.getCrypto().bootstrapCrossSigning({ authUploadDeviceSigningKeys: (request) => request(null) });
        people.set(as, { client, seen });
        return { user: login.user_id, device: login.device_id };
    },
    join: async ({ client, room }) => (await client.joinRoom(room)).roomId,
    direct: ({ client, other }) => createRoom(client, { is_direct: true, preset: Preset.TrustedPrivateChat, invite: [other] }),
    room: ({ client, invite, name }) => createRoom(client, { invite, name }),
    async say({ client, room, text, ...where }) {
        const content = { msgtype: MsgType.Text, body: text, "m.relates_to": relates(where) };
        return sent(client, room, EventType.RoomMessage, content);
    },
    async edit({ client, room, text, event }) {
        const fresh = { msgtype: MsgType.Text, body: text };
        const content = {
            ...fresh,
            body: `* ${text}`,
            "m.new_content": fresh,
            "m.relates_to": { rel_type: RelationType.Replace, event_id: event },
        };
        return sent(client, room, EventType.RoomMessage, content);
    },
    async react({ client, room, to, key }) {
        const content = { "m.relates_to": { rel_type: RelationType.Annotation, event_id: to, key } };
        return sent(client, room, EventType.Reaction, content);
    },
    redact: async ({ client, room, event }) => (await client.redactEvent(room, event)).event_id,
    async meet({ client, room, other }) {
        const isThere = () => client.getRoom(room)?.getMember(other)?.membership === "join";
        while (!isThere()) await new Promise((resolve) => client.once(ClientEvent.Sync, resolve));
    },
    messages: ({ client, seen }) => Promise.all([...seen.values()].map((event) => shown(client, event))),
    async devices({ client, other }) {
        return [...(await client.getCrypto().getUserDeviceInfo([other], true)).get(other).keys()];
    },
};

createInterface({ input: process.stdin }).on("line", async (line) => {
    const command = JSON.parse(line);
    try {
        const result = await acts[command.do]({ ...command, ...people.get(command.as) });
        tell({ id: command.id, result: result ?? null });
    } catch (error) {
        tell({ id: command.id, error: String(error?.stack ?? error) });
    }
}).on("close", () => process.exit(0));

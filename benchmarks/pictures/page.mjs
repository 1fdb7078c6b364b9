// What an asker sees: Hydrogen's own view of one encrypted direct room with the bot.

import { Client, FeatureSet, LoadStatus, Platform, RoomType, RoomView, RoomViewModel } from "hydrogen-view-sdk";
import { createNavigation, createRouter, viewClassForTile } from "hydrogen-view-sdk";

const assetPaths = {
    downloadSandbox: "/assets/download-sandbox.html",
    worker: "/assets/main.js",
    olm: { wasm: "/olm/olm.wasm", legacyBundle: "/olm/olm_legacy.js", wasmBundle: "/olm/olm.js" },
};

async function until(found) {
    let it;
    while (!(it = await found())) await new Promise((resolve) => setTimeout(resolve, 100));
    return it;
}

// Log in, make the room and show it.
window.talkWith = async (homeserver, user, password, bot) => {
    const platform = new Platform({ container: document.querySelector("#app"), assetPaths, config: {}, options: { development: false } });
    // Its service worker only fetches what people have attached, and nobody attaches anything here.
    Object.defineProperty(platform, "updateService", { value: { updateAuthData() {} } });
    const navigation = createNavigation();
    platform.setNavigation(navigation);
    await platform.init();
    const urlRouter = createRouter({ navigation, history: platform.history });
    urlRouter.attach();
    const client = new Client(platform);
    const login = await client.queryLogin(homeserver).result;
    client.startWithLogin(login.password(user, password));
    await client.loadStatus.waitFor((status) => [LoadStatus.Ready, LoadStatus.Error, LoadStatus.LoginFailed].includes(status)).promise;
    if (client.loginFailure || client.loadError) throw new Error(String(client.loginFailure ?? client.loadError));
    const { session } = client;
    session.createRoom({ type: RoomType.DirectMessage, isEncrypted: true, invites: [bot] });
    const room = await until(() => [...session.rooms.values()][0]);
    await until(async () => (await room.loadMemberList()).members.get(bot)?.membership === "join");
    const features = await FeatureSet.load(platform.settingsStorage);
    const model = new RoomViewModel({ room, ownUserId: session.userId, platform, urlRouter, navigation, features });
    await model.load();
    document.querySelector("#app").appendChild(new RoomView(model, viewClassForTile).mount());
};

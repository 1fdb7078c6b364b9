"""docs/matrix.png: what an asker sees on Matrix, in Hydrogen in headless Chromium, on a Synapse of
this machine.

A real dialogue with the bot as it is run: a question that it answers, one that it carries to
people, and their answer. The coordinator is matrix-js-sdk. Chromium is the machine's own (Debian:
``apt-get install chromium``); everything else is installed by itself.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
from asyncio.subprocess import PIPE
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.matrix_bot import running, settings  # noqa: E402
from tests.matrix_people import node, packages, people  # noqa: E402
from tests.outside import NotInstalledError  # noqa: E402
from tests.synapse import PASSWORD, SynapseServer  # noqa: E402

_SCRIPTS = Path(__file__).parent / "pictures"
_TEAM = "ekero/idelabbet"
_KNOWN = "Hej! hur mkt kan man få i snabb slant i ekerö"
_HANDOFF = "och hur redovisar man den?"
_REPLY = "Ni skickar en kort berättelse och kvitton till oss inom en månad."


class Browser:
    """The node process that drives Chromium, one command at a time."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process

    async def do(self, act: str, **what: Any) -> None:
        """RuntimeError with the browser's own words where it fails."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"do": act, **what}).encode() + b"\n")
        answer = json.loads(
            await self._process.stdout.readline() or '{"error": "the browser has ended"}'
        )
        if "error" in answer:
            raise RuntimeError(answer["error"])


@asynccontextmanager
async def browser(chromium: str) -> AsyncIterator[Browser]:
    """Chromium, for as long as this is open."""
    folder = await asyncio.to_thread(packages, "pictures", _SCRIPTS)
    process = await asyncio.create_subprocess_exec(
        node(), _SCRIPTS / "browser.mjs", chromium, cwd=folder, stdin=PIPE, stdout=PIPE
    )
    assert process.stdin is not None
    try:
        yield Browser(process)
    finally:
        process.stdin.close()
        await process.wait()


async def take(picture: Path, chromium: str, folder: Path) -> None:
    """Play the dialogue and take the picture."""
    server = await asyncio.to_thread(SynapseServer, folder)
    await asyncio.to_thread(server.start)
    try:
        async with people(server.url, folder / "client.log") as here, browser(chromium) as view:
            bot_user = server.register("en-vag-in", PASSWORD)
            karin = await here.login(server.register("karin", PASSWORD))
            team = str(await karin.do("room", invite=[bot_user], name="Samordnarna"))
            text = settings(server, bot_user, {_TEAM: team, "default": team}, ROOT / "knowledge")
            async with running(folder / "bot", text):
                anna = server.register("anna", PASSWORD)
                await view.do(
                    "open", homeserver=server.url, user=anna, password=PASSWORD, bot=bot_user
                )
                await view.do("say", text=_KNOWN)
                await view.do("sees", text="10 000")
                await view.do("say", text=_HANDOFF)
                await view.do("sees", text="Ja, skicka")
                await view.do("say", text="1")
                card = await karin.sees(team, "hur redovisar man den?")
                await view.do("sees", text="Nu är frågan skickad")
                await karin.say(team, _REPLY, thread=card["id"], reply_to=card["id"])
                await view.do("sees", text=_REPLY)
                await view.do("picture", path=str(picture))
    finally:
        await asyncio.to_thread(server.stop)


def main() -> int:
    parser = argparse.ArgumentParser(description="docs/matrix.png: what an asker sees on Matrix")
    parser.add_argument("--to", type=Path, default=ROOT / "docs" / "matrix.png")
    options = parser.parse_args()
    chromium = (
        shutil.which("chromium")
        or shutil.which("chromium-browser")
        or shutil.which("google-chrome")
    )
    if chromium is None:
        raise SystemExit("Chromium is needed for the picture: on Debian, apt-get install chromium.")
    with tempfile.TemporaryDirectory() as folder:
        try:
            asyncio.run(take(options.to.absolute(), chromium, Path(folder)))
        except NotInstalledError as error:
            raise SystemExit(str(error)) from None
    print(options.to)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""docs/matrix-*.png and docs/telegram-*.png: what an asker sees on a telephone.

Real dialogues with the bot as it is run, one asker each: near choices above a person, and what one
tap gives; the overview of a municipality; a question that is carried to people, and their answer;
a guide from its first question to what may fit; a checklist that is ticked.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from benchmarks.pictures_browser import browser  # noqa: E402
from benchmarks.pictures_matrix import Matrix, matrix  # noqa: E402
from benchmarks.pictures_telegram import Telegram, telegram  # noqa: E402
from tests.outside import NotInstalledError  # noqa: E402

_TEAM = "helsingborg/foreningssamordnare"
_NEAR = "vem ger pengar till en spelkväll i Helsingborg?"
_OVERVIEW = "hej! vad kan vi söka i Helsingborg?"
_HANDOFF = "Vad är startbidragets högsta belopp i Helsingborg?"
_GUIDE = "Vi är några grannar på Ekerö utan förening. Vilket stöd kan passa oss?"
_CHECKLIST = "checklista för snabb slant i Ekerö"
_COLOURS = 64
_REPLY = "Det bestämmer nämnden från år till år. Ring mig, så tittar vi på er budget."


async def near(here: Matrix | Telegram) -> None:
    """Nothing is sure: what is near, the people last, and what the first choice answers."""
    await here.say(_NEAR)
    await here.sees("Fråga föreningssamordnarna")
    await here.pick()
    await here.sees("Källa:")


async def overview(here: Matrix | Telegram) -> None:
    """Everything that can be applied for there."""
    await here.say(_OVERVIEW)
    await here.sees("Fråga föreningssamordnarna")


async def handoff(here: Matrix | Telegram) -> None:
    """The offer, that it is sent, and what the coordinator answers."""
    await here.say(_HANDOFF)
    await here.sees("Ja, skicka")
    await here.pick()
    await here.sees("Nu är frågan skickad")
    await here.answer(_HANDOFF, _REPLY)
    await here.sees(_REPLY)


async def guide(here: Matrix | Telegram) -> None:
    """What has been said already is shown, a few questions, and what may fit by the sources."""
    await here.say(_GUIDE)
    await here.sees("Vad ska pengarna")
    await here.say("ett enda tillfälle")
    await here.sees("Vad handlar det mest om?")
    await here.say("något annat")
    await here.sees("öppet för alla som vill komma?")
    await here.say("ja, för alla")
    await here.sees("Kan passa, enligt källorna")


async def checklist(here: Matrix | Telegram) -> None:
    """A list that is ticked in one message, by a tap and in one's own words."""
    await here.say(_CHECKLIST)
    await here.sees("Checklista: Snabb slant")
    await here.pick()
    await here.changed("Klar: minst tre privatpersoner går ihop. 3 kvar.")
    await here.say("Idélabbet är klart")
    await here.sees("Klar: ni ska ta kontakt med Idélabbet. 2 kvar.")
    await here.changed("Klar: Ni ska ta kontakt")


def _make_small(picture: Path) -> None:
    """Letters on plain grounds need few colours: a third of the bytes."""
    with Image.open(picture) as whole:
        few = whole.convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE)
    few.save(picture, optimize=True)


_DIALOGUES = {"anna": near, "bo": overview, "cilla": handoff, "disa": guide, "elof": checklist}


async def take(to: Path, folder: Path) -> None:
    """Play each dialogue on each network, and take its picture."""
    async with browser() as view:
        for network in (matrix, telegram):
            (place := folder / network.__name__).mkdir()
            async with network(place, _TEAM, view) as here:
                for asker, dialogue in _DIALOGUES.items():
                    await here.open(asker)
                    await dialogue(here)
                    picture = to / f"{network.__name__}-{dialogue.__name__}.png"
                    await here.picture(picture)
                    _make_small(picture)
                    print(picture)


def main() -> int:
    parser = argparse.ArgumentParser(description="what an asker sees on Matrix and on Telegram")
    parser.add_argument("--to", type=Path, default=ROOT / "docs", help="the pictures' folder")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        try:
            asyncio.run(take(options.to.absolute(), Path(folder)))
        except NotInstalledError as error:
            raise SystemExit(str(error)) from None
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`onewayin play`: dialogues played with the whole bot, both sides and the time between.

A dialogue is a JSON object: ``{"id", "start"?, "area"?, "lang"?, "turns": […]}``. A turn has one
act:

``say``        the asker writes this
``press``      the asker presses the newest choice whose label begins so, or has this number in the
               newest message with choices; where there is no such choice, the asker has written it
``edit``       the last message that the asker wrote is changed to this
``wait``       time passes: "30m", "2h", "1d 4h"
``team``       a coordinator replies with this to the newest card, or to that of question number
               ``card``
``teampress``  a coordinator presses a choice on it, or one that the bot has shown since in that
               room
``teamedit``   the last such reply is changed to this
``room``       a coordinator writes this in the room of the newest card, as a reply to nothing

``who`` is another asker or coordinator. A minute passes before each act but ``wait``; after what a
coordinator writes, the time passes in which it can be taken back. Where there is nothing to act on
(no card yet), nothing happens.
"""

from __future__ import annotations

import datetime as dt
import logging
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import click

from bot.cli import lines, log, opening, options
from bot.cli.player import Player
from bot.cli.stage import CHANNEL, Stage
from bot.cli.swedish import Command
from bot.days.workdays import STOCKHOLM
from bot.knowledge.model import DEFAULT_TEAM
from bot.matching.library import Current

_FIRST_YEAR, _LAST_YEAR = 2000, 2100
"""A dialogue begins between these, where there are holidays to count with."""


def played(dialogues: Iterable[str], current: Current, now: dt.datetime) -> Iterator[str]:
    """One JSON line for each, in order. A line that can't be played says so; none stops the run.

    An area that there is none of is named on standard error, once.
    """
    unknown = lines.UnknownAreas(current.knowledge.areas)

    def one(line: str) -> dict[str, Any]:
        dialogue = _read(line)
        unknown.note(dialogue.get("area"))
        return play(dialogue, current, now)

    return lines.each(dialogues, one)


def play(dialogue: dict[str, Any], current: Current, now: dt.datetime) -> dict[str, Any]:
    """A dialogue, and all that was said because of each of its turns.

    Raises ``LineError``.
    """
    start = dialogue.get("start")
    stage = Stage(current, _moment(start) if start else now, _rooms(current))
    player = Player(stage, lines.text(dialogue.get("area")), lines.text(dialogue.get("lang")))
    try:
        return {
            "id": dialogue.get("id"),
            "turns": [player.take(turn) for turn in dialogue["turns"]],
        }
    finally:
        stage.close()


def _rooms(current: Current) -> dict[str, str]:
    """Every team has a room, and its name is the team's id."""
    return {team: f"{CHANNEL}:{team}" for team in (*current.knowledge.teams, DEFAULT_TEAM)}


def _read(line: str) -> dict[str, Any]:
    dialogue = lines.parsed(line)
    turns = dialogue.get("turns")
    if not isinstance(turns, list) or not all(isinstance(turn, dict) for turn in turns):
        raise lines.LineError('”turns” ska vara en lista av turer: {"turns": [{"say": "hej"}]}.')
    return dialogue


def _moment(start: object) -> dt.datetime:
    """A time in Sweden: "2026-11-24T10:00"."""
    try:
        moment = dt.datetime.fromisoformat(str(start))
        if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
            raise ValueError
    except ValueError:
        raise lines.LineError(
            f"start ”{start}” är ingen tid mellan år {_FIRST_YEAR} och {_LAST_YEAR}."
            " Skriv till exempel 2026-11-24T10:00."
        ) from None
    return (moment if moment.tzinfo else moment.replace(tzinfo=STOCKHOLM)).astimezone(dt.UTC)


@click.command(
    cls=Command,
    help="Spela upp samtal med hela boten, båda sidor och tiden emellan.\n\nFIL har ett samtal per"
    ' rad som JSON {"id","start"?,"area"?,"lang"?,"turns"}; - är standard in.',
)
@click.argument("file", type=options.FILE, metavar="FIL")
@options.knowledge()
def command(file: Path, folder: Path | None) -> None:
    """Everything happens in memory."""
    log.to_stderr(logging.ERROR)
    current, now = opening.library(folder), dt.datetime.now(dt.UTC)
    for line in played(lines.read(file), current, now):
        print(line)

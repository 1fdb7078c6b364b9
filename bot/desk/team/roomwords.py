"""Plain words in the room, beside the cards, that mean what a command does."""

from __future__ import annotations

import datetime as dt
import re

from bot import text
from bot.cases.labels import labelled
from bot.cases.quoting import capital
from bot.cases.teamchoices import AwayHere, BackHere, RoomChoice
from bot.days import daywords
from bot.days.daywords import Span
from bot.desk.team import absence, outcomes
from bot.desk.team.message import TeamMessage
from bot.storage import absences, roomnames


def command(message: TeamMessage) -> str | None:
    """The command that a plain question in the room stands for, beside any card."""
    if not _is_beside_cards(message):
        return None
    said, sv = text.bare(message.text), message.at.cards.sv
    low = " ".join(message.text.lower().split())
    kinds = {"ko": "kö_frågor", "hjalp": "hjälp_frågor"}
    return next(
        (
            name
            for name, key in kinds.items()
            if said in sv.words(key) or message.held.means(name, low) is not None
        ),
        None,
    )


def _is_beside_cards(message: TeamMessage) -> bool:
    """Whether it replies to nothing of the bot's."""
    return message.target is None and not message.quoted


def asks_of_absence(message: TeamMessage) -> bool:
    """Plain words in the room that somebody is away or back are asked about, with one tap; whether
    they are such words. "Vi är tillbaka" is only where somebody is away."""
    if not _is_beside_cards(message):
        return False
    low = " ".join(message.text.lower().split()).rstrip(" .!")
    found = message.held.means("tillbaka", low)
    who = _who(message, found)
    if who is not None and any(_absent(message)):
        label = message.at.cards.here("rum_ja_tillbaka", vem=_called(message, who))
        message.say("rum_menar_tillbaka", choices=(labelled(BackHere(who or "-"), label),))
        return True
    found = message.held.means("borta", low)
    who, days = _who(message, found), _when_in(message, found)
    if who is None or days is None:
        return False
    when = absence.when_said(message, days)
    chosen = AwayHere(days.first.isoformat(), days.last.isoformat(), who or "-")
    label = message.at.cards.here("rum_ja_borta", vem=_called(message, who), när=when)
    message.say("rum_menar_borta", choices=(labelled(chosen, label),))
    return True


def by_press(message: TeamMessage, chosen: RoomChoice) -> None:
    """What was asked about is so."""
    outcomes.acted(message)
    who = "" if chosen.who == "-" else chosen.who
    if isinstance(chosen, BackHere):
        absence.back(message, who)
        return
    first, last = map(dt.date.fromisoformat, (chosen.first, chosen.last))
    if last < message.at.today:
        message.say("borta_dag", dag=chosen.last, antal=str(absence.LONGEST_AWAY.days))
        return
    absence.away_until(message, who, Span(max(first, message.at.today), last))


def _absent(message: TeamMessage) -> list[bool]:
    return [bool(absences.of(message.at.db, team, message.at.today)) for team in message.teams]


def _who(message: TeamMessage, found: re.Match[str] | None) -> str | None:
    """Whom words in the room are about: "" is the team, "jag" oneself, else a first name or the
    name of somebody who writes here; None where it is nobody."""
    if found is None:
        return None
    said = found.groupdict().get("who") or ""
    held, channel = message.held, message.incoming.address.channel
    if not said or said in held.team_words:
        return ""
    is_somebody = said in held.first_names or roomnames.named(message.at.db, channel, said)
    is_self = said in message.at.cards.sv.words("borta_jag")
    return said if is_self else capital(said) if is_somebody else None


def _when_in(message: TeamMessage, found: re.Match[str] | None) -> Span | None:
    """The days that they name; without any, today."""
    written = found["when"].strip(" ,.!") if found is not None else ""
    today = message.at.today
    if not written or written in ("idag", "i dag", "nu"):
        return Span(today, today)
    days = daywords.span(written, today)
    return days if days is not None and today <= days.last <= today + absence.LONGEST_AWAY else None


def _called(message: TeamMessage, who: str) -> str:
    return who or message.at.cards.here("laget").lower()

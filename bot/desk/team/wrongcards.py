"""A reply that was written to another card than it is about."""

from __future__ import annotations

from bot.cases.case import Case, number_before
from bot.cases.likeness import Said, fits_better
from bot.desk.team.message import TeamMessage
from bot.storage import casebook

_SHORTEST = 4
"""Letters of a word that tells what a text is about."""
_MOST = 2
"""Other cards that an answer may be moved to by a tap; those most urgent."""


def meant(message: TeamMessage, number: str) -> Case | None:
    """The other open question of the room that a reply is far more like than its own; both are of
    things that the knowledge has."""
    others = _others(message, number)
    own = casebook.find(message.at.db, number)
    if own is None or not others:
        return None
    asked = {case.number: _said(message, case.question) for case in others}
    found = fits_better(_said(message, message.text), _said(message, own.question), asked)
    return next((case for case in others if case.number == found), None)


def named(message: TeamMessage, number: str) -> Case | None:
    """The other open question of the room whose number a reply begins with."""
    written, _ = number_before(message.text)
    others = _others(message, number) if written and written != number else []
    return next((case for case in others if case.number == written), None)


def others(message: TeamMessage, number: str) -> list[Case]:
    """Those that an answer to a question may have been meant for."""
    return _others(message, number)[:_MOST]


def _others(message: TeamMessage, number: str) -> list[Case]:
    return [case for case in message.own_cases() if case.number != number]


def _said(message: TeamMessage, written: str) -> Said:
    read = message.at.matcher.everywhere.read(written, "sv")
    small = message.at.knowledge.talk.pointing
    words = (word for word in read.reading.terms if len(word) >= _SHORTEST and word.isalpha())
    return Said(read.names, frozenset(word for word in words if word not in small))

"""What whoever sends a text is to see first: what is sensitive of somebody, who somebody is and
where, a number. Pure."""

from __future__ import annotations

from bot import privacy
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import sensitive


def is_sensitive(turn: Turn, said: str) -> bool:
    """Whether a text seems to tell of somebody's health, or of another person."""
    words = turn.know.rejects.sensitive
    plain, people = privacy.without_marks(said), turn.talk.first_person
    return words is not None and sensitive.is_sensitive(plain, words, people)


def tells_who(turn: Turn, said: str) -> bool:
    """Whether a text has a name, an address or a number by which somebody is found."""
    return privacy.has_contact_details(said) or turn.signs.who_and_where.search(said) is not None


def is_private(turn: Turn, said: str) -> bool:
    """Whether a text has anything of that, or had a number that was taken out."""
    return bool(turn.masked) or tells_who(turn, said) or is_sensitive(turn, said)

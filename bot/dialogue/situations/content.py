"""A rule for who is content with what a person answered, or makes do without: nothing is opened
again. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable

from bot import text
from bot.cases.acts import Helped
from bot.dialogue.turns.decision import Decision, chat, on_case
from bot.dialogue.turns.states import Idle
from bot.dialogue.turns.turn import Turn
from bot.dialogue.turns.typed import yes_or_no
from bot.dialogue.wishes import own
from bot.knowledge.words import OwnQuestion

_LONGEST = 25
"""Words of a message that does nothing but thank."""
_BREAK = re.compile(r"[,.;:!()\n–—]+|\s-+\s|\bmen\b|\bfast\b|\bbut\b", re.IGNORECASE)


def makes_do(turn: Turn) -> Decision | None:
    """ "Okej tack ändå", "då ringer jag dem", 👍: thanks in any words after a person's answer, or
    after a question was closed."""
    number = turn.before.case if turn.before.case_answered else own.closed_lately(turn)
    is_typed = turn.is_typed and not turn.is_new
    waits = not isinstance(turn.before.state, Idle) or bool(turn.offers)
    if not number or not is_typed or waits or not _is_mild(turn):
        return None
    is_of_it = turn.before.case_answered and not turn.before.said
    return on_case(turn, number, Helped(yes=True)) if is_of_it else chat(turn, "tack")


def thanks_while_waiting(turn: Turn) -> Decision | None:
    """Thanks in any words, from somebody whose question waits: nothing is sent, or closed."""
    waits = turn.before.case and not turn.before.case_answered
    is_typed = turn.is_typed and not turn.is_new
    is_free = isinstance(turn.before.state, Idle) and not turn.offers
    if not waits or not is_typed or not is_free or yes_or_no(turn) is not None:
        return None
    thanks = own.thanks(turn, text.tokens(turn.message))
    mild = thanks and is_mild(turn.message, turn.talk.own, is_closed=False)
    return chat(turn, "tack") if mild else None


def _is_mild(turn: Turn) -> bool:
    thanks = own.thanks(turn, text.tokens(turn.message))
    if not thanks and _is_yes_or_no(turn):
        return False
    is_closed = thanks or not turn.before.case_answered
    return is_mild(turn.message, turn.talk.own, is_closed=is_closed)


def is_mild(message: str, words: OwnQuestion, *, is_closed: bool) -> bool:
    """Whether all that a message says is that they are content or make do; ``is_closed``: also that
    they had their answer in another way."""
    if not text.has_words(message):
        return any(sign in words.mild_signs for sign in message)
    if "?" in message or len(text.tokens(message)) > _LONGEST:
        return False
    patterns = [*words.mild, *(words.mild_when_closed if is_closed else ())]
    clauses = filter(None, map(text.bare, _BREAK.split(message)))
    return all(_is_one(clause, patterns) for clause in clauses)


def _is_yes_or_no(turn: Turn) -> bool:
    """Under an answer it is asked whether anything is unclear; a no to what was closed may be a
    protest."""
    said = yes_or_no(turn)
    return said == "no" or (said is not None and turn.before.case_answered)


def _is_one(clause: str, patterns: Iterable[re.Pattern[str]]) -> bool:
    return any(pattern.fullmatch(clause) for pattern in patterns)

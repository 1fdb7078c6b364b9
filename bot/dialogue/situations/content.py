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

_LONGEST = 25
"""Words of a message that does nothing but thank."""
_BREAK = re.compile(r"[,.;:!()\n–—]+|\s-+\s|\bmen\b|\bfast\b|\bbut\b", re.IGNORECASE)


def makes_do(turn: Turn) -> Decision | None:
    """ "Okej tack ändå", "då ringer jag dem", 👍: thanks in any words after a person's answer, or
    after a question was closed."""
    number = turn.before.case if turn.before.case_answered else own.closed_lately(turn)
    is_typed = turn.incoming.choice is None and not turn.incoming.edits and not turn.is_new
    waits = not isinstance(turn.before.state, Idle) or bool(turn.offers)
    if not number or not is_typed or waits or not _is_mild(turn):
        return None
    is_of_it = turn.before.case_answered and not turn.before.said
    return on_case(turn, number, Helped(yes=True)) if is_of_it else chat(turn, "tack")


def _is_mild(turn: Turn) -> bool:
    said = turn.talk.own
    if not text.has_words(turn.message):
        return any(sign in said.mild_signs for sign in turn.message)
    words = text.tokens(turn.message)
    thanks, answered = own.thanks(turn, words), turn.before.case_answered
    if "?" in turn.message or len(words) > _LONGEST or (not thanks and _is_yes_or_no(turn)):
        return False
    patterns = said.mild if answered and not thanks else [*said.mild, *said.mild_when_closed]
    clauses = filter(None, map(text.bare, _BREAK.split(turn.message)))
    return all(_is_one(clause, patterns) for clause in clauses)


def _is_yes_or_no(turn: Turn) -> bool:
    """Under an answer it is asked whether anything is unclear; a no to what was closed may be a
    protest."""
    said = yes_or_no(turn)
    return said == "no" or (said is not None and turn.before.case_answered)


def _is_one(clause: str, patterns: Iterable[re.Pattern[str]]) -> bool:
    return any(pattern.fullmatch(clause) for pattern in patterns)

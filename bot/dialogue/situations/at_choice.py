"""A rule for what is typed instead of choosing among entries that were shown: a no with more after
it. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import text
from bot.cases.choices import AskTeam
from bot.cases.ids import all_read
from bot.dialogue.answering import questions
from bot.dialogue.offering import offers
from bot.dialogue.turns import learned, topics
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.states import IDLE, ChoosingEntry
from bot.dialogue.turns.turn import Turn
from bot.dialogue.wishes import offer_words
from bot.dialogue.words import clauses
from bot.matching.verdict import Verdict

_FACT = 3
"""Words of what is more than a no."""


def no_and_more(turn: Turn) -> Decision | None:
    """A bare no to what was near is taken. "Nej, det är en lada vi äger själva": a new question is
    asked by itself; a fact stands with what was asked, which is offered to people."""
    state = turn.before.state
    if not isinstance(state, ChoosingEntry) or not state.question or turn.incoming.choice:
        return None
    heard = clauses.heard(turn.message, turn.say)
    if heard.reply == "yes" and clauses.whole(heard.rest, turn.say) == "no":
        heard = replace(heard, reply="no", rest="")
    if heard.reply == "no" and not text.has_words(heard.rest) and _was_asked(turn):
        return Decision(turn, "smalltalk", "no", turn.say("nej"), area=turn.area)
    if (waits := _puts_off(turn, state.question)) is not None:
        return waits
    if heard.reply != "no" or len(text.tokens(heard.rest)) < _FACT:
        return None
    means = turn.signs.means.match(heard.rest)
    rest = text.capitalised(heard.rest[means.end() :]) if means else heard.rest
    if (
        means
        or turn.named
        or turn.names_a_thing
        or offer_words.asks(turn, rest)
        or offer_words.is_known(turn, rest)
    ):
        return questions.by_itself(turn, rest)
    if learned.kind(turn, rest) or turn.signs.declines.search(rest) or turn.area is None:
        return None
    stop = "" if state.question.rstrip()[-1:] in ".!?" else "."
    both = f"{state.question.rstrip()}{stop} {heard.rest}"
    before = replace(turn.before, state=IDLE, choices=())
    asked = replace(turn, question=both, before=before, verdict=Verdict("low"), is_new=True)
    topic = topics.topic_of(turn, state.question) or "other"
    return offers.handoff(asked, [turn.say("hittar_inte")], "low", topic=topic)


def _puts_off(turn: Turn, asked: str) -> Decision | None:
    """ "Inte nu, imorgon", where people may be asked: nothing is sent, and a yes later means them;
    who solves it in another way is left in peace."""
    is_asked = turn.is_typed and _was_asked(turn) and not turn.named and not turn.names_a_thing
    kind = learned.kind(turn, turn.plain, learned.SURE) if is_asked else ""
    if kind not in ("väntar", "avböjer") or offer_words.asks(turn, turn.plain):
        return None
    waits = kind == "väntar"
    said = turn.say("jag_väntar", fråga=asked) if waits else turn.say("nej")
    return Decision(turn, "smalltalk", "no", said, area=turn.area, keeps_waiting=waits)


def _was_asked(turn: Turn) -> bool:
    """Whether the choices shown ended in the people who may be asked instead."""
    return any(isinstance(one, AskTeam) for one in all_read(turn.before.choices))

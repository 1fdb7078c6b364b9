"""Rules for who writes in a language that the bot lacks: their question is carried to people in
their own words, and their yes, no, thanks and greetings are understood. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import text
from bot.cases.acts import Helped
from bot.cases.choices import NoThanks, YesSend
from bot.dialogue import confirming, languages, offers, own, places, tongues
from bot.dialogue.conversation import LEANS
from bot.dialogue.decision import Decision, chat, on_case
from bot.dialogue.states import AskedBack, ChoosingArea, Confirming, Rewriting, WritingMore
from bot.dialogue.turn import Turn, guessed
from bot.knowledge.wording import Wording

_WHEN = 8
"""Words of a line that asks when the answer comes."""
_MORE = 3
"""Words beside a place from which a line says more than where it is."""


def said(turn: Turn) -> Decision | None:
    """A yes, a no, thanks or a greeting in another language, where the conversation is in it or
    only one has the word: it is never taken for a Swedish one."""
    state = turn.before.state
    if turn.incoming.choice or isinstance(state, Rewriting | AskedBack | WritingMore):
        return None
    if _asks_when(turn):
        return own.reported(turn, "när")
    known = _word(turn)
    if known is None:
        return None
    language, word = known
    there = replace(turn, heard=language)
    if word == "hej":
        return _greeting(there)
    if word == "tack":
        number = turn.before.case if turn.before.case_answered else ""
        return on_case(there, number, Helped(yes=True)) if number else chat(there, "tack")
    if isinstance(state, Confirming) and state.offer in turn.offers:
        choice = YesSend(state.offer) if word == "ja" else NoThanks(state.offer)
        return confirming.confirmed(there, turn.offers[state.offer], choice)
    if isinstance(state, ChoosingArea):
        return _which_area(replace(there, question=state.question))
    return None


def _asks_when(turn: Turn) -> bool:
    """Whether somebody who waits for an answer asks, in a language that the bot lacks, when it
    comes."""
    if not turn.before.case or turn.before.case_answered or turn.is_new:
        return False
    is_short = len(text.tokens(turn.plain)) <= _WHEN
    patterns = (tongue.asks_when for tongue in turn.talk.tongues.values())
    return is_short and any(one.search(turn.plain) for one in patterns if one is not None)


def _word(turn: Turn) -> tuple[str, tongues.Word] | None:
    if turn.before.foreign:
        word = tongues.said(turn.plain, turn.before.foreign, turn.current)
        return (turn.before.foreign, word) if word else None
    return tongues.greeted_in(turn.plain, turn.current)


def _greeting(turn: Turn) -> Decision:
    """A greeting is met with what the bot is, in that language and in Swedish."""
    lines = [_own(turn, "annat_språk"), _own(turn, "vilken_kommun"), turn.say("hej")]
    said = "\n".join(filter(None, lines))
    return Decision(turn, "smalltalk", "language", said, area=turn.area, score=1.0)


def which_area(turn: Turn) -> Decision | None:
    """What comes after "which municipality", to a question in another language: the question stays
    as it was first written, and what more is said stands after it."""
    state = turn.before.state
    if not isinstance(state, ChoosingArea) or turn.incoming.choice:
        return None
    heard = guessed(state.question, turn.before, turn.incoming, turn.current)
    if heard in languages.SUPPORTED:
        return None
    mentions = turn.current.gazetteer.find(turn.plain)
    named = {mention.area for mention in mentions}
    area = named.pop() if len(named) == 1 else tongues.place(turn.plain, heard, turn.current)
    more = len(text.tokens(turn.plain)) > _MORE or area is None
    question = f"{state.question}{LEANS}{turn.message}" if more else state.question
    there = replace(turn, area=area or turn.area, heard=heard, question=question)
    there = replace(there, asked_in=turn.before.asked_in or turn.asked_in)
    return asked(there) if area is not None else _which_area(there)


def asked(turn: Turn) -> Decision | None:
    """A question in a language that the bot lacks: that is said in it, then the municipality is
    asked for, or a person offered."""
    heard = turn.question_language
    if heard in languages.SUPPORTED:
        return None
    this = replace(turn, heard=heard)
    if this.area is None:
        area = tongues.place(this.plain_question, heard, this.current)
        this = replace(this, area=area)
    if this.area is None:
        return _which_area(this)
    opening = [_own(this, "annat_språk"), _swedish(this)]
    made = offers.handoff(this, opening, "language")
    if not made.choices or made.reason != "language" or not _own(this, "skriv_ja"):
        return made
    return replace(made, markdown=f"{made.markdown}\n\n{_own(this, 'skriv_ja')}")


def _which_area(turn: Turn) -> Decision:
    opening = [_own(turn, "annat_språk"), _own(turn, "vilken_kommun"), _swedish(turn)]
    return replace(places.ask_which(turn, (), opening), reason="language")


def _own(turn: Turn, key: str) -> str:
    """A sentence in the asker's language; "" where the wording has none."""
    own = turn.know.wording.get(turn.heard, {})
    return Wording(turn.know, turn.heard)(key) if key in own else ""


def _swedish(turn: Turn) -> str:
    return turn.say("annat_språk", språk=turn.say.language_name(turn.heard))

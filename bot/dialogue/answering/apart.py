"""A rule for several questions in one message that are about different places: each is answered
where it belongs, and what isn't is named and one tap from people. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from bot import markup, text
from bot.cases.choices import AskerChoice, ThisEntry
from bot.dialogue.answering.parts import Part, questions, sentence
from bot.dialogue.answering.several import (
    MOST,
    MOST_ASKED,
    MOST_CHOICES,
    ROOM,
    beginning,
    with_people,
)
from bot.dialogue.offering import offers
from bot.dialogue.turns import places, unjoined
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.states import ChoosingEntry
from bot.dialogue.turns.turn import Turn
from bot.dialogue.wishes import rights
from bot.dialogue.words import signs
from bot.knowledge.model import COUNTRY, Unknown

_NEAR = 2
"""Answers that are near what isn't told, above the offer to send it."""

Decide = Callable[[Turn, str], Decision]


def answered(turn: Turn, decide: Decide) -> Decision | None:
    """So many are answered, each under its own words; the others, and those that nothing is known
    to, are named with the offer to send them. ``decide``: what is said to one by itself."""
    asked = list(_placed(turn)) if turn.question == turn.message else []
    if not 2 <= len(asked) <= MOST_ASKED or len({one.area for one in asked}) < 2:
        return None
    made = [(one, decide(one, one.question)) for one in asked]
    known = [(one, said) for one, said in made if _is_told(one, said)]
    if not known:
        return None
    shown, more = known[:MOST], known[MOST:]
    is_brief = sum(len(said.markdown) for _, said in shown) > ROOM
    told = [_headed(one, said, is_brief=is_brief) for one, said in shown]
    if is_brief and any(said.entry for _, said in shown):
        told.append(turn.say("flera_början"))
    if more:
        named = " ".join(markup.quoted(sentence(_part(one, said))) for one, said in more)
        told.append(turn.say("flera_kvar", frågor=named))
    left = [(one, said) for one, said in made if not _is_told(one, said)]
    whole = _with_people(turn, told, left) if left else _to_people(told, shown)
    if whole is None:
        shows, state = "\n\n".join(told), ChoosingEntry(turn.question)
        whole = Decision(turn, "answer", "several", shows, state, area=turn.area, score=1.0)
    taps = tuple(ThisEntry(said.entry) for _, said in (known if is_brief else more) if said.entry)
    room = max(0, MOST_CHOICES + 1 - len(whole.choices))
    whole = replace(whole, entry=shown[0][1].entry, choices=(*taps[:room], *whole.choices))
    return replace(whole, remembers=turn.question)


def _with_people(turn: Turn, told: list[str], left: list[tuple[Turn, Decision]]) -> Decision:
    """What is told, and the offer to send the rest; what is nearest to that stands above it."""
    parts = [_part(one, said) for one, said in left]
    whole = with_people(_there(turn, parts), told, parts, alone=True)
    near = [tap for _, said in left for tap in said.choices if _is_of(turn, tap)]
    return replace(whole, choices=(*near[:_NEAR], *whole.choices))


def _to_people(told: list[str], shown: list[tuple[Turn, Decision]]) -> Decision | None:
    """What is told, and the offer to ask the first place of which only something old is known; None
    where that is so of none."""
    lacking = ((one, _last_known(one, said)) for one, said in shown)
    asked, missing = next((pair for pair in lacking if pair[1] is not None), (None, None))
    if asked is None or missing is None:
        return None
    return offers.handoff(
        asked, told, "several", topic=missing.topic, owner=missing.team, unknown=missing.id
    )


def _last_known(one: Turn, said: Decision) -> Unknown | None:
    """What the sources lack and once had, of what is said to a question."""
    missing = one.know.unknowns.get(said.unknown or "")
    return missing if missing is not None and missing.last_known is not None else None


def _is_of(turn: Turn, tap: AskerChoice) -> bool:
    """Whether a choice is an answer of a place, and not of the whole country."""
    entry = turn.know.entries.get(tap.entry) if isinstance(tap, ThisEntry) else None
    return entry is not None and entry.area != COUNTRY


def _is_told(one: Turn, said: Decision) -> bool:
    """Whether what is said to it is all that can be: of a place that hasn't joined nobody is
    asked."""
    is_outside = one.area is not None and not one.know.has_joined(one.area)
    return said.outcome == "answer" or is_outside or _last_known(one, said) is not None


def _there(turn: Turn, left: Sequence[Part]) -> Turn:
    """The turn where the first of these is about whose people can be asked."""
    areas = [part.turn.area for part in left if part.turn.area is not None]
    joined = [area for area in areas if turn.know.has_joined(area)]
    return replace(turn, area=next(iter((*joined, *areas)), turn.area))


def _part(one: Turn, said: Decision) -> Part:
    return Part(one, said.turn.verdict, None)


def _placed(turn: Turn) -> Iterator[Turn]:
    """Each question with the place that it names, or that the one before it did. None where one
    names several: they are compared."""
    area = turn.area
    for asked in _asked(turn):
        one = replace(turn, question=asked, message=asked)
        named = places.innermost(one)
        if len(named) > 1:
            # What is told before it may name others: "folk från Lund och Ekerö. Finns i Lund …".
            named = places.asked_there(one)
        if len(named) > 1:
            return
        area = named[0] if named else area
        yield replace(one, area=area)


def _asked(turn: Turn) -> Sequence[str]:
    """The questions of a message; also what asks with no sign for it, where each sentence names a
    place and what is wished to know there."""
    asked, every = list(questions(turn)), text.sentences(turn.message)
    if len(asked) > 1 or len(every) < 2:
        return asked
    names = [turn.assessor.mentions(one) and signs.aspect(turn.talk, one) for one in every]
    return every if all(names) else asked


def _headed(asked: Turn, said: Decision, *, is_brief: bool) -> str:
    """An answer, or its beginning, under the question."""
    entry, told = asked.know.entries.get(said.entry or ""), said.markdown
    if said.reason in rights.NOTHING_FOUND:
        notice = unjoined.short_notice(asked, str(asked.area), "other")
        told = f"{asked.say('hittar_inte')} {notice}"
    if entry is None and (missing := _last_known(asked, said)) is not None:
        told = asked.say.missing(missing, asked.today)
    if is_brief and entry is not None:
        whole = asked.say.answer(entry, asked.area, asked.today, asked=asked.core)
        answer, _, source = whole.rpartition("\n\n")
        told = f"{beginning(asked, entry, answer, asked.core)}\n\n{source}"
    return f"**{markup.escape(sentence(_part(asked, said)))}**\n{told}"

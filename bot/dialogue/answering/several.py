"""A rule for more than one question in a message: each is answered, and the rest is named and one
tap from people. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import replace

from bot import markup, text
from bot.cases.choices import NotThis, ThisEntry
from bot.dialogue.answering.parts import (
    Part,
    of_names,
    parts_of,
    questions,
    says_each,
    sentence,
)
from bot.dialogue.offering import offers
from bot.dialogue.turns import aspects
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.states import ChoosingEntry
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs
from bot.knowledge.model import COUNTRY, Entry, Thing

MOST = 3
"""Questions of one message that are answered; more would be a wall of text."""
ROOM = 700
"""Characters of answers that are read in one message; of longer ones the beginnings are told."""
_BEGINNING = 130
_PARAGRAPH = "\n\n"
_LIST = re.compile(r"(?<!\n)\n+(?=(?:[-–*]|\d+\.) )")
"""Before the first row of a list."""
MOST_CHOICES = 4
_OWN_WORDS = 5
_NEAREST = 3
"""Of what a question is likest: what another is answered with may be its answer too."""
MOST_ASKED = 8
"""Questions of a message that is no story."""


def several(turn: Turn) -> Decision | None:
    """Of several questions in one message each is answered; what isn't known, or is too much, is
    named after them and one tap away: the next answer, or people."""
    return about(turn, turn.thing)


def about(turn: Turn, thing: Thing | None) -> Decision | None:
    """The same, where a question that leaves out what it is about is about this thing."""
    asked = list(questions(turn))
    if len(asked) <= 1 and (named := of_names(turn)):
        return _told(turn, named)
    area = _area(turn, asked) if 1 < len(asked) <= MOST_ASKED else None
    if area is None:
        return None
    placed = turn if area == COUNTRY else replace(turn, area=area)
    parts = list(parts_of(placed, asked, area, thing))
    answered = {part.answer.id for part in parts if part.answer}
    missing = {part.missing.id for part in parts if part.missing}
    known = len(answered) + len(missing)
    is_more = says_each(turn) or _lacks_more(parts) or _is_unsure(placed, area)
    is_half_known = bool(answered) and is_more
    if known < 2 and not is_half_known:
        return None
    return _told(placed, parts) if answered else _all_lacking(placed, parts)


def _area(turn: Turn, asked: list[str]) -> str | None:
    """Where the questions are about: the asker's place, or what they give away together, or the
    first of them by itself."""
    if turn.area is not None or turn.signs.at_home.search(turn.core):
        return turn.area
    for said in (turn.core, asked[0]):
        verdict = turn.assessor.anywhere([said], turn.language)
        is_country = verdict.kind in ("answer", "entries", "unknown", "slot")
        if verdict.area or is_country:
            return verdict.area or COUNTRY
    return None


def _is_unsure(turn: Turn, area: str) -> bool:
    """Whether nothing is sure to the message as a whole."""
    whole = turn.assessor.in_area([turn.core], area, turn.language)
    return whole.kind in ("low", "entries")


def _lacks_more(parts: list[Part]) -> bool:
    """Whether a part that isn't known asks for something more than the one that is: something of
    its thing, or what that one is nowhere near to. Else it is other words for the same question."""
    known = {part.verdict.label for part in parts if part.answer or part.missing}
    return any(_leans_on_more(part) or _is_far_from(part, known) for part in parts if part.is_open)


def _leans_on_more(part: Part) -> bool:
    return part.leans and aspects.of(part.turn, part.turn.core) is not None


def _is_far_from(part: Part, known: AbstractSet[str | None]) -> bool:
    """Whether a question with words of its own is hardly about any of these."""
    if part.leans or not part.verdict.rankings or not _has_own_subject(part.turn):
        return False
    rankings = part.verdict.rankings.values()
    nearest = [one.label for ranking in rankings for one in ranking.candidates[:_NEAREST]]
    return known.isdisjoint(nearest)


def _has_own_subject(turn: Turn) -> bool:
    """Whether a question says itself what it is about; a few words lean on the one before."""
    few = len(text.tokens(turn.core)) < _OWN_WORDS and aspects.of(turn, turn.core) is None
    leans = signs.points_back(turn.talk, turn.core) or aspects.is_bare(turn, turn.core)
    return not few and not leans


def _all_lacking(turn: Turn, parts: list[Part]) -> Decision:
    """Nothing of it is known: each thing that the sources lack is said, and one tap sends all."""
    made = with_people(turn, [], parts)
    return replace(made, remembers=turn.question)


def _told(turn: Turn, parts: list[Part]) -> Decision:
    say, told = turn.say, {part.answer.id: part.turn.core for part in parts if part.answer}
    shown = [turn.know.entries[id_] for id_ in list(told)[:MOST]]
    opening, is_brief = _answers(turn, shown, told)
    left = [part for part in parts if part.answer is None]
    more = [part for part in parts if part.answer is not None and part.answer not in shown]
    if is_brief:
        opening.append(say("flera_början"))
    if more:
        opening.append(say("flera_kvar", frågor=_named(more)))
    made = with_people(turn, opening, left) if left else None
    last = parts[-1].thing
    taps = [ThisEntry(id_) for id_ in told if is_brief or id_ in list(told)[MOST:]]
    if made is None:
        state, whole = ChoosingEntry(turn.question), "\n\n".join(opening)
        made = Decision(turn, "answer", "several", whole, state, (NotThis(),), turn.area)
    thing = last.id if last is not None else None
    # An offer is never what there is no room for; "Inte det jag frågade" may be.
    room = MOST_CHOICES - len(made.choices) + 1
    choices = (*taps[:room], *made.choices)[: MOST_CHOICES + bool(left)]
    made = replace(made, entry=shown[0].id, thing=thing, choices=choices)
    return replace(made, remembers=turn.question)


def _answers(turn: Turn, entries: list[Entry], asked: Mapping[str, str]) -> tuple[list[str], bool]:
    """Each answer under its heading, and whether only the beginning of each is told: as much as
    somebody reads. A source that several have stands once, under the last. ``asked``: what each
    answers."""
    whole = [turn.say.answer(one, turn.area, turn.today, asked=asked[one.id]) for one in entries]
    told = [text.rpartition("\n\n") for text in whole]
    is_brief = len(entries) > 1 and sum(map(len, whole)) > ROOM
    sources = [source for _, _, source in told]
    return [
        _headed(entry, beginning(turn, entry, answer, asked[entry.id]) if is_brief else answer)
        + ("" if source in sources[at:] else f"\n\n{source}")
        for at, (entry, (answer, _, source)) in enumerate(zip(entries, told, strict=True), 1)
    ], is_brief


def _headed(entry: Entry, answer: str) -> str:
    return f"**{markup.escape(entry.button)}**\n{answer}"


def beginning(turn: Turn, entry: Entry, told: str, asked: str) -> str:
    """The first sentences of an answer. Where something stands before it (that the thing is no
    more, that nobody has looked for long), all of it."""
    own = turn.say.answered(entry, asked).strip()
    if not told.startswith(own):
        return told
    paragraph, *rest = _LIST.split(own, maxsplit=1)
    paragraph, kept = paragraph.split(_PARAGRAPH)[0], ""
    for piece in text.sentences(paragraph.replace("\n", " ")):
        is_open = kept.count("**") % 2 == 1
        if kept and not is_open and len(kept) + len(piece) > _BEGINNING:
            return kept
        kept = f"{kept} {piece}".strip()
    # What announces a list says nothing without it.
    return f"{kept}\n\n{rest[0].split(_PARAGRAPH)[0]}" if kept[-1:] == ":" and rest else kept


def with_people(
    turn: Turn, opening: list[str], rest: list[Part], *, alone: bool = False
) -> Decision:
    """What is known, then what is lacking, and the offer to send that: as it was written, where
    it is all of the message. ``alone``: each of these says itself what it is about."""
    missing = [part.missing for part in rest if part.missing]
    first = missing[0] if missing else None
    thing = next((part.thing for part in rest if part.thing is not None), None)
    leaning = {part.thing.name for part in rest if part.thing is not None and part.leans}
    unnamed = sorted(name for name in leaning if name.lower() not in turn.question.lower())
    # Of this message that is what the offer says: an edit of it is an edit of that.
    # What says nothing of what it is about goes with what the others said.
    is_own = alone or all(_has_own_subject(part.turn) for part in rest)
    is_whole = not opening or not is_own
    left = turn.question if is_whole else " ".join(map(sentence, rest))
    asked = replace(turn, question=left, message=left, verdict=rest[0].verdict)
    made = offers.handoff(
        asked,
        [*opening, _lacking(turn, rest)],
        "several",
        topic=first.topic if first else thing.topic if thing else "other",
        owner=first.team if first else thing.team if thing else "",
        unknown=first.id if first else None,
        about=", ".join(unnamed if is_whole else sorted(leaning)),
    )
    return replace(made, turn=replace(made.turn, question=turn.question, message=turn.message))


def _lacking(turn: Turn, rest: list[Part]) -> str:
    """What the sources lack of these questions."""
    unknowns = {part.missing.id: part.missing for part in rest if part.missing}
    said = [
        turn.say.missing(one, turn.today, is_first=at == 0)
        for at, one in enumerate(unknowns.values())
    ]
    opens = [part for part in rest if part.is_open]
    return "\n".join([*said, *([turn.say("flera_saknas", frågor=_named(opens))] if opens else [])])


def _named(parts: list[Part]) -> str:
    return " ".join(markup.quoted(part.asked) for part in parts)

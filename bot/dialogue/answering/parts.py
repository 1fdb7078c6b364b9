"""A message cut into its questions, and what the knowledge says to each. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from bot import text
from bot.dialogue.answering import of_thing
from bot.dialogue.turns import aspects, called, verdicts
from bot.dialogue.turns.conversation import LEANS
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs
from bot.knowledge.model import COUNTRY, Entry, Thing, Unknown
from bot.matching.verdict import Verdict

_MOST_CLAUSES = 30
"""Places in a sentence where it may go on to another question: no more of them are looked at."""
_MARK = re.compile(
    r"^\s{0,9}(?:[-–*•]|\(?\d{1,2}[.)]|\(?[a-e]\))(?:\s+|$)|(?<=\s)\(?\d{1,2}[.)]\s{0,9}$"
)
"""Before a row of a list, or a question that has a number: that of the next may stand last."""
_FAR = 0.25
"""The chance from which the country's answer is one of several to somebody in a place."""
_SHORTEST = 3
"""Words of a question by itself that doesn't say plainly what it asks for."""


@dataclass(frozen=True)
class Part:
    """One of a message's questions, what the knowledge says to it, and the thing that it is
    about."""

    turn: Turn
    verdict: Verdict
    thing: Thing | None
    leans: bool = False
    """Whether that was said by the question before it."""

    @property
    def answer(self) -> Entry | None:
        found = self.turn.know.entries.get(self.verdict.label or "")
        return found if self.verdict.kind == "answer" else None

    @property
    def missing(self) -> Unknown | None:
        found = self.turn.know.unknowns.get(self.verdict.label or "")
        return found if self.verdict.kind == "unknown" else None

    @property
    def is_open(self) -> bool:
        """Whether the knowledge neither answers nor says that the sources lack it."""
        return self.answer is None and self.missing is None

    @property
    def asked(self) -> str:
        """The question as it is named: a sentence of its own."""
        said = sentence(self)
        is_left_out = self.thing is not None and self.leans
        return f"{self.thing.name}{LEANS}{said}" if self.thing and is_left_out else said


def sentence(part: Part) -> str:
    """A question as it was written, as a sentence."""
    said = part.turn.question.strip(" ,")
    return said if said[-1:] in ".!?" else f"{said}?"


def questions(turn: Turn) -> Iterator[str]:
    """The questions of a message, each with what is told right before it, and with what only says
    more closely what is asked: "vem får komma? är det bara medlemmar?"."""
    asked = told = ""
    for sentence in text.sentences(turn.plain_question):
        for marked, is_each in _clauses(turn, sentence):
            clause = _MARK.sub("", marked)
            if asked and not told and turn.signs.says_closer.match(clause):
                asked = f"{asked} {clause}"
                continue
            told = "" if turn.signs.announces.match(clause) else f"{told} {clause}".strip()
            is_asked = is_each or _asks(turn, clause)
            if is_asked or (asked and turn.signs.asks_whether.match(clause)):
                if asked:
                    yield asked
                asked, told = told, ""
    if asked:
        yield asked


def _asks(turn: Turn, clause: str) -> bool:
    """Whether a clause is a question by itself: "jag undrar om stödet" only says what the next is
    about, and "Barn? Gamla?" belong to the one before."""
    is_long = len(text.tokens(clause)) >= _SHORTEST
    is_plain = is_long or aspects.of(turn, clause) is not None
    asks = turn.signs.asks_beside.match(clause) or turn.signs.asks_within.search(clause)
    return is_plain and ("?" in clause or asks is not None)


def says_each(turn: Turn) -> bool:
    """ "Dels hur mycket, dels när": whether a message says itself that it asks several things."""
    found = turn.signs.asks_also.finditer(turn.plain_question)
    return sum(one.groupdict().get("var") is not None for one in islice(found, _MOST_CLAUSES)) > 1


def _clauses(turn: Turn, sentence: str) -> Iterator[tuple[str, bool]]:
    """A sentence at each place where it goes on to another question: "hur mycket får man och när
    söker man"; and whether it says of each that it is one: "dels om parkering". After what is only
    told, a word that always asks shows that: "och behöver" and "who like to" go on telling."""
    at, is_one = 0, False
    for also in islice(turn.signs.asks_also.finditer(sentence), _MOST_CLAUSES):
        before = sentence[at : also.start()]
        asks = text.asking([before]) or turn.signs.asks_within.search(before)
        is_asked = asks and not turn.signs.when_clause.match(before)
        marked = also.groupdict()
        is_each, is_row = (marked.get(one) is not None for one in ("var", "mellan"))
        if is_asked or is_each or is_row or turn.signs.only_asks.match(sentence, also.end()):
            yield before, is_one
            at, is_one = also.end(), is_each
    yield sentence[at:], is_one


def parts_of(turn: Turn, asked: list[str], area: str, thing: Thing | None) -> Iterator[Part]:
    """Each question by itself; one that leaves out what it is about goes on about the one
    before."""
    for question in asked:
        part = _part(replace(turn, question=question), thing, area)
        thing = part.thing
        yield part


def of_names(turn: Turn) -> list[Part]:
    """What there is of each thing that a question names, where it names several and asks no more
    than that: "finns det startbidrag, verksamhetsbidrag och utvecklingsbidrag"."""
    things, left = called.each_there(turn, turn.core) if turn.area is not None else ([], [])
    if len(things) <= 1 or not turn.talk.around_name.issuperset(left):
        return []
    verdicts_of = (Verdict("answer", thing.answers[0], turn.assessor.sure) for thing in things)
    return [
        Part(replace(turn, question=thing.name), verdict, thing)
        for thing, verdict in zip(things, verdicts_of, strict=True)
    ]


def _part(turn: Turn, thing: Thing | None, area: str) -> Part:
    if thing is not None and aspects.is_bare(turn, turn.core):
        found = of_thing.found(turn, thing)
        return Part(turn, of_thing.verdict_of(turn, found), thing, leans=True)
    if thing is None and turn.thing is None and aspects.asks_barely(turn, turn.core):
        return Part(turn, Verdict("low"), None)
    alone = text.sentences(turn.core)[-1:]
    verdict = turn.assessor.in_area([turn.core, *alone], area, turn.language)
    if _is_far_countrys(turn, verdict):
        verdict = replace(verdict, kind="low")
    if verdict.kind == "entries" and _is_sure(turn, verdict, area):
        verdict = replace(verdict, kind="answer")
    item = turn.know.entries.get(verdict.label or "") or turn.know.unknowns.get(verdict.label or "")
    is_sure = verdict.kind in ("answer", "unknown") and item is not None
    if (own_part := _of_what_it_names(turn, item if is_sure else None, area)) is not None:
        return own_part
    own = turn.know.things.get(item.thing) if item is not None and is_sure else None
    points_back = signs.points_back(turn.talk, turn.core)
    may_lean = own is None and (aspects.of(turn, turn.core) is not None or points_back)
    if thing is not None and may_lean and (found := of_thing.found(turn, thing)) is not None:
        return Part(turn, of_thing.verdict_of(turn, found), thing, leans=True)
    leans = own is not None and own == thing and verdicts.names_nothing(turn)
    leans = leans or (own is None and thing is not None and points_back)
    return Part(turn, verdict, own or thing, leans)


def _is_far_countrys(turn: Turn, verdict: Verdict) -> bool:
    """Whether an answer is the country's to somebody in a place, and not surely what is asked."""
    entry = turn.know.entries.get(verdict.label or "") if verdict.kind == "answer" else None
    is_countrys = entry is not None and entry.area == COUNTRY and turn.area not in (None, COUNTRY)
    return is_countrys and verdict.chance < _FAR and not turn.assessor.names_it(verdict)


def _is_sure(turn: Turn, verdict: Verdict, area: str) -> bool:
    """Whether the first of a few is an answer beside others: one of the country's is hardly what
    is asked of a place, unless it is named."""
    is_near = turn.assessor.area_of(verdict.label) == area or turn.assessor.names_it(verdict)
    return is_near and verdict.chance >= turn.assessor.sure


def _of_what_it_names(turn: Turn, item: Entry | Unknown | None, area: str) -> Part | None:
    """What a thing of the place says to a question that names it, where nothing is sure or what is
    sure is another place's."""
    if item is not None and item.area == area:
        return None
    placed = replace(turn, area=area)
    named = called.find_there(placed, turn.core)
    if named is None:
        return None
    thing, words = named
    rest = replace(placed, question=" ".join(words.beside) or turn.question)
    found = of_thing.found(rest, thing) or of_thing.found(placed, thing)
    if found is None and thing.answers and turn.talk.around_name.issuperset(words.beside):
        verdict = Verdict("answer", thing.answers[0], turn.assessor.sure)
        return Part(
            turn, replace(verdict, rankings=of_thing.verdict_of(placed, None).rankings), thing
        )
    if found is None and item is not None:
        return None
    return Part(turn, of_thing.verdict_of(placed, found), thing)

"""A rule for more than one question in a message: each is answered, and the rest is named and one
tap from people. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from bot import markup, text
from bot.cases.choices import NotThis, ThisEntry
from bot.dialogue import of_thing, offers, signs, verdicts
from bot.dialogue.conversation import LEANS
from bot.dialogue.decision import Decision
from bot.dialogue.states import ChoosingEntry
from bot.dialogue.turn import Turn
from bot.knowledge.model import COUNTRY, Entry, Thing, Unknown
from bot.matching.verdict import Verdict

_MOST = 3
"""Questions of one message that are answered; more would be a wall of text."""
_SHORTEST = 3
"""Words of a question by itself that doesn't say plainly what it asks for."""
_ROOM = 700
"""Characters of answers that are read in one message; of longer ones the beginnings are told."""
_BEGINNING = 130
_MOST_CHOICES = 4
_MOST_ASKED = 8
"""Questions of a message that is no story."""


@dataclass(frozen=True)
class _Part:
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
    def asked(self) -> str:
        """The question as it is named: a sentence of its own."""
        said = _sentence(self)
        is_left_out = self.thing is not None and self.leans
        return f"{self.thing.name}{LEANS}{said}" if self.thing and is_left_out else said


def _sentence(part: _Part) -> str:
    """A question as it was written, as a sentence."""
    said = part.turn.question.strip(" ,")
    return said if said[-1:] in ".!?" else f"{said}?"


def several(turn: Turn) -> Decision | None:
    """Of several questions in one message each is answered; what isn't known, or is too much, is
    named after them and one tap away: the next answer, or people."""
    asked = list(_questions(turn))
    area = _area(turn) if 1 < len(asked) <= _MOST_ASKED else None
    if area is None:
        return None
    placed = turn if area == COUNTRY else replace(turn, area=area)
    parts = list(_parts(placed, asked, area))
    answered = {part.answer.id for part in parts if part.answer}
    missing = {part.missing.id for part in parts if part.missing}
    known = len(answered) + len(missing)
    if not answered or (known == 1 and not _lacks_more(parts)):
        return None
    return _told(placed, parts)


def _questions(turn: Turn) -> Iterator[str]:
    """The questions of a message, each with what is told right before it."""
    told = ""
    for sentence in text.sentences(turn.plain_question):
        for clause in _clauses(turn, sentence):
            told = f"{told} {clause}".strip()
            if _asks(turn, clause):
                yield told
                told = ""


def _asks(turn: Turn, clause: str) -> bool:
    """Whether a clause is a question by itself: "jag undrar om stödet" only says what the next is
    about, and "Barn? Gamla?" belong to the one before."""
    is_long = len(text.tokens(clause)) >= _SHORTEST
    is_plain = is_long or signs.aspect(turn.talk, clause) is not None
    return is_plain and ("?" in clause or turn.signs.asks_beside.match(clause) is not None)


def _clauses(turn: Turn, sentence: str) -> Iterator[str]:
    """A sentence at each place where it goes on to another question: "hur mycket får man och när
    söker man"."""
    at = 0
    for also in turn.signs.asks_also.finditer(sentence):
        before = sentence[at : also.start()]
        if text.asking([before]) and not turn.signs.when_clause.match(before):
            yield before
            at = also.end()
    yield sentence[at:]


def _area(turn: Turn) -> str | None:
    """Where the questions are about: the asker's place, or what they give away together."""
    if turn.area is not None or turn.signs.at_home.search(turn.core):
        return turn.area
    verdict = turn.assessor.anywhere([turn.core], turn.language)
    is_country = verdict.kind in ("answer", "entries", "unknown", "slot")
    return verdict.area or (COUNTRY if is_country else None)


def _parts(turn: Turn, asked: list[str], area: str) -> Iterator[_Part]:
    """Each question by itself; one that leaves out what it is about goes on about the one
    before."""
    thing = turn.thing
    for question in asked:
        part = _part(replace(turn, question=question), thing, area)
        thing = part.thing
        yield part


def _part(turn: Turn, thing: Thing | None, area: str) -> _Part:
    if thing is not None and signs.is_bare(turn.talk, turn.core):
        found = of_thing.found(turn, thing)
        return _Part(turn, of_thing.verdict_of(turn, found), thing, leans=True)
    alone = text.sentences(turn.core)[-1:]
    verdict = turn.assessor.in_area([turn.core, *alone], area, turn.language)
    if verdict.kind == "entries" and verdict.chance >= turn.assessor.sure:
        verdict = replace(verdict, kind="answer")
    item = turn.know.entries.get(verdict.label or "") or turn.know.unknowns.get(verdict.label or "")
    is_sure = verdict.kind in ("answer", "unknown") and item is not None
    own = turn.know.things.get(item.thing) if item is not None and is_sure else None
    may_lean = own is None and signs.aspect(turn.talk, turn.core) is not None
    if thing is not None and may_lean and (found := of_thing.found(turn, thing)) is not None:
        return _Part(turn, of_thing.verdict_of(turn, found), thing, leans=True)
    leans = own is not None and own == thing and verdicts.names_nothing(turn)
    return _Part(turn, verdict, own or thing, leans)


def _lacks_more(parts: list[_Part]) -> bool:
    """Whether a part asks for something more of what was answered, that isn't known: no other words
    for the same question."""
    return any(
        part.answer is None
        and part.leans
        and signs.aspect(part.turn.talk, part.turn.core) is not None
        for part in parts
    )


def _told(turn: Turn, parts: list[_Part]) -> Decision:
    say, told = turn.say, dict.fromkeys(part.answer.id for part in parts if part.answer)
    shown = [turn.know.entries[id_] for id_ in list(told)[:_MOST]]
    opening, is_brief = _answers(turn, shown)
    left = [part for part in parts if part.answer is None]
    more = [part for part in parts if part.answer is not None and part.answer not in shown]
    if is_brief:
        opening.append(say("flera_början"))
    if more:
        opening.append(say("flera_kvar", frågor=_named(more)))
    made = _with_people(turn, opening, left) if left else None
    last = parts[-1].thing
    taps = [ThisEntry(id_) for id_ in told if is_brief or id_ in list(told)[_MOST:]]
    if made is None:
        state, whole = ChoosingEntry(turn.question), "\n\n".join(opening)
        made = Decision(turn, "answer", "several", whole, state, (NotThis(),), turn.area)
    thing = last.id if last is not None else None
    # An offer is never what there is no room for; "Inte det jag frågade" may be.
    room = _MOST_CHOICES - len(made.choices) + 1
    choices = (*taps[:room], *made.choices)[: _MOST_CHOICES + bool(left)]
    made = replace(made, entry=shown[0].id, thing=thing, choices=choices)
    return replace(made, remembers=turn.question)


def _answers(turn: Turn, entries: list[Entry]) -> tuple[list[str], bool]:
    """Each answer under its heading, and whether only the beginning of each is told: as much as
    somebody reads. A source that several have stands once, under the last."""
    whole = [turn.say.answer(entry, turn.area, turn.today) for entry in entries]
    told = [text.rpartition("\n\n") for text in whole]
    is_brief = len(entries) > 1 and sum(map(len, whole)) > _ROOM
    sources = [source for _, _, source in told]
    return [
        _headed(entry, _beginning(turn, entry, answer) if is_brief else answer)
        + ("" if source in sources[at:] else f"\n\n{source}")
        for at, (entry, (answer, _, source)) in enumerate(zip(entries, told, strict=True), 1)
    ], is_brief


def _headed(entry: Entry, answer: str) -> str:
    return f"**{markup.escape(entry.button)}**\n{answer}"


def _beginning(turn: Turn, entry: Entry, told: str) -> str:
    """The first sentences of an answer. Where something stands before it (that the thing is no
    more, that nobody has looked for long), all of it."""
    own = entry.answer_in(turn.language).strip()
    if not told.startswith(own):
        return told
    paragraph = own.split("\n\n", 1)[0]
    kept = ""
    for sentence in text.sentences(paragraph.replace("\n", " ")):
        is_open = kept.count("**") % 2 == 1
        if kept and not is_open and len(kept) + len(sentence) > _BEGINNING:
            return kept
        kept = f"{kept} {sentence}".strip()
    return paragraph


def _with_people(turn: Turn, opening: list[str], rest: list[_Part]) -> Decision:
    """What is known, then what is lacking, and the offer to send that."""
    say, missing = turn.say, [part.missing for part in rest if part.missing]
    by_id = {one.id: one for one in missing}
    lacking = [say.missing(one, turn.today) for one in by_id.values()]
    opens = [part for part in rest if part.answer is None and part.missing is None]
    if opens:
        lacking.append(say("flera_saknas", frågor=_named(opens)))
    first = missing[0] if missing else None
    thing = next((part.thing for part in rest if part.thing is not None), None)
    # Of this message that is what the offer says: an edit of it is an edit of that.
    left = " ".join(map(_sentence, rest))
    leaning = {part.thing.name for part in rest if part.thing is not None and part.leans}
    asked = replace(turn, question=left, message=left, verdict=rest[0].verdict)
    made = offers.handoff(
        asked,
        [*opening, " ".join(lacking)],
        "several",
        topic=first.topic if first else thing.topic if thing else "other",
        owner=first.team if first else thing.team if thing else "",
        unknown=first.id if first else None,
        about=", ".join(sorted(leaning)),
    )
    return replace(made, turn=replace(made.turn, question=turn.question, message=turn.message))


def _named(parts: list[_Part]) -> str:
    return " ".join(f"”{markup.escape(part.asked)}”" for part in parts)

"""What is nearest, in all that is known of a thing, to what is asked of it and has no answer: a
sentence of its own, as it stands there. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot import text
from bot.cases.choices import YesSend
from bot.dialogue.answering import told
from bot.dialogue.turns import aspects
from bot.dialogue.turns.decision import Decision, Reason
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs
from bot.knowledge.model import LastKnown, Thing
from bot.matching import slots

_WITHOUT_ANSWER: tuple[Reason, ...] = ("added", "lacking", "low", "repeated", "unknown")
_DENIALS = ("hittar_inte", "samma_okänt")
_LONGEST = 14
"""Words of what goes on about a thing."""
_LETTERS = 4
"""Letters of a word that says what something is about."""
_AS_ASKED = 4.0
"""What a sentence counts for that has what is asked for: an amount, a day, who decides."""
_MANY = "antal"
"""What a question shows that asks how many."""
_LEAST = 4.0
"""What the nearest sentence must count for: a word that few texts of the place have, or what is
asked for."""


@dataclass(frozen=True)
class _Line:
    """A sentence of an answer or a condition, or what was last known (``last``)."""

    said: str
    last: LastKnown | None = None
    slots: frozenset[str] = frozenset()
    """The kinds of fact that what was last known is about."""


def beside(decision: Decision) -> Decision:
    """An offer of people with the nearest sentence above it, where there is one that isn't there
    already."""
    turn, thing = decision.turn, _thing(decision)
    if thing is None or not _has_no_answer(decision):
        return decision
    line = _nearest(turn, thing)
    if line is None or text.bare(line.said) in text.bare(decision.markdown):
        return decision
    # "Det hittar jag inte" would deny what stands above it.
    rest = decision.markdown
    for denial in map(turn.say, _DENIALS):
        rest = rest.removeprefix(denial).lstrip()
    return replace(decision, markdown=f"{_shown(turn, thing, line)}\n\n{rest}")


def _thing(decision: Decision) -> Thing | None:
    """The thing that the question which is offered is about."""
    turn = decision.turn
    shown = next((one for one in decision.choices if isinstance(one, YesSend)), None)
    offer = turn.offers.get(shown.offer) if shown is not None else None
    thing = turn.know.things.get(offer.thing) if offer is not None else None
    is_here = thing is not None and thing.ended(turn.today) is None
    return thing if is_here else None


def _has_no_answer(decision: Decision) -> bool:
    turn = decision.turn
    is_open = decision.outcome == "handoff" and decision.reason in _WITHOUT_ANSWER
    goes_on = turn.is_typed and turn.follows and len(text.tokens(turn.message)) <= _LONGEST
    return is_open and goes_on and decision.action is None and decision.chat == ""


def _nearest(turn: Turn, thing: Thing) -> _Line | None:
    """The sentence that has most of what is asked; None where none has enough."""
    lines = list(_lines(turn, thing))
    worth = [_worth(turn, thing, line) for line in lines]
    best = max(worth, default=0.0)
    return lines[worth.index(best)] if best >= _LEAST else None


def _lines(turn: Turn, thing: Thing) -> Iterator[_Line]:
    know = turn.know
    whole = (thing, *(know.things[id_] for id_ in thing.belongs_to if id_ in know.things))
    answers = (id_ for one in whole for id_ in one.answers)
    for entry in (know.entries[id_] for id_ in answers if id_ in know.entries):
        yield from map(_Line, told.sentences(turn, entry))
    for condition in thing.whom.conditions if thing.whom is not None else ():
        yield _Line(turn.say.localized(condition.said))
    for id_ in (id_ for one in whole for id_ in one.unknowns):
        missing = know.unknowns[id_]
        if (last := missing.last_known) is not None:
            yield _Line(turn.say.localized(last.text), last, frozenset(missing.missing))


def _worth(turn: Turn, thing: Thing, line: _Line) -> float:
    """What a sentence counts for: the words of the question that it has, by how rare they are in
    the texts of the place, and whether it has what is asked for."""
    if line.said[-1:] == ":" or turn.signs.says_nothing.search(line.said):
        return 0.0
    shared = _stems(turn, thing).intersection(_read(turn, thing, line.said))
    matcher = turn.current.matcher
    space, background = matcher.blocks[thing.area].space, matcher.general.background
    words = sum(space.worth(stem, background) for stem in shared)
    return words + (_AS_ASKED if _has_what_is_asked(turn, line) else 0.0)


def _stems(turn: Turn, thing: Thing) -> set[str]:
    """The words that say what a question is about, beside a place and the name of the thing; none
    of one that only says what it wants to know."""
    if aspects.is_bare(turn, turn.message):
        return set()
    about = signs.beside_going_on(turn.talk, turn.assessor.without_places(turn.message))
    read = turn.current.reader(thing.area).read(" ".join(about), turn.language)
    long = (
        stem for word, stem in zip(read.words, read.stems, strict=True) if len(word) >= _LETTERS
    )
    return set(long).difference(_read(turn, thing, thing.name))


def _read(turn: Turn, thing: Thing, said: str) -> Sequence[str]:
    return turn.current.reader(thing.area).read_example(said, turn.language).stems


def _has_what_is_asked(turn: Turn, line: _Line) -> bool:
    name, counted = aspects.of(turn, turn.message), turn.talk.aspects[_MANY].told
    has = turn.talk.aspects[name].told if name is not None else None
    if has is not None and has.search(line.said):
        return True
    if name is not None and has is None and line.slots & slots.of(turn.plain, turn.know.words):
        return True
    # "Det kommer bara två barn", of what is for three at least.
    counts = counted is not None and counted.search(turn.plain) is not None
    return counts and turn.signs.limits.search(line.said) is not None


def _shown(turn: Turn, thing: Thing, line: _Line) -> str:
    if line.last is None:
        return told.nearest(turn, thing, line.said)
    return turn.say.last_known(line.last)

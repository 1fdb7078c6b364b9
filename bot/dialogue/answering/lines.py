"""What is nearest, in all that is known of a thing, to what is asked of it and has no answer: a
sentence of its own, as it stands there. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from bot import text
from bot.cases.choices import YesSend
from bot.dialogue.answering import of_thing, told
from bot.dialogue.turns import aspects
from bot.dialogue.turns.decision import Decision, Reason
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs
from bot.knowledge.model import LastKnown, Thing
from bot.knowledge.tables import UNDATED
from bot.matching import slots

_WITHOUT_ANSWER: tuple[Reason, ...] = ("added", "lacking", "low", "repeated", "unknown")
_NUMBER = re.compile(r"(?<!\d)(?<!\d )\d{2}(?!\d| \d{3})")
"""An age, a share or a day."""
_A_NUMBER = 2.5
_SAYS = 4
"""Words of a sentence that says something by itself."""
_DENIALS = ("hittar_inte", "samma_okänt")
_LONGEST = 14
"""Words of what goes on about a thing."""
_LETTERS = 4
"""Letters of a word that says what something is about."""
_AS_ASKED = 4.0
"""What a sentence counts for that has what is asked for: an amount, a day, who decides."""
_AS_MUCH = 0.9
"""The share of the nearest sentence's worth from which what was last known is told with it."""
_MANY = "antal"
"""What a question shows that asks how many."""
LEAST = 4.0
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
    read = text.bare(decision.markdown)
    lines = [one for one in _nearest(turn, thing) if text.bare(one.said) not in read]
    if not lines:
        return decision
    # "Det hittar jag inte" would deny what stands above it.
    rest = decision.markdown
    for denial in map(turn.say, _DENIALS):
        rest = rest.removeprefix(denial).lstrip()
    said = [_shown(turn, thing, one) for one in lines]
    return replace(decision, markdown="\n\n".join([*said, rest]))


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


def _nearest(turn: Turn, thing: Thing) -> list[_Line]:
    """The sentence that has most of what is asked, and what was last known where that has as much
    of it; none where nothing has enough."""
    worth = [(line, _worth(turn, thing, line)) for line in _lines(turn, thing)]
    likely = [one for one in worth if one[1] >= LEAST]
    kinds = ([one for one in likely if (one[0].last is None) is is_now] for is_now in (True, False))
    best = [max(own, key=lambda one: one[1]) for own in kinds if own]
    most = max((counted for _, counted in best), default=0.0)
    return [line for line, counted in best if counted >= _AS_MUCH * most]


def with_what_is_asked(turn: Turn, thing: Thing) -> str:
    """The sentence of a thing that has an amount or a day that is asked for, today's before what
    was last known; "" where none has. What all together got is nobody's amount."""
    has = [line for line in _lines(turn, thing) if _tells(turn, line)]
    has = [line for line in has if not turn.signs.of_all.search(line.said) or line.last is not None]
    has.sort(key=lambda line: (not any(map(str.isdecimal, line.said)), line.last is not None))
    return _dated(turn, has[0]) if has else ""


def _tells(turn: Turn, line: _Line) -> bool:
    is_said = line.said[-1:] != ":" and not turn.signs.says_nothing.search(line.said)
    return is_said and _has_what_is_asked(turn, line)


def _dated(turn: Turn, line: _Line) -> str:
    """What was last known has its year."""
    if line.last is None:
        return line.said
    year = turn.say.localized(line.last.year)
    year = turn.say("odaterad_kort") if year == UNDATED else year
    return f"{line.said} ({year})"


def worth_of(turn: Turn, thing: Thing) -> float:
    """How much of what is asked a thing's sentences have, the nearest of them; and its name."""
    own = (_words(turn, thing, one.said) + _numbers(turn, one.said) for one in _lines(turn, thing))
    return max(_words(turn, thing, thing.name, is_name=True), *own, 0.0)


def _numbers(turn: Turn, said: str) -> float:
    """What the numbers of the question that a text has come to: "den för 13 till 18"."""
    asked, has = (set(_NUMBER.findall(one)) for one in (turn.plain, said))
    return _A_NUMBER * len(asked & has)


def _lines(turn: Turn, thing: Thing) -> Iterator[_Line]:
    """Its own, and those of what it belongs to."""
    know, own = turn.know, (*thing.answers, *thing.unknowns)
    whole = of_thing.within_of(turn, thing).labels
    for id_ in (*own, *sorted(whole.difference(own))):
        if (entry := know.entries.get(id_)) is not None:
            yield from map(_Line, told.sentences(turn, entry))
        elif (missing := know.unknowns[id_]).last_known is not None:
            said = turn.say.localized(missing.last_known.text)
            yield _Line(said, missing.last_known, frozenset(missing.missing))
    for condition in thing.whom.conditions if thing.whom is not None else ():
        yield _Line(turn.say.localized(condition.said))


def _worth(turn: Turn, thing: Thing, line: _Line) -> float:
    """What a sentence counts for: the words of the question that it has, and whether it has what
    is asked for."""
    if line.said[-1:] == ":" or turn.signs.says_nothing.search(line.said):
        return 0.0
    if line.last is None and len(text.tokens(line.said)) < _SAYS:
        return 0.0
    words = _words(turn, thing, line.said)
    return words + (_AS_ASKED if _has_what_is_asked(turn, line) else 0.0)


def _words(turn: Turn, thing: Thing, said: str, *, is_name: bool = False) -> float:
    """What the words of the question that a text has come to, by how rare they are in the texts of
    the place; the name of the thing counts for nothing, unless it is the text."""
    asked = _stems(turn, thing, "" if is_name else thing.name)
    matcher = turn.current.matcher
    space, background = matcher.blocks[thing.area].space, matcher.general.background
    shared = asked.intersection(_read(turn, thing, said))
    return sum(space.worth(stem, background) for stem in shared)


def _stems(turn: Turn, thing: Thing, named: str) -> set[str]:
    """The words that say what a question is about, beside a place and the name of the thing; none
    of one that only says what it wants to know."""
    if aspects.is_bare(turn, turn.message):
        return set()
    about = signs.beside_going_on(turn.talk, turn.assessor.without_places(turn.message))
    read = turn.current.reader(thing.area).read(" ".join(about), turn.language)
    long = (
        stem for word, stem in zip(read.words, read.stems, strict=True) if len(word) >= _LETTERS
    )
    return set(long).difference(_read(turn, thing, named))


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

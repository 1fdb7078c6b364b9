"""What is known of each of some places to what is asked of them together. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from bot import text
from bot.dialogue.answering import of_thing, overviews
from bot.dialogue.answering.named import there_too
from bot.dialogue.turns import called, unjoined
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs
from bot.knowledge.citation import Citation
from bot.knowledge.model import COUNTRY, Entry, Thing
from bot.knowledge.overviews import Overview, supports, to_apply_for
from bot.matching.names import squash

BETWEEN = re.compile(
    r"\W*(?:(?:jämfört\s+med|och|eller|and|or|vs|kontra|mot|than|än)\s+(?:(?:i|in)\s+)?)?\W*",
    re.IGNORECASE,
)
"""What stands between places that are named in one breath."""
_NAMES = 4
"""Names of what there is else in a place, at most."""


@dataclass(frozen=True)
class Known:
    """What is known of one place: what is said of it, the entry that says it, and the thing that it
    is of."""

    area: str
    said: str
    entry: Entry | None = None
    thing: str = ""
    is_all: bool = False
    """Whether it is all the support of the place, where nothing nearer is known."""

    @property
    def is_local(self) -> bool:
        """Whether it is the place's own, and not the country's."""
        return bool(self.said) and (self.entry is None or self.entry.area != COUNTRY)


def of_each(turn: Turn, named: Iterable[str], core: str) -> list[Known]:
    """What is known of each place; where one has a thing, and of another nothing was found, the
    other's own form of that thing is told of."""
    known = [_known(turn, area, core) for area in named]
    things = [turn.know.things[one.thing] for one in known if one.thing and one.is_local]
    if not things:
        return known
    kept = [one.is_local and not one.is_all for one in known]
    return [
        one if is_kept else _own_form(turn, one, things[0], core)
        for one, is_kept in zip(known, kept, strict=True)
    ]


def _own_form(turn: Turn, one: Known, thing: Thing, core: str) -> Known:
    there = replace(turn, area=one.area)
    own = there_too(there, thing) or called.kin_there(there, text.tokens(core))
    return of_thing_there(there, own, core) if own is not None else one


def core_of(turn: Turn) -> str:
    """What is compared, without the places and without the words that only compare; where a
    sentence asks, and another says where, only what asks."""
    said, mentions = turn.plain_question, turn.mentions
    asked = " ".join(text.asking(text.sentences(said)))
    if asked and not turn.assessor.mentions(asked):
        said, mentions = asked, []
    for before, after in zip(reversed(mentions[:-1]), reversed(mentions[1:]), strict=True):
        if BETWEEN.fullmatch(said[before.end : after.start]) is not None:
            said = f"{said[: before.end]} {said[after.end :]}"
    rest = turn.assessor.without_places(said)
    rest = turn.signs.puts_beside.sub(" ", rest) if turn.signs.puts_beside else rest
    return " ".join(rest.split())


def _known(turn: Turn, area: str, core: str) -> Known:
    there = replace(turn, area=area)
    if overviews.is_asked(there, core) or _is_of_fit(there, core):
        return Known(area, all_there(turn, area))
    if (thing := _only_named(turn, area, core)) is not None:
        first = turn.know.entries[thing.answers[0]]
        return _told(turn, area, first)
    verdict = turn.assessor.in_area([core], area, turn.language)
    entry = turn.know.entries.get(verdict.label or "")
    unknown = turn.know.unknowns.get(verdict.label or "")
    if verdict.kind == "answer" and entry is not None:
        named = _named_there(there, core) if entry.area == COUNTRY else None
        return named or _told(turn, area, entry)
    if verdict.kind == "unknown" and unknown is not None and unknown.area == area:
        return Known(area, turn.say.missing(unknown, turn.today), thing=unknown.thing)
    if verdict.kind == "slot" and verdict.slot is not None and entry is not None:
        return Known(area, turn.say.lacks(entry, verdict.slot), entry, entry.thing)
    return _named_there(there, core) or _kin_there(there, core) or _of_all_support(there, core)


def _kin_there(there: Turn, core: str) -> Known | None:
    """What a place has of the kind that is compared, by another name."""
    kin = called.kin_there(there, text.tokens(core))
    return of_thing_there(there, kin, core) if kin is not None else None


def all_there(turn: Turn, area: str) -> str:
    """All the support of a place, by what people need."""
    things = to_apply_for(supports(turn.know, area, turn.today))
    return Overview(turn.say, area, turn.today).rows(things)


def _is_of_fit(turn: Turn, core: str) -> bool:
    """Whether places are compared for somebody: "bättre för en ny kulturförening"."""
    is_vague = signs.has_no_subject(turn.talk, core)
    return not is_vague and overviews.is_around(turn, core, turn.talk.audiences)


def _of_all_support(there: Turn, core: str) -> Known:
    """Of a question about support that nothing is sure for: what can be applied for there."""
    area = str(there.area)
    is_of_grants = overviews.is_asked(there, core, there.talk.audiences)
    is_of_grants = is_of_grants and there.know.has_joined(area)
    return Known(area, all_there(there, area) if is_of_grants else "", is_all=True)


def _named_there(there: Turn, core: str) -> Known | None:
    """What a place has by the name that is compared, where nothing is sure: what it says to what is
    asked, or what it is."""
    found = called.find_there(there, core)
    if found is None:
        return None
    thing, named = found
    return of_thing_there(there, thing, " ".join(named.beside) or core)


def of_thing_there(there: Turn, thing: Thing, asked: str) -> Known:
    """What a thing of a place says to what is asked, or else what it is."""
    own = of_thing.found(replace(there, question=asked), thing)
    label = own.label if own is not None else next(iter((*thing.answers, *thing.unknowns)))
    if (unknown := there.know.unknowns.get(label)) is not None:
        return Known(str(there.area), there.say.missing(unknown, there.today), thing=thing.id)
    return _told(there, str(there.area), there.know.entries[label], asked)


def _told(turn: Turn, area: str, entry: Entry, asked: str = "") -> Known:
    """An answer's first paragraph, with its source."""
    first = text.first_part(turn.say.answered(entry, asked or core_of(turn)))
    said = f"{first}\n{Citation(turn.say, entry).line(hint=False)}"
    return Known(area, said, entry, entry.thing)


def _only_named(turn: Turn, area: str, core: str) -> Thing | None:
    """The thing of an area whose name is all that is compared; its first answer says what it is."""
    asked = turn.current.matcher.everywhere.read(core, turn.language)
    words, names = asked.reading.words, asked.names
    rest = " ".join(w for w, weight in zip(words, asked.weights, strict=True) if weight == 1.0)
    if not names or not signs.has_no_subject(turn.talk, rest):
        return None
    here = (thing for thing in turn.know.things.values() if thing.area == area and thing.answers)
    return next((one for one in here if names & set(map(squash, one.names))), None)


def nothing_of_it(turn: Turn, area: str) -> str:
    """That nothing is known of it there, and what is known there, or how people find the place."""
    if not turn.know.has_joined(area):
        return unjoined.short_notice(turn, area, "grants")
    names = [thing.name for thing in to_apply_for(supports(turn.know, area, turn.today))]
    listed = turn.say("känner_till", saker=", ".join(names[:_NAMES])) if names else ""
    return f"{turn.say('jämför_inget')} {listed}".strip()

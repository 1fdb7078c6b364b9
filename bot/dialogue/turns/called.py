"""What a text names, by what people call the things that are known. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from bot import text
from bot.dialogue.turns.turn import Turn
from bot.knowledge.model import COUNTRY, Thing

_LONGEST = 4
_SHORTEST_STEM = 4
_ABOUT = frozenset({"för", "från", "med", "om", "till"})
"""In a name of several words, these lead to what it is about, and not to what it is."""
_ENDINGS = ("", "s", "t", "n", "et", "en", "ets", "ens", "na", "er", "or", "ar")
_OF_SEVERAL = ("na", "er", "or", "ar")


@dataclass(frozen=True)
class Named:
    """The things that a text names by one name, wherever they are, and its other words."""

    things: tuple[Thing, ...]
    beside: tuple[str, ...]
    words: frozenset[str]
    """Those that name them."""

    def within(self, turn: Turn, area: str) -> Thing | None:
        """The one of a place, that there is something to say of; the one that is called just that,
        with what stands beside it ("midi på Stenkrossen"), before one that has it in a name."""
        there = [
            one
            for one in self.things
            if one.area == area and one.answers and one.ended(turn.today) is None
        ]
        said = self.words.union(self.beside)
        whole = [one for one in there if said.issuperset(text.tokens(one.name))]
        if whole:
            return max(whole, key=_length)
        return min(there, key=_length, default=None)

    def beside_it(self, thing: Thing) -> set[str]:
        """What a text says beside the whole name of one of the things."""
        return {*self.beside}.difference(text.tokens(thing.name))

    def silent(self, area: str) -> Thing | None:
        """The one of a place of which nothing is known but that the sources are silent."""
        there = [one for one in self.things if one.area == area]
        is_known = any(one.answers for one in there)
        return None if is_known else next((one for one in there if one.unknowns), None)


def _length(thing: Thing) -> int:
    return len(text.tokens(thing.name))


def find(turn: Turn, said: str) -> Named | None:
    """What a text names, the longest name first; None where it names nothing. A word for anybody
    who asks ("föreningar") is no name."""
    general = turn.talk.pointing | turn.talk.going_on
    every = _every(turn, said, _stems)
    return next((one for one in every if not one.words <= general or len(one.words) > 1), None)


def each_there(turn: Turn, said: str) -> tuple[list[Thing], list[str]]:
    """All that a text names of a place's own, each once, in order of length of their names, and the
    words that name none of it."""
    found, left = dict[str, Thing](), text.tokens(said)
    for named in _every(turn, said, _stems):
        thing = named.within(turn, str(turn.area))
        if thing is not None and named.words.issubset(left):
            found.setdefault(thing.id, thing)
            left = [word for word in left if word not in named.words]
    return [*found.values()], left


def find_there(turn: Turn, said: str) -> tuple[Thing, Named] | None:
    """What a text names of a place's own, with whatever ending, also where only the sources'
    silence is known of it; a word that says nothing of what a question is about names nothing."""
    area, says_nothing = str(turn.area), turn.talk.pointing | turn.talk.going_on
    for named in _every(turn, said, _forms):
        if named.words <= says_nothing:
            continue
        if (thing := named.within(turn, area) or named.silent(area)) is not None:
            return thing, named
    return None


def having(turn: Turn, words: Iterable[str]) -> list[Thing]:
    """What a place has with the name of a kind of grant in one of its names, or in what an answer
    of it is headed by: "Verksamhetsbidrag kultur" for "verksamhetsbidrag"."""
    stems = [{*_forms(word)} for word in words]
    if not all(any(one.endswith(tuple(turn.talk.same_kind)) for one in own) for own in stems):
        return []
    there = (one for one in turn.know.things.values() if one.area == turn.area and one.answers)

    def has_all(thing: Thing) -> bool:
        entries = [turn.know.entries[id_] for id_ in thing.answers]
        titles = [one.title for one in entries] + [one.button for one in entries]
        said = [thing.name, *thing.names, *titles]
        return any(all(own & {*text.tokens(name)} for own in stems) for name in said)

    return [one for one in there if one.ended(turn.today) is None and has_all(one)]


def of_these(turn: Turn, said: str, things: Iterable[str]) -> Thing | None:
    """The first of some things that a text names, with whatever ending, and in whatever place."""
    named = {one.id: one for found in _every(turn, said, _forms) for one in found.things}
    return next((named[id_] for id_ in things if id_ in named), None)


def kin_there(turn: Turn, words: Iterable[str]) -> Thing | None:
    """What a place has of the kind that words name, by another name: its "aktivitetsstöd" for
    "aktivitetsbidrag"."""
    kin = {
        f"{stem.removesuffix(end)}{other}"
        for word in words
        for stem in _stems(word)
        for end in turn.talk.same_kind
        for other in turn.talk.same_kind - {end}
        if stem.endswith(end) and len(stem) - len(end) >= _SHORTEST_STEM
    }
    there = (one for one in turn.know.things.values() if one.area == turn.area and one.answers)
    alive = (one for one in there if one.ended(turn.today) is None)
    return next((one for one in alive if _is_kin(one, kin)), None)


def _is_kin(thing: Thing, kin: AbstractSet[str]) -> bool:
    """Whether a thing is called one of these, alone or at last: "kommunalt aktivitetsstöd". What is
    about one of them ("riktlinjer om föreningsstöd") isn't it."""
    names = (text.tokens(name.lower()) for name in (thing.name, *thing.names))
    return any(name and name[-1] in kin and _ABOUT.isdisjoint(name) for name in names)


def holding(turn: Turn, said: str) -> tuple[str, ...]:
    """The places that have what a text names; none where it names nothing, or what the country
    has."""
    says_nothing = turn.talk.pointing | turn.talk.going_on
    every = (one for one in _every(turn, said, _forms) if not one.words <= says_nothing)
    named = next(every, None)
    areas = {one.area for one in named.things} if named is not None else set[str]()
    return () if COUNTRY in areas else tuple(sorted(areas))


def _every(turn: Turn, said: str, forms: Callable[[str], Iterator[str]]) -> Iterator[Named]:
    words, called = text.tokens(said), turn.know.called
    for size in range(min(_LONGEST, len(words)), 0, -1):
        for at in range(len(words) - size + 1):
            if size > 1 and words[at] not in turn.know.called_several:
                continue
            name = " ".join(words[at : at + size])
            things = {one.id: one for form in forms(name) for one in called.get(form, ())}
            if things:
                name_of = frozenset(words[at : at + size])
                yield Named(tuple(things.values()), (*words[:at], *words[at + size :]), name_of)


def _stems(name: str) -> Iterator[str]:
    """A name as it is written, and without its ending; a short one is hardly several: "ungar" is no
    "Ung"."""
    for ending in _ENDINGS:
        stem = name.removesuffix(ending)
        is_long = len(stem) >= _SHORTEST_STEM or ending not in _OF_SEVERAL
        if name.endswith(ending) and is_long:
            yield stem


def _forms(name: str) -> Iterator[str]:
    """The same, and with other endings: "bidrag" is what "bidraget" is."""
    for stem in _stems(name):
        yield stem
        if len(stem) >= _SHORTEST_STEM:
            yield from (f"{stem}{other}" for other in _ENDINGS)

"""The areas named in a text: municipalities, counties and the country, in any inflection, also
misspelt. Pure.

The prepositions and endings stand here and not among the editors' words: they are the grammar that
this code follows, and a word more or less changes what every question is taken for.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.knowledge.tables import Area
from bot.text import REMEMBERED, fold

_TOKEN = re.compile(r"[^\W\d_]+(?:[-'’:][^\W\d_]+)*")
_PREPOSITIONS = frozenset("i på från till för kring runt nära utanför in from of at around".split())
_WHERE = frozenset("i på från in from".split())
"""Before these, a word that is nearly a place's name is one."""
_ENDINGS = re.compile(
    r"^(s|are|arna|arnas|bo|bor|bon|borna|sbo|sbor|sborna|ares?"
    r"|s?kommun(en|ens|s)?|s?förening\w*|s?region\w*|s?trakten|s?området)$"
)
_AFTER = frozenset(
    {"kommun", "kommunen", "kommuns", "stad", "stads", "län", "municipality", "city", "county"}
)
_PREPOSITION_BEFORE = re.compile(r"\b(i|på|från|in|from|of|at)\s+$", re.IGNORECASE)
_KIND_AFTER = re.compile(r"^\s*(kommuns?|stads?|municipality)\b", re.IGNORECASE)
ELSEWHERE = "annanort"
"""What stands for another place than one's own in a text to rank."""
LONGEST_NAME = 4
"""Words in the longest place name."""
_LAST_WORDS = 5_000
_SHORTEST_DROPPED, _SHORTEST_REPAIR, _SURE, _LONG = 4, 5, 7, 8
"""Letters in the shortest word that is a name without one of its letters; in the shortest that is
mended; in the shortest that is where nothing says that it is a place; and in the shortest that may
have two errors, or be a village without a capital."""


@dataclass(frozen=True, slots=True)
class Mention:
    """An area named in a text, and where: ``text[start:end]``. ``exact`` is false for a repaired
    spelling."""

    area: str
    start: int
    end: int
    exact: bool = True


class Gazetteer:
    """All names of all areas, looked up token by token."""

    def __init__(
        self, areas: Mapping[str, Area], known: Iterable[str] = (), words: Iterable[str] = ()
    ) -> None:
        """``known``: the areas that have entries, which a misspelling is first repaired to;
        ``words``: ordinary words, which are never repaired to a place."""
        self._exact: dict[str, str] = {}
        self._folded: dict[str, str] = {}
        self._ambiguous: set[str] = set()
        self._known, self._words = frozenset(known), frozenset(map(fold, words))
        # The country's and the counties' names first: a municipality's own name wins.
        for area in sorted(areas.values(), key=lambda a: ("land", "län", "kommun").index(a.kind)):
            for name in (area.name, *area.aliases, *area.places):
                key = " ".join(_TOKEN.findall(name.lower()))
                self._exact[key] = area.id
                if area.ambiguous and name == area.name:
                    self._ambiguous.add(key)
                elif len(key) > 4:
                    self._folded.setdefault(fold(key), area.id)
        several = (key for key in (*self._exact, *self._folded) if " " in key)
        self._first_of_several = frozenset(key.split(" ", 1)[0] for key in several)
        self._longest = max(map(len, (*self._exact, *self._folded)), default=0)
        names = ((area, name) for area in areas.values() for name in (area.name, *area.aliases))
        own = {
            fold(name.lower())
            for area, name in names
            if name == area.name or area.id in self._known
        }
        self._own_names = frozenset(key for key in self._folded if key in own)
        self._single = sorted(key for key in self._own_names if " " not in key)
        self._of_last = lru_cache(_LAST_WORDS)(self._one)
        """The same of a short word: most are said again and again."""
        self._longer = [key for key in self._single if len(key) == _SHORTEST_DROPPED + 1]
        self._villages = [key for key in self._folded if key not in own and " " not in key]

    def of(self, areas: Mapping[str, Area], known: Iterable[str]) -> Gazetteer:
        """The names of other areas, with the same ordinary words."""
        return Gazetteer(areas, known, self._words)

    def find(self, text: str, *, repair: bool = True) -> list[Mention]:
        """The areas named, in the order of the text; longer names win over shorter ones.
        ``repair``: also misspelt ones."""
        matches = list(_TOKEN.finditer(text))
        words = [match[0].lower().replace("’", "'") for match in matches]
        mentions: list[Mention] = []
        at = 0
        while at < len(words):
            most = LONGEST_NAME if words[at] in self._first_of_several else 1
            for size in range(min(most, len(words) - at), 0, -1):
                area, exact = self._look_up(words, at, size, matches[at][0], repair=repair)
                if area is not None:
                    start, end = matches[at].start(), matches[at + size - 1].end()
                    mentions.append(Mention(area, start, end, exact))
                    at += size
                    break
            else:
                at += 1
        return mentions

    def _look_up(
        self, words: list[str], at: int, size: int, written: str, *, repair: bool
    ) -> tuple[str | None, bool]:
        name = " ".join(words[at : at + size])
        before = words[at - 1] if at > 0 else ""
        named = len(words) == size or (at + size < len(words) and words[at + size] in _AFTER)
        placed = named or before in _PREPOSITIONS
        if size > 1:
            return self._whole(name, placed=placed), True
        one = self._of_last if len(name) <= REMEMBERED else self._one
        if (area := one(name, placed)) is not None:
            return area, True
        if not repair:
            return None, False
        capital = written[0].isupper() and at > 0
        return self._misspelt(name, placed=named or before in _WHERE, capital=capital), False

    def _one(self, word: str, placed: bool) -> str | None:
        """The area that one word names, as it stands or inflected."""
        return self._whole(word, placed=placed) or self._inflected(word)

    def _whole(self, name: str, *, placed: bool) -> str | None:
        for form in (name, *(name.removesuffix(ending) for ending in ("s", "'s", ":s"))):
            if form in self._exact and (placed or form not in self._ambiguous):
                return self._exact[form]
        if name != fold(name):
            return None
        for form in (name, name.removesuffix("s")):  # typed without å, ä and ö
            area = self._folded.get(form)
            meant = form in self._own_names or area in self._known
            if area is not None and meant and (placed or name not in self._words):
                return area
        return None

    def _inflected(self, word: str) -> str | None:
        """ "linköpingsbo", "boråsare", "lundaförening": a name and an ending."""
        folded = fold(word)
        for size in range(min(len(folded) - 1, self._longest + 1), 3, -1):
            stem, ending = folded[:size], word[size:]
            for name in (stem, stem.removesuffix("a")):
                exact = self._exact.get(name) if name not in self._ambiguous else None
                area = self._folded.get(name) or exact
                if area is not None and _ENDINGS.match(ending):
                    return area
        return None

    def _misspelt(self, word: str, *, placed: bool, capital: bool) -> str | None:
        """The one area whose name is a typing error away, or two in a long word that the text says
        is a place. The first letter is seldom wrong. Villages are many, and like all kinds of words
        ("källaren" and Tallåsen)."""
        folded, long = fold(word), len(word) >= _LONG
        if folded in self._words:
            return None
        if len(word) == _SHORTEST_DROPPED and placed:
            return self._dropped(folded)
        if len(word) < (_SHORTEST_REPAIR if placed or capital else _SURE):
            return None
        near = self._near(folded, self._single, 2 if long and (placed or capital) else 1)
        if capital or (placed and long):
            near |= self._near(folded, self._villages, 1)
        known = sorted((distance, area) for distance, area in near if area in self._known)
        if known:
            return known[0][1]
        best = {area for distance, area in near if distance == min(near)[0]}
        return best.pop() if capital and len(best) == 1 else None

    def _dropped(self, word: str) -> str | None:
        """The one area that we know of whose name a short word is without one letter: "i ekrö"."""
        near = {area for _, area in self._near(word, self._longer, 1) if area in self._known}
        return near.pop() if len(near) == 1 else None

    def is_word(self, word: str) -> bool:
        """Whether that is an ordinary word, and no place's name misspelt."""
        return fold(word) in self._words

    def _near(self, word: str, names: list[str], most: int) -> set[tuple[int, str]]:
        """The areas that a word is nearly the name of, with how many errors that takes."""
        alike = process.extract(word, names, scorer=OSA.distance, score_cutoff=most, limit=None)
        return {
            (int(distance), self._folded[name]) for name, distance, _ in alike if name[0] == word[0]
        }


def without(text: str, mentions: Iterable[Mention], own: Iterable[str]) -> str:
    """The text to rank: the names of ``own`` areas taken out with their preposition, others made
    one token."""
    kept, at, own = [], 0, frozenset(own)
    for mention in mentions:
        before = text[at : mention.start]
        if mention.area in own:
            kept.append(_PREPOSITION_BEFORE.sub("", before))
        else:
            kept.append(f"{before}{ELSEWHERE}")
        at = mention.end
    rest = _KIND_AFTER.sub("", text[at:]) if kept else text[at:]
    return " ".join("".join([*kept, rest]).split())

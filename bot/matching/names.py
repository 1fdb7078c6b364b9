"""Names that editors declare ("Snabb slant", "Csam"), found in a question in any inflection, apart or together, misspelt."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.text import fold

NAME_WEIGHT = 0.5
"""What a word of a declared name weighs, beside 1 for other words: a name says which family of entries is meant, the other
words which of them."""
LONGEST_NAME = 4
SHORTEST_REPAIR = 7
_LONG = 11
_SMALL = frozenset(
    "för på i till med av om och en ett den det som hos vid är for in of the a and".split()
)
"""No name that is written apart begins or ends with these: "för civilsamhället" is no slip for Forum Civilsamhälle."""
_ENDINGS = ("s", "t", "n", "et", "en", "ets", "ens", "")


@dataclass(frozen=True)
class Label:
    """What can be ranked: an entry or an unknown, with its names."""

    id: str
    names: tuple[str, ...] = ()
    unknown: bool = False
    mentions: tuple[str, ...] = ()
    """Every declared name that occurs in its examples, its own or not."""
    about: str = ""
    """The entry that an unknown is about."""


@lru_cache(maxsize=50_000)
def squash(text: str) -> str:
    """Only letters and digits, without case and diacritics: "C-sam" and "csam" are one name."""
    return "".join(c for c in fold(text.lower()) if c.isalnum())


class Names:
    """All declared names: ``labels`` gives whose each is, ``mentioned`` also who else is asked for with it."""

    def __init__(self, labels: Iterable[Label]) -> None:
        self.labels: dict[str, set[str]] = {}
        self.mentioned: dict[str, set[str]] = {}
        for label in labels:
            for name in label.names:
                self.labels.setdefault(squash(name), set()).add(label.id)
            for name in (*map(squash, label.names), *label.mentions):
                self.mentioned.setdefault(name, set()).add(label.id)
        self._inflected = {name + ending: name for ending in _ENDINGS for name in self.labels}
        self._near: dict[int, list[str]] = {}
        """The names that a text of each length may be a slip of the keyboard for."""
        for name in sorted(self.labels):
            for size in range(SHORTEST_REPAIR, len(name) + _most_slips(len(name) + 1) + 1):
                if abs(size - len(name)) <= _most_slips(size):
                    self._near.setdefault(size, []).append(name)

    def find(self, words: Sequence[str], *, repair: bool = True) -> frozenset[str]:
        """The names in a question, squashed; ``repair`` also finds misspelt ones."""
        return self.read(words, repair=repair)[0]

    def read(
        self, words: Sequence[str], *, repair: bool = True
    ) -> tuple[frozenset[str], list[float]]:
        """The names in a question, squashed, and how much each word tells entries apart."""
        weights, found = [1.0] * len(words), set()
        for name, start, end in self._spans(words, repair=repair):
            found.add(name)
            weights[start:end] = [NAME_WEIGHT] * (end - start)
        return frozenset(found), weights

    def _spans(self, words: Sequence[str], *, repair: bool) -> Iterator[tuple[str, int, int]]:
        squashed = [squash(word) for word in words]
        for at in range(len(words)):
            window = ""
            for end in range(at + 1, min(at + LONGEST_NAME, len(words)) + 1):
                window += squashed[end - 1]
                ends = {words[at], words[end - 1]}
                if (
                    name := self._named(
                        window, repair=repair and (end == at + 1 or not ends & _SMALL)
                    )
                ) is not None:
                    yield name, at, end

    def _named(self, window: str, *, repair: bool) -> str | None:
        if (
            (name := self._inflected.get(window)) is not None
            or len(window) < SHORTEST_REPAIR
            or not repair
        ):
            return name
        near, most = self._near.get(len(window), ()), _most_slips(len(window))
        found = process.extractOne(window, near, scorer=OSA.distance, score_cutoff=most)
        return found[0] if found else None


def _most_slips(size: int) -> int:
    """How many slips of the keyboard a text of this length may have and still be a name."""
    return 1 if size < _LONG else 2

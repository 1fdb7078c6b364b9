"""Names that editors declare ("Snabb slant", "Csam"), found in a question in any inflection, apart
or together, misspelt. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.text import REMEMBERED, fold

NAME_WEIGHT = 0.5
"""What a word of a declared name weighs, beside 1 for other words: a name says which family of
entries is meant, the other words which of them."""
LONGEST_NAME = 4
SHORTEST_REPAIR = 7
_LONG = 11
_ENDINGS = ("s", "t", "n", "et", "en", "ets", "ens", "")


@dataclass(frozen=True)
class Label:
    """What can be ranked: an entry or an unknown, with its names."""

    id: str
    names: tuple[str, ...] = ()
    unknown: bool = False
    thing: str = ""
    """The thing that it is about."""
    about: str = ""
    """The entry that an unknown is about."""


def squash(text: str) -> str:
    """Only letters and digits, without case and diacritics: "C-sam" and "csam" are one name."""
    return _squashed_word(text) if len(text) <= REMEMBERED else _squashed(text)


@lru_cache(maxsize=50_000)
def _squashed_word(word: str) -> str:
    return _squashed(word)


def _squashed(text: str) -> str:
    return "".join(c for c in fold(text.lower()) if c.isalnum())


class Names:
    """Declared names: ``labels`` gives whose each is, ``written`` how it was written first.
    ``around``: words that no name which is written apart begins or ends with."""

    def __init__(self, labels: Iterable[Label], around: Collection[str]) -> None:
        self._around = frozenset(around)
        self.labels: dict[str, set[str]] = {}
        self.written: dict[str, str] = {}
        for label in labels:
            for name in label.names:
                self.labels.setdefault(squash(name), set()).add(label.id)
                self.written.setdefault(squash(name), name)
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
        weights, names = [1.0] * len(words), set()
        for name, start, end in self._spans(words, repair=repair):
            names.add(name)
            weights[start:end] = [NAME_WEIGHT] * (end - start)
        return frozenset(names), weights

    def _spans(self, words: Sequence[str], *, repair: bool) -> Iterator[tuple[str, int, int]]:
        squashed = [squash(word) for word in words]
        for at in range(len(words)):
            window = ""
            for end in range(at + 1, min(at + LONGEST_NAME, len(words)) + 1):
                window += squashed[end - 1]
                whole = end == at + 1 or not self._around & {words[at], words[end - 1]}
                name = self._inflected.get(window)
                if name is None and repair and whole:
                    name = self._repaired(window, several=end > at + 1)
                if name is not None:
                    yield name, at, end

    def _repaired(self, window: str, *, several: bool) -> str | None:
        """The name that a text is a slip of the keyboard for; several words are none for a name of
        one: "har ingen" isn't "hearingen"."""
        if len(window) < SHORTEST_REPAIR:
            return None
        near, most = self._near.get(len(window), ()), _most_slips(len(window))
        nearest = process.extractOne(window, near, scorer=OSA.distance, score_cutoff=most)
        name = nearest[0] if nearest else None
        is_one = name is not None and len(self.written[name].split()) == 1
        return None if several and is_one else name


def _most_slips(size: int) -> int:
    """How many slips of the keyboard a text of this length may have and still be a name."""
    return 1 if size < _LONG else 2

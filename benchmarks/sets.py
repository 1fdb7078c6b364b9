"""The public question sets, and what is made of them: questions with typing errors, and knowledge
of any size."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.peers import Pair

EXAMPLES = 5
"""Examples an entry in knowledge that is made up to a size."""
_KEYS = ("qwertyuiopå", "asdfghjklöä", "zxcvbnm")
_SHORT = 4


@dataclass(frozen=True)
class Question:
    """A question and the entry that answers it; None where none does."""

    text: str
    entry: str | None


@dataclass(frozen=True)
class QuestionSet:
    name: str
    train: tuple[Pair, ...]
    questions: tuple[Question, ...]

    @property
    def language(self) -> str:
        return language_of([text for _, text in self.train])


@dataclass(frozen=True)
class Choice:
    """A question with the texts that may answer it, and which one does."""

    question: str
    candidates: tuple[str, ...]
    right: int


class MissingSetError(Exception):
    """A set is not where it was looked for."""


def names(data: Path) -> list[str]:
    """The sets in a folder."""
    return sorted(path.parent.name for path in data.glob("*/questions.jsonl"))


def has_train(folder: Path) -> bool:
    """Whether a set has knowledge to learn from, or only questions with their candidates."""
    return (folder / "train.jsonl").exists()


def check(data: Path, only: Sequence[str]) -> None:
    """Raises ``MissingSetError`` where a set that was asked for is not there, or none is."""
    there = names(data)
    if not there:
        mend = "Give the folder that holds them with --data"
        shape = "a folder a set, with questions.jsonl in it"
        raise MissingSetError(f"No question sets in {data}. {mend} ({shape}).")
    for name in sorted(set(only) - set(there)):
        raise MissingSetError(f"No question set named {name} in {data}; there: {', '.join(there)}.")


def language_of(texts: Sequence[str]) -> str:
    """Swedish where more than a tenth of the texts have å, ä or ö; else English."""
    dotted = sum(bool(set("åäö") & set(text.lower())) for text in texts)
    return "sv" if dotted > len(texts) / 10 else "en"


def read_set(folder: Path) -> QuestionSet:
    """Read ``train.jsonl`` and ``questions.jsonl`` of a folder."""
    train, questions = (_rows(folder / f"{name}.jsonl") for name in ("train", "questions"))
    return QuestionSet(
        folder.name,
        tuple((row["entry"], row["text"]) for row in train),
        tuple(Question(row["text"], row["entry"]) for row in questions),
    )


def read_choices(folder: Path) -> list[Choice]:
    """Read the questions of a folder that come with their candidates."""
    rows = _rows(folder / "questions.jsonl")
    return [Choice(row["question"], tuple(row["candidates"]), row["label"]) for row in rows]


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def mistyped(text: str, seed: str) -> str:
    """The text with one typing error in every third word: of each three words one is drawn, short
    ones only where there is no other."""
    rng = random.Random(seed)
    words = text.split()
    for at in range(0, len(words), 3):
        three = range(at, min(at + 3, len(words)))
        if rng.random() * 3 < len(three):  # a last one or two words get their share
            long = [n for n in three if len(words[n]) >= _SHORT]
            n = rng.choice(long or [max(three, key=lambda n: len(words[n]))])
            words[n] = _slip(words[n], rng)
    return " ".join(words)


def _slip(word: str, rng: random.Random) -> str:
    """One slip of the keyboard: two letters swapped, one dropped, doubled, or its neighbour's key
    hit."""
    if len(word) < 2:
        return word + word
    at = rng.randrange(len(word) - 1)
    match rng.choice(("swap", "drop", "double", "neighbour")):
        case "swap":
            return word[:at] + word[at + 1] + word[at] + word[at + 2 :]
        case "drop":
            return word[:at] + word[at + 1 :]
        case "double":
            return word[:at] + word[at] + word[at:]
        case _:
            return word[:at] + _neighbour(word[at], rng) + word[at + 1 :]


def _neighbour(letter: str, rng: random.Random) -> str:
    row = next((row for row in _KEYS if letter.lower() in row), "")
    at = row.find(letter.lower())
    beside = [row[n] for n in (at - 1, at + 1) if 0 <= n < len(row)] if row else []
    return rng.choice(beside) if beside else letter


def largest(sets: Sequence[QuestionSet]) -> int:
    """How many entries ``made_up`` can tell apart."""
    return len(_matters(sets)) * (len(_matters(sets)) - 1)


def _matters(sets: Sequence[QuestionSet]) -> dict[str, list[str]]:
    """The texts of each entry, whatever set it stands in: some sets hold the same ones."""
    texts: dict[str, set[str]] = {}
    for one in sets:
        for entry, text in one.train:
            texts.setdefault(entry, set()).add(text)
    return {entry: sorted(texts[entry]) for entry in sorted(texts)}


def made_up(sets: Sequence[QuestionSet], size: int, asked: int, seed: str = "size") -> QuestionSet:
    """Knowledge of ``size`` entries with five examples each, out of the sets' own texts: each entry
    asks for two of their matters at once, so that thousands of entries differ; its examples, and
    the questions, begin as a text of the one and end as one of the other."""
    rng = random.Random(f"{seed} {size}")
    texts = _matters(sets)
    pairs = rng.sample([(a, b) for a in texts for b in texts if a != b], size)

    def ask(a: str, b: str) -> str:
        first, last = rng.choice(texts[a]).split(), rng.choice(texts[b]).split()
        return " ".join([*first[: (len(first) + 1) // 2], *last[len(last) // 2 :]])

    train = tuple((f"{a} + {b}", ask(a, b)) for a, b in pairs for _ in range(EXAMPLES))
    questions = tuple(
        Question(ask(a, b), f"{a} + {b}") for a, b in (rng.choice(pairs) for _ in range(asked))
    )
    return QuestionSet(f"{size} entries", train, questions)

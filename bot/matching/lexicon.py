"""How common words are when associations ask, in general: counted by ``make trust`` over the ways
of asking that are shipped, and kept in ``lexicon.json`` beside this file. It tells a new area with
few ways of asking which words tell little, and which are no slips of the keyboard.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from bot.knowledge.words import Words
from bot.matching.corpus import AreaCorpus
from bot.matching.reading import FACT, Reader, Spelling
from bot.matching.vectors import Background, char_terms

FILE = Path(__file__).with_name("lexicon.json")
WIDELY = 2
"""In so many areas a word must be used: one that only one uses is that area's own."""


@dataclass(frozen=True)
class Lexicon:
    """In how many of some texts each word of a language, and each kind of fact, stands that several
    areas use; and the words that only one uses."""

    texts: int
    words: Mapping[str, Mapping[str, int]]
    rare: Sequence[str]

    @classmethod
    def learn(cls, corpora: Iterable[AreaCorpus], words: Words) -> Lexicon:
        """What is asked in several areas."""
        reader, texts = Reader(words), 0
        times: dict[str, Counter[str]] = defaultdict(Counter)
        areas: dict[str, Counter[str]] = defaultdict(Counter)
        for corpus in corpora:
            own: dict[str, Counter[str]] = defaultdict(Counter)
            for example in corpus.cleaned().examples:
                reading = reader.read_example(example.text, example.language)
                own[example.language].update({*reading.words, *reading.facts})
                texts += 1
            for language, counted in own.items():
                times[language].update(counted)
                areas[language].update(counted.keys())
        widely = {
            language: {w: n for w, n in sorted(all_.items()) if areas[language][w] >= WIDELY}
            for language, all_ in sorted(times.items())
        }
        kept = {language: all_ for language, all_ in widely.items() if all_}
        known = {word for all_ in kept.values() for word in all_}
        return cls(texts, kept, sorted({w for all_ in times.values() for w in all_} - known))


@dataclass(frozen=True)
class General:
    """What a lexicon tells of terms and of spelling, beside what an area's own examples tell."""

    background: Background
    spelling: Spelling

    @classmethod
    def nothing(cls) -> General:
        """Where there is no lexicon."""
        return cls(Background(), Spelling({}, {}))

    @classmethod
    def of(cls, lexicon: Lexicon, words: Words) -> General:
        """With the words of some knowledge. Characters stand in as many texts as their words do."""
        reader = Reader(words)
        every, stems, chars = Counter[str](), Counter[str](), Counter[str]()
        for language, counted in lexicon.words.items():
            for word, times in counted.items():
                if word.startswith(FACT):
                    stems[word] += times
                    continue
                every[word] += times
                stems[reader.stem(word, language)] += times
                chars.update({term: times for term, _ in char_terms([word], [1.0])})
        every.update(lexicon.rare)
        return cls(Background(lexicon.texts, (stems, {}, chars)), Spelling(every, {}))


def general(words: Words) -> General:
    """What the shipped lexicon tells with some words."""
    return _general(words.model_dump_json(by_alias=True))


@lru_cache(maxsize=2)
def _general(words: str) -> General:
    """Whoever reads a folder again, or another with the same words, needn't count it anew."""
    return General.of(shipped(), Words.model_validate_json(words))


@cache
def shipped(file: Path = FILE) -> Lexicon:
    """The lexicon that comes with the program."""
    kept = json.loads(file.read_text("utf-8"))
    return Lexicon(kept["texts"], kept["words"], kept["rare"])


def write(lexicon: Lexicon, file: Path = FILE) -> None:
    """Keep a lexicon, a word a line."""
    kept = {"texts": lexicon.texts, "words": lexicon.words, "rare": lexicon.rare}
    file.write_text(json.dumps(kept, ensure_ascii=False, indent=0) + "\n", "utf-8")

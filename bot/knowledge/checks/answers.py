"""What can be wrong with the text of an answer: its length, its words, what it leaves unsaid."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

from bot import markup, text
from bot.errors import Problem
from bot.knowledge.fields import PLACEHOLDER
from bot.knowledge.folder import Places
from bot.knowledge.model import Entry, Knowledge, Unknown
from bot.knowledge.written.yamltext import Where

LONGEST_ANSWER = 900
_FAR_TOO_LONG = 5 * LONGEST_ANSWER
TOO_LONG, TOO_BOLD, LONGEST_PARAGRAPH = 700, 3, 350
"""What is read with ease: characters of an answer, its bold spans, characters of a paragraph."""
HARDEST_LIX = 45.0
MOSTLY = 0.6
"""The share of an answer's ways of asking from which it is asked for with yes or no."""
_LINK = re.compile(r"\s{0,9}\(?https?://\S+\)?")
_YES_OR_NO = frozenset({"ja", "jo", "nej", "yes", "no"})
_ASKS_YES_OR_NO = re.compile(
    r"(?:kan|får|måste|är|ska|behöver|duger|räcker|räknas|går det|krävs|gäller|har)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Answers:
    """The knowledge, and where each item stands."""

    know: Knowledge
    places: Places

    def parts(self) -> Iterator[Iterable[Problem]]:
        """What is wrong with one item at a time."""
        yield from map(self._entry, self.know.entries.values())
        yield from map(self._bare_questions, self.know.items)
        yield from map(self._unfilled, self.know.items)
        yield from map(self._unfit, self.know.unknowns.values())

    def _entry(self, entry: Entry) -> Iterator[Problem]:
        yield from self._length(entry)
        # What is far too long is pasted by mistake: nothing else is looked for in it.
        if any(len(answer) > _FAR_TOO_LONG for answer in entry.answer.values()):
            return
        yield from self._budget(entry)
        yield from self._literal_facts(entry)
        yield from self._bare_answers(entry)
        yield from self._unclosed(entry)
        yield from self._neither_yes_nor_no(entry)

    def _length(self, entry: Entry) -> Iterator[Problem]:
        for language in entry.answer:
            where = ("svar", language)
            if (size := len(entry.answer[language])) > _FAR_TOO_LONG:
                wrong = f"Svaret är {size} tecken, högst {LONGEST_ANSWER}. Är något inklistrat?"
                yield self.places.problem(entry.id, where, wrong, kind="long")
                continue
            measured = _read(entry.answer_in(language))
            if (size := len(measured)) > LONGEST_ANSWER:
                mend = f"Högst {LONGEST_ANSWER}: korta det, eller dela det i två svar."
                wrong = f"Svaret är {size} tecken. {mend}"
                yield self.places.problem(entry.id, where, wrong, kind="long")
            if language == "sv" and (lix := _hardness(measured)) > HARDEST_LIX:
                mend = f"Högst {HARDEST_LIX:.0f}: korta meningarna och orden."
                hard = f"Svaret har LIX {lix:.1f}. {mend}"
                yield self.places.problem(entry.id, where, hard, kind="lix", warning=True)

    def _budget(self, entry: Entry) -> Iterator[Problem]:
        """More than somebody reads on a phone, and bold that no longer stands out."""
        for language in entry.answer:
            answer = entry.answer_in(language)
            read, bold = _read(answer), answer.count("**") // 2
            longest = max(map(len, read.splitlines()), default=0)
            for wrong in (
                f"Svaret är {len(read)} tecken, högst {TOO_LONG} läses lätt. Korta det."
                if TOO_LONG < len(read) <= LONGEST_ANSWER
                else "",
                f"{bold} ställen är feta, högst {TOO_BOLD} syns. Ta bort stjärnor."
                if bold > TOO_BOLD
                else "",
                f"Ett stycke är {longest} tecken, högst {LONGEST_PARAGRAPH}. Dela det."
                if longest > LONGEST_PARAGRAPH
                else "",
            ):
                if wrong:
                    where = ("svar", language)
                    yield self.places.problem(entry.id, where, wrong, kind="budget", warning=True)

    def _literal_facts(self, entry: Entry) -> Iterator[Problem]:
        """Amounts, dates and addresses stand once, under ``fakta``."""
        for language, answer in entry.answer.items():
            if (fact := self._fact.search(PLACEHOLDER.sub("", answer))) is not None:
                mend = "Flytta det till ”fakta”, så att det ändras på ett ställe."
                wrong = f"”{fact[0].strip()}” står i svarets text. {mend}"
                yield self.places.problem(entry.id, ("svar", language), wrong, kind="fact")

    @cached_property
    def _fact(self) -> re.Pattern[str]:
        """An amount, a telephone number, an e-mail address or a day."""
        months = "|".join(
            month for wording in self.know.wording.values() for month in wording.get("månader", ())
        )
        money = r"\d[\d .\u00a0]*\s?(?:t?kr\b|:-|kronor|mnkr|miljoner|euro|procent|%)"
        reached = r"\b0\d{1,3}-\d|[^\s@]{1,64}@\S{1,80}\.\w"
        day = rf"\b\d{{4}}-\d\d-\d\d\b|\b\d{{1,2}} (?:{months})\b"
        return re.compile(f"{money}|{reached}|{day}", re.IGNORECASE)

    def _bare_answers(self, entry: Entry) -> Iterator[Problem]:
        for language, answer in entry.answer.items():
            if text.bare(answer) in _YES_OR_NO:
                mend = "Skriv en mening som går att förstå utan frågan."
                wrong = f"Svaret är bara ”{answer.strip()}”. {mend}"
                yield self.places.problem(entry.id, ("svar", language), wrong, kind="bare")

    def _unclosed(self, entry: Entry) -> Iterator[Problem]:
        """What people would read the stars or the brace of."""
        for language, answer in entry.answer.items():
            for sign, what, is_open in (
                ("**", "Två stjärnor", answer.count("**") % 2 == 1),
                ("{ eller }", "En klammer", bool({"{", "}"} & set(PLACEHOLDER.sub("", answer)))),
            ):
                if is_open:
                    wrong = f"{what} ({sign}) i svaret saknar sin andra hälft. Lägg till den."
                    yield self.places.problem(entry.id, ("svar", language), wrong, kind="open")

    def _unfit(self, unknown: Unknown) -> Iterator[Problem]:
        """What doesn't go on from "Det står inte i mina källor"."""
        what = unknown.what["sv"]
        if unknown.thing and (what[0].isupper() or what[-1] in "?.!"):
            mend = "Börja med litet hur, vilka, när, om eller vem, och sluta utan punkt."
            wrong = f"”{what}” läses efter ”Det står inte i mina källor”. {mend}"
            yield self.places.problem(unknown.id, ("vad",), wrong, kind="unfit", warning=True)

    def _unfilled(self, item: Entry | Unknown) -> Iterator[Problem]:
        """Braces where no fact is filled in: people would read them."""
        for where, said in _said_beside(item):
            if (brace := PLACEHOLDER.search(said)) is not None:
                mend = "Bara svarens text fylls i. Skriv det med ord här."
                wrong = f"”{brace[0]}” visas som det står. {mend}"
                yield self.places.problem(item.id, where, wrong, kind="open")

    def _bare_questions(self, item: Entry | Unknown) -> Iterator[Problem]:
        for language, questions in item.questions.items():
            for at, question in enumerate(questions):
                if comparable(question) in _YES_OR_NO:
                    wrong = f"”{question}” är ingen fråga. Ta bort raden."
                    where = ("frågor", language, at)
                    yield self.places.problem(item.id, where, wrong, kind="bare")

    def _neither_yes_nor_no(self, entry: Entry) -> Iterator[Problem]:
        """What people ask with "får vi …?" begins with yes or no."""
        questions = entry.questions["sv"]
        asking = sum(_ASKS_YES_OR_NO.match(question) is not None for question in questions)
        first = next(iter(text.tokens(entry.answer["sv"])), "")
        if asking < MOSTLY * len(questions) or first in _YES_OR_NO:
            return
        mend = "Börja svaret med Ja eller Nej, om det går."
        open_ = f"{asking} av {len(questions)} sätt att fråga går att svara ja eller nej på. {mend}"
        yield self.places.problem(entry.id, ("svar", "sv"), open_, kind="yes-no", warning=True)


def _said_beside(item: Entry | Unknown) -> Iterator[tuple[Where, str]]:
    """What is shown of an item besides an answer's text, and how it is asked for."""
    for language, questions in item.questions.items():
        for at, question in enumerate(questions):
            yield ("frågor", language, at), question
    if isinstance(item, Entry):
        yield ("rubrik",), item.title
        yield ("knapp",), item.button if item.button != item.title else ""
        return
    for key, texts in (("vad", item.what), ("inledning", item.opening or {})):
        for said in texts.values():
            yield (key,), said


@lru_cache(maxsize=5_000)
def _read(answer: str) -> str:
    """What people read of an answer. Kept for the next time: few answers are other ones then."""
    return _LINK.sub("", markup.plain(answer))


@lru_cache(maxsize=5_000)
def _hardness(read: str) -> float:
    """The LIX of what people read. Kept likewise."""
    return text.lix(re.sub(r"\d", "", read))


@lru_cache(maxsize=100_000)
def comparable(question: str) -> str:
    """A way of asking so that it is the same as others with the same words. Kept for the next
    time."""
    return text.bare(question)

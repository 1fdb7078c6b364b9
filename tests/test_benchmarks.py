"""What the comparison with the peers measures is right on cases worked out by hand."""

from __future__ import annotations

import json
import math
import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pytest

from benchmarks import match, metrics, parts, rank, sets
from benchmarks.comparison import Run
from benchmarks.measure import Limits, Task, UnfinishedError, measure_apart
from benchmarks.metrics import Asked
from benchmarks.ours import SYSTEMS, Ours
from benchmarks.peers import Bm25, Pair, Ranked, System, confidence

TRAIN = [
    ("rent", "what does it cost to rent the hall"),
    ("rent", "price of the hall for one evening"),
    ("rent", "how much is the rent"),
    ("time", "how long may we stay"),
    ("time", "when do we have to move out"),
    ("time", "for how many months is the place ours"),
    ("rain", "will it rain tomorrow"),
    ("rain", "is the sun coming out this weekend"),
    ("rain", "what is the weather like"),
]


def asked(answerable: str, right: str, confidences: list[float], answered: str = "") -> Asked:
    """Questions as strings of 1 and 0, one character a question."""
    flags = [
        np.array([c == "1" for c in text])
        for text in (answerable, right, answered or "0" * len(right))
    ]
    return Asked(flags[0], flags[1], flags[1], np.array(confidences), flags[2])


def test_auroc_is_the_share_of_pairs_in_order() -> None:
    """Of four pairs two are in order and one is tied; without unanswerable ones there are none."""
    assert metrics.auroc(asked("1100", "1100", [0.9, 0.4, 0.4, 0.6])) == pytest.approx(2.5 / 4)
    assert math.isnan(metrics.auroc(asked("11", "11", [0.1, 0.2])))


def test_error_at_coverage_counts_the_surest() -> None:
    """An answer to what is unanswerable is wrong too; the surest count first."""
    said = asked("11101", "10101", [0.9, 0.8, 0.7, 0.6, 0.95])
    assert metrics.error_at(0.6)(said) == pytest.approx(1 / 3)
    assert metrics.error_at(0.8)(said) == pytest.approx(1 / 4)
    assert metrics.error_at(1.0)(said) == pytest.approx(2 / 5)


def test_equal_confidence_can_t_be_told_apart() -> None:
    """The order in the file decides nothing: equals are each as wrong as their mean."""
    assert (
        metrics.risks(asked("11", "10", [0.5, 0.5])).tolist()
        == metrics.risks(asked("11", "01", [0.5, 0.5])).tolist()
        == [0.5, 0.5]
    )


def test_rates_at_the_threshold() -> None:
    """Answered and wrong are shares of all; right and recalled of what can or can't be answered."""
    said = asked("11100", "11000", [0.9, 0.1, 0.8, 0.7, 0.2], answered="10110")
    assert metrics.answer_rate(said) == pytest.approx(3 / 5)
    assert metrics.wrong_rate(said) == pytest.approx(2 / 5)
    assert metrics.answered_right(said) == pytest.approx(1 / 3)
    assert metrics.recalled(said) == pytest.approx(1 / 2)
    assert metrics.top1(said) == pytest.approx(2 / 3)


def test_the_bootstrap_has_the_width_of_theory() -> None:
    """For half of 400 the interval is 1.96 standard errors (0.025) to each side, every time."""
    said = asked("1" * 400, "10" * 200, [0.5] * 400)
    low, high = metrics.interval(metrics.top1, said)
    assert (low, high) == metrics.interval(metrics.top1, said)
    assert low == pytest.approx(0.5 - 1.96 * 0.025, abs=0.006)
    assert high == pytest.approx(0.5 + 1.96 * 0.025, abs=0.006)


def test_a_difference_is_paired() -> None:
    """Against itself nothing is uncertain; against one right once less in four all is above 0."""
    one, other = (
        asked("1" * 400, "1110" * 100, [0.5] * 400),
        asked("1" * 400, "1100" * 100, [0.5] * 400),
    )
    assert metrics.difference(metrics.top1, one, one) == (0.0, 0.0)
    low, high = metrics.difference(metrics.top1, one, other)
    assert 0.2 < low < 0.25 < high < 0.3


@pytest.mark.parametrize("name", SYSTEMS)
def test_every_system_ranks_and_decides(name: str) -> None:
    """The right entry is first, confidences fall, and unknown words give less than an example."""
    system = SYSTEMS[name]("en")
    system.fit(TRAIN)
    system.calibrate(TRAIN)
    ranked, _ = system.decide("what is the price of the hall")
    assert ranked[0][0] == "rent"
    assert [score for _, score in ranked] == sorted((score for _, score in ranked), reverse=True)
    assert confidence(system.rank("price of the hall for one evening")) > confidence(
        system.rank("zzz qqq")
    )
    assert len({entry for entry, _ in ranked}) == len(ranked) <= 3


@pytest.mark.long
@pytest.mark.parametrize("part", parts.PARTS)
def test_every_part_can_be_taken_away(part: str) -> None:
    """The matcher still ranks without any one part, and is whole again afterwards."""
    whole, less = Ours("en"), Ours("en")
    with parts.without(part):
        less.fit(TRAIN)
        assert {entry for entry, _ in less.rank("price of the hall")} <= {"rent", "time", "rain"}
    whole.fit(TRAIN)
    assert whole.rank("price of the hall for one evening")[0][0] == "rent"


def test_the_threshold_is_what_a_tenth_of_the_missing_reach() -> None:
    """Where confidence is a question's length, the bound is the ninth decile of the lengths."""

    class Length(System):
        name = "length"

        def fit(self, train: Sequence[Pair]) -> None: ...

        def rank(self, text: str) -> Ranked:
            return [("any", float(len(text)))]

    system = Length()
    system.calibrate([(f"entry{n}", "x" * n) for n in range(101)])
    assert system.threshold == pytest.approx(90)
    assert system.decide("x" * 91)[1]
    assert not system.decide("x" * 89)[1]


def test_every_third_word_is_mistyped() -> None:
    """Of each three words one is mistyped: by the same seed the same one in the same way."""
    text = "please cancel yesterday's transfer without charges"
    wrong = sets.mistyped(text, "a").split()
    changed = [
        n
        for n, (before, after) in enumerate(zip(text.split(), wrong, strict=True))
        if before != after
    ]
    assert sets.mistyped(text, "a").split() == wrong
    assert [n // 3 for n in changed] == [0, 1]
    assert len({sets.mistyped(text, str(seed)) for seed in range(20)}) > 10


def test_knowledge_is_made_up_to_a_size() -> None:
    """Each entry has five examples, each question an entry, and it is the same every time."""
    one = sets.QuestionSet("one", tuple(TRAIN), ())
    made = sets.made_up([one], 4, 10)
    assert made == sets.made_up([one], 4, 10)
    assert len(made.train) == 4 * sets.EXAMPLES
    assert {question.entry for question in made.questions} <= {entry for entry, _ in made.train}
    assert (
        sets.largest([one, one]) == 6
    )  # the same three entries twice: each before each of the others


def _write(path: Path, *rows: Mapping[str, object]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A folder with one set, and one of questions with candidates."""
    candidates = ["The hall costs 200 kronor.", "You may stay for a year."]
    _write(
        tmp_path / "halls" / "train.jsonl",
        *({"entry": entry, "text": text} for entry, text in TRAIN),
    )
    _write(
        tmp_path / "halls" / "questions.jsonl",
        {"id": "1", "text": "price of the hall", "entry": "rent"},
        {"id": "2", "text": "who won", "entry": None},
    )
    _write(
        tmp_path / "pairs" / "questions.jsonl",
        {"id": "s", "question": "What does the hall cost?", "candidates": candidates, "label": 0},
    )
    return tmp_path


@pytest.mark.long(seconds=4)
def test_one_run_gives_the_tables(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A row for each system with its cost, what ours gains, and the questions with candidates."""
    run = Run([Ours, Bm25], Limits(minutes=1, gigabytes=8))
    lines = match.compare(data, ["halls", "pairs"], run)
    assert "".join(lines) == capsys.readouterr().out
    cells = {tuple(line.split(" | ")[:2]): line.split(" | ") for line in lines if " | " in line}
    assert cells["| halls", "BM25"][2].startswith("1.000")
    assert float(cells["| halls", "BM25"][-3]) >= 0
    assert cells["| pairs", "BM25"][2].startswith("1.000")
    assert any(line.startswith("| halls | +") and "over BM25" in line for line in lines)


class Broken(System):
    """Ends its process, or eats more than there is, when it is built."""

    name = "broken"

    def fit(self, train: Sequence[Pair]) -> None:
        if train:
            os._exit(3)
        bytearray(2**40)

    def rank(self, text: str) -> Ranked:
        return []


@pytest.mark.long
@pytest.mark.parametrize(
    ("kind", "train", "minutes", "said"),
    [
        (Bm25, TRAIN, 0, "0 minutes"),
        (Broken, TRAIN, 1, "broke off with 3"),
        (Broken, [], 1, "8 GB"),
    ],
)
def test_what_asks_too_much_is_said(
    kind: type[System], train: list[Pair], minutes: float, said: str
) -> None:
    """What takes too long, breaks off or wants too much memory is told by what stopped it."""
    with pytest.raises(UnfinishedError, match=said):
        measure_apart(Task(kind, "en", train, ["the hall"]), Limits(minutes, gigabytes=8))


def test_missing_sets_are_a_sentence(data: Path) -> None:
    """An empty folder, and a set that isn't there, are said in words that tell what to do."""
    with pytest.raises(sets.MissingSetError, match="--data"):
        sets.check(data / "nowhere", [])
    with pytest.raises(sets.MissingSetError, match=r"rooms.*halls"):
        sets.check(data, ["rooms"])
    sets.check(data, ["halls"])


def test_language_is_that_of_the_texts() -> None:
    """Swedish is told by å, ä and ö."""
    assert sets.language_of(["Vad kostar det att hyra salen på kvällen?"]) == "sv"
    assert sets.language_of([text for _, text in TRAIN]) == "en"


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ('{"entry": "a"', "t.jsonl:3: not JSON"),
        ('{"entry": "a"}', "t.jsonl:3: a row needs entry and text"),
        ('{"entry": 3, "text": "x"}', "t.jsonl:3: entry and text are strings"),
        ('["a"]', "t.jsonl:3: a row needs"),
    ],
)
def test_a_row_that_can_not_be_ranked_is_said(tmp_path: Path, row: str, said: str) -> None:
    """File, line and what is wrong; a blank line is none, nor another line break in a text."""
    path = tmp_path / "t.jsonl"
    path.write_text('\ufeff{"entry": "a", "text": "hyra\u2028salen"}\n\n', "utf-8")
    assert [read["text"] for read in rank._rows(path, ("entry", "text"))] == ["hyra\u2028salen"]
    path.write_text(path.read_text("utf-8") + row, "utf-8")
    with pytest.raises(SystemExit, match=re.escape(said)):
        rank._rows(path, ("entry", "text"))

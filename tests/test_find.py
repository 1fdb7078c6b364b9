"""`onewayin find`: an editor comes from some words to the file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.cli.main import main
from tests.conftest import ROOT

pytestmark = pytest.mark.long

KNOWLEDGE = ROOT / "knowledge"


def find(capsys: pytest.CaptureFixture[str], folder: Path, *words: str) -> list[str]:
    """What is printed, with the folder as it is, and the status 0."""
    assert main(["find", "--knowledge", str(folder), *words]) == 0
    return capsys.readouterr().out.splitlines()


def standing(line: str) -> tuple[str, str]:
    """The name of a file that is printed, and the text of the line that is."""
    path, number, _ = line.split(":", 2)
    return Path(path).name, Path(path).read_text("utf-8").splitlines()[int(number) - 1]


def test_a_question_leads_to_its_answer(capsys: pytest.CaptureFixture[str]) -> None:
    """The best first, with the line of the heading and the beginning of the answer."""
    lines = find(capsys, KNOWLEDGE, "hur mycket kan man få i snabb slant i ekerö")
    file, text = standing(lines[0])
    assert file == "ekero-snabb-slant.yaml"
    assert text.strip().startswith("rubrik: Hur mycket")
    assert "10 000 kr" in lines[0]


def test_a_way_of_asking_is_shown_with_its_line(capsys: pytest.CaptureFixture[str]) -> None:
    """Where that is what has the words."""
    lines = find(capsys, KNOWLEDGE, "läxhjälp", "projekt", "--area", "gavle")
    file, _, _ = lines[0].split(":", 2)
    number, text = lines[1].strip().removeprefix("rad ").split(": ", 1)
    assert "läxhjälp" in text
    assert text in Path(file).read_text("utf-8").splitlines()[int(number) - 1]


def test_a_fact_is_found_where_it_stands(capsys: pytest.CaptureFixture[str]) -> None:
    """So that an amount can be changed."""
    lines = find(capsys, KNOWLEDGE, "högsta_belopp", "10 000 kr", "--area", "ekero")
    assert any("rad 15: högsta_belopp: 10 000 kr" in line for line in lines)


def test_a_day_is_found_in_both_its_places(capsys: pytest.CaptureFixture[str]) -> None:
    """Among the facts and in ``tider``, so that both are changed."""
    lines = find(capsys, KNOWLEDGE, "31 oktober", "--area", "ovanaker")
    assert any(line.endswith(": sista_dag: 31 oktober") for line in lines)
    assert any(line.endswith(": tider, stänger: 31 oktober") for line in lines)


def test_an_area_is_its_own_files(capsys: pytest.CaptureFixture[str]) -> None:
    """By its id or its name."""
    lines = find(capsys, KNOWLEDGE, "bidrag", "--area", "Gävle")
    files = [line for line in lines if not line.startswith(" ")]
    assert files
    assert all("/gavle/" in line for line in files)


def test_what_nearly_has_the_words_says_what_it_lacks(capsys: pytest.CaptureFixture[str]) -> None:
    """After all that have every word; at most ten in all."""
    lines = find(capsys, KNOWLEDGE, "gårdsfest stipendium läxhjälp")
    assert sum(not line.startswith(" ") for line in lines) <= 10
    assert any(line.startswith("    har inte: ") for line in lines)


def test_the_answers_come_first(capsys: pytest.CaptureFixture[str]) -> None:
    """Of those that have every word, and of those that lack some."""
    for words in ("lokal lund", "redovisa snabb slant"):
        shown = [line for line in find(capsys, KNOWLEDGE, words) if not line.startswith("    rad")]
        lacks = ["har inte" in after for after in [*shown[1:], ""]]
        kinds = [
            (lacking, ": okänt: " in line)
            for line, lacking in zip(shown, lacks, strict=True)
            if not line.startswith(" ")
        ]
        assert kinds == sorted(kinds)


def test_what_only_people_answer_is_found(capsys: pytest.CaptureFixture[str]) -> None:
    """In the file of what is never answered, at its own line."""
    lines = find(capsys, KNOWLEDGE, "avbokar tid idrottshallen")
    file, text = next(map(standing, (line for line in lines if "rejects.yaml" in line)))
    assert (file, "sv:" in text) == ("rejects.yaml", True)


def test_nothing_found_says_what_to_do(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With the status of `grep`."""
    assert main(["find", "--knowledge", str(small), "xyzzy"]) == 1
    assert "Prova färre ord" in capsys.readouterr().err


def test_files_that_cannot_be_read_are_named(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Before anything is looked for."""
    (small / "areas.yaml").write_text("- id: [", "utf-8")
    assert main(["find", "--knowledge", str(small), "huset"]) == 2
    assert "areas.yaml:1" in capsys.readouterr().err

"""The command line within this process; bad input never ends in a traceback."""

from __future__ import annotations

import re
from pathlib import Path
from typing import get_args

import pytest

from bot.cases.case import Case, Event, EventKind, EventSide, State
from bot.cli.explain import level
from bot.cli.lines import UnknownAreas
from bot.cli.main import main, onewayin
from bot.cli.terms import EVENTS, SIDES, STATES
from bot.matching.library import Current
from bot.matching.matcher import Candidate
from bot.storage import casebook, database
from tests.conftest import NOW, ROOT, SMALL

USAGE = {
    "no such command": ("chatt", "onewayin: kommandot chatt finns inte. Menar du chat?"),
    "no such option": ("ask --jsn hej", "onewayin ask: valet --jsn finns inte. Menar du --json?"),
    "nothing like it": ("cases --q", "onewayin cases: valet --q finns inte."),
    "no command": ("--", "onewayin: kommandot saknas."),
    "a missing option": ("run", "onewayin run: --settings FIL saknas."),
    "a missing argument": ("play", "onewayin play: FIL saknas."),
    "a missing choice": ("setup", "onewayin setup: KANAL saknas. Välj matrix eller telegram."),
    "a bad choice": (
        "route --area lund --topic grantz",
        (
            "onewayin route: --topic ÄMNE stämmer inte. Välj bidrag, iop, kontakter, samverkan,"
            " lokaler, volontärer, mötesplatser eller annat."
        ),
    ),
    "a bad choice among one": (
        "matrix reset --settings x",
        "onewayin matrix: ÅTGÄRD stämmer inte. Välj reset-identity.",
    ),
    "a bad date": (
        "check --today nyss",
        "onewayin check: --today DATUM stämmer inte. Skriv ett datum, till exempel 2026-11-24.",
    ),
    "a file for a folder": (
        "find huset --knowledge README.md",
        "onewayin find: --knowledge MAPP stämmer inte. Skriv en mapp, inte en fil.",
    ),
    "a folder for a file": (
        "run --settings .",
        "onewayin run: --settings FIL stämmer inte. Skriv en fil, inte en mapp.",
    ),
    "an option without its value": (
        "ask --area",
        "onewayin ask: --area saknar sitt värde. Skriv --area OMRÅDE.",
    ),
    "a flag with a value": ("ask --json=x", "onewayin ask: --json tar inget värde."),
    "the group's flag with a value": ("--version=x", "onewayin: --version tar inget värde."),
    "options that don't go together": (
        "check --json --stats",
        "onewayin check: --json går inte ihop med --stats.",
    ),
    "a question beside a file of them": (
        "ask --batch none hej",
        "onewayin ask: --batch går inte ihop med en fråga eller --explain.",
    ),
    "words too many": (
        "run now --settings x",
        "onewayin run: det står fler ord än kommandot tar.",
    ),
}


@pytest.mark.parametrize(("written", "told"), USAGE.values(), ids=USAGE.keys())
def test_usage_errors_are_plain_swedish(
    written: str, told: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """They name the command, what is wrong and how to get help; the status is 2."""
    monkeypatch.chdir(ROOT)
    assert main(written.split()) == 2
    command = told.partition(":")[0]
    assert capsys.readouterr() == ("", f"{told}\nHjälp: {command} --help\n")


@pytest.mark.parametrize("name", ["", *onewayin.commands])
def test_help_is_swedish(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Of the program and of each command, with none of click's English left."""
    assert main([*name.split(), "--help"]) == 0
    shown = capsys.readouterr().out
    assert shown.startswith(f"Skriv: onewayin {name}".rstrip())
    assert "visa den här hjälpen" in shown
    assert not re.search(r"Usage|Options|OPTIONS|Commands|COMMAND|ARGS|required|Show", shown)


def test_nothing_written_shows_the_help(capsys: pytest.CaptureFixture[str]) -> None:
    """On standard error, since a command was expected."""
    assert main([]) == 2
    assert "\nKommandon:\n  chat " in capsys.readouterr().err


def test_the_version_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    """The one of the installed distribution."""
    assert main(["--version"]) == 0
    assert re.fullmatch(r"onewayin \d+\.\d+\.\d+\n", capsys.readouterr().out)


LUND, COUNTRY = "lund-mini", "sverige-lok"
LEVEL = {
    "as near": ((LUND, 0.50), (COUNTRY, 0.46), True),
    "nearer": ((LUND, 0.50), (COUNTRY, 0.40), False),
    "both far": ((LUND, 0.03), (COUNTRY, 0.03), False),
    "no answer": ((LUND, 0.50), ("lund-stenkrossen-bo", 0.50), False),
}


@pytest.mark.parametrize(("best", "rival", "is_level"), LEVEL.values(), ids=LEVEL.keys())
def test_two_answers_equally_near_are_told(
    best: tuple[str, float], rival: tuple[str, float], is_level: bool, current: Current
) -> None:
    """Both are named, with what an editor can do."""
    said = level([Candidate(*best), Candidate(*rival)], current.knowledge)
    mend = f"{LUND} och {COUNTRY}. Ge dem frågor som skiljer dem åt."
    assert said == (f"  två svar ligger lika nära: {mend}" if is_level else None)


@pytest.mark.parametrize(
    "arguments",
    [
        ("ask", "--batch", "none"),
        ("ask", "--knowledge", "none", "hej"),
        ("check", "none"),
        ("ask",),
        ("chat", "--area", "atlantis"),
        ("run", "--settings", "none"),
    ],
    ids=" ".join,
)
def test_bad_files_and_folders_are_said_in_a_sentence(
    arguments: tuple[str, ...],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    """A missing file, a missing folder: one sentence in Swedish and status 2 or 1."""
    (tmp_path / "knowledge").symlink_to(ROOT / "knowledge")
    monkeypatch.chdir(tmp_path)
    assert main(arguments) in (1, 2)
    shown = "".join(capfd.readouterr())
    assert "Traceback" not in shown
    assert "No such" not in shown
    assert shown.strip()


def test_an_area_may_be_named(capsys: pytest.CaptureFixture[str]) -> None:
    """By its id or its name; one that there isn't is said to be none."""
    shown = []
    asked = ("route", "--knowledge", str(SMALL), "--topic", "grants", "--area")
    for area in ("lund", "Lund"):
        assert main([*asked, area]) == 0
        shown.append(capsys.readouterr().out)
    assert shown[0] == shown[1]
    assert main([*asked, "Atlantis"]) == 2


def test_a_topic_is_named_in_swedish(capsys: pytest.CaptureFixture[str]) -> None:
    """By its name, or by its id as cases have it."""
    shown = []
    for topic in ("bidrag", "Bidrag", "grants"):
        asked = ("--knowledge", str(SMALL), "--area", "lund", "--topic", topic)
        assert main(["route", *asked]) == 0
        shown.append(capsys.readouterr().out)
    assert len(set(shown)) == 1


def test_cases_are_shown_in_swedish(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """States and what happened, as people say it; each kind of event has its words."""
    file = tmp_path / "a.db"
    case = Case(
        "2026-0001",
        "key",
        "lund",
        "grants",
        "lund/x",
        "lund/x",
        "sv",
        "Vad gäller?",
        NOW,
        NOW,
        NOW,
        NOW,
        state="claimed",
    )
    with database.opened(file) as db:
        casebook.add(db, case, Event("asked", "asker", "Vad gäller?"), Event("claimed", "team"))
    assert main(["cases", "--database", str(file)]) == 0
    shown = capsys.readouterr()
    assert "2026-0001  tagen" in shown.out
    assert shown.err == "1 fråga.\n"
    assert main(["cases", "--database", str(file), "2026-0001"]) == 0
    assert "laget    tog frågan" in capsys.readouterr().out
    named = ((STATES, State), (SIDES, EventSide), (EVENTS, EventKind))
    assert all(list(words) == list(get_args(kinds)) for words, kinds in named)


def test_an_area_by_its_name(capsys: pytest.CaptureFixture[str]) -> None:
    """Where an id should stand, the id is said."""
    UnknownAreas(["gavle", "lund"]).note("Gävle")
    assert "Menar du ”gavle”?" in capsys.readouterr().err

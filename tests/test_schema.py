"""`onewayin schema`: what an editor's program knows of a thing's file is what the bot accepts."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft7Validator, FormatChecker

from bot.cli.main import main
from bot.cli.schema import FILE, GUIDE_FILE, text
from bot.knowledge.fields import TOPICS
from bot.knowledge.schema import KEYS, TOPIC_NAMES
from tests.conftest import ROOT

KNOWLEDGE = ROOT / "knowledge"
SHIPPED = json.loads((KNOWLEDGE / FILE).read_text("utf-8"))
VALIDATOR = Draft7Validator(SHIPPED, format_checker=FormatChecker())


def as_vs_code_reads(path: Path) -> Any:
    """A file as an editor's program reads it: numbers are numbers, dates are texts."""
    return json.loads(
        json.dumps(yaml.safe_load(path.read_text("utf-8")), default=dt.date.isoformat)
    )


def faults(tree: Any) -> list[str]:
    return [f"{error.json_path}: {error.message}" for error in VALIDATOR.iter_errors(tree)]


def properties(node: Any) -> Iterator[tuple[str, Any]]:
    """Every key of a schema, with what is said of it."""
    parts = node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    if isinstance(node, dict):
        yield from node.get("properties", {}).items()
    for part in parts:
        yield from properties(part)


@pytest.mark.long
def test_the_shipped_schema_is_up_to_date() -> None:
    """What stands in the folder is what is made of it now: `onewayin schema --write` renews it."""
    assert (KNOWLEDGE / FILE).read_text("utf-8") == text(KNOWLEDGE)
    Draft7Validator.check_schema(SHIPPED)


@pytest.mark.long(seconds=4)
def test_the_schema_accepts_every_shipped_file() -> None:
    """An editor sees no red line in a file that the bot can read."""
    files = sorted((KNOWLEDGE / "entries").rglob("*.yaml"))
    assert len(files) > 300
    assert [fault for file in files for fault in faults(as_vs_code_reads(file))] == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("nmn", ["slanten"]),
        ("ämne", "bidrag"),
        ("område", "Ekerö"),
        ("team", "ekero/ideelabbet"),
        ("källa", {"dokument": "en bok", "ställe": "kapitel 1"}),
        ("källa", {"dokument": "mucf-sex-kommuner"}),
        ("saknas", ["pris"]),
        ("kontroll_månader", 0),
        ("kontrollerad", "29 november"),
        ("fakta", {"högsta_belopp": {"en": "much"}}),
        ("sak", "Ett namn som är för långt för att stå på en knapp"),
        ("sak", None),
        ("kontrollerad", None),
    ],
)
def test_the_schema_refuses_what_the_bot_refuses(key: str, value: Any) -> None:
    """A misspelt key, a name that there is none of, or a missing key (here None) is marked."""
    tree = as_vs_code_reads(KNOWLEDGE / "entries" / "ekero" / "ekero-snabb-slant.yaml")
    assert faults(tree) == []
    changed = {**tree, key: value}
    assert faults({k: v for k, v in changed.items() if v is not None}) != []


def test_the_schema_accepts_the_other_ways_of_writing() -> None:
    """Several sources, and a text or a number where there is one for each language."""
    tree = as_vs_code_reads(KNOWLEDGE / "entries" / "ekero" / "ekero-snabb-slant.yaml")
    tree["källa"] = [tree["källa"], tree["källa"]]
    tree["fakta"] |= {"antal": 16, "tid": {"sv": "tre veckor", "en": "three weeks"}}
    assert faults(tree) == []


def test_every_key_says_what_it_is_for() -> None:
    """In Swedish, wherever it may stand; so does every topic."""
    keys = list(properties(SHIPPED))
    assert {key: value["description"] for key, value in keys} == {key: KEYS[key] for key, _ in keys}
    assert tuple(TOPIC_NAMES) == TOPICS


def test_vs_code_knows_the_schema() -> None:
    """The settings that come with the repository name the files, and the extension that reads
    them."""
    settings = json.loads((ROOT / ".vscode" / "settings.json").read_text("utf-8"))
    schemas = [(ROOT / schema).resolve() for schema in settings["yaml.schemas"]]
    assert schemas == [KNOWLEDGE / FILE, KNOWLEDGE / GUIDE_FILE]
    extensions = json.loads((ROOT / ".vscode" / "extensions.json").read_text("utf-8"))
    assert extensions["recommendations"] == ["redhat.vscode-yaml"]


def test_schema_is_printed_or_written(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without `--write` nothing is written."""
    assert main(["schema", "--knowledge", str(small)]) == 0
    assert json.loads(capsys.readouterr().out)["properties"]["ämne"]["enum"] == list(TOPICS)
    assert not (small / FILE).exists()
    assert main(["schema", "--write", "--knowledge", str(small)]) == 0
    assert (small / FILE).read_text("utf-8") == text(small)


@pytest.mark.parametrize("written", ["schema --write", "check --fix"])
def test_the_copy_that_comes_with_the_program_stays(
    written: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Where no folder is named and none is here, nothing is written."""
    monkeypatch.chdir(tmp_path)
    assert main(written.split()) == 2
    assert "ingen mapp som heter knowledge" in capsys.readouterr().err


def test_a_folder_that_may_not_be_written_in(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The sentence says why."""
    (small / FILE).mkdir()
    assert main(["schema", "--write", "--knowledge", str(small)]) == 2
    assert capsys.readouterr().err == f"{small / FILE} går inte att skriva (är en mapp).\n"

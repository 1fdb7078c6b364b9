"""What the documentation says is true, and what there is stands in it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import click
import pytest
import yaml

from adapters import CHANNELS
from benchmarks.rows import TABLE, table
from bot.cli.main import onewayin
from bot.dialogue.turns.commands import COMMANDS
from bot.knowledge import loading
from bot.knowledge.conditions import Condition, Inquiry, Option, Whom
from bot.knowledge.guides import Ending, Guide
from bot.knowledge.model import Confirmed, LastKnown, Rejects, SourceRef
from bot.knowledge.schema import GUIDE_KEYS
from bot.knowledge.tables import Area, Contact, Source, Team
from bot.knowledge.things import Answer, Gap, ThingFile
from bot.knowledge.words import Words
from bot.matching.library import Current
from bot.settings import Settings, read
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
OPERATING = (ROOT / "docs" / "operating.md").read_text("utf-8")
_SAYS = re.compile(r'(?:\bsay|\bself\.say|_say|\.sv|\.here|\.tell|\bself)\("([a-zåäö_]+)"')
GUIDE = (ROOT / "knowledge" / "README.md").read_text("utf-8")


def loaded(name: str) -> click.Command:
    """A command with its options, which it has once it is used."""
    return onewayin.commands[name].make_context(name, [], resilient_parsing=True).command


def test_every_command_is_documented() -> None:
    """A new command that nobody wrote about fails here."""
    for name in onewayin.commands:
        assert f"onewayin {name}" in OPERATING, name


def test_every_option_is_documented() -> None:
    """So does a new option."""
    for command in (onewayin, *map(loaded, onewayin.commands)):
        for parameter in command.params:
            if isinstance(parameter, click.Option):
                assert parameter.opts[-1] in OPERATING, (command.name, parameter)


def test_every_chat_command_is_documented() -> None:
    """And a new command in the chat."""
    for name in COMMANDS:
        assert f"/{name}" in OPERATING, name


def test_every_key_is_in_the_editors_guide() -> None:
    """A key that editors may write is explained to them."""
    things = (ThingFile, Answer, Gap, SourceRef, Confirmed, LastKnown, Whom, Condition)
    guides = (Guide, Ending, Inquiry, Option)
    for model in (*things, *guides, Area, Source, Team, Contact, Words, Rejects):
        for name, field in model.model_fields.items():
            key = field.alias or name
            assert re.search(rf"`{key}[`:]|^(- |  )?{key}: ", GUIDE, re.MULTILINE), key
    for key in GUIDE_KEYS:
        assert f"`{key}" in GUIDE, key


def test_the_editors_guide_says_which_keys_must_be_there() -> None:
    """The tables say "ja" of a key where, and only where, the bot refuses a file without it."""
    for heading, model in (("Saken", ThingFile), ("Svar", Answer), ("Okänt", Gap)):
        section = GUIDE.partition(f"\n### {heading}\n")[2].partition("\n#")[0]
        rows = dict(re.findall(r"^\| `(\S+)` \| ([^|]+) \|", section, re.MULTILINE))
        fields = model.model_fields
        must = {field.alias or name for name, field in fields.items() if field.is_required()}
        assert {key for key, answer in rows.items() if answer == "ja"} == must


@pytest.mark.long
def test_the_examples_of_the_editors_guide_can_be_used(tmp_path: Path) -> None:
    """The thing, the source and the team are read where the guide says that they go, and the area
    is one. (The guide that it shows is read in its own tests.)"""
    thing, _, area, source, team = re.findall(r"```yaml\n(.+?)```", GUIDE, re.DOTALL)
    folder = Path(shutil.copytree(ROOT / "knowledge", tmp_path / "knowledge"))
    for name, example in (("sources.yaml", source), ("teams.yaml", team)):
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(example)
    (folder / "entries" / "gavle" / "gavle-gardsslant.yaml").write_text(thing, "utf-8")
    knowledge = loading.load(folder)
    assert knowledge.things["gavle-gardsslant"].answers == ["gavle-gardsslant"]
    assert knowledge.teams["umea/foreningsbyran"].deputy == "default"
    (row,) = yaml.safe_load(area)
    assert Area.model_validate(row).id in knowledge.areas


def test_the_editors_guide_is_short() -> None:
    """At most 250 lines."""
    assert len(GUIDE.splitlines()) <= 250


def test_every_setting_is_documented() -> None:
    """And a new setting."""
    for name in Settings.model_fields:
        assert name == "channels" or f"`{name}`" in OPERATING or f"`[{name}]`" in OPERATING, name


def test_the_whole_settings_file_can_be_used(tmp_path: Path) -> None:
    """Who copies it and puts in rooms and addresses of their own has one that is taken."""
    (written,) = re.findall(r"```toml\n(database.*?)```", OPERATING, re.DOTALL)
    (tmp_path / "onewayin.toml").write_text(written, "utf-8")
    settings = read(tmp_path / "onewayin.toml", CHANNELS)
    assert set(settings.channels) == {"telegram", "matrix"}
    assert {"default", "editors"} <= set(settings.rooms)


def test_every_setting_of_a_channel_is_documented() -> None:
    """And a new key in a channel's table, in the README or in a page of its own."""
    pages = README + "".join(page.read_text("utf-8") for page in (ROOT / "docs").glob("*.md"))
    for name, adapter in CHANNELS.items():
        assert f"[{name}]" in pages, name
        for key in adapter.settings().model_fields:
            assert re.search(rf"^(# )?{key} = |`{key}`", pages, re.MULTILINE), (name, key)


def test_every_sentence_stands_in_the_wording(current: Current) -> None:
    """Each key that is said stands in the Swedish wording, and what askers read in the English."""
    said = {
        key
        for file in (ROOT / "bot").rglob("*.py")
        for key in re.findall(_SAYS, file.read_text("utf-8"))
    }
    assert len(said) > 100
    assert sorted(said - set(current.knowledge.wording["sv"])) == []
    told = {
        key
        for file in (ROOT / "bot").rglob("*.py")
        for key in re.findall(r'\.tell\("(\w+)"', file.read_text("utf-8"))
    }
    assert sorted(told - set(current.knowledge.wording["en"])) == []


def test_the_readme_names_every_room() -> None:
    """The map shows each module and package, and none that isn't there."""
    rooms = {path.name for path in (ROOT / "bot").glob("*.py")} - {"__init__.py"}
    rooms |= {f"{path.parent.name}/" for path in (ROOT / "bot").glob("*/__init__.py")}
    shown = README.partition("\nbot/\n")[2].partition("\nadapters/")[0]
    assert set(re.findall(r"^  (\w+\.py|\w+/)", shown, re.MULTILINE)) == rooms


def test_the_readme_is_a_first_screen() -> None:
    """One sentence, a dialogue, two commands, what it does and the map, in at most 130 lines; every
    link leads somewhere."""
    assert len(README.splitlines()) <= 130
    for page in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").glob("*.md")):
        for link in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), (page.name, link)


@pytest.mark.long(seconds=5)
def test_the_table_of_rows_is_up_to_date(current: Current) -> None:
    """The table is made from the files; no row lacks an entry, and no entry a question."""
    made = table(current)
    assert made == TABLE.read_text("utf-8")
    assert not re.search(r"\|[ ]+\|", made.partition("|---|---|---|---|")[2])

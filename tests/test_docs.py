"""What the documentation says is true: commands, options and settings are in the README and in --help."""

from __future__ import annotations

import argparse
import re

from benchmarks.rows import TABLE, table
from bot.cli.main import _parser
from bot.dialogue.commands import COMMANDS
from bot.knowledge.model import Contact, Entry, Team, Unknown, Words
from bot.matching.library import Current
from bot.settings import Settings
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text("utf-8")
_SAYS = re.compile(r'(?:\bsay|\bself\.say|_say|\.sv|\.here|\.tell|\bself)\("([a-zåäö_]+)"')
GUIDE = (ROOT / "knowledge" / "README.md").read_text("utf-8")


def subcommands() -> dict[str, argparse.ArgumentParser]:
    (action,) = (
        action for action in _parser()._actions if isinstance(action, argparse._SubParsersAction)
    )
    return dict(action.choices)


def test_every_command_is_in_the_readme() -> None:
    """A new command that nobody wrote about fails here."""
    for name in subcommands():
        assert f"onewayin {name}" in README, name


def test_every_option_is_in_the_readme() -> None:
    """So does a new option."""
    for name, parser in subcommands().items():
        for action in parser._actions:
            for option in action.option_strings:
                if option.startswith("--") and option != "--help":
                    assert option in README, (name, option)


def test_every_chat_command_is_in_the_readme() -> None:
    """And a new command in the chat."""
    for name in COMMANDS:
        assert f"/{name}" in README, name


def test_every_key_is_in_the_editors_guide() -> None:
    """A key that editors may write is explained to them."""
    for model in (Entry, Unknown, Team, Contact, Words):
        for name, field in model.model_fields.items():
            key = field.alias or name
            assert f"`{key}`" in GUIDE or f"`{key}:" in GUIDE, key


def test_every_setting_is_in_the_readme() -> None:
    """And a new setting."""
    for name in Settings.model_fields:
        assert name == "channels" or f"`{name}`" in README or f"`[{name}]`" in README, name


def test_every_sentence_stands_in_the_wording(current: Current) -> None:
    """Each key that the program says stands in the Swedish wording, and each that askers read also in the English one."""
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


def test_the_table_of_rows_is_up_to_date(current: Current) -> None:
    """The table is made from the files; `make rows` renews it. No row lacks an entry, and no entry a question."""
    made = table(current)
    assert made == TABLE.read_text("utf-8")
    assert not re.search(r"\|[ ]+\|", made.partition("|---|---|---|---|")[2])

"""The bot's own sentences: where they stand, and how their braces are filled in."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.knowledge.speech import filled
from bot.knowledge.wording import Wording
from bot.matching.library import Current
from tests.conftest import ROOT

TO_THE_OPERATOR = (
    "adapters/console.py",
    "bot/storage/database.py",
    "adapters/matrix/identity.py",
    "adapters/matrix/login.py",
    "adapters/matrix/store.py",
    "adapters/telegram/client.py",
)
"""What these say, whoever runs the bot reads in the terminal."""
IN_CHATS = [
    file
    for room in ("bot/app*", "bot/cases", "bot/desk", "bot/dialogue", "bot/storage", "adapters")
    for path in ROOT.glob(room)
    for file in ([path] if path.suffix else path.rglob("*.py"))
    if file.suffix == ".py"
    and file.name not in ("setup.py", "settings.py")
    and str(file.relative_to(ROOT)) not in TO_THE_OPERATOR
]
"""What people in a chat read comes from these; setup and settings speak to the operator too."""
NAMES = ("En väg in", "mån-fre 9-16")
"""The bot's name, and the hours of a team that stands in no file."""
SWEDISH = re.compile(r"[åäöÅÄÖ]|\b(inte|och|som|jag|det|till|har|ska)\b")


def spoken(file: Path) -> Iterator[tuple[int, str]]:
    """The sentences in a module that somebody could read: no docstring, no pattern, no error."""
    tree = ast.parse(file.read_text("utf-8"))
    silent = {id(node) for part in ast.walk(tree) if is_silent(part) for node in ast.walk(part)}
    for node in ast.walk(tree):
        if (
            isinstance(node, ast.Constant)
            and isinstance(node.value, str)
            and id(node) not in silent
        ):
            yield node.lineno, node.value


def is_silent(node: ast.AST) -> bool:
    """Docstrings, errors for whoever runs the bot, and patterns and lists of what people write."""
    if isinstance(node, ast.Call):
        called = ast.unparse(node.func)
        return called.endswith(("Error", "re.compile", ".split"))
    return isinstance(node, ast.Expr | ast.Raise)


@pytest.mark.parametrize("file", IN_CHATS, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_sentence_stands_in_the_code(file: Path) -> None:
    """What a person in a chat reads stands in knowledge/wording, where editors can change it."""
    found = [
        (line, text)
        for line, text in spoken(file)
        if " " in text and text not in NAMES and SWEDISH.search(text)
    ]
    assert found == []


def test_sentences_are_filled_in_one_pass() -> None:
    """Braces in what somebody wrote stay as they were written, whatever they name."""
    values = {"fråga": "Vad är {dag} och {okänd}?", "dag": "måndag"}
    assert (
        filled("”{fråga}” {dag} {annat}", **values) == "”Vad är {dag} och {okänd}?” måndag {annat}"
    )


CAPITALS = {
    "the first": ("{tid} får ni.", "Tre månader får ni."),
    "in bold": ("Ja. **{tid}** får ni.", "Ja. **Tre månader** får ni."),
    "after a line": ("Ja!\n{tid} får ni.", "Ja!\nTre månader får ni."),
    "of a paragraph": ("Så här:\n\n{tid} får ni.", "Så här:\n\nTre månader får ni."),
    "within": ("Ni får {tid}.", "Ni får tre månader."),
    "after a colon": ("Ni får: {tid}.", "Ni får: tre månader."),
    "in a list": ("Ja.\n- {tid}\n1. {tid}", "Ja.\n- tre månader\n1. tre månader"),
    "after an abbreviation": ("Ni får t.ex. {tid}.", "Ni får t.ex. tre månader."),
    "an address": ("Skriv. {mejl} läses.", "Skriv. huset@lund.se läses."),
    "a number": ("Ja. {pris} räcker.", "Ja. 100 kr räcker."),
}


@pytest.mark.parametrize(("answer", "filled_in"), CAPITALS.values(), ids=CAPITALS.keys())
@pytest.mark.parametrize("language", ["sv", "en"])
def test_a_fact_that_begins_a_sentence_has_a_capital(
    answer: str, filled_in: str, language: str, current: Current
) -> None:
    """In each language; an address and what stands in a list are as they were written."""
    entry = next(iter(current.knowledge.entries.values()))
    facts = {"tid": "tre månader", "mejl": "huset@lund.se", "pris": "100 kr"}
    own = {name: {"sv": fact, "en": fact} for name, fact in facts.items()}
    entry = entry.model_copy(update={"facts": own, "answer": {language: answer, "sv": answer}})
    assert entry.answer_in(language) == filled_in


def test_a_question_with_braces_is_shown_as_it_was_written(current: Current) -> None:
    """Also where the sentence has a brace of that name itself."""
    say = Wording(current.knowledge, "sv")
    shown = say("status_rad", nummer="2026-0001", fråga="vad är {läge}?", läge="skickad")
    assert "vad är {läge}?" in shown

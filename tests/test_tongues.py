"""What is said to one's own question, or of it, is understood in each language that the bot only
recognises, and ordinary questions aren't taken for it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.dialogue.turns import tongues
from bot.dialogue.words import languages
from bot.matching.library import Current

TABLE = yaml.safe_load((Path(__file__).parent / "tables" / "languages.yaml").read_text("utf-8"))
WORDS = ("ja", "nej", "tack", "hejdå")
ROWS = [
    (language, said, kind)
    for language, kinds in TABLE.items()
    for kind, rows in kinds.items()
    for said in rows
]
IDS = [f"{language} {said}" for language, said, _ in ROWS]


@pytest.mark.parametrize(("language", "said", "kind"), ROWS, ids=IDS)
def test_what_is_said_is_understood_in_its_language(
    language: str, said: str, kind: str, current: Current
) -> None:
    """A yes with what is polite beside it is a yes; what is asked of the question is that."""
    word = tongues.said(said, language, current)
    aside = tongues.aside(said, language, current)
    if kind in WORDS:
        assert word == kind
    else:
        assert (word, aside) == (None, None if kind == "inget" else kind)


def test_every_language_has_every_kind(current: Current) -> None:
    """None of the languages that are recognised lacks a row of what may be said in it."""
    assert set(TABLE) == set(current.knowledge.talk.tongues)
    assert {kind for kinds in TABLE.values() for kind in kinds} == {
        *WORDS,
        *("ångrar", "framme", "när", "betyder", "inget"),
    }


@pytest.mark.parametrize(
    ("said", "before", "language"),
    [
        ("سلام", "fa", "fa"),
        ("سلام", "", "ar"),
        ("بله بفرست", "fa", "fa"),
        ("تأمین مالی برای کتابخانه", "", "fa"),
        ("أريد سحب سؤالي", "fa", "ar"),
        ("так", "ru", "ru"),
        ("ми хочемо їх", "ru", "uk"),
        ("እወ", "", "ti"),
        ("ማሕበርና ሓገዝ ይደሊ ኣሎ", "", "ti"),
        ("ማህበራችን ድጋፍ ይፈልጋል ነው", "", "am"),
        ("ሰላም", "am", "am"),
    ],
)
def test_a_script_of_two_languages_is_read_as_the_conversation_is(
    said: str, before: str, language: str
) -> None:
    """What either language could be is in the one that was written before."""
    assert languages.of_script(said, before) == language

"""What somebody has a right to is known word for word, and ordinary questions aren't taken for
it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from bot.dialogue.words.danger import is_danger
from bot.matching.library import Current

TABLE = yaml.safe_load((Path(__file__).parent / "tables" / "rights.yaml").read_text("utf-8"))
ROWS = [(said, kind) for kind, rows in TABLE.items() for said in rows]


@pytest.mark.parametrize(("said", "kind"), ROWS, ids=[said for said, _ in ROWS])
def test_a_right_is_known_by_its_words(said: str, kind: str, current: Current) -> None:
    """In Swedish and English; the first that fits is it."""
    know = current.knowledge
    people, rights = know.talk.first_person, know.rejects.rights
    found = (str(name) for name, words in rights.items() if is_danger(said, words, people))
    assert next(found, "ingen") == kind

"""How the desk stores what it does."""

from __future__ import annotations

import pytest

from bot.channel import Batch
from bot.cli.stage import CHANNEL, Stage, chat
from bot.desk import intake
from bot.matching.library import Current
from bot.messages import Address, Incoming, Kind
from bot.storage import inbox
from tests.conftest import NOW, ROOMS

QUESTION = "Vad är startbidragets högsta belopp i Helsingborg?"
EDITED = "Kan vi få hjälp med att köpa två båtar i Helsingborg?"


@pytest.mark.parametrize(
    ("before", "kind", "text"),
    [
        ([], "said", QUESTION),
        ([], "said", "/english"),
        ([], "said", "/status"),
        ([], "unreadable", ""),
        ([QUESTION], "said", "ja"),
        ([QUESTION], "edited", EDITED),
        ([QUESTION], "withdrew", ""),
        ([QUESTION, "ja"], "said", "Vi är tolv."),
        ([QUESTION, "ja"], "said", "ta tillbaka"),
        ([QUESTION, "ja"], "edited", EDITED),
        ([QUESTION, "ja"], "withdrew", ""),
    ],
)
def test_a_conversation_is_stored_once_for_a_message(
    current: Current, before: list[str], kind: Kind, text: str
) -> None:
    """Whatever a message leads to, what is remembered of its writer is written one time."""
    stage, statements = Stage(current, NOW, ROOMS), list[str]()
    events = [stage.hear("anna", words) for words in before]
    edits = events[0] if kind in ("edited", "withdrew") else None
    where = Address(CHANNEL, chat("anna"))
    message = Incoming("last", NOW, where, "anna", kind, text, edits=edits)
    inbox.accept(stage.db, CHANNEL, Batch((message,), "last"), NOW)
    stage.db.conn.set_trace_callback(statements.append)
    assert intake.handle_next(stage.office, NOW)
    stage.db.conn.set_trace_callback(None)
    assert sum(statement.startswith("UPDATE askers") for statement in statements) == 1
    stage.close()


@pytest.mark.parametrize(
    "typed",
    [
        "Vad är start\u00adbidragets högsta belopp i Helsing\u00adborg?",
        "Vad\u200bär\u200bstartbidragets\u200bhögsta belopp i Helsingborg?",
        "Ｖａｄ är ｓｔａｒｔｂｉｄｒａｇｅｔｓ högsta ｂｅｌｏｐｐ i Helsingborg?",
        "𝗩𝗮𝗱 är 𝘀𝘁𝗮𝗿𝘁𝗯𝗶𝗱𝗿𝗮𝗴𝗲𝘁𝘀 högsta 𝗯𝗲𝗹𝗼𝗽𝗽 i 𝗛𝗲𝗹𝘀𝗶𝗻𝗴𝗯𝗼𝗿𝗴?",
        "Vad är start-\nbidragets högsta be\u034flopp i Helsingborg?",
    ],
)
def test_what_is_read_alike_is_answered_alike(current: Current, typed: str) -> None:
    """Copied words may have other letters, invisible ones, or be divided at a line's end."""
    stage = Stage(current, NOW, ROOMS)
    (plain,) = stage.ask("Vad är startbidragets högsta belopp i Helsingborg?")
    (copied,) = stage.ask(typed, "bo")
    assert "står inte" in plain.text
    assert copied.text.partition("Det här skickas")[0] == plain.text.partition("Det här skickas")[0]
    stage.close()

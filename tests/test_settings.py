"""The channels' tables in the settings file: typed, and checked before anything is opened."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from adapters import CHANNELS
from adapters.matrix.settings import PASSWORD, PICKLE_KEY, MatrixSettings
from adapters.telegram.settings import TelegramSettings
from bot import settings
from bot.cli.main import main
from bot.errors import told
from bot.settings import SettingsError

MATRIX = 'homeserver = "http://x"\nuser = "@a:b"\nstore = "s"\n'


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "onewayin.toml"


@pytest.mark.parametrize(
    ("table", "line", "words"),
    [
        ("[matrix]\n", 1, "homeserver saknas. Skriv till exempel"),
        (f"[matrix]\n{MATRIX}".replace("http://", ""), 2, "homeserver kan inte vara 'x'"),
        (f"[matrix]\n{MATRIX}".replace("@a:b", "anna"), 3, "user kan inte vara 'anna'. Skriv @n"),
        (f"[matrix]\n{MATRIX}".replace('"s"', "5"), 4, "store kan inte vara 5. Skriv en mapp"),
        (f"[matrix]\n{MATRIX}".replace('"s"', '""'), 4, "store kan inte vara ''. Skriv en mapp"),
        (f'[matrix]\n{MATRIX}allow = "!a"\n', 5, "allow kan inte vara '!a'. Skriv en lista"),
        (f"[matrix]\n{MATRIX}allow = [5]\n", 5, "allow kan inte vara 5. Skriv en lista"),
        (f"[matrix]\n{MATRIX}homsrv = 1\n", 5, "homsrv finns inte. Tabellen kan ha homeserver, u"),
        (f"user = 1\n[matrix]\n{MATRIX}user2 = 1\n", 6, "user2 finns inte"),
        ('[telegram]\nlimits = "ja"\n', 2, "limits kan inte vara 'ja'. Skriv true eller false"),
        ("[telegram]\nlimits = 1\n", 2, "limits kan inte vara 1"),
        ("telegram = 1\n", 1, "ska vara en tabell. Skriv [telegram] på en egen rad"),
        ("[console]\nfirst = 1\n", 2, "first kan inte vara 1. Skriv en rad"),
    ],
)
def test_what_is_wrong_in_a_channels_table_is_one_sentence(
    file: Path, table: str, line: int, words: str
) -> None:
    """With the file, the line, the table, the key and the mend; nothing else is made."""
    file.write_text(table, "utf-8")
    with pytest.raises(SettingsError) as raised:
        settings.read(file, CHANNELS)
    name = "matrix" if "matrix" in table else "telegram" if "telegram" in table else "console"
    assert str(raised.value).startswith(f"{file}:{line}: [{name}] ")
    assert words in str(raised.value).splitlines()[0]
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize(
    ("table", "line", "words"),
    [
        ("[limits]\nwaiting = 3\n", 2, "limits.waiting kan inte vara 3. I [limits] står"),
        ("[limits]\ncards = 3\n", 2, "[limits] cards finns inte. Tabellen kan ha messages_a_"),
        ("limits = 3\n", 1, "limits kan inte vara 3. I [limits] står"),
    ],
)
def test_a_wrong_budget_is_one_sentence(file: Path, table: str, line: int, words: str) -> None:
    """With the line and all that the table can have."""
    file.write_text(table, "utf-8")
    with pytest.raises(SettingsError, match=re.escape(words)) as raised:
        settings.read(file, CHANNELS)
    assert str(raised.value).startswith(f"{file}:{line}: ")


def test_a_wrong_table_ends_the_run_before_anything_is_made(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """No database, no lock, no store: only the sentence."""
    file.write_text(f'database = "a.db"\n[matrix]\n{MATRIX}allow = 1\n', "utf-8")
    assert main(["run", "--settings", str(file)]) == 2
    assert "[matrix] allow kan inte vara 1" in capsys.readouterr().err
    assert list(file.parent.iterdir()) == [file]


@pytest.mark.parametrize("server", ["http://anna:HEMLIG@127.0.0.1:9", "anna:HEMLIG@127.0.0.1:9"])
def test_no_error_shows_a_password_in_an_address(
    file: Path, server: str, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither of an address that is wrong nor of a server that is away."""
    for name in (PASSWORD, PICKLE_KEY):
        monkeypatch.setenv(name, "k" * 32)
    store = file.parent / "s"
    file.write_text(
        f'[matrix]\nhomeserver = "{server}"\nuser = "@a:b"\nstore = "{store}"\n', "utf-8"
    )
    assert main(["setup", "matrix", "--settings", str(file)]) == 2
    shown = capsys.readouterr()
    assert "***@127.0.0.1" in shown.err
    assert "HEMLIG" not in shown.out + shown.err


def test_an_account_on_matrix_is_no_password() -> None:
    """It is told as it is written."""
    assert told("@onewayin:matrix.example.org tar inte emot") == (
        "@onewayin:matrix.example.org tar inte emot"
    )


def test_a_channels_own_paths_are_from_the_files_folder(file: Path) -> None:
    """As those of the file itself are; an editor's byte order mark does no harm."""
    file.write_text(f"[telegram]\n[matrix]\n{MATRIX}", "utf-8-sig")
    channels = settings.read(file, CHANNELS).channels
    own = MatrixSettings(homeserver="http://x", user="@a:b", store=file.parent / "s")
    assert channels == {"telegram": TelegramSettings(), "matrix": own}


@pytest.mark.parametrize("value", ["true", "15.0", '"15"', "601"])
def test_what_is_no_whole_number_is_refused(file: Path, value: str) -> None:
    """A yes isn't 1; what stands in the file is what is said."""
    file.write_text(f"undo_seconds = {value}\n", "utf-8")
    with pytest.raises(SettingsError, match="Skriv ett heltal från 0 till 600") as raised:
        settings.read(file, CHANNELS)
    assert f"undo_seconds kan inte vara {value}".replace('"', "'") in str(raised.value)

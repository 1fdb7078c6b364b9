"""Opens the one database: its lock, its settings and its migrations, and says in a sentence why it
can't be used."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout
from sqlite_utils import Database

from bot.errors import OneWayInError, reason
from bot.storage.schema import migrations

APPLICATION_ID = 1702389097
"""Marks a database as this program's; ``schema`` writes it."""
MEMORY = Path(":memory:")
ITS_OWN = (
    sqlite3.IntegrityError,
    sqlite3.DataError,
    sqlite3.InterfaceError,
    sqlite3.ProgrammingError,
)
"""What SQLite says where the fault is in what is stored: tried again it fails again, and all that
waits behind it with it."""


class DatabaseError(OneWayInError):
    """The database can't be used; the text says why and what to do."""


@contextmanager
def opened(path: Path) -> Iterator[Database]:
    """The database of one process: locked against a second one, brought up to date. Raises
    ``DatabaseError``."""
    if path == MEMORY:
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            yield _prepared(connection, path)
        return
    if path.is_dir():
        raise DatabaseError(
            f"{path} är en mapp. Skriv en fil som database, till exempel {path / 'onewayin.db'}."
        )
    if not path.parent.is_dir():
        raise DatabaseError(
            f"{path} går inte att öppna: mappen {path.parent} finns inte."
            " Skapa den, eller ändra database."
        )
    lock = FileLock(f"{path}.lock")
    try:
        lock.acquire(blocking=False)
    except Timeout:
        raise DatabaseError(
            f"{path} används redan av en annan onewayin. Stäng den först."
        ) from None
    except OSError as error:
        raise DatabaseError(
            f"{path} går inte att låsa ({reason(error)}). Finns mappen, och får du skriva i den?"
        ) from None
    try:
        with _connected(path) as db:
            yield db
    finally:
        lock.release()


@contextmanager
def reading(path: Path) -> Iterator[Database]:
    """The database as it is, to look in beside the process that has it. Raises
    ``DatabaseError``."""
    if not path.is_file():
        raise DatabaseError(
            f"{path} finns inte."
            " Ange databasen med --database, eller inställningarna med --settings."
        )
    address = f"{path.resolve().as_uri()}?mode=ro"
    try:
        with closing(sqlite3.connect(address, uri=True)) as connection:
            db = Database(connection)
            _refuse_newer(db, path)
            _refuse_older(db, path)
            yield db
    except sqlite3.Error as error:
        raise DatabaseError(explained(path, error)) from None


@contextmanager
def not_waiting(db: Database) -> Iterator[None]:
    """What is committed meanwhile doesn't wait for the disk: it survives a kill of the process, but
    perhaps no power cut."""
    db.execute("PRAGMA synchronous = NORMAL")
    try:
        yield
    finally:
        db.execute("PRAGMA synchronous = FULL")


@contextmanager
def _connected(path: Path) -> Iterator[Database]:
    try:
        connection = sqlite3.connect(path, timeout=5, isolation_level=None)
    except sqlite3.Error as error:
        raise DatabaseError(explained(path, error)) from None
    with closing(connection):
        try:
            db = _prepared(connection, path)
        except sqlite3.Error as error:
            raise DatabaseError(explained(path, error)) from None
        yield db


def _prepared(connection: sqlite3.Connection, path: Path) -> Database:
    db = Database(connection)
    connection.execute("PRAGMA journal_mode = WAL")
    # FULL: what is committed is on the disk, also after a power cut. Nothing is acknowledged before
    # it is stored.
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA secure_delete = ON")
    connection.execute(
        "BEGIN IMMEDIATE"
    )  # a file that can't be written in is found now, not at the first message
    connection.execute("ROLLBACK")
    if (
        db.table_names()
        and connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID
    ):
        raise DatabaseError(f"{path} är ett annat programs databas. Rätta database.")
    _refuse_newer(db, path)
    migrations.apply(db)
    return db


def _refuse_newer(db: Database, path: Path) -> None:
    known = {migration.name for migration in migrations._migrations}
    newer = [migration.name for migration in migrations.applied(db) if migration.name not in known]
    if newer:
        raise DatabaseError(
            f"{path} är gjord av en nyare version av onewayin ({newer[-1]})."
            " Uppdatera programmet och starta igen."
        )


def _refuse_older(db: Database, path: Path) -> None:
    """Whoever only looks changes nothing: the bot brings it up to date."""
    applied = {migration.name for migration in migrations.applied(db)}
    if db.table_names() and any(one.name not in applied for one in migrations._migrations):
        raise DatabaseError(
            f"{path} är från en äldre version av onewayin. Starta boten en gång, så görs den om."
        )


def explained(path: Path, error: sqlite3.Error) -> str:
    """What a fault of SQLite's means for whoever runs the bot."""
    text = str(error)
    for signs, meaning in _FAULTS.items():
        if any(sign in text for sign in signs):
            return meaning.format(path=path)
    return f"{path}: databasen svarar inte som den ska ({text})."


_FAULTS = {
    ("locked",): "{path} är låst av ett annat program. Stäng det och starta igen.",
    ("readonly", "unable to open"): (
        "{path} går inte att skriva i."
        " Kontrollera att filen och mappen får skrivas av den som kör programmet."
    ),
    ("full", "disk I/O"): (
        "Disken är full, eller går inte att skriva på ({path}). Gör plats och starta igen."
        " Inget som är sparat har gått förlorat."
    ),
    ("not a database", "malformed"): (
        "{path} är ingen hel databas. Lägg tillbaka den senaste säkerhetskopian."
    ),
}
"""What SQLite says, and what that means."""

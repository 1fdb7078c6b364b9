"""Opens the one database: its lock, its settings and its migrations, and says in a sentence why it
can't be used."""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import cache
from pathlib import Path

import structlog
from filelock import FileLock, Timeout
from sqlite_utils import Database

from bot.errors import OneWayInError, reason
from bot.storage.schema import migrations

APPLICATION_ID = 1702389097
"""Marks a database as this program's; ``schema`` writes it."""
MEMORY = Path(":memory:")
COMPANIONS = ("", "-wal", "-shm", ".lock")
"""What the names of the files beside a database end with, and its own."""
OWNERS = stat.S_IRUSR | stat.S_IWUSR
_HEADER = b"SQLite format 3\0"
ITS_OWN = (
    sqlite3.IntegrityError,
    sqlite3.DataError,
    sqlite3.InterfaceError,
    sqlite3.ProgrammingError,
)
"""What SQLite says where the fault is in what is stored: tried again it fails again, and all that
waits behind it with it."""
log = structlog.get_logger()


class DatabaseError(OneWayInError):
    """The database can't be used; the text says why and what to do."""


@contextmanager
def opened(path: Path) -> Iterator[Database]:
    """The database of one process: locked against a second one, brought up to date. Raises
    ``DatabaseError``."""
    if path == MEMORY:
        with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
            connection.deserialize(_empty())
            yield _prepared(connection, path)
        return
    if path.is_dir():
        raise DatabaseError(
            f"{path} är en mapp. Skriv en fil som database, till exempel {path / 'onewayin.db'}."
        )
    if path.exists() and not path.is_file():
        raise DatabaseError(f"{path} är ingen vanlig fil. Skriv en fil som database.")
    if not path.parent.is_dir():
        raise DatabaseError(
            f"{path} går inte att öppna: mappen {path.parent} finns inte."
            " Skapa den, eller ändra database."
        )
    _refuse_foreign(path)
    lock = FileLock(f"{path}.lock", mode=OWNERS)
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
        _keep_private(path)
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
    try:
        with closing(_to_look_in(path)) as connection:
            db = Database(connection)
            _refuse_newer(db, path)
            _refuse_older(db, path)
            yield db
    except sqlite3.Error as error:
        raise DatabaseError(explained(path, error)) from None


def _to_look_in(path: Path) -> sqlite3.Connection:
    """A connection that only reads. SQLite writes beside a database that it only reads: where it
    may not, and nothing of the bot's waits there, nobody else writes now either."""
    address = f"{path.resolve().as_uri()}?mode=ro"
    connection = sqlite3.connect(address, uri=True)
    try:
        connection.execute("PRAGMA schema_version")
    except sqlite3.OperationalError:
        connection.close()
        waits = Path(f"{path}-wal")
        if waits.exists() and waits.stat().st_size:
            raise DatabaseError(
                f"{path} går inte att läsa här: mappen går inte att skriva i, och en del ligger i"
                f" {waits.name}. Kopiera båda filerna till en mapp som går att skriva i."
            ) from None
        return sqlite3.connect(f"{address}&immutable=1", uri=True)
    return connection


@contextmanager
def not_waiting(db: Database) -> Iterator[None]:
    """What is committed meanwhile doesn't wait for the disk: it survives a kill of the process, but
    perhaps no power cut."""
    db.execute("PRAGMA synchronous = NORMAL")
    try:
        yield
    finally:
        db.execute("PRAGMA synchronous = FULL")


def _refuse_foreign(path: Path) -> None:
    """A file that is no database of this program's is left as it is, without a lock beside it.
    Raises ``DatabaseError``."""
    try:
        with path.open("rb") as file:
            begins = file.read(len(_HEADER))
    except FileNotFoundError:
        return
    except OSError as error:
        why = f"{path} går inte att öppna ({reason(error)})."
        raise DatabaseError(f"{why} Får den som kör programmet läsa och skriva den?") from None
    if begins and begins != _HEADER:
        raise DatabaseError(explained(path, sqlite3.DatabaseError("file is not a database")))
    if begins and not Path(f"{path}-wal").exists():
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)) as found:
            try:
                _refuse_others(Database(found), path)
            except sqlite3.Error as error:
                raise DatabaseError(explained(path, error)) from None


def _refuse_others(db: Database, path: Path) -> None:
    marked = db.execute("PRAGMA application_id").fetchone()[0]
    if marked != APPLICATION_ID and db.table_names():
        raise DatabaseError(f"{path} är ett annat programs databas. Rätta database.")


def _keep_private(path: Path) -> None:
    """The database and what lies beside it are its owner's alone, whatever the umask; SQLite makes
    the others as the database is. Where others can read it all the same, the log says so."""
    with suppress(OSError):  # what can't be written in is said when it is opened
        os.close(os.open(path, os.O_RDWR | os.O_CREAT, OWNERS))
    for file in (Path(f"{path}{end}") for end in COMPANIONS):
        with suppress(OSError):
            if stat.S_IMODE(file.stat().st_mode) & ~OWNERS:
                _close_to_others(file)


def _close_to_others(file: Path) -> None:
    try:
        file.chmod(OWNERS)
    except OSError:
        log.warning("others can read it", file=str(file), mend=f"chmod 600 {file}")


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
    _refuse_others(db, path)
    _refuse_newer(db, path)
    migrations.apply(db)
    return db


@cache
def _empty() -> bytes:
    """A database that is up to date and empty: to migrate one takes longer than to answer."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        _prepared(connection, MEMORY)
        return connection.serialize()


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

"""The database's migrations, and nothing else. Times are UTC, as ISO text."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("onewayin")


@migrations()
def m001_first(db: Database) -> None:
    """Every table of the first release."""
    for statement in _FIRST.split(";;"):
        db.execute(statement)


@migrations()
def m002_words(db: Database) -> None:
    """What each message that belongs to a case says: whoever gets the case later reads that too."""
    db.execute("ALTER TABLE said ADD COLUMN text TEXT NOT NULL DEFAULT ''")
    db.execute("CREATE INDEX said_case ON said (case_number)")


@migrations()
def m003_turns(db: Database) -> None:
    """Whose turn it is at the desk and in each outbox, the random mark of a case, and since when
    there is this database: of one that was used before, from its first case on."""
    for statement in _TURNS.split(";;"):
        db.execute(statement)


_TURNS = """
ALTER TABLE incoming ADD COLUMN turn TEXT NOT NULL DEFAULT ''
;;
ALTER TABLE incoming ADD COLUMN rank INTEGER NOT NULL DEFAULT 0
;;
ALTER TABLE incoming ADD COLUMN due TEXT NOT NULL DEFAULT ''
;;
DROP INDEX incoming_new
;;
CREATE INDEX incoming_new ON incoming (rank, id) WHERE state = 'new'
;;
CREATE INDEX incoming_turn ON incoming (turn, rank) WHERE state = 'new'
;;
CREATE TABLE turns (
    who TEXT PRIMARY KEY, until TEXT NOT NULL, slowed INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0
) STRICT
;;
ALTER TABLE outgoing ADD COLUMN lane TEXT NOT NULL DEFAULT ''
;;
ALTER TABLE outgoing ADD COLUMN rank INTEGER NOT NULL DEFAULT 0
;;
DROP INDEX outgoing_waiting
;;
CREATE INDEX outgoing_waiting ON outgoing (channel, rank, id) WHERE state = 'waiting'
;;
DROP INDEX outgoing_chat
;;
CREATE INDEX outgoing_chat ON outgoing (channel, asker, room, thread, lane, id)
    WHERE state = 'waiting'
;;
CREATE INDEX outgoing_again ON outgoing (channel, asker, room, thread)
    WHERE state = 'waiting' AND attempts > 0
;;
ALTER TABLE cases ADD COLUMN mark TEXT NOT NULL DEFAULT ''
;;
CREATE TABLE birth (at TEXT NOT NULL, secret TEXT NOT NULL) STRICT
;;
INSERT INTO birth SELECT
    coalesce((SELECT min(created) FROM cases), (SELECT min(touched) FROM askers), ''),
    lower(hex(randomblob(16)))
"""


@migrations()
def m004_held(db: Database) -> None:
    """What may be an answer stands apart from the history until somebody says that it is; who acted
    for a team stands in the history, by a pseudonym."""
    for statement in _HELD.split(";;"):
        db.execute(statement)


_HELD = """
CREATE TABLE held (
    id TEXT PRIMARY KEY, case_number TEXT NOT NULL, at TEXT NOT NULL, text TEXT NOT NULL
) STRICT
;;
CREATE TABLE colleagues (
    channel TEXT NOT NULL, person TEXT NOT NULL, pseudonym TEXT NOT NULL UNIQUE,
    PRIMARY KEY (channel, person)
) STRICT
;;
ALTER TABLE history ADD COLUMN by TEXT NOT NULL DEFAULT ''
"""


@migrations()
def m005_last_day(db: Database) -> None:
    """The day that matters to a question: its card says so where it comes before the answer."""
    db.execute("ALTER TABLE cases ADD COLUMN last_day TEXT NOT NULL DEFAULT ''")


@migrations()
def m006_who_is_there(db: Database) -> None:
    """Absences with a first day, teams that have fallen silent, and what those who write in teams'
    rooms call themselves."""
    for statement in _WHO_IS_THERE.split(";;"):
        db.execute(statement)


_WHO_IS_THERE = """
CREATE TABLE absences (
    team TEXT NOT NULL, person TEXT NOT NULL, first TEXT NOT NULL, last TEXT NOT NULL,
    PRIMARY KEY (team, person, first)
) STRICT
;;
INSERT INTO absences SELECT team, person, '', until FROM away
;;
DROP TABLE away
;;
CREATE TABLE broken_promises (
    team TEXT PRIMARY KEY, running INTEGER NOT NULL, silent_since TEXT
) STRICT
;;
CREATE TABLE room_names (
    channel TEXT NOT NULL, person TEXT NOT NULL, name TEXT NOT NULL, seen TEXT NOT NULL,
    PRIMARY KEY (channel, person)
) STRICT
;;
ALTER TABLE incoming ADD COLUMN name TEXT NOT NULL DEFAULT ''
"""


@migrations()
def m007_closing(db: Database) -> None:
    """Between the promised day and the lapse of a promise stands the day's end."""
    db.execute("UPDATE cases SET step = 4 WHERE step = 3")


@migrations()
def m008_checklists(db: Database) -> None:
    """What people tick off before they apply, each list with its last day; what is said of a
    message that is changed; and files on their way out."""
    for statement in _CHECKLISTS.split(";;"):
        db.execute(statement)


_CHECKLISTS = """
CREATE TABLE checklists (
    asker TEXT NOT NULL REFERENCES askers (key) ON DELETE CASCADE, thing TEXT NOT NULL,
    name TEXT NOT NULL, marks TEXT NOT NULL, until TEXT NOT NULL, PRIMARY KEY (asker, thing)
) STRICT
;;
ALTER TABLE outgoing ADD COLUMN notice TEXT NOT NULL DEFAULT ''
;;
CREATE TABLE attached (
    outgoing INTEGER PRIMARY KEY REFERENCES outgoing (id) ON DELETE CASCADE,
    name TEXT NOT NULL, mimetype TEXT NOT NULL, content BLOB NOT NULL
) STRICT
;;
CREATE TRIGGER attached_until_sent AFTER UPDATE OF state ON outgoing WHEN NEW.state != 'waiting'
    BEGIN DELETE FROM attached WHERE outgoing = NEW.id; END
"""


@migrations()
def m009_watches(db: Database) -> None:
    """What is watched for people, and the day on which they were last told something by the bot
    itself."""
    for statement in _WATCHES.split(";;"):
        db.execute(statement)


_WATCHES = """
CREATE TABLE watches (
    asker TEXT NOT NULL REFERENCES askers (key) ON DELETE CASCADE, thing TEXT NOT NULL,
    name TEXT NOT NULL, begun TEXT NOT NULL, mark TEXT NOT NULL, days TEXT NOT NULL,
    due TEXT NOT NULL, seen TEXT NOT NULL, PRIMARY KEY (asker, thing)
) STRICT
;;
CREATE INDEX watches_due ON watches (due)
;;
ALTER TABLE askers ADD COLUMN begun TEXT NOT NULL DEFAULT ''
"""


_FIRST = """
CREATE TABLE cursors (channel TEXT PRIMARY KEY, cursor TEXT NOT NULL) STRICT
;;
CREATE TABLE incoming (
    id INTEGER PRIMARY KEY, channel TEXT NOT NULL, event_id TEXT NOT NULL, at TEXT NOT NULL,
    room TEXT NOT NULL, thread TEXT NOT NULL, person TEXT NOT NULL, kind TEXT NOT NULL,
    text TEXT NOT NULL, reply_to TEXT, quoted TEXT NOT NULL, edits TEXT, choice TEXT,
    direct INTEGER NOT NULL, mentioned INTEGER NOT NULL, language TEXT, attachment TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'new', digest TEXT NOT NULL UNIQUE
) STRICT
;;
CREATE INDEX incoming_new ON incoming (id) WHERE state = 'new'
;;
CREATE TABLE askers (
    key TEXT PRIMARY KEY, channel TEXT NOT NULL, room TEXT NOT NULL, thread TEXT NOT NULL,
    person TEXT NOT NULL, conversation TEXT NOT NULL, touched TEXT NOT NULL, offer_due TEXT,
    UNIQUE (channel, room, thread, person)
) STRICT
;;
CREATE INDEX askers_offers ON askers (offer_due) WHERE offer_due IS NOT NULL
;;
CREATE TABLE said (
    asker TEXT NOT NULL REFERENCES askers (key) ON DELETE CASCADE, event_id TEXT NOT NULL,
    case_number TEXT NOT NULL, is_question INTEGER NOT NULL, PRIMARY KEY (asker, event_id)
) STRICT
;;
CREATE TABLE cases (
    number TEXT PRIMARY KEY, asker TEXT NOT NULL, area TEXT NOT NULL, topic TEXT NOT NULL,
    owner TEXT NOT NULL, team TEXT NOT NULL, former TEXT NOT NULL, language TEXT NOT NULL,
    question TEXT NOT NULL, context TEXT NOT NULL, near TEXT NOT NULL, label TEXT NOT NULL,
    state TEXT NOT NULL, claimed_by TEXT NOT NULL, delivered TEXT, asked_back TEXT,
    created TEXT NOT NULL, started TEXT NOT NULL, due TEXT NOT NULL, step INTEGER NOT NULL,
    touched TEXT NOT NULL, practice INTEGER NOT NULL
) STRICT
;;
CREATE INDEX cases_state ON cases (state, team)
;;
CREATE INDEX cases_asker ON cases (asker)
;;
CREATE TABLE history (
    id INTEGER PRIMARY KEY, case_number TEXT NOT NULL REFERENCES cases (number), at TEXT NOT NULL,
    kind TEXT NOT NULL, side TEXT NOT NULL, text TEXT NOT NULL
) STRICT
;;
CREATE INDEX history_case ON history (case_number, id)
;;
CREATE TRIGGER history_is_append_only BEFORE UPDATE ON history
    BEGIN SELECT RAISE(ABORT, 'history is append-only'); END
;;
CREATE TRIGGER history_is_kept BEFORE DELETE ON history
    BEGIN SELECT RAISE(ABORT, 'history is append-only'); END
;;
CREATE TABLE outgoing (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, asker TEXT NOT NULL, channel TEXT NOT NULL,
    room TEXT NOT NULL, thread TEXT NOT NULL, markdown TEXT NOT NULL, choices TEXT NOT NULL,
    reply_to TEXT, replaces TEXT, silent INTEGER NOT NULL, purpose TEXT NOT NULL,
    about TEXT NOT NULL, source TEXT NOT NULL, person TEXT NOT NULL, not_before TEXT NOT NULL,
    due TEXT NOT NULL, attempts INTEGER NOT NULL, state TEXT NOT NULL,
    sending INTEGER NOT NULL DEFAULT 0, sent_at TEXT,
    CHECK (state IN ('waiting', 'sent', 'failed', 'cancelled'))
) STRICT
;;
CREATE INDEX outgoing_waiting ON outgoing (channel, id) WHERE state = 'waiting'
;;
CREATE INDEX outgoing_about ON outgoing (about, purpose)
;;
CREATE INDEX outgoing_chat ON outgoing (channel, asker, room, thread, id) WHERE state = 'waiting'
;;
CREATE INDEX outgoing_room ON outgoing (channel, room, thread, id) WHERE asker = ''
;;
CREATE INDEX outgoing_source ON outgoing (source) WHERE source != ''
;;
CREATE INDEX outgoing_person ON outgoing (person, id) WHERE person != ''
;;
CREATE TABLE receipts (
    channel TEXT NOT NULL, room TEXT NOT NULL, id TEXT NOT NULL,
    outgoing INTEGER NOT NULL REFERENCES outgoing (id) ON DELETE CASCADE,
    PRIMARY KEY (channel, room, id)
) STRICT
;;
CREATE INDEX receipts_outgoing ON receipts (outgoing)
;;
CREATE TABLE moved_rooms (
    channel TEXT NOT NULL, old TEXT NOT NULL, new TEXT NOT NULL, PRIMARY KEY (channel, old)
) STRICT
;;
CREATE TABLE away (
    team TEXT NOT NULL, person TEXT NOT NULL, until TEXT NOT NULL, PRIMARY KEY (team, person)
) STRICT
;;
CREATE TABLE marks (name TEXT PRIMARY KEY, at TEXT NOT NULL) STRICT
;;
CREATE TABLE decisions (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, area TEXT, topic TEXT, language TEXT NOT NULL,
    outcome TEXT NOT NULL, reason TEXT NOT NULL, entry TEXT, knowledge TEXT NOT NULL,
    confidence REAL NOT NULL, case_number TEXT, verdict TEXT, hours REAL
) STRICT
;;
CREATE INDEX decisions_case ON decisions (case_number) WHERE case_number IS NOT NULL
;;
PRAGMA application_id = 1702389097
"""

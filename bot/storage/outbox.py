"""The door out: what is to be said waits here until the network has taken it, in order within a
chat, each row with its own back-off.

Chats take turns, and in a team's room so do the askers whose cases are told there (``lane``). A
row's ``rank`` is the round in which it goes: the next one where something waits in its lane, the
current one elsewhere.
"""

from __future__ import annotations

import datetime as dt
import json
import secrets
from collections.abc import Collection
from typing import Any

from sqlite_utils import Database

from bot.messages import Address, Choice, Receipt
from bot.storage import attached, traces
from bot.storage.post import FAREWELL, Post, Row, source_of

_LONGEST_WAIT = dt.timedelta(minutes=10)
_SHORTEST_WAIT = 0.1
_LONGEST_ASKED = dt.timedelta(hours=1)
"""However long a network asks to wait, it is tried again after this."""
_KEPT = dt.timedelta(days=180)


_NAMES = (
    "id key asker channel room thread markdown choices reply_to replaces silent purpose about"
    " source person attempts state lane notice"
).split()
_COLUMNS = ", ".join(f"outgoing.{name}" for name in _NAMES)
_Values = list[str] | dict[str, str]
_RELAYS = "purpose IN ('relay', 'question') AND state != 'cancelled'"
"""What people have answered, as far as it is still here."""
_UNDOABLE = "state = 'waiting' AND sending = 0"
"""What can still be taken back or changed."""


def enqueue(db: Database, post: Post, now: dt.datetime, channel: str = "") -> int:
    """Queue a post; its random key is made here, once, so that a repeat is known for what it is."""
    where, due = post.address or Address(channel, ""), (now + post.delay).isoformat()
    values: dict[str, object] = {
        "key": secrets.token_hex(16),
        "channel": where.channel,
        "room": where.room,
        "thread": where.thread,
        "choices": json.dumps([_stored(choice) for choice in post.choices]),
        "not_before": due,
        "due": due,
        "attempts": 0,
        "state": "waiting",
        "rank": _rank(db, post, where, now),
    }
    as_they_are = "asker markdown reply_to replaces silent purpose about source person lane notice"
    values |= {name: getattr(post, name) for name in as_they_are.split()}
    marks = ", ".join("?" * len(values))
    done = db.execute(
        f"INSERT INTO outgoing ({', '.join(values)}) VALUES ({marks})", [*values.values()]
    )
    id_ = int(done.lastrowid or 0)
    if post.file is not None:
        attached.keep(db, id_, post.file)
    return id_


def _stored(choice: Choice) -> list[str | bool]:
    return [choice.id, choice.label, *([True] if choice.told else [])]


def _reached(time: str, row: str = "outgoing") -> str:
    """That a time has come, or lies so far ahead that the clock was set back since: nothing waits
    longer from now than the longest wait."""
    longest = f"CASE {row}.attempts WHEN 0 THEN :soon ELSE :asked END"
    return f"({row}.{time} <= :now OR {row}.{time} > {longest})"


_SAME_CHAT = (
    "other.state = 'waiting' AND other.channel = outgoing.channel AND other.asker = outgoing.asker"
    " AND other.room = outgoing.room AND other.thread = outgoing.thread"
)


def _moments(now: dt.datetime) -> dict[str, str]:
    ahead = {"soon": _LONGEST_WAIT, "asked": _LONGEST_ASKED}
    return {"now": now.isoformat()} | {at: (now + by).isoformat() for at, by in ahead.items()}


def _rank(db: Database, post: Post, where: Address, now: dt.datetime) -> int:
    """The round in which a new row goes."""
    last = db.execute(
        "SELECT max(rank) FROM outgoing WHERE state = 'waiting' AND channel = ? AND asker = ?"
        " AND room = ? AND thread = ? AND lane = ?",
        [where.channel, post.asker, where.room, where.thread, post.lane],
    ).fetchone()[0]
    row = db.execute(
        "SELECT rank FROM outgoing WHERE state = 'waiting' AND channel = :channel"
        f" AND {_reached('due')} ORDER BY rank LIMIT 1",
        {"channel": where.channel} | _moments(now),
    ).fetchone()
    return max(last or 0, (row[0] if row else 1) - 1) + 1


def next_due(
    db: Database, channel: str, now: dt.datetime, busy: Collection[int] = ()
) -> Row | None:
    """The row whose turn it is on a channel, of those that are the first in their chat's lane, and
    due. ``busy``: rows in flight.

    A row that waits for a back-off holds up its own chat and no other, and so does one in flight;
    one that can still be taken back holds up nothing.
    """
    flying = ",".join(str(int(id_)) for id_ in busy) or "0"
    is_earlier = "other.lane = outgoing.lane AND other.id < outgoing.id"
    before = f"{is_earlier} AND {_reached('not_before', 'other')}"
    again = f"other.attempts > 0 AND NOT {_reached('due', 'other')}"
    blocked = " OR ".join(
        f"EXISTS (SELECT 1 FROM outgoing AS other WHERE {_SAME_CHAT} AND {why})"
        for why in (before, again, f"other.id IN ({flying})")
    )
    where = f"channel = :channel AND {_reached('due')} AND id NOT IN ({flying}) AND NOT ({blocked})"
    values = {"channel": channel} | _moments(now)
    return _first(db, f"state = 'waiting' AND {where} ORDER BY rank, id LIMIT 1", values)


def next_time(db: Database, channel: str, after: dt.datetime | None = None) -> dt.datetime | None:
    """When the next waiting row is due; ``after``: of those that aren't yet."""
    found = db.execute(
        "SELECT min(due) FROM outgoing WHERE state = 'waiting' AND channel = ? AND due > ?",
        [channel, after.isoformat() if after else ""],
    ).fetchone()[0]
    return dt.datetime.fromisoformat(found) if found else None


def sent(db: Database, row: Row, receipt: Receipt, now: dt.datetime) -> None:
    """The network has it. What an asker was told isn't kept here, nor what was held; what a case
    needs of it is in its history."""
    is_kept = row.post.address and not row.post.asker and row.post.purpose != "held"
    kept = row.post.markdown if is_kept else ""
    db.execute(
        "UPDATE outgoing SET state = 'sent', sent_at = ?, markdown = ?, reply_to = NULL,"
        " replaces = NULL, notice = '' WHERE id = ?",
        [now.isoformat(), kept, row.id],
    )
    if row.post.asker == FAREWELL:
        db.execute("UPDATE outgoing SET room = '', thread = '' WHERE id = ?", [row.id])
        traces.leave(db)
        return
    room = row.post.address.room if row.post.address else row.post.asker
    for id_ in receipt.ids:
        values = [row.channel, room, id_, row.id]
        db.execute("INSERT OR REPLACE INTO receipts VALUES (?, ?, ?, ?)", values)


def sending(db: Database, row: Row) -> bool:
    """It is on its way from now on: too late to take back or to change. False where either was done
    since it was read."""
    done = db.execute(
        "UPDATE outgoing SET sending = 1 WHERE id = ? AND state = 'waiting' AND markdown = ?",
        [row.id, row.post.markdown],
    )
    return bool(done.rowcount > 0)


def failed(db: Database, row: Row) -> None:
    """It can never reach its address."""
    gone = ", room = '', thread = '', markdown = ''" if row.post.asker else ""
    db.execute(f"UPDATE outgoing SET state = 'failed'{gone} WHERE id = ?", [row.id])
    if row.post.asker == FAREWELL:
        traces.leave(db)


def later(
    db: Database, row: Row, now: dt.datetime, after: float | None, *, uncertain: bool = False
) -> None:
    """Try again after what the network asked for, up to an hour, or after a wait that doubles, up
    to ten minutes.

    ``uncertain``: it may have arrived, so it can't be taken back any more."""
    longest = _LONGEST_WAIT if after is None else _LONGEST_ASKED
    asked = 2.0 ** min(row.attempts, 30) if after is None else after
    wait = dt.timedelta(seconds=min(max(asked, _SHORTEST_WAIT), longest.total_seconds()))
    db.execute(
        "UPDATE outgoing SET due = ?, attempts = attempts + 1, sending = ? WHERE id = ?",
        [(now + wait).isoformat(), uncertain, row.id],
    )


def find(db: Database, channel: str, room: str, receipt: str) -> Row | None:
    """The message that the network knows by this id."""
    known = "SELECT outgoing FROM receipts WHERE channel = ? AND room = ? AND id = ?"
    return _first(db, f"id = ({known})", [channel, room, receipt])


def last_to(db: Database, address: Address, person: str) -> Row | None:
    """What was said in a room in answer to somebody, where nothing has been said since to them or
    to all: a bare number that they type there may be meant for it."""
    row = _first(
        db,
        "channel = ? AND room = ? AND thread = ? AND asker = '' AND state = 'sent'"
        " AND person IN (?, '') ORDER BY id DESC LIMIT 1",
        [address.channel, address.room, address.thread, person],
    )
    return row if row and row.post.person else None


def relays(db: Database, about: str) -> list[Row]:
    """What people have answered in a case, the newest first, as far as it is still here."""
    return _rows(db, f"about = ? AND {_RELAYS} ORDER BY id DESC", [about])


def from_source(db: Database, source: str) -> Row | None:
    """The newest message that carries a coordinator's message on."""
    return _first(db, f"source = ? AND {_RELAYS} ORDER BY id DESC LIMIT 1", [source])


def relays_by(db: Database, address: Address, person: str) -> list[Row]:
    """What somebody wrote in a room that is on its way to an asker, or went there; the newest
    first."""
    here = source_of(address, "")[:-3]  # without the message's own id
    where = f"substr(source, 1, length(?)) = ? AND person = ? AND {_RELAYS}"
    return _rows(db, f"{where} ORDER BY id DESC LIMIT 20", [here, here, person])


def cards(db: Database, about: str) -> list[tuple[Row, str]]:
    """A case's cards, the newest first, each with the id that the network gave it."""
    found = db.execute(
        f"SELECT {_COLUMNS}, receipts.id FROM outgoing JOIN receipts"
        " ON receipts.outgoing = outgoing.id WHERE about = ? AND purpose = 'card'"
        " ORDER BY outgoing.id DESC",
        [about],
    )
    return [(_row(row[:-1]), str(row[-1])) for row in found]


def asked_about(db: Database, about: str, held: str) -> Row | None:
    """The first message that asked whether what is held under this id is an answer."""
    where = "about = ? AND purpose = 'held' AND instr(choices, ?) > 0 ORDER BY id LIMIT 1"
    return _first(db, where, [about, f'"keep:{about}:{held}"'])


def shown_with(db: Database, channel: str, asker: str, choice: str) -> str | None:
    """The id that the network gave the newest message to an asker that has a choice whose id begins
    so; None where there is none any more."""
    found = db.execute(
        "SELECT receipts.id FROM outgoing JOIN receipts ON receipts.outgoing = outgoing.id"
        " WHERE receipts.channel = ? AND receipts.room = ? AND instr(choices, ?) > 0"
        " ORDER BY outgoing.id DESC, receipts.rowid LIMIT 1",
        [channel, asker, f'["{choice}'],
    ).fetchone()
    return str(found[0]) if found else None


def is_undoable(db: Database, id_: int) -> bool:
    """Whether it isn't on its way yet, so that it can be changed or taken back."""
    found = db.execute(f"SELECT 1 FROM outgoing WHERE id = ? AND {_UNDOABLE}", [id_])
    return found.fetchone() is not None


def rewrite(db: Database, id_: int, markdown: str) -> None:
    """Change what isn't on its way yet."""
    db.execute(f"UPDATE outgoing SET markdown = ? WHERE id = ? AND {_UNDOABLE}", [markdown, id_])


def cancel(db: Database, id_: int) -> None:
    """Take back what isn't on its way yet."""
    _cancel(db, f"id = ? AND {_UNDOABLE}", id_)


def cancel_about(db: Database, number: str) -> None:
    """Nothing more of a withdrawn case goes anywhere: no card, no addition, no answer."""
    purposes = "purpose IN ('card', 'addition', 'relay', 'question')"
    _cancel(db, f"about = ? AND {_UNDOABLE} AND {purposes}", number)


def cancel_for(db: Database, asker: str) -> None:
    """Nothing more goes to somebody who asked to be forgotten."""
    _cancel(db, "asker = ? AND state = 'waiting'", asker)


def cancel_letters(db: Database, asker: str) -> None:
    """What the bot was about to say to somebody by itself isn't said."""
    _cancel(db, f"asker = ? AND {_UNDOABLE} AND purpose = 'letter'", asker)


def _cancel(db: Database, where: str, value: object) -> None:
    db.execute(f"UPDATE outgoing SET state = 'cancelled', markdown = '' WHERE {where}", [value])


def room_moved(db: Database, channel: str, old: str, new: str) -> None:
    """A chat goes on under a new id; what was said there is still known."""
    for table in ("UPDATE outgoing", "UPDATE OR REPLACE receipts"):
        db.execute(f"{table} SET room = ? WHERE channel = ? AND room = ?", [new, channel, old])


def prune(db: Database, now: dt.datetime) -> None:
    """Forget what was sent long ago; a reply to it can no longer be followed."""
    long_ago = (now - _KEPT).isoformat()
    db.execute("DELETE FROM outgoing WHERE state != 'waiting' AND due < ?", [long_ago])


def _rows(db: Database, where: str, values: _Values) -> list[Row]:
    return [
        _row(row) for row in db.execute(f"SELECT {_COLUMNS} FROM outgoing WHERE {where}", values)
    ]


def _first(db: Database, where: str, values: _Values) -> Row | None:
    return next(iter(_rows(db, where, values)), None)


def _row(row: tuple[Any, ...]) -> Row:
    stored = dict(zip(_NAMES, row, strict=True))
    where = Address(*(stored.pop(name) for name in ("channel", "room", "thread")))
    own = {name: stored.pop(name) for name in ("id", "key", "attempts", "state")}
    choices = tuple(Choice(*pair) for pair in json.loads(stored.pop("choices")))
    address = where if where.room else None
    silent = bool(stored.pop("silent"))
    post = Post(address=address, choices=choices, silent=silent, **stored)
    return Row(post=post, channel=where.channel, **own)

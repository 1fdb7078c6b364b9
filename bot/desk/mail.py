"""Saying: what goes to a team's room, to whoever asked, or to where something was done."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlite_utils import Database

from bot.cases.case import Case
from bot.cases.ruling import ASKER, HERE, Tell
from bot.desk.office import Moment
from bot.messages import Address, Incoming
from bot.storage import askers, outbox, seating
from bot.storage.post import Post


@dataclass(frozen=True, slots=True)
class Here:
    """Where something was done: what is said of it there replies to that message."""

    address: Address
    event: str
    person: str
    """Who did it: a number that they type next may mean what they are answered with."""

    @classmethod
    def of(cls, incoming: Incoming) -> Here:
        return cls(incoming.address, incoming.event_id, incoming.person)


def say(at: Moment, post: Post) -> None:
    """Queue a post. Nobody is told who has been forgotten; in a team's room nothing sounds while
    none of those who sit there works."""
    where = post.address or askers.address_of(at.db, post.asker)
    if where is not None:
        silent = post.silent or (post.address is not None and _is_shut(at, post.address))
        outbox.enqueue(at.db, replace(post, silent=silent), at.now, where.channel)


def _is_shut(at: Moment, room: Address) -> bool:
    teams = at.office.rooms.teams_in(at.db, room)
    return bool(teams) and not any(at.is_open(team) for team in teams)


def reply(at: Moment, here: Here, post: Post) -> None:
    """Say something where it was done."""
    say(at, replace(post, address=here.address, reply_to=here.event, person=here.person))


def tell(at: Moment, case: Case, words: Tell, here: Here | None) -> None:
    """Say what a ruling tells; without a ``here``, nothing is told there."""
    if words.instead_of is not None:
        outbox.rewrite(at.db, words.instead_of, words.text)
    elif words.to == ASKER:
        _tell_asker(at, case, words)
    elif words.to != HERE:
        _tell_team(at, case, words)
    elif here is not None:
        post = Post(
            words.text,
            choices=words.choices,
            silent=words.silent,
            purpose=words.purpose,
            about=case.number,
            source=words.source,
        )
        reply(at, here, post)


def _tell_team(at: Moment, case: Case, words: Tell) -> None:
    """Under the case's card where there is one in the room."""
    address = at.office.rooms.of(at.db, words.to)
    if address is None:
        return
    under = next(
        (
            receipt
            for row, receipt in outbox.cards(at.db, case.number)
            if row.post.address and row.post.address.room == address.room
        ),
        None,
    )
    post = Post(
        words.text,
        address=address,
        choices=words.choices,
        reply_to=None if words.purpose == "card" else under,
        silent=not at.is_open(words.to),
        purpose=words.purpose,
        about=case.number,
        lane=case.asker,
    )
    say(at, post)


def _tell_asker(at: Moment, case: Case, words: Tell) -> None:
    """To whoever asked; in practice that is the room itself."""
    post = Post(
        words.text,
        asker=case.asker,
        choices=words.choices,
        purpose=words.purpose,
        about=case.number,
        source=words.source,
        person=words.person,
        delay=words.delay,
    )
    if case.practice:
        address = at.office.rooms.of(at.db, case.team)
        if address is None:
            return
        shown = f"{at.cards.here('övning_så_här')}\n\n{words.text}"
        post = replace(post, asker="", address=address, choices=(), markdown=shown)
    say(at, post)


def room_moved(db: Database, channel: str, old: str, new: str) -> None:
    """A chat goes on under a new id, wherever it is known."""
    seating.moved(db, channel, old, new)
    askers.room_moved(db, channel, old, new)
    outbox.room_moved(db, channel, old, new)

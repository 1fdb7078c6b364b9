"""What the desk works with, and how it carries out a ruling: the posts that follow, each to the right chat."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, field, replace

from rapidfuzz import fuzz
from sqlite_utils import Database

from bot import workdays
from bot.cases.cards import Cards, promised
from bot.cases.case import Case, Event
from bot.cases.casework import Ruling, Table, Tell
from bot.cases.routing import Staff, chain, choose_receiver, hours_of, team_of
from bot.dialogue.conversation import KEPT, Answering, Conversation, Idle, Offer
from bot.knowledge.model import Knowledge
from bot.matching.library import Current
from bot.matching.verdict import Policy
from bot.messages import Incoming
from bot.storage import askers, casebook, outbox, seating
from bot.storage.outbox import Post
from bot.storage.seating import Rooms
from bot.text import bare

_SAME = 85
"""From this likeness of their words (of 100) two open questions in one area are shown as perhaps the same."""


@dataclass(frozen=True)
class Office:
    """The database, the knowledge as it is now, the policy, the teams' rooms, and how long an answer can be taken back."""

    db: Database
    library: Callable[[], Current]
    policy: Policy
    rooms: Rooms
    undo: dt.timedelta
    links: dict[str, str] = field(default_factory=dict)
    """Where a private chat begins, by channel; filled as each opens."""

    @property
    def knowledge(self) -> Knowledge:
        return self.library().knowledge

    def staff(self, now: dt.datetime) -> Staff:
        away = seating.away(self.db, workdays.local(now).date())
        return Staff(self.rooms.seated(), frozenset(away))

    def table(self, now: dt.datetime, number: str) -> Table:
        """What is known when something is done to a case."""
        parts, history = (
            tuple(askers.parts(self.db, number)),
            tuple(casebook.history(self.db, number)),
        )
        return Table(Cards(self.knowledge, now), self.staff(now), now, self.undo, parts, history)

    # Saying

    def say(self, post: Post, now: dt.datetime) -> None:
        """Queue a post."""
        where = post.address or askers.address_of(self.db, post.asker)
        if where is not None:  # else somebody who has been forgotten: there is nobody to tell
            outbox.enqueue(self.db, post, now, where.channel)

    def tell_team(self, team: str, case: Case, tell: Tell, now: dt.datetime) -> None:
        """Say something in a team's room, under the case's card where there is one; without a sound when the office is closed."""
        address = self.rooms.of(self.db, team)
        if address is None:
            return
        silent = not hours_of(team_of(self.knowledge, team)).is_open(now)
        under = next(
            (
                receipt
                for row, receipt in outbox.cards(self.db, case.number)
                if row.post.address and row.post.address.room == address.room
            ),
            None,
        )
        self.say(
            Post(
                tell.text,
                address=address,
                choices=tell.choices,
                reply_to=None if tell.purpose == "card" else under,
                silent=silent,
                purpose=tell.purpose,
                about=case.number,
            ),
            now,
        )

    def tell_asker(self, case: Case, tell: Tell, now: dt.datetime) -> None:
        """Say something to whoever asked; in practice that is the room itself."""
        post = Post(
            tell.text,
            asker=case.asker,
            choices=tell.choices,
            purpose=tell.purpose,
            about=case.number,
            source=tell.source,
            person=tell.person,
            delay=tell.delay,
        )
        if case.practice:
            shown = f"{Cards(self.knowledge, now).here('övning_så_här')}\n\n{tell.text}"
            post = replace(
                post,
                asker="",
                address=self.rooms.of(self.db, case.team),
                choices=(),
                markdown=shown,
            )
            if post.address is None:
                return
        self.say(post, now)

    def carry_out(self, ruling: Ruling, now: dt.datetime, incoming: Incoming | None = None) -> None:
        """Save the case as the ruling leaves it, and say what follows; "here" is the room of ``incoming``, which led to it."""
        case = ruling.case
        casebook.save(self.db, case, now, *ruling.events)
        if case.state == "withdrawn":
            outbox.cancel_about(self.db, case.number)
        for tell in ruling.tells:
            if tell.to == "asker":
                self.tell_asker(case, tell, now)
            elif tell.to == "here":
                if incoming is not None:
                    self.say(
                        Post(
                            tell.text,
                            address=incoming.address,
                            choices=tell.choices,
                            reply_to=incoming.event_id,
                            about=case.number,
                            person=incoming.person,
                        ),
                        now,
                    )
            else:
                self.tell_team(tell.to, case, tell, now)
        if ruling.is_done:
            self.forget_case(case, now)
        elif case.asked_back is None:
            self._stop_asking(case, now)

    def _stop_asking(self, case: Case, now: dt.datetime) -> None:
        """No coordinator waits for the asker of this case: what comes next is no answer to one."""
        conversation = askers.by_key(self.db, case.asker)
        if conversation is not None and conversation.asked == case.number:
            idle = isinstance(conversation.state, Answering)
            state = Idle() if idle else conversation.state
            self.save(case.asker, replace(conversation, asked="", state=state), now)

    def forget_case(self, case: Case, now: dt.datetime) -> None:
        """The asker's conversation is no longer about the case."""
        conversation = askers.by_key(self.db, case.asker)
        if conversation is not None and conversation.case == case.number:
            state = Idle() if isinstance(conversation.state, Answering) else conversation.state
            self.save(
                case.asker,
                replace(conversation, case="", case_answered=False, asked="", state=state),
                now,
            )

    def save(self, key: str, conversation: Conversation, now: dt.datetime) -> None:
        """Remember a conversation, and when its unanswered offers are to be looked at again."""
        askers.save(self.db, key, conversation, now, self._offers_due(conversation))

    def _offers_due(self, conversation: Conversation) -> dt.datetime | None:
        """The next working morning after an offer was made; once it has been asked about, when it is dropped."""
        due = []
        for offer in conversation.offers:
            hours = hours_of(team_of(self.knowledge, str(offer.route.receiver)))
            tomorrow = workdays.local(offer.made).replace(
                hour=0, minute=0, second=0, microsecond=0
            ) + dt.timedelta(days=1)
            due.append(offer.made + KEPT if offer.asked_again else hours.next_open(tomorrow))
        return min(due).astimezone(dt.UTC) if due else None

    def room_moved(self, channel: str, old: str, new: str) -> None:
        """A chat goes on under a new id, wherever it is known."""
        seating.moved(self.db, channel, old, new)
        askers.room_moved(self.db, channel, old, new)
        outbox.room_moved(self.db, channel, old, new)

    # A new case

    def open_case(self, key: str, offer: Offer, language: str, now: dt.datetime) -> Case:
        """The case of an offer that was accepted, and its card to the team that is there now."""
        route, knowledge = offer.route, self.knowledge
        teams = chain(knowledge, str(route.area), route.topic, str(route.team), language)
        team = choose_receiver(teams, self.staff(now)) or str(route.receiver)
        case = Case(
            number=casebook.next_number(self.db, now),
            asker=key,
            area=str(route.area),
            topic=route.topic,
            owner=str(route.team),
            team=team,
            language=language,
            question=offer.question,
            created=now,
            started=now,
            due=promised(team_of(knowledge, team), now),
            touched=now,
            context=Cards(knowledge, now).context(
                offer.asked_before, offer.answered_with, offer.attachment
            ),
            near=offer.near,
            label=offer.label,
        )
        like = next(iter(self.alike(case)), None)
        casebook.add(self.db, case, Event("asked", "asker", offer.question))
        for event in filter(None, offer.parts):
            alone = offer.parts[event] if offer.parts[event] == offer.question else ""
            askers.said(self.db, key, case.number, event, alone, is_question=True)
        cards = Cards(knowledge, now)
        card = Tell(
            team, cards.card(case, like=like.number if like else ""), "card", cards.choices(case)
        )
        self.tell_team(team, case, card, now)
        return case

    def alike(self, case: Case) -> list[Case]:
        """Open cases in the same area that ask the same: the same unknown, or much the same words."""
        words = bare(case.question)
        return [
            other
            for other in casebook.open_cases(self.db)
            if other.number != case.number
            and other.area == case.area
            and other.practice == case.practice
            and (
                (case.label and other.label == case.label)
                or fuzz.token_sort_ratio(words, bare(other.question)) >= _SAME
            )
        ]

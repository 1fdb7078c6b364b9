"""What the bot remembers of one conversation: what it waits for, what was last said, and what it
has offered to send. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Annotated, Any

from pydantic import BeforeValidator

from bot.cases.routing import Route
from bot.dialogue.turns.states import IDLE, State
from bot.guides.progress import Progress
from bot.limits import MOST_CHOICES, MOST_OFFERS, MOST_PARTS
from bot.messages import Attachment, Choice
from bot.text import LONGEST


@dataclass(frozen=True, slots=True)
class Focus:
    """The thing that the conversation is about, since when; and its name, should it be gone from
    the knowledge when it is asked about."""

    thing: str
    name: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Place:
    """One of some places that were put beside each other, and the thing that was told of it."""

    area: str
    thing: str = ""


@dataclass(frozen=True, slots=True)
class Story:
    """What somebody wants, in their own words, of which place and since when."""

    said: str
    area: str | None
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Listed:
    """The overview that was shown last, when, and where the rest of it begins."""

    area: str
    at: dt.datetime
    rest_of: str = ""
    """The area whose things there are more of; "" where all was shown."""
    rest_from: int = 0


LEANS = " – "
"""Stands between a question and what leans on it."""


def leant(asked: str, said: str) -> str:
    """A question with what leans on it, never longer than one message."""
    room = LONGEST - len(LEANS) - len(said)
    return f"{asked[:room]}{LEANS}{said}" if room > 0 else said


@dataclass(frozen=True, slots=True)
class Offer:
    """A question that the bot has offered to send, and where to."""

    id: int
    parts: Mapping[str, str]
    """The messages that the question comes from and what each says of it, masked: an edit of one is
    an edit of the offer, or a correction once it is sent. Under "" stands what none of them says;
    "" is said by one that only chose a place or an answer."""
    route: Route
    made: dt.datetime
    about: str = ""
    """What it is about, where the asker didn't say so themselves: stands beside their words."""
    thing: str = ""
    """The thing that it is about, where that is known."""
    left_out: tuple[str, ...] = ()
    """Thanks, abuse and links that the asker wrote, which don't go along."""
    is_told: bool = False
    """Whether it was said that it isn't sent yet; that is said once."""
    asked_before: str = ""
    """What was asked and answered just before, and the title of that answer: it goes along."""
    answered_with: str = ""
    attachment: str = ""
    near: tuple[str, ...] = ()
    label: str = ""
    asked_again: bool = False
    language: str = ""
    """The language that it is written in, where that is one that the bot lacks."""

    @property
    def is_full(self) -> bool:
        """Whether it says more than goes into one question."""
        return len(self.question) > LONGEST or len(self.parts) > MOST_PARTS

    @property
    def question(self) -> str:
        """Exactly the text that will go: its parts as sentences."""
        whole = ""
        for said in filter(None, self.parts.values()):
            start = whole.rstrip()
            stop = "" if start[-1:] in ".!?" else "."
            whole = f"{start}{stop} {said}" if whole else said
        return whole


def _of_parts(stored: Any) -> Any:
    """An offer as it was stored before it had parts: its text, the messages, and which of them says
    all of it."""
    if not isinstance(stored, dict) or "question" not in stored:
        return stored
    asked_in = stored.get("asked_in", "")
    others = dict.fromkeys((asked_in, *stored.get("events", ())), "")
    return {**stored, "parts": {**others, asked_in: stored["question"]}}


@dataclass(frozen=True, slots=True)
class Conversation:
    """One person's talk with the bot. ``choices`` are those last shown: a number or a label means
    one of them."""

    area: str | None = None
    language: str | None = None
    """The language that the asker chose."""
    last_language: str | None = None
    foreign: str = ""
    """The language that the asker writes in, where the bot lacks it."""
    greeted: bool = False
    state: State = IDLE
    choices: tuple[Choice, ...] = ()
    list_shown: tuple[Choice, ...] = ()
    """The last of several answers or things to choose from: "den fjärde, när" is one of them."""
    last_question: str = ""
    last_entry: str | None = None
    last_at: dt.datetime | None = None
    focus: Focus | None = None
    things: tuple[Focus, ...] = ()
    """What it was about before, the newest last: "tillbaka till startbidraget" is one of them."""
    beside: tuple[Place, ...] = ()
    """The places that were last put beside each other."""
    places: tuple[Place, ...] = ()
    """The two places that were last spoken of: "i den andra kommunen" is one of them."""
    listed: Listed | None = None
    right: str = ""
    """The right of theirs that they were last told where to use, as long as nothing else has been
    answered, and when."""
    right_at: dt.datetime | None = None
    story: Story | None = None
    """The last message that said what the matter is: short ones after it hardly do."""
    said: str = ""
    """What was last said, as ``again`` knows it by."""
    asked_in: str = ""
    """The message that the question being talked about was asked in."""
    attachment: Attachment = ""
    """What came with a message and goes no further; the next card says that there was one."""
    offers: tuple[Annotated[Offer, BeforeValidator(_of_parts)], ...] = ()
    """Not yet answered, the newest last."""
    case: str = ""
    """The case that was last spoken of, and whether its answer has come."""
    case_answered: bool = False
    answered_at: dt.datetime | None = None
    """When a person's last answer came."""
    contact_wanted: bool = False
    """Whether that answer asked for a number or an address."""
    answer_asks: bool = False
    """Whether that answer asked anything, or offered it: a yes or a no is an answer to that."""
    answer_words: tuple[str, ...] = ()
    """What that answer and its question were about: a follow-up is known by such a word."""
    team: str = ""
    """Who has the case, or had it last."""
    closed: str = ""
    """The case that was closed last, and when: a protest opens it again."""
    closed_at: dt.datetime | None = None
    asked: str = ""
    """The case in which a coordinator has asked back and waits: what isn't said to something else
    answers it."""
    heard: tuple[str, ...] = ()
    """What was said last, as digests, and when the last of it was: a machine says the same again
    and again."""
    heard_at: dt.datetime | None = None
    is_quiet: bool = False
    """Whether they have said that nothing is to come by itself; no offer is asked about again."""
    guide: Progress | None = None
    """How far somebody has come in a guide; kept for a fortnight."""

    @property
    def reads(self) -> str:
        """The language that the bot's own sentences are in: the one chosen, or the last one
        heard."""
        return self.language or self.last_language or "sv"


MOST_THINGS = 8
"""Things that it was about, that somebody goes back to."""
KEPT = dt.timedelta(days=7)
"""How long an unanswered offer is kept."""


def bounded(conversation: Conversation) -> tuple[Conversation, tuple[Offer, ...]]:
    """The conversation as it is stored, however much its asker has said, and the offers that are
    let go: the oldest, which nobody has answered."""
    offers = conversation.offers
    kept, gone = offers[-MOST_OFFERS:], offers[:-MOST_OFFERS]
    choices = conversation.choices[:MOST_CHOICES]
    last = conversation.last_question[:LONGEST]
    return replace(conversation, offers=kept, choices=choices, last_question=last), gone

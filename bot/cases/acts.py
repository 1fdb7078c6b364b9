"""What people do to a case, as values, and who does it: a coordinator or the asker. Pure.

``text`` is masked already. What an act does, and whether it may, is decided by ``judge``.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass

from bot.cases.case import Case, Event
from bot.cases.doubts import Doubt
from bot.cases.routing import Route
from bot.messages import Choice


@dataclass(frozen=True, slots=True)
class Coordinator:
    """Who acts in a team's room: the teams that sit there and the person. ``by_card``: they came
    by something of the case that the bot said there, most often its card."""

    teams: tuple[str, ...]
    person: str
    by_card: bool = False


@dataclass(frozen=True, slots=True)
class Asker:
    """Who writes privately: a random key, and the language they read."""

    key: str
    language: str


# A team's


@dataclass(frozen=True, slots=True)
class Answer:
    """A person's answer; ``source`` is the message that it stands in. ``pressed``: by a button,
    so that a second press sends nothing."""

    text: str
    source: str
    pressed: bool = False


@dataclass(frozen=True, slots=True)
class AskBack:
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class SendEntry:
    """Send one of the nearest entries as the answer."""

    entry: str
    source: str


@dataclass(frozen=True, slots=True)
class Repeat:
    """Send what another case got as its answer; ``other`` is None where there is no such case."""

    other: Case | None
    history: tuple[Event, ...]
    """The other case's."""
    source: str


@dataclass(frozen=True, slots=True)
class Hold:
    """What may be an answer is kept until somebody says whether it is, under a random ``id``.
    ``or_this``: what it may mean instead, one tap away; ``in_doubt``: it is an answer, in which
    something looks like a number that must not be sent; ``why``: what else makes it doubtful."""

    text: str
    id: str
    source: str
    or_this: Choice | None = None
    in_doubt: bool = False
    why: Doubt | None = None
    more: tuple[Choice, ...] = ()
    """What else it may mean, after that."""
    other: Case | None = None
    """The question that it is more like than its own."""
    reads: str = ""
    """What whoever asked would read, where that isn't the text as it was written."""


@dataclass(frozen=True, slots=True)
class Relay:
    """A coordinator's words in the outbox, on their way to the asker or gone."""

    post: int
    is_question: bool
    in_time: bool
    """Whether they can still be stopped."""
    is_only: bool
    """Whether no other answer in the case is sent or on its way."""


@dataclass(frozen=True, slots=True)
class TakeBack:
    relay: Relay
    is_told: bool = False
    """Whether the asker is told, where it has gone already: the case waits for another answer."""


@dataclass(frozen=True, slots=True)
class Change:
    """An edit of what was sent: other words go, or a correction follows those that have gone."""

    relay: Relay
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class Claim:
    """Take it; what is closed is opened again."""


@dataclass(frozen=True, slots=True)
class Thumb:
    """A thumb up takes what is open. ``is_message``: it was written, and did not react."""

    is_message: bool = False


@dataclass(frozen=True, slots=True)
class GiveBack:
    """What they claimed themselves is free again."""


@dataclass(frozen=True, slots=True)
class Release:
    """What an absent colleague had claimed is free for the others."""

    colleague: str


@dataclass(frozen=True, slots=True)
class Transfer:
    """To another team, with a word why; without a team: which ones there are. ``held``: what the
    word why is kept under, while it is asked which team."""

    team: str
    why: str
    held: str = ""


@dataclass(frozen=True, slots=True)
class PutOff:
    day: dt.date
    why: str


@dataclass(frozen=True, slots=True)
class Close:
    """With a reason, which whoever asked is told; without one they are told that it is closed."""

    why: str


TeamAct = (
    Answer
    | AskBack
    | SendEntry
    | Repeat
    | Hold
    | TakeBack
    | Change
    | Claim
    | Thumb
    | GiveBack
    | Release
    | Transfer
    | PutOff
    | Close
)

# The asker's


@dataclass(frozen=True, slots=True)
class Ask:
    """A question is sent: the offer that was accepted, and the cases that are open now."""

    question: str
    route: Route
    language: str
    near: tuple[str, ...] = ()
    label: str = ""
    about: str = ""
    thing: str = ""
    asked_before: str = ""
    answered_with: str = ""
    attachment: str = ""
    open_cases: tuple[Case, ...] = ()
    mark: str = ""
    """The random mark that the case gets."""


@dataclass(frozen=True, slots=True)
class Add:
    """More from the asker: to a coordinator's question, after an answer, or by itself."""

    text: str


@dataclass(frozen=True, slots=True)
class Correct:
    """An edit: of the question itself, or of something added to it."""

    text: str
    was: str = ""
    """What the edited message said, where it was asked in it."""


@dataclass(frozen=True, slots=True)
class Delete:
    """A message of the case was taken away in the chat: the question itself, or an addition."""

    is_question: bool
    text: str = ""
    """What it said of the question, where that is only a part of it."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    pass


@dataclass(frozen=True, slots=True)
class Forget:
    """Whoever asked wants to be forgotten: it is withdrawn, and they are told nothing of it."""


@dataclass(frozen=True, slots=True)
class Helped:
    yes: bool


AskerAct = Add | Correct | Delete | Withdraw | Forget | Helped

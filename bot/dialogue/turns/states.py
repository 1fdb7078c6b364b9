"""What the bot waits for in a conversation. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import Field


@dataclass(frozen=True, slots=True)
class Idle:
    """Waiting for nothing."""

    kind: Literal["idle"] = "idle"


IDLE = Idle()


@dataclass(frozen=True, slots=True)
class ChoosingArea:
    """The bot has asked which municipality ``question`` is about, or the ``guide`` that is to
    begin; ``to_people``: it is to go to people there, whatever is known."""

    question: str
    kind: Literal["area"] = "area"
    guide: str = ""
    to_people: bool = False


@dataclass(frozen=True, slots=True)
class ChoosingEntry:
    """The bot has shown entries to choose from, or an answer that may be said to be the wrong
    one."""

    question: str
    others: tuple[str, ...] = ()
    kind: Literal["entry"] = "entry"


@dataclass(frozen=True, slots=True)
class Confirming:
    """The bot has offered to send a question: the offer with this id."""

    offer: int
    kind: Literal["confirming"] = "confirming"


@dataclass(frozen=True, slots=True)
class Rewriting:
    """The asker is about to write the text of the offer with this id."""

    offer: int
    kind: Literal["rewriting"] = "rewriting"


@dataclass(frozen=True, slots=True)
class ChoosingCase:
    """The bot has asked whether ``question`` belongs to a case or is a new one."""

    question: str
    number: str
    kind: Literal["case"] = "case"


@dataclass(frozen=True, slots=True)
class AskedBack:
    """A coordinator has asked back: the next message answers."""

    number: str
    kind: Literal["answering"] = "answering"


@dataclass(frozen=True, slots=True)
class WritingMore:
    """The asker is about to write to the coordinator of a case."""

    number: str
    kind: Literal["more"] = "more"


@dataclass(frozen=True, slots=True)
class Withdrawing:
    """The bot has asked whether a case is to be taken back."""

    number: str
    kind: Literal["withdrawing"] = "withdrawing"


@dataclass(frozen=True, slots=True)
class StartingAnew:
    """The asker has said that what comes is a new question."""

    kind: Literal["anew"] = "anew"


@dataclass(frozen=True, slots=True)
class Guiding:
    """A guide has asked this question; "" where it has shown what it all comes to. ``is_unread``:
    what was answered wasn't understood, and that has been said."""

    question: str
    kind: Literal["guiding"] = "guiding"
    is_unread: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """A checklist stands open, at this part; ``last`` was ticked last, or the mark taken away."""

    thing: str
    part: str
    last: tuple[str, ...] = ()
    last_done: bool = True
    kind: Literal["listing"] = "listing"


State = Annotated[
    Idle
    | ChoosingArea
    | ChoosingEntry
    | Confirming
    | Rewriting
    | ChoosingCase
    | AskedBack
    | WritingMore
    | Withdrawing
    | StartingAnew
    | Guiding
    | Listing,
    Field(discriminator="kind"),
]


def writes_to_people(state: State) -> bool:
    """Whether what comes next is what people are to read, as it is written."""
    return isinstance(state, Rewriting) or writes_on_case(state)


def writes_on_case(state: State) -> bool:
    """Whether what comes next is for those who have a question already."""
    return isinstance(state, AskedBack | WritingMore)

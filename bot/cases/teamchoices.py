"""What a coordinator can choose on a case: a type for each kind of choice. Pure."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class TakeCase:
    number: str


@dataclass(frozen=True, slots=True)
class PassOn:
    """To another team; which one is asked back."""

    number: str


@dataclass(frozen=True, slots=True)
class PassTo:
    number: str
    team: str


@dataclass(frozen=True, slots=True)
class SendNear:
    """Answer with one of the nearest entries."""

    number: str
    entry: str


@dataclass(frozen=True, slots=True)
class SendHeld:
    """What was written, and held, is the answer; ``held`` is the id it is kept under."""

    number: str
    held: str


@dataclass(frozen=True, slots=True)
class KeepHeld:
    number: str
    held: str


@dataclass(frozen=True, slots=True)
class NewDay:
    """What was held puts the answer off: to this day, with what was written as the reason."""

    number: str
    held: str
    day: str


@dataclass(frozen=True, slots=True)
class NewDayWithout:
    """What was held puts the answer off to this day, and whoever asked isn't told those words."""

    number: str
    held: str
    day: str


@dataclass(frozen=True, slots=True)
class AskHeld:
    """What was held is a question to the asker, who still has an answer to come."""

    number: str
    held: str


@dataclass(frozen=True, slots=True)
class CloseHeld:
    """What was held closes the case, with what it says as the reason."""

    number: str
    held: str


@dataclass(frozen=True, slots=True)
class CloseWithout:
    """The case is closed, and whoever asked isn't told why."""

    number: str


@dataclass(frozen=True, slots=True)
class PassHeld:
    """What was held hands the case to the team that it names, and may say why; where it names none,
    which one is asked back."""

    number: str
    held: str


@dataclass(frozen=True, slots=True)
class PassHeldTo:
    """The case goes to this team, and what was held says why."""

    number: str
    held: str
    team: str


@dataclass(frozen=True, slots=True)
class SendHeldTo:
    """What was held answers another question."""

    number: str
    held: str
    other: str


@dataclass(frozen=True, slots=True)
class MoveAnswer:
    """The last answer was meant for another question, and goes there."""

    number: str
    other: str


@dataclass(frozen=True, slots=True)
class Retract:
    """The last answer was meant for another question: it is taken back, and the asker told."""

    number: str


@dataclass(frozen=True, slots=True)
class SendSame:
    """Answer with what the case ``answered`` got."""

    number: str
    answered: str


@dataclass(frozen=True, slots=True)
class AwayHere:
    """From a day to a day somebody of this room is away: "-" is the team, else a name."""

    first: str
    last: str
    who: str


@dataclass(frozen=True, slots=True)
class BackHere:
    who: str


RoomChoice = AwayHere | BackHere
HeldChoice = (
    SendHeld | KeepHeld | NewDay | NewDayWithout | AskHeld | CloseHeld | PassHeld | PassHeldTo
)
AnswerChoice = SendNear | SendHeldTo | SendSame | MoveAnswer | Retract
TeamChoice = TakeCase | PassOn | PassTo | CloseWithout | HeldChoice | AnswerChoice | RoomChoice

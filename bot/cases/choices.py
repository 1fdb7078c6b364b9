"""What an asker can choose: a type for each kind of choice. Pure."""

from __future__ import annotations

from dataclasses import dataclass

# Which place, and which entry


@dataclass(frozen=True, slots=True)
class ThisArea:
    area: str


@dataclass(frozen=True, slots=True)
class AlsoIn:
    """The question that was just answered, in the other place that it named."""

    area: str


@dataclass(frozen=True, slots=True)
class OtherArea:
    """A place that isn't among those shown."""


@dataclass(frozen=True, slots=True)
class ThisEntry:
    entry: str


@dataclass(frozen=True, slots=True)
class ThisThing:
    """A thing of an overview, by its name: its first answer."""

    thing: str


@dataclass(frozen=True, slots=True)
class AllSupport:
    """The overview of an area, from the thing with this number on."""

    area: str
    start: str = "0"


@dataclass(frozen=True, slots=True)
class AskTeam:
    """A person of this team, instead of what is shown."""

    team: str


@dataclass(frozen=True, slots=True)
class NotThis:
    """The answer was beside the question."""


@dataclass(frozen=True, slots=True)
class NoneOfThem:
    """None of the entries shown."""


# The days of a thing


@dataclass(frozen=True, slots=True)
class WatchThing:
    """To be reminded of its days."""

    thing: str


@dataclass(frozen=True, slots=True)
class EndWatch:
    """To be reminded of them no more."""

    thing: str


# A guide


@dataclass(frozen=True, slots=True)
class BeginGuide:
    guide: str


@dataclass(frozen=True, slots=True)
class GuideAnswer:
    """An answer to a question of the guide's."""

    question: str
    value: str


@dataclass(frozen=True, slots=True)
class GuideChange:
    """An answer that was given, to be given anew."""

    question: str
    value: str


@dataclass(frozen=True, slots=True)
class GuideMore:
    """What a guide comes to, from the thing with this number on."""

    start: str


@dataclass(frozen=True, slots=True)
class GuideStep:
    """Back, to change an answer, anew, on again, or to a person."""

    step: str


# A checklist


@dataclass(frozen=True, slots=True)
class OpenList:
    """The checklist for a thing; ``way`` is from where: "under" an answer about the thing, "back"
    to a list that was left, or "name" among several."""

    thing: str
    way: str


@dataclass(frozen=True, slots=True)
class WhichList:
    """A checklist, of which it isn't said for what."""


@dataclass(frozen=True, slots=True)
class TickItem:
    """An item of a checklist is done, or left after all: ``state`` is what it becomes."""

    thing: str
    item: str
    state: str


@dataclass(frozen=True, slots=True)
class ShowPart:
    """Another part of the checklist."""

    thing: str
    part: str


@dataclass(frozen=True, slots=True)
class ListAs:
    """The whole checklist as ``form``: a text to forward, or a file to print."""

    thing: str
    form: str


# The offer to send a question, by its id


@dataclass(frozen=True, slots=True)
class YesSend:
    offer: int


@dataclass(frozen=True, slots=True)
class NoThanks:
    offer: int


@dataclass(frozen=True, slots=True)
class EditFirst:
    offer: int


@dataclass(frozen=True, slots=True)
class SolvedAlready:
    offer: int


# A question that is with people, by its number


@dataclass(frozen=True, slots=True)
class AddToCase:
    number: str


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """What is said has nothing to do with the case."""

    number: str


@dataclass(frozen=True, slots=True)
class WithdrawCase:
    number: str


@dataclass(frozen=True, slots=True)
class KeepCase:
    """It isn't taken back."""

    number: str


@dataclass(frozen=True, slots=True)
class TellTeam:
    """What was just shown goes to the team that has the case."""

    number: str
    team: str


@dataclass(frozen=True, slots=True)
class TellNobody:
    """What was just shown goes nowhere."""

    number: str


@dataclass(frozen=True, slots=True)
class GoodAnswer:
    number: str


@dataclass(frozen=True, slots=True)
class BadAnswer:
    number: str


OfferChoice = YesSend | NoThanks | EditFirst | SolvedAlready
CaseChoice = (
    AddToCase
    | NewQuestion
    | WithdrawCase
    | KeepCase
    | TellTeam
    | TellNobody
    | GoodAnswer
    | BadAnswer
)
Shown = (
    ThisArea
    | AlsoIn
    | OtherArea
    | ThisEntry
    | ThisThing
    | AllSupport
    | AskTeam
    | NotThis
    | NoneOfThem
)
GuideChoice = BeginGuide | GuideAnswer | GuideChange | GuideMore | GuideStep
DateChoice = WatchThing | EndWatch
ListChoice = OpenList | WhichList | TickItem | ShowPart | ListAs
AskerChoice = Shown | DateChoice | OfferChoice | CaseChoice | GuideChoice | ListChoice
DONE, LEFT = "klar", "kvar"
"""What an item of a checklist is."""

"""What can be chosen, on both sides: a type for each kind of choice, written and read here and
nowhere else. Pure.

What goes to a network is a ``Choice``: the id that ``written`` makes, and a label. Ids are stored,
and pressed months later.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, dataclass, fields
from textwrap import shorten

from bot.knowledge.model import COUNTRY, Knowledge
from bot.knowledge.wording import Wording
from bot.messages import Choice
from bot.text import capitalised

# An asker's: which place, and which entry


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


# An asker's: the days of a thing


@dataclass(frozen=True, slots=True)
class WatchThing:
    """To be reminded of its days."""

    thing: str


@dataclass(frozen=True, slots=True)
class EndWatch:
    """To be reminded of them no more."""

    thing: str


# An asker's: a guide


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
class GuideStep:
    """Back, to change an answer, anew, on again, or to a person."""

    step: str


# An asker's: the offer to send a question, by its id


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


# An asker's: a question that is with people, by its number


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


# A coordinator's, on a case


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
class SendSame:
    """Answer with what the case ``answered`` got."""

    number: str
    answered: str


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
GuideChoice = BeginGuide | GuideAnswer | GuideChange | GuideStep
DateChoice = WatchThing | EndWatch
AskerChoice = Shown | DateChoice | OfferChoice | CaseChoice | GuideChoice
HeldChoice = SendHeld | KeepHeld | NewDay | AskHeld | CloseHeld
TeamChoice = TakeCase | PassOn | PassTo | SendNear | HeldChoice | SendSame
Chosen = AskerChoice | TeamChoice

_WIDE = 30
"""Characters of a label that a telephone shows."""
_KINDS: dict[str, type[Chosen]] = {
    "area": ThisArea,
    "also-in": AlsoIn,
    "other-area": OtherArea,
    "entry": ThisEntry,
    "thing": ThisThing,
    "all": AllSupport,
    "ask": AskTeam,
    "not-this": NotThis,
    "none": NoneOfThem,
    "watch": WatchThing,
    "unwatch": EndWatch,
    "guide": BeginGuide,
    "g": GuideAnswer,
    "g-change": GuideChange,
    "g-step": GuideStep,
    "yes": YesSend,
    "no": NoThanks,
    "edit": EditFirst,
    "solved": SolvedAlready,
    "add": AddToCase,
    "new": NewQuestion,
    "withdraw": WithdrawCase,
    "keep-case": KeepCase,
    "tell": TellTeam,
    "tell-nobody": TellNobody,
    "helped": GoodAnswer,
    "unhelped": BadAnswer,
    "ta": TakeCase,
    "lamna": PassOn,
    "to": PassTo,
    "near": SendNear,
    "send": SendHeld,
    "keep": KeepHeld,
    "later": NewDay,
    "ask-held": AskHeld,
    "close-held": CloseHeld,
    "same": SendSame,
}
_NAMES = {kind: name for name, kind in _KINDS.items()}
_LABELS: dict[type[AskerChoice], str] = {
    OtherArea: "annan_kommun",
    BeginGuide: "knapp_guide",
    NotThis: "inte_det",
    NoneOfThem: "inget_av_dem",
    YesSend: "ja_skicka",
    NoThanks: "nej_tack",
    EditFirst: "ändra",
    SolvedAlready: "nej_löste_sig",
    AddToCase: "till_frågan",
    NewQuestion: "ny_fråga",
    WithdrawCase: "ta_tillbaka",
    KeepCase: "låt_vara",
    TellNobody: "skicka_inte",
    GoodAnswer: "tack_räcker",
    BadAnswer: "hjälpte_inte",
}
"""The wording's key for those whose label is always the same sentence."""


def written(chosen: Chosen) -> str:
    """The id that a choice is sent and stored with: ``yes:3``, ``to:2026-0001:lund/kultur``."""
    return ":".join([_NAMES[type(chosen)], *map(str, astuple(chosen))])


def read(id_: str) -> Chosen | None:
    """The choice with this id; None for one that nothing writes."""
    name, *rest = id_.split(":", 3)
    kind = _KINDS.get(name)
    if kind is None or len(rest) != len(fields(kind)) or not all(rest):
        return None
    if issubclass(kind, OfferChoice) and not rest[0].isdecimal():
        return None
    chosen = kind(int(rest[0])) if issubclass(kind, OfferChoice) else kind(*rest)
    return chosen if written(chosen) == id_ else None


def all_read(choices: Iterable[Choice]) -> list[Chosen]:
    """What these choices mean, in their order."""
    return [chosen for choice in choices if (chosen := read(choice.id)) is not None]


def shown(chosen: AskerChoice, say: Wording) -> Choice:
    """An asker's choice with its label, in a language."""
    if isinstance(chosen, ThisArea):
        label = say.area(chosen.area)
    elif isinstance(chosen, AlsoIn):
        label = say("också_i", område=say.area(chosen.area))
    elif isinstance(chosen, ThisEntry):
        label = say.knowledge.entries[chosen.entry].button
    elif isinstance(chosen, ThisThing):
        thing = say.knowledge.things.get(chosen.thing)
        label = thing.name if thing is not None else chosen.thing
    elif isinstance(chosen, DateChoice):
        label = _watched(chosen, say)
    elif isinstance(chosen, AllSupport):
        label = _overview(chosen, say)
    elif isinstance(chosen, AskTeam):
        label = say("fråga_laget", team=_name(chosen.team, say))
    elif isinstance(chosen, TellTeam):
        label = say("skicka_till", team=_name(chosen.team, say))
    elif isinstance(chosen, GuideAnswer | GuideChange | GuideStep):
        label = _guided(chosen, say)
    else:
        label = say(_LABELS[type(chosen)], nummer=getattr(chosen, "number", ""))
    return Choice(written(chosen), label)


def _name(team: str, say: Wording) -> str:
    known = say.knowledge.teams.get(team)
    return say.localized(known.short or known.name) if known is not None else say("standardlaget")


def _watched(chosen: DateChoice, say: Wording) -> str:
    """With the thing's name, cut where there is no room for it."""
    key = "knapp_bevaka" if isinstance(chosen, WatchThing) else "knapp_bevaka_inte"
    thing = say.knowledge.things.get(chosen.thing)
    name, room = thing.name if thing is not None else chosen.thing, _WIDE - len(say(key, sak=""))
    return say(key, sak=name if len(name) <= room else f"{name[: room - 1].rstrip()}…")


def _overview(chosen: AllSupport, say: Wording) -> str:
    if chosen.start != "0":
        return say("knapp_fler")
    if chosen.area == COUNTRY:
        return say("knapp_statliga")
    return say("knapp_stöd_i", område=say.area(chosen.area))


def _guided(chosen: GuideAnswer | GuideChange | GuideStep, say: Wording) -> str:
    if isinstance(chosen, GuideStep):
        return say.table("guide_steg").get(chosen.step, chosen.step)
    guidance = say.knowledge.guidance
    inquiry = guidance.inquiry(chosen.question) if guidance is not None else None
    option = inquiry.option(chosen.value) if inquiry is not None else None
    label = say.localized(option.label) if option is not None else say("vet_inte")
    if isinstance(chosen, GuideAnswer) or inquiry is None:
        return label
    told = [] if option is None else [capitalised(say.localized(option.told)), label]
    asked = shorten(say.localized(inquiry.ask), _WIDE, placeholder="…")
    return next((one for one in told if len(one) <= _WIDE), asked)


def labelled(chosen: Chosen, label: str) -> Choice:
    """A choice with a label of its own."""
    return Choice(written(chosen), label)


def relabelled(choices: Iterable[Choice], say: Wording) -> tuple[Choice, ...]:
    """An asker's choices in another language, each once; those that are still there."""
    kept = (
        chosen for chosen in dict.fromkeys(all_read(choices)) if isinstance(chosen, AskerChoice)
    )
    return tuple(shown(chosen, say) for chosen in kept if is_there(chosen, say.knowledge))


def is_there(chosen: AskerChoice, knowledge: Knowledge) -> bool:
    """Whether the place or the entry that it means hasn't been taken away."""
    match chosen:
        case ThisArea(area):
            return area in knowledge.areas
        case ThisEntry(entry):
            return entry in knowledge.entries
    return True

"""The words on a choice, in a language: what goes to a network is a ``Choice``, an id and a label.
Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from textwrap import shorten

from bot.cases.choices import (
    DONE,
    AddToCase,
    AllSupport,
    AlsoIn,
    AskerChoice,
    AskTeam,
    BadAnswer,
    BeginGuide,
    DateChoice,
    EditFirst,
    GoodAnswer,
    GuideAnswer,
    GuideChange,
    GuideMore,
    GuideStep,
    KeepCase,
    ListAs,
    NewQuestion,
    NoneOfThem,
    NoThanks,
    NotThis,
    OpenList,
    OtherArea,
    ShowPart,
    SolvedAlready,
    TellNobody,
    TellTeam,
    ThisArea,
    ThisEntry,
    ThisThing,
    TickItem,
    WatchThing,
    WhichList,
    WithdrawCase,
    YesSend,
)
from bot.cases.ids import Chosen, all_read, written
from bot.knowledge import checklists
from bot.knowledge.guides import MADE
from bot.knowledge.model import COUNTRY, Knowledge
from bot.knowledge.wording import Wording
from bot.messages import Choice
from bot.text import capitalised

_WIDE = 30
"""Characters of a label that a telephone shows."""
_LABELS: dict[type[AskerChoice], str] = {
    OtherArea: "annan_kommun",
    GuideMore: "knapp_visa_fler",
    WhichList: "knapp_checklista",
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
    elif isinstance(chosen, BeginGuide):
        guide = say.knowledge.guides.get(chosen.guide)
        label = say.localized(guide.name) if guide is not None else say("knapp_guide")
    elif isinstance(chosen, GuideAnswer | GuideChange | GuideStep):
        label = _guided(chosen, say)
    elif isinstance(chosen, TickItem):
        return Choice(written(chosen), _ticked(chosen, say), told=True)
    elif isinstance(chosen, OpenList | ShowPart | ListAs):
        label = _listed(chosen, say)
    else:
        label = say(_LABELS[type(chosen)], nummer=getattr(chosen, "number", ""))
    return Choice(written(chosen), label)


def together(chosen: Sequence[AskerChoice], say: Wording) -> tuple[Choice, ...]:
    """The choices of one message: where two would read alike, each names its place; what is the
    same in the same place is shown once."""
    made = [shown(one, say) for one in chosen]
    alike = Counter(one.label.casefold() for one in made)
    told = [
        replace(choice, label=_with_place(one, choice.label, say))
        if alike[choice.label.casefold()] > 1
        else choice
        for one, choice in zip(chosen, made, strict=True)
    ]
    of_things = {written(one) for one in chosen if isinstance(one, ThisEntry | ThisThing)}
    once = {(one.label if one.id in of_things else one.id): one for one in reversed(told)}
    return tuple(reversed(once.values()))


def _with_place(chosen: AskerChoice, label: str, say: Wording) -> str:
    know = say.knowledge
    known = (
        know.entries.get(chosen.entry)
        if isinstance(chosen, ThisEntry)
        else know.things.get(chosen.thing)
        if isinstance(chosen, ThisThing)
        else None
    )
    if known is None:
        return label
    whole = f"{say.area(known.area)}: {label}"
    return whole if len(whole) <= _WIDE else f"{whole[: _WIDE - 1].rstrip()}…"


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
    inquiry = say.knowledge.inquiry(chosen.question)
    options = inquiry.chosen(chosen.value) if inquiry is not None else []
    label = "; ".join(say.localized(one.label) for one in options) or say("vet_inte")
    if isinstance(chosen, GuideAnswer) or inquiry is None:
        return label
    said = "; ".join(say.localized(one.told) for one in options)
    told = [capitalised(said), label] if said else []
    asked = shorten(say.localized(inquiry.ask), _WIDE, placeholder="…")
    return next((one for one in told if len(one) <= _WIDE), asked)


def _listed(chosen: OpenList | ShowPart | ListAs, say: Wording) -> str:
    if isinstance(chosen, ListAs):
        return say.table("lista_som").get(chosen.form, chosen.form)
    if isinstance(chosen, ShowPart):
        kind, _, number = chosen.part.partition("-")
        named = say.table("lista_delar").get(kind, kind)
        return say("lista_del", delen=named, nummer=number) if number else named
    if chosen.way == "name":
        thing = say.knowledge.things.get(chosen.thing)
        return thing.name if thing is not None else chosen.thing
    return say("lista_tillbaka" if chosen.way == "back" else "knapp_checklista")


def _ticked(chosen: TickItem, say: Wording) -> str:
    """The item with its number and how it is now, which isn't what it becomes."""
    word = say("lista_kvar" if chosen.state == DONE else "lista_klar")
    found = checklists.place_of(say.knowledge, chosen.thing, chosen.item)
    if found is None:
        return word
    number, item = found
    said = capitalised(say.localized(item.said))
    return shorten(f"{number} {word}: {said}", _WIDE, placeholder="…")


def labelled(chosen: Chosen, label: str) -> Choice:
    """A choice with a label of its own."""
    return Choice(written(chosen), label)


def relabelled(choices: Iterable[Choice], say: Wording) -> tuple[Choice, ...]:
    """An asker's choices in another language, each once; those that are still there."""
    kept = (
        chosen for chosen in dict.fromkeys(all_read(choices)) if isinstance(chosen, AskerChoice)
    )
    return together([chosen for chosen in kept if is_there(chosen, say.knowledge)], say)


def is_there(chosen: AskerChoice, knowledge: Knowledge) -> bool:
    """Whether the place or the entry that it means hasn't been taken away."""
    match chosen:
        case ThisArea(area):
            return area in knowledge.areas
        case ThisEntry(entry):
            return entry in knowledge.entries
        case BeginGuide(guide):
            return guide == MADE or guide in knowledge.guides
    return True

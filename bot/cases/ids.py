"""The id that a choice is sent and stored with, written and read here and nowhere else. Pure.

Ids are stored, and pressed months later: a kind may be added, never renamed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, fields

from bot.cases.choices import (
    AddToCase,
    AllSupport,
    AlsoIn,
    AskerChoice,
    AskTeam,
    BadAnswer,
    BeginGuide,
    EditFirst,
    EndWatch,
    GoodAnswer,
    GuideAnswer,
    GuideChange,
    GuideStep,
    KeepCase,
    ListAs,
    NewQuestion,
    NoneOfThem,
    NoThanks,
    NotThis,
    OfferChoice,
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
from bot.cases.teamchoices import (
    AskHeld,
    CloseHeld,
    KeepHeld,
    NewDay,
    PassOn,
    PassTo,
    SendHeld,
    SendNear,
    SendSame,
    TakeCase,
    TeamChoice,
)
from bot.messages import Choice

Chosen = AskerChoice | TeamChoice

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
    "list": OpenList,
    "which-list": WhichList,
    "tick": TickItem,
    "list-part": ShowPart,
    "list-as": ListAs,
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

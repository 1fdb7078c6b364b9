"""The id that a choice is sent and stored with, written and read here and nowhere else. Pure.

Ids are stored, and pressed months later: a kind may be added, never renamed.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import astuple, fields

from bot.cases import choices, teamchoices
from bot.cases.choices import AskerChoice, OfferChoice
from bot.cases.teamchoices import TeamChoice
from bot.messages import Choice

Chosen = AskerChoice | TeamChoice

_KINDS: dict[str, type[Chosen]] = {
    "area": choices.ThisArea,
    "also-in": choices.AlsoIn,
    "other-area": choices.OtherArea,
    "entry": choices.ThisEntry,
    "thing": choices.ThisThing,
    "all": choices.AllSupport,
    "ask": choices.AskTeam,
    "not-this": choices.NotThis,
    "none": choices.NoneOfThem,
    "watch": choices.WatchThing,
    "unwatch": choices.EndWatch,
    "guide": choices.BeginGuide,
    "g": choices.GuideAnswer,
    "g-change": choices.GuideChange,
    "g-more": choices.GuideMore,
    "list": choices.OpenList,
    "which-list": choices.WhichList,
    "tick": choices.TickItem,
    "list-part": choices.ShowPart,
    "list-as": choices.ListAs,
    "g-step": choices.GuideStep,
    "yes": choices.YesSend,
    "no": choices.NoThanks,
    "edit": choices.EditFirst,
    "solved": choices.SolvedAlready,
    "add": choices.AddToCase,
    "new": choices.NewQuestion,
    "withdraw": choices.WithdrawCase,
    "keep-case": choices.KeepCase,
    "tell": choices.TellTeam,
    "tell-nobody": choices.TellNobody,
    "helped": choices.GoodAnswer,
    "unhelped": choices.BadAnswer,
    "ta": teamchoices.TakeCase,
    "lamna": teamchoices.PassOn,
    "to": teamchoices.PassTo,
    "near": teamchoices.SendNear,
    "send": teamchoices.SendHeld,
    "keep": teamchoices.KeepHeld,
    "later": teamchoices.NewDay,
    "later-without": teamchoices.NewDayWithout,
    "ask-held": teamchoices.AskHeld,
    "close-held": teamchoices.CloseHeld,
    "close-without": teamchoices.CloseWithout,
    "to-held": teamchoices.PassHeld,
    "th": teamchoices.PassHeldTo,
    "same": teamchoices.SendSame,
    "retract": teamchoices.Retract,
    "send-to": teamchoices.SendHeldTo,
    "move": teamchoices.MoveAnswer,
    "away": teamchoices.AwayHere,
    "back": teamchoices.BackHere,
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


def all_read(shown: Iterable[Choice]) -> list[Chosen]:
    """What these choices mean, in their order."""
    return [chosen for choice in shown if (chosen := read(choice.id)) is not None]

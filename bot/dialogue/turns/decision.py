"""What a rule decides: what is said, why, what the desk carries out, and what is remembered.
Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from bot import markup, privacy
from bot.cases.acts import AskerAct, Helped
from bot.cases.choices import AskerChoice, NoThanks, ThisEntry, ThisThing, YesSend
from bot.cases.ids import written
from bot.cases.labels import together
from bot.cases.routing import Route
from bot.dialogue.turns import stories
from bot.dialogue.turns.conversation import MOST_THINGS, Conversation, Focus, Listed, Offer, Place
from bot.dialogue.turns.states import (
    IDLE,
    AskedBack,
    ChoosingEntry,
    Confirming,
    Guiding,
    State,
    WritingMore,
)
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import languages
from bot.guides.ticking import Checklist
from bot.knowledge.model import COUNTRY, Thing
from bot.knowledge.overviews import need_of
from bot.matching.matcher import Ranking
from bot.messages import Attached, Choice

_LIST = 3
"""Things to choose from that are a list."""
_CONDITION = "villkor"
"""What is needed whom a thing is for that only holds for others."""
Outcome = Literal["answer", "clarify", "handoff", "smalltalk"]
Reason = Literal[
    "added",
    "answer",
    "area",
    "asked-person",
    "called-wrong",
    "case",
    "checklist",
    "compared",
    "corrected",
    "danger",
    "dates",
    "edit",
    "expired",
    "feeling",
    "gone",
    "guide",
    "lacking",
    "language",
    "low",
    "more",
    "near",
    "new-question",
    "no",
    "other-area",
    "outside",
    "overview",
    "own-question",
    "repeated",
    "rewritten",
    "rights",
    "sent",
    "sent-already",
    "several",
    "slot",
    "small-talk",
    "summary",
    "unknown",
    "watch",
    "who",
    "withdraw",
]


@dataclass(frozen=True, slots=True)
class Send:
    """The asker has said yes: the offer becomes a case."""

    offer: Offer


@dataclass(frozen=True, slots=True)
class OnCase:
    """Something that the asker does to a case. The desk sees to it that it is their own."""

    number: str
    act: AskerAct


@dataclass(frozen=True, slots=True)
class Report:
    """How it is with the asker's own questions is told; ``asked``: which of it they asked for."""

    asked: str


@dataclass(frozen=True, slots=True)
class KeepList:
    """The asker's checklist as it is from now on. With a ``notice`` it is shown where it stood, and
    that is said of it."""

    list: Checklist
    notice: str = ""


@dataclass(frozen=True, slots=True)
class DropList:
    """What the list was for is gone."""

    thing: str


@dataclass(frozen=True, slots=True)
class WatchFor:
    """The asker is to be reminded of the days of a thing."""

    thing: str


@dataclass(frozen=True, slots=True)
class EndWatches:
    """They are to be reminded of a thing no more; "": of nothing."""

    thing: str = ""


@dataclass(frozen=True, slots=True)
class ShowMine:
    """What is watched and kept for them is told."""


Action = Send | OnCase | Report | KeepList | DropList | WatchFor | EndWatches | ShowMine


@dataclass(frozen=True)
class Decision:
    """What is said, why, and with how much certainty; all that changes comes from here."""

    turn: Turn
    """The turn as the rule understood it: its place, its question, the offers that stand."""
    outcome: Outcome
    reason: Reason
    markdown: str = ""
    """What the asker reads. Where it is empty, what is carried out says it."""
    state: State | None = None
    """What the bot waits for; None: for a coordinator's question, where one has asked back."""
    choices: tuple[AskerChoice, ...] = ()
    area: str | None = None
    """The place that it was decided for."""
    entry: str | None = None
    unknown: str | None = None
    thing: str | None = None
    """The thing that the conversation goes on about, where what is said of it is another's, or
    nothing."""
    chat: str = ""
    """The wording's key of a sentence of the bot's own; for ``small-talk`` its kind."""
    right: str = ""
    """The right of theirs that it is told where to use, for ``rights``."""
    score: float = 0.0
    route: Route | None = None
    rankings: Mapping[str, Ranking] = field(default_factory=dict)
    action: Action | None = None
    """What the desk has to carry out, beside saying ``markdown``."""
    about: str | None = None
    """The text that was decided on, where it isn't this message."""
    remembers: str | None = None
    """The question that a later message may lean on."""
    beside: tuple[Place, ...] = ()
    """The places that were put beside each other: what is asked next is about both."""
    listed: Listed | None = None
    """The overview that is shown."""
    keeps_waiting: bool = False
    """Whether the bot waits on for what it waited for before."""
    alone: bool = False
    """Whether it is said without any choices, to be sent on; those that stood stand."""
    file: Attached | None = None
    """A file that goes along."""

    @property
    def question(self) -> str:
        """As it would be stored: masked."""
        return self.turn.message if self.about is None else self.about

    @property
    def language(self) -> str:
        return self.turn.language

    @property
    def about_thing(self) -> str | None:
        """The thing that was answered about, or that lacks what was asked."""
        know = self.turn.know
        item = know.entries.get(self.entry or "") or know.unknowns.get(self.unknown or "")
        return (item.thing if item is not None else None) or self.thing

    @property
    def saying(self) -> str:
        """What is said, by what it is about: two that are alike so say the same."""
        what = self.entry or self.unknown or self.chat
        what = "" if self.reason == "repeated" else what
        # Who to talk to is told with no more than the beginning of an answer.
        what = f"who {what}" if what and self.reason == "who" else what
        if not what and self.outcome == "clarify":
            what = " ".join([self.reason, *sorted(map(written, self.choices))])
        entry = self.turn.know.entries.get(self.entry or "")
        is_national = entry is not None and entry.area == COUNTRY
        place = COUNTRY if is_national else self.area or ""
        return f"{self.outcome} {what} {place}" if what else ""

    @property
    def filed_as(self) -> str:
        """The reason as it is stored and counted."""
        return self.chat if self.chat and self.reason == "small-talk" else self.reason


def told(decision: Decision) -> Decision:
    """The decision with what privacy has to say, and once with word of an offer that still stands;
    where another is made, that is the one that is spoken of."""
    turn = decision.turn
    kinds = (("personal", "personnummer"), ("account", "kontonummer"), ("card", "kortnummer"))
    notes = [turn.say(key) for kind, key in kinds if kind in turn.masked]
    left, choices = turn.before.state, decision.choices
    offers = any(isinstance(choice, YesSend) for choice in decision.choices)
    is_apart = decision.reason == "checklist"
    is_beside = decision.outcome in ("answer", "smalltalk") and not offers and not is_apart
    offer = turn.offers.get(left.offer) if isinstance(left, Confirming) and is_beside else None
    if offer is not None and not offer.is_told:
        notes.append(turn.say("inte_skickad_än", fråga=markup.escape(offer.question)))
        choices = (*choices, YesSend(offer.id), NoThanks(offer.id))
        told = {**turn.offers, offer.id: replace(offer, is_told=True)}
        turn = replace(turn, offers=told)
    whole = "\n\n".join(part for part in (decision.markdown, *notes) if part)
    return replace(decision, turn=turn, markdown=whole, choices=choices)


def remembered(decision: Decision) -> Conversation:
    """The conversation after a decision."""
    turn, before = decision.turn, decision.turn.before
    waits = AskedBack(turn.waiting_case) if turn.waiting_case else IDLE
    after = replace(
        before,
        area=turn.area,
        state=decision.state or waits,
        choices=together(decision.choices, turn.say),
        offers=tuple(turn.offers.values()),
        asked=turn.waiting_case,
        asked_in=turn.asked_in,
        last_language=turn.language,
        foreign="" if turn.heard in languages.SUPPORTED else turn.heard,
    )
    if decision.keeps_waiting:
        after = replace(after, state=before.state, choices=before.choices)
    if decision.remembers is not None:
        # It may be joined of several messages, and be the end of what was asked before it.
        asked = privacy.after(before.last_question, privacy.mask(decision.remembers).text)
        after = replace(after, last_question=asked, last_at=turn.now)
    beside = before.beside if decision.outcome == "smalltalk" else decision.beside
    is_handed_on = decision.outcome == "handoff" and decision.action is None
    begins = decision.reason == "guide" and not isinstance(before.state, Guiding)
    is_question = decision.remembers is not None or is_handed_on or begins
    story = stories.remembered(turn, is_question=is_question)
    after = replace(after, focus=_focus(decision), story=story, said=decision.saying)
    after = replace(after, things=_things(before, after.focus))
    after = replace(after, beside=beside, places=_places(decision))
    after = replace(after, listed=decision.listed or before.listed)
    after = replace(after, list_shown=_list_shown(decision, after))
    after = _with_right(after, decision)
    return replace(after, last_entry=decision.entry) if decision.entry else after


def _with_right(after: Conversation, decision: Decision) -> Conversation:
    """The right that was last told of, until something is answered or offered."""
    if decision.right:
        return replace(after, right=decision.right, right_at=decision.turn.now)
    is_left = decision.outcome in ("answer", "handoff")
    return replace(after, right="", right_at=None) if is_left else after


def _places(decision: Decision) -> tuple[Place, ...]:
    """The two places that are spoken of from now on: those put beside each other, or the one before
    and the one that it is about now."""
    before, area = decision.turn.before, decision.turn.area
    match decision.beside:
        case (_, _):
            return decision.beside
    if before.area is None or area is None or area == before.area:
        return before.places
    if {one.area for one in before.places} == {before.area, area}:
        return before.places
    return (Place(before.area), Place(area))


def _focus(decision: Decision) -> Focus | None:
    """What the conversation is about from now on: the thing that was answered about, or else what
    it was about before, unless the place is another now. What only holds for something that was
    spoken of is asked about beside it: "måste vi stå i registret", of a grant."""
    turn, know = decision.turn, decision.turn.know
    thing = know.things.get(decision.thing or decision.about_thing or _shown(decision))
    if thing is not None:
        about = turn.thing if turn.thing is not None and holds_for(thing, turn.thing) else thing
        return Focus(about.id, about.name, turn.now)
    before, area = turn.before.focus, turn.area
    known = know.things.get(before.thing) if before is not None else None
    is_left = known is not None and area is not None and known.area not in know.chain(area)
    return None if is_left else before


def _shown(decision: Decision) -> str:
    """The thing that most of the answers to choose from are of, where nothing was spoken of before:
    who goes on in words goes on about that. Else ""."""
    know, before = decision.turn.know, decision.turn.before.focus
    if before is not None or not isinstance(decision.state, ChoosingEntry):
        return ""
    shown = [one.entry for one in decision.choices if isinstance(one, ThisEntry)]
    things = Counter(know.entries[id_].thing for id_ in shown if id_ in know.entries)
    first, times = next(iter(things.most_common(1)), ("", 0))
    return first if times > 1 and times > len(shown) / 2 else ""


def _list_shown(decision: Decision, after: Conversation) -> tuple[Choice, ...]:
    """The answers and things to choose from that were shown now, where they are a list, or else
    last."""
    kinds = zip(decision.choices, after.choices, strict=False)
    shown = tuple(one for kind, one in kinds if isinstance(kind, ThisEntry | ThisThing))
    is_list = len(shown) >= _LIST and len(after.choices) == len(decision.choices)
    return shown if is_list else decision.turn.before.list_shown


def _things(before: Conversation, focus: Focus | None) -> tuple[Focus, ...]:
    """What it was about, with what it is about now last."""
    if focus is None:
        return before.things
    others = (one for one in before.things if one.thing != focus.thing)
    return (*others, focus)[-MOST_THINGS:]


def holds_for(thing: Thing, other: Thing) -> bool:
    """Whether a thing is nothing by itself, but a condition of others of its place, of which the
    other may be one."""
    is_there = thing.id in other.belongs_to or thing.area == other.area
    is_support = need_of(other) not in (None, _CONDITION)
    return is_there and is_support and need_of(thing) == _CONDITION


def back(
    turn: Turn, reason: Reason, ask: str, choices: tuple[AskerChoice, ...], state: State
) -> Decision:
    """A question back."""
    return Decision(turn, "clarify", reason, ask, state, choices, area=turn.area)


def chat(turn: Turn, kind: str) -> Decision:
    """A sentence of the bot's own: the wording's key is the kind."""
    said = turn.say(kind)
    return Decision(turn, "smalltalk", "small-talk", said, area=turn.area, chat=kind, score=1.0)


def on_case(turn: Turn, number: str, act: AskerAct) -> Decision:
    """Something for the people who have the case; what is said of it comes with what it leads
    to."""
    waits = "" if number == turn.waiting_case else turn.waiting_case
    state = WritingMore(number) if isinstance(act, Helped) and not act.yes else IDLE
    action = OnCase(number, act)
    heard = replace(turn, waiting_case=waits)
    return Decision(heard, "handoff", "case", state=state, area=turn.area, action=action)

"""One turn of an asker's: the message with what is known when it comes, and what each way of deciding it ends with. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from bot import markup, privacy, text
from bot.cases.casework import AskerAct, Helped
from bot.cases.routing import Route, Staff
from bot.dialogue import languages
from bot.dialogue.conversation import (
    KEPT,
    Answering,
    Confirming,
    Conversation,
    Idle,
    Offer,
    StartingAnew,
    State,
    WritingMore,
)
from bot.knowledge.wording import Wording
from bot.matching.judge import Judge
from bot.matching.library import Current
from bot.matching.matcher import Ranking
from bot.matching.verdict import Policy
from bot.messages import Incoming

Outcome = Literal["answer", "clarify", "handoff", "smalltalk"]
TELLS = re.compile(r"(hej\W+)?(nej\W+)?(jag|vi|vår|min|byt|we|i|our|my|im)\b", re.IGNORECASE)
"""How a message begins that tells something about the asker."""
_QUESTIONS = r"undrar|hur|vad|vem|vilk\w+|när|var|varför|kan|får|finns det|wonder|how|what|who|when|where|which|can"
QUESTION = re.compile(rf"\b({_QUESTIONS})\b", re.IGNORECASE)
WANTS = re.compile(
    rf"\b({_QUESTIONS}|vill|behöver|\w*bidrag\w*|pengar|\w*sök\w*|hjälp\w*|stöd\w*|lokal\w*|hyra|iop|ska|tänkte|orkar|want|need"
    r"|grant\w*|help|looking|would)\b",
    re.IGNORECASE,
)
"""A word that asks; one that asks or wants something."""
ASKS = re.compile(
    r"\b\w+[rst] (ni|det|man|kommunen|du)\b|\b(do|does|are|is|can|will) (you|it|we|they|there)\b",
    re.IGNORECASE,
)
"""The verb before whom it is about: "betalar ni", "är det"."""


@dataclass(frozen=True, slots=True)
class Send:
    """The asker has said yes: the offer becomes a case."""

    offer: Offer


@dataclass(frozen=True, slots=True)
class OnCase:
    """Something that the asker does to a case. The desk sees to it that it is their own."""

    number: str
    act: AskerAct


@dataclass(frozen=True)
class Decision:
    """What is said, why, and with how much certainty; ``markdown`` is exactly what the asker reads."""

    outcome: Outcome
    reason: str
    question: str
    """As it would be stored: masked."""
    markdown: str
    language: str = "sv"
    area: str | None = None
    entry: str | None = None
    unknown: str | None = None
    score: float = 0.0
    choices: tuple[str, ...] = ()
    """The ids of the choices offered."""
    route: Route | None = None
    rankings: Mapping[str, Ranking] = field(default_factory=dict)
    action: Send | OnCase | None = None
    """What the desk has to carry out, beside saying ``markdown``; where that is empty, what it carries out says it."""


def has_mark(said: str) -> bool:
    """Whether a personal number or an account was taken out of a text."""
    return bool(privacy.mask(said).found)


def masked(said: str) -> str:
    """A message as it is stored and sent."""
    return privacy.mask(text.clean(said)).text.strip()


class Turn:
    """What one message is decided from. ``area``, ``offers`` and the like change while it is."""

    def __init__(
        self,
        incoming: Incoming,
        conversation: Conversation,
        current: Current,
        policy: Policy,
        now: dt.datetime,
        staff: Staff,
    ) -> None:
        self.incoming, self.before, self.current, self.policy, self.now = (
            incoming,
            conversation,
            current,
            policy,
            now,
        )
        self.staff = staff
        self.offers = {offer.id: offer for offer in conversation.offers if now - offer.made <= KEPT}
        self.is_new = isinstance(conversation.state, StartingAnew)
        """Whether the asker has said that this is a new question, and not about their case."""
        self.asked = conversation.asked
        self.asked_in = self.event()
        self.know = current.knowledge
        self.judge = Judge(current, policy)
        masked = privacy.mask(text.clean(incoming.text))
        self.question, self.masked = masked.text, masked.found
        self.plain = privacy.without_marks(masked.text).strip()
        hint = conversation.language or conversation.last_language or incoming.language
        self.heard = languages.guess(self.plain, current.matcher.reader, hint)
        chosen = conversation.language if conversation.language in languages.SUPPORTED else None
        self.language = chosen or (self.heard if self.heard in languages.SUPPORTED else "sv")
        self.say = Wording(self.know, self.language)
        self.area = conversation.area if conversation.area in self.know.areas else None
        self.base: str | None = None
        """The question that a chain of "och i Lund?" goes back to."""

    def event(self) -> str:
        """The message: of an edit, the one that was edited."""
        return self.incoming.edits or self.incoming.event_id

    def nowhere(self) -> Route:
        """The route of what no association office answers."""
        return Route(self.area, None, "other")

    def chat(self) -> str | None:
        """The kind of small talk a message is, by its own words; a greeting before a question is none."""
        bare = text.bare(self.plain)
        return self.know.smalltalk.get(
            bare.removesuffix(" there"), "oklart" if len(bare) < 2 else None
        )

    def done(
        self, decision: Decision, state: State | None = None, question: str | None = None
    ) -> tuple[Decision, Conversation]:
        """The decision with what privacy has to say, and the conversation that remembers it."""
        notes = [
            self.say(key)
            for kind, key in (("personal", "personnummer"), ("account", "kontonummer"))
            if kind in self.masked
        ]
        # A coordinator who has asked back still waits when something else has been said in between.
        state, left = state or (Answering(self.asked) if self.asked else Idle()), self.before.state
        if (
            isinstance(left, Confirming)
            and left.offer in self.offers
            and decision.outcome in ("answer", "smalltalk")
        ):
            # Another question was answered, and the offer stays.
            offer = self.offers[left.offer]
            notes.append(self.say("inte_skickad_än", fråga=markup.escape(offer.question)))
            decision = replace(
                decision, choices=(*decision.choices, f"yes:{offer.id}", f"no:{offer.id}")
            )
        said = "\n\n".join(part for part in (decision.markdown, *notes) if part)
        decision = replace(decision, markdown=said, language=self.language)
        after = replace(
            self.before,
            area=self.area,
            state=state,
            choices=tuple(self.say.choice(id_) for id_ in decision.choices),
            offers=tuple(self.offers.values()),
            asked=self.asked,
            asked_in=self.asked_in,
            last_language=self.language,
        )
        if question is not None:
            after = replace(after, last_question=self.base or question, last_at=self.now)
        return decision, after

    def clarify(
        self, said: str, ids: tuple[str, ...], state: State, reason: str
    ) -> tuple[Decision, Conversation]:
        """A question back."""
        return self.done(
            Decision("clarify", reason, self.question, said, area=self.area, choices=ids), state
        )

    def smalltalk(self, kind: str) -> tuple[Decision, Conversation]:
        """A sentence of the bot's own: the wording's key is the kind."""
        return self.done(
            Decision("smalltalk", kind, self.question, self.say(kind), area=self.area, score=1.0)
        )

    def on_case(self, number: str, act: AskerAct) -> tuple[Decision, Conversation]:
        """Something for the people who have the case; what is said of it comes with what it leads to."""
        state = WritingMore(number) if isinstance(act, Helped) and not act.yes else Idle()
        self.asked = "" if number == self.asked else self.asked
        decision = Decision(
            "handoff", "case", self.question, "", area=self.area, action=OnCase(number, act)
        )
        return self.done(decision, state)

"""Offers to carry a question on: made, shown exactly as they will be sent, added to, accepted or declined. Pure."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import replace

from bot import privacy, text, workdays
from bot.cases.casework import Add
from bot.cases.choices import AddToCase, EditFirst, NewQuestion, NoThanks, OfferChoice, YesSend
from bot.cases.routing import Route, chain, choose_receiver, hours_of, team_of
from bot.dialogue import danger, typed
from bot.dialogue.conversation import (
    LEANS,
    ChoosingArea,
    ChoosingCase,
    ChoosingEntry,
    Confirming,
    Conversation,
    Offer,
    Rewriting,
)
from bot.dialogue.turn import QUESTION, TELLS, WANTS, Decision, Send, Turn
from bot.knowledge.model import Topic
from bot.knowledge.wording import PREFIX
from bot.matching.matcher import Ranking

_TELLS_MORE = re.compile(r"(det|den|de|detta|it|this|they)\b", re.IGNORECASE)


def handoff(
    turn: Turn,
    question: str,
    opening: list[str],
    reason: str,
    *,
    topic: Topic = "other",
    owner: str = "",
    score: float = 0.0,
    unknown: str | None = None,
    rankings: Mapping[str, Ranking] | None = None,
) -> tuple[Decision, Conversation]:
    """A question that the sources don't answer: more of what is on its way, or the offer of a person, where the area is known."""
    if (more := belongs(turn, question)) is not None:
        return more
    known = {"score": score, "unknown": unknown, "rankings": rankings or {}}
    if turn.area is None:
        said = "\n".join([*opening, turn.say("vilken_kommun_skicka")])
        decision = Decision("handoff", reason, turn.question, said, route=Route(None, None, topic))
        return turn.done(replace(decision, **known), ChoosingArea(question))  # type: ignore[arg-type]
    teams = chain(turn.know, turn.area, topic, owner, turn.language)
    if not teams:
        route = Route(turn.area, None, topic)
        decision = Decision(
            "handoff", reason, turn.question, "\n".join(opening), area=turn.area, route=route
        )
        return turn.done(replace(decision, **known))  # type: ignore[arg-type]
    route = Route(turn.area, teams[0].id, topic, choose_receiver(teams, turn.staff))
    near = tuple(label for label in _nearest(turn, rankings or {}) if label in turn.know.entries)[
        : turn.policy.most_choices
    ]
    asked_before, answered_with = _asked_before(turn, question)
    offer = Offer(
        max((*turn.offers, *(offer.id for offer in turn.before.offers)), default=0) + 1,
        _parts(turn, question),
        route,
        turn.now,
        asked_before=asked_before,
        answered_with=answered_with,
        attachment=turn.before.attachment,
        near=near,
        label=unknown or "",
    )
    decided, after = show(turn, offer, opening, reason)
    return replace(decided, **known), after  # type: ignore[arg-type]


def show(
    turn: Turn, offer: Offer, opening: list[str], reason: str
) -> tuple[Decision, Conversation]:
    """The offer, showing the text exactly as it will be sent, or word that nobody can be reached."""
    route = offer.route
    owner = team_of(turn.know, str(route.team))
    receiver = team_of(turn.know, route.receiver) if route.receiver else None
    due = (
        workdays.local(hours_of(receiver).promise(turn.now, receiver.promise)).date()
        if receiver
        else None
    )
    whole = f"{offer.question} {offer.asked_before}"
    notes = [
        *(["sensitive"] if _is_sensitive(turn, whole) else []),
        *(
            ["named"]
            if any(map(privacy.has_contact_details, (offer.question, offer.asked_before)))
            else []
        ),
    ]
    decision = Decision("handoff", reason, turn.question, "", area=route.area, route=route)
    if receiver is not None and turn.policy.handoff == "auto":
        said = [*opening, turn.say("skickar_direkt", team=turn.say.localized(receiver.name))]
        return turn.done(
            replace(decision, markdown="\n\n".join(filter(None, said)), action=Send(offer))
        )
    if owner.id in turn.staff.away:
        notes.append("away")
    said = [
        *opening,
        *turn.say.offer(owner, receiver, offer.question, offer.asked_before, due, notes),
    ]
    decision = replace(decision, markdown="\n\n".join(filter(None, said)))
    if receiver is None:
        return turn.done(decision)
    turn.offers[offer.id] = offer
    ids = (YesSend(offer.id), EditFirst(offer.id), NoThanks(offer.id))
    return turn.done(replace(decision, choices=ids), Confirming(offer.id))


def confirmed(turn: Turn, offer: Offer, picked: OfferChoice) -> tuple[Decision, Conversation]:
    """What a yes, a no or a wish to change the text leads to."""
    if isinstance(picked, EditFirst):
        said = Decision("clarify", "edit", offer.question, turn.say("skriv_om"), area=turn.area)
        return turn.done(said, Rewriting(offer.id))
    is_yes = isinstance(picked, YesSend)
    if is_yes and (more := typed.more(turn)):
        return _added(turn, offer, more)
    del turn.offers[offer.id]
    if is_yes:
        sent = Decision(
            "handoff",
            "sent",
            offer.question,
            "",
            area=turn.area,
            route=offer.route,
            action=Send(offer),
        )
        return turn.done(sent)
    said = Decision(
        "smalltalk",
        "no",
        offer.question,
        turn.say("nej" if isinstance(picked, NoThanks) else "tack"),
        area=turn.area,
    )
    return turn.done(said)


def rewritten(turn: Turn, offer: Offer) -> tuple[Decision, Conversation]:
    """The offer with a new text; where one of its messages was edited, with what that says now."""
    if turn.incoming.edits not in offer.parts:
        new = replace(offer, parts={turn.event(): turn.question}, asked_before="", answered_with="")
        return show(turn, new, [], "rewritten")
    dash = LEANS.lstrip() if offer.parts[turn.event()].startswith(LEANS.lstrip()) else ""
    says = dash + (typed.more(turn) or turn.question)
    return show(turn, replace(offer, parts={**offer.parts, turn.event(): says}), [], "rewritten")


def taken_away(turn: Turn, offer: Offer) -> tuple[Decision, Conversation]:
    """One of the offer's messages was taken away: the offer is what the others say, and lapses where they say nothing."""
    kept = {event: said for event, said in offer.parts.items() if event != turn.event()}
    if any(said for event, said in kept.items() if event):
        return show(turn, replace(offer, parts=kept), [], "rewritten")
    return confirmed(turn, offer, NoThanks(offer.id))


def tells_more(turn: Turn, asked: str) -> bool:
    """Whether somebody who has just been offered, or sent, a question goes on telling: "vi är tolv", "det gäller i maj"."""
    open_case = turn.before.case and not turn.before.case_answered
    waits = isinstance(turn.before.state, Confirming) or open_case
    tells = TELLS.match(asked) or _TELLS_MORE.match(asked)
    # To somebody who has the question already, also a wish ("vi är tolv och vill ha läger") is more of it.
    asks = QUESTION if open_case else WANTS
    return bool(waits and tells) and "?" not in asked and asks.search(asked) is None


def belongs(turn: Turn, question: str) -> tuple[Decision, Conversation] | None:
    """What isn't answered may be more of something that is on its way: details of an offer, or of a case."""
    state, asks = turn.before.state, text.asking([question]) != []
    if turn.is_new:
        return None
    if isinstance(state, Confirming) and state.offer in turn.offers and not asks:
        return _added(turn, turn.offers[state.offer], question)
    number = turn.before.case
    if not number:
        return None
    if text.bare(turn.plain) in map(
        text.bare, [*turn.say.words("ja_ord"), *turn.say.words("nej_ord")]
    ):
        return turn.done(
            Decision(
                "smalltalk",
                "sent-already",
                turn.question,
                turn.say("redan_skickad", p=PREFIX),
                area=turn.area,
            )
        )
    if not asks and not turn.before.case_answered:
        return turn.on_case(number, Add(question))
    ask = turn.say("eller_ny_öppen", nummer=number)
    return turn.clarify(
        ask, (AddToCase(number), NewQuestion(number)), ChoosingCase(question, number), "case"
    )


def _added(turn: Turn, offer: Offer, more: str) -> tuple[Decision, Conversation]:
    """The offer with something added, shown anew: what is sent is what was shown."""
    longer = replace(offer, parts={**offer.parts, turn.event(): more})
    return show(turn, longer, [turn.say("lagt_till")], "added")


def topic(turn: Turn, entry: str | None) -> Topic:
    """What an entry is about, as the teams divide it."""
    return turn.know.entries[entry].topic if entry and entry in turn.know.entries else "other"


def _nearest(turn: Turn, rankings: Mapping[str, Ranking]) -> list[str]:
    ranking = rankings.get(turn.current.view_of(turn.area))
    return [candidate.label for candidate in ranking.candidates] if ranking else []


def _asked_before(turn: Turn, question: str) -> tuple[str, str]:
    """What was asked and answered just before, for the coordinator; masked, as it was stored."""
    entry = turn.know.entries.get(turn.before.last_entry or "")
    recent = turn.before.last_at and turn.now - turn.before.last_at <= dt.timedelta(
        minutes=turn.policy.followup_minutes
    )
    if entry is None or not recent or turn.before.last_question == question:
        return "", ""
    return turn.before.last_question, entry.title


def _parts(turn: Turn, question: str) -> dict[str, str]:
    """Which message says what of a question: all of it this one, or the one before the bot asked which place or answer was meant;
    what it leans on, none of them."""
    if question == turn.question:
        return {turn.event(): question}
    if question.endswith(leaning := f"{LEANS}{turn.question}"):
        return {"": question.removesuffix(leaning), turn.event(): leaning.lstrip()}
    state = turn.before.state
    resumed = (
        isinstance(state, ChoosingArea | ChoosingEntry)
        and state.question == question
        and LEANS not in question
    )
    asked_in = turn.asked_in if resumed else ""
    return {**dict.fromkeys((asked_in, turn.asked_in, turn.event()), ""), asked_in: question}


def _is_sensitive(turn: Turn, question: str) -> bool:
    words = turn.know.rejects.sensitive
    return words is not None and danger.is_danger(privacy.without_marks(question), words)

"""Offers to carry a question on: made, shown exactly as they will be sent, added to, accepted or
declined. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot import privacy, text, workdays
from bot.cases.acts import Add
from bot.cases.choices import (
    AddToCase,
    EditFirst,
    NewQuestion,
    NoThanks,
    OfferChoice,
    YesSend,
)
from bot.cases.routing import Route, chain, choose_receiver, hours_of, team_of
from bot.dialogue import carried, languages, sensitive, typed, unjoined
from bot.dialogue.conversation import (
    LEANS,
    ChoosingArea,
    ChoosingCase,
    ChoosingEntry,
    Confirming,
    Offer,
    Rewriting,
)
from bot.dialogue.decision import Decision, Reason, Send, back, on_case
from bot.dialogue.turn import Turn
from bot.knowledge.fields import Topic
from bot.knowledge.speech import PREFIX
from bot.knowledge.tables import Team


def handoff(
    turn: Turn,
    opening: list[str],
    reason: Reason,
    *,
    topic: Topic = "other",
    owner: str = "",
    unknown: str | None = None,
) -> Decision:
    """A question that the sources don't answer: more of what is on its way, or the offer of a
    person, where the area is known."""
    if (more := belongs(turn)) is not None:
        return more
    decision = _offered(turn, opening, reason, topic, owner, unknown or "")
    verdict = turn.verdict
    return replace(decision, unknown=unknown, score=verdict.chance, rankings=verdict.rankings)


def _offered(
    turn: Turn, opening: list[str], reason: Reason, topic: Topic, owner: str, unknown: str
) -> Decision:
    if turn.area is None:
        ask = "\n".join([*opening, turn.say("vilken_kommun_skicka")])
        route = Route(None, None, topic)
        return Decision(turn, "handoff", reason, ask, ChoosingArea(turn.question), route=route)
    if not turn.know.has_joined(turn.area):
        return unjoined.silent(turn, turn.area, opening, reason, topic)
    teams = chain(turn.know, turn.area, topic, owner, turn.language)
    if not teams:
        route = Route(turn.area, None, topic)
        lines = "\n".join(opening)
        return Decision(turn, "handoff", reason, lines, area=turn.area, route=route)
    route = Route(turn.area, teams[0].id, topic, choose_receiver(teams, turn.staff))
    asked_before, answered_with = carried.asked_before(turn, topic)
    offer = Offer(
        max((*turn.offers, *(offer.id for offer in turn.before.offers)), default=0) + 1,
        _parts(turn),
        route,
        turn.now,
        asked_before=asked_before,
        answered_with=answered_with,
        attachment=turn.before.attachment,
        near=carried.near(turn, unknown),
        label=unknown,
        language="" if turn.heard in languages.SUPPORTED else turn.heard,
    )
    return show(turn, offer, opening, reason)


def show(turn: Turn, offer: Offer, opening: list[str], reason: Reason) -> Decision:
    """The offer, with the text exactly as it will be sent, or word that nobody can be reached."""
    turn, offer = _masked(turn, offer)
    route, say = offer.route, turn.say
    owner = team_of(turn.know, str(route.team))
    receiver = team_of(turn.know, route.receiver) if route.receiver else None
    shown = Decision(turn, "handoff", reason, area=route.area, route=route)
    if receiver is not None and turn.policy.handoff == "auto":
        direct = say("skickar_direkt", team=say.localized(receiver.name))
        return replace(shown, markdown=_paragraphs([*opening, direct]), action=Send(offer))
    due, notes = _due(receiver, turn.now) if receiver else None, _notes(turn, offer, owner)
    if say.contact(owner) and any(say.contact(owner) in part for part in opening):
        notes.append("contact told")
    preview = say.offer(owner, receiver, offer.question, offer.asked_before, due, notes)
    shown = replace(shown, markdown=_paragraphs([*opening, *preview]))
    if receiver is None:
        return shown
    choices = (YesSend(offer.id), EditFirst(offer.id), NoThanks(offer.id))
    standing = replace(turn, offers={**turn.offers, offer.id: offer})
    return replace(shown, turn=standing, state=Confirming(offer.id), choices=choices)


def _masked(turn: Turn, offer: Offer) -> tuple[Turn, Offer]:
    """The offer without what must not be kept of its messages read together, which is told."""
    parts = dict(zip(offer.parts, privacy.together([*offer.parts.values()]), strict=True))
    if parts == offer.parts:
        return turn, offer
    found = privacy.mask(" ".join(parts.values())).found
    return replace(turn, masked=turn.masked | found), replace(offer, parts=parts)


def _paragraphs(parts: list[str]) -> str:
    return "\n\n".join(filter(None, parts))


def _due(receiver: Team, now: dt.datetime) -> dt.date:
    """The day by which a team that gets a question now answers."""
    return workdays.local(hours_of(receiver).promise(now, receiver.promise)).date()


def _notes(turn: Turn, offer: Offer, owner: Team) -> list[str]:
    """What the asker should know before it is sent."""
    texts = (offer.question, offer.asked_before)
    known = {
        "sensitive": _is_sensitive(turn, " ".join(texts)),
        "named": any(map(privacy.has_contact_details, texts)),
        "away": owner.id in turn.staff.away,
    }
    return [note for note, holds in known.items() if holds]


def confirmed(turn: Turn, offer: Offer, choice: OfferChoice) -> Decision:
    """What a yes, a no or a wish to change the text leads to."""
    asked = offer.question
    if isinstance(choice, EditFirst):
        ask = turn.say("skriv_om")
        return replace(back(turn, "edit", ask, (), Rewriting(offer.id)), about=asked)
    if isinstance(choice, YesSend) and (more := typed.more(turn)):
        return _added(turn, offer, more)
    left = {id_: other for id_, other in turn.offers.items() if id_ != offer.id}
    without = replace(turn, offers=left)
    if isinstance(choice, YesSend):
        sent = Decision(without, "handoff", "sent", area=turn.area, about=asked)
        return replace(sent, route=offer.route, action=Send(offer))
    said = turn.say("nej" if isinstance(choice, NoThanks) else "tack")
    return Decision(without, "smalltalk", "no", said, area=turn.area, about=asked)


def rewritten(turn: Turn, offer: Offer) -> Decision:
    """The offer with a new text; where one of its messages was edited, with what that says now."""
    if turn.incoming.edits not in offer.parts:
        parts = {turn.event: turn.message}
        return show(
            turn, replace(offer, parts=parts, asked_before="", answered_with=""), [], "rewritten"
        )
    dash = LEANS.lstrip() if offer.parts[turn.event].startswith(LEANS.lstrip()) else ""
    says = dash + (typed.more(turn) or turn.message)
    now = replace(offer, parts={**offer.parts, turn.event: says})
    return _full(turn, offer) if now.is_full else show(turn, now, [], "rewritten")


def taken_away(turn: Turn, offer: Offer) -> Decision:
    """One of the offer's messages was taken away: the offer is what the others say, and lapses
    where they say nothing."""
    kept = {event: part for event, part in offer.parts.items() if event != turn.event}
    if any(part for event, part in kept.items() if event):
        return show(turn, replace(offer, parts=kept), [], "rewritten")
    return confirmed(turn, offer, NoThanks(offer.id))


def tells_more(turn: Turn) -> bool:
    """Whether somebody who has just been offered, or has sent, a question goes on telling: "vi är
    tolv", "det gäller i maj"."""
    asked = turn.plain_question
    open_case = turn.before.case and not turn.before.case_answered
    waits = isinstance(turn.before.state, Confirming) or open_case
    tells = turn.signs.tells.match(asked) or turn.signs.tells_more.match(asked)
    # To somebody who has the question already, also a wish ("vi är tolv och vill ha läger") is more
    # of it.
    asks = turn.signs.asks if open_case else turn.signs.wants
    return bool(waits and tells) and "?" not in asked and asks.search(asked) is None


def belongs(turn: Turn) -> Decision | None:
    """What isn't answered may be more of something that is on its way: details of an offer, or of a
    case."""
    state, number = turn.before.state, turn.before.case
    if turn.is_new:
        return None
    if isinstance(state, Confirming) and state.offer in turn.offers and not turn.asks:
        return _added(turn, turn.offers[state.offer], turn.question)
    if not number:
        return None
    if turn.is_yes_or_no:
        return sent_already(turn)
    if not turn.asks and not turn.before.case_answered:
        return on_case(turn, number, Add(turn.question))
    ask = turn.say("eller_ny_öppen", nummer=number)
    choices = (AddToCase(number), NewQuestion(number))
    return back(turn, "case", ask, choices, ChoosingCase(turn.question, number))


def sent_already(turn: Turn) -> Decision:
    """A yes to somebody whose question has gone: it is on its way."""
    said = turn.say("redan_skickad", p=PREFIX)
    return Decision(turn, "smalltalk", "sent-already", said, area=turn.area)


def _added(turn: Turn, offer: Offer, more: str) -> Decision:
    """The offer with something added, shown anew: what is sent is what was shown."""
    longer = replace(offer, parts={**offer.parts, turn.event: more})
    if longer.is_full:
        return _full(turn, offer)
    return show(turn, longer, [turn.say("lagt_till")], "added")


def _full(turn: Turn, offer: Offer) -> Decision:
    """The offer as it was: what came now doesn't go into it."""
    return show(turn, offer, [turn.say("frågan_full", antal=str(text.LONGEST))], "added")


def topic(turn: Turn, entry: str | None) -> Topic:
    """What an entry is about, as the teams divide it."""
    return turn.know.entries[entry].topic if entry and entry in turn.know.entries else "other"


def _parts(turn: Turn) -> dict[str, str]:
    """Which message says what of the question: all of it this one, or the one before the bot asked
    which place or answer was meant; what it leans on, none of them."""
    question, message = turn.question, turn.message
    if question == message:
        return {turn.event: question}
    if question.endswith(leaning := f"{LEANS}{message}"):
        return {"": question.removesuffix(leaning), turn.event: leaning.lstrip()}
    state = turn.before.state
    is_asked_again = isinstance(state, ChoosingArea | ChoosingEntry) and state.question == question
    asked_in = turn.asked_in if is_asked_again and LEANS not in question else ""
    return {**dict.fromkeys((asked_in, turn.asked_in, turn.event), ""), asked_in: question}


def _is_sensitive(turn: Turn, question: str) -> bool:
    words = turn.know.rejects.sensitive
    plain, people = privacy.without_marks(question), turn.talk.first_person
    return words is not None and sensitive.is_sensitive(plain, words, people)

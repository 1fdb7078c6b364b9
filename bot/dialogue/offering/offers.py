"""Offers to carry a question on: made, shown exactly as they will be sent, added to, accepted or
declined. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot import privacy, text
from bot.cases.choices import EditFirst, NoThanks, YesSend
from bot.cases.hurry import last_day
from bot.cases.routing import Route, chain, choose_receiver, hours_of, team_of
from bot.days import workdays
from bot.dialogue.offering import carried, national, open_case
from bot.dialogue.offering.letters import goes_on, letter
from bot.dialogue.turns import private, teams, unjoined
from bot.dialogue.turns.conversation import Offer
from bot.dialogue.turns.decision import Decision, Reason, Send
from bot.dialogue.turns.states import ChoosingArea, Confirming
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import languages
from bot.knowledge.fields import Topic
from bot.knowledge.tables import Team
from bot.knowledge.wording import Sending
from bot.markup import escape


def handoff(
    turn: Turn,
    opening: list[str],
    reason: Reason,
    *,
    topic: Topic = "other",
    owner: str = "",
    unknown: str | None = None,
    about: str = "",
) -> Decision:
    """A question that the sources don't answer: more of what is on its way, or the offer of a
    person, where the area is known. ``about``: what it is about, where the question doesn't say
    so."""
    if (more := open_case.belongs(turn)) is not None:
        return more
    known = national.handed_on(turn, opening, reason, topic, owner) if not turn.extends else None
    decision = known or _offered(turn, opening, reason, topic, owner, unknown or "", about)
    verdict = turn.verdict
    return replace(decision, unknown=unknown, score=verdict.chance, rankings=verdict.rankings)


def _offered(
    turn: Turn,
    opening: list[str],
    reason: Reason,
    topic: Topic,
    owner: str,
    unknown: str,
    about: str,
) -> Decision:
    if turn.area is None:
        ask = "\n".join([*opening, turn.say("vilken_kommun_skicka")])
        route = Route(None, None, topic)
        state = ChoosingArea(turn.question, to_people=reason == "asked-person")
        return Decision(turn, "handoff", reason, ask, state, route=route)
    if not turn.know.has_joined(turn.area):
        return unjoined.silent(turn, turn.area, opening, reason, topic)
    teams = chain(turn.know, turn.area, topic, owner, turn.language)
    if not teams:
        route = Route(turn.area, None, topic)
        lines = "\n".join(opening)
        return Decision(turn, "handoff", reason, lines, area=turn.area, route=route)
    route = Route(turn.area, teams[0].id, topic, choose_receiver(teams, turn.staff))
    return show(turn, _made(turn, route, unknown, about), opening, reason)


def _made(turn: Turn, route: Route, unknown: str, about: str) -> Offer:
    """The offer of a turn's question: a new one, or the one that it adds to, as it is then."""
    thing, near = _thing(turn, unknown), carried.near(turn, unknown)
    if turn.extends is not None:
        return replace(turn.extends, route=route, near=near, label=unknown, thing=thing)
    written = letter(turn)
    asked_before, answered_with = carried.asked_before(turn, route.topic)
    offer = Offer(
        max((*turn.offers, *(offer.id for offer in turn.before.offers)), default=0) + 1,
        written.parts,
        route,
        turn.now,
        about=about or written.about,
        thing=thing,
        left_out=written.left_out,
        asked_before=asked_before,
        answered_with=answered_with,
        attachment=turn.before.attachment,
        near=near,
        label=unknown,
        language="" if turn.heard in languages.SUPPORTED else turn.heard,
    )
    if (whole := goes_on(turn, offer)) is not None:
        return whole
    same = (one for one in turn.offers.values() if one.question == offer.question)
    again = next((one for one in same if one.route.team == route.team), None)
    return replace(offer, id=again.id) if again is not None else offer


def _thing(turn: Turn, unknown: str) -> str:
    """The thing that a question is about, as far as that is known."""
    missing, verdict = turn.know.unknowns.get(unknown), turn.verdict
    entry = turn.know.entries.get(verdict.label or "")
    if missing is not None and missing.thing:
        return missing.thing
    is_sure = entry is not None and verdict.kind in ("slot", "answer")
    return entry.thing if entry is not None and is_sure else turn.thing.id if turn.thing else ""


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
    due = answered_by(turn, offer)
    notes = _notes(turn, offer, owner)
    if say.contact(owner) and any(say.contact(owner) in part for part in opening):
        notes.append("contact told")
    if _has_grown(turn, offer):
        notes.append("shown")
    sends = Sending(quoted(offer), offer.about, escape(offer.asked_before), due, notes)
    told = [*opening, *_left_out(turn, offer), *say.offer(owner, receiver, sends)]
    first = [_in_a_hurry(turn, owner)] if "hurry" in notes else []
    shown = replace(shown, markdown=_paragraphs([*first, *told]))
    if receiver is None:
        return shown
    choices = (YesSend(offer.id), EditFirst(offer.id), NoThanks(offer.id))
    standing = replace(turn, offers={**turn.offers, offer.id: offer})
    return replace(shown, turn=standing, state=Confirming(offer.id), choices=choices)


def _has_grown(turn: Turn, offer: Offer) -> bool:
    """Whether the offer that the last message ended in has only grown: what goes along, by when and
    how to reach people in a hurry was said there."""
    state = turn.before.state
    was = next((one for one in turn.before.offers if one.id == offer.id), None)
    if was is None or not isinstance(state, Confirming) or state.offer != offer.id:
        return False
    is_same = was.route == offer.route and was.asked_before == offer.asked_before
    return is_same and was.parts.keys() < offer.parts.keys()


def _in_a_hurry(turn: Turn, owner: Team) -> str:
    """That it may be too late to wait, and how people are reached sooner."""
    other = "" if turn.say.contact(owner) else teams.switchboard(turn)
    return " ".join(filter(None, [turn.say.hurry(owner), other]))


def is_in_a_hurry(turn: Turn, offer: Offer) -> bool:
    """Whether a day that matters to an offer's question may come before its answer."""
    last = last_day(turn.know, offer.thing, offer.question, turn.today)
    due = answered_by(turn, offer)
    return last is not None and due is not None and last <= due


def _masked(turn: Turn, offer: Offer) -> tuple[Turn, Offer]:
    """The offer without what must not be kept of its messages read together, which is told."""
    parts = dict(zip(offer.parts, privacy.together([*offer.parts.values()]), strict=True))
    if parts == offer.parts:
        return turn, offer
    found = privacy.mask(" ".join(parts.values())).found
    return replace(turn, masked=turn.masked | found), replace(offer, parts=parts)


def _paragraphs(parts: list[str]) -> str:
    return "\n\n".join(filter(None, parts))


def quoted(offer: Offer) -> str:
    """A question as it stands between quotation marks."""
    return escape(offer.question)


def _left_out(turn: Turn, offer: Offer) -> list[str]:
    if not offer.left_out:
        return []
    return [open_case.left_out_said(turn, offer.left_out)]


def answered_by(turn: Turn, offer: Offer) -> dt.date | None:
    """The day by which whoever gets an offer's question now answers; None where nobody gets it."""
    if not offer.route.receiver:
        return None
    receiver = team_of(turn.know, offer.route.receiver)
    return workdays.local(hours_of(receiver).promise(turn.now, receiver.promise)).date()


def _notes(turn: Turn, offer: Offer, owner: Team) -> list[str]:
    """What the asker should know before it is sent."""
    texts = (offer.question, offer.asked_before)
    known = {
        "hurry": is_in_a_hurry(turn, offer),
        "sensitive": private.is_sensitive(turn, " ".join(texts)),
        "named": any(private.tells_who(turn, one) for one in texts),
        "away": owner.id in turn.staff.away,
    }
    return [note for note, holds in known.items() if holds]


def full(turn: Turn, offer: Offer) -> Decision:
    """The offer as it was: what came now doesn't go into it."""
    return show(turn, offer, [turn.say("frågan_full", antal=str(text.LONGEST))], "added")


def topic(turn: Turn, entry: str | None) -> Topic:
    """What an entry is about, as the teams divide it."""
    return turn.know.entries[entry].topic if entry and entry in turn.know.entries else "other"

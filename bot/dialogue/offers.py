"""Offers to carry a question on: made, shown exactly as they will be sent, added to, accepted or
declined. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from bot import privacy, text, workdays
from bot.cases.acts import Add
from bot.cases.choices import (
    EditFirst,
    NewQuestion,
    NoThanks,
    OfferChoice,
    TellNobody,
    TellTeam,
    YesSend,
)
from bot.cases.hurry import last_day
from bot.cases.routing import Route, chain, choose_receiver, hours_of, team_of
from bot.dialogue import carried, languages, sensitive, typed, unjoined
from bot.dialogue.conversation import (
    ChoosingArea,
    ChoosingCase,
    Confirming,
    Offer,
    Rewriting,
)
from bot.dialogue.decision import Decision, Reason, Send, back, on_case
from bot.dialogue.letters import goes_on, is_noise, letter, without_noise
from bot.dialogue.turn import Turn
from bot.knowledge.fields import Topic
from bot.knowledge.model import DEFAULT_TEAM
from bot.knowledge.speech import PREFIX
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
    if (more := belongs(turn)) is not None:
        return more
    decision = _offered(turn, opening, reason, topic, owner, unknown or "", about)
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
        return Decision(turn, "handoff", reason, ask, ChoosingArea(turn.question), route=route)
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
    notes = _notes(turn, offer, owner, due)
    if say.contact(owner) and any(say.contact(owner) in part for part in opening):
        notes.append("contact told")
    sends = Sending(quoted(offer), offer.about, escape(offer.asked_before), due, notes)
    told = [*opening, *_left_out(turn, offer), *say.offer(owner, receiver, sends)]
    first = [say.hurry(owner)] if "hurry" in notes else []
    shown = replace(shown, markdown=_paragraphs([*first, *told]))
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


def quoted(offer: Offer) -> str:
    """A question as it stands between quotation marks."""
    return escape(offer.question)


def _left_out(turn: Turn, offer: Offer) -> list[str]:
    if not offer.left_out:
        return []
    return [left_out_said(turn, offer.left_out)]


def answered_by(turn: Turn, offer: Offer) -> dt.date | None:
    """The day by which whoever gets an offer's question now answers; None where nobody gets it."""
    if not offer.route.receiver:
        return None
    receiver = team_of(turn.know, offer.route.receiver)
    return workdays.local(hours_of(receiver).promise(turn.now, receiver.promise)).date()


def _notes(turn: Turn, offer: Offer, owner: Team, due: dt.date | None) -> list[str]:
    """What the asker should know before it is sent."""
    texts = (offer.question, offer.asked_before)
    last = last_day(turn.know, offer.thing, offer.question, turn.today)
    known = {
        "hurry": last is not None and due is not None and last <= due,
        "sensitive": is_sensitive(turn, " ".join(texts)),
        "named": any(map(privacy.has_contact_details, texts)),
        "away": owner.id in turn.staff.away,
    }
    return [note for note, holds in known.items() if holds]


def confirmed(turn: Turn, offer: Offer, choice: OfferChoice) -> Decision:
    """What a yes, a no or a wish to change the text leads to."""
    asked = offer.question
    if isinstance(choice, EditFirst):
        if anew := typed.written_anew(turn):
            return rewritten(replace(turn, message=anew), offer)
        ask = turn.say("skriv_om")
        return replace(back(turn, "edit", ask, (), Rewriting(offer.id)), about=asked)
    left = {
        id_: other
        for id_, other in turn.offers.items()
        if id_ != offer.id and other.question != asked
    }
    without = replace(turn, offers=left)
    if isinstance(choice, YesSend):
        sent = Decision(without, "handoff", "sent", area=turn.area, about=asked)
        return replace(sent, route=offer.route, action=Send(offer))
    said = turn.say("nej" if isinstance(choice, NoThanks) else "tack")
    # "Jo, skicka den" may come after it.
    made = Decision(without, "smalltalk", "no", said, area=turn.area, about=asked)
    return replace(made, remembers=asked)


def rewritten(turn: Turn, offer: Offer) -> Decision:
    """The offer with a new text; where one of its messages was edited, with what that says now."""
    if turn.incoming.edits not in offer.parts:
        anew = replace(offer, parts={turn.event: turn.message}, about="", left_out=())
        return show(turn, replace(anew, asked_before="", answered_with=""), [], "rewritten")
    says = typed.more(turn) or turn.message
    now = replace(offer, parts={**offer.parts, turn.event: says})
    return full(turn, offer) if now.is_full else show(turn, now, [], "rewritten")


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
    """What isn't answered may be more of a question that is with people."""
    number = turn.before.case
    if turn.is_new or not number:
        return None
    if typed.yes_or_no(turn) is not None:
        return sent_already(turn)
    if not turn.asks and not turn.before.case_answered:
        return added_to_case(turn, number)
    return ask_whether(turn, number)


def added_to_case(turn: Turn, number: str) -> Decision:
    """More for the people who have a case, without what doesn't go along, which is said."""
    # Those who have answered may be thanked.
    words = turn.talk.left_out.model_copy(update={"thanks": None})
    kept, left_out = without_noise(words, turn.question)
    if is_noise(words, turn.question) and not turn.question.strip().isdecimal():
        said = left_out_said(turn, (turn.question,))
        return Decision(turn, "smalltalk", "case", said, area=turn.area)
    said = left_out_said(turn, left_out) if left_out else ""
    return replace(on_case(turn, number, Add(kept)), markdown=said)


def left_out_said(turn: Turn, left_out: Iterable[str]) -> str:
    """That some of what was written doesn't go along."""
    return turn.say("följer_inte_med", vad=" ".join(f"”{escape(one)}”" for one in left_out))


def ask_whether(turn: Turn, number: str) -> Decision:
    """What may be more of a question that people have is shown as it would go to them."""
    say, team = turn.say, turn.before.team
    name = say.localized(team_of(turn.know, team).name)
    ask = say("skicka_det_här", team=name, text=escape(turn.question), nummer=number)
    choices = (TellTeam(number, team or DEFAULT_TEAM), NewQuestion(number), TellNobody(number))
    return back(turn, "case", ask, choices, ChoosingCase(turn.question, number))


def sent_already(turn: Turn) -> Decision:
    """A yes to somebody whose question has gone: it is on its way."""
    said = turn.say("redan_skickad", p=PREFIX)
    return Decision(turn, "smalltalk", "sent-already", said, area=turn.area)


def full(turn: Turn, offer: Offer) -> Decision:
    """The offer as it was: what came now doesn't go into it."""
    return show(turn, offer, [turn.say("frågan_full", antal=str(text.LONGEST))], "added")


def topic(turn: Turn, entry: str | None) -> Topic:
    """What an entry is about, as the teams divide it."""
    return turn.know.entries[entry].topic if entry and entry in turn.know.entries else "other"


def is_sensitive(turn: Turn, question: str) -> bool:
    """Whether a text seems to tell of somebody's health, or of another person."""
    words = turn.know.rejects.sensitive
    plain, people = privacy.without_marks(question), turn.talk.first_person
    return words is not None and sensitive.is_sensitive(plain, words, people)

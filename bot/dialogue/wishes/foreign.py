"""Rules for a question in a language that the bot lacks: it is carried to people in its own words,
and what one needs to know of that is said in it. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import text
from bot.cases import tongue
from bot.cases.routing import team_of
from bot.dialogue.offering import offers
from bot.dialogue.turns import places, tongues
from bot.dialogue.turns.conversation import LEANS, Offer, leant
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.states import ChoosingArea, ChoosingCase, Confirming
from bot.dialogue.turns.turn import Turn, guessed
from bot.dialogue.words import languages
from bot.knowledge.wording import Wording

_MORE = 3
"""Words beside a place from which a line says more than where it is."""


def which_area(turn: Turn) -> Decision | None:
    """What comes after "which municipality", to a question in another language: the question stays
    as it was first written, and what more is said stands after it."""
    state = turn.before.state
    if not isinstance(state, ChoosingArea) or turn.incoming.choice:
        return None
    heard = guessed(state.question, turn.before, turn.incoming, turn.current)
    if heard in languages.SUPPORTED:
        return None
    mentions = turn.assessor.mentions(turn.plain)
    named = {mention.area for mention in mentions}
    area = named.pop() if len(named) == 1 else tongues.place(turn.plain, heard, turn.current)
    more = len(text.tokens(turn.plain)) > _MORE or area is None
    question = f"{state.question}{LEANS}{turn.message}" if more else state.question
    there = replace(turn, area=area or turn.area, heard=heard, question=question)
    there = replace(there, asked_in=turn.before.asked_in or turn.asked_in)
    return asked(there) if area is not None else ask_which_area(there)


def tells_more(turn: Turn) -> Decision | None:
    """More in the language of a question that is offered stands after it: the question is never
    replaced. Where another place is named it goes there."""
    offer = standing(turn)
    if offer is None or not offer.language or turn.incoming.choice:
        return None
    if turn.heard in languages.SUPPORTED or turn.is_new:
        return None
    area = turn.named[0] if len(turn.named) == 1 else None
    area = area or tongues.place(turn.plain, turn.heard, turn.current)
    if area is not None and area != offer.route.area:
        left = {id_: one for id_, one in turn.offers.items() if id_ != offer.id}
        there = replace(turn, area=area, offers=left, question=leant(offer.question, turn.message))
        return asked(there)
    longer = replace(offer, parts={**offer.parts, turn.event: turn.message})
    if longer.is_full:
        return offers.full(turn, offer)
    return _with_essentials(offers.show(turn, longer, [turn.say("lagt_till")], "added"))


def asked(turn: Turn) -> Decision | None:
    """A question in a language that the bot lacks: that is said in it, then the municipality is
    asked for, or a person offered."""
    heard = turn.question_language
    if heard in languages.SUPPORTED:
        return None
    this = replace(turn, heard=heard)
    if this.area is None:
        area = tongues.place(this.plain_question, heard, this.current)
        this = replace(this, area=area)
    if this.area is None:
        return ask_which_area(this)
    opening = [sentence(this, "annat_språk"), _swedish(this)]
    return _with_essentials(offers.handoff(this, opening, "language"))


def _with_essentials(made: Decision) -> Decision:
    """An offer with what one needs to know of it in the asker's language."""
    state = made.state
    if isinstance(state, ChoosingCase):
        told = sentence(made.turn, "skriv_ja")
        return replace(made, markdown="\n\n".join(filter(None, (made.markdown, told))))
    if not isinstance(state, Confirming) or state.offer not in made.turn.offers:
        return made
    told = essentials(made.turn, made.turn.offers[state.offer])
    return replace(made, markdown="\n\n".join(filter(None, (made.markdown, told))))


def ask_which_area(turn: Turn) -> Decision:
    """The municipality is asked for, in their language and in Swedish."""
    opening = [sentence(turn, "annat_språk"), sentence(turn, "vilken_kommun"), _swedish(turn)]
    return replace(places.ask_which(turn, (), opening), reason="language")


def _swedish(turn: Turn) -> str:
    return turn.say("annat_språk", språk=turn.say.language_name(turn.heard))


def lines(*said: str) -> str:
    """What there is of some sentences, each on its line."""
    return "\n".join(filter(None, said))


def standing(turn: Turn) -> Offer | None:
    """The offer that is asked about."""
    state = turn.before.state
    return turn.offers.get(state.offer) if isinstance(state, Confirming) else None


def essentials(turn: Turn, offer: Offer) -> str:
    """To whom, by when, and what to write, in the asker's language."""
    team, due = str(offer.route.receiver or ""), offers.answered_by(turn, offer)
    if not team or due is None:
        return ""
    name = turn.say.localized(team_of(turn.know, team).name)
    goes = sentence(turn, "skickas_till", team=tongue.isolated(name, turn.heard))
    day = sentence(turn, "svar_senast", dag=tongue.isolated(f"{due}", turn.heard))
    return lines(f"{goes} {day}".strip(), sentence(turn, "skriv_ja"))


def sentence(turn: Turn, key: str, **values: str) -> str:
    """A sentence in the asker's language; "" where the wording has none."""
    own = turn.know.wording.get(turn.heard, {})
    return Wording(turn.know, turn.heard)(key, **values) if key in own else ""

"""Rules for what the bot was waiting for: a place, a yes, the new text of a question, an answer to
a coordinator. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import text
from bot.cases.acts import Add, Helped, Withdraw
from bot.cases.choices import EditFirst, NoThanks, ThisArea
from bot.cases.ids import all_read
from bot.dialogue.answering import additions, of_thing, overviews, questions
from bot.dialogue.offering import confirming
from bot.dialogue.turns import aspects, called, learned, places, typed, verdicts
from bot.dialogue.turns.conversation import leant
from bot.dialogue.turns.decision import Decision, chat, on_case
from bot.dialogue.turns.states import (
    AskedBack,
    ChoosingArea,
    ChoosingCase,
    Confirming,
    Rewriting,
    WritingMore,
)
from bot.dialogue.turns.turn import Turn
from bot.dialogue.wishes import offer_words
from bot.dialogue.words import clauses, signs
from bot.knowledge.model import COUNTRY

_SHORT = 12
"""Words of a message that may say that no place is meant."""


def rewriting(turn: Turn) -> Decision | None:
    """Somebody who wanted to change a question before it is sent has written it anew, or says
    no."""
    state = turn.before.state
    if not isinstance(state, Rewriting) or state.offer not in turn.offers:
        return None
    offer = turn.offers[state.offer]
    said = clauses.heard(turn.message, turn.say)
    if turn.is_one_of("nej_ord") or turn.signs.does_it_oneself.match(turn.message):
        return confirming.confirmed(turn, offer, NoThanks(offer.id))
    is_yes = said.reply == "yes" and not text.has_words(said.rest)
    says_nothing = is_yes or not text.has_words(turn.plain)
    if says_nothing or typed.wants_to_edit(turn.plain, turn.say):
        return confirming.confirmed(turn, offer, EditFirst(offer.id))
    if said.reply == "no" and offer_words.asks(turn, said.rest):
        left = {id_: one for id_, one in turn.offers.items() if id_ != offer.id}
        alone = replace(turn, message=said.rest, question=said.rest, offers=left, is_new=True)
        return questions.question(alone)
    return confirming.rewritten(turn, offer)


def writing_to_people(turn: Turn) -> Decision | None:
    """What comes after "write it here", or after a coordinator's question, goes to the people who
    have the case; thanks and a wish to take it back are taken for what they are."""
    state = turn.before.state
    if isinstance(state, WritingMore) and turn.small_talk == "tack":
        return on_case(turn, state.number, Helped(yes=True))
    if isinstance(state, WritingMore) and turn.takes_back:
        return on_case(turn, state.number, Withdraw())
    if isinstance(state, AskedBack | WritingMore) and text.has_words(turn.plain):
        return on_case(turn, state.number, Add(turn.message))
    return None


def which_case(turn: Turn) -> Decision | None:
    """A yes to what was shown to go to the people who have the case sends it there; a no sends it
    nowhere."""
    state = turn.before.state
    if not isinstance(state, ChoosingCase):
        return None
    if turn.signs.thanks_for.match(turn.plain) is not None:
        answered = turn.before.case_answered
        return on_case(turn, state.number, Helped(yes=True)) if answered else chat(turn, "tack")
    heard, said = clauses.heard(turn.message, turn.say), typed.yes_or_no(turn)
    if heard.reply == "no" and not offer_words.asks(turn, heard.rest):
        said = "no"
    if turn.is_one_of("till_dem_ord"):
        said = "yes"
    if said is None:
        return None
    if said == "yes":
        return on_case(turn, state.number, Add(state.question))
    return Decision(turn, "smalltalk", "no", turn.say("nej"), area=turn.area)


def which_area(turn: Turn) -> Decision | None:
    """A place typed where the bot asked for one: the question is answered there. A yes or a no is
    no place: it is asked again. "Allmänt" means the whole country."""
    state = turn.before.state
    if not isinstance(state, ChoosingArea):
        return None
    if _means_no_place(turn):
        return questions.resumed(replace(turn, area=COUNTRY), state.question)
    earlier = replace(turn, question=state.question)
    if turn.is_yes_or_no:
        shown = [one.area for one in all_read(turn.before.choices) if isinstance(one, ThisArea)]
        return places.ask_which(earlier, [area for area in shown if area in turn.know.areas])
    mentions = turn.assessor.mentions(turn.plain)
    areas = {mention.area for mention in mentions}
    rest = turn.assessor.without_places(turn.plain)
    if not areas:
        return _of_a_thing(turn, state.question)
    if len(areas) != 1:
        return None
    there = replace(turn, area=areas.pop())
    if overviews.is_asked_beside_who(there):
        return questions.by_itself(there, turn.message)
    if learned.is_only_another_place(turn, rest) or signs.introduces(turn.talk, rest):
        return questions.resumed(there, state.question)
    if places.is_all_it_says(turn.talk, turn.plain, mentions):
        return _with_more(questions.resumed(there, state.question), turn)
    if not turn.asks and aspects.asks_barely(turn, state.question):
        return _of_what_is_told(there, rest, state.question)
    if turn.asks or verdicts.verdict_on(there, rest).kind not in ("low", "outside", "smalltalk"):
        return None
    return questions.resumed(there, leant(state.question, rest.lstrip(" ,.;:!–-")))


def _of_what_is_told(turn: Turn, told: str, asked: str) -> Decision:
    """What was asked said nothing of what it is about, and what is told beside the place does: "när
    får vi besked" – "det vi sökte i Lund, midi"."""
    whole = replace(turn, question=leant(turn.plain.strip(" ,.;:!–-"), asked))
    verdict = verdicts.verdict_on(turn, told)
    entry = turn.know.entries.get(verdict.label or "") if verdict.kind == "answer" else None
    thing = turn.know.things.get(entry.thing) if entry is not None else None
    if thing is None:
        return questions.resumed(turn, whole.question)
    found = of_thing.found(replace(turn, question=asked), thing)
    return of_thing.decide(whole, thing, found, aspects.of(turn, asked))


def _of_a_thing(turn: Turn, asked: str) -> Decision | None:
    """A thing named where a place was asked for ("till Arvsfonden", "snabb slant") says more of the
    question. Of what is the country's no place is asked, and none is remembered."""
    named = called.find(turn, turn.plain)
    if named is None or turn.asks or len(text.tokens(turn.plain)) > _SHORT:
        return None
    whole = f"{asked} {turn.plain}"
    if named.within(turn, COUNTRY) is None:
        return questions.resumed(turn, whole)
    made = questions.resumed(replace(turn, area=COUNTRY), whole)
    return replace(made, turn=replace(made.turn, area=None))


def _with_more(resumed: Decision, turn: Turn) -> Decision:
    """A question that is offered to be sent, with what was said beside the place."""
    offered, offers_now = resumed.state, resumed.turn.offers
    if not isinstance(offered, Confirming) or offered.offer not in offers_now:
        return resumed
    return additions.added(resumed.turn, offers_now[offered.offer], turn.message)


def _means_no_place(turn: Turn) -> bool:
    is_short = len(text.tokens(turn.plain)) <= _SHORT
    places_named = {mention.area for mention in turn.assessor.mentions(turn.plain)}
    is_said = turn.signs.anywhere.search(turn.plain) is not None
    return is_short and is_said and places_named <= {COUNTRY}

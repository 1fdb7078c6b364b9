"""Rules for what is said while an offer to send a question stands, and is neither a yes nor a no:
more of the question, which may change its answer, its place or who gets it. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import privacy, text
from bot.cases.choices import EditFirst, NoThanks, YesSend
from bot.cases.ids import all_read
from bot.dialogue.answering import answers
from bot.dialogue.offering import letters, offers, open_case
from bot.dialogue.turns import asks_who, aspects, called, learned, topics, verdicts
from bot.dialogue.turns.conversation import Offer
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.states import Confirming
from bot.dialogue.turns.turn import Turn
from bot.dialogue.wishes import offer_words
from bot.dialogue.words import signs
from bot.markup import quoted
from bot.matching.verdict import Verdict

_PERSON = "manniska-prata"
"""What is known of somebody who asks for a person, in ``rejects.yaml``."""
_BARE = 7
"""Words of a message that asks for a person, and hardly says what about."""
_NUMBER = 8
"""Words of a message that hardly says more than a number."""
_SURE = 0.4
"""The chance from which what asks nothing is a new question all the same."""
_MATTER = 3
"""Words of a matter of its own, beside one that was just spoken of."""
_ASIDE = 2
"""Words of a message that says nothing of a matter by itself: "aa", "mjau"."""


def nothing_to_add(turn: Turn) -> Decision | None:
    """A bare link, a number or abuse is no part of a question: the offer stands as it was."""
    offer = standing(turn)
    if offer is None or turn.incoming.choice is not None:
        return None
    if not text.has_words(turn.plain) or turn.small_talk is not None:
        return None
    if not letters.is_noise(turn.talk.left_out, turn.message):
        return None
    said = turn.say("följer_inte_med", vad=quoted(turn.message))
    return as_it_was(turn, offer, said)


def given_a_number(turn: Turn) -> Offer | None:
    """The offer that was only mentioned, where what comes is a number and nothing else."""
    shown = (one for one in all_read(turn.before.choices) if isinstance(one, YesSend))
    offer = next((turn.offers[one.offer] for one in shown if one.offer in turn.offers), None)
    is_number = privacy.has_contact_details(turn.message) and not turn.asks
    return offer if is_number and len(text.tokens(turn.plain)) <= _NUMBER else None


def more_of_it(turn: Turn) -> Decision | None:
    """Somebody who goes on telling, adds to the question that is offered."""
    offer = standing(turn)
    asks = turn.asks or offer_words.asks(turn, turn.plain_question)
    asks = asks or signs.told_and_asked(turn.talk, turn.core) is not None
    if offer is None or turn.is_new or asks or aspects.asks_barely(turn, turn.core):
        return None
    if _asks_of_another(turn, offer):
        return None
    if turn.named or open_case.tells_more(turn):
        return added(turn, offer, turn.message)
    alone = verdicts.verdict_on(turn, turn.core)
    is_aside = len(text.tokens(turn.core)) < _ASIDE
    is_answered = alone.kind == "answer" and alone.chance >= _SURE
    if is_answered or alone.kind == "smalltalk" or (alone.kind == "outside" and is_aside):
        return None
    return added(turn, offer, turn.message)


def _asks_of_another(turn: Turn, offer: Offer) -> bool:
    """ "Aktivitetsbidraget då, måste man vara godkänd där": a later clause asks, and another
    thing of the place is named."""
    asked = any(offer_words.asks(turn, one.strip()) for one in turn.core.split(",")[1:])
    named = called.find_there(turn, turn.core) if asked and turn.area is not None else None
    return named is not None and named[0].id != offer.thing


def added(turn: Turn, offer: Offer, more: str) -> Decision:
    """The offer with something added that isn't in it: answered, where both together surely are;
    else it goes to whoever knows about that, where that is, and is shown anew."""
    kept, left_out = letters.without_noise(turn.talk.left_out, more)
    if text.bare(kept) in map(text.bare, offer.parts.values()):
        return as_it_was(turn, offer)
    before = letters.elsewhere_left_out(turn, offer.question) if turn.named else ""
    parts = {"": before} if before and before != offer.question else dict(offer.parts)
    longer = replace(
        offer,
        parts={**parts, turn.event: kept},
        left_out=left_out,
        about="" if before and turn.area != offer.route.area else offer.about,
    )
    if longer.is_full:
        return offers.full(turn, offer)
    area = turn.area if turn.named else offer.route.area
    whole = replace(turn, question=longer.question, area=area, extends=longer, is_new=True)
    judged = replace(whole, verdict=_judged(whole))
    if judged.verdict.kind == "answer":
        return _answered(judged, longer)
    return _shown(judged, longer)


def _judged(turn: Turn) -> Verdict:
    return verdicts.verdict_on(turn, turn.core)


def _answered(turn: Turn, offer: Offer) -> Decision:
    """Both together have an answer; the offer is one tap away, as it is now."""
    standing = replace(turn, offers={**turn.offers, offer.id: offer})
    made = answers.answer(standing)
    waits = turn.say("inte_skickad_än", fråga=offers.quoted(offer))
    told = {**turn.offers, offer.id: replace(offer, is_told=True)}
    choices = (*made.choices, YesSend(offer.id), NoThanks(offer.id))
    shown = replace(made, turn=replace(made.turn, offers=told), choices=choices)
    return replace(shown, markdown=f"{made.markdown}\n\n{waits}")


def _shown(turn: Turn, offer: Offer) -> Decision:
    """The longer question, to whoever knows about it now."""
    is_asked = turn.signs.what_if.match(turn.message) is not None
    opening = [turn.say("vet_inte_heller") if is_asked else _what_came(turn, offer)]
    verdict, know = turn.verdict, turn.know
    missing = know.unknowns.get(verdict.label or "") if verdict.kind == "unknown" else None
    entry = know.entries.get(verdict.others[0] if verdict.others else verdict.label or "")
    named = topics.topic_of(turn, turn.message)
    topic = missing.topic if missing else named or (entry.topic if entry else "other")
    if topic == "other" and turn.area == offer.route.area:
        return offers.show(turn, offer, opening, "added")
    owner = answers.owner_of(turn, missing) if missing else ""
    label = missing.id if missing else offer.label or None
    return offers.handoff(turn, opening, "added", topic=topic, owner=owner, unknown=label)


def _what_came(turn: Turn, offer: Offer) -> str:
    """That something was added; "" where it says that it is urgent: what to do then is said."""
    before = turn.offers.get(offer.id)
    was_urgent = before is not None and offers.is_in_a_hurry(turn, before)
    return turn.say("lagt_till") if was_urgent or not offers.is_in_a_hurry(turn, offer) else ""


def standing(turn: Turn) -> Offer | None:
    """The offer that the last message ended in."""
    state = turn.before.state
    return turn.offers.get(state.offer) if isinstance(state, Confirming) else None


def as_it_was(
    turn: Turn, offer: Offer, opening: str = "", key: str = "inte_skickad_än"
) -> Decision:
    """An offer that stands as it did, in a line."""
    line = turn.say(key, fråga=offers.quoted(offer))
    said = "\n\n".join(filter(None, (opening, line)))
    choices = (YesSend(offer.id), EditFirst(offer.id), NoThanks(offer.id))
    state, route = Confirming(offer.id), offer.route
    return Decision(turn, "handoff", "added", said, state, choices, area=route.area, route=route)


def to_a_person(turn: Turn) -> Decision | None:
    """Somebody who asks for a person, after a question: it is that question which is offered."""
    missing = turn.know.unknowns.get(_PERSON)
    if missing is None or turn.is_new or turn.before.case or not _asks_for_a_person(turn):
        return None
    opening = [turn.say.localized(missing.opening)] if missing.opening and _is_joined(turn) else []
    offer = standing(turn)
    if offer is not None and turn.area == offer.route.area:
        return offers.show(turn, offer, opening, "asked-person")
    asked = turn.before.last_question
    if not asked or not turn.follows or turn.area is None:
        return offers.handoff(turn, opening, "asked-person", unknown=_PERSON)
    return asked_last(turn, asked, opening)


def to_a_person_about(turn: Turn) -> Decision | None:
    """Somebody who asks for a person and says what about gets that offered, whole: what is near it
    is no reason to keep them from people."""
    beside, missing = _beside_the_wish(turn), turn.know.unknowns.get(_PERSON)
    if beside is None or missing is None or missing.opening is None or turn.before.case:
        return None
    before, after = beside
    words = signs.beside_going_on(turn.talk, turn.assessor.without_places(f"{before} {after}"))
    says_what = turn.signs.asks_indirectly.match(after) is not None
    is_beside = turn.follows and turn.before.last_question and not says_what
    least = _MATTER if is_beside else 1
    if len(set(words).difference(turn.talk.own.around)) < least:
        return None
    there = called.find_there(turn, turn.core) if turn.area is not None else None
    near = there[0] if there is not None else asks_who.nearest(turn)
    topic = topics.topic_of(turn, turn.core) or (near.topic if near is not None else "other")
    owner = near.team if near is not None and near.topic == topic else ""
    asked = replace(turn, is_new=True)
    opening = [turn.say.localized(missing.opening)] if _is_joined(turn) else []
    offered = offers.handoff(asked, opening, "asked-person", topic=topic, owner=owner)
    return replace(offered, remembers=turn.question)


def _beside_the_wish(turn: Turn) -> tuple[str, str] | None:
    """What stands before and after the wish for a person: "be dem förklara", or a sentence that is
    like those of who says so, "helst nån som jobbar där"; None where nobody wishes for one."""
    asks = turn.signs.to_a_person.search(turn.plain_question)
    if asks is not None:
        return turn.core[: asks.start()], turn.core[asks.end() :]
    sentences = text.sentences(turn.core)
    wishes = [one for one in sentences if learned.is_general(turn, one, "människa")]
    if len(wishes) != 1 or len(sentences) < 2:
        return None
    at = sentences.index(wishes[0])
    return " ".join(sentences[:at]), " ".join(sentences[at + 1 :])


def _is_joined(turn: Turn) -> bool:
    """Whether people may be there where the asker is, as far as is known."""
    return turn.area is None or turn.know.has_joined(turn.area)


def _asks_for_a_person(turn: Turn) -> bool:
    """Whether a message asks for a person, and for nothing else."""
    words = text.tokens(turn.plain_question)
    if signs.says(turn.talk.own, words, "människa"):
        return True
    if turn.signs.to_be_called.search(turn.plain_question) and len(words) <= _BARE:
        return True
    is_likely = turn.verdict.label == _PERSON and turn.verdict.kind != "low"
    return is_likely and len(words) <= _BARE


def send_what(turn: Turn) -> Decision:
    """ "Ok, skicka" where nothing is offered: what was asked last is, or it is asked about."""
    asked = turn.before.last_question
    if not asked or not turn.follows:
        said = turn.say("inget_att_skicka_än")
        return Decision(turn, "clarify", "small-talk", said, area=turn.area, chat="oklart")
    return asked_last(turn, asked, [])


def asked_last(turn: Turn, asked: str, opening: list[str]) -> Decision:
    """The offer to send what was asked last."""
    meant = replace(turn, question=asked, asked_in=turn.before.asked_in, is_new=True)
    entry = turn.know.entries.get(turn.before.last_entry or "")
    topic, owner = (entry.topic, entry.team) if entry is not None else ("other", "")
    return offers.handoff(meant, opening, "asked-person", topic=topic, owner=owner)

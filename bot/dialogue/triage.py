"""What an asker's message leads to: the rules, in their order. Pure: time, knowledge and the
conversation are arguments.

A rule is a function from a turn to a decision, or to None where it has nothing to say. The first
that has decides. What must never wait for a match comes first, then what the bot is waiting for,
small talk, and at last the question itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from bot import text
from bot.cases.acts import Correct, Helped
from bot.cases.case import Part
from bot.cases.routing import Route, Staff, choose_receiver
from bot.dialogue.answering import (
    additions,
    again,
    answers,
    browsing,
    followups,
    lines,
    questions,
)
from bot.dialogue.answering.elsewhere import another_place
from bot.dialogue.guidance import guide_typed, interrupted, list_typed, listing, summing
from bot.dialogue.offering import confirming, lettinggo
from bot.dialogue.situations import (
    about_offer,
    answered,
    at_choice,
    at_offer,
    consent,
    content,
    handed,
    sent,
    simpler,
    waiting,
    wrong_place,
)
from bot.dialogue.situations.chosen import chosen, yes_to_people
from bot.dialogue.turns import typed
from bot.dialogue.turns.conversation import Conversation, Offer
from bot.dialogue.turns.decision import Decision, OnCase, chat, on_case, remembered, told
from bot.dialogue.turns.states import Rewriting
from bot.dialogue.turns.turn import Turn
from bot.dialogue.wishes import (
    afterwards,
    feelings,
    foreign,
    foreign_words,
    own,
    regrets,
    rights,
    watching,
)
from bot.dialogue.words import danger
from bot.knowledge.model import COUNTRY, DEFAULT_TEAM

_DANGER = "fara"


def in_danger(turn: Turn) -> Decision | None:
    """Danger to life, violence, a child at risk: who helps at once, before anything else."""
    if not danger.is_danger(turn.plain, turn.know.rejects.danger, turn.talk.first_person):
        return None
    route = answers.nowhere(turn)
    return Decision(turn, "handoff", "danger", turn.say(_DANGER), route=route, chat=_DANGER)


def after_danger(turn: Turn) -> Decision | None:
    """Who goes on telling after that is told once more who helps, also with somebody else: nothing
    is offered to be sent."""
    if not turn.before.said.startswith(f"handoff {_DANGER}") or not turn.is_typed or turn.asks:
        return None
    if turn.small_talk is not None or turn.names_a_thing or not text.has_words(turn.plain):
        return None
    said = turn.say("fara_fortsatt")
    return Decision(turn, "handoff", "danger", said, route=answers.nowhere(turn))


def no_words(turn: Turn) -> Decision | None:
    """A message without a word is asked about."""
    return None if text.has_words(turn.plain) else followups.stuck(turn)


def judges_answer(turn: Turn) -> Decision | None:
    """Thanks, or "that's wrong", after a person's answer is about that answer."""
    kind, before = turn.small_talk, turn.before
    if not before.case_answered or kind not in ("tack", "fel"):
        return None
    return on_case(turn, before.case, Helped(kind == "tack"))


def small_talk(turn: Turn) -> Decision | None:
    """Small talk, by its own words, gets a sentence of the bot's own."""
    if turn.small_talk == "oklart":
        return followups.stuck(turn)
    return chat(turn, turn.small_talk) if turn.small_talk is not None else None


def yes_to_nothing(turn: Turn) -> Decision | None:
    """A yes or a no to nothing that was asked is asked about; of "ok, skicka", what was last
    answered may be meant."""
    if turn.before.case or turn.named or typed.yes_or_no(turn) is None:
        return None
    is_to_send = turn.signs.sends.search(turn.plain) is not None
    return additions.send_what(turn) if is_to_send else followups.stuck(turn)


Rule = Callable[[Turn], Decision | None]
RULES: tuple[Rule, ...] = (
    in_danger,
    after_danger,
    rights.done_here,
    rights.asked,
    foreign_words.said,
    handed.adds_more,
    wrong_place.said,
    another_place,
    browsing.goes_on,
    sent.asks_anew,
    guide_typed.begins,
    at_offer.said,
    chosen,
    yes_to_people,
    at_choice.no_and_more,
    list_typed.typed,
    guide_typed.typed,
    summing.summed_up,
    about_offer.said,
    answered.answers_back,
    answered.nods_and_asks,
    answered.asks_on,
    answered.takes_it,
    answered.compares,
    content.thanks_while_waiting,
    content.makes_do,
    watching.stopped,
    watching.mine,
    own.wish,
    feelings.sorry,
    simpler.asked_for,
    lettinggo.none_of_it,
    regrets.withdrawing,
    regrets.not_yet,
    handed.to_another_team,
    handed.sends_anew,
    own.protests,
    own.has_answered_about,
    own.has_come_along,
    own.is_gone,
    own.standing,
    own.how_to_answer,
    regrets.regrets,
    own.disappointed,
    own.wants_it_open,
    sent.protests,
    afterwards.gives_contact,
    sent.thanks_and_goes,
    waiting.rewriting,
    waiting.writing_to_people,
    waiting.which_case,
    foreign.which_area,
    waiting.which_area,
    no_words,
    foreign.tells_more,
    sent.waits_for_nothing,
    sent.said,
    sent.says_no_and_more,
    additions.nothing_to_add,
    judges_answer,
    afterwards.says_yes_or_no,
    afterwards.follow_up,
    small_talk,
    guide_typed.asks_again,
    sent.nods,
    yes_to_nothing,
    questions.question,
)
"""In their order; the last one always decides."""


def decide(turn: Turn) -> tuple[Decision, Conversation]:
    """What one message leads to, and the conversation after it."""
    heard = consent.without_what_was_taken_back(lettinggo.heard(own.without_thanks(turn)))
    heard = consent.without_half_a_yes(heard)
    made = next(made for rule in RULES if (made := rule(heard)) is not None)
    return _finished(consent.unless_denied(turn, made))


_COMMANDS: Mapping[str, Callable[[Turn], Decision]] = {
    "bevaka": watching.asked,
    "mina": watching.shown_mine,
}
"""Commands that are wishes like any other; what follows them is the turn's message."""


def commanded(turn: Turn, command: str) -> tuple[Decision, Conversation] | None:
    """What a command leads to that says what might be said in words; None for any other."""
    rule = _COMMANDS.get(command)
    return _finished(rule(turn)) if rule is not None else None


def rewrite(turn: Turn, offer: Offer) -> tuple[Decision, Conversation]:
    """What the asker edited was part of an offer that isn't sent: the offer is shown anew, with the
    text as it is now."""
    before = replace(turn.before, state=Rewriting(offer.id), choices=())
    return decide(replace(turn, before=before, is_new=False))


def corrected(turn: Turn, part: Part) -> tuple[Decision, Conversation] | None:
    """What the asker edited is part of a question that people have: it is corrected there. None
    where the new text tells of danger."""
    if in_danger(turn) is not None:
        return None
    correct = Correct(turn.message, was=part.text if part.is_question else "")
    action = OnCase(part.number, correct)
    return Decision(turn, "handoff", "corrected", action=action), turn.before


def taken_away(turn: Turn) -> tuple[Decision, Conversation] | None:
    """A message was taken away that was part of an offer: the offer goes on without it, or lapses.
    None where it was part of none."""
    gone = turn.incoming.edits
    offer = next((offer for offer in turn.offers.values() if gone in offer.parts), None)
    return _finished(confirming.taken_away(turn, offer)) if offer is not None else None


def fallback(conversation: Conversation, staff: Staff) -> Route:
    """Where a question goes that couldn't be decided at all."""
    receiver = choose_receiver([], staff)
    return Route(conversation.area or COUNTRY, DEFAULT_TEAM, "other", receiver)


def _finished(decision: Decision) -> tuple[Decision, Conversation]:
    whole = told(listing.lies_near(interrupted.goes_on(lines.beside(again.instead(decision)))))
    return whole, remembered(whole)

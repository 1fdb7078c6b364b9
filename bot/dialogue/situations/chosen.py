"""Rules for what is chosen: a press, a typed number or a typed label, among what was shown.
Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import markup, text
from bot.cases.choices import (
    AllSupport,
    AlsoIn,
    AskerChoice,
    AskTeam,
    NoneOfThem,
    NotThis,
    OtherArea,
    ThisArea,
    ThisEntry,
    ThisThing,
)
from bot.cases.ids import Chosen, all_read, read
from bot.cases.labels import is_there
from bot.dialogue.answering import (
    additions,
    answers,
    elsewhere,
    followups,
    overviews,
    questions,
    several,
    which,
)
from bot.dialogue.guidance import guiding, listing
from bot.dialogue.offering import offers
from bot.dialogue.situations import chosen_case
from bot.dialogue.turns import aspects, learned, topics, verdicts
from bot.dialogue.turns.conversation import leant
from bot.dialogue.turns.decision import Decision, back
from bot.dialogue.turns.states import ChoosingArea, ChoosingEntry, Confirming, Guiding, State
from bot.dialogue.turns.turn import Turn
from bot.dialogue.turns.typed import pointed_and_asked, typed_choice
from bot.dialogue.wishes import watching
from bot.dialogue.words import clauses
from bot.matching.verdict import Verdict

_SENDS = ("skickar", "godkänner")
"""What people do who say in other words than a yes that something is to be sent."""

_OF_SENDING = ("ändrar", "om_brevet", "protesterar", "status")
"""What people say of a question that goes to people."""
_LIKELIER = 0.5
"""From which chance the knowledge has an answer to what is like that too."""
_FILLING = 1
"""Words after a yes that say nothing: "ja snälla"."""
_GOES = ("hejdå", "tack")
"""Small talk that ends a conversation."""
_DIGITS = 2
"""Digits of a number that is meant to choose; a longer one is a fact."""


def chosen(turn: Turn) -> Decision | None:
    """A press, a typed number or a typed label is the choice that it means."""
    pressed = turn.incoming.choice
    if not pressed and (asked := _asked_of(turn)) is not None:
        return asked
    choice = read(pressed) if pressed else typed_choice(turn)
    if choice is None:
        return expired(turn) if pressed else _no_such_number(turn)
    return next(decision for rule in _RULES if (decision := rule(turn, choice)) is not None)


def _no_such_number(turn: Turn) -> Decision | None:
    """A number that no choice has is said to be that, and what may be chosen stands as it did."""
    state, shown = turn.before.state, all_read(turn.before.choices)
    is_number = turn.bare.isdecimal() and len(turn.bare) <= _DIGITS
    if not is_number or not shown or not isinstance(state, ChoosingEntry) or not turn.is_typed:
        return None
    choices = tuple(one for one in shown if isinstance(one, AskerChoice))
    said = turn.say("inget_sådant_val", nummer=turn.bare)
    return Decision(turn, "clarify", "repeated", said, state, choices, area=turn.area)


def _asked_of(turn: Turn) -> Decision | None:
    """What is asked of one of the things that were shown, in the words that choose it."""
    both = pointed_and_asked(turn) if turn.is_typed else None
    choice, asked = both if both is not None else (None, "")
    entry = turn.know.entries.get(choice.entry) if isinstance(choice, ThisEntry) else None
    named = choice.thing if isinstance(choice, ThisThing) else entry.thing if entry else ""
    thing = turn.know.things.get(named)
    of_it = replace(turn, question=asked, message=asked)
    if thing is None or not (of_it.asks or aspects.of(of_it, asked)):
        return None
    return followups.about(of_it, thing)


def _not_shown(turn: Turn, choice: Chosen) -> Decision | None:
    """A choice that isn't among the last ones shown is too old to be sure of; but an answer may be
    called wrong also when something else has been said since."""
    is_typed = turn.incoming.choice is None
    may_be_late = is_typed or not isinstance(turn.before.state, ChoosingEntry)
    is_doubt = isinstance(choice, NotThis) or (is_typed and isinstance(choice, NoneOfThem))
    is_late = is_doubt and may_be_late and _doubted(turn, choice) is not None
    # A guide's end has several pages: what stands on an earlier one is as good.
    is_paged = isinstance(turn.before.state, Guiding) and isinstance(choice, ThisThing)
    is_listed = is_typed and choice in all_read(turn.before.list_shown)
    is_known = is_late or is_paged or is_listed or choice in all_read(turn.before.choices)
    return None if is_known else expired(turn)


def _this_area(turn: Turn, choice: Chosen) -> Decision | None:
    """The place that was asked for: now the question can be answered there."""
    state = turn.before.state
    if not isinstance(choice, ThisArea) or not is_there(choice, turn.know):
        return None
    if isinstance(state, ChoosingArea):
        return questions.resumed(replace(turn, area=choice.area), state.question)
    return None


def _also_in(turn: Turn, choice: Chosen) -> Decision | None:
    """The other of two places that a question named: it is answered there too."""
    return elsewhere.also_in(turn, choice.area) if isinstance(choice, AlsoIn) else None


def _this_entry(turn: Turn, choice: Chosen) -> Decision | None:
    """The entry that was meant is the answer."""
    if isinstance(choice, ThisEntry) and choice.entry in turn.know.entries:
        verdict = Verdict("answer", choice.entry, 1.0)
        meant = replace(turn, question=turn.before.last_question, verdict=verdict)
        return _headed(answers.answer(meant), turn.know.entries[choice.entry].button)
    return None


def _headed(answered: Decision, label: str) -> Decision:
    """An answer under the words of the choice that brought it, so that a wrong tap shows."""
    return replace(answered, markdown=f"**{markup.escape(label)}**\n{answered.markdown}")


def _this_thing(turn: Turn, choice: Chosen) -> Decision | None:
    """A thing of an overview: its first answer, under its name, so that a wrong tap shows; or what
    was asked about it."""
    if not isinstance(choice, ThisThing):
        return None
    thing = turn.know.things.get(choice.thing)
    if thing is None or not thing.answers:
        return expired(turn)
    state = turn.before.state
    if isinstance(state, ChoosingEntry) and which.is_follow_up(turn, state.question):
        asked_in = turn.before.asked_in or turn.asked_in
        asked = replace(turn, question=state.question, message=state.question, asked_in=asked_in)
        named = f"{thing.name}: {state.question}"
        return several.about(asked, thing) or questions.resumed(turn, named)
    verdict = Verdict("answer", thing.answers[0], 1.0)
    answered = answers.answer(replace(turn, question=thing.name, verdict=verdict))
    return _of_the_list(_headed(answered, thing.name), state)


def _of_the_list(answered: Decision, chosen_in: State) -> Decision:
    """An answer that was chosen from what was shown: who says that it isn't that has asked what
    that was shown to."""
    state = answered.state
    if not isinstance(chosen_in, ChoosingEntry) or not isinstance(state, ChoosingEntry):
        return answered
    whole = leant(chosen_in.question, state.question)
    return replace(answered, state=replace(state, question=whole))


def _all_support(turn: Turn, choice: Chosen) -> Decision | None:
    """What there is around a place, or more of what there is."""
    if not isinstance(choice, AllSupport):
        return None
    if choice.area not in turn.know.areas or not choice.start.isdecimal():
        return expired(turn)
    asked = replace(turn, question=turn.before.last_question or turn.question)
    return overviews.of_area(asked, choice.area, int(choice.start))


def _ask_team(turn: Turn, choice: Chosen) -> Decision | None:
    """A person instead of what was shown: what was asked is offered to be sent."""
    if not isinstance(choice, AskTeam):
        return None
    if choice.team not in turn.know.teams:
        return expired(turn)
    state = turn.before.state
    shown = state.question if isinstance(state, ChoosingEntry) else ""
    asked = shown or turn.before.last_question or turn.question
    asked_in = turn.before.asked_in or turn.asked_in
    earlier = replace(turn, question=asked, asked_in=asked_in, is_new=True)
    judged = replace(earlier, verdict=verdicts.verdict_on(earlier, earlier.core))
    topic = topics.topic_of(turn, asked) or "other"
    return offers.handoff(judged, [], "asked-person", topic=topic, owner=choice.team)


def yes_to_people(turn: Turn) -> Decision | None:
    """A yes to what ended in "ask the people" is a yes to them, whatever stands around it ("okej
    ja"), and so is the wish to ask them."""
    asked = [one for one in all_read(turn.before.choices) if isinstance(one, AskTeam)]
    is_choosing = isinstance(turn.before.state, ChoosingEntry)
    # "Ok tack, hej då" is half a yes at most, and goes.
    is_going = turn.is_typed and turn.small_talk in _GOES and not _is_yes_please(turn)
    if not asked or not is_choosing or is_going:
        return None
    is_meant = turn.own_kind == "människa" or learned.sends(turn) or _says_yes(turn)
    return _ask_team(turn, asked[0]) if is_meant or _is_of_sending(turn) else None


def _is_yes_please(turn: Turn) -> bool:
    """ "Ja tack", and not "ok tack"."""
    heard = clauses.heard(turn.message, turn.say)
    first = next(iter(text.tokens(turn.plain)), "")
    is_weak = first in turn.say.words("ja_svagt")
    return heard.reply == "yes" and not is_weak and not text.has_words(heard.rest)


def _is_of_sending(turn: Turn) -> bool:
    """ "Ringer de upp mig?", "skriv inte att jag är sjuk": what is said of a question that isn't
    offered yet is no question itself; what would be sent is shown, and by when it is answered."""
    # After an overview hard words are said of that.
    if turn.listed is not None or not turn.is_typed or turn.named or turn.names_a_thing:
        return False
    is_so = learned.kind(turn, turn.plain, learned.SURE) in _OF_SENDING
    verdict = verdicts.verdict_on(turn, turn.core) if is_so else None
    is_known = verdict is not None and verdict.kind == "answer" and verdict.chance >= _LIKELIER
    return is_so and not is_known


def _says_yes(turn: Turn) -> bool:
    """Whether a typed message is a yes, with nothing after it but a wish to have it sent."""
    heard = clauses.heard(turn.message, turn.say)
    if not turn.is_typed or heard.reply != "yes":
        return False
    is_bare = not text.has_words(heard.rest) or _is_filling(turn, heard.rest)
    wishes = learned.kind(turn, heard.rest) in _SENDS or turn.signs.to_receiver.match(heard.rest)
    return is_bare or bool(wishes)


def _is_filling(turn: Turn, rest: str) -> bool:
    """Whether what stands after a yes says nothing: "ja snälla"."""
    says_something = turn.asks or "?" in turn.plain or turn.named or turn.names_a_thing
    is_short = len(text.tokens(rest)) <= _FILLING
    return is_short and not says_something and clauses.whole(rest, turn.say) is None


def _entry_is_gone(turn: Turn, choice: Chosen) -> Decision | None:
    """An entry that has been taken away since it was shown: that is said, and the question is asked
    anew."""
    if not isinstance(choice, ThisEntry):
        return None
    state = turn.before.state
    asked = state.question if isinstance(state, ChoosingEntry) else turn.before.last_question
    anew = questions.resumed(turn, asked)
    return replace(anew, markdown=f"{turn.say('svar_borta')}\n\n{anew.markdown}".strip())


def _other_area(turn: Turn, choice: Chosen) -> Decision | None:
    """None of the places shown: it is asked for by name."""
    if not isinstance(choice, OtherArea):
        return None
    asked = replace(turn, asked_in=turn.before.asked_in)
    return back(asked, "other-area", turn.say("skriv_kommun"), (), turn.before.state)


def _called_wrong(turn: Turn, choice: Chosen) -> Decision | None:
    """What may have been meant after a wrong answer; a person when there is nothing, or it isn't
    that either. One alone is no question: it stands beside the person."""
    state, before = _doubted(turn, choice), turn.before.state
    if state is None:
        return None
    if isinstance(before, Confirming) and before.offer in turn.offers:
        return additions.as_it_was(turn, turn.offers[before.offer], key="fel_nyss")
    earlier = replace(turn, asked_in=turn.before.asked_in or turn.asked_in, question=state.question)
    others = _meant_instead(turn, state) if isinstance(choice, NotThis) else ()
    if len(others) > 1:
        return Decision(
            earlier,
            "clarify",
            "called-wrong",
            turn.say("menar_du"),
            ChoosingEntry(state.question),
            answers.entry_choices(turn, others),
            area=turn.area,
            about=state.question,
        )
    topic = offers.topic(turn, turn.before.last_entry)
    opening = turn.say("hittar_inte" if isinstance(choice, NotThis) else "hellre_människa")
    made = offers.handoff(earlier, [opening], "called-wrong", topic=topic)
    return replace(made, choices=(*map(ThisEntry, others), *made.choices))


def _meant_instead(turn: Turn, state: ChoosingEntry) -> tuple[str, ...]:
    """What was near the question too, and then what else there is of the thing that was answered
    of; as many as are shown at most."""
    shown = turn.know.entries.get(turn.before.last_entry or "")
    own = turn.know.things[shown.thing].answers if shown else ()
    every = dict.fromkeys([*state.others, *own])
    others = [one for one in every if one in turn.know.entries and one != turn.before.last_entry]
    return tuple(others[: turn.policy.most_choices])


def _expired(turn: Turn, _: Chosen) -> Decision:
    """A choice that means nothing any more is said to be old."""
    return expired(turn)


def expired(turn: Turn) -> Decision:
    """A button of long ago: said, and what the bot waits for stays."""
    said = turn.say("knapp_gammal")
    return Decision(turn, "smalltalk", "expired", said, area=turn.area, keeps_waiting=True)


_RULES = (
    chosen_case.on_offer,
    chosen_case.sent_already,
    chosen_case.new_question,
    chosen_case.on_case,
    guiding.pressed,
    watching.pressed,
    listing.pressed,
    _not_shown,
    _this_area,
    _also_in,
    _this_entry,
    _this_thing,
    _all_support,
    _ask_team,
    _entry_is_gone,
    _other_area,
    _called_wrong,
    _expired,
)


def _doubted(turn: Turn, choice: Chosen) -> ChoosingEntry | None:
    """What the choice says of the entries, or of the answer, that were shown: not that."""
    state, last = turn.before.state, turn.before.last_question
    if isinstance(state, ChoosingEntry):
        return state
    is_doubt = isinstance(choice, NotThis | NoneOfThem)
    return ChoosingEntry(last) if is_doubt and last else None

"""Rules for a question: its place and its language, what it leans on, and then the ranking.
Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import text
from bot.cases.choices import AlsoIn, ThisEntry, ThisThing
from bot.dialogue.answering import (
    additions,
    answers,
    apart,
    beside_money,
    both_places,
    comparing,
    contacts,
    followups,
    last_known,
    loose,
    named,
    of_the_list,
    of_thing,
    overviews,
    parts,
)
from bot.dialogue.answering.again import the_rest
from bot.dialogue.answering.several import several
from bot.dialogue.answering.which import described, in_more_words, which_of_them
from bot.dialogue.guidance import guide_asked, guiding
from bot.dialogue.offering import national, open_case
from bot.dialogue.turns import aspects, called, places, topics, verdicts
from bot.dialogue.turns.conversation import Focus, leant
from bot.dialogue.turns.decision import Decision, Reason
from bot.dialogue.turns.states import IDLE, ChoosingArea
from bot.dialogue.turns.turn import Turn
from bot.dialogue.wishes import dates, feelings, foreign, rights, watching
from bot.dialogue.words import signs
from bot.knowledge.model import COUNTRY, Entry
from bot.markup import quoted

_VAGUE = 5
_MOST_CHOICES = 5
_FAR = 0.85
"""From which chance the country's answer is given to a question about a place."""
_HARDLY = 0.5
"""Up to which chance the country's answer about something else is none to who asks for money."""
_TOLD: tuple[Reason, ...] = ("answer", "lacking", "low", "near", "several", "slot", "unknown")
"""What is said to a question where it belongs."""


def question(turn: Turn) -> Decision:
    """A question is decided by where it belongs, what it leans on, and what the knowledge says."""
    placed = _placed(turn)
    made = next(made for rule in _RULES if (made := rule(placed)) is not None)
    whole = rights.instead(guide_asked.guided(_with_the_rest(_with_others(_placeless(made)))))
    return feelings.met(whole, by_itself)


def by_itself(turn: Turn, said: str) -> Decision:
    """Decide what is said as if only this had been, and nothing stood to choose from."""
    before = replace(turn.before, state=IDLE, choices=())
    return question(replace(turn, message=said, question=said, before=before))


def resumed(turn: Turn, asked: str) -> Decision:
    """Decide a question that was asked before the bot asked something back, offer it to people
    where that was wished, or begin the guide that waited for a place."""
    asked_in = turn.before.asked_in or turn.asked_in
    earlier, state = replace(turn, question=asked, asked_in=asked_in), turn.before.state
    if isinstance(state, ChoosingArea) and state.to_people:
        return additions.asked_last(earlier, asked, [])
    guide = state.guide if isinstance(state, ChoosingArea) else ""
    begun = guiding.begin(earlier, guide) if guide else None
    return begun or question(earlier)


def _placed(turn: Turn) -> Turn:
    """The turn with the place that its question names."""
    is_named = turn.named or turn.signs.of_county.search(turn.plain_question)
    area = places.asked_about(turn) if is_named else None
    return replace(turn, area=area) if area is not None else turn


def _placeless(decision: Decision) -> Decision:
    """What was answered for the whole country without asking for the place leaves it open for what
    is asked next."""
    turn, was_open = decision.turn, decision.turn.before.area is None and not decision.turn.named
    is_so = was_open and turn.area == COUNTRY and turn.signs.inner_life.search(turn.core)
    return replace(decision, turn=replace(turn, area=None)) if is_so else decision


def _with_others(decision: Decision) -> Decision:
    """A question that names two places and is about one is one tap from the other."""
    turn, is_told = decision.turn, decision.reason in _TOLD
    others = places.kept(turn, turn.area) if turn.area is not None and is_told else []
    near = [one for one in decision.choices if isinstance(one, ThisEntry | ThisThing)]
    over = len(decision.choices) + len(others) - _MOST_CHOICES
    spare = near[-over:] if over > 0 else []
    kept = [one for one in decision.choices if not others or one not in spare]
    return replace(decision, choices=(*kept, *map(AlsoIn, others)))


def _with_the_rest(decision: Decision) -> Decision:
    """What is asked beside all the support that there is isn't lost: it depends on which."""
    turn = decision.turn
    if decision.reason != "overview" or decision.outcome != "answer":
        return decision
    asked = list(parts.questions(turn)) if turn.question == turn.message else []
    left = [one for one in asked if not overviews.is_asked_for(replace(turn, question=one))]
    left = left if len(left) < len(asked) else left[1:]
    named = " ".join(quoted(f"{one.rstrip(' ?.,')}?") for one in left)
    told = turn.say("flera_beror", frågor=named) if left else ""
    return replace(decision, markdown="\n\n".join(filter(None, (decision.markdown, told))))


def rather_than_money(turn: Turn) -> Decision | None:
    """What is known of rooms, agreements or people to who seeks that and asks for the guide."""
    return beside_money.sought(turn, by_itself)


def of_different_places(turn: Turn) -> Decision | None:
    """Of several questions about different places each is answered."""
    return apart.answered(turn, by_itself)


def whether_joined(turn: Turn) -> Decision | None:
    """ "Är Uppsala med?" gets a yes, or a no; a no moves nobody from the place they are in."""
    if len(turn.named) != 1 or not turn.signs.has_joined.search(turn.plain_question):
        return None
    (area,) = turn.named
    said = places.joined(turn.say, area)
    kept = area if turn.know.has_joined(area) else turn.before.area
    return Decision(replace(turn, area=kept), "smalltalk", "area", said, area=kept, score=1.0)


def only_a_place(turn: Turn) -> Decision | None:
    """Somebody who only says where they are is told that answers hold for there from now on."""
    is_told = turn.named and places.asked_about(turn) is not None
    is_told = is_told and verdicts.names_nothing(turn)
    is_told = is_told and not turn.signs.whom.search(turn.plain_question)
    if not is_told or not places.is_all_it_says(turn.talk, turn.plain_question, turn.mentions):
        return None
    said = places.told(turn.say, str(turn.area))
    return Decision(turn, "smalltalk", "area", said, area=turn.area, score=1.0)


def tells_more(turn: Turn) -> Decision | None:
    """Somebody who has sent a question and goes on telling, adds to it."""
    return open_case.belongs(turn) if not turn.named and open_case.tells_more(turn) else None


def back_to(turn: Turn) -> Decision | None:
    """ "Tillbaka till startbidraget, när söker man?": what was talked of before is talked of again,
    in its place; what stands beside it is asked of that."""
    found = turn.signs.back_to.match(turn.plain_question)
    said = (found["vad"] or found["vad2"]) if found is not None else ""
    earlier = [one.thing for one in reversed(turn.before.things)]
    thing = called.of_these(turn, said, earlier) if said else None
    if found is None or thing is None:
        return None
    more = found["mer"] or found["mer2"] or ""
    area = thing.area if thing.area != COUNTRY else turn.area
    focus = Focus(thing.id, thing.name, turn.now)
    before = replace(turn.before, focus=focus, area=area, last_at=turn.now)
    there = replace(turn, area=area, before=before, base=None)
    if text.has_words(more):
        return by_itself(there, text.capitalised(more))
    return of_thing.first_of(there, thing) if thing.answers else None


def says_where(turn: Turn) -> Decision | None:
    """ "Projektet skulle vara på Stenkrossen i Lund", after a question that got no answer: that is
    asked there, of what is named."""
    asked, said = turn.before.last_question, turn.before.said
    is_open = bool(asked) and turn.follows and not said.startswith("answer")
    if not is_open or turn.before.case or turn.area is None or turn.asks or not turn.named:
        return None
    named = called.find(turn, turn.core) if aspects.of(turn, turn.core) is None else None
    thing = named.within(turn, turn.area) if named is not None else None
    if thing is None:
        return None
    whole = replace(turn, question=leant(turn.assessor.without_places(asked), turn.core))
    made = by_knowledge(whole)
    return made if made.about_thing == thing.id else of_thing.first_of(whole, thing)


def abroad(turn: Turn) -> Decision | None:
    """Somebody who is abroad, and names no place in Sweden, is asked for one."""
    is_placed = turn.area is not None or bool(turn.named)
    if is_placed or not turn.signs.abroad.search(turn.plain_question):
        return None
    return places.ask_which(turn, opening=[turn.say("bara_sverige")])


def several_places(turn: Turn) -> Decision | None:
    """Of several places named, the one that the question is about is asked for."""
    is_unclear = turn.named and places.asked_about(turn) is None
    return places.ask_which(turn, turn.named) if is_unclear else None


def names_nothing(turn: Turn) -> Decision | None:
    """A few words without a subject, and with no thing to be about, are asked about; so is a call
    for help that doesn't say with what."""
    is_vague = len(text.tokens(turn.core)) <= _VAGUE and signs.has_no_subject(turn.talk, turn.core)
    is_vague = is_vague or signs.asks(turn.talk.help, text.tokens(turn.core))
    return open_case.belongs(turn) or followups.stuck(turn) if is_vague else None


def by_knowledge(turn: Turn) -> Decision:
    """What the knowledge says to it."""
    verdict = verdicts.verdict_on(turn, turn.core)
    return by_verdict(replace(turn, verdict=verdict, area=verdict.area or turn.area))


def by_verdict(turn: Turn) -> Decision:
    """The same, once that has been asked."""
    turn = last_known.as_sure(local_first(turn))
    rules = (
        additions.to_a_person,
        contacts.with_a_story,
        overviews.of_such,
        guiding.in_other_words,
        overviews.in_other_words,
        contacts.in_other_words,
        followups.with_who_asks,
        named.of_the_country,
        followups.of_the_country,
        loose.for_them,
        named.the_thing_itself,
        something_of_it,
        a_room,
        named.lacks_what_is_asked,
        of_one_thing,
        in_more_words,
        named.only_elsewhere,
        followups.only_tells,
        of_the_list.described,
        followups.still_about,
        of_one_gone,
    )
    made = next((made for rule in rules if (made := rule(turn)) is not None), None)
    return made or answers.decide(turn)


def a_room(turn: Turn) -> Decision | None:
    """ "Kan man hyra sal av kommunen?", where nothing is sure: what is lacking, and was last known,
    of the rooms of a place that there is no answer about."""
    is_open = turn.verdict.kind in ("low", "entries") and turn.area is not None
    is_of_money = topics.topic_of(turn, turn.core) == "grants"
    if not is_open or is_of_money or not turn.signs.wants_a_room.search(turn.core):
        return None
    chances = turn.verdict.chances
    rooms = [one for one in turn.know.items if one.area == turn.area and one.topic == "premises"]
    best = max(rooms, key=lambda one: chances.get(one.id, 0.0), default=None)
    if best is None or any(one.id in turn.know.entries for one in rooms):
        return None
    verdict = replace(turn.verdict, kind="unknown", label=best.id)
    return answers.decide(replace(turn, verdict=verdict))


def of_one_thing(turn: Turn) -> Decision | None:
    """What is near is all of one thing, and it is plain what is asked of it: that."""
    know, aspect = turn.know, aspects.of(turn, turn.core)
    things = {know.entries[label].thing for label in turn.verdict.others if label in know.entries}
    if turn.verdict.kind != "entries" or aspect is None or len(things) != 1:
        return None
    thing = know.things[things.pop()]
    own = of_thing.found(turn, thing)
    return of_thing.answered(turn, thing, own) if own is not None else None


def of_one_gone(turn: Turn) -> Decision | None:
    """What is asked of a thing that is no more is answered of the one that there is instead."""
    label, know = turn.verdict.label or "", turn.know
    item = know.entries.get(label) or know.unknowns.get(label)
    thing = know.things.get(item.thing) if item is not None else None
    is_told = turn.verdict.kind in ("answer", "slot", "unknown")
    return of_thing.of_its_heir(turn, thing) if thing is not None and is_told else None


def something_of_it(turn: Turn) -> Decision | None:
    """What is known of a thing that is named, where nothing is sure; a guide's own question is the
    guide's."""
    return None if guide_asked.asked_for(turn) else named.something_of_it(turn)


def _is_beside_money(turn: Turn, entry: Entry) -> bool:
    """Whether the country's answer is hardly likely, and about no support, to somebody who asks for
    some: "vi är några som vill göra en film, kan man få pengar", of how an association is
    started."""
    is_hardly = turn.verdict.chance < _HARDLY and not turn.assessor.names_it(turn.verdict)
    is_of_other = entry.area == COUNTRY and entry.topic != "grants"
    return is_hardly and is_of_other and topics.topic_of(turn, turn.core) == "grants"


def local_first(turn: Turn) -> Turn:
    """The country's answer to a question that names a place is one tap away, unless the question
    names what it is about or the answer is far likelier than not. So is a grant of the country's
    to somebody who is in a place: each place has its own."""
    verdict, know = turn.verdict, turn.know
    entry = know.entries.get(verdict.label or "") if verdict.kind == "answer" else None
    if entry is not None and _is_beside_money(turn, entry):
        return replace(turn, verdict=replace(verdict, kind="low"))
    is_countrys = entry is not None and entry.area == COUNTRY
    is_in_place = turn.area not in (None, COUNTRY) and know.has_own(str(turn.area))
    is_local = turn.named or (is_in_place and entry is not None and entry.topic == "grants")
    if not is_countrys or not is_local or verdict.chance >= _FAR or turn.assessor.names_it(verdict):
        return turn
    there = called.find(turn, turn.core)
    if there is not None and there.within(turn, COUNTRY) is not None:
        return turn
    return replace(turn, verdict=replace(verdict, kind="low"))


_RULES = (
    watching.wished,
    back_to,
    whether_joined,
    only_a_place,
    foreign.asked,
    rather_than_money,
    guiding.asked,
    of_different_places,
    comparing.compared,
    both_places.goes_on,
    additions.to_a_person,
    additions.to_a_person_about,
    national.anywhere,
    national.who_knows,
    contacts.others_to_talk_to,
    contacts.who_to_talk_to,
    followups.must_be_one,
    loose.must_be_one,
    abroad,
    described,
    overviews.all_support,
    additions.more_of_it,
    tells_more,
    comparing.rather_both,
    says_where,
    several_places,
    several,
    the_rest,
    dates.asked,
    of_the_list.asked_of_all,
    which_of_them,
    followups.gone,
    followups.follow_up,
    names_nothing,
    by_knowledge,
)

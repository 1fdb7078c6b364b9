"""A rule for who only says that the place is another: what was asked is asked there. Pure."""

from __future__ import annotations

from dataclasses import replace

from rapidfuzz.distance import OSA

from bot import text
from bot.cases.ids import all_read
from bot.dialogue.answering import (
    answers,
    contacts,
    followups,
    of_thing,
    overviews,
    questions,
)
from bot.dialogue.answering import named as turns_to
from bot.dialogue.turns import aspects, called, learned, places, verdicts
from bot.dialogue.turns.conversation import LEANS, Offer, leant
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.states import ChoosingEntry, Confirming, Idle
from bot.dialogue.turns.turn import Turn
from bot.dialogue.turns.typed import typed_choice
from bot.dialogue.words import signs
from bot.knowledge.model import COUNTRY, Thing
from bot.matching import gazetteer
from bot.matching.gazetteer import Mention
from bot.matching.verdict import Verdict
from bot.text import fold

_SHORTEST = 4
"""Letters of a word that may be a slip of the keyboard for a place that we know of, where the
message says nothing but that the place is another."""
_BACK_TO = 2
"""Words that only say that somebody goes back: "tillbaka till"."""
_SHORTEST_AFAR = 6
"""… and of one for a place that we know nothing of: there are many of those."""


def another_place(turn: Turn) -> Decision | None:
    """ "Och för Lund?", "nej, jag menade Ödåkra", "Norrköping då", "i den andra kommunen?": the
    last question is asked there; an offer to send it from the place before falls."""
    asked = _asked(turn)
    if turn.incoming.choice is not None or asked is None or typed_choice(turn) is not None:
        return None
    mention = _only_mention(turn)
    area = mention.area if mention is not None else _the_other(turn) or _the_county(turn)
    if area is None:
        return _asked_there(turn, asked)
    said = turn.plain if mention is not None else turn.say.area(area)
    made = there(turn, asked, area, said)
    is_same = made.outcome == "clarify" and all_read(turn.before.choices) == [*made.choices]
    if not is_same or made.area is None:
        return made
    return replace(made, markdown=f"{places.told(turn.say, made.area)}\n\n{made.markdown}")


def _asked_there(turn: Turn, before: str) -> Decision | None:
    """ "Ekerö får det bli. Hur många måste vi vara?", "tillbaka till regionens, när ska det vara
    inne": what is asked there of the thing that was spoken of."""
    parts = signs.told_and_asked(turn.talk, turn.plain_question)
    area = _placed_in(turn, parts[0]) if parts is not None else None
    if parts is None or area is None or area in (one.area for one in turn.before.beside):
        return None
    there = replace(turn, area=area, offers=_without_offer(turn), question=parts[1], is_new=True)
    first = _first_asked(turn, before)
    thing = _of_the_thing(there, first)
    if thing is None:
        whole = leant(turn.assessor.without_places(first), parts[1])
        made = questions.by_knowledge(replace(there, question=whole))
        return made if made.outcome == "answer" else None
    found, aspect = of_thing.found(there, thing), aspects.of(turn, there.core)
    return of_thing.decide(followups.leaning(there, thing), thing, found, aspect)


def _placed_in(turn: Turn, said: str) -> str | None:
    """The place that a text says it is about, or the county of the one before, and nothing more."""
    mentions, county = turn.assessor.mentions(said), turn.signs.of_county
    areas = {one.area for one in mentions}
    if not areas and turn.area is not None and county.search(said):
        around = places.county_around(turn, turn.area)
        areas = {around} if around is not None else set()
        rest = county.sub(" ", said)
    else:
        rest = turn.assessor.without_places(said)
    # Who only goes "tillbaka till" a place says by itself that they are there.
    is_back = turn.signs.back_to.match(said) is not None and len(text.tokens(rest)) <= _BACK_TO
    is_all = is_back or learned.is_only_another_place(turn, rest)
    return areas.pop() if is_all and len(areas) == 1 else None


def _of_the_thing(turn: Turn, before: str) -> Thing | None:
    """A place's own of what was spoken of, or asked about, a moment ago."""
    thing = turn.known_thing
    if thing is not None and thing.area in turn.know.chain(str(turn.area)):
        return thing
    named = called.find(turn, before)
    own = turns_to.there_too(turn, thing) if thing is not None else None
    return own or (named.within(turn, str(turn.area)) if named is not None else None)


def _without_offer(turn: Turn) -> dict[int, Offer]:
    """The offers but for the one that stands."""
    state = turn.before.state
    old = state.offer if isinstance(state, Confirming) else None
    return {id_: offer for id_, offer in turn.offers.items() if id_ != old}


def also_in(turn: Turn, area: str) -> Decision | None:
    """The other of two places that a question named is chosen: it is asked there too."""
    asked = _asked(turn)
    return there(turn, asked, area, turn.say.area(area)) if asked is not None else None


def there(turn: Turn, asked: str, area: str, said: str) -> Decision:
    """What was asked is asked in a place; an offer to send it from the place before falls."""
    asked = _first_asked(turn, asked)
    there = replace(turn, area=area, offers=_without_offer(turn), is_new=True, base=asked)
    there = replace(there, question=leant(asked, said))
    general = contacts.who_to_talk_to(there) or overviews.all_support(there)
    if (made := general or _of_its_own(there) or _of_the_country(there, asked)) is not None:
        return made
    named = turn.assessor.without_places(asked)
    core = signs.without_comparing(turn.talk, named)
    verdict = verdicts.verdict_on(there, core)
    judged = questions.local_first(replace(there, verdict=verdict))
    made = turns_to.the_thing_itself(judged, named) or turns_to.only_elsewhere(judged, named)
    made = made or overviews.told_first(replace(judged, question=asked))
    return made or _lacking_there(judged, verdict) or answers.decide(judged)


def _first_asked(turn: Turn, asked: str) -> str:
    """What was asked, without the places that it was asked in since: "vad kan vi söka – fel, jag
    menade Ödåkra"."""
    first, *since = asked.split(LEANS)
    for said in reversed(since):
        rest = turn.assessor.without_places(said)
        if not turn.assessor.mentions(said) or not learned.is_only_another_place(turn, rest):
            break
        since.pop()
    return LEANS.join([first, *since])


def _of_its_own(turn: Turn) -> Decision | None:
    """ "Finns det i Helsingborg?", after what IOP is: the place's own form of the thing; where it
    has none, that."""
    thing = turn.known_thing
    if thing is None or not turn.signs.exists.search(turn.message):
        return None
    own = turns_to.there_too(turn, thing)
    if own is not None:
        return of_thing.first_of(turn, own)
    return turns_to.nothing_of(turn, thing)


def _lacking_there(turn: Turn, verdict: Verdict) -> Decision | None:
    """What was asked of a thing of the place before: this place's own form of it, or that it has
    nothing of it."""
    thing = turn.known_thing
    if thing is None or verdict.kind != "low":
        return None
    own = _told_there(turn) or turns_to.there_too(turn, thing)
    if own is not None:
        return _of_its_form(turn, own)
    is_around = thing.area in turn.know.chain(str(turn.area))
    return None if is_around else turns_to.nothing_of(turn, thing)


def _told_there(turn: Turn) -> Thing | None:
    """The thing that was told of the place when it was put beside another."""
    told = (one.thing for one in turn.before.places if one.area == turn.area)
    return turn.know.things.get(next(told, ""))


def _of_its_form(turn: Turn, own: Thing) -> Decision:
    """What the place's own form of a thing says to what was asked, or that it is lacking; to what
    only went on about the thing, what it is."""
    asked = replace(turn, question=turn.assessor.without_places(turn.base or turn.question))
    found, aspect = of_thing.found(asked, own), aspects.of(turn, asked.core)
    if found is None and aspect is None and signs.points_back(turn.talk, asked.core):
        return of_thing.first_of(turn, own)
    return of_thing.decide(asked, own, found, aspect)


def _of_the_country(turn: Turn, asked: str) -> Decision | None:
    """What went on about a thing of the whole country is about it in the other place too."""
    thing, (_, _, went_on) = turn.thing, asked.rpartition(LEANS)
    if thing is None or thing.area != COUNTRY or LEANS not in asked:
        return None
    about = replace(turn, question=went_on)
    own = of_thing.found(about, thing)
    return of_thing.decide(turn, thing, own, aspects.of(turn, went_on))


def _asked(turn: Turn) -> str | None:
    """The question that is on: the one offered, or the last one answered."""
    state, last = turn.before.state, turn.before.last_question
    if isinstance(state, Confirming) and state.offer in turn.offers:
        offered = turn.offers[state.offer].question
        is_same = offered.startswith(last) or last.endswith(offered)
        return last if last and is_same else offered
    waits = isinstance(state, Idle | ChoosingEntry)
    return last if waits and last and turn.follows else None


def _only_mention(turn: Turn) -> Mention | None:
    """The place that a message names and says nothing else; None where it says more, or names
    several."""
    plain = turn.plain_question
    mentions = turn.mentions or _slips(turn, plain)
    if len({mention.area for mention in mentions}) != 1:
        return None
    rest = gazetteer.without(plain, mentions, [mention.area for mention in mentions])
    is_all = learned.is_only_another_place(turn, rest)
    return mentions[0] if is_all else None


def _the_other(turn: Turn) -> str | None:
    """ "Och i den andra kommunen?", "där borta då": of two places that were spoken of the one that
    the last answer wasn't about; None where a message says anything else."""
    said, spoken = turn.plain_question, [one.area for one in turn.before.places]
    rest, count = turn.signs.the_other_place.subn(" ", said)
    if not count or turn.area not in spoken or not signs.is_only_another_place(turn.talk, rest):
        return None
    return next((area for area in spoken if area != turn.area and area in turn.know.areas), None)


def _the_county(turn: Turn) -> str | None:
    """ "Hos regionen då?", from somebody who asked of a municipality; None where a message says
    anything else."""
    said = turn.plain_question
    area = _placed_in(turn, said) if turn.signs.of_county.search(said) else None
    return area if area != turn.area else None


def _slips(turn: Turn, plain: str) -> list[Mention]:
    """The one word of a message that is neither about the place being another nor a place, where it
    is a slip of the keyboard for one: for one that we know of, or else the name of one alone."""
    words = [word for word in text.tokens(plain) if not _is_around(turn, word)]
    if len(words) != 1 or len(words[0]) < _SHORTEST:
        return []
    know, (word,) = turn.know, words
    slips = [
        area.id
        for area in know.areas.values()
        if OSA.distance(fold(area.name.lower()), fold(word), score_cutoff=1) == 1
    ]
    near = [area for area in slips if know.has_own(area)]
    if not near and len(word) >= _SHORTEST_AFAR and not turn.current.gazetteer.is_word(word):
        near = slips
    start = plain.lower().find(word)
    return [Mention(near[0], start, start + len(word), exact=False)] if len(near) == 1 else []


def _is_around(turn: Turn, word: str) -> bool:
    return signs.is_only_another_place(turn.talk, word)

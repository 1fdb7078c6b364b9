"""Rules for what the knowledge says to a question: an answer, a choice, or an honest no. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot import text
from bot.cases.choices import (
    AskerChoice,
    AskTeam,
    NoneOfThem,
    NotThis,
    ThisEntry,
    ThisThing,
    WatchThing,
)
from bot.cases.routing import Route, chain
from bot.dates import agenda
from bot.dialogue.answering import answer_form, last_known, nearby, overviews
from bot.dialogue.guidance import listing
from bot.dialogue.offering import offers, open_case
from bot.dialogue.turns import called, heirs, places
from bot.dialogue.turns.decision import Decision, chat
from bot.dialogue.turns.states import ChoosingEntry, Confirming
from bot.dialogue.turns.turn import Turn
from bot.knowledge.citation import Citation
from bot.knowledge.model import COUNTRY, Entry, Unknown
from bot.matching.corpus import SMALLTALK

_ROOM = 550
"""Characters of an answer with what was last known: beside a greeting it is still read."""
_CHATTY = 5
"""Words of a message that is small talk also to somebody whose question is with people."""


def decide(turn: Turn) -> Decision:
    """What the turn's verdict leads to."""
    return next(decision for rule in _RULES if (decision := rule(turn)) is not None)


def for_people(turn: Turn) -> Decision | None:
    """ "Tack! Gäller det per år?" and "12" are nothing for the bot, but for whoever has the asker's
    case."""
    kind = turn.verdict.kind
    is_short = len(text.tokens(turn.question)) <= _CHATTY and not turn.asks
    is_theirs = kind == "outside" or (kind == "smalltalk" and not is_short)
    return open_case.belongs(turn) if turn.before.case and is_theirs else None


def small_talk(turn: Turn) -> Decision | None:
    """What is like small talk gets a sentence of the bot's own."""
    if turn.verdict.kind != "smalltalk":
        return None
    return chat(turn, str(turn.verdict.label).removeprefix(SMALLTALK))


def one_answer(turn: Turn) -> Decision | None:
    """An entry that is sure enough is the answer, where it has what is asked for."""
    if turn.verdict.kind != "answer":
        return None
    fitting = answer_form.fitting(turn)
    lacking = answer_form.lacking(fitting)
    return answer(fitting) if lacking is None else nearby.beside(turn, lacking, nearby.near(turn))


def answer(turn: Turn) -> Decision:
    """The answer of the verdict's entry, which may be called wrong."""
    verdict = turn.verdict
    entry = turn.know.entries[str(verdict.label)]
    # What is offered to somebody to whom this is the wrong answer has some chance itself.
    others = tuple(other for other in nearby.near(turn) if other != entry.id)
    return Decision(
        turn,
        "answer",
        "answer",
        said(turn, entry),
        ChoosingEntry(turn.question, others),
        (*_beside(turn, entry), *nearby.under(turn, entry.id), *_people(turn, entry), NotThis()),
        area=turn.area or entry.area,
        entry=entry.id,
        score=verdict.chance,
        rankings=verdict.rankings,
        remembers=turn.base or turn.question,
    )


def said(turn: Turn, entry: Entry) -> str:
    """An answer to what is asked, and the last that was known of what it lacks: before it, where
    just that is asked for. Of an answer that is long beside that its beginning is told."""
    answer = turn.say.answer(entry, turn.area, turn.today, asked=turn.asked_now)
    missing, is_asked = last_known.with_answer(turn, entry)
    if missing is None:
        return answer
    known = turn.say.missing(missing, turn.today)
    if len(answer) + len(known) > _ROOM:
        first = text.first_part(turn.say.answered(entry))
        answer = f"{first}\n\n{Citation(turn.say, entry).line(hint=False)}"
    return f"{known}\n\n{answer}" if is_asked else f"{answer}\n\n{known}"


def _people(turn: Turn, entry: Entry) -> tuple[AskerChoice, ...]:
    """Beside what was last known: those who know how it is."""
    missing, _ = last_known.with_answer(turn, entry)
    is_joined = turn.area is not None and turn.know.has_joined(turn.area)
    if missing is None or not is_joined:
        return ()
    teams = chain(turn.know, str(turn.area), missing.topic, missing.team, turn.language)
    return (AskTeam(teams[0].id),) if teams else ()


def _beside(turn: Turn, entry: Entry) -> tuple[AskerChoice, ...]:
    """What may be done with an answer; of a thing that is no more only what there is instead."""
    if turn.say.gone(entry.thing, turn.today) is not None:
        return heirs.of(turn, entry.thing)
    more = (_own_form(turn, entry), _reminding(turn, entry), listing.under(turn, entry.thing))
    return tuple(choice for choices in more for choice in choices)


def _reminding(turn: Turn, entry: Entry) -> tuple[AskerChoice, ...]:
    """Under an answer that has a day which is sure enough: to be reminded of it. Beside an offer
    that stands there is no room for it."""
    thing = turn.know.things.get(entry.thing)
    has_days = any(not period.is_rolling for period in entry.periods)
    is_full = isinstance(turn.before.state, Confirming)
    if (
        is_full
        or thing is None
        or not has_days
        or not agenda.may_be_watched(turn.know, thing, turn.today)
    ):
        return ()
    return (WatchThing(thing.id),)


def _own_form(turn: Turn, entry: Entry) -> tuple[AskerChoice, ...]:
    """What the asker's place has itself of what was answered for the whole country."""
    is_afar = entry.area == COUNTRY != turn.area and turn.area is not None
    own = turn.know.own_form(entry.thing, str(turn.area)) if is_afar else None
    return (ThisThing(own.id),) if own is not None else ()


def outside(turn: Turn) -> Decision | None:
    """What no association office answers is said to be that; nobody is offered. Somebody who names
    a place and wants to do something there isn't told so: a person may know."""
    wants = turn.named and turn.signs.wants_to_do.search(turn.plain) is not None
    if turn.verdict.kind != "outside" or wants:
        return None
    return Decision(
        turn,
        "handoff",
        "outside",
        turn.say("utanför"),
        score=turn.verdict.chance,
        route=nowhere(turn),
        rankings=turn.verdict.rankings,
    )


def which_area(turn: Turn) -> Decision | None:
    """Where several places have an answer of their own, the place is asked for: those that have
    what is named, or where nothing is, any."""
    if turn.verdict.kind != "areas":
        return None
    names = any(one.names for one in turn.verdict.rankings.values())
    there = called.holding(turn, turn.core) or (turn.verdict.areas if names else ())
    return places.ask_which(turn, there)


def which_entry(turn: Turn) -> Decision | None:
    """Where a few entries are near, they are shown to choose from; one alone stands beside the
    people who can be asked instead."""
    if turn.verdict.kind != "entries":
        return None
    if len(turn.verdict.others) == 1 and turn.area is not None:
        return None
    return Decision(
        turn,
        "clarify",
        "near",
        turn.say("menar_du"),
        ChoosingEntry(turn.question),
        entry_choices(turn, turn.verdict.others),
        area=turn.area,
        score=turn.verdict.chance,
        rankings=turn.verdict.rankings,
        remembers=turn.base or turn.question,
    )


def unknown(turn: Turn) -> Decision | None:
    """What editors know that the sources don't say: an honest no, and the offer of a person."""
    if turn.verdict.kind != "unknown":
        return None
    return _offered(turn, turn.know.unknowns[str(turn.verdict.label)])


def _offered(turn: Turn, missing: Unknown) -> Decision:
    say = turn.say
    opening = (
        say.localized(missing.opening) if missing.opening else say.missing(missing, turn.today)
    )
    offered = offers.handoff(
        turn,
        [opening],
        "unknown",
        topic=missing.topic,
        owner=owner_of(turn, missing),
        unknown=missing.id,
    )
    return _with_near(turn, offered, missing.thing)


def _with_near(turn: Turn, offered: Decision, thing: str) -> Decision:
    """What is near above the people; of a thing that is no more, what there is instead."""
    asked = replace(offered, remembers=turn.base or turn.question)
    instead = heirs.of(turn, thing)
    if instead:
        return replace(asked, choices=(*instead, *asked.choices))
    return nearby.beside(turn, asked, nearby.near(turn))


def lacking_fact(turn: Turn) -> Decision | None:
    """An entry that says itself that it lacks the kind of fact that is asked for: the same."""
    verdict = turn.verdict
    if verdict.kind != "slot" or verdict.slot is None:
        return None
    entry = turn.know.entries[str(verdict.label)]
    if (missing := last_known.of(turn, entry.thing)) is not None:
        return _offered(turn, missing)
    gone = turn.say.gone(entry.thing, turn.today)
    opening = gone or turn.say.lacks(entry, verdict.slot)
    offered = offers.handoff(turn, [opening], "slot", topic=entry.topic, owner=entry.team)
    return _with_near(turn, offered, entry.thing)


def unclear(turn: Turn) -> Decision:
    """Nothing is sure: the place is asked for, or what is near is shown, and who can be asked
    instead. That it isn't in the sources is said only where nothing is near."""
    if turn.area is None:
        return places.ask_which(turn)
    verdict, least, near = (
        turn.verdict,
        turn.assessor.sure * turn.policy.near,
        nearby.all_near(turn),
    )
    missing = turn.know.unknowns.get(verdict.label or "") if verdict.chance >= least else None
    about = missing or (turn.know.entries.get(verdict.others[0]) if verdict.others else None)
    opening = [nearby.opening(turn, near)]
    if not turn.know.has_own(turn.area) and turn.know.has_joined(turn.area):
        opening.insert(0, turn.say("ingen_kunskap", område=turn.say.area(turn.area)))
    offered = offers.handoff(
        turn,
        opening,
        "low",
        topic=about.topic if about else "other",
        owner=owner_of(turn, missing) if missing else "",
    )
    return nearby.instead(
        turn, replace(offered, remembers=turn.base or turn.question), opening, near
    )


_RULES = (
    for_people,
    small_talk,
    one_answer,
    overviews.told_first,
    outside,
    which_area,
    which_entry,
    unknown,
    lacking_fact,
    unclear,
)


def nowhere(turn: Turn) -> Route:
    """The route of what no association office answers."""
    return Route(turn.area, None, "other")


def entry_choices(turn: Turn, entries: Iterable[str]) -> tuple[AskerChoice, ...]:
    """Entries to choose from, and last the people who can be asked instead; where nobody is, that
    it is none of them."""
    shown = [*entries]
    topic = turn.know.entries[shown[0]].topic if shown else "other"
    is_joined = turn.area is not None and turn.know.has_joined(turn.area)
    teams = chain(turn.know, str(turn.area), topic, "", turn.language) if is_joined else []
    last: AskerChoice = AskTeam(teams[0].id) if teams else NoneOfThem()
    return (*map(ThisEntry, shown), last)


def owner_of(turn: Turn, missing: Unknown) -> str:
    """The team whose unknown it is; "" where it is the county's or the country's and the question
    names nothing of theirs: whoever is at home where the asker is comes first. What is of an
    association's inner life is nothing that a place knows better."""
    if turn.signs.inner_life.search(turn.core):
        return missing.team
    is_afar = turn.area is not None and missing.area not in ("", turn.area)
    return "" if is_afar and not turn.assessor.names_it(turn.verdict) else missing.team

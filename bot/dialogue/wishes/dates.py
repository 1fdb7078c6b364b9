"""Rules for "vilka datum ska vi hålla koll på": the days of a thing, or of an area and what it lies
in. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot import text
from bot.cases.choices import AskerChoice, AskTeam, ThisThing, WatchThing
from bot.cases.labels import shown
from bot.cases.routing import chain
from bot.dates import agenda
from bot.dates.letter import Letter
from bot.dialogue.turns import called, places
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.states import ChoosingEntry
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs
from bot.knowledge.fields import TOLD_APART
from bot.knowledge.model import COUNTRY, Thing

_ROWS, _NAMES = 5, 4
"""Things of an area that are told with their day, and by their name alone."""
_WATCHED = 3
"""Things that are one tap from being watched."""


def asked(turn: Turn) -> Decision | None:
    """ "Viktiga datum", "när stänger vad": what opens and closes when, as far as is known. About a
    thing that is named or spoken of, its own days; else those of the place."""
    if signs.asks(turn.talk.dates, text.tokens(turn.core)):
        thing = _spoken_of(turn)
        if thing is not None:
            return of_thing(turn, thing)
        return of_area(turn, turn.area) if turn.area is not None else places.ask_which(turn)
    named_in = called.find(turn, turn.core)
    if named_in is None or not signs.asks(turn.talk.dates, named_in.beside):
        return None
    thing = meant(turn, named_in.things)
    return of_thing(turn, thing) if thing is not None else None


def meant(turn: Turn, things: Sequence[Thing]) -> Thing | None:
    """Of things that have a name in common, the asker's own place's, then what it lies in; None
    where that isn't plain."""
    around = turn.know.chain(turn.area) if turn.area is not None else [COUNTRY]
    for area in around:
        here = [thing for thing in things if thing.area == area and thing.answers]
        if here:
            return min(here, key=lambda one: _unlikely(turn, one))
    return things[0] if len(things) == 1 and turn.area is None else None


def _unlikely(turn: Turn, thing: Thing) -> tuple[bool, bool]:
    """What is no more, and what has no days, is meant where nothing else has the name."""
    return thing.ended(turn.today) is not None, agenda.dated(turn.know, thing) is None


def _spoken_of(turn: Turn) -> Thing | None:
    """What was just spoken of, where it has days and no place is named."""
    thing = turn.thing
    is_it = thing is not None and not turn.named and turn.follows
    return thing if is_it and thing and agenda.coming(turn.know, thing, turn.today) else None


def of_thing(turn: Turn, thing: Thing) -> Decision | None:
    """The days of a thing; None where none of them is known: its answers say what there is."""
    if not agenda.coming(turn.know, thing, turn.today):
        return None
    letter, is_sure = Letter(turn.say, turn.today), is_watchable(turn, thing)
    head = turn.say("datum_rubrik", vad=thing.name)
    last = turn.say("datum_påminn") if is_sure else turn.say("bevakar_osäker")
    watch: tuple[AskerChoice, ...] = (WatchThing(thing.id),) if is_sure else ()
    choices = (*watch, ThisThing(thing.id), *asking(turn, thing))
    said = "\n".join([head, letter.every(thing), last])
    return _answer(turn, said, choices, thing)


def of_area(turn: Turn, area: str) -> Decision:
    """The days of what there is in an area, and in what it lies in."""
    say, letter = turn.say, Letter(turn.say, turn.today)
    things = agenda.with_days(turn.know, turn.know.chain(area), turn.today)
    told, more = things[:_ROWS], things[_ROWS : _ROWS + _NAMES]
    watched = told_apart(turn, [one for one in told if is_watchable(turn, one)])
    own = [one for one in things if one.area == area]
    choices = watched or tuple(ThisThing(one.id) for one in told[:_WATCHED])
    said = [
        say("datum_rubrik", vad=say.area(area)),
        *map(letter.row, told),
        say("datum_fler", saker=", ".join(one.name for one in more)) if more else "",
        say("datum_andra" if own else "datum_inga", område=say.area(area)),
        say("datum_påminn" if watched else "bevakar_osäker") if told else "",
    ]
    return _answer(turn, "\n".join(filter(None, said)), (*choices, *asking(turn, None)), None)


def is_watchable(turn: Turn, thing: Thing) -> bool:
    """Whether somebody can be reminded of a thing's days, if only to look them up."""
    return agenda.may_be_watched(turn.know, thing, turn.today)


def asking(turn: Turn, thing: Thing | None) -> tuple[AskerChoice, ...]:
    """Whoever may know the days of a thing, or of what there is in the asker's place."""
    area = turn.area or (thing.area if thing is not None else COUNTRY)
    if not turn.know.has_joined(area):
        return ()
    owner = thing.team if thing is not None and thing.area == area else ""
    topic = thing.topic if thing is not None else "grants"
    teams = chain(turn.know, area, topic, owner, turn.language)
    return (AskTeam(teams[0].id),) if teams else ()


def about(turn: Turn, thing: Thing) -> ChoosingEntry:
    """What a person is asked who is asked for a thing's days."""
    whole = turn.say.localized(turn.talk.aspects["när"].whole)
    return ChoosingEntry(f"{whole[:1].upper()}{whole[1:]} {thing.name}?")


def told_apart(turn: Turn, things: Sequence[Thing]) -> tuple[AskerChoice, ...]:
    """Choices to watch things, of those that look alike on a button the first."""
    found: dict[str, AskerChoice] = {}
    for thing in things:
        choice = WatchThing(thing.id)
        found.setdefault(shown(choice, turn.say).label.casefold()[:TOLD_APART], choice)
    return tuple(found.values())[:_WATCHED]


def _answer(
    turn: Turn, said: str, choices: tuple[AskerChoice, ...], thing: Thing | None
) -> Decision:
    return Decision(
        turn,
        "answer",
        "dates",
        said,
        about(turn, thing) if thing is not None else ChoosingEntry(turn.question),
        choices,
        area=turn.area,
        thing=thing.id if thing is not None else None,
        score=1.0,
        remembers=turn.question,
    )

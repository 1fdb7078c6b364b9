"""Rules for being reminded: of which thing, of none any more, and what is watched. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import text
from bot.cases.choices import AskerChoice, EndWatch, ThisThing, WatchThing
from bot.cases.ids import Chosen
from bot.dates import agenda
from bot.dates.letter import Letter
from bot.dialogue.turns import called, heirs, places
from bot.dialogue.turns.decision import Decision, EndWatches, ShowMine, WatchFor
from bot.dialogue.turns.turn import Turn
from bot.dialogue.wishes import dates
from bot.dialogue.words import phrases
from bot.knowledge.model import COUNTRY, Thing
from bot.knowledge.speech import PREFIX

_SHORT = 14
"""Words of a message that ends it."""
_SHOWN = 4
"""Things that are shown to whoever doesn't say what they want to be reminded of."""


def stopped(turn: Turn) -> Decision | None:
    """ "Sluta", in any words, ends all that the bot would say by itself, at once; with a thing's
    name, what is watched of that."""
    words = turn.talk.watching
    if words is None or turn.incoming.choice is not None or turn.incoming.edits:
        return None
    if phrases.is_one(turn.bare, words.ends_all):
        return ended_all(turn)
    if len(text.tokens(turn.plain)) > _SHORT or not words.ends.search(turn.plain):
        return None
    about = called.find(turn, turn.core)
    thing = dates.meant(turn, about.things) if about is not None else None
    return _ended(turn, thing) if thing is not None else ended_all(turn)


def ended_all(turn: Turn) -> Decision:
    """Nothing more comes by itself; a person's answer to their own question does."""
    said = turn.say("önskan_sluta", p=PREFIX)
    made = Decision(turn, "smalltalk", "small-talk", said, area=turn.area, chat="sluta", score=1.0)
    return replace(made, keeps_waiting=True, action=EndWatches())


def mine(turn: Turn) -> Decision | None:
    """Somebody who asks what is watched and kept for them is told."""
    words = turn.talk.watching
    if words is None or not phrases.is_one(turn.bare, words.mine):
        return None
    return shown_mine(turn)


def shown_mine(turn: Turn) -> Decision:
    """What is watched, and what else is kept."""
    return Decision(turn, "smalltalk", "watch", area=turn.area, score=1.0, action=ShowMine())


def wished(turn: Turn) -> Decision | None:
    """ "Påminn mig", in any words: of the thing that is named, or that was spoken of."""
    words = turn.talk.watching
    if words is None or turn.incoming.choice is not None:
        return None
    return asked(turn) if words.asks.search(turn.plain_question) else None


def asked(turn: Turn) -> Decision:
    """The same, once it is known to be wished."""
    area = places.asked_about(turn) if turn.named else None
    turn = replace(turn, area=area) if area is not None else turn
    about = called.find(turn, turn.core)
    thing = dates.meant(turn, about.things) if about is not None else turn.known_thing
    return of_thing(turn, thing) if thing is not None else _which(turn)


def pressed(turn: Turn, choice: Chosen) -> Decision | None:
    """A choice to be reminded, or to be reminded no more, holds however old it is, as long as the
    thing is there."""
    thing = turn.know.things.get(getattr(choice, "thing", ""))
    if isinstance(choice, WatchThing) and thing is not None:
        return of_thing(turn, thing)
    if isinstance(choice, EndWatch):
        return _ended_of(turn, choice.thing, thing)
    return None


def of_thing(turn: Turn, thing: Thing) -> Decision:
    """It is watched where a day of it is sure enough; else why it can't be, and what is known."""
    if (gone := turn.say.gone(thing.id, turn.today)) is not None:
        return _told(turn, thing, gone)
    if dates.is_watchable(turn, thing):
        made = Decision(turn, "answer", "watch", area=turn.area, thing=thing.id, score=1.0)
        return replace(made, action=WatchFor(thing.id), choices=(EndWatch(thing.id),))
    name = turn.say.called(thing.name)
    if agenda.is_rolling(turn.know, thing):
        return _told(turn, thing, turn.say("bevaka_jämt", sak=name))
    if not agenda.coming(turn.know, thing, turn.today):
        return _told(turn, thing, turn.say("bevaka_inget_datum", sak=name))
    days = Letter(turn.say, turn.today).days(thing)
    return _told(turn, thing, f"{days} {turn.say('bevakar_osäker')}")


def _told(turn: Turn, thing: Thing, said: str) -> Decision:
    """Why it isn't watched; the thing and the people who may know are one tap away."""
    own: tuple[AskerChoice, ...] = (ThisThing(thing.id),) if thing.answers else ()
    this = heirs.of(turn, thing.id) or own
    choices = (*this, *dates.asking(turn, thing))
    made = Decision(turn, "answer", "watch", said, dates.about(turn, thing), choices)
    return replace(made, area=turn.area, thing=thing.id, score=1.0)


def _which(turn: Turn) -> Decision:
    """Somebody who doesn't say of what is asked."""
    around = turn.know.chain(turn.area or COUNTRY)
    things = agenda.with_days(turn.know, around, turn.today)
    sure = [one for one in things if dates.is_watchable(turn, one)]
    choices = dates.told_apart(turn, sure)[:_SHOWN]
    return Decision(turn, "clarify", "watch", turn.say("bevaka_vad"), None, choices, area=turn.area)


def _ended(turn: Turn, thing: Thing) -> Decision:
    return _ended_of(turn, thing.id, thing)


def _ended_of(turn: Turn, id_: str, thing: Thing | None) -> Decision:
    name = turn.say.called(thing.name) if thing is not None else id_
    said = turn.say("bevakar_inte", sak=name)
    made = Decision(turn, "smalltalk", "watch", said, area=turn.area, score=1.0)
    return replace(made, action=EndWatches(id_))

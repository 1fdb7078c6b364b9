"""A rule for a question that goes on about what was just shown to choose from. Pure."""

from __future__ import annotations

from bot.cases.choices import ThisEntry, ThisThing
from bot.cases.ids import all_read
from bot.dialogue.answering import followups, overviews
from bot.dialogue.turns.decision import Decision, back
from bot.dialogue.turns.states import ChoosingEntry, Guiding
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs
from bot.knowledge.model import Thing


def which_of_them(turn: Turn) -> Decision | None:
    """ "Hur mycket får vi?", after an overview, a guide or a few that are near, is about one of
    them: which one is asked, unless they are all of one thing."""
    state = turn.before.state
    was_guided = isinstance(state, Guiding) and not state.question
    is_choosing = was_guided or (isinstance(state, ChoosingEntry) and turn.follows)
    if not is_choosing or turn.mentions or not is_follow_up(turn, turn.core):
        return None
    things = _shown(turn)
    if not things or turn.thing in things:
        return None
    if len(things) == 1:
        return followups.about(turn, things[0])
    what = turn.say.table("följd").get(signs.aspect(turn.talk, turn.core) or "")
    ask = turn.say("vilket_av_dem_vad", vad=what) if what else turn.say("vilket_av_dem")
    choices = tuple(ThisThing(thing.id) for thing in things)
    return back(turn, "overview", ask, choices, ChoosingEntry(turn.question))


def is_follow_up(turn: Turn, question: str) -> bool:
    """Whether a question is about one of what was shown, and not for the overview."""
    is_bare = signs.asks_barely(turn.talk, question)
    says_nothing = is_bare or signs.has_no_subject(turn.talk, question)
    return says_nothing and not overviews.is_asked(turn, question)


def _shown(turn: Turn) -> list[Thing]:
    """The things that the last message had to choose from, by name or by what is said of them."""
    know, found = turn.know, dict[str, None]()
    for one in all_read(turn.before.choices):
        if isinstance(one, ThisThing):
            found[one.thing] = None
        elif isinstance(one, ThisEntry) and one.entry in know.entries:
            found[know.entries[one.entry].thing] = None
    return [know.things[id_] for id_ in found if id_ in know.things]

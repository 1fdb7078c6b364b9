"""A rule for a question that goes on about what was just shown to choose from. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot import text
from bot.cases.choices import AllSupport, AskTeam, ThisEntry, ThisThing
from bot.cases.ids import Chosen, all_read
from bot.dialogue.answering import answers, followups, nearby, of_thing, overviews, told
from bot.dialogue.turns import aspects
from bot.dialogue.turns.decision import Decision, back
from bot.dialogue.turns.states import ChoosingEntry, Guiding
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs
from bot.knowledge.model import Thing
from bot.knowledge.overviews import Overview, need_of

_LIKELY, _FAR = 0.015, 2.0
"""From which chance one of a list is what somebody describes, and how much likelier than the
next."""


def which_of_them(turn: Turn) -> Decision | None:
    """ "Hur mycket får vi?", after an overview, a guide or a few that are near, is about one of
    them: which one is asked, unless they are all of one thing, or one is for who asks. Of a few
    that are near only those are meant that say it."""
    state = turn.before.state
    was_guided = isinstance(state, Guiding) and not state.question
    is_choosing = was_guided or (isinstance(state, ChoosingEntry) and turn.follows)
    # A question that is written anew is asked anew.
    is_choosing = is_choosing and not turn.incoming.edits and not turn.mentions
    if not is_choosing or not is_follow_up(turn, turn.core):
        return None
    things = _shown(turn)
    if not things or turn.thing in things:
        return None
    meant = things if len(things) == 1 else _of_who_asks(turn, things) or _that_say_it(turn, things)
    if not meant:
        return _lacking(turn, things)
    if len(meant) == 1:
        return followups.about(turn, meant[0])
    what = turn.say.table("följd").get(aspects.of(turn, turn.core) or "")
    ask = turn.say("vilket_av_dem_vad", vad=what) if what else turn.say("vilket_av_dem")
    choices = tuple(ThisThing(thing.id) for thing in meant)
    return back(turn, "overview", ask, choices, ChoosingEntry(turn.question))


def described(turn: Turn) -> Decision | None:
    """ "Det där om lokaler", "den för bygdegårdar", of a list that was shown: the one of them that
    is far likelier than the others."""
    found, things = turn.signs.describes.match(turn.plain), _listed(turn) or _shown(turn)
    if found is None or not turn.follows or len(things) < 2:
        return None
    view = turn.current.view_of(turn.area)
    ranked = turn.assessor.rank(found["vad"], view, turn.language).candidates
    chances = {one.label: one.chance for one in ranked}
    of_each = {
        one.id: max((chances.get(label, 0.0) for label in (*one.answers, *one.unknowns)), default=0)
        for one in things
    }
    first, second = sorted(of_each.values(), reverse=True)[:2]
    needs = overviews.needs(turn, found["vad"])
    meant = [one for one in things if need_of(one) in needs]
    if first >= _LIKELY and first >= _FAR * second:
        meant = [one for one in things if of_each[one.id] == first]
    return of_thing.first_of(turn, meant[0]) if len(meant) == 1 and meant[0].answers else None


def _listed(turn: Turn) -> list[Thing]:
    """All that the overview has that was shown a while ago."""
    listed = turn.listed
    return list(Overview(turn.say, listed.area, turn.today).things) if listed is not None else []


def _of_who_asks(turn: Turn, things: list[Thing]) -> list[Thing]:
    """The one of an overview that is for such as who asks, as they have told who they are: the
    grant for sports, of a club; none where there is no such one, or several."""
    story, state = turn.before.story, turn.before.state
    if turn.listed is None or not isinstance(state, ChoosingEntry):
        return []
    is_here = story is not None and story.area in (None, turn.area)
    told = story.said if story is not None and is_here else ""
    words = set(text.tokens(f"{told} {state.question}"))
    needs = [need for need, known in turn.talk.first_for.items() if known & words]
    own = [one for one in things if need_of(one) in needs]
    return own if len(own) == 1 else []


def in_more_words(turn: Turn) -> Decision | None:
    """A question that is written anew, in more words than got only what is near ("papper", "papper
    till ansökan"), and that is still nearest to the same, is answered by that."""
    state, asked = turn.before.state, set(text.tokens(turn.core))
    if not isinstance(state, ChoosingEntry) or turn.verdict.kind not in ("entries", "low"):
        return None
    before = set(text.tokens(state.question))
    is_anew = bool(turn.incoming.edits) or asked > before
    shown = [one.entry for one in all_read(turn.before.choices) if isinstance(one, ThisEntry)]
    near = nearby.near(turn)
    if not is_anew or not turn.follows or not near or near[0] not in shown[:1]:
        return None
    verdict = replace(turn.verdict, kind="answer", label=near[0])
    return answers.answer(replace(turn, verdict=verdict))


def _that_say_it(turn: Turn, things: list[Thing]) -> list[Thing]:
    """The one of a few that are near which says what is asked, or none where the sources don't even
    lack it of any; else all."""
    aspect = aspects.of(turn, turn.core)
    shown = {type(one) for one in all_read(turn.before.choices)}
    is_near = shown >= {ThisEntry, AskTeam} and AllSupport not in shown
    if not is_near or aspect is None or len(things) > turn.policy.most_choices:
        return things
    found = {one.id: of_thing.found(turn, one) for one in things}
    has = {one.id for one in things if told.sentence(turn, one, aspect)}
    has |= {id_ for id_, own in found.items() if own and own.label in turn.know.entries}
    if len(has) == 1:
        return [one for one in things if one.id in has]
    return things if has or any(found.values()) else []


def _lacking(turn: Turn, things: list[Thing]) -> Decision:
    """That what is asked is lacking of each of those that are near, by their names."""
    say, aspect = turn.say, aspects.of(turn, turn.core)
    *first, last = (say.called(one.name) for one in things)
    names = say("eller", en=", ".join(first), annan=last)
    lacks = say("saknas_om", vad=say.table("följd")[aspect or ""], sak=names)
    return of_thing.lacking(followups.leaning(turn, things[0]), things[0], aspect, opening=lacks)


def is_follow_up(turn: Turn, question: str) -> bool:
    """Whether a question is about one of what was shown, and not for the overview."""
    is_bare = aspects.asks_barely(turn, question)
    says_nothing = is_bare or signs.has_no_subject(turn.talk, question)
    return says_nothing and not overviews.is_asked(turn, question)


def _shown(turn: Turn) -> list[Thing]:
    """The things that the last message had to choose from, by name or by what is said of them."""
    return _things(turn, all_read(turn.before.choices))


def _things(turn: Turn, choices: Iterable[Chosen]) -> list[Thing]:
    know, found = turn.know, dict[str, None]()
    for one in choices:
        if isinstance(one, ThisThing):
            found[one.thing] = None
        elif isinstance(one, ThisEntry) and one.entry in know.entries:
            found[know.entries[one.entry].thing] = None
    return [know.things[id_] for id_ in found if id_ in know.things]

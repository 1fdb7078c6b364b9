"""Rules for what is asked of an overview as a whole, or of the one of it that a few words describe.
Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import markup, text
from bot.cases.choices import AskTeam, ThisThing
from bot.dialogue.answering import followups, lines, of_thing, overviews, parts
from bot.dialogue.turns import aspects
from bot.dialogue.turns.decision import Decision, back
from bot.dialogue.turns.states import ChoosingEntry
from bot.dialogue.turns.turn import Turn
from bot.knowledge.model import Thing
from bot.knowledge.overviews import Overview

_OF_ALL = frozenset({"belopp", "när"})
"""What can be told of all in a line each: how much, and when."""
_MOST = 5
"""Things that are told of, in a message that is read on a phone."""
_ROOM = 560
"""Characters of their lines."""
_LONGEST = 10
"""Words of what describes one of them."""
_FAR, _FEW = 1.5, 3
"""How much more one of them must have of it than the next; and how many of them are asked about."""


def asked_of_all(turn: Turn) -> Decision | None:
    """ "Hur mycket blir det som mest?", "vilken är störst?", after an overview: what is known of
    each, in a line."""
    aspect = _asked_of_all(turn)
    if aspect is None:
        return None
    whole = turn.talk.aspects[aspect].whole
    asked = replace(turn, message=whole.get(turn.language, whole["sv"]))
    told, shown, room = list[str](), list[Thing](), _ROOM
    for thing in things(turn):
        line = lines.with_what_is_asked(asked, thing)
        row = f"– **{markup.escape(thing.name)}**: {markup.escape(line)}" if line else ""
        if row and len(row) <= room and len(shown) < _MOST:
            told.append(row)
            shown.append(thing)
            room -= len(row)
    if not shown:
        return None
    said = "\n".join([turn.say("så_står_det"), *told, turn.say("räkna_inte_med")])
    team = overviews.team_of(turn)
    asking = (AskTeam(team),) if team else ()
    choices = (*(ThisThing(one.id) for one in shown), *asking)
    made = Decision(turn, "answer", "overview", said, ChoosingEntry(turn.question), choices)
    return replace(made, area=turn.area, listed=turn.listed, score=1.0)


def _asked_of_all(turn: Turn) -> str | None:
    """What is asked, where nothing else is said."""
    if turn.listed is None or not turn.is_typed or turn.named or turn.thing is not None:
        return None
    if turn.signs.which_is_most.match(turn.plain):
        return "belopp"
    aspect = aspects.of(turn, turn.core)
    is_bare = aspects.is_bare(turn, turn.signs.at_most.sub(" ", turn.core))
    is_one = len(list(parts.questions(turn))) <= 1
    return aspect if aspect in _OF_ALL and is_bare and is_one else None


def described(turn: Turn) -> Decision | None:
    """ "Den där för 13 till 18", "nån som en privatperson kan söka", where nothing is sure: the one
    of the overview whose texts have the most of it."""
    is_open = turn.verdict.kind in ("low", "entries", "areas", "outside")
    is_short = len(text.tokens(turn.core)) <= _LONGEST
    points = turn.is_typed and turn.signs.points_at_one.match(turn.plain) is not None
    if turn.listed is None or not is_open or not is_short or turn.named or not points:
        return None
    worth = {one.id: lines.worth_of(turn, one) for one in things(turn)}
    most = max(worth.values(), default=0.0)
    meant = [turn.know.things[id_] for id_, own in worth.items() if own * _FAR >= most]
    if most < lines.LEAST or len(meant) > _FEW:
        return None
    if len(meant) > 1:
        choices = tuple(ThisThing(one.id) for one in meant)
        return back(
            turn, "overview", turn.say("vilket_av_dem"), choices, ChoosingEntry(turn.question)
        )
    (thing,) = meant
    if aspects.of(turn, turn.core) is not None:
        own, aspect = of_thing.found(turn, thing), aspects.of(turn, turn.core)
        return of_thing.decide(followups.leaning(turn, thing), thing, own, aspect)
    return of_thing.first_of(turn, thing) if thing.answers else None


def things(turn: Turn) -> list[Thing]:
    """All support that the overview has which was shown a while ago."""
    listed = turn.listed
    if listed is None:
        return []
    first = overviews.needs(turn, turn.before.last_question)
    every = Overview(turn.say, listed.area, turn.today, first).things
    return [one for one in every if one.topic == "grants"]

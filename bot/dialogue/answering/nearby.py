"""What is near a question that nothing is sure for: one tap away, and the people after it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot.cases.choices import AllSupport, AskerChoice, AskTeam, ThisEntry, ThisThing
from bot.dialogue.turns import aspects, topics
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.states import ChoosingEntry
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs
from bot.knowledge.model import COUNTRY

_LEAST = 0.02
"""The chance from which an entry is worth a tap, where the best of them has twice that."""
_BESIDE_UNKNOWN = 0.1
"""The chance from which an entry is shown where the sources are known to lack what is asked."""
_FEW_WAYS = 14
"""An entry with fewer ways of asking is hardly told from what is beside it."""
_OF_FEW, _BESIDE_UNKNOWN_OF_FEW = 0.01, 0.03
"""The same chances for such an entry."""
_NEARLY = 0.3
"""The share of an answer's chance from which another is shown under it, where it has few ways."""
_OF_ITS_KIND = 0.012
"""The chance from which a grant of the place is worth a tap to somebody who asks for grants."""
_LACKING = 0.07
"""The chance from which the thing of something that the sources lack is worth a tap."""
_PLAIN = frozenset({"belopp", "beslut", "när", "söka"})
"""What a question wants to know that is plain enough to be said to be lacking."""
_ABOVE_AN_OFFER = 2
"""Entries above an offer that is shown whole: with its three choices they are five."""


def near(turn: Turn) -> tuple[str, ...]:
    """The entries that are nearest, the likeliest first; none where nothing is near."""
    chances = turn.verdict.chances
    entries = sorted(turn.know.entries.keys() & chances.keys(), key=lambda id_: -chances[id_])
    likely = [id_ for id_ in entries if chances[id_] >= _least(turn, id_)]
    if not likely or chances[likely[0]] < 2 * _least(turn, likely[0]):
        return ()
    return tuple(likely[: turn.policy.most_choices])


def _least(turn: Turn, entry: str) -> float:
    """The chance from which an entry is worth a tap."""
    is_few = _has_few_ways(turn, entry)
    if turn.verdict.kind == "unknown":
        return _BESIDE_UNKNOWN_OF_FEW if is_few else _BESIDE_UNKNOWN
    return _OF_FEW if is_few else _LEAST


def under(turn: Turn, entry: str) -> tuple[ThisEntry, ...]:
    """What stands under an answer that has few ways of asking: the entries that are nearly as
    likely to have been meant."""
    if not _has_few_ways(turn, entry):
        return ()
    chances = turn.verdict.chances
    least = max(_NEARLY * turn.verdict.chance, _LEAST)
    others = (one for one in near(turn) if one != entry and chances[one] >= least)
    return tuple(map(ThisEntry, others))[:_ABOVE_AN_OFFER]


def _has_few_ways(turn: Turn, entry: str) -> bool:
    """Whether an entry has so few ways of asking that it is hardly told from what is beside it."""
    matcher = turn.current.matcher
    block = matcher.blocks[matcher.home[entry]] if entry in matcher.home else None
    return block is not None and len(block.examples[entry]) < _FEW_WAYS


def all_near(turn: Turn) -> tuple[AskerChoice, ...]:
    """What is near by the words, and then what is known of the kind of thing that is asked about.
    Where the place has some of that kind, the country's is shown beside it only where it would have
    been an answer by itself."""
    kinds, chances = topics.of_that_kind(turn), turn.verdict.chances
    sure = {id_ for id_, chance in chances.items() if chance >= turn.assessor.sure}
    entries = [id_ for id_ in near(turn) if not kinds or id_ in sure or not _is_countrys(turn, id_)]
    room = turn.policy.most_choices - (1 if kinds else 0)
    is_of_grants = any(isinstance(one, AllSupport) for one in kinds)
    may_be_shown = is_of_grants and not entries and (not _plainly_asked(turn) or _of_any(turn))
    grants = _grants(turn)[:room] if may_be_shown else []
    likely = _of_what_lacks(turn, turn.assessor.sure) if not entries and not grants else ()
    found = (*map(ThisEntry, entries[:room]), *likely[:1], *grants, *kinds)
    return tuple(dict.fromkeys(found))[: turn.policy.most_choices] or _of_what_lacks(turn, _LACKING)


def _of_what_lacks(turn: Turn, least: float) -> tuple[AskerChoice, ...]:
    """Where what is likeliest is something that the sources lack: the things that it is about, of
    which something else is known."""
    know, chances = turn.know, dict[str, float]()
    for one in turn.verdict.candidates:
        missing = know.unknowns.get(one.label)
        thing = know.things.get(missing.thing) if missing is not None else None
        is_told = thing is not None and thing.answers and thing.ended(turn.today) is None
        if is_told and thing is not None and one.chance >= least:
            chances.setdefault(thing.id, one.chance)
    return tuple(ThisThing(id_) for id_ in chances)[: turn.policy.most_choices]


def _grants(turn: Turn) -> list[AskerChoice]:
    """The likeliest grants of the place that is asked of, beside all of them."""
    chances: dict[str, float] = {}
    for one in turn.verdict.candidates:
        item = turn.know.entries.get(one.label) or turn.know.unknowns.get(one.label)
        if item is not None and item.area == turn.area and one.chance >= _OF_ITS_KIND:
            chances.setdefault(item.thing, one.chance)
    found = sorted(chances, key=lambda id_: -chances[id_])
    grants = (turn.know.things[id_] for id_ in found if id_ in turn.know.things)
    return [
        ThisThing(one.id)
        for one in grants
        if one.topic == "grants" and one.answers and one.ended(turn.today) is None
    ]


def _plainly_asked(turn: Turn) -> str:
    """What a question wants to know, where that is plain enough to be said; else ""."""
    aspect = aspects.of(turn, turn.core)
    return turn.say.table("följd")[aspect] if aspect in _PLAIN else ""


def _of_any(turn: Turn) -> bool:
    """Whether a question is of any grant: "hur mycket bidrag får man"."""
    aspect = aspects.of(turn, turn.core)
    asks = turn.talk.aspects[aspect].pattern.sub(" ", turn.core) if aspect else turn.core
    words = signs.beside_going_on(turn.talk, asks)
    return set(turn.talk.overview.about).issuperset(words)


def opening(turn: Turn, near: Iterable[AskerChoice]) -> str:
    """What stands above that."""
    shown = list(near)
    what = _plainly_asked(turn)
    if any(isinstance(one, ThisEntry) for one in shown):
        return turn.say("kanske_det_här")
    if what and _has_grants(shown):
        return turn.say("beror_på_stödet", vad=what)
    if shown and not topics.of_that_kind(turn):
        return turn.say("nära_men_inte")
    if _has_grants(shown):
        return turn.say("kanske_det_här")
    if shown and turn.area not in (None, COUNTRY):
        place = turn.say.area(str(turn.area))
        if what:
            return turn.say("vad_står_inte", vad=what, område=place)
        return turn.say("om_just_det_inget", område=place)
    return turn.say("hittar_inte")


def beside(turn: Turn, offered: Decision, entries: tuple[str, ...]) -> Decision:
    """An offer of people with what is near above it; nothing where something else is said."""
    if not _offers(offered):
        return offered
    near = map(ThisEntry, entries[:_ABOVE_AN_OFFER])
    return replace(offered, choices=(*near, *offered.choices))


def instead(
    turn: Turn, offered: Decision, opening: Iterable[str], near: tuple[AskerChoice, ...]
) -> Decision:
    """What is near, and last the people: what would be sent to them, and by when they answer, comes
    when that is chosen."""
    if near and not turn.know.has_joined(str(turn.area)):
        return replace(offered, choices=(*_entries(near), *offered.choices))
    # What may be more of a question that people have may have an answer of its own.
    if offered.reason == "case" and offered.action is None:
        return replace(offered, choices=(*_entries(near)[:_ABOVE_AN_OFFER], *offered.choices))
    if not near or not _offers(offered) or offered.action is not None or not offered.choices:
        return offered
    is_plain = any(isinstance(one, ThisEntry) for one in near) or _has_grants(near)
    is_plain = is_plain and not turn.masked
    if not is_plain:
        return replace(offered, choices=(*near[:_ABOVE_AN_OFFER], *offered.choices))
    team = offered.route.team if offered.route is not None else None
    return replace(
        offered,
        turn=turn,
        markdown="\n".join(opening),
        state=ChoosingEntry(turn.question),
        choices=(*near, AskTeam(str(team))),
    )


def _has_grants(near: Iterable[AskerChoice]) -> bool:
    """Whether some of a place's grants stand beside all of them."""
    kinds = {type(one) for one in near}
    return {AllSupport, ThisThing} <= kinds


def _entries(near: Iterable[AskerChoice]) -> list[AskerChoice]:
    return [one for one in near if isinstance(one, ThisEntry)]


def _offers(decision: Decision) -> bool:
    route = decision.route
    return decision.outcome == "handoff" and route is not None and route.team is not None


def _is_countrys(turn: Turn, id_: str) -> bool:
    return turn.know.entries[id_].area == COUNTRY

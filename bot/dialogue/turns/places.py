"""Which place a question is about: the one named, the one remembered, or one to be asked for.
Pure."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from bot import text
from bot.cases.choices import AskerChoice, OtherArea, ThisArea
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.states import ChoosingArea
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs
from bot.knowledge.model import COUNTRY, Entry
from bot.knowledge.wording import Wording
from bot.knowledge.words import Talk
from bot.matching import gazetteer
from bot.matching.gazetteer import Mention

_MANY = 6
"""Areas that are offered as they are; of more than these, municipalities stand back for their
county."""
_LONGEST_STATEMENT = 12
"""Words of a message that only tells where somebody is."""


def asked_about(turn: Turn) -> str | None:
    """The area that a question is about; None where it can't be told, or where it compares."""
    if len(turn.named) > 1 and turn.signs.compares.search(turn.plain_question):
        return None
    area = _at_home(turn) or _of(turn, turn.named)
    counties = {_county_of(turn, one) for one in turn.named}
    if area is None and len(counties) == 1:
        area = counties.pop()
    return _county_of(turn, area) if area is not None else None


def _county_of(turn: Turn, area: str) -> str:
    """Where the region is asked about, the county that a place lies in."""
    says_so = turn.signs.of_county.search(turn.plain_question) is not None
    return county_around(turn, area) or area if says_so else area


def county_around(turn: Turn, area: str) -> str | None:
    """The county with things of its own that a place lies in, or that was spoken of."""
    counties = [*turn.know.chain(area), *(one.area for one in turn.before.places)]
    own = (one for one in counties if turn.know.areas[one].kind == "län" and turn.know.has_own(one))
    return next(own, None)


def _at_home(turn: Turn) -> str | None:
    """The area whose own thing is asked about by somebody from a place that we know nothing of, or
    who is going there: "jag bor i Malmö, får jag plats på Stenkrossen", "läger i maj, resa till
    Gotland"."""
    if len(turn.named) != 1 or turn.know.has_own(turn.named[0]):
        return None
    before = [turn.plain_question[: mention.start] for mention in turn.mentions]
    if all(map(turn.signs.comes_from.search, before)):
        everywhere = turn.current.matcher.everywhere
        asked = everywhere.read(turn.plain_question, turn.language)
        owners = turn.assessor.areas_named(asked.names)
        if len(owners) == 1:
            return next(iter(owners))
        # "Några av oss bor i Malmö, gör det något?", of what was just spoken of.
        goes_on = turn.follows and turn.thing is not None
        return turn.area if goes_on and signs.points_back(turn.talk, turn.core) else None
    is_away = all(map(turn.signs.goes_to.search, before))
    return turn.area if is_away and turn.area and turn.know.has_own(turn.area) else None


def _of(turn: Turn, named: list[str]) -> str | None:
    """The one named; of several, the one that the others are left for ("vi flyttar från Ekerö till
    Lund"), the one remembered, or the one that we know of."""
    there = [area for area in named if not _is_left(turn, area)]
    if len(named) > 1 and len(there) == 1:
        return there[0]
    if len(asked := asked_there(turn)) == 1 and len(named) > 1:
        return asked[0]
    if not named or turn.area in named:
        return turn.area
    if len(named) == 1:
        return named[0]
    within = innermost(turn)
    known = [area for area in within if turn.know.has_own(area)]
    return next((found[0] for found in (known, within) if len(found) == 1), None)


def asked_there(turn: Turn) -> list[str]:
    """The places that the sentences name that ask, of a message that names others beside."""
    sentences = text.sentences(turn.plain_question)
    asking = text.asking(sentences) if len(sentences) > 1 else []
    found = {one.area for said in asking for one in turn.assessor.mentions(said)}
    return [area for area in turn.named if area in found]


def innermost(turn: Turn) -> list[str]:
    """The places named in a question, without those that others of them lie in."""
    around = {one for area in turn.named for one in turn.know.chain(area) if one != area}
    return [area for area in turn.named if area not in around]


def _is_left(turn: Turn, area: str) -> bool:
    """Whether a place is only where somebody comes from."""
    starts = [mention.start for mention in turn.mentions if mention.area == area]
    return all(turn.signs.comes_from.search(turn.plain_question[:start]) for start in starts)


def kept(turn: Turn, area: str) -> list[str]:
    """The other places named that we know of, beside the one that a question is about."""
    others = (one for one in turn.named if not _lies_in(turn, area, one) and one != area)
    return [one for one in others if turn.know.has_own(one) and not _lies_in(turn, one, area)]


def _lies_in(turn: Turn, area: str, around: str) -> bool:
    return area != around and around in turn.know.chain(area)


def is_all_it_says(talk: Talk, question: str, mentions: list[Mention]) -> bool:
    """Whether a question does no more than name its places. "Vi är en förening i Borås" sets the
    area; "och i Lund?" asks the last question there."""
    rest = gazetteer.without(question, mentions, [mention.area for mention in mentions])
    rest = rest.lstrip(" ,.;:!–-")
    if "?" in question or talk.patterns.turns.search(rest) or re.search(r"\b(inte|not)\b", rest):
        return False
    is_short = len(text.tokens(rest)) <= _LONGEST_STATEMENT
    tells = talk.patterns.tells.match(rest) is not None and not talk.patterns.wants.search(rest)
    return (tells and is_short) or signs.introduces(talk, rest)


def told(say: Wording, area: str) -> str:
    """What is said to somebody who says where they are."""
    if say.knowledge.has_joined(area):
        return say("område_satt", område=say.area(area))
    who = say.table("vem_där")[say.knowledge.areas[area].kind]
    return say("område_inte_med", område=say.area(area), vem=who)


def joined(say: Wording, area: str) -> str:
    """What is said to somebody who asks whether a place is here."""
    if say.knowledge.has_joined(area):
        return say("område_är_med", område=say.area(area))
    who = say.table("vem_där")[say.knowledge.areas[area].kind]
    return say("område_är_inte_med", område=say.area(area), vem=who)


def ask_which(
    turn: Turn,
    offered: Collection[str] = (),
    opening: Iterable[str] = (),
    *,
    guide: str = "",
) -> Decision:
    """Ask which place the question is about, or the ``guide`` that is to begin, with those that are
    ``offered``, or where they are too many or none, those that we know of."""
    ask = turn.say("vilken_kommun_olika" if len(offered) > 1 else "vilken_kommun")
    fits = 0 < len(offered) <= _MANY
    shown = offered if fits else _mains(turn, offered) or _mains(turn, turn.current.matcher.views)
    areas = (ThisArea(area) for area in sorted(shown, key=turn.say.area))
    choices: tuple[AskerChoice, ...] = (*areas, OtherArea())
    return Decision(
        turn,
        "clarify",
        "area",
        "\n".join([*filter(None, opening), ask]),
        ChoosingArea(turn.question, guide=guide),
        choices,
        area=turn.area,
        rankings=turn.verdict.rankings,
    )


def _mains(turn: Turn, areas: Iterable[str]) -> tuple[str, ...]:
    """Where there are too many to show, a county stands for its municipalities."""
    around = (turn.know.chain(area) for area in areas)
    found = (next((area for area in chain if _is_main(turn, area)), None) for chain in around)
    return tuple(dict.fromkeys(area for area in found if area is not None))


def _is_main(turn: Turn, area: str) -> bool:
    """Areas shown where none is more likely than another: those with answers of their own, not
    their villages."""
    entries: Iterable[Entry] = turn.know.entries.values()
    if area == COUNTRY or not any(entry.area == area for entry in entries):
        return False
    around = turn.know.chain(area)[1:-1]
    is_inside = any(place in turn.current.matcher.views for place in around)
    return turn.know.areas[area].kind == "län" or not is_inside

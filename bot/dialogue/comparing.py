"""A rule for two places beside each other: "vad skiljer startbidraget i Lund och Helsingborg".
Pure."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from bot import text
from bot.cases.choices import AllSupport, ThisArea, ThisEntry
from bot.dialogue import called, of_thing, overviews, places, signs, unjoined
from bot.dialogue.decision import Decision
from bot.dialogue.states import ChoosingArea, ChoosingEntry
from bot.dialogue.turn import Turn
from bot.knowledge.citation import Citation
from bot.knowledge.model import COUNTRY, Entry, Thing
from bot.knowledge.overviews import Overview, supports, to_apply_for
from bot.matching import gazetteer
from bot.matching.names import squash

_NAMES = 4
"""Names of what there is else in a place, at most."""
_MOST = 3
"""Places that are put beside each other."""
_BETWEEN = re.compile(
    r"\W*(?:(?:jämfört\s+med|och|eller|and|or|vs|kontra|mot|than|än)\s+(?:(?:i|in)\s+)?)?\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Known:
    """What is known of one place: what is said of it, and the entry that says it."""

    area: str
    said: str
    entry: Entry | None = None


def compared(turn: Turn) -> Decision | None:
    """Two places in one question: what is known of each, one under the other."""
    named = places.innermost(turn)
    is_own = turn.question == turn.message and 2 <= len(named) <= _MOST
    if not is_own or not _is_comparison(turn):
        return None
    known = [_known(turn, area, _core(turn)) for area in named]
    if not any(one.said for one in known):
        return _none_known(turn, known)
    return _beside(turn, known)


def _is_comparison(turn: Turn) -> bool:
    """Whether it says so, or names the places in one breath: "i Lund och Helsingborg?"."""
    sign = turn.signs.puts_beside
    if sign is None:
        return False
    if sign.search(turn.plain_question):
        return True
    first, second, *_ = turn.mentions
    between = turn.plain_question[first.end : second.start]
    return turn.asks and _BETWEEN.fullmatch(between) is not None


def _core(turn: Turn) -> str:
    """What is compared, without the places and without the words that only compare."""
    areas = [mention.area for mention in turn.mentions]
    rest = gazetteer.without(turn.plain_question, turn.mentions, areas)
    return turn.signs.puts_beside.sub(" ", rest) if turn.signs.puts_beside else rest


def _known(turn: Turn, area: str, core: str) -> _Known:
    there = replace(turn, area=area)
    if overviews.is_asked(there, core):
        overview = Overview(turn.say, area, turn.today)
        rows = overview.rows(supports(turn.know, area, turn.today))
        return _Known(area, rows)
    if (thing := _only_named(turn, area, core)) is not None:
        first = turn.know.entries[thing.answers[0]]
        return _Known(area, _short(turn, first), first)
    verdict = turn.assessor.in_area([core], area, turn.language)
    entry = turn.know.entries.get(verdict.label or "")
    unknown = turn.know.unknowns.get(verdict.label or "")
    if verdict.kind == "answer" and entry is not None:
        named = _named_there(there, core) if entry.area == COUNTRY else None
        return named or _Known(area, _short(turn, entry), entry)
    if verdict.kind == "unknown" and unknown is not None and unknown.area == area:
        return _Known(area, turn.say.missing(unknown, turn.today))
    if verdict.kind == "slot" and verdict.slot is not None and entry is not None:
        return _Known(area, turn.say.lacks(entry, verdict.slot), entry)
    return _named_there(there, core) or _Known(area, "")


def _named_there(there: Turn, core: str) -> _Known | None:
    """What a place has by the name that is compared, where nothing is sure: what it says to what is
    asked, or what it is."""
    found, area = called.find_there(there, core), str(there.area)
    if found is None:
        return None
    thing, named = found
    own = of_thing.found(replace(there, question=" ".join(named.beside) or core), thing)
    label = own.label if own is not None else next(iter((*thing.answers, *thing.unknowns)))
    if (unknown := there.know.unknowns.get(label)) is not None:
        return _Known(area, there.say.missing(unknown, there.today))
    entry = there.know.entries[label]
    return _Known(area, _short(there, entry), entry)


def _only_named(turn: Turn, area: str, core: str) -> Thing | None:
    """The thing of an area whose name is all that is compared; its first answer says what it is."""
    asked = turn.current.matcher.everywhere.read(core, turn.language)
    words, names = asked.reading.words, asked.names
    rest = " ".join(w for w, weight in zip(words, asked.weights, strict=True) if weight == 1.0)
    if not names or not signs.has_no_subject(turn.talk, rest):
        return None
    here = (thing for thing in turn.know.things.values() if thing.area == area and thing.answers)
    return next((one for one in here if names & set(map(squash, one.names))), None)


def _beside(turn: Turn, known: list[_Known]) -> Decision:
    say = turn.say
    national = next((o for o in known if o.entry is not None and o.entry.area == COUNTRY), None)
    parts = []
    for one in known:
        is_local = one.said and (one.entry is None or one.entry.area != COUNTRY)
        said = one.said if is_local else _nothing_of_it(turn, one.area)
        parts.append(f"{say('jämför_en', område=say.area(one.area))}\n{said}")
    if national is not None:
        parts.append(f"{say('jämför_landet')}\n{national.said}")
    entries = dict.fromkeys(one.entry.id for one in known if one.entry is not None)
    return Decision(
        turn,
        "answer",
        "compared",
        "\n\n".join(parts),
        ChoosingEntry(turn.question),
        tuple(map(ThisEntry, entries)),
        area=turn.area,
        score=1.0,
        remembers=turn.question,
    )


def _none_known(turn: Turn, known: list[_Known]) -> Decision:
    """Nothing is known of any of them: said, and one of them is asked, if the asker wants."""
    say = turn.say
    parts = [
        f"{say('jämför_en', område=say.area(one.area))}\n{_nothing_of_it(turn, one.area)}"
        for one in known
    ]
    joined = [one.area for one in known if turn.know.has_joined(one.area)]
    # Of places that are compared in nothing, all that is known of each is what can be shown.
    is_vague = signs.has_no_subject(turn.talk, _core(turn))
    ask = [say("jämför_fråga")] if joined and not is_vague else []
    state = ChoosingEntry(turn.question) if is_vague else ChoosingArea(turn.question)
    choices = map(AllSupport, joined) if is_vague else map(ThisArea, joined)
    return Decision(
        turn,
        "clarify",
        "compared",
        "\n\n".join([*parts, *ask]),
        state,
        tuple(choices),
        area=turn.area,
        remembers=turn.question,
    )


def _nothing_of_it(turn: Turn, area: str) -> str:
    """That nothing is known of it there, and what is known there, or how people find the place."""
    if not turn.know.has_joined(area):
        return unjoined.short_notice(turn, area, "grants")
    names = [thing.name for thing in to_apply_for(supports(turn.know, area, turn.today))]
    listed = turn.say("känner_till", saker=", ".join(names[:_NAMES])) if names else ""
    return f"{turn.say('jämför_inget')} {listed}".strip()


def _short(turn: Turn, entry: Entry) -> str:
    """An answer's first paragraph, with its source."""
    first = text.first_part(turn.say.answered(entry, _core(turn)))
    return f"{first}\n{Citation(turn.say, entry).line(hint=False)}"

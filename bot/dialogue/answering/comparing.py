"""Rules for two places beside each other: "vad skiljer startbidraget i Lund och Helsingborg".
Pure."""

from __future__ import annotations

from collections.abc import Iterable

from bot import text
from bot.cases.choices import AllSupport, AskerChoice, ThisArea, ThisEntry
from bot.dialogue.answering.each_place import BETWEEN, Known, core_of, nothing_of_it, of_each
from bot.dialogue.turns import places
from bot.dialogue.turns.conversation import Place
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.states import ChoosingArea, ChoosingEntry
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs
from bot.knowledge.model import COUNTRY
from bot.knowledge.overviews import supports

_MOST = 3
"""Places that are put beside each other."""
_SHORT = 8
"""Words of a message that is a name and its places."""


def compared(turn: Turn) -> Decision | None:
    """Two places in one question: what is known of each, one under the other."""
    named = _named(turn)
    if not named or not _is_comparison(turn):
        return None
    known = of_each(turn, named, core_of(turn))
    if not any(one.said for one in known):
        return _none_known(turn, known)
    return beside(turn, known)


def rather_both(turn: Turn) -> Decision | None:
    """Of two places that a question names, and where it can't be told which of them it is about,
    both are answered for, where either has something of its own."""
    named = _named(turn)
    if not named or places.asked_about(turn) is not None or not _wants(turn):
        return None
    known = of_each(turn, named, core_of(turn))
    return beside(turn, known) if any(one.is_local for one in known) else None


def _wants(turn: Turn) -> bool:
    """Whether a message asks or wants something, or is a name and its places: "IOP i Borås och
    Lund"."""
    words = text.tokens(turn.plain_question)
    is_short = len(words) <= _SHORT and turn.signs.tells.match(turn.plain_question) is None
    return turn.asks or is_short or turn.signs.wants.search(turn.plain_question) is not None


def _named(turn: Turn) -> list[str]:
    """The places that a question of its own may be about, side by side; none where there are too
    few or too many."""
    named = places.innermost(turn)
    is_own = turn.question == turn.message and 2 <= len(named) <= _MOST
    return named if is_own else []


def _is_comparison(turn: Turn) -> bool:
    """Whether it says so, or names the places in one breath: "i Lund och Helsingborg?"."""
    sign = turn.signs.puts_beside
    if sign is None or len(places.asked_there(turn)) == 1:
        return False
    if sign.search(turn.plain_question):
        return True
    # "I Gävle och Sandviken … regionens bidrag" is about the region.
    if turn.signs.of_county.search(turn.plain_question):
        return False
    first, second, *_ = turn.mentions
    between = turn.plain_question[first.end : second.start]
    return turn.asks and BETWEEN.fullmatch(between) is not None


def beside(turn: Turn, known: list[Known], opening: str = "") -> Decision:
    """What is known of each, one under the other, and what of it is one tap away."""
    say = turn.say
    national = next((o for o in known if o.entry is not None and o.entry.area == COUNTRY), None)
    parts = [opening] if opening else []
    for one in known:
        said = one.said if one.is_local else nothing_of_it(turn, one.area)
        parts.append(f"{say('jämför_en', område=say.area(one.area))}\n{said}")
    if national is not None:
        parts.append(f"{say('jämför_landet')}\n{national.said}")
    return Decision(
        turn,
        "answer",
        "compared",
        "\n\n".join(parts),
        ChoosingEntry(turn.question),
        tuple(dict.fromkeys(choice for one in known for choice in _further(turn, one))),
        area=turn.area,
        score=1.0,
        remembers=core_of(turn),
        beside=places_of(known),
    )


def places_of(known: Iterable[Known]) -> tuple[Place, ...]:
    """What is remembered of what was put beside each other."""
    return tuple(Place(one.area, one.thing if one.is_local else "") for one in known)


def _further(turn: Turn, one: Known) -> list[AskerChoice]:
    """What more there is of a place: the answer in full, or all its support."""
    if one.entry is not None:
        return [ThisEntry(one.entry.id)]
    has_any = turn.know.has_joined(one.area) and supports(turn.know, one.area, turn.today)
    return [AllSupport(one.area)] if has_any else []


def _none_known(turn: Turn, known: list[Known]) -> Decision:
    """Nothing is known of any of them: said, and one of them is asked, if the asker wants."""
    say = turn.say
    parts = [
        f"{say('jämför_en', område=say.area(one.area))}\n{nothing_of_it(turn, one.area)}"
        for one in known
    ]
    joined = [one.area for one in known if turn.know.has_joined(one.area)]
    # Of places that are compared in nothing, all that is known of each is what can be shown.
    is_vague = signs.has_no_subject(turn.talk, core_of(turn))
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
        beside=places_of(known),
    )

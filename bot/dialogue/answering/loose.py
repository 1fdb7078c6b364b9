"""What there is for people who are no association yet: what may be sought without one, and what is
said to be for associations alone. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.cases.choices import AskerChoice, AskTeam, BeginGuide, ThisThing
from bot.cases.labels import together
from bot.cases.routing import chain
from bot.dialogue.guidance import guiding
from bot.dialogue.turns import topics, unjoined, verdicts
from bot.dialogue.turns.conversation import Listed
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.states import ChoosingEntry
from bot.dialogue.turns.turn import Turn
from bot.guides import hearing
from bot.guides.fitting import Fit, fits
from bot.knowledge.conditions import Inquiry
from bot.knowledge.guides import MADE

_WHO = "vilka"
_LOOSE = frozenset({"grupp", "person"})
"""What the guide's question about who somebody is has for them."""
_MOST = 4
"""Things that are one tap away."""
_NAMES = 6
"""Names in a row, at most."""


def who(turn: Turn) -> str | None:
    """How somebody is no association, by what they say now, or said just before."""
    guidance = turn.know.guidance
    inquiry = guidance.inquiry(_WHO) if guidance is not None else None
    if inquiry is None:
        return None
    before = [turn.before.last_question] if turn.follows else []
    values = (_said_to(turn, inquiry, said) for said in [turn.plain, *before])
    said = next((value for value in values if value is not None), None)
    return said if said in _LOOSE else None


def _said_to(turn: Turn, inquiry: Inquiry, said: str) -> str | None:
    return hearing.answer_in(inquiry, said, hearing.denied(turn.know.guidance, said))


def of_area(turn: Turn, area: str) -> Decision | None:
    """What there is in a place for somebody who is no association; None for anybody else."""
    value = who(turn)
    return _told(turn, area, value) if value is not None else None


def must_be_one(turn: Turn) -> Decision | None:
    """ "Måste man vara en förening?", of no thing in particular: of what it is so."""
    asks = turn.signs.must_be_association.search(turn.core)
    if not asks or turn.area is None or turn.thing is not None or turn.names_a_thing:
        return None
    judged = replace(turn, verdict=verdicts.verdict_on(turn, turn.core))
    if not verdicts.leaves_grants_open(judged):
        return None
    return _told(turn, turn.area, who(turn) or "grupp", "lös_beror")


def for_them(turn: Turn) -> Decision | None:
    """Somebody who says that they are no association, and asks for support that nothing is sure
    for."""
    is_open = verdicts.leaves_grants_open(turn) and turn.area is not None
    is_open = is_open and turn.verdict.kind != "entries" and not turn.names_a_thing
    if not is_open or topics.topic_of(turn, turn.core) != "grants":
        return None
    guidance = turn.know.guidance
    inquiry = guidance.inquiry(_WHO) if guidance is not None else None
    value = _said_to(turn, inquiry, turn.plain) if inquiry is not None else None
    return _told(turn, str(turn.area), value) if value in _LOOSE else None


def _told(turn: Turn, area: str, value: str | None, opening: str = "lös_början") -> Decision | None:
    found = fits(turn.know, area, {_WHO: value or "grupp"}, turn.today)
    can = [one for one in found if not one.is_out and _says_so(one)]
    out = [one for one in found if one.is_out]
    open_ = [one for one in found if not one.is_out and not _says_so(one)]
    if not found:
        return None
    say, is_joined = turn.say, turn.know.has_joined(area)
    rows = [
        say(key, saker=_names(things))
        for key, things in (("lös_kan", can), ("lös_oklart", open_), ("lös_bara", out))
        if things
    ]
    notice = [] if is_joined else [unjoined.short_notice(turn, area, "grants")]
    said = [say(opening), "\n".join(rows), say("lös_slut"), *notice]
    things = [one.thing for one in (*can, *open_)][:_MOST]
    choices: tuple[AskerChoice, ...] = tuple(ThisThing(one.id) for one in things)
    teams = chain(turn.know, area, "grants", "", turn.language) if is_joined else []
    people = (AskTeam(teams[0].id),) if teams else ()
    whole = (*choices, BeginGuide(MADE), *people)
    was_shown = turn.before.choices == together(whole, turn.say)
    if was_shown and opening == "lös_början" and (guide := guiding.begin(turn, MADE)) is not None:
        return guide
    return Decision(
        turn,
        "answer",
        "overview",
        "\n\n".join(said),
        ChoosingEntry(turn.question),
        whole,
        area=area,
        score=1.0,
        remembers=turn.question,
        listed=Listed(area, turn.now),
    )


def _says_so(one: Fit) -> bool:
    """Whether a source says that it may be sought without an association."""
    who = (judged.condition for judged in one.judged if judged.condition.question == _WHO)
    return any(not _LOOSE.isdisjoint(condition.holds) for condition in who)


def _names(found: Sequence[Fit]) -> str:
    return ", ".join(one.thing.name for one in found[:_NAMES])

"""A rule for what goes on about an overview that was shown: the rest of it, the list again, what
the state or the region has, what there is for some. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import replace

from bot import text
from bot.cases.choices import AllSupport, AskerChoice, AskTeam
from bot.cases.ids import all_read
from bot.dialogue.answering import named, of_thing, overviews
from bot.dialogue.offering import offers
from bot.dialogue.turns import places, topics, typed, unjoined
from bot.dialogue.turns.conversation import leant
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.states import IDLE, ChoosingEntry, Confirming, Guiding, Idle
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs
from bot.knowledge.fields import NEEDS, Need
from bot.knowledge.model import COUNTRY, Thing
from bot.knowledge.overviews import Overview, need_of, to_apply_for

_LONGEST = 9
"""Words of a message that goes on about a list, and says nothing else."""
_FEW = 90
"""… and its characters."""


def goes_on(turn: Turn) -> Decision | None:
    """ "Fler", "tillbaka till listan", "och från staten då?", "något för barn?", after an overview;
    the state, the region and "finns det andra?" also after a grant, and the municipality after
    anything of those."""
    if not _may_go_on(turn):
        return None
    kind = _kind(turn)
    rule = _KINDS.get(kind or "")
    made = rule(turn) if rule is not None else _for_some(turn)
    return _as_the_list(turn, made) if made is not None else None


def _may_go_on(turn: Turn) -> bool:
    """Whether a short message that names no place comes after an overview, after a grant, or after
    something of the state or the region."""
    is_short, state = len(turn.plain) < _FEW and turn.incoming.choice is None, turn.before.state
    if not is_short or not isinstance(state, Idle | ChoosingEntry | Confirming | Guiding):
        return False
    is_about = turn.listed is not None or isinstance(state, Guiding)
    is_about = is_about or _is_of_grants(turn) or _is_of_another_kind(turn)
    is_by_itself = not turn.named and not typed.points(turn)
    return is_about and is_by_itself and len(text.tokens(turn.plain)) <= _LONGEST


def _is_of_grants(turn: Turn) -> bool:
    """Whether it was about a grant, or about grants."""
    thing, asked = turn.thing, turn.before.last_question
    if thing is not None:
        return thing.topic == "grants"
    return turn.follows and topics.topic_of(turn, asked) == "grants"


def _kind(turn: Turn) -> str | None:
    browsing, words = turn.talk.browsing, _words(turn)
    kind = signs.kind_said(browsing.kinds, browsing.around, words)
    if kind == "resten" and words != text.tokens(turn.plain):
        kind = "andra"
    is_level = kind in ("land", "län", "kommun")
    is_guided = isinstance(turn.before.state, Guiding)
    if kind == "andra":
        return kind if _asks_for_others(turn) else None
    if kind is None or (turn.listed is None and not is_level and not is_guided):
        return None
    if turn.listed is None and kind != "kommun" and not is_guided and not _is_of_grants(turn):
        return None
    # To an offer, and alone, it says whom to ask.
    is_whom = kind == "kommun" and (_stands(turn) or len(words) == 1)
    is_other = is_guided and kind != "listan"
    return None if is_whom or is_other or (_stands(turn) and kind == "resten") else kind


def _words(turn: Turn) -> list[str]:
    """The words of a message, without what somebody knows of already: "något annat än LOK-stöd"."""
    return text.tokens(turn.talk.browsing.beside.sub("", turn.plain))


def _asks_for_others(turn: Turn) -> bool:
    """Whether other support is meant: after a list or a grant, and not the other questions of an
    offer that stands, nor in a guide."""
    is_about = turn.listed is not None or _is_of_grants(turn)
    is_guided = isinstance(turn.before.state, Guiding)
    return is_about and not is_guided and turn.signs.rest.search(turn.core) is None


def _stands(turn: Turn) -> bool:
    """Whether an offer stands."""
    return isinstance(turn.before.state, Confirming)


def _of_the_country(turn: Turn) -> Decision:
    """What can be applied for in the whole country."""
    return overviews.of_area(turn, COUNTRY)


def _of_the_county(turn: Turn) -> Decision:
    """What there is in the county that the asker's place lies in."""
    chain = turn.know.chain(turn.area) if turn.area else []
    county = next((one for one in chain if turn.know.areas[one].kind == "län"), None)
    return overviews.of_area(turn, county) if county else places.ask_which(turn)


def _of_the_municipality(turn: Turn) -> Decision:
    """What there is in the asker's own place; a county isn't one, but the place that was spoken of
    before it."""
    here = (turn.area, *(one.area for one in turn.before.places))
    area = next((one for one in here if one and turn.know.areas[one].kind == "kommun"), None)
    if area is None:
        return places.ask_which(turn)
    there, wider = replace(turn, area=area), _wider(turn)
    if wider is None:
        return overviews.of_area(there, area)
    if (own := named.there_too(there, wider)) is not None:
        return of_thing.first_of(there, own)
    if wider.topic != "grants":
        return named.nothing_of(there, wider)
    made = overviews.of_area(there, area)
    if wider.area == COUNTRY:
        return made
    return replace(made, markdown=f"{named.none_of(there, wider)}\n\n{made.markdown}")


def _is_of_another_kind(turn: Turn) -> bool:
    """Whether it was about something of the state or the region that is no grant, and all the
    support that there is isn't what is asked for."""
    return _wider(turn) is not None and not overviews.is_asked(turn, turn.plain)


def _wider(turn: Turn) -> Thing | None:
    """The thing of the state or the region that was just spoken of; None after a list, or of a
    municipality's."""
    thing = turn.known_thing
    is_wider = thing is not None and turn.know.areas[thing.area].kind != "kommun"
    return thing if is_wider and not isinstance(turn.before.state, Guiding) else None


def _the_rest(turn: Turn) -> Decision | None:
    """The rest of the list, or that it was all; where something else was shown since and there is
    no rest, the list again."""
    listed = turn.listed
    if listed is None:
        return None
    if listed.rest_of:
        return overviews.of_area(turn, listed.rest_of, listed.rest_from)
    is_newest = any(isinstance(one, AllSupport) for one in all_read(turn.before.choices))
    if is_newest:
        asked = replace(turn, question=turn.before.last_question or turn.question, is_new=True)
        return overviews.all_said(asked, Overview(turn.say, listed.area, turn.today))
    return overviews.of_area(turn, listed.area)


def _the_others(turn: Turn) -> Decision | None:
    """What there is beside a grant that was told of: the list that it was on, or all that there is
    where the asker is; right after a list, the rest of that."""
    if any(isinstance(one, AllSupport) for one in all_read(turn.before.choices)):
        return _the_rest(turn)
    thing, listed = turn.thing, turn.listed
    area = listed.area if listed is not None else turn.area
    area = area or (thing.area if thing is not None else None)
    return overviews.of_area(turn, area) if area is not None else None


def _the_list(turn: Turn) -> Decision | None:
    """The list that was shown, from its beginning; in a guide, that of the asker's place."""
    area = turn.listed.area if turn.listed is not None else turn.area
    free = replace(turn, before=replace(turn.before, state=IDLE))
    return overviews.of_area(free, area) if area is not None else None


_KINDS: dict[str, Callable[[Turn], Decision | None]] = {
    "land": _of_the_country,
    "län": _of_the_county,
    "kommun": _of_the_municipality,
    "resten": _the_rest,
    "andra": _the_others,
    "listan": _the_list,
    "tillbaka": _the_list,
}


def _as_the_list(turn: Turn, made: Decision) -> Decision:
    """What is asked next, of another place say, is asked of all that there is; to people goes what
    was asked first."""
    if made.reason != "overview" or made.outcome == "clarify":
        return made
    asked = turn.before.last_question
    is_list = overviews.is_asked(turn, asked)
    remembers = asked if is_list else turn.say("fråga_översikt")
    state = ChoosingEntry(leant(asked, turn.question) if asked else turn.question)
    is_choosing = isinstance(made.state, ChoosingEntry)
    return replace(made, remembers=remembers, state=state if is_choosing else made.state)


def _for_some(turn: Turn) -> Decision | None:
    """ "Något för barn?": what of the list is for them, in the place and around it."""
    listed, words = turn.listed, set(text.tokens(turn.plain))
    needs = [need for need in NEEDS if turn.talk.first_for.get(need, frozenset()) & words]
    if listed is None or not needs or not _says_only_for_whom(turn):
        return None
    area = COUNTRY if listed.area == COUNTRY else turn.area or listed.area
    own = _of_some(turn, area, needs)
    around = {place: _of_some(turn, place, needs) for place in overviews.beside(turn, area)}
    every = [*own, *(one for things in around.values() for one in things)]
    said = [*_told(turn, area, needs, own), *_beside(turn, around)]
    if not turn.know.has_joined(area):
        said.append(unjoined.short_notice(turn, area, "grants"))
    if not every:
        return _nothing(turn, said)
    team = overviews.team_of(turn)
    asking = (AskTeam(team),) if team else ()
    source = Overview(turn.say, area, turn.today).sources(every)
    room = overviews.MOST - len(asking) - (2 if isinstance(turn.before.state, Confirming) else 0)
    choices: list[AskerChoice] = [*map(overviews.this, every[: room - 1]), AllSupport(area)]
    made = overviews.answered(turn, [*said, source], (*choices, *asking))
    return replace(made, listed=listed)


def _says_only_for_whom(turn: Turn) -> bool:
    """Whether a message has no word but whom it is for, and those that may stand around that."""
    return overviews.is_around(turn, turn.plain, turn.talk.audiences)


def _of_some(turn: Turn, area: str, needs: Sequence[Need]) -> list[Thing]:
    """The things of a place that are for them, and then those whose answer names them."""
    things = to_apply_for(Overview(turn.say, area, turn.today).things)
    words = frozenset[str]().union(*(turn.talk.first_for[need] for need in needs))
    own = [thing for thing in things if need_of(thing) in needs]
    return [*own, *(one for one in things if one not in own and _names(turn, one, words))]


def _names(turn: Turn, thing: Thing, words: AbstractSet[str]) -> bool:
    """Whether what a grant is says whom it is for in one of these words."""
    first = turn.know.entries[thing.answers[0]].answer["sv"]
    return thing.topic == "grants" and not words.isdisjoint(text.tokens(first))


def _told(turn: Turn, area: str, needs: Sequence[Need], own: Sequence[Thing]) -> list[str]:
    """What is above it: whom it is for, and what there is of that in the place itself."""
    say, overview = turn.say, Overview(turn.say, area, turn.today)
    whom = say.table("för_vem")[needs[0]]
    if not own:
        return [say("inget_just_för", vem=whom, område=say.area(area))]
    key = "översikt_för_land" if area == COUNTRY else "översikt_för"
    return [say(key, vem=whom, område=say.area(area)), overview.ages(own), overview.rows(own)]


def _beside(turn: Turn, around: dict[str, list[Thing]]) -> list[str]:
    """A line for each place around that has some of it."""
    say = turn.say
    listed = {place: ", ".join(one.name for one in found) for place, found in around.items()}
    return [
        say("översikt_hela_landet", saker=names)
        if place == COUNTRY
        else say("översikt_där", område=say.area(place), saker=names)
        for place, names in listed.items()
        if names
    ]


def _nothing(turn: Turn, said: list[str]) -> Decision:
    """Nothing of it is known anywhere: that, all that there is, and the people."""
    asked = replace(turn, question=leant(turn.before.last_question, turn.question))
    made = offers.handoff(asked, ["\n".join(said)], "overview", topic="grants")
    near = (AllSupport(turn.area or COUNTRY),)
    return replace(made, choices=(*near, *made.choices))

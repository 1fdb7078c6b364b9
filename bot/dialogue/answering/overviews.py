"""Rules for all the support that there is: "vad kan vi söka", by whatever name. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace

from bot import markup, text
from bot.cases.choices import AllSupport, AskerChoice, AskTeam, BeginGuide, ThisThing
from bot.cases.labels import together
from bot.cases.routing import Route, chain
from bot.dialogue.answering import loose
from bot.dialogue.offering import offers
from bot.dialogue.turns import aspects, learned, places, unjoined, verdicts
from bot.dialogue.turns.conversation import Listed
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.states import ChoosingEntry, Confirming
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs
from bot.guides import fitting
from bot.knowledge.fields import Need
from bot.knowledge.model import COUNTRY, Thing
from bot.knowledge.overviews import Overview, has_grants, to_apply_for
from bot.knowledge.speech import PREFIX

MOST = 9
"""Choices of an overview, at most; what there is more of is behind one of them."""
_ROOM = 700
"""Characters that are read in one message."""
_LIKELIER = 0.5
"""From which chance one thing is meant rather than all that there is for somebody."""
_WHO = "vem"
"""What a question shows that asks whether somebody may apply."""
_ABOVE_AN_OFFER = 3
"""Things that are shown above the offer of a person."""


def all_support(turn: Turn) -> Decision | None:
    """ "Vad kan vi söka?", by whatever name: all the support that there is, by what people need.
    "Vi är en liten teatergrupp", before it or after it, only says who asks."""
    if not _is_asked_here(turn) or _is_of_the_thing(turn):
        return None
    return _given(turn)


def _is_asked_here(turn: Turn) -> bool:
    return is_asked(turn, _asked(turn)) or is_asked_beside_who(turn)


def is_asked_beside_who(turn: Turn) -> bool:
    """Whether one sentence of a message, or what stands between its commas, asks for all the
    support that there is, and the rest only tells who asks."""
    # Whoever is no association has a grant of their own before a list.
    if loose.who(turn) is not None:
        return False
    plain = turn.assessor.without_places(turn.plain_question)
    sentences = [part for one in text.sentences(plain) for part in one.split(", ")]
    asked = [one for one in sentences if is_asked(turn, one)]
    told = [one for one in sentences if one not in asked]
    is_one = len(asked) == 1 and not _is_of_those(turn, asked[0])
    return is_one and bool(told) and all(_only_tells(turn, one) for one in told)


def _is_of_those(turn: Turn, said: str) -> bool:
    """ "Finns något för dem", "kan vi söka", of those that were told of, or "vad får man", of a
    grant that was spoken of; "vad finns där" is of the place."""
    thing, follows = turn.thing, turn.follows and not turn.mentions
    is_of_grant = thing is not None and thing.topic == "grants" and follows
    asks_whether = aspects.of(turn, said) == _WHO
    if aspects.asks_barely(turn, said) and (is_of_grant or asks_whether):
        return True
    whole = " ".join(turn.assessor.words(said, turn.area))
    return whole not in turn.talk.overview.whole and signs.points_back(turn.talk, said)


def _only_tells(turn: Turn, said: str) -> bool:
    """Whether a sentence tells who somebody is, and neither asks nor names anything, or says
    nothing at all."""
    if is_around(turn, said, ()):
        return True
    if turn.signs.tells.match(said) is None or aspects.of(turn, said) is not None:
        return False
    about = replace(turn, question=said)
    return verdicts.names_nothing(about) and not text.asking([said])


def _is_of_the_thing(turn: Turn) -> bool:
    """ "Kan vi söka det?", "vad kan man få pengar till?", of a grant that was spoken of."""
    thing = turn.thing
    if thing is None or thing.topic != "grants" or turn.mentions or not turn.follows:
        return False
    is_of_it = turn.signs.what_for.search(turn.core) is not None
    return is_of_it or signs.points_back(turn.talk, turn.core)


def told_first(turn: Turn) -> Decision | None:
    """Somebody who tells who they are before they ask for all that there is gets it too, where
    nothing is sure about what they told."""
    if not verdicts.leaves_grants_open(turn) and not _is_gap_to_apply_for(turn):
        return None
    plain = turn.assessor.without_places(turn.question)
    if is_asked(turn, plain, turn.talk.audiences):
        return _given(turn)
    parts = [part for one in text.sentences(plain) for part in one.split(",")]
    asks = len(parts) > 1 and any(is_asked(turn, one, turn.talk.audiences) for one in parts)
    return _given(turn) if asks else None


def of_such(turn: Turn) -> Decision | None:
    """ "Vad kan en hembygdsförening få för stöd?": who asks for all that there is for such as them
    gets that, unless one thing is likelier than not what is meant."""
    verdict, said = turn.verdict, turn.assessor.without_places(turn.plain_question)
    if verdict.kind != "answer" or verdict.chance >= _LIKELIER or not verdicts.names_nothing(turn):
        return None
    if turn.signs.to_apply_for.search(said) is None or _is_of_the_thing(turn):
        return None
    return _given(turn) if is_asked(turn, said, turn.talk.audiences) else None


def in_other_words(turn: Turn) -> Decision | None:
    """ "Kan du rada upp vad stan har åt såna som oss", by words that nobody wrote down, where
    nothing is sure and nothing is named."""
    is_open = verdicts.leaves_grants_open(turn) and verdicts.names_nothing(turn)
    is_so = is_open and learned.is_general(turn, turn.plain_question, "allt_stöd")
    return _given(turn) if is_so else None


def _is_gap_to_apply_for(turn: Turn) -> bool:
    """Whether what there is to apply for is asked, and what the sources lack is of another kind:
    "vad finns att söka för ungdomar", of youth centres."""
    return turn.verdict.kind == "unknown" and turn.signs.to_apply_for.search(turn.core) is not None


def is_asked_for(turn: Turn) -> bool:
    """Whether the question, without its places, asks for all the support that there is."""
    return is_asked(turn, turn.assessor.without_places(turn.plain_question))


def is_asked(turn: Turn, said: str, audiences: Collection[str] = ()) -> bool:
    """Whether a text, without its places, asks for all the support that there is; with
    ``audiences`` also where it says for whom."""
    words = turn.assessor.words(said, turn.area)
    return signs.asks(turn.talk.overview, [word for word in words if not _is_for(word, audiences)])


def is_around(turn: Turn, said: str, audiences: Collection[str]) -> bool:
    """Whether a text, without its places, has no word but those that may stand around that, and
    for whom."""
    known = {word for phrase in turn.talk.overview.around for word in phrase.split()}
    words = turn.assessor.words(said, turn.area)
    return all(word in known or _is_for(word, audiences) for word in words)


def _is_for(word: str, audiences: Collection[str]) -> bool:
    """Whether a word says for whom: one of those, or one with an ending of theirs ("*kör")."""
    endings = tuple(one[1:] for one in audiences if one.startswith("*"))
    return word in audiences or word.endswith(endings)


def of_area(turn: Turn, area: str, start: int = 0) -> Decision:
    """The overview of an area, from one of its things on."""
    overview = _overview(turn, area, start)
    if not turn.know.has_joined(area):
        return _not_joined(turn, overview)
    if area != COUNTRY and not has_grants(overview.things):
        return _none_known(turn, overview)
    return _listed(turn, overview, start)


def _overview(turn: Turn, area: str, start: int) -> Overview:
    """What there is in an area, first what is for those that it was asked for."""
    asked = turn.question if start == 0 else turn.before.last_question
    return Overview(turn.say, area, turn.today, needs(turn, asked))


def needs(turn: Turn, asked: str) -> list[Need]:
    """The needs that a question names."""
    words = set(text.tokens(asked))
    return [need for need, known in turn.talk.first_for.items() if known & words]


def _in_short(turn: Turn, places: Iterable[str], first: Collection[Need]) -> list[str]:
    """What there is in the areas around, a line for each."""
    return [Overview(turn.say, area, turn.today, first).in_short() for area in places]


def _given(turn: Turn) -> Decision:
    if any(mention.area == COUNTRY for mention in turn.mentions):
        return of_area(turn, COUNTRY)
    if turn.area is None:
        return places.ask_which(turn)
    return loose.of_area(turn, turn.area) or of_area(turn, turn.area)


def _asked(turn: Turn) -> str:
    """What is asked, without places; "och i Lund?" asks what was asked last."""
    if turn.base is not None:
        return turn.assessor.without_places(turn.base)
    said = turn.assessor.without_places(turn.plain_question)
    points_back = turn.mentions and turn.follows and signs.is_only_another_place(turn.talk, said)
    return turn.assessor.without_places(turn.before.last_question) if points_back else said


def _listed(turn: Turn, overview: Overview, start: int) -> Decision:
    area, things = overview.area, overview.things
    team, around = team_of(turn), unjoined.overviews(turn, area)
    asking = (AskTeam(team),) if team else ()
    start = start if start < len(things) else 0
    taken = len(around) + len(asking)
    page, more, guide = _fits(turn, overview, start, _room(turn) - taken)
    # What there is doesn't depend on whether there is room for its choice.
    alone, *_ = _fits(turn, overview, start, MOST - taken)
    last = (*around, *guide)
    further = (AllSupport(area, str(start + len(page))),) if more else ()
    choices = (*map(this, page), *further, *last, *asking)
    if _are_before(turn, choices):
        return all_said(turn, overview)
    short = _in_short(turn, beside(turn, area), overview.first)
    told = _told(things, alone, start)
    unsaid = overview.unsaid(told, _team_name(turn, team)) if team else ""
    said = [
        overview.headed(),
        overview.ages(told),
        overview.rows(told),
        *short,
        unsaid,
        overview.sources(told),
    ]
    told_of = _within(turn, said, [*reversed(short), unsaid])
    listed = Listed(area, turn.now, area if more else "", start + len(page) if more else 0)
    return replace(answered(turn, told_of, choices), listed=listed)


def _within(turn: Turn, said: Sequence[str], spare: Sequence[str]) -> Sequence[str]:
    """What there is room for in one message, beside the greeting where it is the first; what is one
    tap away anyway is left out, as much as must be."""
    greeting = "" if turn.before.greeted else turn.say("kort_hälsning", om=f"{PREFIX}om")
    left = list(spare)
    while left and len(markup.plain("\n".join([greeting, *said]))) > _ROOM:
        over = left.pop(0)
        said = [one for one in said if one != over]
    return said


def _told(things: Sequence[Thing], page: Sequence[Thing], start: int) -> Sequence[Thing]:
    """The things that are named in the text: first all that can be applied for, further on those
    of the choices."""
    shown = {thing.id for thing in page}
    alone = to_apply_for(things) if start == 0 else []
    named = {thing.id for thing in alone} | shown
    return [thing for thing in things if thing.id in named]


def _fits(
    turn: Turn, overview: Overview, start: int, free: int
) -> tuple[Sequence[Thing], bool, tuple[AskerChoice, ...]]:
    """The things that have room, whether there are more, and the guide."""
    things = overview.things
    guide = _guide(turn, overview.area)
    page, more = _page(things, start, free - len(guide))
    return page, more, guide


def _guide(turn: Turn, area: str) -> tuple[AskerChoice, ...]:
    """The guide, where there is anything to ask about."""
    return (BeginGuide("fits"),) if fitting.is_of_use(turn.know, area, turn.today) else ()


def answered(turn: Turn, said: Sequence[str], choices: tuple[AskerChoice, ...]) -> Decision:
    return Decision(
        turn,
        "answer",
        "overview",
        "\n".join(filter(None, said)),
        ChoosingEntry(turn.question),
        choices,
        area=turn.area,
        score=1.0,
        remembers=turn.question,
    )


def _none_known(turn: Turn, overview: Overview) -> Decision:
    """Of a place that has joined and whose sources name no grant: that, what there is else and
    around, and the offer of a person."""
    say, area, things = turn.say, overview.area, overview.things
    opening = [say("inga_stöd", område=say.area(area))]
    if things:
        names = ", ".join(thing.name for thing in things)
        opening.append(say("känner_till", saker=names))
    short = _in_short(turn, beside(turn, area), overview.first)
    offered = offers.handoff(
        turn, ["\n".join(opening), "\n".join(filter(None, short))], "overview", topic="grants"
    )
    if offered.reason != "overview":
        return offered
    near = (*map(this, things[:_ABOVE_AN_OFFER]), *unjoined.overviews(turn, area))
    return replace(offered, choices=(*near, *offered.choices), remembers=turn.question)


def _not_joined(turn: Turn, overview: Overview) -> Decision:
    """Of a place that hasn't joined: that it hasn't, how people find it, and what can be applied
    for there all the same. Nothing is offered to be sent."""
    area = overview.area
    country = _overview(turn, COUNTRY, 0)
    own, *_ = _page(overview.things, 0, MOST - 2)
    county = [place for place in unjoined.around(turn, area) if place != COUNTRY]
    guide = _guide(turn, area)
    free = MOST - len(own) - len(county) - len(guide)
    page, more = _page(to_apply_for(country.things), 0, free)
    further = (AllSupport(COUNTRY, str(len(page))),) if more else ()
    first: tuple[AskerChoice, ...] = (*map(this, own), *map(AllSupport, county))
    choices = (*first, *map(this, page), *further, *guide)
    if _are_before(turn, choices):
        return all_said(turn, overview)
    said = [
        unjoined.notice(turn, area),
        overview.headed() if own else "",
        overview.rows(own),
        *_in_short(turn, county, overview.first),
        country.headed() if page else "",
        country.rows(page),
        country.sources(page) if page else "",
    ]
    route = Route(area, None, "grants")
    listed = Listed(area, turn.now, COUNTRY if more else "", len(page) if more else 0)
    made = replace(answered(turn, said, choices), outcome="handoff", listed=listed)
    return replace(made, route=route, area=area)


def all_said(turn: Turn, overview: Overview) -> Decision:
    """Somebody who asks for the same again is told that it was all, and offered the country's and a
    person."""
    said = turn.say("allt_sagt", område=turn.say.area(overview.area))
    offered = offers.handoff(turn, [said], "overview", topic="grants")
    around = (AllSupport(COUNTRY),) if overview.area != COUNTRY else ()
    return replace(offered, choices=(*around, *offered.choices))


def _room(turn: Turn) -> int:
    """How many choices there is room for, beside those of an offer that stands."""
    return MOST - 2 if isinstance(turn.before.state, Confirming) else MOST


def _page(things: Sequence[Thing], start: int, most: int) -> tuple[Sequence[Thing], bool]:
    """The things that are shown from one on, and whether there are more: they take a choice."""
    left = things[start:]
    if len(left) <= most:
        return left, False
    return left[: most - 1], True


def beside(turn: Turn, area: str) -> list[str]:
    """The areas around one that an overview names beside it."""
    return unjoined.around(turn, area) if area != COUNTRY else []


def _are_before(turn: Turn, choices: tuple[AskerChoice, ...]) -> bool:
    """Whether these choices were just shown."""
    return turn.before.choices == together(choices, turn.say)


def team_of(turn: Turn) -> str:
    """The team that somebody who asks about grants may ask instead; "" where none answers here."""
    area = turn.area or COUNTRY
    teams = chain(turn.know, area, "grants", "", turn.language)
    return teams[0].id if teams and turn.know.has_joined(area) else ""


def _team_name(turn: Turn, team: str) -> str:
    """What a team is called."""
    return turn.say.localized(turn.know.teams[team].name)


def this(thing: Thing) -> AskerChoice:
    """The choice of a thing."""
    return ThisThing(thing.id)

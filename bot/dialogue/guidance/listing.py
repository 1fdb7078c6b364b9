"""Rules for a checklist: how it is opened, ticked, left and found again. Pure.

What stands in ``guides`` says what a list has and how it reads; here it is a conversation.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from bot.cases.choices import (
    DONE,
    LEFT,
    AskerChoice,
    ListAs,
    OpenList,
    ShowPart,
    TickItem,
    WhichList,
)
from bot.cases.ids import Chosen, all_read
from bot.dialogue.guidance.guiding import is_beside
from bot.dialogue.guidance.kept import progress_of
from bot.dialogue.turns.decision import Decision, DropList, KeepList, Reason
from bot.dialogue.turns.states import Guiding, Listing
from bot.dialogue.turns.turn import Turn
from bot.guides import checkpage, fitting, ticking
from bot.guides.checklist import Reading
from bot.guides.outcome import Outcome
from bot.guides.ticking import News
from bot.knowledge import checklists
from bot.knowledge.checklists import Part
from bot.knowledge.model import Thing

_SHOWN = 5
"""Lists to choose from, at most."""
_ALONE: tuple[Reason, ...] = ("asked-person", "checklist", "danger", "feeling", "guide", "rights")
"""What the way back to a list doesn't stand under."""
_ROOM, _ROOM_ELSEWHERE, _ROOM_IN_A_GUIDE = {"answer": 4}, 5, 9
"""Choices of a message, at most."""


def _with_list(turn: Turn, thing: str) -> Thing | None:
    """A thing that there is a checklist for today."""
    known = turn.know.things.get(thing)
    if known is None or known.ended(turn.today) is not None:
        return None
    return known if checklists.items(turn.know, known) else None


def has_list(turn: Turn, thing: str) -> bool:
    """Whether there is a checklist for a thing today."""
    return _with_list(turn, thing) is not None


def under(turn: Turn, thing: str) -> tuple[AskerChoice, ...]:
    """The choice under an answer about a thing that has a list."""
    return (OpenList(thing, "under"),) if has_list(turn, thing) else ()


def near(turn: Turn) -> str:
    """The thing whose list is open, or lies a tap away under what was said last; "" for none."""
    state = turn.before.state
    if isinstance(state, Listing):
        return state.thing
    shown = all_read(turn.before.choices)
    back = (one for one in shown if isinstance(one, OpenList) and one.way == "back")
    return next((one.thing for one in back), "")


def lies_near(decision: Decision) -> Decision:
    """What is asked in the middle of a list is answered, and the list lies a tap away."""
    turn, choices = decision.turn, decision.choices
    thing = near(turn)
    is_busy = decision.action is not None or decision.keeps_waiting or decision.alone
    if not thing or is_busy or decision.reason in _ALONE or not has_list(turn, thing):
        return decision
    others = tuple(one for one in choices if one != OpenList(thing, "under"))
    most = _ROOM.get(decision.outcome, _ROOM_ELSEWHERE)
    most = _ROOM_IN_A_GUIDE if isinstance(decision.state, Guiding) else most
    if len(others) >= most:
        return decision
    return replace(decision, choices=(*others, OpenList(thing, "back")))


# Which


def mine(turn: Turn) -> Decision:
    """The list that somebody has already; of several, which one; of none, a new one."""
    kept = [thing for thing in turn.lists if has_list(turn, thing)]
    gone = next((thing for thing in turn.lists if thing not in kept), None)
    if len(kept) == 1 and gone is None:
        return opened(turn, kept[0])
    if gone is not None:
        return _no_more(turn, gone)
    return which(turn, kept) if kept else asked(turn)


def asked(turn: Turn) -> Decision:
    """A list for what is talked about; else one of those kept, of those that a guide came to, or of
    the place's."""
    about = near(turn) or (turn.thing.id if turn.thing is not None else "")
    if about and has_list(turn, about):
        return opened(turn, about)
    kept = [thing for thing in turn.lists if has_list(turn, thing)]
    found = kept or _in_reach(turn)
    if len(found) == 1:
        return opened(turn, found[0])
    if found:
        return which(turn, found)
    return Decision(turn, "smalltalk", "checklist", turn.say("lista_ingen"), area=turn.area)


def _in_reach(turn: Turn) -> list[str]:
    """The things with lists that a guide came to; else those of the place and around it."""
    progress, area = progress_of(turn), turn.area
    if area is None:
        return []
    is_guided = isinstance(turn.before.state, Guiding) or is_beside(turn)
    given = progress.given if progress is not None and is_guided else {}
    found = Outcome(turn.say, fitting.fits(turn.know, area, given, turn.today))
    fit = [one.thing.id for one in found.may_fit if has_list(turn, one.thing.id)]
    return fit[:_SHOWN]


def which(turn: Turn, things: Sequence[str]) -> Decision:
    """Which of several lists, with what is left of those that were begun."""
    rows = [
        turn.say("lista_vilken"),
        *(_row(turn, thing) for thing in things if thing in turn.lists),
    ]
    choices = tuple(OpenList(thing, "name") for thing in things[:_SHOWN])
    said = "\n".join(rows)
    return Decision(turn, "clarify", "checklist", said, choices=choices, area=turn.area)


def _row(turn: Turn, thing: str) -> str:
    reading, _ = _reading(turn, turn.know.things[thing])
    return turn.say("lista_rad", sak=reading.thing.name, läge=reading.left())


# Shown


def opened(turn: Turn, thing: str, part: str = "") -> Decision:
    """The list for a thing: begun, or found again with what has changed since."""
    known = _with_list(turn, thing)
    if known is None:
        return _no_more(turn, thing)
    reading, news = _reading(turn, known)
    is_new = thing not in turn.lists
    opening = [reading.left(), reading.kept()] if is_new else [*reading.news(news), reading.left()]
    return _shown(turn, reading, reading.part(part), opening)


def _reading(turn: Turn, thing: Thing) -> tuple[Reading, News]:
    """The list as it stands with what there is today."""
    found, kept = checklists.items(turn.know, thing), turn.lists.get(thing.id)
    if kept is None:
        return Reading(turn.say, thing, ticking.begun(thing, found, turn.now), turn.today), News()
    standing, news = ticking.standing(kept, thing, found, turn.now)
    return Reading(turn.say, thing, standing, turn.today), news


def _shown(
    turn: Turn, reading: Reading, part: Part, opening: Sequence[str], notice: str = ""
) -> Decision:
    thing = reading.thing.id
    return Decision(
        turn,
        "answer",
        "checklist",
        reading.shown(part, opening),
        Listing(thing, part.name),
        _choices(reading, part),
        area=turn.area,
        thing=thing,
        score=1.0,
        action=KeepList(reading.kept_list, notice),
    )


def _choices(reading: Reading, part: Part) -> tuple[AskerChoice, ...]:
    thing, done = reading.thing.id, reading.kept_list.done
    ticks = (TickItem(thing, one.key, LEFT if one.key in done else DONE) for one in part.items)
    others = (ShowPart(thing, one.name) for one in reading.parts if one is not part)
    return (*ticks, *others, ListAs(thing, "text"), ListAs(thing, "file"))


def _no_more(turn: Turn, thing: str) -> Decision:
    """The thing is gone, and its list with it."""
    kept, known = turn.lists.get(thing), turn.know.things.get(thing)
    name = known.name if known is not None else kept.name if kept is not None else ""
    if not name:
        return Decision(turn, "smalltalk", "expired", turn.say("knapp_gammal"), keeps_waiting=True)
    said = turn.say("lista_saken_borta", sak=turn.say.called(name))
    action = DropList(thing) if kept is not None else None
    return Decision(turn, "smalltalk", "checklist", said, area=turn.area, action=action)


def unsure(turn: Turn, thing: str) -> Decision:
    """Several items may be meant: they are asked for by number."""
    found = opened(turn, thing, _part_shown(turn))
    again = f"{turn.say('lista_vilken_punkt')}\n\n{found.markdown}"
    return replace(found, markdown=again) if isinstance(found.action, KeepList) else found


def _part_shown(turn: Turn) -> str:
    state = turn.before.state
    return state.part if isinstance(state, Listing) else ""


# Pressed


def pressed(turn: Turn, choice: Chosen) -> Decision | None:
    """What is chosen of a checklist; it is never too old, since it names what it is about."""
    match choice:
        case OpenList(thing, _):
            return opened(turn, thing)
        case WhichList():
            found = _in_reach(turn)
            several = which(turn, found) if found else asked(turn)
            return opened(turn, found[0]) if len(found) == 1 else several
        case TickItem(thing, item, state):
            return ticked(turn, thing, (item,), done=state == DONE)
        case ShowPart(thing, part):
            return _turned_to(turn, thing, part)
        case ListAs(thing, form):
            return printed(turn, thing) if form == "file" else forwarded(turn, thing)
    return None


def ticked(turn: Turn, thing: str, keys: Collection[str], *, done: bool) -> Decision:
    """Some items are done, or left after all: that is said, and the list is as it is now."""
    known = _with_list(turn, thing)
    if known is None:
        return _no_more(turn, thing)
    before, news = _reading(turn, known)
    changed = [one for one in before.items if one.key in keys]
    if not changed:
        return opened(turn, thing)
    reading = replace(before, kept_list=before.kept_list.with_state(keys, done=done, now=turn.now))
    notice, left = reading.ticked(changed, done=done), reading.kept_list.left(reading.items)
    opening = [notice, *reading.news(news), *([] if left else [reading.left()])]
    part = next(one for one in reading.parts if changed[0] in one.items)
    shown = _shown(turn, reading, part, opening, notice)
    return replace(shown, state=Listing(thing, part.name, tuple(keys), done))


def _turned_to(turn: Turn, thing: str, name: str) -> Decision:
    """Another part, where the first one stood."""
    known = _with_list(turn, thing)
    if known is None:
        return _no_more(turn, thing)
    reading, news = _reading(turn, known)
    part = reading.part(name)
    notice = reading.turned_to(part)
    return _shown(turn, reading, part, [notice, *reading.news(news)], notice)


def forwarded(turn: Turn, thing: str) -> Decision:
    """The whole list as one text, by itself, to send on."""
    known = _with_list(turn, thing)
    if known is None:
        return _no_more(turn, thing)
    reading, _ = _reading(turn, known)
    said = reading.forward()
    return Decision(
        turn, "answer", "checklist", said, area=turn.area, keeps_waiting=True, alone=True, score=1.0
    )


def printed(turn: Turn, thing: str) -> Decision:
    """The whole list as a file to print."""
    said = forwarded(turn, thing)
    if not said.alone:
        return said
    reading, _ = _reading(turn, turn.know.things[thing])
    page = checkpage.page(reading, f"{turn.say('lista_filnamn')}-{thing}")
    return replace(said, markdown=turn.say("lista_fil"), file=page)

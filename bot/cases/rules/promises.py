"""What is promised of a case, and what follows when it isn't kept. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.cases import tongue
from bot.cases.acts import Coordinator, PutOff
from bot.cases.case import Case, Event, standing
from bot.cases.deadlines import CLOSED, HALF, LATE, TODAY, is_quiet
from bot.cases.occurrences import Expire, Lapse, Remind, Stuck, Unanswered
from bot.cases.quoting import capital, shown
from bot.cases.routing import deputy_of, hours_of, promised
from bot.cases.rules.custody import card, passed_on
from bot.cases.ruling import ASKER, HERE, Circumstances, Refusal, Ruling, Tell, speaker
from bot.days import workdays
from bot.knowledge.model import DEFAULT_TEAM

_LONGEST_DELAY = dt.timedelta(days=62)
_A_YEAR = dt.timedelta(days=300)
"""A day that is further away is told with its year."""


def put_off(act: PutOff, case: Case, by: Coordinator, known: Circumstances) -> Ruling | Refusal:
    cards, team = known.cards, speaker(case, by)
    due = hours_of(cards.team(team)).closing_on(act.day)
    if due is None or not known.now < due <= known.now + _LONGEST_DELAY:
        is_far = abs(act.day - workdays.today(known.now)) > _A_YEAR
        day = cards.sv.date(act.day) if is_far else cards.sv.weekday(act.day)
        return Refusal(cards.here("dagen_går_inte", case, dag=capital(day)))
    after = replace(case, due=due, started=known.now, step=0, state=case.waiting)
    words = cards.tell(
        "nytt_löfte",
        after,
        team=capital(cards.name(team, case.language)),
        varför=tongue.reason(case, act.why, cards.knowledge),
    )
    tells = (
        Tell(ASKER, words, "notice"),
        Tell(HERE, cards.here("uppskjuten", case, dag=cards.day(due))),
    )
    return Ruling(after, tells, (Event("put-off", "team", f"{act.day} {act.why}"),))


def stuck(occurrence: Stuck, case: Case, known: Circumstances) -> Ruling | None:
    """The asker is told that the question is safe and not there; never once a card has arrived."""
    if not case.is_open or known.has_happened("delivered"):
        return None
    return Ruling(case, (Tell(ASKER, known.cards.tell("ej_framme", case), "notice"),))


def remind(occurrence: Remind, case: Case, known: Circumstances) -> Ruling | None:
    """The team is reminded, in its hours."""
    cards, is_half = known.cards, occurrence.step == HALF
    if not case.is_open or not _is_open(case.team, known):
        return None
    key = "påminn_halva" if is_half else "påminn_idag"
    notice = Tell(case.team, cards.here(key, case, dag=cards.short_day(case.due)))
    event = Event("reminded", "bot", "half" if is_half else "today")
    return Ruling(replace(case, step=occurrence.step), (), (event,), reminders=(notice,))


def unanswered(occurrence: Unanswered, case: Case, known: Circumstances) -> Ruling | None:
    """The promised day doesn't pass without a word: the asker hears what is waited for, in the
    team's hours, and the team that it waits for them."""
    cards = known.cards
    if not case.is_open or not _is_open(case.team, known):
        return None
    asked = next((e.text for e in reversed(standing(known.history)) if e.kind == "asked-back"), "")
    words = cards.tell(
        "väntar_på_ditt_svar",
        case,
        team=capital(cards.name(case.team, case.language)),
        undran=shown(asked),
    )
    notice = Tell(case.team, cards.here("väntar_på_den_som_frågade", case))
    event = Event("reminded", "bot", "asker")
    tells = (Tell(ASKER, words, "notice"),)
    return Ruling(replace(case, step=TODAY), tells, (event,), reminders=(notice,))


def day_over(case: Case, known: Circumstances) -> Ruling | None:
    """Whoever asked was promised an answer that day, or word: they hear on that day that it drags
    on, and that it isn't their fault."""
    cards = known.cards
    if not case.is_open:
        return None
    words = cards.tell("dröjer_i_dag", case, team=capital(cards.name(case.team, case.language)))
    event = Event("reminded", "bot", "closed")
    return Ruling(replace(case, step=CLOSED), (Tell(ASKER, words, "notice"),), (event,))


def lapse(occurrence: Lapse, case: Case, known: Circumstances) -> Ruling | None:
    """The deputy has it now, and from twice the time on the default team; the asker is told. Where
    nobody is left to give it to, the asker is told the truth.

    The next team gets it as soon as that works, however long the late one is shut; one that is
    shut all day gets it in the late one's hours, so that the asker hears of it.
    """
    if not case.is_open:
        return None
    hours = hours_of(known.cards.team(case.team))
    promise = max(hours.between(case.started, case.due), dt.timedelta(hours=1))
    twice = hours.add(case.due, promise)
    next_team = _next_team(case, known, is_twice=bool(case.former) or twice <= known.now)
    receiver = next_team or case.team
    if not _is_open(receiver if _works_today(receiver, known) else case.team, known):
        return None
    return _escalated(case, next_team, twice, known) if next_team else _left(case, known)


def _next_team(case: Case, known: Circumstances, *, is_twice: bool) -> str | None:
    """Who has a late case next."""
    if is_twice and known.staff.has_room(DEFAULT_TEAM):
        return DEFAULT_TEAM if case.team != DEFAULT_TEAM else None
    passed = frozenset(case.former)
    team = deputy_of(known.cards.knowledge, case.team, known.staff, passed)
    return team if team != case.team else None


def _is_open(team: str, known: Circumstances) -> bool:
    return hours_of(known.cards.team(team)).is_open(known.now)


def _works_today(team: str, known: Circumstances) -> bool:
    today = workdays.local(known.now).date()
    return hours_of(known.cards.team(team)).on(today) is not None


def _left(case: Case, known: Circumstances) -> Ruling:
    """It stays where it is."""
    cards = known.cards
    words = cards.tell("sent_igen", case, förut=cards.day(case.due, case.language))
    words = f"{words} {cards.contact(case, case.owner)}".strip()
    reminder = Tell(case.team, cards.here("påminn_sist", case))
    return Ruling(
        replace(case, step=LATE),
        (Tell(ASKER, words, "notice"),),
        (Event("late", "bot"),),
        over="question",
        reminders=(reminder,),
    )


def _escalated(case: Case, team: str, twice: dt.datetime, known: Circumstances) -> Ruling:
    """A deputy has it until twice the time, however long its own promise is, and no longer than
    that: the late team may be shut."""
    cards = known.cards
    due = promised(cards.team(team), known.now)
    if team != DEFAULT_TEAM:
        due = min(due, hours_of(cards.team(team)).promise(max(twice, known.now), 0))
    former = tuple(dict.fromkeys((*case.former, case.team)))
    after = replace(passed_on(case, team, due, known), former=former)
    words = cards.tell("sent", after, förut=cards.day(case.due, case.language))
    words = f"{words} {cards.contact(case, case.owner)}".strip()
    came_from = cards.here("sen_hit", case, team=cards.name(case.team))
    passed = cards.here("påminn_vidare", case, team=cards.name(team))
    return Ruling(
        after,
        (card(after, came_from, known), Tell(ASKER, words, "notice")),
        (Event("escalated", "bot", team),),
        over="question",
        reminders=(Tell(case.team, passed),),
    )


def expire(occurrence: Expire, case: Case, known: Circumstances) -> Ruling | None:
    """An answered case is closed when nobody has said more; so is one that waits in vain for its
    asker, who is told, in the team's hours."""
    cards, after = known.cards, replace(case, state="closed")
    if not is_quiet(case, known.now):
        return None
    if not case.is_open:
        return Ruling(after, (), (Event("closed", "bot", "quiet"),), over="talk")
    if not _is_open(case.team, known):
        return None
    tells = (
        Tell(ASKER, cards.tell("stängd_väntan", case), "notice"),
        Tell(case.team, cards.here("stängd_här", case)),
    )
    return Ruling(after, tells, (Event("closed", "bot", "no answer from the asker"),), over="talk")

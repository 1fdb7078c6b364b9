"""Who has a case: claimed, given back, passed on, closed. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot.cases import tongue
from bot.cases.acts import Claim, Close, Coordinator, GiveBack, Release, Thumb, Transfer
from bot.cases.case import Case, Event
from bot.cases.labels import labelled
from bot.cases.quoting import capital, shown
from bot.cases.routing import promised, receivers
from bot.cases.ruling import ASKER, HERE, Circumstances, Refusal, Ruling, Tell, speaker
from bot.cases.teamchoices import PassHeldTo, PassTo


def claim(act: Claim | Thumb, case: Case, by: Coordinator, known: Circumstances) -> Ruling:
    """Take it; a closed one is open again, with a new promise, since closing by mistake must be
    mendable."""
    cards = known.cards
    if case.state != "closed":
        taken = case.state == "claimed" and case.claimed_by not in ("", by.person)
        state = "claimed" if case.is_open else case.state
        notice = Tell(HERE, cards.here("redan_tagen" if taken else "tagen", case))
        after = replace(case, state=state, claimed_by=by.person)
        return Ruling(after, (notice,), (Event("claimed", "team"),))
    due = promised(cards.team(case.team), known.now)
    after = replace(case, state="claimed", claimed_by=by.person, due=due, started=known.now, step=0)
    tells = (
        Tell(HERE, cards.here("öppnad_igen", after, dag=cards.short_day(due))),
        Tell(ASKER, cards.tell("flyttad", after), "notice"),
    )
    return Ruling(after, tells, (Event("reopened", "team"),))


def give_back(act: GiveBack, case: Case, by: Coordinator, known: Circumstances) -> Ruling:
    notice = Tell(HERE, known.cards.here("fri_igen", case))
    return Ruling(_free(case), (notice,), (Event("released", "team"),))


def release(act: Release, case: Case, by: Coordinator, known: Circumstances) -> Ruling:
    return Ruling(_free(case), (), (Event("released", "team"),))


def _free(case: Case) -> Case:
    return replace(case, state="open", claimed_by="")


def transfer(act: Transfer, case: Case, by: Coordinator, known: Circumstances) -> Ruling | Refusal:
    """To another team, with its card there, a new promise, and word of it here and to the asker."""
    cards = known.cards
    if (refusal := _no_receiver(act, case, known)) is not None:
        return refusal
    came_from = cards.here(
        "lämnad_hit" if act.why else "lämnad_hit_utan",
        case,
        team=cards.name(case.team),
        varför=shown(act.why),
    )
    former = tuple(team for team in case.former if team not in (act.team, *by.teams))
    due = promised(cards.team(act.team), known.now)
    after = passed_on(replace(case, former=former), act.team, due, known)
    tells = (
        card(after, came_from, known),
        Tell(HERE, cards.here("lämnad", case, team=cards.name(act.team))),
        Tell(ASKER, cards.tell("flyttad", after), "notice"),
    )
    return Ruling(after, tells, (Event("transferred", "team", f"{act.team} {act.why}".strip()),))


def _no_receiver(act: Transfer, case: Case, known: Circumstances) -> Refusal | None:
    """Why it can't go there: where it can, or how else that team is reached."""
    cards = known.cards
    if case.practice:
        return Refusal(cards.here("övning_stannar"))
    teams = cards.teams(case, known.staff)
    offered = tuple(labelled(_to(act, case, id_), label) for id_, label in teams)
    if not act.team and not offered:
        return Refusal(cards.here("lämna_ingen", case))
    if not act.team:
        key = "lämna_vart_skäl" if act.held else "lämna_vart"
        asked = cards.here(key, case, text=shown(act.why))
        return Refusal(asked, offered, case.number)
    if act.team == case.team:
        return Refusal(cards.here("redan_där", case))
    if act.team not in {*cards.knowledge.teams, *receivers(cards.knowledge, case.area)}:
        return Refusal(cards.here("okänt_lag", case), offered, case.number if offered else "")
    if not known.staff.has_room(act.team):
        ways = cards.contact(case, act.team, "ring_eller_mejla")
        return Refusal(cards.here("inget_rum", case, team=cards.name(act.team), kontakt=ways))
    return None


def _to(act: Transfer, case: Case, team: str) -> PassTo | PassHeldTo:
    """The choice of a team, with the reason that was written already."""
    return PassHeldTo(case.number, act.held, team) if act.held else PassTo(case.number, team)


def passed_on(case: Case, team: str, due: dt.datetime, known: Circumstances) -> Case:
    """The case as it is with another team, with a promise of its own."""
    return replace(
        case,
        team=team,
        state="open",
        claimed_by="",
        asked_back=None,
        step=0,
        started=known.now,
        due=due,
        delivered=None,
    )


def card(case: Case, came_from: str, known: Circumstances) -> Tell:
    """The card of a case that has come to its team from another."""
    cards = known.cards
    text = cards.card(case, came_from=came_from, parts=known.parts, history=known.history)
    return Tell(case.team, text, "card", cards.choices(case))


def close(act: Close, case: Case, by: Coordinator, known: Circumstances) -> Ruling:
    cards, after = known.cards, replace(case, state="closed")
    event = Event("closed", "team", act.why)
    if case.state == "answered":
        done = Tell(HERE, cards.here("stängd_klar", case))
        return Ruling(after, (done,), (event,), over="talk")
    words = cards.tell(
        "stängd_utan_svar" if act.why else "stängd_utan_skäl",
        case,
        team=capital(cards.name(speaker(case, by), case.language)),
        varför=tongue.reason(case, act.why, cards.knowledge),
    )
    ways = cards.contact(case, case.owner, "ring_eller_mejla")
    tells = (
        Tell(ASKER, f"{words} {ways}".strip(), "notice"),
        Tell(HERE, cards.here("stängd_här" if act.why else "stängd_här_utan_skäl", case)),
    )
    return Ruling(after, tells, (event,), over="talk")

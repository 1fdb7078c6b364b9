"""What an act does to a case, or why it is refused. Pure; authority is checked here and nowhere else.

Whoever sits in a team's room may act for the team, and nobody else can. The asker may act on a case of their own.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from bot import workdays
from bot.cases import choices
from bot.cases.cards import Cards, capital, promised, shown
from bot.cases.case import Case, Event, Part, Purpose
from bot.cases.choices import BadAnswer, GoodAnswer, NewQuestion, PassTo, labelled
from bot.cases.routing import Staff, deputy_of, hours_of
from bot.knowledge.model import DEFAULT_TEAM
from bot.markup import escape
from bot.messages import Choice
from bot.text import has_words

_LONGEST_DELAY = dt.timedelta(days=62)

# What people do. ``text`` is masked already.


@dataclass(frozen=True, slots=True)
class Answer:
    """A person's answer; ``source`` is the message that it stands in."""

    text: str
    source: str


@dataclass(frozen=True, slots=True)
class AskBack:
    text: str
    source: str


@dataclass(frozen=True, slots=True)
class SendEntry:
    """Send one of the nearest entries as the answer."""

    entry: str
    source: str


@dataclass(frozen=True, slots=True)
class Claim:
    pass


@dataclass(frozen=True, slots=True)
class GiveBack:
    """What was claimed is free again."""


@dataclass(frozen=True, slots=True)
class Transfer:
    """To another team, with a word why; without a team: which ones there are."""

    team: str
    why: str


@dataclass(frozen=True, slots=True)
class PutOff:
    day: dt.date
    why: str


@dataclass(frozen=True, slots=True)
class Close:
    why: str


@dataclass(frozen=True, slots=True)
class TakeBack:
    """The answer or the question that was still waiting has been taken out of the outbox."""

    asked: bool
    was_answered: bool
    """Whether the case counted as answered before it."""


@dataclass(frozen=True, slots=True)
class Add:
    """More from the asker: to a coordinator's question, after an answer, or by itself."""

    text: str


@dataclass(frozen=True, slots=True)
class Correct:
    """An edit: of the question itself, or of something added to it."""

    text: str
    was: str = ""
    """What the edited message said, where it was asked in it."""


@dataclass(frozen=True, slots=True)
class Remove:
    """Something that was added has been taken away again."""


@dataclass(frozen=True, slots=True)
class Withdraw:
    pass


@dataclass(frozen=True, slots=True)
class Helped:
    yes: bool


TeamAct = Answer | AskBack | SendEntry | Claim | GiveBack | Transfer | PutOff | Close | TakeBack
AskerAct = Add | Correct | Remove | Withdraw | Helped


@dataclass(frozen=True, slots=True)
class Seat:
    """Who acts in a team's room: the teams that sit there and the person. ``known``: they came by the case's own card."""

    teams: tuple[str, ...]
    person: str
    known: bool = False


@dataclass(frozen=True, slots=True)
class Tell:
    """Something to be said: to the asker, here in the room, or to a team (its id)."""

    to: str
    text: str
    purpose: Purpose = "note"
    choices: tuple[Choice, ...] = ()
    delay: dt.timedelta = dt.timedelta()
    source: str = ""
    person: str = ""


@dataclass(frozen=True, slots=True)
class Ruling:
    """The case as it is afterwards, what goes into its history, and what is said to whom."""

    case: Case
    tells: tuple[Tell, ...] = ()
    events: tuple[Event, ...] = ()
    is_done: bool = False
    """Whether the asker's conversation is no longer about this case."""


@dataclass(frozen=True)
class Table:
    """What a ruling is made with: the texts, who sits where, the time, how long an answer can be taken back, what the asker
    has said of the case and what has happened to it."""

    cards: Cards
    staff: Staff
    now: dt.datetime
    undo: dt.timedelta
    parts: tuple[Part, ...]
    history: tuple[Event, ...]


def acting(case: Case, teams: Collection[str]) -> str | None:
    """The team that somebody in these teams' room acts for: the one that has the case, or one that it passed from. None where
    they may not."""
    return next((team for team in (case.team, *case.former) if team in teams), None)


def by_team(
    act: TeamAct,
    case: Case | None,
    number: str,
    seat: Seat,
    table: Table,
    *,
    on_its_way: bool = False,
) -> Ruling | Tell:
    """What a coordinator's act does; a ``Tell`` is a refusal. ``on_its_way``: an answer can still be taken back."""
    cards = table.cards
    may = case is not None and acting(case, seat.teams) is not None
    if case is None or not (may or seat.known):
        return Tell("here", cards.here("finns_inte_här", nummer=number))
    if not may:
        return Tell("here", cards.here("ligger_hos", case, team=cards.name(case.team)))
    if case.state == "withdrawn" or (case.state == "closed" and not isinstance(act, Claim)):
        return Tell(
            "here", cards.here("återtagen" if case.state == "withdrawn" else "avslutad", case)
        )
    if on_its_way and isinstance(act, Close | Transfer | PutOff):
        return Tell("here", cards.here("svar_på_väg", case))
    rule: Callable[..., Ruling | Tell] = _RULES[type(act)]
    return rule(act, case, seat, table)


def _answer(act: Answer, case: Case, seat: Seat, table: Table) -> Ruling:
    again = case.state == "answered"
    markdown = table.cards.answer(case, str(acting(case, seat.teams)), act.text, again=again)
    return _relayed(case, seat, table, markdown, Event("answered", "team", act.text), act.source)


def _send_entry(act: SendEntry, case: Case, seat: Seat, table: Table) -> Ruling | Tell:
    cards, entry = table.cards, table.cards.knowledge.entries.get(act.entry)
    if entry is None or act.entry not in case.near:
        return Tell("here", cards.here("ingen_post", case))
    key = "svar_till" if case.state == "answered" else "svar_kommer"
    head = cards.tell(
        key,
        case,
        team=cards.name(str(acting(case, seat.teams)), case.language),
        när=cards.when(case.created, case.language),
    )
    shown = cards.say(case).answer(entry, case.area)
    markdown = f"{head}\n\n{shown}\n\n{cards.tell('svar_slut', case)}"
    return _relayed(case, seat, table, markdown, Event("sent-entry", "team", act.entry), act.source)


def _relayed(
    case: Case, seat: Seat, table: Table, markdown: str, event: Event, source: str
) -> Ruling:
    """An answer waits as long as it can be taken back. A second one is sent too, and says that there was one. An entry is named:
    nobody in the room wrote it."""
    cards, again = table.cards, case.state == "answered"
    what = (
        cards.here("svar_med_post", case, rubrik=escape(cards.title(event.text)))
        if event.kind == "sent-entry"
        else case.number
    )
    thanks = (
        choices.shown(GoodAnswer(case.number), cards.say(case)),
        choices.shown(BadAnswer(case.number), cards.say(case)),
    )
    said = (
        [cards.here("också_svarat", case)]
        if again and case.claimed_by not in ("", seat.person)
        else []
    )
    said.append(
        cards.here(
            "svar_väntar", case, nummer=what, sekunder=str(round(table.undo.total_seconds()))
        )
        if table.undo
        else cards.here("svar_går", case, nummer=what)
    )
    after = replace(
        case, state="answered", claimed_by=case.claimed_by or seat.person, asked_back=None
    )
    team = str(acting(case, seat.teams))
    tells = (
        Tell("asker", markdown, "relay", thanks, table.undo, source, seat.person),
        Tell("here", " ".join(said)),
        *(
            [Tell(case.team, cards.here("svarad_av", case, team=cards.name(team)))]
            if team != case.team
            else []
        ),
    )
    return Ruling(after, tells, (event,))


def _ask_back(act: AskBack, case: Case, seat: Seat, table: Table) -> Ruling:
    cards = table.cards
    new = (labelled(NewQuestion(case.number), cards.tell("nej_ny_fråga", case)),)
    asked = cards.question_back(case, str(acting(case, seat.teams)), act.text)
    state = "claimed" if case.is_open else case.state
    after = replace(
        case, state=state, claimed_by=case.claimed_by or seat.person, asked_back=table.now
    )
    key = "fråga_går" if table.undo else "fråga_går_nu"
    said = cards.here(key, case, sekunder=str(round(table.undo.total_seconds())))
    tells = (
        Tell("asker", asked, "question", new, table.undo, act.source, seat.person),
        Tell("here", said),
    )
    return Ruling(after, tells, (Event("asked-back", "team", act.text),))


def _claim(_: Claim, case: Case, seat: Seat, table: Table) -> Ruling:
    """Take it; a closed one is open again, with a new promise, since closing by mistake must be mendable."""
    cards = table.cards
    if case.state == "closed":
        due = promised(cards.team(case.team), table.now)
        after = replace(
            case, state="claimed", claimed_by=seat.person, due=due, started=table.now, step=0
        )
        here = cards.here("öppnad_igen", after, dag=cards.short_day(due))
        return Ruling(
            after,
            (Tell("here", here), Tell("asker", cards.tell("flyttad", after), "notice")),
            (Event("reopened", "team"),),
        )
    taken = case.state == "claimed" and case.claimed_by not in ("", seat.person)
    after = replace(case, state="claimed" if case.is_open else case.state, claimed_by=seat.person)
    return Ruling(
        after,
        (Tell("here", cards.here("redan_tagen" if taken else "tagen", case)),),
        (Event("claimed", "team"),),
    )


def _give_back(_: GiveBack, case: Case, seat: Seat, table: Table) -> Ruling:
    after = replace(case, state="open", claimed_by="") if case.is_open else case
    return Ruling(
        after, (Tell("here", table.cards.here("fri_igen", case)),), (Event("released", "team"),)
    )


def _transfer(act: Transfer, case: Case, seat: Seat, table: Table) -> Ruling | Tell:
    cards = table.cards
    if case.practice:
        return Tell("here", cards.here("övning_stannar"))
    labels = cards.teams(case, table.staff)
    if not act.team:
        teams = tuple(labelled(PassTo(case.number, id_), label) for id_, label in labels)
        return Tell("here", cards.here("lämna_vart", case), choices=teams)
    if act.team == case.team:
        return Tell("here", cards.here("redan_där", case))
    if act.team not in dict(labels):
        return Tell("here", cards.here("okänt_lag", case))
    if not table.staff.has_room(act.team):
        contact = cards.contact(case, act.team, "ring_eller_mejla")
        return Tell(
            "here", cards.here("inget_rum", case, team=cards.name(act.team), kontakt=contact)
        )
    came = cards.here(
        "lämnad_hit" if act.why else "lämnad_hit_utan",
        case,
        team=cards.name(case.team),
        varför=shown(act.why),
    )
    former = tuple(team for team in case.former if team not in (act.team, *seat.teams))
    return moved(
        replace(case, former=former),
        act.team,
        came,
        table,
        Event("transferred", "team", f"{act.team} {act.why}".strip()),
    )


def moved(case: Case, team: str, came_from: str, table: Table, event: Event) -> Ruling:
    """The case with another team: its card there, a new promise, and word of it here and to the asker."""
    cards, after = (
        table.cards,
        _with(case, team, promised(table.cards.team(team), table.now), table),
    )
    tells = (
        _card(after, came_from, table),
        Tell("here", cards.here("lämnad", case, team=cards.name(team))),
        Tell("asker", cards.tell("flyttad", after), "notice"),
    )
    return Ruling(after, tells, (event,))


def _with(case: Case, team: str, due: dt.datetime, table: Table) -> Case:
    return replace(
        case,
        team=team,
        state="open",
        claimed_by="",
        asked_back=None,
        step=0,
        started=table.now,
        due=due,
        delivered=None,
    )


def _card(case: Case, came_from: str, table: Table) -> Tell:
    cards = table.cards
    return Tell(
        case.team,
        cards.card(case, came_from=came_from, parts=table.parts, history=table.history),
        "card",
        cards.choices(case),
    )


def _put_off(act: PutOff, case: Case, seat: Seat, table: Table) -> Ruling | Tell:
    cards = table.cards
    team = str(acting(case, seat.teams))
    due = hours_of(cards.team(team)).closing_on(act.day)
    if due is None or not table.now < due <= table.now + _LONGEST_DELAY:
        return Tell("here", cards.here("dagen_går_inte", case, dag=cards.sv.weekday(act.day)))
    after = replace(case, due=due, started=table.now, step=0, state=case.waiting)
    told = cards.tell(
        "nytt_löfte",
        after,
        team=capital(cards.name(team, case.language)),
        varför=escape(act.why.rstrip(". ")),
    )
    tells = (
        Tell("asker", told, "notice"),
        Tell("here", cards.here("uppskjuten", case, dag=cards.day(due))),
    )
    return Ruling(after, tells, (Event("put-off", "team", f"{act.day} {act.why}"),))


def _close(act: Close, case: Case, seat: Seat, table: Table) -> Ruling:
    cards = table.cards
    if case.state == "answered":
        done = Tell("here", cards.here("stängd_klar", case))
        return Ruling(
            replace(case, state="closed"),
            (done,),
            (Event("closed", "team", act.why),),
            is_done=True,
        )
    team = str(acting(case, seat.teams))
    told = cards.tell(
        "stängd_utan_svar",
        case,
        team=capital(cards.name(team, case.language)),
        varför=escape(act.why.rstrip(". ")),
    )
    contact = cards.contact(case, case.owner, "ring_eller_mejla")
    tells = (
        Tell("asker", f"{told} {contact}".strip(), "notice"),
        Tell("here", cards.here("stängd_här", case)),
    )
    return Ruling(
        replace(case, state="closed"), tells, (Event("closed", "team", act.why),), is_done=True
    )


def _take_back(act: TakeBack, case: Case, seat: Seat, table: Table) -> Ruling:
    """The case as it was before: what was answered then still is, what waited waits again."""
    after = (
        replace(case, asked_back=None)
        if act.asked
        else replace(case, state="answered" if act.was_answered else "claimed")
    )
    key = "ångrat_fråga" if act.asked else "ångrat"
    kind = "question-taken-back" if act.asked else "taken-back"
    return Ruling(after, (Tell("here", table.cards.here(key, case)),), (Event(kind, "team"),))


_RULES: dict[type, Callable[..., Ruling | Tell]] = {
    Answer: _answer,
    SendEntry: _send_entry,
    AskBack: _ask_back,
    Claim: _claim,
    GiveBack: _give_back,
    Transfer: _transfer,
    PutOff: _put_off,
    Close: _close,
    TakeBack: _take_back,
}


def by_asker(act: AskerAct, case: Case, table: Table) -> Ruling:
    """What the asker's own act does to a case of theirs."""
    cards = table.cards
    if isinstance(act, Withdraw):
        if not (case.is_open or case.state == "answered"):
            return Ruling(
                case, (Tell("asker", cards.tell("redan_klar", case), "reply"),), is_done=True
            )
        team = capital(cards.name(case.team, case.language))
        tells = [Tell("asker", cards.tell("tillbakadragen", case, team=team), "reply")]
        tells += [
            Tell(seat, cards.here("tillbaka_i_rummet", case)) for seat in (case.team, *case.former)
        ]
        return Ruling(
            replace(case, state="withdrawn", asked_back=None),
            tuple(tells),
            (Event("withdrawn", "asker"),),
            is_done=True,
        )
    if isinstance(act, Helped):
        verdict = Event("helped" if act.yes else "not-helped", "asker")
        if not act.yes:
            return Ruling(
                case, (Tell("asker", cards.tell("vad_saknas", case), "reply"),), (verdict,)
            )
        thanks = [Tell("asker", cards.tell("tack_hjälpt", case), "reply")]
        if case.is_open:
            thanks.append(Tell(case.team, cards.here("räcker_i_rummet", case)))
        return Ruling(
            replace(case, state="closed", asked_back=None), tuple(thanks), (verdict,), is_done=True
        )
    if case.state == "withdrawn":
        return Ruling(case, (Tell("asker", cards.tell("redan_klar", case), "reply"),), is_done=True)
    if isinstance(act, Remove):
        return Ruling(
            case,
            (Tell(case.team, cards.here("tillägg_borta", case)),),
            (Event("removed", "asker"),),
        )
    return _more(act, case, table)


def _more(act: Add | Correct, case: Case, table: Table) -> Ruling:
    """More words to the team. An answered or closed case opens again, with a new promise."""
    cards, answering = table.cards, case.asked_back is not None
    reopened = not case.is_open
    after = replace(case, asked_back=None)
    if reopened or answering:
        after = replace(
            after,
            state=case.waiting,
            due=promised(cards.team(case.team), table.now),
            started=table.now,
            step=0,
        )
    if isinstance(act, Correct):
        whole = act.was == case.question and has_words(act.text)
        key, told, kind = "rättelse" if whole else "rättat_tillägg", "rättat", "corrected"
        after = replace(after, question=act.text) if whole else after
    else:
        key, told, kind = (
            "svar_på_fråga" if answering else "tillägg",
            "tillagt_öppnad" if reopened or answering else "tillagt",
            "added",
        )
    said = cards.here(key, case, text=shown(act.text))
    if reopened:
        said += " " + cards.here("öppnad_igen", after, dag=cards.short_day(after.due))
    tells = (
        Tell(case.team, said, "addition"),
        Tell("asker", cards.tell(told, after), "reply"),
    )
    return Ruling(after, tells, (Event(kind, "asker", act.text),))


def lapsed(case: Case, table: Table) -> Ruling:
    """The promise wasn't kept. The deputy has it now, and from twice the time on the default team; the asker is told.

    Where nobody is left to give it to, the asker is told the truth.
    """
    cards = table.cards
    before, waiting = cards.day(case.due, case.language), cards.contact(case, case.owner)
    hours = hours_of(cards.team(case.team))
    twice = hours.add(case.due, max(hours.between(case.started, case.due), dt.timedelta(hours=1)))
    team = _next_team(case, table, is_twice=bool(case.former) or twice <= table.now)
    if team is None:
        told = f"{cards.tell('sent_igen', case, förut=before)} {waiting}".strip()
        nobody = (
            Tell("asker", told, "notice"),
            Tell(case.team, cards.here("påminn_sist", case), "notice"),
        )
        return Ruling(replace(case, step=LATE), nobody, (Event("late", "bot"),))
    # A deputy has it until twice the time, however long its own promise is, and no longer than that: the late team may be shut.
    own = promised(cards.team(team), table.now)
    due = (
        own
        if team == DEFAULT_TEAM
        else min(own, hours_of(cards.team(team)).promise(max(twice, table.now), 0))
    )
    after = replace(
        _with(case, team, due, table), former=tuple(dict.fromkeys((*case.former, case.team)))
    )
    told = f"{cards.tell('sent', after, förut=before)} {waiting}".strip()
    passed_on = cards.here("påminn_vidare", case, team=cards.name(team))
    came = cards.here("sen_hit", case, team=cards.name(case.team))
    tells = (
        _card(after, came, table),
        Tell(case.team, passed_on, "notice"),
        Tell("asker", told, "notice"),
    )
    return Ruling(after, tells, (Event("escalated", "bot", team),))


def _next_team(case: Case, table: Table, *, is_twice: bool) -> str | None:
    """Who has a late case next."""
    if is_twice and table.staff.has_room(DEFAULT_TEAM):
        return DEFAULT_TEAM if case.team != DEFAULT_TEAM else None
    team = deputy_of(table.cards.knowledge, case.team, table.staff, frozenset(case.former))
    return team if team != case.team else None


HALF, TODAY, LATE = 1, 2, 3
"""How far the reminders of a promise have come: half the time, the day itself, and nobody left to give it to."""


def reminder(case: Case, now: dt.datetime, cards: Cards) -> int:
    """The furthest step that has fallen due: 0 for none yet, LATE where the promise has lapsed: people were told a day, which is
    over when it is, whoever works then."""
    hours, today, last = (
        hours_of(cards.team(case.team)),
        workdays.local(now).date(),
        workdays.local(case.due).date(),
    )
    if today >= last:
        return LATE if today > last else TODAY
    whole = hours.between(case.started, case.due)
    return HALF if hours.between(case.started, now) * 2 >= whole else 0

"""An asker's question: sent, added to, withdrawn, called answered. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.cases.acts import Add, Ask, Correct, Delete, Forget, Helped, Withdraw
from bot.cases.case import Case, Event, EventKind
from bot.cases.hurry import last_day
from bot.cases.likeness import alike
from bot.cases.quoting import capital, shown
from bot.cases.routing import chain, choose_receiver, promised
from bot.cases.ruling import ASKER, Circumstances, Refusal, Ruling, Tell
from bot.knowledge.model import COUNTRY, DEFAULT_TEAM
from bot.text import bare, has_words

_NEW_PROMISE = "tillagt_öppnad"
"""What is said where a new day is promised: it stands in it."""


def ask(act: Ask, asker: str, known: Circumstances) -> Ruling:
    """A new case, and its card to the team that is there now."""
    cards, route = known.cards, act.route
    area, owner = str(route.area), str(route.team)
    teams = chain(cards.knowledge, area, route.topic, owner, act.language)
    team = choose_receiver(teams, known.staff) or str(route.receiver)
    last = last_day(cards.knowledge, act.thing, act.question, cards.today)
    case = Case(
        number=known.number,
        asker=asker,
        area=area,
        topic=route.topic,
        owner=owner,
        team=team,
        language=act.language,
        question=act.question,
        created=known.now,
        started=known.now,
        due=promised(cards.team(team), known.now),
        touched=known.now,
        context=cards.context(act.about, act.asked_before, act.answered_with, act.attachment),
        near=act.near,
        label=act.label,
        mark=act.mark,
        last_day=last.isoformat() if last is not None else "",
    )
    like = next((other.number for other in alike(case, act.open_cases)), "")
    return _opened(case, like, known)


def practise(team: str, known: Circumstances) -> Ruling:
    """A case that only the team sees, and that nobody has asked."""
    cards, own = known.cards, known.cards.team(team)
    case = Case(
        number=known.number,
        asker="",
        area=COUNTRY if team == DEFAULT_TEAM else own.area,
        topic="premises",
        owner=team,
        team=team,
        language="sv",
        question=cards.sv("övning_text"),
        created=known.now,
        started=known.now,
        due=promised(own, known.now),
        touched=known.now,
        practice=True,
    )
    return _opened(case, "", known)


def _opened(case: Case, like: str, known: Circumstances) -> Ruling:
    text, offered = known.cards.card(case, like=like), known.cards.choices(case)
    card = Tell(case.team, text, "card", offered)
    return Ruling(case, (card,), (Event("asked", "asker", case.question),))


def withdraw(act: Withdraw | Delete | Forget, case: Case, known: Circumstances) -> Ruling:
    """It waits no more, and whoever has its card is told."""
    cards = known.cards
    if not (case.is_open or case.state == "answered"):
        return _ended(case, known)
    words = cards.tell("tillbakadragen", case, team=capital(cards.name(case.team, case.language)))
    tells = [Tell(ASKER, words, "reply")] if not isinstance(act, Forget) else []
    there = cards.here("tillbaka_i_rummet", case)
    tells += [Tell(team, there) for team in (case.team, *case.former)]
    after = replace(case, state="withdrawn", asked_back=None)
    return Ruling(after, tuple(tells), (Event("withdrawn", "asker"),), over="talk")


def delete(act: Delete, case: Case, known: Circumstances) -> Ruling | Refusal:
    """Without its question an open case is withdrawn; without an addition, also one that was made
    before it was sent, the team is told."""
    if not case.is_open:
        return Refusal()
    if act.is_question:
        if not act.text and any(part.is_question and part.text for part in known.parts):
            return Refusal()  # it only chose a place
        rest = _without(case.question, act.text)
        return _shortened(case, rest, known) if rest else withdraw(act, case, known)
    notice = Tell(case.team, known.cards.here("tillägg_borta", case))
    return Ruling(case, (notice,), (Event("removed", "asker"),))


def _without(question: str, part: str) -> str:
    """A question without what was added to it before it was sent; "" where it begins with that, so
    that it is the question itself."""
    at = question.find(part) if part else -1
    if at <= 0:
        return ""
    rest = f"{question[:at].rstrip()} {question[at + len(part) :].strip(' .')}".strip()
    return rest if has_words(rest) else ""


def _shortened(case: Case, rest: str, known: Circumstances) -> Ruling:
    after = replace(case, question=rest)
    notice = Tell(case.team, known.cards.here("kort_utan", case, text=shown(rest)), "addition")
    return Ruling(after, (notice,), (Event("corrected", "asker", rest),))


def forget(act: Forget, case: Case, known: Circumstances) -> Ruling | Refusal:
    is_over = not case.is_open and case.state != "answered"
    return Refusal() if is_over else withdraw(act, case, known)


def _ended(case: Case, known: Circumstances) -> Ruling:
    """Nothing can be done to it any more, which is said."""
    return Ruling(case, (Tell(ASKER, known.cards.tell("redan_klar", case), "reply"),), over="talk")


def helped(act: Helped, case: Case, known: Circumstances) -> Ruling:
    cards = known.cards
    if not act.yes:
        asked = Tell(ASKER, cards.tell("vad_saknas", case), "reply")
        return Ruling(case, (asked,), (Event("not-helped", "asker"),))
    tells = [Tell(ASKER, cards.tell("tack_hjälpt", case), "reply")]
    if case.is_open:
        tells.append(Tell(case.team, cards.here("räcker_i_rummet", case)))
    after = replace(case, state="closed", asked_back=None)
    return Ruling(after, tuple(tells), (Event("helped", "asker"),), over="talk")


def more(act: Add | Correct, case: Case, known: Circumstances) -> Ruling:
    """More words to the team. An answered or closed case opens again, with a new promise; who
    writes to one that waits is told by when its answer comes."""
    cards = known.cards
    if case.state == "withdrawn":
        return _ended(case, known)
    if _says_the_same(act, case):
        told = _promised(cards.tell("ligger_redan_där", case), case, known)
        return Ruling(case, (Tell(ASKER, told, "reply"),))
    after = _waiting(case, known)
    if _is_whole(act, case):
        after = replace(after, question=act.text)
    room_key, asker_key, kind = _words(act, case)
    words = cards.here(room_key, case, text=shown(act.text))
    if not case.is_open:
        words += " " + cards.here("öppnad_igen", after, dag=cards.short_day(after.due))
        words += " " + cards.here("frågan_var", after, text=shown(after.question))
    told = cards.tell(asker_key, after)
    told = told if asker_key == _NEW_PROMISE else _promised(told, after, known)
    tells = (Tell(case.team, words, "addition"), Tell(ASKER, told, "reply"))
    return Ruling(after, tells, (Event(kind, "asker", act.text),))


def _promised(told: str, case: Case, known: Circumstances) -> str:
    """The same with the day by which the answer comes, where that isn't past."""
    return f"{told} {known.cards.tell('lovar', case)}" if case.due > known.now else told


def _says_the_same(act: Add | Correct, case: Case) -> bool:
    """Whether an addition is the question itself once more, which those who have it don't need."""
    waits = case.is_open and case.asked_back is None
    return waits and isinstance(act, Add) and bare(act.text) == bare(case.question)


def _waiting(case: Case, known: Circumstances) -> Case:
    """The case as it waits for the team: with a new promise where it didn't wait for it before."""
    if case.is_open and case.asked_back is None:
        return case
    due = promised(known.cards.team(case.team), known.now)
    return replace(case, state=case.waiting, asked_back=None, due=due, started=known.now, step=0)


def _is_whole(act: Add | Correct, case: Case) -> bool:
    """Whether the question itself was edited, and says all of it."""
    return isinstance(act, Correct) and act.was == case.question and has_words(act.text)


def _words(act: Add | Correct, case: Case) -> tuple[str, str, EventKind]:
    """The sentences in the room and to the asker, and what goes into the history."""
    if isinstance(act, Correct):
        key = "rättelse" if _is_whole(act, case) else "rättat_tillägg"
        return key, "rättat", "corrected"
    answers = case.asked_back is not None
    again = answers or not case.is_open
    return (
        "svar_på_fråga" if answers else "tillägg",
        _NEW_PROMISE if again else "tillagt",
        "added",
    )

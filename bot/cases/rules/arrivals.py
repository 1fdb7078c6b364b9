"""What follows where the network takes a card or an answer, or can't. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.cases import labels, tongue
from bot.cases.case import Case, Event
from bot.cases.choices import NoThanks, YesSend
from bot.cases.occurrences import Arrived, Bounced, Delivered, Undelivered
from bot.cases.routing import deputy_of, hours_of, promised
from bot.cases.rules.custody import card, passed_on
from bot.cases.ruling import ASKER, HERE, Circumstances, Ruling, Tell
from bot.days import workdays
from bot.markup import escape
from bot.messages import Choice


def arrived(occurrence: Arrived, case: Case, known: Circumstances) -> Ruling:
    """The asker is told "sent" once the network has the first card."""
    # Also where an answer has come already: a kill can leave the card's receipt till after it.
    is_news = not known.has_happened("delivered") and case.state not in ("withdrawn", "closed")
    tells = (_sent(occurrence, case, known),) if is_news and not case.practice else ()
    after = replace(case, delivered=known.now)
    return Ruling(after, tells, (Event("delivered", "bot", case.team),))


def _sent(occurrence: Arrived, case: Case, known: Circumstances) -> Tell:
    """ "Sent", also in a language that the bot hasn't more of, and whether to send what else was
    offered too."""
    cards, offered = known.cards, tuple[Choice, ...]()
    shut = _shut(case, known)
    words = cards.tell("skickat", case, stängt=f"{shut} " if shut else "")
    words = "\n\n".join(filter(None, [tongue.received(case, cards.knowledge), words]))
    if occurrence.offer is not None:
        kinds, say = (YesSend(occurrence.offer), NoThanks(occurrence.offer)), cards.say(case)
        words += "\n\n" + cards.tell("en_till", case, fråga=escape(occurrence.question))
        offered = tuple(labels.shown(kind, say) for kind in kinds)
    return Tell(ASKER, words, "notice", offered)


def _shut(case: Case, known: Circumstances) -> str:
    """That the office is shut now, and over a holiday until when."""
    cards, hours = known.cards, hours_of(known.cards.team(case.team))
    if hours.is_open(known.now):
        return ""
    opens = hours.shut_until(known.now)
    if opens is None:
        return cards.tell("kontoret_stängt", case)
    return cards.tell("kontoret_stängt_till", case, dag=cards.say(case).weekday(opens))


def bounced(occurrence: Bounced, case: Case, known: Circumstances) -> Ruling | None:
    """A question whose card, or whose addition, can't arrive goes to the next team with all that
    was said; where there is none, the asker is told."""
    if not case.is_open or not occurrence.is_theirs:
        return None
    cards, event = known.cards, Event("undeliverable", "bot", case.team)
    team = _next_team(case, known)
    if team is None:
        ways = cards.contact(case, case.owner, "ring_eller_mejla")
        lost = Tell(ASKER, cards.tell("kom_inte_fram", case, kontakt=ways), "notice")
        return Ruling(replace(case, state="closed"), (lost,), (event,), over="talk")
    after = passed_on(case, team, promised(cards.team(team), known.now), known)
    came_from = cards.here("studsade_hit", case, team=cards.name(case.team))
    tells = [card(after, came_from, known)]
    # Whoever hasn't been told "sent" is told where the question is by that very message.
    if known.has_happened("delivered"):
        tells.append(Tell(ASKER, cards.tell("flyttad", after), "notice"))
    return Ruling(after, tuple(tells), (event,), over="question")


def _next_team(case: Case, known: Circumstances) -> str | None:
    """The deputy, or one that it passed from, which has its card and may still answer; none that
    it couldn't reach, and for practice none at all."""
    if case.practice:
        return None
    passed = frozenset(event.text for event in known.history if event.kind == "undeliverable")
    team = deputy_of(known.cards.knowledge, case.team, known.staff, passed)
    if team is None or team in passed:
        earlier = (former for former in reversed(case.former) if former not in passed)
        team = next((former for former in earlier if former != case.team), None)
    return team if team != case.team else None


def delivered(occurrence: Delivered, case: Case, known: Circumstances) -> Ruling:
    clock = f"{workdays.local(known.now):%-H.%M}"
    notice = Tell(HERE, known.cards.here("levererat", case, kl=clock), silent=True)
    return Ruling(case, _unless_practice(notice, case), (Event("delivered-answer", "bot"),))


def undelivered(occurrence: Undelivered, case: Case, known: Circumstances) -> Ruling:
    """It waits for an answer again. What the asker was asked before still waits for theirs."""
    state = case.waiting if case.state == "answered" else case.state
    notice = Tell(HERE, known.cards.here("inte_levererat", case, varför=occurrence.why))
    after, event = (
        replace(case, state=state, asked_back=None),
        Event("not-delivered", "bot", occurrence.why),
    )
    return Ruling(after, _unless_practice(notice, case), (event,))


def _unless_practice(notice: Tell, case: Case) -> tuple[Tell, ...]:
    """In practice the answer itself stands in the room."""
    return () if case.practice else (notice,)

"""What somebody wants to be reminded of: stored, ended, and told with what else is kept."""

from __future__ import annotations

import secrets
from dataclasses import replace

from bot.cases.choices import AskerChoice, EndWatch, WithdrawCase
from bot.cases.labels import shown
from bot.cases.lists import Lists
from bot.dates import watch
from bot.dates.calendar import Days
from bot.dates.letter import Letter
from bot.days import workdays
from bot.desk.asker.message import AskerMessage
from bot.dialogue.turns.conversation import Conversation
from bot.dialogue.turns.decision import Decision, EndWatches, WatchFor
from bot.knowledge.speech import PREFIX
from bot.knowledge.wording import Wording
from bot.messages import Choice
from bot.storage import casebook, checklists, outbox, watches

_SHOWN, _CASES = 3, 2
"""Choices of what is watched, and of questions that wait."""


def carry_out(
    message: AskerMessage, decision: Decision, after: Conversation
) -> tuple[Decision, Conversation]:
    """Do what was decided about being reminded; what is said of it, and the conversation."""
    action, say = decision.action, Wording(message.at.knowledge, decision.language)
    if isinstance(action, WatchFor):
        return _begin(message, decision, after, action.thing, say)
    if isinstance(action, EndWatches):
        return decision, _end(message, after, action.thing)
    told, choices = _mine(message, after, say)
    return replace(decision, markdown=told), replace(after, choices=choices)


def _begin(
    message: AskerMessage, decision: Decision, after: Conversation, thing: str, say: Wording
) -> tuple[Decision, Conversation]:
    at, today = message.at, decision.turn.today
    own = watches.of(at.db, message.key)
    is_known = any(one.thing == thing for one in own)
    if len(own) >= watch.MOST and not is_known:
        full = say("bevakar_fullt", antal=str(watch.MOST), p=PREFIX)
        return replace(decision, markdown=full), replace(after, choices=())
    mark = next((one.mark for one in own if one.thing == thing), secrets.token_hex(8))
    begun = watch.begun(thing, at.knowledge, today, mark)
    due = watch.next_look(begun, at.knowledge, today)
    watches.save(at.db, message.key, begun, due, at.knowledge.version)
    told, file = Letter(say, today).promised(begun), Days(say, at.now).file([begun])
    return replace(decision, markdown=told, file=file), after


def _end(message: AskerMessage, after: Conversation, thing: str) -> Conversation:
    """Of one thing, or of all: then nothing more comes by itself, and what was on its way doesn't
    either."""
    db, key = message.at.db, message.key
    if thing:
        watches.end(db, key, thing)
        return after
    watches.end_all(db, key)
    outbox.cancel_letters(db, key)
    return replace(after, is_quiet=True)


def _mine(
    message: AskerMessage, after: Conversation, say: Wording
) -> tuple[str, tuple[Choice, ...]]:
    """What is watched, the questions that aren't over, the guide, and what else is remembered."""
    at, own = message.at, watches.of(message.at.db, message.key)
    cases = [one for one in casebook.of_asker(at.db, message.key) if one.is_open]
    answered = [one for one in casebook.of_asker(at.db, message.key) if one.state == "answered"]
    unsent = [one.question for one in after.offers]
    has_questions = cases or answered or unsent
    parts = [
        Letter(say, at.today).watched(own),
        Lists(at.cards).status([*cases, *answered], unsent, say.language) if has_questions else "",
        _guide(message, after, say),
        _lists(message, say),
        _kept(after, say),
    ]
    ends: list[AskerChoice] = [EndWatch(one.thing) for one in own]
    backs: list[AskerChoice] = [WithdrawCase(one.number) for one in cases]
    choices = tuple(shown(one, say) for one in (*ends[:_SHOWN], *backs[:_CASES]))
    return "\n\n".join(filter(None, parts)), choices


def _guide(message: AskerMessage, after: Conversation, say: Wording) -> str:
    guide = after.guide
    if guide is None or guide.until <= message.at.now or not guide.answers:
        return ""
    until = say.weekday(workdays.local(guide.until).date())
    return say("mina_guide", antal=str(len(guide.answers)), dag=until)


def _lists(message: AskerMessage, say: Wording) -> str:
    at = message.at
    names = [one.name for one in checklists.of_asker(at.db, message.key, at.now).values()]
    return say("mina_listor", saker=", ".join(names), p=PREFIX) if names else ""


def _kept(after: Conversation, say: Wording) -> str:
    """What is remembered of somebody beside that."""
    area = say.area(after.area) if after.area else ""
    return say("mina_minns" if area else "mina_minns_inte", område=area, p=PREFIX)

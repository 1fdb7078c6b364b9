"""What a decision on an asker's message leads to: said, carried out, counted."""

from __future__ import annotations

from dataclasses import replace

from bot.cases import judge
from bot.cases.acts import Add, Asker, Correct, Helped
from bot.cases.choices import OtherArea
from bot.cases.ids import written
from bot.cases.ruling import Refusal
from bot.desk import conversations, rulings
from bot.desk.asker import budget, commands, watching
from bot.desk.asker.message import AskerMessage, after_greeting, welcome
from bot.dialogue.turns.conversation import Conversation, Offer
from bot.dialogue.turns.decision import (
    Decision,
    DropList,
    EndWatches,
    KeepList,
    OnCase,
    Report,
    Send,
    ShowMine,
    WatchFor,
)
from bot.dialogue.turns.states import ChoosingArea, ChoosingCase
from bot.knowledge.wording import Wording
from bot.storage import askers, casebook, checklists, decisions, outbox


def carry_out(message: AskerMessage, decision: Decision, after: Conversation) -> Conversation:
    """Say and do what was decided; the conversation after it."""
    after, number = replace(after, greeted=True), None
    if isinstance(decision.action, Send):
        decision, after = _within_budget(message, decision, decision.action.offer, after)
    if isinstance(decision.action, WatchFor | EndWatches | ShowMine):
        decision, after = watching.carry_out(message, decision, after)
    if isinstance(decision.action, KeepList | DropList):
        _on_list(message, decision.action)
    if isinstance(decision.action, KeepList) and decision.action.notice:
        _show_anew(message, decision, decision.action, after)
    elif decision.markdown:
        _say(message, decision, after)
    if isinstance(decision.action, Send):
        case = rulings.send(message.at, message.key, decision.action.offer, decision.language)
        number, after = case.number, replace(after, case=case.number, case_answered=False)
        after = replace(after, team=case.team, answered_at=None, closed="")
    elif isinstance(decision.action, OnCase):
        number, after = _on_case(message, decision.action, after)
    elif isinstance(decision.action, Report):
        number, after = _report(message, decision.action, after)
    _count(message, decision, number)
    return after


def _within_budget(
    message: AskerMessage, decision: Decision, offer: Offer, after: Conversation
) -> tuple[Decision, Conversation]:
    """A question over the budget isn't sent; its offer stays, and is asked about anew."""
    at = message.at
    why = budget.no_more_cards(at, message.key, offer, decision.language)
    if not why:
        return decision, after
    return replace(decision, markdown=why, action=None), budget.kept(after, offer, at.now)


def _report(
    message: AskerMessage, action: Report, after: Conversation
) -> tuple[str | None, Conversation]:
    """How it is with their questions, after what they asked of the one last spoken of."""
    say, number = message.say, after.case or after.closed
    case = casebook.find(message.at.db, number)
    key = {"framme": "läge_framme", "vem": "läge_vem", "stäng_inte": "läge_stäng_inte"}
    opening = say(key[action.asked]) if action.asked in key else ""
    if action.asked == "framme" and case is not None and case.delivered is None:
        opening = say("läge_på_väg")
    choices = commands.report(message, after, opening)
    return number or None, replace(after, choices=choices)


def _say(message: AskerMessage, decision: Decision, after: Conversation) -> None:
    markdown = decision.markdown
    if not message.conversation.greeted and decision.reason != "danger":
        markdown = _greeted(Wording(message.at.knowledge, decision.language), decision)
    chosen = isinstance(message.conversation.state, ChoosingArea | ChoosingCase)
    instead = chosen and message.incoming.choice != written(OtherArea())
    choices = () if decision.alone else after.choices
    message.reply(markdown, choices, instead=instead, file=decision.file)


def _on_list(message: AskerMessage, action: KeepList | DropList) -> None:
    if isinstance(action, KeepList):
        checklists.keep(message.at.db, message.key, action.list)
    else:
        checklists.drop(message.at.db, message.key, action.thing)


def _show_anew(
    message: AskerMessage, decision: Decision, action: KeepList, after: Conversation
) -> None:
    """The list as it is now, where it was shown last."""
    tick, channel = f"tick:{action.list.thing}:", message.incoming.address.channel
    where = outbox.shown_with(message.at.db, channel, message.key, tick)
    message.change(decision.markdown, after.choices, action.notice, where)


def _greeted(say: Wording, decision: Decision) -> str:
    """The first thing that somebody reads. A question is answered in the same message."""
    return welcome(say) if decision.chat == "hej" else after_greeting(say, decision.markdown)


def _on_case(
    message: AskerMessage, action: OnCase, after: Conversation
) -> tuple[str | None, Conversation]:
    """What they do to a case: its number where they may, and the conversation after it."""
    at, act, number = message.at, action.act, action.number
    case, by = casebook.find(at.db, number), Asker(message.key, after.reads)
    is_theirs = case is not None and case.asker == message.key
    if is_theirs and (full := budget.no_more_words(message, act, case)):
        message.reply(full, after.choices)
        return None, after
    ruling = judge.by_asker(act, case, by, rulings.circumstances(at, number))
    if isinstance(ruling, Refusal):
        message.reply(ruling.text, after.choices)
        return None, after
    rulings.enact(at, ruling)
    after = conversations.after_ruling(after, ruling)
    if isinstance(act, Add | Correct):
        askers.said(at.db, message.key, number, message.incoming.origin, act.text)
        after = replace(after, case=number, case_answered=False)
    if isinstance(act, Helped):
        decisions.judged(at.db, number, "helpful" if act.yes else "unhelpful")
    return number, after


def _count(message: AskerMessage, decision: Decision, number: str | None) -> None:
    """One row without text; and one that is called wrong by this."""
    at, before, route = message.at, message.conversation, decision.route
    entry = decision.turn.know.entries.get(decision.entry or "")
    decisions.record(
        at.db,
        at.now,
        area=decision.area,
        topic=route.topic if route else entry.topic if entry else None,
        language=decision.language,
        outcome=decision.outcome,
        reason=decision.filed_as,
        entry=decision.entry or decision.unknown,
        knowledge=decision.turn.know.version,
        confidence=decision.score,
        case_number=number,
    )
    if decision.reason == "called-wrong" and before.last_entry and before.last_at:
        decisions.called_wrong(at.db, before.last_entry, before.last_at)

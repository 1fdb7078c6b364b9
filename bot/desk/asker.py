"""What the desk does with an asker's message: a command, a press, an edit, or a question for triage."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot import privacy, text
from bot.cases import casework
from bot.cases.cards import Cards
from bot.cases.case import Case
from bot.cases.choices import OtherArea, WithdrawCase, YesSend, read, shown, written
from bot.desk.office import Office
from bot.dialogue import commands, triage
from bot.dialogue.conversation import ChoosingArea, ChoosingCase, Conversation, Offer, WritingMore
from bot.dialogue.decision import Decision, OnCase, Send
from bot.knowledge.wording import PREFIX, Wording
from bot.messages import Incoming
from bot.storage import askers, casebook, decisions, outbox
from bot.storage.outbox import Post


def handle(office: Office, incoming: Incoming, now: dt.datetime) -> None:
    """Decide one message of an asker's and carry it out."""
    found = askers.load(office.db, incoming.address, incoming.person)
    if incoming.kind in ("joined", "left", "unreacted") or (
        found is None and incoming.kind in ("withdrew", "reacted")
    ):
        return
    if found is not None and incoming.kind == "reacted":
        picked = _reacted(office, found[0], incoming)
        if picked is None:
            return
        incoming = picked
    key, conversation = found or askers.start(office.db, incoming.address, incoming.person, now)
    if not conversation.language and not conversation.last_language and incoming.language:
        conversation = replace(conversation, last_language=incoming.language)
    if incoming.kind == "withdrew":
        _withdrew(office, key, conversation, incoming, now)
        return
    if incoming.kind in _SENTENCES or len(incoming.text) > text.LONGEST:
        _sentence(
            office, key, conversation, incoming, _SENTENCES.get(incoming.kind, "för_långt"), now
        )
        return
    typed = commands.parse(incoming.text, "asker") if incoming.choice is None else None
    if typed is None and conversation.case and _asks_for_status(office, incoming):
        typed = commands.Typed("status")
    if typed is not None and typed.name in _CARRIED_OUT:
        _CARRIED_OUT[typed.name](office, key, conversation, incoming, now)
        return
    if incoming.attachment:
        conversation = replace(conversation, attachment=incoming.attachment)
        if not text.has_words(incoming.text):
            _sentence(office, key, conversation, incoming, "bara_text", now)
            return
    said = commands.run(typed, conversation, office.knowledge) if typed else None
    said = said or commands.asked_language(incoming.text, conversation, office.knowledge)
    if said is not None:
        markdown, after = said
        # Choices that stand under another answer aren't repeated under this one; in another language they are.
        replied = replace(after, choices=()) if after.choices == conversation.choices else after
        _reply(office, key, incoming, markdown, replied, now)
        office.save(key, replace(after, greeted=True), now)
        return
    decision, after = _decide(office, key, conversation, incoming, now)
    _carry_out(office, key, conversation, incoming, decision, after, now)


def _reacted(office: Office, key: str, incoming: Incoming) -> Incoming | None:
    """A thumb up on an offer, or a number on choices, is a press of that choice; any other reaction says nothing."""
    row = outbox.find(office.db, incoming.address.channel, key, incoming.reply_to or "")
    choices = row.post.choices if row else ()
    if incoming.text == commands.THUMB:
        choice = next((one for one in choices if isinstance(read(one.id), YesSend)), None)
    else:
        choice = commands.numbered(incoming.text, choices)
    return replace(incoming, kind="pressed", text="", choice=choice.id) if choice else None


def _decide(
    office: Office, key: str, conversation: Conversation, incoming: Incoming, now: dt.datetime
) -> tuple[Decision, Conversation]:
    """Triage, after what only the tables know: an edit of what was sent or offered, or a reply to a person's answer."""
    staff, current = office.staff(now), office.library()
    if incoming.edits:
        part = askers.part(office.db, key, incoming.edits)
        known = (incoming, conversation, current, office.policy, now, staff)
        if part is not None and (decided := triage.corrected(part, *known)) is not None:
            return decided
        offer = next(
            (offer for offer in conversation.offers if incoming.edits in offer.parts), None
        )
        if offer is not None:
            return triage.rewrite(offer, incoming, conversation, current, office.policy, now, staff)
    row = (
        outbox.find(office.db, incoming.address.channel, key, incoming.reply_to)
        if incoming.reply_to
        else None
    )
    if (
        row is not None
        and row.post.about
        and row.post.purpose in ("relay", "question", "notice")
        and incoming.choice is None
    ):
        conversation = replace(conversation, state=WritingMore(row.post.about), case=row.post.about)
    return triage.decide(incoming, conversation, current, office.policy, now, staff)


def _carry_out(
    office: Office,
    key: str,
    before: Conversation,
    incoming: Incoming,
    decision: Decision,
    after: Conversation,
    now: dt.datetime,
) -> None:
    after, number = replace(after, greeted=True), None
    if decision.markdown:
        markdown = decision.markdown
        if not before.greeted and decision.reason != "danger":
            markdown = greeted(Wording(office.knowledge, decision.language), decision)
        chosen = isinstance(before.state, ChoosingArea | ChoosingCase)
        _reply(
            office,
            key,
            incoming,
            markdown,
            after,
            now,
            instead=chosen and incoming.choice != written(OtherArea()),
        )
    office.save(key, after, now)
    if isinstance(decision.action, Send):
        case = office.open_case(key, decision.action.offer, decision.language, now)
        number = case.number
        office.save(key, replace(after, case=case.number, case_answered=False), now)
    elif isinstance(decision.action, OnCase):
        number = _on_case(office, key, decision.action, incoming, after, now)
    _record(office, decision, before, number, now)


def _on_case(
    office: Office,
    key: str,
    action: OnCase,
    incoming: Incoming,
    after: Conversation,
    now: dt.datetime,
) -> str | None:
    """What an asker does to a case, which must be their own."""
    case = casebook.find(office.db, action.number)
    if case is None or case.asker != key:
        say = Wording(office.knowledge, after.reads)
        _reply(office, key, incoming, say("knapp_gammal"), after, now)
        return None
    ruling = casework.by_asker(action.act, case, office.table(now, case.number))
    office.carry_out(ruling, now)
    if isinstance(action.act, casework.Add | casework.Correct):
        askers.said(
            office.db, key, case.number, incoming.edits or incoming.event_id, action.act.text
        )
        latest = askers.by_key(office.db, key) or after
        office.save(key, replace(latest, case=case.number, case_answered=False), now)
    if isinstance(action.act, casework.Helped):
        decisions.judged(office.db, case.number, "helpful" if action.act.yes else "unhelpful")
    return case.number


def _record(
    office: Office, decision: Decision, before: Conversation, number: str | None, now: dt.datetime
) -> None:
    route = decision.route
    entry = office.knowledge.entries.get(decision.entry or "")
    decisions.record(
        office.db,
        now,
        area=decision.area,
        topic=route.topic if route else entry.topic if entry else None,
        language=decision.language,
        outcome=decision.outcome,
        reason=decision.filed_as,
        entry=decision.entry or decision.unknown,
        knowledge=office.knowledge.version,
        confidence=decision.score,
        case_number=number,
    )
    if decision.reason == "called-wrong" and before.last_entry and before.last_at:
        decisions.called_wrong(office.db, before.last_entry, before.last_at)


def _reply(
    office: Office,
    key: str,
    incoming: Incoming,
    markdown: str,
    after: Conversation,
    now: dt.datetime,
    *,
    instead: bool = False,
) -> None:
    """Answer a message as a reply to it. ``instead``: put the answer to a press where the choices stood."""
    pressed = incoming.kind == "pressed"
    reply_to = None if pressed else incoming.edits or incoming.event_id
    replaces = incoming.reply_to if pressed and instead else None
    post = Post(
        markdown,
        asker=key,
        choices=after.choices,
        reply_to=reply_to,
        replaces=replaces,
        purpose="reply",
    )
    office.say(post, now)


def _sentence(
    office: Office,
    key: str,
    conversation: Conversation,
    incoming: Incoming,
    sentence: str,
    now: dt.datetime,
) -> None:
    """Say why a message can't be read: a photo, a sound, a whole book. What the bot waits for stays."""
    say = Wording(office.knowledge, conversation.reads)
    said = say(sentence, antal=str(text.LONGEST))
    if not conversation.greeted:
        said = f"{say('kort_hälsning', om=PREFIX + 'om')}\n\n{said}"
    after = replace(conversation, greeted=True)
    _reply(office, key, incoming, said, after, now)
    office.save(key, after, now)


def _start(
    office: Office, key: str, conversation: Conversation, incoming: Incoming, now: dt.datetime
) -> None:
    """Somebody came by a link: to an area, to a question of their own, or just here."""
    typed = commands.parse(incoming.text, "asker")
    target = typed.rest.lower() if typed else ""
    own = casebook.find(office.db, target)
    if own is not None and own.asker == key:
        _status(office, key, conversation, incoming, now)
        return
    language = conversation.reads
    say = Wording(office.knowledge, language)
    said = say(
        "hälsning", om=PREFIX + "om", english=PREFIX + "english", svenska=PREFIX + "sprak svenska"
    )
    if target in office.knowledge.areas:
        conversation = replace(conversation, area=target)
        said = f"{say('kort_hälsning', om=PREFIX + 'om')}\n\n{say('område_satt', område=say.area(target))}"
    after = replace(conversation, greeted=True, choices=())
    _reply(office, key, incoming, said, after, now)
    office.save(key, after, now)


def greeted(say: Wording, decision: Decision) -> str:
    """The first thing that somebody reads: who answers, and what not to write. A question is answered in the same message."""
    about, english, swedish = (PREFIX + name for name in ("om", "english", "sprak svenska"))
    if decision.chat == "hej":
        return say("hälsning", om=about, english=english, svenska=swedish)
    return f"{say('kort_hälsning', om=about)}\n\n{decision.markdown}"


def _withdrew(
    office: Office, key: str, conversation: Conversation, incoming: Incoming, now: dt.datetime
) -> None:
    """A message was taken away: an offer goes on without it, or lapses; a case of it is withdrawn."""
    event = incoming.edits or ""
    part = askers.part(office.db, key, event)
    case = casebook.find(office.db, part.number) if part else None
    if part is not None and case is not None:
        if not part.is_question:
            askers.unsaid(office.db, key, event)
        if case.is_open:
            removed = casework.Withdraw() if part.is_question else casework.Remove()
            office.carry_out(casework.by_asker(removed, case, office.table(now, case.number)), now)
        return
    gone = triage.taken_away(
        incoming, conversation, office.library(), office.policy, now, office.staff(now)
    )
    if gone is not None:
        # There is nothing left to reply to.
        pressed = replace(incoming, kind="pressed")
        _carry_out(office, key, conversation, pressed, *gone, now)


def _asks_for_status(office: Office, incoming: Incoming) -> bool:
    """ "Tack! När får jag svar?", from somebody who has a question with people."""
    words = [
        word
        for wording in office.knowledge.wording.values()
        for word in wording.get("status_ord", ())
    ]
    return incoming.kind == "said" and any(
        text.bare(sentence) in words for sentence in text.sentences(incoming.text)
    )


def _status(
    office: Office, key: str, conversation: Conversation, incoming: Incoming, now: dt.datetime
) -> None:
    language = conversation.reads
    own = [
        case
        for case in casebook.of_asker(office.db, key)
        if case.is_open or case.state == "answered"
    ]
    say = Wording(office.knowledge, language)
    choices = tuple(shown(WithdrawCase(case.number), say) for case in own if case.is_open)
    after = replace(conversation, choices=choices, greeted=True)
    _reply(office, key, incoming, Cards(office.knowledge, now).status(own, language), after, now)
    office.save(key, after, now)


def _forget(
    office: Office, key: str, conversation: Conversation, incoming: Incoming, now: dt.datetime
) -> None:
    """Everything about somebody goes: what waits for an answer is withdrawn, and the one row with their address is deleted."""
    open_ones = [
        case
        for case in casebook.of_asker(office.db, key)
        if case.is_open or case.state == "answered"
    ]
    waiting = [case for case in open_ones if case.is_open]
    for case in open_ones:
        ruling = casework.by_asker(casework.Withdraw(), case, office.table(now, case.number))
        office.carry_out(
            replace(ruling, tells=tuple(tell for tell in ruling.tells if tell.to != "asker")), now
        )
    outbox.cancel_for(office.db, key)
    askers.forget(office.db, key)
    say = Wording(office.knowledge, conversation.reads)
    numbers = (
        [say("glömt_frågor", nummer=", ".join(case.number for case in waiting))] if waiting else []
    )
    # The farewell goes straight to the chat, and its address is blanked once it is sent.
    office.say(
        Post(
            "\n".join([say("glömt"), *numbers]),
            asker=outbox.FAREWELL,
            address=incoming.address,
            purpose="reply",
        ),
        now,
    )


_SENTENCES = {"unreadable": "oläsbart", "verification": "verifiering"}
"""What is said where something came that is no message to read."""
_CARRIED_OUT = {"start": _start, "status": _status, "glom": _forget}


def crashed(office: Office, incoming: Incoming, now: dt.datetime) -> Case | None:
    """A message that can't be decided becomes a case of its own with the default team."""
    if not text.has_words(incoming.text):
        return None
    found = askers.load(office.db, incoming.address, incoming.person)
    key, conversation = found or askers.start(office.db, incoming.address, incoming.person, now)
    route = triage.fallback(conversation, office.staff(now))
    offer = Offer(
        0, {incoming.edits or incoming.event_id: privacy.masked(incoming.text)}, route, now
    )
    case = office.open_case(key, offer, conversation.reads, now)
    say = Wording(office.knowledge, case.language)
    _reply(
        office,
        key,
        incoming,
        say("gick_snett", nummer=case.number),
        replace(conversation, choices=()),
        now,
    )
    return case

"""An asker's side: a command, a press, an edit, or a question for triage."""

from __future__ import annotations

from dataclasses import replace

from bot import privacy, text
from bot.cases.choices import YesSend
from bot.cases.ids import read
from bot.desk import conversations, rulings
from bot.desk.asker import budget, commands, earlier, edits, outcomes
from bot.desk.asker.message import AskerMessage, after_greeting
from bot.desk.office import Moment
from bot.dialogue import triage
from bot.dialogue.turns import peers, typed
from bot.dialogue.turns.commands import THUMB, Typed, numbered
from bot.dialogue.turns.conversation import Conversation, Offer
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.states import WritingMore
from bot.dialogue.turns.turn import Turn
from bot.knowledge.wording import Wording
from bot.messages import Incoming
from bot.storage import askers, seating

ALBUM = "album:"
"""What the marks of pictures that were answered begin with."""
_SENTENCES = {"unreadable": "oläsbart", "verification": "verifiering"}
"""What is said where something came that is no message to read."""


def handle(at: Moment, incoming: Incoming) -> None:
    """Decide one message of an asker's and carry it out; what is remembered is stored once."""
    message = _message(at, incoming)
    after = _answer(message) if message is not None else None
    if message is not None and after is not None:
        conversations.save(at, message.key, after)


def _message(at: Moment, incoming: Incoming) -> AskerMessage | None:
    """The message with what is remembered of its writer; None where it says nothing to the bot."""
    found = askers.load(at.db, incoming.address, incoming.person)
    if incoming.kind in ("joined", "left", "unreacted"):
        return None
    if found is None and incoming.kind in ("withdrew", "reacted"):
        return None
    key, conversation = found or askers.start(at.db, incoming.address, incoming.person, at.now)
    if not conversation.language and not conversation.last_language and incoming.language:
        conversation = replace(conversation, last_language=incoming.language)
    message = earlier.without_ends(AskerMessage(at, incoming, key, conversation))
    return _reaction(message) if incoming.kind == "reacted" else message


def _reaction(message: AskerMessage) -> AskerMessage | None:
    """A thumb up on an offer, or a number on choices, is a press of that choice; any other reaction
    says nothing."""
    incoming = message.incoming
    choices = message.target.post.choices if message.target else ()
    if incoming.text == THUMB:
        choice = next((one for one in choices if isinstance(read(one.id), YesSend)), None)
    else:
        choice = numbered(incoming.text, choices)
    if choice is None:
        return None
    return replace(message, incoming=replace(incoming, kind="pressed", text="", choice=choice.id))


def _answer(message: AskerMessage) -> Conversation | None:
    """What is remembered after it; None where that is nothing new."""
    incoming = message.incoming
    if incoming.kind == "withdrew":
        return edits.delete(message)
    if incoming.kind in _SENTENCES:
        return _refuse(message, _SENTENCES[incoming.kind])
    if len(incoming.text) > text.LONGEST:
        return _refuse(message, "för_långt")
    command = commands.command_of(message)
    if command is not None and commands.is_ours(command):
        return commands.carry_out(message, command)
    if command is not None and (decided := _commanded(message, command)) is not None:
        return outcomes.carry_out(message, *decided)
    if command is None and incoming.kind == "said":
        message = replace(message, conversation=_heard(message))
        if peers.only_repeats(message.conversation) and not _is_meant(message.turn):
            return message.conversation
    if incoming.attachment:
        before = replace(message.conversation, attachment=incoming.attachment)
        message = replace(message, conversation=before)
        if not text.has_words(incoming.text):
            return _refuse(message, "bara_text") if _is_news(message) else before
    return commands.plain(message, command) or _decide(message)


def _commanded(message: AskerMessage, command: Typed) -> tuple[Decision, Conversation] | None:
    """What a command leads to whose words are decided on like any others."""
    words = replace(message, incoming=replace(message.incoming, text=command.rest))
    return triage.commanded(words.turn, command.name)


def _is_news(message: AskerMessage) -> bool:
    """Of an album that comes picture by picture, the first is answered."""
    if message.incoming.attachment != "bild":
        return True
    minute = f"{ALBUM}{message.key}:{message.incoming.at:%Y-%m-%dT%H:%M}"
    return seating.first_time(message.at.db, minute, message.at.now)


def _heard(message: AskerMessage) -> Conversation:
    return peers.heard(message.conversation, message.incoming.text, message.at.now)


def _is_meant(turn: Turn) -> bool:
    """Whether it is what people say again and again: thanks, a choice, a yes or a no, that they
    take it back."""
    if turn.small_talk is not None or turn.takes_back or turn.is_yes_or_no:
        return True
    return typed.typed_choice(turn) is not None


def _refuse(message: AskerMessage, sentence: str) -> Conversation:
    """Say why it can't be read: a photo, a sound, a whole book. What the bot waits for stays."""
    after = replace(message.conversation, greeted=True)
    words = message.say(sentence, antal=str(text.LONGEST))
    if not message.conversation.greeted:
        words = after_greeting(message.say, words)
    message.reply(words, after.choices)
    return after


def _decide(message: AskerMessage) -> Conversation:
    """Triage, after what only the tables know: an edit of what was sent or offered, or a reply to
    a person's answer."""
    decided = edits.rewrite(message)
    if decided is None:
        about = replace(message, conversation=_to_the_case(message))
        decided = triage.decide(about.turn)
    return outcomes.carry_out(message, *decided)


def _to_the_case(message: AskerMessage) -> Conversation:
    """What replies to something that was said of a case is meant for it."""
    row, before = message.target, message.conversation
    about = row.post.about if row is not None else ""
    if row is None or not about or message.incoming.choice is not None:
        return before
    if row.post.purpose not in ("relay", "question", "notice"):
        return before
    return replace(before, state=WritingMore(about), case=about)


def rescue(at: Moment, incoming: Incoming) -> None:
    """A message that can't be decided becomes a case of its own with the default team."""
    if not text.has_words(incoming.text):
        return
    found = askers.load(at.db, incoming.address, incoming.person)
    key, conversation = found or askers.start(at.db, incoming.address, incoming.person, at.now)
    message = earlier.without_ends(AskerMessage(at, incoming, key, conversation))
    route = triage.fallback(conversation, at.staff())
    words = privacy.masked(message.incoming.text)
    offer = Offer(0, {incoming.origin: words}, route, at.now)
    if why := budget.no_more_cards(at, key, offer, conversation.reads):
        message.reply(why, ())
        conversations.save(at, key, budget.kept(conversation, offer, at.now))
        return
    case = rulings.send(at, key, offer, conversation.reads)
    message.reply(Wording(at.knowledge, case.language)("gick_snett", nummer=case.number), ())

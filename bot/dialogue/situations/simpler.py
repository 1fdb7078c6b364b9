"""A rule for "för svårt", "mindre ord": what was said, in short, and the offer of a person who
explains. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import markup
from bot.dialogue.answering import told
from bot.dialogue.offering import offers
from bot.dialogue.turns import topics
from bot.dialogue.turns.decision import Decision, chat
from bot.dialogue.turns.states import Confirming
from bot.dialogue.turns.turn import Turn
from bot.dialogue.wishes import rights

_TOO_HARD, _LOST, _WHAT_IT_DOES = "för_svårt", "hur_svara", "kan"


def asked_for(turn: Turn) -> Decision | None:
    """Somebody who can't read what was said gets the first sentence of it, and is asked whether a
    person is to explain; what they say of the text is no question of theirs. Where nothing was
    answered yet, what the bot does is said."""
    kind = turn.own_kind
    if kind in (_TOO_HARD, _LOST) and not turn.before.last_question:
        return chat(turn, _WHAT_IT_DOES)
    if kind != _TOO_HARD:
        return None
    said = " ".join(filter(None, [_in_short(turn), turn.say("förklara")]))
    if isinstance(turn.before.state, Confirming) and turn.before.state.offer in turn.offers:
        made = Decision(turn, "smalltalk", "own-question", said, area=turn.area, score=1.0)
        return rights.beside_the_offer(made)
    asked = turn.before.last_question
    about = replace(turn, question=asked, message=asked, is_new=True)
    topic = topics.topic_of(turn, asked) or "other"
    made = offers.handoff(about, [said], "asked-person", topic=topic)
    return replace(made, turn=replace(made.turn, message=turn.message), remembers=asked)


def _in_short(turn: Turn) -> str:
    """The first sentence of the answer that was just given; "" where none was."""
    entry = turn.know.entries.get(turn.before.last_entry or "")
    if entry is None or not turn.before.said.startswith(f"answer {entry.id} "):
        return ""
    first = next(iter(told.sentences(turn, entry)), "")
    return turn.say("i_korthet", svar=markup.escape(first)) if first else ""

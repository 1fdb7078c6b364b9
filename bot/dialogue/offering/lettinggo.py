"""What somebody says who didn't want what was just said: it is let go. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import text
from bot.dialogue.offering import offers
from bot.dialogue.turns import topics
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.states import IDLE, Confirming
from bot.dialogue.turns.turn import Turn


def heard(turn: Turn) -> Turn:
    """ "Nej, inte sport, laga mat": what was spoken of is let go, and the rest is what is asked."""
    rest = _rest(turn)
    if not rest or turn.signs.none_of_it.match(turn.plain_question):
        return turn
    before = replace(turn.before, focus=None, last_question="", last_entry="", said="", state=IDLE)
    return replace(turn, message=rest, question=rest, before=before)


def none_of_it(turn: Turn) -> Decision | None:
    """ "Det är inget av det, vi har funnits i 40 år": what was asked goes to people, with what they
    tell."""
    asked, told = turn.before.last_question, turn.signs.none_of_it.match(turn.plain_question)
    rest = _rest(turn)
    if told is None or not rest or not asked or turn.area is None:
        return None
    whole = f"{asked.rstrip(' .')}. {rest[:1].upper()}{rest[1:]}"
    about = replace(turn, question=whole, message=whole, is_new=True)
    topic = topics.topic_of(turn, asked) or "other"
    made = offers.handoff(about, [turn.say("hittar_inte")], "called-wrong", topic=topic)
    return replace(made, turn=replace(made.turn, message=turn.message), remembers=whole)


def _rest(turn: Turn) -> str:
    """What is said after what is let go; "" where nothing is, or where an offer stands or people
    have a question: then it is said to that."""
    stands = isinstance(turn.before.state, Confirming) or bool(turn.before.case)
    gone = turn.signs.lets_go.match(turn.plain_question)
    if gone is None or stands or turn.incoming.choice is not None or not turn.before.last_question:
        return ""
    rest = turn.plain_question[gone.end() :].strip()
    return rest if text.has_words(rest) else ""

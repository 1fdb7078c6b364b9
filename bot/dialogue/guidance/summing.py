"""The rule for "sammanfatta": all that was talked about in one message. Pure."""

from __future__ import annotations

from bot.dialogue.guidance.kept import progress_of
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import phrases
from bot.guides.summary import Summary, talked_about


def summed_up(turn: Turn) -> Decision | None:
    """Somebody who asks for it all in one place gets what was talked about, to show the board; what
    the bot waits for it waits for still."""
    guidance = turn.know.guidance
    if guidance is None or not phrases.is_one(turn.bare, guidance.words.sum_up):
        return None
    last, progress = turn.before.focus, progress_of(turn)
    focus = turn.know.things.get(last.thing) if last is not None else None
    things = talked_about(turn.know, turn.area, focus, progress, turn.today)
    said = Summary(turn.say, things, progress, turn.today).text() if things else ""
    return Decision(
        turn,
        "answer" if things else "smalltalk",
        "summary",
        said or turn.say("summa_inget"),
        area=turn.area,
        score=1.0,
        keeps_waiting=True,
    )

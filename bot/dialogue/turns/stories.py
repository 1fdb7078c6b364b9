"""What somebody wants, where it was said earlier in the conversation than the few words that are
sent: "kan någon hjälpa oss". Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot import privacy, text
from bot.dialogue.turns.conversation import Story
from bot.dialogue.turns.states import Guiding
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs

_TELLS, _LEANS = 3, 1
"""Words, beside those of any question, from which a message by itself says what somebody wants, and
up to which it says nothing without what came before."""


def remembered(turn: Turn, *, is_question: bool) -> Story | None:
    """The story after a turn: the last message that told one."""
    if not is_question or not tells(turn, turn.message):
        return _with_what_came(turn.before.story, turn.message)
    return Story(privacy.mask(turn.message).text[: text.LONGEST], turn.area, turn.now)


def _with_what_came(story: Story | None, message: str) -> Story | None:
    """The story without the half of a number whose other half has come now."""
    if story is None:
        return None
    return replace(story, said=privacy.together([story.said, message])[0])


def behind(turn: Turn, question: str) -> str:
    """The story that a question leans on which by itself hardly says anything, or is what a guide
    asked; "" where there is none of its place, or where it was long ago."""
    story = turn.before.story
    if story is None or story.area not in (None, turn.area) or story.said in question:
        return ""
    window = dt.timedelta(minutes=turn.policy.followup_minutes)
    is_recent = turn.now - story.at <= window
    is_guided = isinstance(turn.before.state, Guiding)
    return story.said if is_recent and (is_guided or _leans(turn, question)) else ""


def _leans(turn: Turn, question: str) -> bool:
    """Whether a question says next to nothing: it names no thing, and has no word of its own."""
    view = turn.current.matcher.view(turn.current.view_of(turn.area))
    asked = view.read(question, turn.language)
    is_thin = _says(turn, question) <= _LEANS or _asks_for_a_person(turn)
    return is_thin and not asked.names and not asked.reading.unseen


def tells(turn: Turn, said: str) -> bool:
    """Whether a text by itself says what somebody wants."""
    return _says(turn, said) >= _TELLS


def _says(turn: Turn, said: str) -> int:
    return len(signs.beside_going_on(turn.talk, said))


def _asks_for_a_person(turn: Turn) -> bool:
    return signs.says(turn.talk.own, text.tokens(turn.plain_question), "människa")

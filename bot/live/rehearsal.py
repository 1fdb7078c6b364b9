"""What would hold up the loop while people write is done before: what is made at the first
question, and looking for garbage in all that stays."""

from __future__ import annotations

import datetime as dt
import gc
import sys

import structlog

from bot.cases.routing import EVERYBODY
from bot.dates import manners
from bot.dialogue.triage import decide
from bot.dialogue.turns.conversation import Conversation
from bot.dialogue.turns.turn import begin
from bot.errors import where
from bot.knowledge.model import COUNTRY
from bot.knowledge.written.steps import Steps, finished
from bot.matching.library import Current
from bot.matching.verdict import Policy
from bot.messages import Address, Incoming

_QUESTION = "Vem kan hjälpa oss att söka bidrag till en fest för hela föreningen?"
_GIVE_WAY = 0.001
"""Seconds for which a thread that works beside the loop goes on when the loop has to work too."""
log = structlog.get_logger()


def make_ready(current: Current, now: dt.datetime) -> None:
    """Before the loop begins to run."""
    try:
        manners.make_ready(now)
        finished(rehearsing(current, now))
    except Exception as error:  # noqa: BLE001 - askers' messages are set aside, each for itself
        log.error("rehearsal", error=type(error).__name__, at=where(error))
    gc.freeze()
    sys.setswitchinterval(_GIVE_WAY)


def rehearsing(current: Current, now: dt.datetime, before: Current | None = None) -> Steps[None]:
    """Ask a question of what is to be used, perhaps instead of what was used ``before``: what can't
    answer one raises here, and is used by nobody."""
    if before is None or current.matcher is not before.matcher:
        for view in current.matcher.views:
            current.matcher.rank(_QUESTION, view)
            yield
        current.matcher.rank_everywhere(_QUESTION)
        yield
    asked = Incoming("", now, Address("", ""), "", "said", _QUESTION)
    decide(begin(asked, Conversation(area=COUNTRY), current, Policy(), now, EVERYBODY))

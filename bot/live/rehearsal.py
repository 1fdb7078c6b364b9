"""What is made at the first question is made before the first asker comes."""

from __future__ import annotations

import datetime as dt

from bot.cases.routing import EVERYBODY
from bot.dialogue.conversation import Conversation
from bot.dialogue.triage import decide
from bot.dialogue.turn import begin
from bot.knowledge.steps import Steps
from bot.matching.library import Current
from bot.matching.verdict import Policy
from bot.messages import Address, Incoming

_QUESTION = "Vem kan hjälpa oss att söka bidrag till en fest för hela föreningen?"


def rehearsing(current: Current, before: Current, now: dt.datetime) -> Steps[None]:
    """Ask a question of what is to be used instead of what was used ``before``: what can't answer
    one raises here, and is used by nobody."""
    if current.matcher is not before.matcher:
        for view in current.matcher.views:
            current.matcher.rank(_QUESTION, view)
            yield
        current.matcher.rank_views(_QUESTION, current.matcher.views)
        yield
    asked = Incoming("", now, Address("", ""), "", "said", _QUESTION)
    decide(begin(asked, Conversation(), current, Policy(), now, EVERYBODY))

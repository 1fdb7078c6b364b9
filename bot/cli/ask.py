"""One question in a fresh conversation: nothing is stored, nothing is sent. The exam grades what this prints."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator
from typing import Any

from bot import markup
from bot.cases.choices import shown
from bot.dialogue.conversation import Conversation
from bot.dialogue.decision import Decision
from bot.dialogue.triage import decide
from bot.knowledge.wording import Wording
from bot.matching.library import Current
from bot.matching.verdict import Policy
from bot.messages import Address, Incoming

_ADDRESS = Address("ask", "ask")


def ask(
    question: str,
    current: Current,
    policy: Policy,
    now: dt.datetime,
    *,
    area: str | None = None,
    language: str | None = None,
) -> Decision:
    """The decision on one question. An unknown area counts as not given, an unknown language as Swedish."""
    incoming = Incoming("ask", now, _ADDRESS, "ask", "said", text=question, language=language)
    known = area if area in current.knowledge.areas else None
    return decide(incoming, Conversation(area=known), current, policy, now)[0]


def row(decision: Decision, current: Current, id_: object = None) -> dict[str, Any]:
    """One decision as the object that ``--json`` and ``--batch`` print."""
    say = Wording(current.knowledge, decision.language)
    route = decision.route
    return {
        "id": id_,
        "outcome": decision.outcome,
        "question": decision.question,
        "text": markup.plain(decision.markdown),
        "entry": decision.entry,
        "area": decision.area,
        "lang": decision.language,
        "score": round(decision.score, 4),
        "choices": [shown(choice, say).label for choice in decision.choices],
        "route": {"area": route.area, "team": route.team, "topic": route.topic} if route else None,
    }


def batch(
    lines: Iterable[str], current: Current, policy: Policy, now: dt.datetime
) -> Iterator[str]:
    """One JSON line for each, in order. A line that can't be read says so; it never stops the run."""
    for line in lines:
        if not line.strip():
            continue
        try:
            asked = json.loads(line)
            question = asked["q"]
            if not isinstance(question, str):
                raise TypeError
        except (ValueError, KeyError, TypeError, RecursionError):
            yield json.dumps(
                {"id": None, "error": 'Raden är inte JSON med nycklarna "id" och "q".'},
                ensure_ascii=False,
            )
            continue
        decision = ask(
            question,
            current,
            policy,
            now,
            area=_text(asked.get("area")),
            language=_text(asked.get("lang")),
        )
        yield json.dumps(row(decision, current, asked.get("id")), ensure_ascii=False)


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None

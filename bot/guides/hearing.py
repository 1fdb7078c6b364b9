"""What somebody has said already of what a guide would ask. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from bot.knowledge.conditions import Guidance, Inquiry, Questions
from bot.knowledge.own_words import Span, affirmed
from bot.knowledge.speech import Speech
from bot.text import bare

OTHER_WAY = {"ja": "nej", "nej": "ja"}
"""What is answered to a question of yes and no where the words of the one are denied."""


def begins(guidance: Guidance, said: str) -> bool:
    """Whether somebody asks for the guide."""
    return any(pattern.search(said) for pattern in guidance.words.starts)


def denied(guidance: Guidance | None, said: str) -> list[Span]:
    """Where in a text what is denied stands: "inte idrott", "utan lokal"."""
    own = guidance.own_words if guidance is not None else None
    return own.denials.spans(said) if own is not None else []


def heard(guidance: Guidance | None, questions: Questions, said: str) -> list[tuple[str, str]]:
    """The questions that a text has answered, each with its answer, in the guide's order. Of what
    is said to be several things, one alone is no answer."""
    spans, own = denied(guidance, said), guidance.own_words if guidance is not None else None
    says_more = own is not None and own.says_more(said)
    every = [(inquiry, answer_in(inquiry, said, spans)) for inquiry in questions.inquiries]
    return [
        (inquiry.id, value)
        for inquiry, value in every
        if value is not None and not (says_more and inquiry.lacks_some(value))
    ]


def named(say: Speech, inquiry: Inquiry, said: str) -> str | None:
    """The answer whose label begins with what was typed; None where none does, or several."""
    labels = {one.id: bare(say.localized(one.label)) for one in inquiry.options}
    found = [id_ for id_, label in labels.items() if f"{label} ".startswith(f"{said} ")]
    return found[0] if said and len(found) == 1 else None


def answer_in(inquiry: Inquiry, said: str, spans: Sequence[Span] = ()) -> str | None:
    """The answer that a text gives to a question; None where it gives none, or several of which
    only one can be so. What is denied is no answer; to a question of yes and no it is the other
    one."""
    every = [(one.id, one.told_in(said)) for one in inquiry.options]
    own = [(id_, pattern) for id_, pattern in every if pattern is not None]
    found = [id_ for id_, pattern in own if affirmed(pattern, said, spans)]
    if not found and spans and inquiry.is_yes_or_no:
        found = [OTHER_WAY[id_] for id_, pattern in own if pattern.search(said)]
    return inquiry.meant(found)

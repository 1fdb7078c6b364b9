"""A rule for who sent a question to the wrong place: it is asked in the other, and taking back the
first is offered. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.cases.choices import WithdrawCase
from bot.dialogue.answering.elsewhere import there
from bot.dialogue.situations.sent import may_be_talk
from bot.dialogue.turns import learned
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.turn import Turn


def said(turn: Turn) -> Decision | None:
    """ "Det blev fel, det ska vara Bollnäs, inte Hudiksvall", of a question that waits."""
    number, asked = turn.before.case, turn.before.last_question
    is_free = may_be_talk(turn) and not turn.before.case_answered and not turn.offers
    if not number or not asked or not is_free or turn.before.said:
        return None
    if turn.signs.sent_to_wrong_place.search(turn.plain) is None:
        return None
    meant = _meant(turn)
    if meant is None:
        return None
    made = there(turn, asked, meant, turn.say.area(meant))
    told = f"{made.markdown}\n\n{turn.say('ligger_kvar_där', nummer=number)}"
    return replace(made, markdown=told, choices=(*made.choices, WithdrawCase(number)))


def _meant(turn: Turn) -> str | None:
    """The one place that is named beside the one that has the question, where nothing more is
    said."""
    place = turn.before.team.partition("/")[0]
    here = turn.know.chain(place) if place in turn.know.areas else []
    others = [area for area in turn.named if area not in here]
    rest = turn.assessor.without_places(turn.plain_question)
    is_all = learned.is_only_another_place(turn, rest)
    return others[0] if here and len(others) == 1 and is_all else None

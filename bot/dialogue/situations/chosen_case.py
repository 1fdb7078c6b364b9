"""Rules for what is chosen about a question that is offered to people, or that they have. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.cases.acts import Add, Helped, Withdraw
from bot.cases.choices import (
    BadAnswer,
    CaseChoice,
    GoodAnswer,
    KeepCase,
    NewQuestion,
    OfferChoice,
    TellNobody,
    WithdrawCase,
    YesSend,
)
from bot.cases.ids import Chosen
from bot.dialogue.answering import additions, questions
from bot.dialogue.offering import confirming, open_case
from bot.dialogue.turns import decision
from bot.dialogue.turns.decision import Decision, back
from bot.dialogue.turns.states import ChoosingCase, StartingAnew, WritingMore
from bot.dialogue.turns.turn import Turn
from bot.dialogue.turns.typed import more as typed_more
from bot.dialogue.wishes import regrets


def on_offer(turn: Turn, choice: Chosen) -> Decision | None:
    """A yes, a no or a wish to change the text is about the offer that it was shown under. A yes
    that says more is added, and shown before it is sent."""
    if not isinstance(choice, OfferChoice) or choice.offer not in turn.offers:
        return None
    offer = turn.offers[choice.offer]
    more = typed_more(turn) if isinstance(choice, YesSend) else ""
    return additions.added(turn, offer, more) if more else confirming.confirmed(turn, offer, choice)


def sent_already(turn: Turn, choice: Chosen) -> Decision | None:
    """A second tap on an offer that was accepted just now is met with word of that."""
    if isinstance(choice, YesSend) and turn.before.case:
        return open_case.sent_already(turn)
    return None


def new_question(turn: Turn, choice: Chosen) -> Decision | None:
    """Somebody who says that it is a new question is asked for it, or answered if it stands
    there."""
    if not isinstance(choice, NewQuestion):
        return None
    anew, state = replace(turn, is_new=True, waiting_case=""), turn.before.state
    if isinstance(state, ChoosingCase):
        return questions.resumed(anew, state.question)
    ask = turn.say("skriv_ny")
    return back(anew, "new-question", ask, (), StartingAnew())


def on_case(turn: Turn, choice: Chosen) -> Decision | None:
    """What is chosen about a question that people have goes to them."""
    if not isinstance(choice, CaseChoice):
        return None
    number, state = choice.number, turn.before.state
    if isinstance(choice, WithdrawCase):
        return decision.on_case(turn, number, Withdraw())
    if isinstance(choice, KeepCase):
        return regrets.kept(turn, number)
    if isinstance(choice, TellNobody):
        return Decision(turn, "smalltalk", "no", turn.say("nej"), area=turn.area)
    if isinstance(choice, GoodAnswer | BadAnswer):
        return decision.on_case(turn, number, Helped(isinstance(choice, GoodAnswer)))
    if isinstance(state, ChoosingCase) and state.question:
        return decision.on_case(turn, number, Add(state.question))
    return back(turn, "more", turn.say("skriv_om"), (), WritingMore(number))

"""Rules for who regrets a question, sent or not: it is taken back, or isn't. Pure."""

from __future__ import annotations

from bot import text
from bot.cases.acts import Withdraw
from bot.cases.choices import AddToCase, AskerChoice, EditFirst, KeepCase, NoThanks, WithdrawCase
from bot.dialogue.offering import confirming
from bot.dialogue.turns.decision import Decision, back, on_case
from bot.dialogue.turns.states import Confirming, Idle, Withdrawing, writes_on_case
from bot.dialogue.turns.turn import Turn
from bot.dialogue.turns.typed import yes_or_no
from bot.dialogue.words import signs

_REGRET = 16
"""Words of a regret that says why."""
_REGRETS = ("ångrar", "fel_fråga", "radera")


def regrets(turn: Turn) -> Decision | None:
    """Somebody who regrets a question, or asked the wrong one, is asked whether it is to be taken
    back; of one that isn't sent yet, nothing is sent, or it is changed first."""
    kind, state, number = turn.own_kind, turn.before.state, turn.before.case
    # The words of a button that isn't there any more.
    if number and turn.bare == text.bare(turn.say("ta_tillbaka", nummer=number)):
        return ask_whether_to_withdraw(turn, number)
    if kind is None and (_regrets_and_says_why(turn) or _not_to_them(turn)):
        kind = "ångrar"
    if kind not in _REGRETS:
        return None
    if isinstance(state, Confirming) and state.offer in turn.offers:
        choice = EditFirst if kind == "fel_fråga" else NoThanks
        return confirming.confirmed(turn, turn.offers[state.offer], choice(state.offer))
    if not number:
        return None
    if turn.takes_back:
        return on_case(turn, number, Withdraw())
    add = (AddToCase(number),) if kind == "fel_fråga" else ()
    return ask_whether_to_withdraw(turn, number, add)


def not_yet(turn: Turn) -> Decision | None:
    """ "Nej, vänta, inte än", of a question that has gone: it can be taken back."""
    waits = turn.before.case and not turn.before.case_answered
    is_free = isinstance(turn.before.state, Idle) and not turn.offers
    is_typed = turn.incoming.choice is None and not turn.is_new
    if not waits or not is_free or not is_typed or not turn.signs.not_yet.match(turn.plain):
        return None
    return ask_whether_to_withdraw(turn, turn.before.case)


def ask_whether_to_withdraw(turn: Turn, number: str, more: tuple[AddToCase, ...] = ()) -> Decision:
    """Whether a question that people have is to be taken back."""
    ask = turn.say("ta_tillbaka_fråga", nummer=number)
    choices: tuple[AskerChoice, ...] = (WithdrawCase(number), *more, KeepCase(number))
    return back(turn, "withdraw", ask, choices, Withdrawing(number))


def _not_to_them(turn: Turn) -> bool:
    """ "Jag vill inte att Stenkrossen får den": said of a question that is sent or offered."""
    stands = turn.before.case or isinstance(turn.before.state, Confirming)
    waits = writes_on_case(turn.before.state)
    is_typed = turn.incoming.choice is None and not turn.is_new
    is_said = turn.signs.not_to_them.search(turn.plain) is not None
    return bool(stands) and not waits and is_typed and is_said


def _regrets_and_says_why(turn: Turn) -> bool:
    """ "Ta bort den, jag vågar inte": one clause is a regret, the others ask nothing."""
    own, waits = turn.talk.own, writes_on_case(turn.before.state)
    is_typed = turn.incoming.choice is None and not turn.is_new
    is_long = len(text.tokens(turn.plain)) > _REGRET
    if waits or not is_typed or is_long or turn.asks or own.clauses is None:
        return False
    clauses = [text.tokens(clause) for clause in own.clauses.split(turn.plain)]
    return any(signs.is_regret(own, words, first=not at) for at, words in enumerate(clauses))


def withdrawing(turn: Turn) -> Decision | None:
    """A yes or a no to whether it is to be taken back."""
    state = turn.before.state
    if not isinstance(state, Withdrawing) or turn.incoming.choice is not None:
        return None
    said = yes_or_no(turn)
    if said is None and turn.own_kind not in _REGRETS:
        return None
    return kept(turn, state.number) if said == "no" else on_case(turn, state.number, Withdraw())


def kept(turn: Turn, number: str) -> Decision:
    """It isn't taken back."""
    said = turn.say("ligger_kvar", nummer=number)
    return Decision(turn, "smalltalk", "no", said, area=turn.area)

"""Rules for what is said in a language that the bot lacks, and is no question: a yes, a no, thanks,
a greeting or a goodbye, and what is asked of one's own question. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot.cases.acts import Add, Helped, Withdraw
from bot.cases.choices import EditFirst, KeepCase, NoThanks, WithdrawCase, YesSend
from bot.dialogue.offering import confirming, offers
from bot.dialogue.turns import tongues
from bot.dialogue.turns.conversation import Offer
from bot.dialogue.turns.decision import Decision, back, chat, on_case
from bot.dialogue.turns.states import (
    ChoosingArea,
    ChoosingCase,
    Confirming,
    Withdrawing,
    writes_to_people,
)
from bot.dialogue.turns.turn import Turn
from bot.dialogue.wishes import own, regrets
from bot.dialogue.wishes.foreign import ask_which_area, essentials, lines, sentence, standing
from bot.knowledge.speech import PREFIX


def said(turn: Turn) -> Decision | None:
    """A yes, a no, thanks, a greeting or a goodbye in another language, where the conversation is
    in it or only one has the word: it is never taken for a Swedish one, and never for a question.
    Beside what is asked in it of their own question, or of what the bot wrote."""
    if turn.incoming.choice or writes_to_people(turn.before.state):
        return None
    known = _word(turn)
    if known is None:
        return _aside(turn)
    language, word = known
    there = replace(turn, heard=language)
    match word:
        case "hej":
            return _greeting(there)
        case "tack" | "hejdå":
            number = turn.before.case if turn.before.case_answered else ""
            return _helped(there, number) if number else _chat(there, word)
        case "nej":
            return _no(there)
        case _:
            return _yes(there)


def _word(turn: Turn) -> tuple[str, tongues.Word] | None:
    if turn.before.foreign:
        word = tongues.said(turn.plain, turn.before.foreign, turn.current)
        return (turn.before.foreign, word) if word else None
    return tongues.greeted_in(turn.plain, turn.current)


def _yes(turn: Turn) -> Decision | None:
    """A yes to what was asked. With nothing asked it is a nod."""
    state = turn.before.state
    if isinstance(state, Withdrawing):
        return on_case(turn, state.number, Withdraw())
    if isinstance(state, ChoosingCase):
        return on_case(turn, state.number, Add(state.question))
    return _to_offer(turn, YesSend) or _again(turn) or _nod(turn)


def _no(turn: Turn) -> Decision | None:
    """A no to what was asked: nothing is sent."""
    state = turn.before.state
    if isinstance(state, Withdrawing):
        return regrets.kept(turn, state.number)
    if isinstance(state, ChoosingCase):
        return _chat(turn, "nej")
    return _to_offer(turn, NoThanks) or _again(turn) or _nod(turn)


def _to_offer(turn: Turn, choice: type[YesSend | NoThanks]) -> Decision | None:
    offer = standing(turn)
    if offer is None:
        return None
    made = confirming.confirmed(turn, offer, choice(offer.id))
    first = sentence(turn, "nej") if choice is NoThanks else ""
    return replace(made, markdown=lines(first, made.markdown)) if made.markdown else made


def _again(turn: Turn) -> Decision | None:
    """The municipality is asked for again, as long as the question waits for it."""
    state = turn.before.state
    if not isinstance(state, ChoosingArea):
        return None
    return ask_which_area(replace(turn, question=state.question))


def _nod(turn: Turn) -> Decision | None:
    """With nothing asked, a yes or a no sends nothing, and is no question."""
    if turn.before.case_answered:
        return _chat(turn, "tack")
    if not turn.before.case:
        return _greeting(turn) if turn.before.foreign else None
    said = lines(sentence(turn, "är_skickad"), turn.say("redan_skickad", p=PREFIX))
    return Decision(turn, "smalltalk", "sent-already", said, area=turn.area)


def _chat(turn: Turn, kind: str) -> Decision:
    """A sentence of the bot's own, in that language and in Swedish."""
    made = chat(turn, kind)
    first = sentence(turn, "tack" if kind == "hejdå" else kind)
    return replace(made, markdown=lines(first, made.markdown))


def _helped(turn: Turn, number: str) -> Decision:
    """Thanks for a person's answer: met in that language, before what the case says to it."""
    return replace(on_case(turn, number, Helped(yes=True)), markdown=sentence(turn, "tack"))


def _greeting(turn: Turn) -> Decision:
    """A greeting is met with what the bot is, in that language and in Swedish."""
    said = lines(sentence(turn, "annat_språk"), sentence(turn, "vilken_kommun"), turn.say("hej"))
    return Decision(turn, "smalltalk", "language", said, area=turn.area, score=1.0)


def _aside(turn: Turn) -> Decision | None:
    """What is asked of their own question, or of what the bot wrote: the question stays as it
    was."""
    if turn.is_new:
        return None
    language = turn.before.foreign or turn.heard
    kind = tongues.aside(turn.plain, language, turn.current)
    there = replace(turn, heard=language)
    if kind is None:
        return None
    if kind == "ångrar":
        return _regrets(there)
    if (offer := standing(there)) is not None:
        return _explained(there, offer)
    if kind == "betyder" and (asked := _again(there)) is not None:
        return asked
    if not there.before.case or (there.before.case_answered and kind != "framme"):
        return _greeting(there) if kind == "betyder" and turn.before.foreign else None
    made = own.reported(there, "framme" if kind == "betyder" else kind)
    return replace(made, markdown=sentence(there, "är_skickad"))


def _regrets(turn: Turn) -> Decision | None:
    """A question that nobody has is not sent; of one that people have it is asked whether it is to
    be taken back."""
    if (nothing := _to_offer(turn, NoThanks)) is not None:
        return nothing
    if not (number := turn.before.case):
        return None
    ask = lines(sentence(turn, "ska_tas_tillbaka"), turn.say("ta_tillbaka_fråga", nummer=number))
    return back(
        turn, "withdraw", ask, (WithdrawCase(number), KeepCase(number)), Withdrawing(number)
    )


def _explained(turn: Turn, offer: Offer) -> Decision:
    """Whom an offer goes to, by when they answer and what sends it; it stands as it was."""
    choices = (YesSend(offer.id), EditFirst(offer.id), NoThanks(offer.id))
    what = lines(sentence(turn, "annat_språk"), essentials(turn, offer))
    waits = turn.say("inte_skickad_än", fråga=offers.quoted(offer))
    told = "\n\n".join(filter(None, (what, waits)))
    shown = {**turn.offers, offer.id: replace(offer, is_told=True)}
    state, there = Confirming(offer.id), replace(turn, offers=shown)
    return Decision(there, "smalltalk", "language", told, state, choices, area=offer.route.area)

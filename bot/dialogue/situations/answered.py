"""Rules for what is said next after a person's answer that goes to whoever answered: a yes or a no
to what it asked, that it is taken, a question after a nod, a comparison. Never taken for thanks.
Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import text
from bot.cases.acts import Add
from bot.dialogue.offering import open_case
from bot.dialogue.situations.content import is_mild
from bot.dialogue.turns import aspects, private, verdicts
from bot.dialogue.turns.decision import Decision, on_case
from bot.dialogue.turns.states import Idle
from bot.dialogue.turns.turn import Turn
from bot.dialogue.turns.typed import yes_or_no
from bot.dialogue.wishes import own
from bot.dialogue.wishes.afterwards import is_here, is_soon, names_another, shares_words
from bot.dialogue.words import clauses

_SHARING, _LEANING = 20, 10
"""Words of a question that goes on about an answer: by a word of it, or by leaning on it."""
_OF_IT, _ASPECTS = ("när", "vem"), ("besked", "hur_länge", "när", "var")
"""What may be talk of a question that waits, and asks of the matter once that is answered."""


def answers_back(turn: Turn) -> Decision | None:
    """ "Ja tack", "då tar vi den!": a yes, a no, or that they take it, to what a person's answer
    asked goes to them."""
    number = turn.before.case or turn.before.closed
    if not number or not turn.before.answer_asks or not _is_of_answer(turn):
        return None
    if not _is_reply(turn) or turn.own_kind is not None or not is_here(turn):
        return None
    return _to_them(turn, number, turn.message)


def takes_it(turn: Turn) -> Decision | None:
    """ "Bra, då bokar vi!", after an answer that asked nothing: whoever answered has to know."""
    number = turn.before.case if turn.before.case_answered else ""
    is_said = turn.signs.takes_it.match(turn.plain) is not None and "?" not in turn.plain
    if not number or not is_said or not _is_of_answer(turn) or _is_thanks(turn):
        return None
    return _to_them(turn, number, turn.message) if is_here(turn) else None


def nods_and_asks(turn: Turn) -> Decision | None:
    """ "Ok men när", "jaha, vad kostar det då": a question after a nod is one, and no thanks; to
    whoever answered, but where the knowledge surely has the answer."""
    number, nod = turn.before.case, turn.signs.nods_first.match(turn.plain)
    if not number or nod is None or not turn.before.case_answered or not _is_of_answer(turn):
        return None
    if turn.own_kind is not None or not is_here(turn):
        return None
    is_named = not verdicts.names_nothing(turn)
    if is_named and verdicts.verdict_on(turn, turn.core).kind == "answer":
        return None
    return _to_them(turn, number, turn.message)


def asks_on(turn: Turn) -> Decision | None:
    """ "Räcker det med en bild på protokollet?", asked soon after a person's answer: by a word of
    what they answered, or by what it leans on, it goes to them, also where the knowledge has
    something near. What names another thing, or a place, is a question of its own."""
    number = turn.before.case if turn.before.case_answered else turn.before.closed
    if not number or turn.named or not _is_of_answer(turn) or not _may_be_on(turn):
        return None
    leans = turn.signs.hangs_together.search(turn.plain) is not None
    if turn.signs.anew.match(turn.message) or (names_another(turn) and not _is_open(turn, leans)):
        return None
    shared, length = shares_words(turn), len(text.tokens(turn.plain))
    is_on = length <= _SHARING if shared else leans and length <= _LEANING
    return _to_them(turn, number, turn.message) if is_on else None


def _is_open(turn: Turn, leans: bool) -> bool:
    """ "Får vi swish ändå?": it leans on the answer, and the knowledge has nothing near."""
    return leans and verdicts.verdict_on(turn, turn.core).kind in ("low", "unknown", "slot")


def _may_be_on(turn: Turn) -> bool:
    """Whether it asks, and is no talk of the bot or of where a question is; "hur lång tid tar
    det", after an answer, asks of what it said."""
    asks = turn.asks or "?" in turn.plain
    aspect = aspects.of(turn, turn.plain)
    of_it = turn.own_kind in _OF_IT and aspect in _ASPECTS and not own.is_clear(turn)
    is_talk = turn.small_talk is not None or yes_or_no(turn) is not None
    return asks and not is_talk and (turn.own_kind is None or of_it)


def compares(turn: Turn) -> Decision | None:
    """ "Det stämmer inte, PRO i Mjölby fick låna": what protests against an answer by another place
    goes to whoever answered; what only compares is shown first."""
    number = turn.before.case or own.closed_lately(turn)
    if not number or not turn.named or is_here(turn) or not _is_of_answer(turn):
        return None
    if own.is_disappointed(turn) and "?" not in turn.plain:
        return _to_them(turn, number, turn.message)
    is_compared = turn.signs.compares_answer.match(turn.plain) is not None
    return open_case.ask_whether(turn, number) if is_compared and not turn.asks else None


def _is_of_answer(turn: Turn) -> bool:
    """Whether it is typed, soon after a person's answer, and nothing else was said or is on."""
    is_typed = turn.is_typed and not turn.is_new
    is_next = not turn.before.said and not turn.offers and isinstance(turn.before.state, Idle)
    return is_typed and is_next and is_soon(turn)


def _is_reply(turn: Turn) -> bool:
    """Whether a message says yes or no to what was asked, or that it is fine, and doesn't only
    thank."""
    if yes_or_no(turn) is not None or turn.signs.takes_it.match(turn.plain) is not None:
        return True
    heard = clauses.heard(turn.message, turn.say)
    says_more = text.has_words(heard.rest)
    if heard.reply is not None and says_more and not _is_mild(turn, heard.rest):
        return True
    if _is_thanks(turn) or turn.small_talk not in (None, "tack"):
        return False
    return heard.reply is not None or _is_mild(turn, turn.message)


def _is_mild(turn: Turn, words: str) -> bool:
    return is_mild(words, turn.talk.own, is_closed=False)


def _is_thanks(turn: Turn) -> bool:
    """Whether it thanks in so many words: "perfekt" may be a yes."""
    return turn.signs.thanks_in_words.search(turn.plain) is not None


def _to_them(turn: Turn, number: str, said: str) -> Decision:
    """It goes to whoever answered; what is private is shown first."""
    heard = replace(turn, before=replace(turn.before, answer_asks=False))
    if private.is_private(turn, said):
        return open_case.ask_whether(heard, number)
    return on_case(heard, number, Add(said))

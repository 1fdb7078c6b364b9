"""What may be more of a question that people have already. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from bot import text
from bot.cases.acts import Add
from bot.cases.choices import NewQuestion, TellNobody, TellTeam
from bot.cases.routing import team_of
from bot.dialogue.offering.letters import is_noise, without_noise
from bot.dialogue.turns import private
from bot.dialogue.turns.decision import Decision, back, on_case
from bot.dialogue.turns.states import ChoosingCase, Confirming
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import clauses, signs
from bot.knowledge.model import DEFAULT_TEAM
from bot.knowledge.speech import PREFIX
from bot.markup import escape, quoted

_STEM = 5
"""Letters by which two words are forms of one."""


def tells_more(turn: Turn) -> bool:
    """Whether somebody who has just been offered, or has sent, a question goes on telling: "vi är
    tolv", "det gäller i maj"."""
    asked = turn.plain_question
    open_case = turn.before.case and not turn.before.case_answered
    waits = isinstance(turn.before.state, Confirming) or open_case
    tells = turn.signs.tells.match(asked) or turn.signs.tells_more.match(asked)
    # To somebody who has the question already, also a wish ("vi är tolv och vill ha läger") is more
    # of it.
    asks = turn.signs.asks if open_case else turn.signs.wants
    return bool(waits and tells) and "?" not in asked and asks.search(asked) is None


def belongs(turn: Turn) -> Decision | None:
    """What isn't answered may be more of a question that is with people."""
    number = turn.before.case
    if turn.is_new or not number or is_elsewhere(turn):
        return None
    if clauses.whole(turn.plain, turn.say) is not None:
        return sent_already(turn)
    asks = turn.asks or text.asking(text.sentences(turn.plain_question))
    if (asks and not tells_more(turn)) or turn.before.case_answered or _is_another_wish(turn):
        return ask_whether(turn, number)
    return added_to_case(turn, number)


def _is_another_wish(turn: Turn) -> bool:
    """ "Vi vill ha pengar till en utflykt", to who asked for a room: it has no word of what was
    asked last."""
    said, asked = own_words(turn), turn.before.last_question
    if not turn.signs.begins_a_wish.match(said):
        return False
    words = {word[:_STEM] for word in signs.beside_going_on(turn.talk, said)}
    return words.isdisjoint(word[:_STEM] for word in text.tokens(asked))


def is_elsewhere(turn: Turn) -> bool:
    """Whether a message names a place that whoever has the case isn't in: it is never sent to
    them."""
    place = turn.before.team.partition("/")[0]
    here = turn.know.chain(place) if place in turn.know.areas else []
    return any(area not in here for area in turn.named)


def own_words(turn: Turn) -> str:
    """What the asker wrote, without what the bot took it to lean on."""
    is_said_now = bool(turn.message) and turn.question.endswith(turn.message)
    return turn.message if is_said_now else turn.question


def added_to_case(turn: Turn, number: str) -> Decision:
    """More for the people who have a case, without what doesn't go along, which is said; what is
    private is shown first."""
    asked = own_words(turn)
    if private.is_private(turn, asked):
        return ask_whether(turn, number)
    # Those who have answered may be thanked.
    words = turn.talk.left_out.model_copy(update={"thanks": None})
    kept, left_out = without_noise(words, asked)
    if is_noise(words, asked) and not asked.strip().isdecimal():
        said = left_out_said(turn, (asked,))
        return Decision(turn, "smalltalk", "case", said, area=turn.area)
    said = left_out_said(turn, left_out) if left_out else ""
    return replace(on_case(turn, number, Add(kept)), markdown=said)


def left_out_said(turn: Turn, left_out: Iterable[str]) -> str:
    """That some of what was written doesn't go along."""
    return turn.say("följer_inte_med", vad=" ".join(map(quoted, left_out)))


def ask_whether(turn: Turn, number: str) -> Decision:
    """What may be more of a question that people have is shown as it would go to them; the question
    itself once more is no more of it."""
    say, team, said = turn.say, turn.before.team, own_words(turn)
    waits = turn.before.case == number and not turn.before.case_answered
    if waits and text.bare(said) == text.bare(turn.before.last_question):
        return on_case(turn, number, Add(said))
    name = say.localized(team_of(turn.know, team).name)
    ask = say("skicka_det_här", team=name, text=escape(said), nummer=number)
    if private.is_private(turn, said):
        ask = f"{say('känsligt_tillägg')} {ask}"
    choices = (TellTeam(number, team or DEFAULT_TEAM), NewQuestion(number), TellNobody(number))
    return back(turn, "case", ask, choices, ChoosingCase(said, number))


def sent_already(turn: Turn) -> Decision:
    """A yes to somebody whose question has gone: it is on its way."""
    said = turn.say("redan_skickad", p=PREFIX)
    return Decision(turn, "smalltalk", "sent-already", said, area=turn.area)

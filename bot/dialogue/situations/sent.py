"""Rules for what is said to the bot while a question of the asker's is with people, or was a moment
ago, in whatever words: where it is, that it is to come back or be another, how to reach them, a
nod, a protest. Nothing but the protest is ever sent on. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot import text
from bot.cases.acts import Add, Helped
from bot.cases.choices import KeepCase, TellTeam, WithdrawCase
from bot.cases.routing import team_of
from bot.dialogue.answering import questions
from bot.dialogue.offering import open_case
from bot.dialogue.turns import learned, private, teams, verdicts
from bot.dialogue.turns.decision import Decision, back, chat, on_case
from bot.dialogue.turns.states import ChoosingCase, Idle, Withdrawing, writes_on_case
from bot.dialogue.turns.turn import Turn
from bot.dialogue.wishes import offer_words, own, regrets, rights
from bot.dialogue.words import clauses
from bot.knowledge.model import DEFAULT_TEAM

_PROTEST = dt.timedelta(hours=24)
"""How long what only leans on an answer still opens a question that was closed."""
_SHORT = 8
"""Words of a message that asks how to reach somebody."""


def asks_anew(turn: Turn) -> Decision | None:
    """ "Ny fråga: vad kan vi söka i Ljusdal?" is one, whatever was last spoken of."""
    begins = turn.signs.anew.match(turn.message)
    rest = turn.message[begins.end() :] if begins else ""
    if (
        turn.incoming.choice is not None
        or writes_on_case(turn.before.state)
        or not text.has_words(rest)
    ):
        return None
    said = text.capitalised(rest)
    anew = replace(turn, message=said, question=said, is_new=True, waiting_case="")
    return questions.question(anew)


def says_no_and_more(turn: Turn) -> Decision | None:
    """ "Nej. Kan vi låna en hall?", said while a question is with people: what comes after the no
    is asked by itself."""
    if not turn.before.case or not may_be_talk(turn):
        return None
    heard = clauses.heard(turn.message, turn.say)
    if heard.reply != "no" or not offer_words.asks(turn, heard.rest):
        return None
    return None if learned.kind(turn, heard.rest) else questions.by_itself(turn, heard.rest)


def said(turn: Turn) -> Decision | None:
    """What is said of a question that people have is met by the case, in any words."""
    number = turn.before.case
    if not number or not may_be_talk(turn) or turn.named or turn.small_talk is not None:
        return None
    if turn.bare in turn.talk.own.nods:
        return _nod(turn, number)
    if turn.signs.of_oneself.search(turn.plain):
        return rights.told(turn, "ansvarig")
    if clauses.heard(turn.message, turn.say).sends or turn.signs.approves.match(turn.plain):
        return open_case.sent_already(turn)
    reach = _how_to_reach(turn)
    if reach is not None:
        return reach
    if _asks_of_the_matter(turn):
        return open_case.ask_whether(turn, number)
    kind = learned.kind(turn, turn.plain, learned.SURE if turn.before.said else 0.0)
    if not kind or _is_known(turn):
        return None
    if private.is_private(turn, turn.message) and kind != "ändrar":
        return None
    if kind in ("status", "om_brevet") and not turn.before.case_answered:
        if turn.signs.of_the_matter.search(turn.plain):
            return open_case.ask_whether(turn, number)
        if not verdicts.names_nothing(turn):
            return None
        return own.reported(turn, "när")
    if kind == "ångrar" and not turn.before.case_answered:
        return regrets.ask_whether_to_withdraw(turn, number)
    if kind == "ändrar" and turn.signs.says_instead.search(turn.plain):
        return on_case(turn, number, Add(turn.message))
    if kind == "ändrar" and not _adds(turn) and not open_case.tells_more(turn):
        return _takes_out(turn, number)
    if kind == "protesterar" and turn.before.case_answered:
        return on_case(turn, number, Add(turn.message))
    if kind == "nickar" and _only_nods(turn):
        return _nod(turn, number)
    return None


def _only_nods(turn: Turn) -> bool:
    """Whether what is like a nod is no more than that: "tack, boka den då" is for whoever
    answered."""
    if "?" in turn.plain or turn.signs.nods_first.match(turn.plain):
        return False
    thanks = turn.signs.thanks_first.match(turn.plain)
    return thanks is None or learned.kind(turn, turn.plain[thanks.end() :]) != "skickar"


def waits_for_nothing(turn: Turn) -> Decision | None:
    """ "Tack, då väntar jag", from somebody who has sent nothing: that is said."""
    waits = turn.signs.waits_for_answer.search(turn.plain) is not None
    is_typed = turn.incoming.choice is None and isinstance(turn.before.state, Idle)
    if not waits or not is_typed or turn.before.case or turn.offers or turn.asks:
        return None
    said = turn.say("ingen_fråga_hos_någon")
    return Decision(turn, "smalltalk", "own-question", said, area=turn.area, score=1.0)


def nods(turn: Turn) -> Decision | None:
    """A yes, a no or a "vänta" to nothing that was asked, while a question is with people, is a
    nod: nothing comes of it."""
    number = turn.before.case
    if not number or not may_be_talk(turn):
        return None
    if clauses.whole(turn.plain, turn.say) is None:
        return None
    return _nod(turn, number)


def protests(turn: Turn) -> Decision | None:
    """A protest in any words against the closing of a question, or against its answer, opens it
    again: it goes to whoever had it."""
    number = own.closed_lately(turn)
    if not number or not may_be_talk(turn) or turn.named or turn.offers or turn.before.said:
        return None
    if turn.small_talk is not None or clauses.whole(turn.plain, turn.say) is not None:
        return None
    is_soon = turn.before.closed_at is not None and turn.now - turn.before.closed_at <= _PROTEST
    leans = is_soon and _leans_on_it(turn)
    if not leans and learned.kind(turn, turn.plain) != "protesterar":
        return None
    return None if _is_known(turn) else on_case(turn, number, Add(turn.message))


def _leans_on_it(turn: Turn) -> bool:
    """ "Svaret är ju fel", "vems sak är det då": what goes on about what was said of the case."""
    if turn.signs.leans_on_answer.match(turn.plain) is not None:
        return True
    hangs = turn.signs.hangs_together.search(turn.plain) is not None
    return hangs and verdicts.names_nothing(turn)


def thanks_and_goes(turn: Turn) -> Decision | None:
    """ "Tack, jag mejlar dem": thanks, and no more for anybody."""
    number = turn.before.case or turn.before.closed
    thanks = turn.signs.thanks_first.match(turn.plain)
    if not number or thanks is None or not may_be_talk(turn):
        return None
    rest = turn.plain[thanks.end() :]
    is_done = learned.kind(turn, rest) in ("nickar", "avböjer") or turn.signs.declines.match(rest)
    if not is_done:
        return None
    if turn.before.case_answered:
        return on_case(turn, number, Helped(yes=True))
    return chat(turn, "tack")


def may_be_talk(turn: Turn) -> bool:
    """Whether it is typed, and the bot waits for nothing."""
    is_typed = turn.is_typed and not turn.is_new
    return is_typed and isinstance(turn.before.state, Idle | ChoosingCase | Withdrawing)


def _adds(turn: Turn) -> bool:
    """Whether something is to come to it."""
    adds = turn.talk.wishes.adds
    is_so = adds is not None and adds.match(turn.plain) is not None
    return is_so or turn.signs.adds_to_it.search(turn.plain) is not None


def _is_known(turn: Turn) -> bool:
    """Whether the knowledge surely has an answer to it, and it names what it is about."""
    is_named = not verdicts.names_nothing(turn)
    return is_named and verdicts.verdict_on(turn, turn.core).kind == "answer"


def _asks_of_the_matter(turn: Turn) -> bool:
    """ "Vad är avgiften?", of a question that waits, where nothing else was spoken of since and the
    knowledge has no answer."""
    asks = (turn.asks or "?" in turn.plain) and turn.own_kind is None
    waits = not turn.before.case_answered and not turn.before.said
    is_of_it = waits and turn.signs.of_the_matter.search(turn.plain) is not None
    return asks and is_of_it and verdicts.names_nothing(turn) and not _is_known(turn)


def _how_to_reach(turn: Turn) -> Decision | None:
    """Who has it, and how to reach them without the bot."""
    short = [one for one in text.sentences(turn.plain) if len(text.tokens(one)) <= _SHORT]
    asks = any(turn.signs.to_reach.search(one) for one in short)
    asks = asks or turn.own_kind == "människa"
    if not asks or not verdicts.names_nothing(turn):
        return None
    team = team_of(turn.know, turn.before.team)
    in_vain = teams.is_called_in_vain(turn, team)
    contact = "" if in_vain else turn.say.contact(team)
    name = turn.say.localized(team.name)
    key = "når_dem_själv" if contact else "når_dem_genom_växeln"
    where = teams.switchboard(turn) if in_vain else ""
    said = f"{turn.say(key, team=name, kontakt=contact)} {where}".strip()
    made = Decision(turn, "smalltalk", "own-question", said, area=turn.area, score=1.0)
    return replace(made, keeps_waiting=True)


def _takes_out(turn: Turn, number: str) -> Decision:
    """Something is to go out of what people have: it can be taken back whole, or they are asked to
    strike it."""
    team = turn.before.team or DEFAULT_TEAM
    name = turn.say.localized(team_of(turn.know, team).name)
    ask = turn.say("ta_ut_ur_skickat", team=name, nummer=number)
    choices = (WithdrawCase(number), TellTeam(number, team), KeepCase(number))
    return back(turn, "withdraw", ask, choices, ChoosingCase(turn.message, number))


def _nod(turn: Turn, number: str) -> Decision:
    if turn.before.case_answered:
        return on_case(turn, number, Helped(yes=True))
    made = open_case.sent_already(turn)
    return replace(made, markdown=turn.say("bra_så"), chat="bra_så")

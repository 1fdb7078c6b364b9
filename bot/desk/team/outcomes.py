"""What a coordinator's act leads to: carried out, or refused; and the same answer offered on."""

from __future__ import annotations

from bot import privacy
from bot.cases import judge
from bot.cases.acts import (
    Answer,
    AskBack,
    Change,
    Close,
    Coordinator,
    Hold,
    PutOff,
    SendEntry,
    TeamAct,
    Transfer,
)
from bot.cases.case import Case
from bot.cases.labels import labelled
from bot.cases.likeness import alike
from bot.cases.quoting import brief, shown
from bot.cases.ruling import Refusal
from bot.cases.teamchoices import CloseWithout, SendSame
from bot.desk import rulings
from bot.desk.team.message import TeamMessage
from bot.markup import within
from bot.storage import absences, casebook, held
from bot.storage.post import Post

_MOST_ALIKE = 8
"""Questions that one message offers the same answer to; those most urgent."""


def carry_out(message: TeamMessage, act: TeamAct, number: str, *, by_card: bool = False) -> bool:
    """Do it to the case with this number, or say why not. Whether it was done. ``by_card``: it was
    done on something that the bot said of the case."""
    at, by = message.at, Coordinator(message.teams, message.incoming.person, by_card)
    case = casebook.find(at.db, number)
    ruling = judge.by_team(act, case, by, rulings.circumstances(at, number))
    if isinstance(ruling, Refusal):
        if ruling.text:
            message.reply(Post(ruling.text, choices=ruling.choices, about=ruling.about))
        return False
    if _is_in_doubt(act):
        return _ask(message, act, number)
    rulings.carry_out(at, ruling, message.here)
    acted(message)
    relayed = [event for event in ruling.events if event.kind in ("answered", "asked-back")]
    if any(privacy.has_mark(event.text) for event in relayed):
        message.say("maskerat")
    if isinstance(act, Answer | SendEntry):
        _offer_the_same(message, ruling.case)
    return True


def acted(message: TeamMessage) -> None:
    """Somebody in the room has done something: a team that had fallen silent is there again."""
    were_silent = [absences.acted(message.at.db, team) for team in message.teams]
    if any(were_silent):
        message.say("tystnad_slut")


def hold(message: TeamMessage, act: Hold, number: str) -> bool:
    """Keep what may be an answer until somebody says whether it is."""
    is_asked = carry_out(message, act, number, by_card=True)
    if is_asked:
        held.keep(message.at.db, act.id, number, act.text, message.at.now)
    return is_asked


def ask_why(message: TeamMessage, number: str) -> None:
    """Why a case is closed is asked for; it may be closed without."""
    here, case = message.at.cards.here, casebook.find(message.at.db, number)
    closing = (labelled(CloseWithout(number), here("hålls_stäng_utan_skäl")),)
    choices = closing if case is not None and case.is_open else ()
    message.reply(Post(here("stäng_hur", nummer=number), choices=choices, about=number))


def _is_in_doubt(act: TeamAct) -> bool:
    """Whether something in what would be sent looks like a number that must not be; a press says
    that it isn't."""
    match act:
        case Answer(text=text, pressed=False) | AskBack(text=text) | Change(text=text):
            return privacy.mask(text).text != text
        case Close(why=text) | PutOff(why=text) | Transfer(why=text):
            return privacy.mask(text).text != text
    return False


def _ask(message: TeamMessage, act: TeamAct, number: str) -> bool:
    """An answer is held and asked about, one tap away; anything else is to be written again."""
    if isinstance(act, Answer):
        asked = Hold(act.text, held.new_id(), act.source, in_doubt=True)
        hold(message, asked, number)
    else:
        message.say("tveksamt_nummer")
    return False


def _offer_the_same(message: TeamMessage, case: Case) -> None:
    """Open questions like the one just answered: the coordinator may send them the same answer, one
    tap each. However many there are, they are told in one message: each answer would else say them
    all again, and hold up the cards behind them."""
    here, waiting = message.at.cards.here, casebook.open_cases(message.at.db)
    others = [other for other in alike(case, waiting) if other.team in message.teams]
    if len(others) == 1:
        same = labelled(SendSame(others[0].number, case.number), here("skicka_samma"))
        message.say("samma_svar", others[0], (same,), fråga=shown(others[0].question))
    elif others:
        shortest = others[:_MOST_ALIKE]
        asked = {other.number: within(shown(brief(other.question))) for other in shortest}
        lines = [f"- {number}: ”{question}”" for number, question in asked.items()]
        choices = tuple(
            labelled(SendSame(other.number, case.number), here("skicka_samma_till", other))
            for other in shortest
        )
        intro = here("samma_svar_fler", antal=str(len(others)))
        text = "\n".join([f"{intro}\n", *lines])
        message.reply(Post(text, choices=choices, about=case.number))

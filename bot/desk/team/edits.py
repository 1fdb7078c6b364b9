"""A coordinator's words to an asker are taken back, or written anew."""

from __future__ import annotations

from bot import text
from bot.cases.acts import Change, Hold, Relay, TakeBack
from bot.cases.case import after_mark, number_before
from bot.cases.doubts import Doubt
from bot.cases.labels import labelled
from bot.cases.teamchoices import Retract
from bot.desk.team import meant, outcomes
from bot.desk.team.message import TeamMessage
from bot.dialogue.turns.commands import parse
from bot.storage import casebook, held, outbox
from bot.storage.post import Row


def undo(message: TeamMessage) -> None:
    """Take back what still waits, else what was last written: of the case that is replied to,
    one's own before a colleague's, or else of what they wrote themselves in this room."""
    db, person, target = message.at.db, message.incoming.person, message.target
    if target is not None and target.post.about:
        rows = outbox.relays(db, target.post.about)
        rows.sort(key=lambda row: row.post.person != person)
    elif message.is_anonymous:
        message.say("ångra_vilket")
        return
    else:
        rows = outbox.relays_by(db, message.incoming.address, person)
    waiting = next((row for row in rows if row.state == "waiting"), None)
    if waiting is None and rows and _may_retract(message, rows[0]):
        return
    if rows:
        take_back(message, waiting or rows[0])
    else:
        message.say("inget_att_ångra")


def _may_retract(message: TeamMessage, row: Row) -> bool:
    """Whether it is offered to take back an answer that has gone, or to move it to another card."""
    case, here = casebook.find(message.at.db, row.post.about), message.at.cards.here
    if case is None or case.state != "answered" or row.post.purpose != "relay":
        return False
    back = labelled(Retract(case.number), here("hålls_ta_tillbaka"))
    moves = meant.elsewhere(message, case.number)
    message.say("ångra_gått", case, (back, *moves))
    return True


def take_back(message: TeamMessage, row: Row) -> None:
    """Stop what is on its way."""
    outcomes.carry_out(message, TakeBack(_relay(message, row)), row.post.about, by_card=True)


def retract(message: TeamMessage, number: str) -> bool:
    """The last answer to a case was meant for another: what waits is stopped; of what has gone the
    asker is told. Whether it was taken back."""
    rows = outbox.relays(message.at.db, number)
    row = next((row for row in rows if row.post.purpose == "relay"), None)
    if row is None:
        message.say("inget_att_ångra")
        return False
    act = TakeBack(_relay(message, row), True)
    return outcomes.carry_out(message, act, number, by_card=True)


def change(message: TeamMessage, row: Row) -> None:
    """It goes as it is now, or, where it has gone already, a marked correction follows it."""
    case = casebook.find(message.at.db, row.post.about)
    words = _words(message.text, case.mark if case else "")
    why = _doubt(message, row, words)
    if why is not None:
        _hold(message, row, words, why)
    elif text.has_words(words):
        act = Change(_relay(message, row), words, message.source)
        outcomes.carry_out(message, act, row.post.about, by_card=True)


def _doubt(message: TeamMessage, row: Row, words: str) -> Doubt | None:
    """Why plain words in the place of an answer, or of a question back, are perhaps neither: a
    command's words are what it says, and a question in the place of one is one."""
    if row.post.purpose not in ("relay", "question") or parse(message.text, "team") is not None:
        return None
    why = message.doubt(words, row.post.about)
    is_asked = row.post.purpose == "question" and why is not None and why.kind == "question"
    return None if is_asked else why


def _hold(message: TeamMessage, row: Row, words: str, why: Doubt) -> None:
    """What waits doesn't go, and it is asked where the new words go."""
    number, id_ = row.post.about, held.new_id()
    if row.state == "waiting":
        take_back(message, row)
    instead = meant.choice(message, number, id_, why)
    more = meant.more(message, number, id_, why, None)
    outcomes.hold(message, Hold(words, id_, message.source, instead, why=why, more=more), number)


def _words(written: str, mark: str) -> str:
    """What goes to the asker of an edited message; "" of a command that sends nothing."""
    typed = parse(written, "team")
    if typed is None:
        return written
    if typed.name not in ("svara", "fraga"):
        return ""
    rest = number_before(typed.rest)[1]
    marked = after_mark(rest, mark)
    return rest if marked is None else marked


def _relay(message: TeamMessage, row: Row) -> Relay:
    db = message.at.db
    others = (other for other in outbox.relays(db, row.post.about) if other.id != row.id)
    return Relay(
        row.id,
        is_question=row.post.purpose == "question",
        in_time=outbox.is_undoable(db, row.id),
        is_only=not any(other.post.purpose == "relay" for other in others),
    )

"""What one asker may send to people: over that, a question stays with them, and nothing of it is
lost."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot import text
from bot.cases.acts import Add, AskerAct, Correct, Helped
from bot.cases.case import Case
from bot.cases.quoting import capital
from bot.cases.routing import team_of
from bot.desk.asker.message import AskerMessage
from bot.desk.office import Moment
from bot.dialogue.turns.conversation import Conversation, Offer
from bot.knowledge.wording import Wording
from bot.storage import casebook

_DAY = dt.timedelta(days=1)


def no_more_cards(at: Moment, key: str, offer: Offer, language: str) -> str:
    """Why this question can't go to people now, and how they are reached without the bot; "" where
    it can."""
    own, limits = casebook.of_asker(at.db, key), at.office.limits
    if sum(case.is_open for case in own) >= limits.open_cases:
        words, most = "många_öppna", limits.open_cases
    elif sum(at.now - case.created < _DAY for case in own) >= limits.cards_a_day:
        words, most = "många_i_dag", limits.cards_a_day
    else:
        return ""
    say = Wording(at.knowledge, language)
    said = say(words, antal=str(most))
    ways = say.contact(team_of(at.knowledge, str(offer.route.team or offer.route.receiver)))
    return f"{said} {say('vill_inte_vänta', kontakt=ways)}" if ways else said


def kept(conversation: Conversation, offer: Offer, now: dt.datetime) -> Conversation:
    """The conversation with an offer that its asker will be asked about anew."""
    waits = replace(offer, made=now, asked_again=False)
    others = tuple(other for other in conversation.offers if other.id != offer.id)
    return replace(conversation, offers=(*others, waits))


def no_more_words(message: AskerMessage, act: AskerAct, case: Case | None) -> str:
    """Why this can't be added to their case: people have had a lot of it, and have said nothing
    since; "" where it can."""
    if case is None or not isinstance(act, Add | Correct | Helped):
        return ""
    at, since = message.at, list[str]()
    for event in casebook.history(at.db, case.number):
        if event.side == "team":
            since = []
        elif event.side == "asker" and event.kind != "asked":
            since.append(event.text)
    long = sum(map(len, since)) + len(getattr(act, "text", ""))
    if len(since) < at.office.limits.additions and long <= text.LONGEST:
        return ""
    name = capital(at.cards.name(case.team, case.language))
    return at.cards.tell("tillägg_fullt", case, team=name) + _contact(at, case)


def _contact(at: Moment, case: Case) -> str:
    ways = at.cards.contact(case, case.owner)
    return f" {ways}" if ways else ""

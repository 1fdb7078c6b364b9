"""Rules for what is wished of a question that people have, or had: another team, more in it, to
send it anew. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import text
from bot.cases.choices import KeepCase, TellTeam, WithdrawCase
from bot.cases.naming import team_within
from bot.cases.routing import receivers, team_of
from bot.dialogue.offering import offers, open_case
from bot.dialogue.situations import sent
from bot.dialogue.turns.decision import Decision, back
from bot.dialogue.turns.states import ChoosingCase, WritingMore
from bot.dialogue.turns.turn import Turn
from bot.knowledge.model import COUNTRY, DEFAULT_TEAM


def to_another_team(turn: Turn) -> Decision | None:
    """ "Kan den gå till kontaktcenter i stället?": who has it, and that they can be asked to pass
    it on, or it can be taken back. The bot itself moves nothing."""
    number = turn.before.case
    wish = turn.signs.to_another_team.match(turn.plain)
    if not number or wish is None or turn.before.case_answered or not sent.may_be_talk(turn):
        return None
    own = turn.before.team or DEFAULT_TEAM
    place = team_of(turn.know, own).area if own in turn.know.teams else COUNTRY
    known = [team_of(turn.know, id_) for id_ in receivers(turn.know, place)]
    places = frozenset(text.fold(text.bare(area.name)) for area in turn.know.areas.values())
    named = team_within(wish["vem"], known, places)
    if named is None or named.team == own:
        return None
    say = turn.say
    ask = say(
        "hellre_annat_lag",
        nummer=number,
        team=say.localized(team_of(turn.know, own).name),
        annat=say.localized(team_of(turn.know, named.team).name),
    )
    choices = (TellTeam(number, own), WithdrawCase(number), KeepCase(number))
    return back(turn, "withdraw", ask, choices, ChoosingCase(turn.message, number))


def adds_more(turn: Turn) -> Decision | None:
    """ "Kan jag också få lägga till att vi är fyrtio": more for those who have the question, not a
    question of its own; where nothing is said yet, what they write next."""
    number = turn.before.case
    adds = turn.signs.wants_to_add.match(turn.plain)
    if not number or adds is None or turn.before.case_answered or not sent.may_be_talk(turn):
        return None
    # "Lägg till" is said of the question that people have, also where it names a place.
    if not text.has_words(turn.plain[adds.end() :]):
        return back(turn, "more", turn.say("skriv_om"), (), WritingMore(number))
    return open_case.added_to_case(turn, number)


def sends_anew(turn: Turn) -> Decision | None:
    """ "Skicka på nytt men skriv ungdomsförening": what was asked last is offered again, with what
    is to be said too."""
    again, asked = turn.signs.sends_anew.match(turn.plain), turn.before.last_question
    is_free = not turn.before.case and not turn.offers and turn.incoming.choice is None
    if again is None or not asked or not is_free or turn.area is None:
        return None
    more = text.capitalised(again["mer"]) if text.has_words(again["mer"]) else ""
    whole = f"{asked.rstrip(' .')}. {more}" if more and asked[-1:] not in "?!" else asked
    whole = f"{asked} {more}" if more and asked[-1:] in "?!" else whole
    meant = replace(turn, question=whole, asked_in=turn.before.asked_in, is_new=True)
    entry = turn.know.entries.get(turn.before.last_entry or "")
    topic, owner = (entry.topic, entry.team) if entry is not None else ("other", "")
    return offers.handoff(meant, [], "asked-person", topic=topic, owner=owner)

"""A rule for "för svårt", "kan du skriva lättare": what was said, in fewer words and with the hard
ones explained, and a person who can explain one tap away. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from bot import markup, text
from bot.cases.choices import AskTeam
from bot.cases.routing import chain
from bot.dialogue.answering import told
from bot.dialogue.offering import offers
from bot.dialogue.turns import topics
from bot.dialogue.turns.decision import Decision, chat
from bot.dialogue.turns.states import ChoosingEntry, Confirming
from bot.dialogue.turns.turn import Turn
from bot.dialogue.wishes import rights
from bot.knowledge.model import Entry

_TOO_HARD, _LOST, _WHAT_IT_DOES = "för_svårt", "hur_svara", "kan"
_ASKS = 16
"""Words of a message that asks for easier words, and nothing else."""
_EASY, _MOST = 18, 3
"""Words of a sentence that is easy to read, and how many are said."""
_WORDS = 3
"""Hard words that are explained at most."""
_ENDINGS = ("", "n", "t", "s", "r", "en", "et", "er", "ar", "or", "na", "arna", "erna", "orna")


def asked_for(turn: Turn) -> Decision | None:
    """Somebody who can't read what was said gets it in fewer words, with the hard ones explained,
    and a person one tap away; what they say of the text is no question of theirs. Where nothing was
    answered yet, what the bot does is said."""
    kind, entry = _kind(turn), _answered(turn)
    if kind in (_TOO_HARD, _LOST) and not turn.before.last_question:
        return chat(turn, _WHAT_IT_DOES)
    is_lost = kind == _LOST and entry is not None
    if kind != _TOO_HARD and not is_lost:
        return None
    short = "\n\n".join(filter(None, _in_short(turn, entry)))
    said = "\n\n".join(filter(None, [short, turn.say("förklara")]))
    if isinstance(turn.before.state, Confirming) and turn.before.state.offer in turn.offers:
        made = Decision(turn, "smalltalk", "own-question", said, area=turn.area, score=1.0)
        return rights.beside_the_offer(made)
    if entry is None or not short:
        return _to_a_person(turn, said)
    asked, teams = turn.before.last_question, _teams(turn, entry)
    choices = tuple(AskTeam(one) for one in teams[:1])
    made = Decision(turn, "answer", "repeated", said if teams else short, ChoosingEntry(asked))
    made = replace(made, choices=choices, area=turn.area, entry=entry.id)
    return replace(made, score=1.0, remembers=asked)


def _kind(turn: Turn) -> str | None:
    """What is said of the text: that it is too hard, in whatever words, or that it isn't
    understood."""
    is_short = turn.is_typed and len(text.tokens(turn.plain)) <= _ASKS
    if is_short and turn.follows and turn.signs.asks_for_easier.search(turn.plain):
        return _TOO_HARD
    return turn.own_kind


def _answered(turn: Turn) -> Entry | None:
    """The answer that was just given; None where none was."""
    entry = turn.know.entries.get(turn.before.last_entry or "")
    is_last = entry is not None and turn.before.said.startswith(f"answer {entry.id} ")
    return entry if is_last else None


def _teams(turn: Turn, entry: Entry) -> list[str]:
    """Who can explain it, where the asker is."""
    if turn.area is None or not turn.know.has_joined(turn.area):
        return []
    return [one.id for one in chain(turn.know, turn.area, entry.topic, entry.team, turn.language)]


def _to_a_person(turn: Turn, said: str) -> Decision:
    """What was asked is offered to a person, who can explain."""
    asked = turn.before.last_question
    about = replace(turn, question=asked, message=asked, is_new=True)
    topic = topics.topic_of(turn, asked) or "other"
    made = offers.handoff(about, [said], "asked-person", topic=topic)
    return replace(made, turn=replace(made.turn, message=turn.message), remembers=asked)


def _in_short(turn: Turn, entry: Entry | None) -> Iterator[str]:
    """The first sentences of an answer that are easy to read, a line each, and what the hard words
    in them mean."""
    said = told.sentences(turn, entry) if entry is not None else []
    if not said:
        return
    easy = [one for one in said[1:] if len(text.tokens(one)) <= _EASY][: _MOST - 1]
    # A list is said whole: without some of it, it would say that the rest is all.
    listed = [one for one in said[1:] if one.startswith("–")] if said[0][-1:] == ":" else []
    lines = [said[0], *(listed or easy)]
    yield turn.say("i_korthet", svar="\n".join(map(markup.escape, lines)))
    yield "\n".join(_explained(turn, " ".join(lines)))


def _explained(turn: Turn, said: str) -> list[str]:
    """The hard words of a text, and what each means."""
    words, meanings = {*text.tokens(said)}, turn.say.table("svåra_ord")
    hard = [one for one in meanings if not words.isdisjoint(one + end for end in _ENDINGS)]
    return [turn.say("ord_betyder", ord=one, betyder=meanings[one]) for one in hard[:_WORDS]]

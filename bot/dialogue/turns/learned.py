"""What somebody does by what they say of their own question, learned from examples of it
(``knowledge/acts.yaml``). Pure."""

from __future__ import annotations

from bot import text
from bot.dialogue.turns import called
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs

SURE = 0.75
"""How much likelier than an ordinary message an act is where something else may be meant."""
_LONGEST = 25
"""Words of a message that does one thing."""
_CONTENT, _SHORT = 6, 4
"""Letters of a word by which a message is about something, where talk doesn't have it; fewer where
all that was asked is to go to people."""
_LONGEST_MOVE = 9
"""Words around a place that say no more than that it is another."""
_STATUS, _MOVING = "status", "flyttar"
_ABOUT = ("ändrar", "protesterar")
"""Acts that say what they are about."""
_SAYS_WHY = ("ångrar", "väntar")
"""Acts of which one clause may say why."""


def kind(turn: Turn, said: str, least: float = 0.0) -> str:
    """The act that a text is: "status", "ångrar", "väntar" …; "" where it is an ordinary one, or is
    about something that nobody says of a question or a letter."""
    if not text.has_words(said) or len(text.tokens(said)) > _LONGEST:
        return ""
    found = turn.assessor.act("asker", said, turn.language)
    if found is None or found.share < least or turn.current.gazetteer.find(said, repair=False):
        return ""
    if found.kind == _STATUS and _is_of_something_else(turn, said):
        return ""
    clauses = turn.talk.own.clauses
    parts = clauses.split(said) if clauses and found.kind in _SAYS_WHY else [said]
    is_talk = any(_is_talk(turn, part) for part in parts if len(text.tokens(part)) > 1)
    return found.kind if is_talk or found.kind in _ABOUT else ""


def _is_of_something_else(turn: Turn, said: str) -> bool:
    """Whether a text names a thing that the conversation isn't about: "hur går det till på
    FRÖ-möten" asks for no news."""
    named = called.find(turn, said)
    return named is not None and (turn.thing is None or turn.thing not in named.things)


def is_general(turn: Turn, said: str, kind: str) -> bool:
    """Whether a text, without its places, is like what people say who ask something most general:
    for all the support that there is ("allt_stöd"), whom to talk to ("vem") …"""
    found = turn.assessor.act("all", turn.assessor.without_places(said), turn.language)
    return found is not None and found.kind == kind


def is_only_another_place(turn: Turn, rest: str) -> bool:
    """Whether a message, without the place that it names, only says that the place is another: word
    for word ("nej, jag menade"), or like what people say around one ("vi håller till i")."""
    return signs.is_only_another_place(turn.talk, rest) or _moves(turn, rest)


def _moves(turn: Turn, rest: str) -> bool:
    """Whether it is like that. What asks for something of its own isn't."""
    words = text.tokens(rest)
    if not words or len(words) > _LONGEST_MOVE or signs.aspect(turn.talk, rest) is not None:
        return False
    found = turn.assessor.act("place", rest, turn.language)
    talk = turn.know.acts.of_places | turn.talk.only_a_place
    is_talk = all(word in talk for word in words if len(word) >= _CONTENT)
    return found is not None and found.kind == _MOVING and is_talk


def sends(turn: Turn) -> bool:
    """Whether a message wants what was asked sent to people, and asks nothing else."""
    # "Vem frågar jag i kommunen" asks who they are.
    if not turn.before.last_question or turn.signs.whom.search(turn.plain_question):
        return False
    return kind(turn, turn.plain, SURE) == "skickar" and _is_talk(turn, turn.plain, _SHORT)


def _is_talk(turn: Turn, said: str, least: int = _CONTENT) -> bool:
    """Whether all the long words of a text are such as people say of a question of theirs."""
    talk = turn.talk
    known = turn.know.acts.of_talk | talk.pointing | talk.going_on | {*talk.own.around}
    long = (word for word in text.tokens(said) if len(word) >= least)
    return all(word in known for word in long)

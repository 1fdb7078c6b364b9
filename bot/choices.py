"""What is typed instead of pressed: a number, a label, or a yes, for one of the choices that were shown. Pure."""

from __future__ import annotations

import re

from bot import text
from bot.conversations import Answering, Confirming
from bot.text import fold
from bot.turn import Turn

_WEAK_YES = frozenset({"ok", "okej", "okej då", "absolut", "visst", "kör"})
"""Words that say yes to an offer just made, but hardly to one that is only mentioned after another answer."""
_ORDINALS = (
    "ettan första one first",
    "tvåan andra två second",
    "trean tredje three third",
    "fyran fjärde four fourth",
    "femman femte five fifth",
)


def typed_choice(turn: Turn) -> str | None:
    """The id of the choice that a typed message means; None where it means none."""
    typed, state = text.bare(turn.plain), turn.before.state
    # To a coordinator's question "1" is an answer, and no choice.
    number = _number(typed, len(turn.before.choices)) if not isinstance(state, Answering) else None
    if number is not None and 0 < number <= len(turn.before.choices):
        return turn.before.choices[number - 1].id
    if not typed and not isinstance(state, Confirming):
        return None
    for choice in turn.before.choices:
        if typed == text.bare(choice.label):
            return choice.id
    if fold(typed).endswith(fold(text.bare(turn.say("inte_det")))):
        return "not-this"
    offered = next((choice.id for choice in turn.before.choices if choice.id.startswith("yes:")), None)
    if isinstance(state, Confirming) or (offered and typed not in _WEAK_YES):
        offer = state.offer if isinstance(state, Confirming) else int(str(offered).removeprefix("yes:"))
        for key, picked in (("ja_ord", "yes"), ("nej_ord", "no"), ("ändra_ord", "edit")):
            words = turn.say.words(key)
            if turn.plain.strip() in words or (typed and typed in map(text.bare, words)):
                return f"{picked}:{offer}"
    if turn.offers and typed == text.bare(turn.say("ja_skicka")):
        return f"yes:{max(turn.offers)}"
    return None


def _number(typed: str, most: int) -> int | None:
    """The number of a choice that was typed: "2", "nr 2", "den andra", "trean", "den sista"."""
    match = re.fullmatch(r"(?:nr|nummer|alternativ|val|number|option)? ?(?:den )?(\w+)", typed)
    word = match[1] if match else ""
    if word.isdecimal() and len(word) < 4:
        return int(word)
    if word in ("sista", "last") and most:
        return most
    return next((at for at, words in enumerate(_ORDINALS, 1) if word in words.split()), None)

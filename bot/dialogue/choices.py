"""What is typed instead of pressed: a number, a label, or a yes, for one of the choices that were shown. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from bot import text
from bot.dialogue.conversation import Answering, Confirming
from bot.dialogue.turn import Turn
from bot.knowledge.wording import Wording
from bot.text import fold

_WEAK_YES = frozenset({"ok", "okej", "okej då", "absolut", "visst", "kör"})
"""Words that say yes to an offer just made, but hardly to one that is only mentioned after another answer."""
_SHORT = 25
"""Words of a message that may be a yes or a no with something after it."""
_ASKS = re.compile(
    r"^(?:förresten\W+|alltså\W+)*(?:vad|va|vem|vilk\w*|när|var|vart|hur|varför|är (?:det|ni|du)|kan|får|måste|finns|har|ska|går|räcker"
    r"|what|who|when|where|how|which|why|can|could|may|must|is|are|do|does|should|will)\b"
    r"|\?|\b(?:undrar|vill veta|wonder|want to know)\b",
    re.IGNORECASE,
)
_CORRECTS = re.compile(
    r"(?:jag|vi|det|i|we|it) (?:menar|menade|gäller|(?:är|bor|finns|håller till) i|mean|meant|is about|(?:am|are|live) in)\b",
    re.IGNORECASE,
)
"""After a no: not to the offer, but to how the question was taken ("nej, vi är i Lund")."""
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
    offered = next(
        (choice.id for choice in turn.before.choices if choice.id.startswith("yes:")), None
    )
    if isinstance(state, Confirming) or (offered and typed not in _WEAK_YES):
        offer = (
            state.offer if isinstance(state, Confirming) else int(str(offered).removeprefix("yes:"))
        )
        for key, picked in (("ja_ord", "yes"), ("nej_ord", "no"), ("ändra_ord", "edit")):
            words = turn.say.words(key)
            if turn.plain.strip() in words or (typed and typed in map(text.bare, words)):
                return f"{picked}:{offer}"
    if isinstance(state, Confirming):
        # Where no case waits, only the offer can be taken back.
        taken_back = not turn.before.case and typed in map(
            text.bare, turn.say.words("ta_tillbaka_ord")
        )
        said = ("no", "") if taken_back else to_offer(turn.plain, turn.say)
        return f"{said[0]}:{state.offer}" if said else None
    if turn.offers and typed == text.bare(turn.say("ja_skicka")):
        return f"yes:{max(turn.offers)}"
    return None


def to_offer(said: str, say: Wording) -> tuple[Literal["yes", "no"], str] | None:
    """What a short message says to the offer that stands: yes or no, and what to add to the question before it is sent
    ("ja men skriv att vi är tolv"). None where it says neither, or asks."""
    if "?" in said or len(text.tokens(said)) > _SHORT:
        return None
    no, yes = say.words("nej_ord"), say.words("ja_ord")
    if _without(_after(said, [*no, *say.words("nej_först")]), say.words("ja_nej_med")) == "":
        return "no", ""
    if _without(_after(said, [*yes, *say.words("ja_först")]), say.words("ja_nej_med")) == "":
        return "yes", ""
    more = _without(_after(said, say.words("nej_först")), say.words("ja_sedan"))
    if more is not None:
        return None if _ASKS.search(more) or _CORRECTS.match(more) else ("no", "")
    more = _without(_after(said, say.words("ja_först")), say.words("ja_sedan"))
    return None if more is None or _ASKS.search(more) else ("yes", more[:1].upper() + more[1:])


def more(turn: Turn) -> str:
    """What a typed yes to an offer wants added to the question first; nothing where the yes was pressed."""
    said = to_offer(turn.plain, turn.say)
    return said[1] if said else ""


def _after(said: str, phrases: Iterable[str]) -> str | None:
    """What comes after the longest of the phrases that a text begins with; None where it begins with none."""
    for phrase in sorted(phrases, key=len, reverse=True):
        words = r"\W+".join(map(re.escape, phrase.split()))
        if match := re.match(rf"\W*{words}(?!\w)[^\w+(@#]*", said, re.IGNORECASE):
            return said[match.end() :]
    return None


def _without(said: str | None, phrases: Iterable[str]) -> str | None:
    """A text without any of the phrases at its beginning."""
    while said and (rest := _after(said, phrases)) is not None:
        said = rest
    return said


def _number(typed: str, most: int) -> int | None:
    """The number of a choice that was typed: "2", "nr 2", "den andra", "trean", "den sista"."""
    match = re.fullmatch(r"(?:nr|nummer|alternativ|val|number|option)? ?(?:den )?(\w+)", typed)
    word = match[1] if match else ""
    if word.isdecimal() and len(word) < 4:
        return int(word)
    if word in ("sista", "last") and most:
        return most
    return next((at for at, words in enumerate(_ORDINALS, 1) if word in words.split()), None)

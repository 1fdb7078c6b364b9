"""What is typed instead of pressed: a number, a label, or a yes, for one of the choices that were
shown. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal

from bot import text
from bot.cases.choices import AskerChoice, EditFirst, NoThanks, NotThis, YesSend, all_read, read
from bot.dialogue import signs
from bot.dialogue.conversation import Answering, Confirming
from bot.dialogue.turn import Turn
from bot.knowledge.wording import Wording
from bot.messages import Choice
from bot.text import fold

_WEAK_YES = frozenset({"ok", "okej", "okej då", "absolut", "visst", "kör"})
"""Words that say yes to an offer just made, but hardly to one that is only mentioned after another
answer."""
_SHORT = 25
"""Words of a message that may be a yes or a no with something after it."""
_ORDINALS = (
    "ettan första one first",
    "tvåan andra två second",
    "trean tredje three third",
    "fyran fjärde four fourth",
    "femman femte five fifth",
)


def typed_choice(turn: Turn) -> AskerChoice | None:
    """The choice that a typed message means; None where it means none."""
    typed, state = text.bare(turn.plain), turn.before.state
    # To a coordinator's question "1" is an answer, and no choice.
    number = _number(typed, len(turn.before.choices)) if not isinstance(state, Answering) else None
    if number is not None and 0 < number <= len(turn.before.choices):
        return _shown(turn.before.choices[number - 1])
    if not typed and not isinstance(state, Confirming):
        return None
    for choice in turn.before.choices:
        if typed == text.bare(choice.label):
            return _shown(choice)
    if fold(typed).endswith(fold(text.bare(turn.say("inte_det")))):
        return NotThis()
    if (offered := _to_the_offer(turn, typed)) is not None:
        return offered
    if (
        turn.offers
        and typed == text.bare(turn.say("ja_skicka"))
        and not isinstance(state, Confirming)
    ):
        return YesSend(max(turn.offers))
    return None


def _shown(choice: Choice) -> AskerChoice | None:
    chosen = read(choice.id)
    return chosen if isinstance(chosen, AskerChoice) else None


def _to_the_offer(turn: Turn, typed: str) -> AskerChoice | None:
    """What a typed message says to the offer that stands, or that is mentioned under another
    answer."""
    state = turn.before.state
    mentioned = next(
        (one for one in all_read(turn.before.choices) if isinstance(one, YesSend)), None
    )
    if isinstance(state, Confirming):
        offer = state.offer
    elif mentioned is not None and typed not in _WEAK_YES:
        offer = mentioned.offer
    else:
        return None
    kinds: dict[str, type[YesSend | NoThanks | EditFirst]]
    kinds = {"ja_ord": YesSend, "nej_ord": NoThanks, "ändra_ord": EditFirst}
    for key, kind in kinds.items():
        words = turn.say.words(key)
        if turn.plain.strip() in words or (typed and typed in map(text.bare, words)):
            return kind(offer)
    if not isinstance(state, Confirming):
        return None
    # Where no case waits, only the offer can be taken back.
    takes_back = map(text.bare, turn.say.words("ta_tillbaka_ord"))
    if not turn.before.case and typed in takes_back:
        return NoThanks(offer)
    reply = to_offer(turn.plain, turn.say)
    return None if reply is None else YesSend(offer) if reply[0] == "yes" else NoThanks(offer)


def to_offer(said: str, say: Wording) -> tuple[Literal["yes", "no"], str] | None:
    """What a short message says to the offer that stands: yes or no, and what to add to the
    question before it is sent ("ja men skriv att vi är tolv"). None where it says neither, or
    asks."""
    if "?" in said or len(text.tokens(said)) > _SHORT:
        return None
    no, yes = say.words("nej_ord"), say.words("ja_ord")
    if _without(_after(said, [*no, *say.words("nej_först")]), say.words("ja_nej_med")) == "":
        return "no", ""
    if _without(_after(said, [*yes, *say.words("ja_först")]), say.words("ja_nej_med")) == "":
        return "yes", ""
    more = _without(_after(said, say.words("nej_först")), say.words("ja_sedan"))
    if more is not None:
        return None if signs.ASKS_BESIDE.search(more) or signs.CORRECTS.match(more) else ("no", "")
    more = _without(_after(said, say.words("ja_först")), say.words("ja_sedan"))
    return (
        None
        if more is None or signs.ASKS_BESIDE.search(more)
        else ("yes", more[:1].upper() + more[1:])
    )


def more(turn: Turn) -> str:
    """What a typed yes to an offer wants added to the question first; nothing where the yes was
    pressed."""
    said = to_offer(turn.plain, turn.say)
    return said[1] if said else ""


def _after(said: str, phrases: Iterable[str]) -> str | None:
    """What comes after the longest of the phrases that a text begins with; None where it begins
    with none."""
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

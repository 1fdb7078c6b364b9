"""What is typed instead of pressed: a number, a label, or a yes, for one of the choices that were
shown. Pure."""

from __future__ import annotations

import re
from typing import Literal

from bot import text
from bot.cases.choices import (
    AllSupport,
    AskerChoice,
    AskTeam,
    EditFirst,
    NoneOfThem,
    NoThanks,
    NotThis,
    ThisEntry,
    ThisThing,
    YesSend,
)
from bot.cases.ids import all_read, read
from bot.dialogue.turns.states import AskedBack, ChoosingEntry, Confirming
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import clauses, signs
from bot.dialogue.words.phrases import after, without
from bot.knowledge.wording import Wording
from bot.knowledge.words import Talk
from bot.messages import Choice
from bot.text import fold

_SHORT = 25
"""Words of a message that may be a yes or a no with something after it."""

_NUMBERED = re.compile(
    r"(?:(?:jag|vi) (?:tar|väljer|vill ha) |(?:ta|tar|visa|välj|i take|show me) )?"
    r"(?:(?:nr|nummer|alternativ|val|number|option) ?)?(?:(?:den|det|de|dom|the) )?(?:där )?(?:i )?"
    r"(\w+)(?: (?:one|alternativet|valet|stödet|bidraget|tack|då|please))?"
)
"""A number, or a word for one, and what may stand around it."""


def typed_choice(turn: Turn) -> AskerChoice | None:
    """The choice that a typed message means; None where it means none."""
    is_confirming = isinstance(turn.before.state, Confirming)
    if (pointed := _pointed(turn)) is not None:
        return _shown(pointed)
    if not is_confirming and (out := pointed_out(turn)) is not None:
        return out[0]
    if not turn.bare and not is_confirming:
        return None
    # After a person's answer it is said of that.
    is_of_person = turn.before.case_answered and not turn.before.said
    if not is_of_person and fold(turn.bare).endswith(fold(text.bare(turn.say("inte_det")))):
        return NotThis()
    if (offered := _to_the_offer(turn)) is not None:
        return offered
    if _is_none_of_them(turn):
        return NoneOfThem()
    is_yes = turn.bare == text.bare(turn.say("ja_skicka"))
    return YesSend(max(turn.offers)) if turn.offers and is_yes and not is_confirming else None


def _is_none_of_them(turn: Turn) -> bool:
    """ "Ingen av dem", and nothing more, of what was shown."""
    said = turn.signs.none_of_it.match(turn.plain)
    is_bare = said is not None and len(text.tokens(turn.plain[said.end() :])) <= 1
    if isinstance(turn.before.state, ChoosingEntry) and turn.signs.none_fits.match(turn.plain):
        return True
    if not is_bare:
        return False
    near = ThisEntry | ThisThing | AllSupport | AskTeam | NotThis | NoneOfThem
    return any(isinstance(one, near) for one in all_read(turn.before.choices))


def points(turn: Turn) -> bool:
    """Whether a message is the number, or the words, of a choice that was shown."""
    return _pointed(turn) is not None


def pointed_and_asked(turn: Turn) -> tuple[AskerChoice, str] | None:
    """ "Den andra, hur ofta kan man söka den?": the choice that is meant, and what is asked of it:
    one of those that stand, or of the last list of them."""
    first, _, asked = turn.plain.partition(",")
    if asked.strip() and (choice := _of_the_list(turn, text.bare(first))) is not None:
        return choice, asked.strip()
    return pointed_out(turn)


def pointed_out(turn: Turn) -> tuple[AskerChoice, str] | None:
    """ "Den tredje låter spännande", "andra på listan, vad är det": the choice that is meant, and
    what more is said."""
    found = turn.signs.points_at.match(turn.plain)
    if found is None:
        return None
    word = (found["nr"] or found["nr2"] or found["nr3"]).lower()
    choice = _of_the_list(turn, word)
    return (choice, found["mer"].strip(" ,.;:!–")) if choice is not None else None


def _of_the_list(turn: Turn, said: str) -> AskerChoice | None:
    """The choice that a number, or a word for one, means: of those that stand, or of the last list
    of them."""
    for shown in (turn.before.choices, turn.before.list_shown):
        choices = [one for one in map(_shown, shown) if isinstance(one, ThisEntry | ThisThing)]
        number = _number(turn.talk, said, len(choices))
        if number is not None and 0 < number <= len(choices):
            return choices[number - 1]
    return None


def _pointed(turn: Turn) -> Choice | None:
    # To a coordinator's question "1" is an answer, and no choice.
    choices, is_answer = turn.before.choices, isinstance(turn.before.state, AskedBack)
    number = None if is_answer else _number(turn.talk, turn.bare, len(choices))
    if number is not None and 0 < number <= len(choices):
        return choices[number - 1]
    labelled = (one for one in choices if turn.bare and turn.bare == text.bare(one.label))
    return next(labelled, None)


def _shown(choice: Choice) -> AskerChoice | None:
    chosen = read(choice.id)
    return chosen if isinstance(chosen, AskerChoice) else None


def _to_the_offer(turn: Turn) -> AskerChoice | None:
    """What a typed message says to the offer that stands, or that is mentioned under another
    answer."""
    state, shown = turn.before.state, all_read(turn.before.choices)
    mentioned = next((choice for choice in shown if isinstance(choice, YesSend)), None)
    if isinstance(state, Confirming):
        return _word(turn, state.offer) or _phrase(turn, state.offer)
    # A weak yes is hardly to an offer that is only mentioned.
    if mentioned is not None and turn.bare not in turn.talk.weak_yes:
        return _word(turn, mentioned.offer)
    return None


def _word(turn: Turn, offer: int) -> AskerChoice | None:
    """A yes, a no or a wish to change the text, in a word."""
    kinds: dict[str, type[YesSend | NoThanks | EditFirst]]
    kinds = {"ja_ord": YesSend, "nej_ord": NoThanks, "ändra_ord": EditFirst}
    if wants_to_edit(turn.plain, turn.say) or written_anew(turn):
        return EditFirst(offer)
    for key, kind in kinds.items():
        words = turn.say.words(key)
        if turn.plain.strip() in words or (turn.bare and turn.bare in map(text.bare, words)):
            return kind(offer)
    return None


def _phrase(turn: Turn, offer: int) -> AskerChoice | None:
    """A yes or a no with something after it, or, where no case waits, the offer taken back."""
    if not turn.before.case and turn.takes_back:
        return NoThanks(offer)
    reply = to_offer(turn.plain, turn.say)
    return None if reply is None else YesSend(offer) if reply[0] == "yes" else NoThanks(offer)


def to_offer(said: str, say: Wording) -> tuple[Literal["yes", "no"], str] | None:
    """What a short message says to the offer that stands: yes or no, and what to add to the
    question before it is sent ("ja men skriv att vi är tolv"). None where it says neither, or
    asks."""
    if "?" in said or len(text.tokens(said)) > _SHORT:
        return None
    no, yes, signs = say.words("nej_ord"), say.words("ja_ord"), say.knowledge.talk.patterns
    if without(after(said, [*no, *say.words("nej_först")]), say.words("ja_nej_med")) == "":
        return "no", ""
    if without(after(said, [*yes, *say.words("ja_först")]), say.words("ja_nej_med")) == "":
        return "yes", ""
    more = without(after(said, say.words("nej_först")), say.words("ja_sedan"))
    if more is not None:
        edits = say.knowledge.talk.own.edits
        says_more = signs.asks_beside.search(more) or signs.corrects.match(more)
        return None if says_more or (edits and edits.match(said)) else ("no", "")
    more = without(after(said, say.words("ja_först")), say.words("ja_sedan"))
    if more is None or signs.asks_beside.search(more):
        return None
    return "yes", more[:1].upper() + more[1:]


def wants_to_edit(said: str, say: Wording) -> bool:
    """Whether a message says that the text is to be changed, perhaps after a yes or a no: "nej,
    ändra igen"."""
    if len(text.tokens(said)) > _SHORT:
        return False
    rest = _without_lead(said, say)
    left = after(rest, say.words("ändra_ord"))
    return left is not None and without(left, say.words("ja_nej_med")) == ""


def written_anew(turn: Turn) -> str:
    """The new text of a question, where it was written with the wish to change it: "ändra till:
    hur mycket får en kör?"."""
    rest = after(_without_lead(turn.message, turn.say), turn.say.words("ändra_till"))
    return rest[:1].upper() + rest[1:] if rest and len(text.tokens(rest)) > 1 else ""


def _without_lead(said: str, say: Wording) -> str:
    """A text without a yes or a no before what it says."""
    first = ("nej_först", "ja_först", "ja_nej_med")
    return without(said, [phrase for key in first for phrase in say.words(key)]) or said


def yes_or_no(turn: Turn) -> Literal["yes", "no"] | None:
    """Whether a message is a yes or a no, and nothing else."""
    reply = clauses.whole(turn.plain, turn.say)
    return None if reply == "wait" else reply


def more(turn: Turn) -> str:
    """What a typed yes to an offer wants added to the question first; nothing where the yes was
    pressed."""
    said = to_offer(turn.plain, turn.say)
    return said[1] if said else ""


def _number(talk: Talk, typed: str, most: int) -> int | None:
    """The number of a choice that was typed: "2", "nr 2", "den andra", "trean", "the last one"."""
    match = _NUMBERED.fullmatch(typed)
    word = match[1] if match else ""
    if word.isdecimal() and len(word) < 4:
        return int(word)
    if word in talk.last and most:
        return most
    if word in talk.middle and most % 2:
        return most // 2 + 1
    return signs.ordinal(talk, word)

"""What is sent of what an asker wrote: their own words, all that they said of the matter, and
nothing of another place. What the bot adds stands beside. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from bot import privacy, text
from bot.dialogue.turns import aspects, learned
from bot.dialogue.turns.conversation import LEANS, Offer
from bot.dialogue.turns.states import ChoosingArea, ChoosingEntry, Confirming
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs
from bot.knowledge.words import LeftOut
from bot.matching import gazetteer

_GAP = re.compile(r"\s{1,9}(?=[.,!?])|[,;:](?=\s{0,9}[.,;:!?])")
_LOOSE = re.compile(r"^[\s.,;:!?–-]+")
"""What is left before a sign, and first in a text, where a place was taken out."""
_LED_TO_IT = re.compile(r"\s{1,9}(till|från|to|from)(?=\s{0,9}(?:[,.;:!?]|$))", re.IGNORECASE)
"""What led to a place that was taken out."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A question as it goes: each message's part of it, what it is about where the asker didn't say
    so themselves, and what was left out of what they wrote."""

    parts: Mapping[str, str]
    about: str = ""
    left_out: tuple[str, ...] = field(default=())


def letter(turn: Turn) -> Letter:
    """The question of a turn as it would be sent."""
    if turn.base is not None:
        return _moved(turn, turn.base)
    about, said = apart(turn, turn.question)
    if said == turn.message or (about and said.endswith(turn.message)):
        kept, left_out = without_noise(turn.talk.left_out, said)
        return Letter({turn.event: kept}, about, left_out)
    kept, left_out = without_noise(turn.talk.left_out, said)
    return Letter(_of_earlier(turn, kept, about), about, left_out)


def goes_on(turn: Turn, offer: Offer) -> Offer | None:
    """The question that is offered already, with one that says nothing without it: "när?"."""
    state, said = turn.before.state, apart(turn, turn.question)[1]
    earlier = turn.offers.get(state.offer) if isinstance(state, Confirming) else None
    if earlier is None or not turn.follows or said != turn.message:
        return None
    if text.bare(said) in map(text.bare, earlier.parts.values()):
        return earlier
    is_same = earlier.thing == offer.thing and earlier.route.area == offer.route.area
    is_bare = aspects.asks_barely(turn, said)
    whole = replace(offer, parts={**earlier.parts, **offer.parts}, about=earlier.about)
    if not is_same or not is_bare or earlier.attachment != offer.attachment or whole.is_full:
        return None
    kept = replace(whole, asked_before=earlier.asked_before, answered_with=earlier.answered_with)
    return replace(kept, id=earlier.id if earlier.route.team == offer.route.team else offer.id)


def _moved(turn: Turn, base: str) -> Letter:
    """A question that is asked in another place than it was: without the place before."""
    about, said = apart(turn, base)
    place = turn.say.area(turn.area) if turn.area is not None else ""
    kept, left_out = without_noise(turn.talk.left_out, elsewhere_left_out(turn, said))
    parts = {"": kept, turn.event: ""}
    return Letter(parts, ", ".join(filter(None, (about, place))), left_out)


def apart(turn: Turn, question: str) -> tuple[str, str]:
    """A question without the names of things that the bot put before it; and those."""
    pieces = question.split(LEANS)
    about = [piece for piece in pieces[:-1] if piece.lower() in turn.know.written_names]
    said = [piece for piece in pieces if piece not in about]
    name = text.capitalised(about[-1]) if about else ""
    return name, LEANS.join(said)


def _of_earlier(turn: Turn, said: str, about: str) -> dict[str, str]:
    """Which messages a question comes from that isn't this message: the one that it was asked in
    before the bot asked which place or answer was meant; else none of them."""
    state = turn.before.state
    is_asked_again = isinstance(state, ChoosingArea | ChoosingEntry) and (
        state.question == turn.question
    )
    asked_in = turn.asked_in if is_asked_again and LEANS not in said else ""
    return {**dict.fromkeys((asked_in, turn.asked_in, turn.event), ""), asked_in: said}


def elsewhere_left_out(turn: Turn, said: str) -> str:
    """A text without the places that it names, where the question is about another, and without
    what only said that it is about those; as it was written, where it names none but the asker's
    own."""
    if turn.area is None:
        return said
    lines = [_here(turn, line, turn.area) for line in said.split("\n")]
    left = "\n".join(line for line in lines if line)
    return left if text.has_words(left) else said


def _here(turn: Turn, line: str, area: str) -> str:
    here, chain = turn.know.chain(area), turn.know.chain
    mentions = turn.assessor.mentions(line)
    found = [one for one in mentions if one.area not in here and area not in chain(one.area)]
    if not found:
        return line
    sentences = text.sentences(line)
    if len(sentences) > 1:
        return " ".join(filter(None, (_here(turn, one, area) for one in sentences)))
    rest = gazetteer.without(line, found, [one.area for one in found])
    if _says_only_where(turn, rest):
        return ""
    rest = _LOOSE.sub("", _GAP.sub("", _LED_TO_IT.sub("", rest)))
    return text.capitalised(rest) if line[:1].isupper() else rest


def _says_only_where(turn: Turn, rest: str) -> bool:
    """Whether a sentence, without the place that it names, said no more than where somebody is."""
    return learned.is_only_another_place(turn, rest) or signs.introduces(turn.talk, rest)


def without_noise(words: LeftOut, said: str) -> tuple[str, tuple[str, ...]]:
    """A text without thanks, abuse and bare links, as they were written; all of it where nothing
    else is left."""
    kept, left_out = [], []
    for line in said.splitlines():
        for sentence in text.sentences(line):
            rest, noise = signs.noise(words, sentence)
            kept.append(rest)
            left_out += noise
        kept.append("\n")
    whole = " ".join(filter(None, kept)).replace(" \n ", "\n").strip()
    is_empty = not text.has_words(privacy.without_marks(whole))
    return (said, ()) if is_empty else (whole, tuple(left_out))


def is_noise(words: LeftOut, said: str) -> bool:
    """Whether a text is nothing but thanks, abuse, links or bare numbers."""
    rests = [signs.noise(words, sentence)[0] for sentence in text.sentences(said)]
    tokens = text.tokens(privacy.without_marks(" ".join(rests)))
    return all(token.isdecimal() for token in tokens)

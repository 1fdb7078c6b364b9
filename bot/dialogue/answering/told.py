"""What a thing's own answers say of what is asked, before it is said to be lacking. Pure."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import replace

from bot import markup, text
from bot.dialogue.answering import answers
from bot.dialogue.turns import aspects
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import signs
from bot.knowledge.citation import Citation
from bot.knowledge.model import Entry, Thing

_WHO, _DECIDES, _ITSELF = "vem", "beslut", "vad"
FACTS = frozenset({"ansvar", "antal", "bosatt", "hur_ofta", "ålder"})
"""What one sentence answers whole: who leads it, how many there are, whether one must live there,
how often, an age."""
_WORD = 4
"""Letters of a word that says something, and by which two are forms of one."""
_SPACED = re.compile(r" (?=[,;.?!])")
"""What the name of a place leaves before a sign."""


def known(turn: Turn, thing: Thing, aspect: str | None) -> Decision | None:
    """What is asked of a thing, as its conditions or a sentence of its answers say it; None where
    that isn't known."""
    rules = (for_whom, who_decides, as_stated)
    return next((made for rule in rules if (made := rule(turn, thing, aspect))), None)


def for_whom(turn: Turn, thing: Thing, aspect: str | None) -> Decision | None:
    """Whom a thing is for, as its conditions say, with the source of the answer that they stand in;
    None where that isn't asked, or isn't known."""
    whom = thing.whom
    if aspect != _WHO or turn.signs.how_often.search(turn.core):
        return None
    if whom is None or not thing.answers or thing.ended(turn.today):
        return None
    entry = whom.answer or thing.answers[0]
    own = [one for one in whom.conditions if one.answer in (None, whom.answer)]
    if not own:
        entry = next((one.answer for one in whom.conditions if one.answer), entry)
        own = [one for one in whom.conditions if one.answer == entry]
    said = ", ".join(dict.fromkeys(turn.say.localized(one.said) for one in own))
    if not said or entry not in turn.know.entries:
        return None
    if _is_beside(turn, said) and _in_its_words(turn, thing):
        return None
    return _stands(
        turn,
        thing,
        entry,
        turn.say("vem_det_är_för", sak=turn.say.called(thing.name), svar=markup.escape(said)),
    )


def _is_beside(turn: Turn, said: str) -> bool:
    """Whether a question has words for what it is about, and what is said has none of them: "gäller
    det om vi äger huset", of whom it is for."""
    words = _of_its_own(turn)
    return len(words) > 1 and not any(_has(one, words) for one in text.tokens(said))


def _of_its_own(turn: Turn) -> set[str]:
    """The words of a question, asked of what was spoken of, that say what it is about."""
    leans = turn.asked_now != turn.core
    words = signs.beside_going_on(turn.talk, turn.asked_now) if leans else []
    return {word for word in words if len(word) >= _WORD}


def _has(word: str, words: Collection[str]) -> bool:
    return any(word[:_WORD] == one[:_WORD] for one in words)


def who_decides(turn: Turn, thing: Thing, aspect: str | None) -> Decision | None:
    """Who decides on a thing, as its conditions say; None where that isn't asked, or isn't
    known."""
    whom = thing.whom
    if aspect != _DECIDES or whom is None or whom.decides is None or not thing.answers:
        return None
    if thing.ended(turn.today):
        return None
    entry = whom.answer or thing.answers[0]
    who = turn.say.localized(whom.decides)
    said = turn.say("guide_beslutar", vem=markup.escape(f"{who[:1].upper()}{who[1:]}"))
    return _stands(turn, thing, entry, said)


def as_stated(turn: Turn, thing: Thing, aspect: str | None) -> Decision | None:
    """A number, an age, or who leads it, in the sentence of the thing's own answers that says it;
    None where none does, or where a question says more than that it goes on about the thing."""
    leans = turn.asked_now != turn.core
    if aspect not in FACTS or not leans or not aspects.is_bare(turn, turn.asked_now):
        return None
    if (found := _told_in(turn, thing, aspect)) is None:
        return None
    entry, said = found
    return _stands(turn, thing, entry.id, markup.escape(said))


def _stands(turn: Turn, thing: Thing, entry: str, said: str) -> Decision:
    """What a thing's conditions say, with the source of the answer that they stand in."""
    verdict = replace(turn.verdict, kind="answer", label=entry, chance=1.0)
    made = answers.answer(replace(turn, verdict=verdict))
    source = Citation(turn.say, turn.know.entries[entry]).line()
    return replace(made, markdown=f"{said}\n\n{source}", thing=thing.id)


def lacking(turn: Turn, thing: Thing, aspect: str | None) -> str:
    """What is lacking, by its name or as it was asked; where a sentence has some of it, that."""
    # "Mer än så" is said where something was.
    is_new = aspect == _ITSELF and turn.before.last_entry not in thing.answers
    is_new = is_new or turn.signs.how_often.search(turn.core) is not None
    say, what = turn.say, "" if is_new else turn.say.table("följd").get(aspect or "")
    if stands := sentence(turn, thing, aspect):
        return nearest(turn, thing, stands)
    is_whom = aspect == _WHO and thing.whom is not None
    if is_whom and (near := _in_its_words(turn, thing)):
        return nearest(turn, thing, near)
    if what and not is_whom:
        return say("saknas_om", vad=what, sak=say.called(thing.name))
    whole = _SPACED.sub("", " ".join(turn.asked_now.split())).strip(" .?!–")
    return say("saknas", fråga=markup.escape(whole), sak=say.called(thing.name))


def _in_its_words(turn: Turn, thing: Thing) -> str:
    """The sentence of a thing's own answers that has a word of what is asked; "" where none has."""
    words = _of_its_own(turn)
    entries = (turn.know.entries[id_] for id_ in thing.answers if id_ in turn.know.entries)
    said = (line for one in entries for line in sentences(turn, one))
    return next((one for one in said if any(_has(word, words) for word in text.tokens(one))), "")


def nearest(turn: Turn, thing: Thing, stands: str) -> str:
    """The sentence of a thing's answers that is nearest to what is asked, as that."""
    return turn.say("det_närmaste", sak=turn.say.called(thing.name), svar=markup.escape(stands))


def sentences(turn: Turn, entry: Entry) -> list[str]:
    """What an answer says, a sentence at a time."""
    said = text.sentences(markup.plain(turn.say.answered(entry)))
    return [line.lstrip("–- ") for line in said]


def sentence(turn: Turn, thing: Thing, aspect: str | None) -> str:
    """The sentence of a thing's own answers that has an amount, a day or what else is asked for, of
    the answer just given first; "" where none has."""
    found = _told_in(turn, thing, aspect)
    return found[1] if found is not None else ""


def _told_in(turn: Turn, thing: Thing, aspect: str | None) -> tuple[Entry, str] | None:
    """The same, with the answer that it stands in."""
    told = turn.talk.aspects[aspect].told if aspect else None
    if told is None or thing.ended(turn.today):
        return None
    last = turn.before.last_entry
    own = sorted(thing.answers, key=lambda id_: id_ != last)
    entries = (turn.know.entries[id_] for id_ in own if id_ in turn.know.entries)
    said = ((one, line) for one in entries for line in sentences(turn, one))
    return next(((one, line) for one, line in said if _tells(turn, told, line)), None)


def _tells(turn: Turn, told: re.Pattern[str], line: str) -> bool:
    """Whether a sentence has that, and doesn't only announce it, with a colon, or deny it."""
    return line[-1:] != ":" and not turn.signs.says_nothing.search(line) and bool(told.search(line))

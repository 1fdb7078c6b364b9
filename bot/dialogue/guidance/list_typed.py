"""What is typed to a checklist instead of pressed: a wish for one, or what is done in one's own
words. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from bot import text
from bot.dialogue.guidance import listing
from bot.dialogue.turns.commands import parse
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.states import Listing
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import phrases
from bot.knowledge import checklists
from bot.knowledge.checklists import Item
from bot.knowledge.conditions import ListWords
from bot.text import bare

_SHORT = 12
"""Words of a message that may tick something off."""
_TELLING = 4
"""Letters of a word that tells an item from others."""
_FEW = 3
"""Items that may share a word which still tells which of them is meant."""
_DEFINITE = re.compile(r"(?<=[^\W\d_]{4})(?:et|en|(?<=o)[tn])$")
"""What a stem may still end with in Swedish: "protokollet"."""
_CLEARLY = 1.5
"""How much more of an item than of any other a message has said, where that decides."""
_NUMBERS = re.compile(r"\W{0,9}\d{1,2}(\W{1,9}(och |and |& ?)?\d{1,2})+\W{0,9}")


def typed(turn: Turn) -> Decision | None:
    """ "Checklista", "min lista", "/lista" and "stadgarna är klara" are what they say."""
    guidance = turn.know.guidance
    if guidance is None or guidance.lists is None or turn.incoming.choice is not None:
        return None
    words, command = guidance.lists, parse(turn.message, "asker")
    if command is not None:
        is_list = command.name == "lista"
        return (_for_what(turn, command.rest) or listing.mine(turn)) if is_list else None
    return _wish(turn, words) or _in_the_list(turn, words) or _marked(turn, words)


# Wishes


def _wish(turn: Turn, words: ListWords) -> Decision | None:
    guidance = turn.know.guidance
    is_guides = guidance is not None and phrases.is_one(turn.bare, guidance.words.resume)
    if phrases.is_one(turn.bare, words.mine) and (listing.near(turn) or not is_guides):
        return listing.opened(turn, listing.near(turn)) if is_guides else listing.mine(turn)
    if phrases.is_one(turn.bare, words.asks):
        return listing.asked(turn)
    about = listing.near(turn) or (turn.thing.id if turn.thing is not None else "")
    if phrases.is_one(turn.bare, words.of_the_thing) and about and listing.has_list(turn, about):
        return listing.opened(turn, about)
    asked = words.asks_for.fullmatch(turn.plain)
    return _for_what(turn, asked["sak"]) or listing.asked(turn) if asked is not None else None


def _for_what(turn: Turn, said: str) -> Decision | None:
    """A list for a thing that is named; None where none of that name has one here."""
    area = turn.named[0] if turn.named else turn.area
    around = turn.know.chain(area) if area else []
    named = [
        (len(name), thing)
        for name, things in turn.know.called.items()
        for thing in things
        if f" {bare(said)}".find(f" {name}") >= 0 and (not around or thing.area in around)
    ]
    found = {thing.id: length for length, thing in named if listing.has_list(turn, thing.id)}
    longest = [id_ for id_, length in found.items() if length == max(found.values())]
    if not longest:
        return None
    there = replace(turn, area=area)
    return listing.opened(there, longest[0]) if len(longest) == 1 else listing.which(there, longest)


# In a list


def _in_the_list(turn: Turn, words: ListWords) -> Decision | None:
    """The last mark taken back, or the whole list as a text or a file."""
    state = turn.before.state
    if not isinstance(state, Listing):
        return None
    if phrases.is_one(turn.bare, words.undo) and state.last:
        return listing.ticked(turn, state.thing, state.last, done=not state.last_done)
    if phrases.is_one(turn.bare, words.page):
        return listing.printed(turn, state.thing)
    return (
        listing.forwarded(turn, state.thing) if phrases.is_one(turn.bare, words.forward) else None
    )


def _marked(turn: Turn, words: ListWords) -> Decision | None:
    """What is done, or left after all, by its number in what is shown or in one's own words."""
    thing = listing.near(turn)
    known = turn.know.things.get(thing)
    is_short = len(text.tokens(turn.plain)) <= _SHORT and "?" not in turn.plain
    if known is None or not is_short or text.asking([turn.plain]):
        return None
    how = _how(words, turn.plain)
    if how is None:
        return None
    done, rest = how
    numbered = list(_numbered(turn, rest))
    found = numbered or _named(turn, checklists.items(turn.know, known), rest)
    if len(found) == 1 or numbered:
        return listing.ticked(turn, thing, [one.key for one in found], done=done)
    return listing.unsure(turn, thing) if found else None


def _how(words: ListWords, said: str) -> tuple[bool, str] | None:
    """Whether it is done or left, and what the message says beside that."""
    for done, pattern in ((False, words.left), (True, words.done)):
        if pattern.search(said):
            return done, pattern.sub(" ", said)
    return (True, said) if _NUMBERS.fullmatch(said) else None


def _numbered(turn: Turn, said: str) -> Iterator[Item]:
    """The items with these numbers, of the part that is shown."""
    state = turn.before.state
    known = turn.know.things.get(state.thing) if isinstance(state, Listing) else None
    if not isinstance(state, Listing) or known is None:
        return
    parts = checklists.parts(checklists.items(turn.know, known))
    shown = next((one.items for one in parts if one.name == state.part), ())
    numbers = [int(word) for word in text.tokens(said) if word.isdecimal() and len(word) < 3]
    yield from (shown[at - 1] for at in numbers if 0 < at <= len(shown))


def _named(turn: Turn, items: Sequence[Item], said: str) -> list[Item]:
    """The items that have most of the words; none where no word is in any. Of those that have as
    many, the one that says little else."""
    told, shares = _stems(turn, said), list[tuple[int, float, Item]]()
    for one in items:
        own = _stems(turn, turn.say.localized(one.said)) | _stems(turn, one.said["sv"])
        count = sum(any(_alike(word, other) for other in own) for word in told)
        shares.append((count, count / max(len(own), 1), one))
    most = max((count for count, *_ in shares), default=0)
    best = sorted((one for one in shares if one[0] == most > 0), key=lambda one: -one[1])
    is_clear = 1 < len(best) <= _FEW and best[0][1] >= _CLEARLY * best[1][1]
    return [item for *_, item in (best[:1] if is_clear else best)]


def _stems(turn: Turn, said: str) -> set[str]:
    reader = turn.current.reader(turn.area)
    words = (word for word in text.tokens(said) if len(word) >= _TELLING)
    return {_DEFINITE.sub("", reader.stem(word, turn.language)) for word in words}


def _alike(one: str, other: str) -> bool:
    """The same word, or the first or the last of a compound: "protokoll", "årsmötesprotokoll"."""
    short, long = sorted((one, other), key=len)
    is_part = long.startswith(short) or long.endswith(short)
    return one == other or (len(short) > _TELLING and is_part)

"""Rules for what is said after a person's answer: for a while a short follow-up goes to them by
itself. Pure."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

from bot import privacy, text
from bot.cases.acts import Add, Helped
from bot.dialogue.offering import open_case
from bot.dialogue.turns import aspects, private, topics, verdicts
from bot.dialogue.turns.decision import Decision, on_case
from bot.dialogue.turns.states import ChoosingCase, Idle
from bot.dialogue.turns.turn import Turn
from bot.dialogue.turns.typed import yes_or_no
from bot.dialogue.wishes import own
from bot.dialogue.words import signs
from bot.knowledge.words import Talk

GOES_BY_ITSELF = dt.timedelta(hours=24)
"""How long after a person's answer a short follow-up is sent to them without asking: people read in
the evening what was answered in the morning."""
_SHORT = 8
"""Words of a message that goes by itself."""
_OF_ITS_OWN = "grants"
"""The topic of a question that names a thing of its own: money that is to be applied for."""
_LONG, _STEM, _MOST_WORDS = 4, 6, 60
"""Letters of a word that tells what an answer was about, those by which two are forms of one, and
how many words are remembered."""


def asks_for_contact(talk: Talk, answer: str) -> bool:
    """Whether a person's answer asks whoever wrote for a number or an address."""
    return talk.patterns.asks_for_contact.search(answer) is not None


def asks_anything(talk: Talk, answer: str) -> bool:
    """Whether a person's answer asks or offers something, beside whether more is unclear."""
    said = talk.patterns.answer_only_ends.sub("", answer)
    return talk.patterns.answer_asks.search(said) is not None


def telling_words(talk: Talk, *texts: str) -> tuple[str, ...]:
    """The words of some texts by which what is said next is known to be about the same."""
    words = dict.fromkeys(word for said in texts for word in signs.beside_going_on(talk, said))
    return tuple(word for word in words if len(word) >= _LONG)[:_MOST_WORDS]


def gives_contact(turn: Turn) -> Decision | None:
    """The number that a person's answer asked for goes to them: that is the answer to it."""
    number = turn.before.case or turn.before.closed
    is_asked = turn.before.contact_wanted and not turn.is_new and is_soon(turn)
    gives = privacy.has_contact_details(turn.message) and turn.incoming.choice is None
    waits = not isinstance(turn.before.state, Idle)
    if not number or not is_asked or not gives or waits or private.is_sensitive(turn, turn.message):
        return None
    heard = replace(turn, before=replace(turn.before, contact_wanted=False))
    return on_case(heard, number, Add(turn.message))


def says_yes_or_no(turn: Turn) -> Decision | None:
    """ "Är något oklart?" stood under the answer: to a yes, what is lacking is asked for; to a no,
    that was it."""
    is_idle = isinstance(turn.before.state, Idle) and turn.before.said == ""
    if not turn.before.case_answered or not is_idle or turn.incoming.choice is not None:
        return None
    said = yes_or_no(turn)
    return on_case(turn, turn.before.case, Helped(said == "no")) if said is not None else None


def follow_up(turn: Turn) -> Decision | None:
    """A short follow-up on a person's answer goes to them; one with what is private is shown as it
    would go. What the knowledge surely answers it answers, and so what another place is named
    in."""
    number = turn.before.case or turn.before.closed
    if not number or turn.is_new or not is_soon(turn) or not _may_be(turn):
        return None
    if not is_here(turn):
        return None
    is_short = len(text.tokens(turn.plain)) <= _SHORT
    if not own.is_disappointed(turn) and not (is_short and (_leans(turn) or _is_unknown(turn))):
        return None
    if _is_safe(turn):
        return open_case.added_to_case(turn, number)
    return open_case.ask_whether(turn, number) if turn.before.case else None


def is_soon(turn: Turn) -> bool:
    """Whether a person's answer came a short while ago."""
    at = turn.before.answered_at
    return at is not None and turn.now - at <= GOES_BY_ITSELF


def shares_words(turn: Turn) -> bool:
    """Whether a message has a word of the answer, or of what it answered, or a part of one:
    "protokollet" after "protokollsutdrag"."""
    before = turn.before.answer_words
    said = telling_words(turn.talk, turn.plain)
    return any(_is_like(one, word) for one in said for word in before)


def _is_like(one: str, other: str) -> bool:
    """Whether two words are one, or the long stem of one stands in the other."""
    shortest = min(len(one), len(other))
    return one == other or (
        shortest >= _STEM - 1 and (one[:_STEM] in other or other[:_STEM] in one)
    )


def names_another(turn: Turn) -> bool:
    """Whether a message names something that the answer and its question didn't."""
    view = turn.current.matcher.view(turn.current.view_of(turn.area))
    spoken_of = view.read(" ".join(turn.before.answer_words), turn.language).names
    return not verdicts.read(turn).names <= spoken_of


def _asks_for_another(turn: Turn) -> bool:
    """ "Hur söker man startbidrag?", after an answer on a key: plainly another question."""
    return names_another(turn) and topics.topic_of(turn, turn.plain) == _OF_ITS_OWN


def _may_be(turn: Turn) -> bool:
    """Whether the bot waits for nothing else, and it is no small talk."""
    waits = not isinstance(turn.before.state, Idle | ChoosingCase)
    is_talk = turn.small_talk is not None or yes_or_no(turn) is not None
    is_talk = is_talk or turn.incoming.choice is not None
    return not waits and not is_talk


def _is_safe(turn: Turn) -> bool:
    """Whether it has nothing that is private."""
    return not private.is_private(turn, turn.message)


def is_here(turn: Turn) -> bool:
    """Whether it names no other place."""
    here = turn.know.chain(turn.area) if turn.area is not None else []
    return all(area in here for area in turn.named)


def _leans(turn: Turn) -> bool:
    """Whether a message goes on about what the person answered, where nothing else was answered
    since: it has no subject of its own."""
    if turn.before.said.startswith("answer ") or not turn.core:
        return False
    goes_on = turn.signs.goes_on.match(turn.core) is not None
    no_subject = signs.has_no_subject(turn.talk, turn.core)
    return goes_on or no_subject or aspects.is_bare(turn, turn.core)


def _is_unknown(turn: Turn) -> bool:
    """Whether the knowledge has nothing sure to say to it, and it names nothing that it knows of:
    then whoever just answered may."""
    if turn.before.said.startswith("answer ") or not turn.before.case or _asks_for_another(turn):
        return False
    verdict = verdicts.verdict_on(turn, turn.core)
    return verdict.kind in ("low", "unknown", "slot")

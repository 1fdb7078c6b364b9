"""Rules for a question: its place and its language, what it leans on, and then the ranking.
Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import text
from bot.dialogue import answers, languages, offers, places, signs
from bot.dialogue.conversation import LEANS
from bot.dialogue.decision import Decision, chat
from bot.dialogue.turn import Turn
from bot.knowledge.wording import Wording
from bot.matching import gazetteer
from bot.matching.verdict import Verdict

_VAGUE = 5
"""Words of a question that has no subject of its own and nothing to lean on: it is asked again,
never guessed at."""
_LEANING = 10
"""Words of a message that may lean on the name of what was last answered about."""
_MOST_PARTS = 12


def question(turn: Turn) -> Decision:
    """A question is decided by where it belongs, what it leans on, and what the knowledge says."""
    placed = _placed(turn)
    return next(decision for rule in _RULES if (decision := rule(placed)) is not None)


def resumed(turn: Turn, asked: str) -> Decision:
    """Decide a question that was asked before the bot asked something back."""
    asked_in = turn.before.asked_in or turn.asked_in
    return question(replace(turn, question=asked, asked_in=asked_in))


def _placed(turn: Turn) -> Turn:
    """The turn with the place that its question names."""
    area = places.asked_about(turn) if turn.named else None
    return replace(turn, area=area) if area is not None else turn


def only_a_place(turn: Turn) -> Decision | None:
    """Somebody who only says where they are is told that answers hold for there from now on."""
    is_told = turn.named and places.asked_about(turn) is not None
    if not is_told or not places.is_all_it_says(turn.talk, turn.plain_question, turn.mentions):
        return None
    said = turn.say("område_satt", område=turn.say.area(str(turn.area)))
    return Decision(turn, "smalltalk", "area", said, area=turn.area, score=1.0)


def foreign(turn: Turn) -> Decision | None:
    """A language that the bot lacks: said in it, then the municipality or a person."""
    heard = turn.question_language
    if heard in languages.SUPPORTED:
        return None
    own, is_known = Wording(turn.know, heard), heard in turn.know.wording
    name = str(turn.know.wording["sv"]["språk"].get(heard, heard))
    swedish = turn.say("annat_språk", språk=name)
    first = own("annat_språk") if is_known else ""
    this = replace(turn, question=turn.message)
    if turn.area is None:
        which = own("vilken_kommun") if is_known else ""
        return places.ask_which(this, (), [first, which, swedish])
    return offers.handoff(this, [first, swedish], "language")


def tells_more(turn: Turn) -> Decision | None:
    """Somebody who has just been offered, or has sent, a question and goes on telling, adds to
    it."""
    return offers.belongs(turn) if not turn.named and offers.tells_more(turn) else None


def several_places(turn: Turn) -> Decision | None:
    """Of several places named, the one that the question is about is asked for."""
    is_unclear = turn.named and places.asked_about(turn) is None
    return places.ask_which(turn, turn.named) if is_unclear else None


def about_what_is_gone(turn: Turn) -> Decision | None:
    """Somebody who goes on about an answer that has been taken away since is told so, once."""
    last, asked = turn.before.last_entry, turn.before.last_question
    if last is None or last in turn.know.entries or not asked:
        return None
    if not turn.follows or not _points_back(turn):
        return None
    told = replace(turn, before=replace(turn.before, last_question=""))
    return Decision(told, "smalltalk", "gone", turn.say("samtal_borta"), area=turn.area, score=1.0)


def names_nothing(turn: Turn) -> Decision | None:
    """A few words without a subject, and with nothing to lean on, are asked about again."""
    is_vague = len(text.tokens(turn.core)) <= _VAGUE and signs.has_no_subject(turn.talk, turn.core)
    if not is_vague or _leans_on(turn) is not None:
        return None
    return offers.belongs(turn) or chat(turn, "oklart")


def by_knowledge(turn: Turn) -> Decision:
    """What the knowledge says to it."""
    return answers.decide(_judged(turn))


_RULES = (
    only_a_place,
    foreign,
    tells_more,
    several_places,
    about_what_is_gone,
    names_nothing,
    by_knowledge,
)


def _judged(turn: Turn) -> Turn:
    """The turn with the verdict on its question, alone or with what it leans on."""
    alone, leaned = _verdict(turn, turn.core), _leans_on(turn)
    if leaned is not None:
        together = _verdict(turn, _joined(turn, leaned))
        if signs.has_no_subject(turn.talk, turn.core) or _goes_on(turn, together):
            last = turn.before.last_question
            whole = f"{leaned}{LEANS}{turn.question}"
            base = last if leaned == last else None
            area = together.area or turn.area
            return replace(turn, question=whole, base=base, verdict=together, area=area)
    return replace(turn, verdict=alone, area=alone.area or turn.area)


def _verdict(turn: Turn, core: str) -> Verdict:
    parts = _parts(core)
    if turn.area:
        return turn.assessor.in_area(parts, turn.area, turn.language)
    verdict = turn.assessor.anywhere(parts, turn.language)
    is_country = verdict.area is None and verdict.kind in ("answer", "entries", "slot")
    is_home = turn.signs.at_home.search(core) is not None
    return replace(verdict, kind="areas") if is_country and is_home else verdict


def _joined(turn: Turn, leaned: str) -> str:
    """The question after what it leans on, without the places that say nothing in either."""
    find, whole = turn.current.gazetteer.find, f"{leaned} {turn.core}"
    own = [*turn.own_areas, *(mention.area for mention in find(turn.before.last_question))]
    return gazetteer.without(whole, find(whole), own)


def _leans_on(turn: Turn) -> str | None:
    """What a message may lean on, for a while: the last question ("och i Lund?"), or the name of
    what was last answered about ("och när då?"). None where it can't: it names something itself, or
    nothing in it points back."""
    before, core = turn.before, turn.core
    if not turn.follows or not before.last_question:
        return None
    if signs.is_only_a_place(turn.talk, core):
        return before.last_question
    entry = turn.know.entries.get(before.last_entry or "")
    if entry is None or not _points_back(turn):
        return None
    matcher = turn.current.matcher
    names_something = matcher.names.find(matcher.reader.read(core, turn.language).words)
    return None if names_something else turn.current.name_of(entry)


def _points_back(turn: Turn) -> bool:
    """Whether a message is short, and something in it is about what was said before."""
    goes_on = turn.signs.goes_on.match(turn.core) is not None
    short = len(text.tokens(turn.core)) <= _LEANING
    return short and (goes_on or signs.has_no_subject(turn.talk, turn.core))


def _goes_on(turn: Turn, together: Verdict) -> bool:
    """ "Och …" and "men …" go on about what was last answered, where that has an answer to it."""
    labels, last = turn.current.matcher.labels, turn.before.last_entry
    is_another = last is not None and together.label not in (None, last) and together.kind != "low"
    if not is_another or not turn.signs.goes_on.match(turn.core):
        return False
    ours, theirs = (labels.get(str(label)) for label in (last, together.label))
    return ours is not None and theirs is not None and bool(set(ours.names) & set(theirs.names))


def _parts(core: str) -> list[str]:
    """What to rank of a question: the whole, and of a story each sentence that asks, alone and with
    the one before."""
    sentences = text.sentences(core)
    if len(sentences) < 2:
        return [core]
    parts = [core]
    for at, sentence in enumerate(sentences):
        if text.asking([sentence]):
            parts += [sentence, f"{sentences[at - 1]} {sentence}"] if at else [sentence]
    return list(dict.fromkeys(parts))[:_MOST_PARTS]

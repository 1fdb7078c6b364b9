"""What is typed in a guide instead of pressed: a step, an answer in one's own words, or where one
is; what is none of them, and asks nothing, gets the question again. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import text
from bot.dialogue.guidance import guiding
from bot.dialogue.guidance.guiding import (
    answered,
    ask,
    ask_anew,
    asked_on,
    begun_anew,
    is_beside,
    not_joined,
    step,
)
from bot.dialogue.guidance.kept import progress_of, questions_of
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.states import Confirming, Guiding
from bot.dialogue.turns.turn import Turn
from bot.dialogue.turns.typed import to_offer
from bot.dialogue.words import phrases
from bot.guides import hearing, replying
from bot.knowledge.conditions import UNSURE, Guidance, Inquiry, Questions
from bot.knowledge.guides import MADE
from bot.knowledge.model import COUNTRY

_LONGEST = 30
"""Words of a message that may be an answer."""
_FEW = 6
"""Words of a message that says no more than where somebody is."""


def typed(turn: Turn) -> Decision | None:
    """In a guide "tillbaka", "vet inte" or an answer in one's own words are what they say; of one
    that was left, "fortsätt" begins where it was."""
    guidance, state = turn.know.guidance, turn.before.state
    if guidance is None or turn.incoming.choice is not None:
        return None
    taken, questions = _step_in_words(turn, guidance), questions_of(turn)
    if questions is None:
        is_gone = taken is not None and isinstance(state, Guiding)
        return begun_anew(turn) if is_gone else None
    if taken is not None:
        return step(turn, taken)
    inquiry, state = _asked(turn, questions), turn.before.state
    if inquiry is None:
        is_shown = isinstance(state, Guiding) and _tells(turn)
        return _taken_back(turn, questions) or _to_another(turn, questions) if is_shown else None
    labelled = _labelled(turn, questions)
    if labelled is not None and labelled[0] != inquiry.id:
        return answered(turn, *labelled)
    value = _value(turn, guidance, inquiry)
    if value is None:
        mended = _taken_back(turn, questions) if _tells(turn) else None
        return _place(turn, inquiry) or mended or _to_another(turn, questions)
    return answered(_there(turn, inquiry), inquiry.id, value)


def begins(turn: Turn) -> Decision | None:
    """Whoever is offered that a question is sent, and asks which support may fit, is guided."""
    guidance, is_offered = turn.know.guidance, isinstance(turn.before.state, Confirming)
    is_typed = turn.incoming.choice is None and not turn.waiting_case
    if guidance is None or not is_offered or not is_typed:
        return None
    return guiding.begin(turn, MADE) if hearing.begins(guidance, turn.plain) else None


def asks_again(turn: Turn) -> Decision | None:
    """What asks nothing and is no answer that is understood: the question again, in short, and the
    second time in other words. It is never taken for something else, and never offered to be
    sent."""
    questions = questions_of(turn)
    inquiry = _asked(turn, questions) if questions is not None else None
    is_named = turn.names_a_thing and inquiry is not None
    if inquiry is None or turn.incoming.choice is not None or is_named or not _tells(turn):
        return None
    state = turn.before.state
    is_second = isinstance(state, Guiding) and state.is_unread
    said = turn.say("guide_oförstått_igen" if is_second else "guide_oförstått")
    return replace(ask(turn, inquiry, [said]), state=Guiding(inquiry.id, is_unread=not is_second))


def _asked(turn: Turn, questions: Questions) -> Inquiry | None:
    """The question that waits for an answer."""
    state = turn.before.state
    return questions.inquiry(state.question) if isinstance(state, Guiding) else None


def _named(turn: Turn) -> list[str]:
    """The places that a message names, without those that others of them lie in."""
    mentions = turn.assessor.mentions(turn.plain)
    named = list(dict.fromkeys(one.area for one in mentions if one.area != COUNTRY))
    around = {out for one in named for out in turn.know.chain(one) if out != one}
    return [one for one in named if one not in around]


def _in_places(turn: Turn, inquiry: Inquiry) -> str | None:
    """The answer that naming places is to where somebody is active."""
    named = _named(turn)
    if not named or all(one.places is None for one in inquiry.options):
        return None
    meant = "en" if _is_one(turn, named) else "flera"
    return next((one.id for one in inquiry.options if one.places == meant), None)


def _there(turn: Turn, inquiry: Inquiry) -> Turn:
    """In the one municipality that is named as where somebody is active."""
    named = _named(turn) if any(one.places for one in inquiry.options) else []
    return replace(turn, area=named[0]) if _is_one(turn, named) else turn


def _is_one(turn: Turn, named: list[str]) -> bool:
    """Whether the places named are one municipality."""
    return len(named) == 1 and turn.know.areas[named[0]].kind == "kommun"


def _place(turn: Turn, inquiry: Inquiry) -> Decision | None:
    """Only where somebody is: it holds from now on, and the guide goes on."""
    named = _named(turn) if _tells(turn) else []
    if len(named) != 1 or len(text.tokens(turn.plain)) > _FEW:
        return None
    (area,) = named
    is_around = turn.area is not None and area in turn.know.chain(turn.area)
    there = turn if is_around else replace(turn, area=area)
    said = turn.say("guide_plats", område=turn.say.area(str(there.area)))
    progress = progress_of(turn)
    notice = [] if is_around or progress is None else not_joined(there, progress)
    return asked_on(there, [said, *notice])


def _to_another(turn: Turn, questions: Questions) -> Decision | None:
    """An answer in one's own words to another question of the guide's than the one that was
    asked."""
    if not _tells(turn):
        return None
    labelled = _labelled(turn, questions)
    others = hearing.heard(turn.know.guidance, questions, turn.plain)
    first = labelled or next(iter(others), None)
    return answered(turn, *first) if first is not None else None


def _labelled(turn: Turn, questions: Questions) -> tuple[str, str] | None:
    """The answer to any of the questions whose label a message is."""
    found = [
        (inquiry.id, option.id)
        for inquiry in questions.inquiries
        for option in inquiry.options
        if turn.bare == text.bare(turn.say.localized(option.label))
    ]
    return found[0] if len(found) == 1 else None


def _taken_back(turn: Turn, questions: Questions) -> Decision | None:
    """What was answered, or understood so, and is denied now, is asked about again."""
    progress, guidance = progress_of(turn), turn.know.guidance
    if progress is None or guidance is None:
        return None
    gone = replying.denied(guidance, questions, progress.given, turn.plain)
    inquiry = questions.inquiry(gone[0]) if gone else None
    return ask_anew(turn, progress, inquiry) if inquiry is not None else None


def _step_in_words(turn: Turn, guidance: Guidance) -> str | None:
    """The step that a message is; beside the guide fewer words mean one."""
    words = guidance.words
    steps = {"resume": words.resume}
    if isinstance(turn.before.state, Guiding):
        steps |= {"back": words.back, "leave": words.leave, "person": words.person}
    elif is_beside(turn):
        steps["resume"] = [*words.resume, *words.back]
    if is_beside(turn) or isinstance(turn.before.state, Guiding):
        steps |= {"change": words.change, "anew": words.anew}
    said = turn.bare
    return next((step for step, own in steps.items() if phrases.is_one(said, own)), None)


def _value(turn: Turn, guidance: Guidance, inquiry: Inquiry) -> str | None:
    """The answer that a message gives to the question that was asked; None where it asks itself."""
    if phrases.is_one(turn.bare, guidance.words.unsure):
        return UNSURE
    reply = to_offer(turn.plain, turn.say) if inquiry.is_yes_or_no else None
    if reply is not None:
        return "ja" if reply[0] == "yes" else "nej"
    named = hearing.named(turn.say, inquiry, turn.bare)
    if named is not None or not _tells(turn):
        return named
    return _in_places(turn, inquiry) or replying.meant(guidance, inquiry, turn.plain, turn.today)


def _tells(turn: Turn) -> bool:
    """Whether a message is no story, and asks nothing."""
    words = turn.know.guidance.words if turn.know.guidance is not None else None
    is_answer = words is not None and words.answers and words.answers.search(turn.plain)
    asks = "?" in turn.plain or (text.asking([turn.plain]) != [] and not is_answer)
    return not asks and len(text.tokens(turn.plain)) <= _LONGEST

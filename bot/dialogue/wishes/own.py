"""Rules for what somebody says of a question of theirs that is with people, or of the service: the
case meets it, not the knowledge. Pure."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from dataclasses import replace

from bot import privacy, text
from bot.cases.acts import Add, Helped
from bot.cases.choices import (
    EditFirst,
    NoThanks,
    YesSend,
)
from bot.cases.routing import team_of
from bot.dialogue.offering import offers
from bot.dialogue.turns import asks_who, learned, verdicts
from bot.dialogue.turns.conversation import Offer
from bot.dialogue.turns.decision import Decision, Report, on_case
from bot.dialogue.turns.states import AskedBack, Confirming
from bot.dialogue.turns.turn import Turn
from bot.dialogue.turns.typed import yes_or_no
from bot.dialogue.wishes import watching
from bot.dialogue.words.phrases import without
from bot.knowledge.speech import PREFIX

REOPENED = dt.timedelta(days=14)
"""How long a protest still opens a question that was closed."""
_SHORT = 12
"""Words of a protest that says nothing of what it protests against."""
_THANKS, _MOST_SENTENCES = 8, 6
"""Words of a sentence that only thanks, and sentences of a message that are looked at."""
_SURELY = 0.9
"""How much likelier than an ordinary message it must be that somebody asks for news."""
_SERVICE = ("vem_ser",)
_STANDING = ("när", "framme", "vem")
_WAITS_FOR = ("när", "framme")
_DISAPPOINTED = ("hjälpte_inte", "stämmer_inte")


def without_thanks(turn: Turn) -> Turn:
    """ "Tack, men vem är det som svarar?" is what comes after the thanks."""
    before = turn.talk.own.thanks_but
    if before is None or turn.incoming.choice is not None:
        return turn
    thanks = before.match(turn.message)
    rest = turn.message[thanks.end() :] if thanks is not None else _asked_after_thanks(turn)
    if not text.has_words(privacy.without_marks(rest)):
        return turn
    return replace(turn, message=rest, question=rest)


def _asked_after_thanks(turn: Turn) -> str:
    """ "Tack så mycket, vi mejlar. Håller hon tal?": what is asked in the sentences after one that
    thanks, and says nothing in numbers; "" where nothing is."""
    first, *after = text.sentences(turn.message)[:_MOST_SENTENCES] or [""]
    # "Okej, vi har en skuld. Spelar det roll?" thanks for nothing.
    words = [word for word in text.tokens(first) if word not in turn.say.words("ja_svagt")]
    is_thanks = thanks(turn, words) and "?" not in first and len(words) <= _THANKS
    if not is_thanks or any(map(str.isdecimal, first)) or "?" not in "".join(after):
        return ""
    return " ".join(after)


def thanks(turn: Turn, words: Iterable[str]) -> bool:
    """Whether one of the words thanks by itself."""
    said = turn.know.smalltalk.items()
    thanking = {phrase for phrase, kind in said if kind == "tack" and " " not in phrase}
    return not thanking.isdisjoint(words)


def wish(turn: Turn) -> Decision | None:
    """What is wished of the service, or asked of who reads, is answered and never sent."""
    return of_service(turn, turn.own_kind)


def of_service(turn: Turn, kind: str | None) -> Decision | None:
    """The same, where it is known what is wished or asked."""
    if kind == "sluta":
        return watching.ended_all(turn)
    if kind not in _SERVICE:
        return None
    said = turn.say(f"önskan_{kind}", p=PREFIX)
    made = Decision(turn, "smalltalk", "small-talk", said, area=turn.area, chat=kind, score=1.0)
    return replace(made, keeps_waiting=True)


def standing(turn: Turn) -> Decision | None:
    """ "Hur länge får jag vänta?", "har ni fått den?", "vem har den?": where the question is, and
    by when it is answered; of one that isn't sent, that it isn't."""
    kind = "när" if _calls(turn) or _asks_of_nothing_sent(turn) else turn.own_kind
    if kind not in _STANDING or _means_the_answer(turn):
        return None
    if turn.before.case or (turn.before.closed and not turn.offers and is_clear(turn)):
        return reported(turn, kind)
    offer = offered(turn)
    key = "ingen_har_den" if kind == "vem" else "väntar_på_ja"
    return unsent(turn, offer, key) if offer is not None else _nothing_sent(turn, kind)


def has_answered_about(turn: Turn) -> Decision | None:
    """ "Har de svarat om borden än?": where the question is, though it says what it is about."""
    is_typed = turn.incoming.choice is None and not turn.is_new
    is_asked = turn.signs.has_answered_about.match(turn.plain) is not None
    if not turn.before.case or turn.before.case_answered or not is_typed or not is_asked:
        return None
    return reported(turn, "när")


def has_come_along(turn: Turn) -> Decision | None:
    """ "Fick de med det där sista?", "fick de ändringen?": whether what was said later has gone
    too."""
    is_typed = turn.is_typed and not turn.is_new
    is_asked = turn.signs.asks_whether_it_came.match(turn.plain) is not None
    if not turn.before.case or turn.before.case_answered or not is_typed or not is_asked:
        return None
    return reported(turn, "framme")


def is_gone(turn: Turn) -> Decision | None:
    """ "Är den borta nu?": how it is with their questions, or that nobody has any."""
    is_typed = turn.incoming.choice is None and not turn.is_new
    if not is_typed or turn.signs.is_gone.match(turn.plain) is None:
        return None
    if turn.before.case:
        return reported(turn, "när")
    said = turn.say("ingen_fråga_hos_någon")
    made = Decision(turn, "smalltalk", "own-question", said, area=turn.area, score=1.0)
    return replace(made, keeps_waiting=True)


def reported(turn: Turn, kind: str) -> Decision:
    """How it is with their questions; what the bot waits for stays."""
    made = Decision(turn, "smalltalk", "own-question", area=turn.area, score=1.0)
    return replace(made, action=Report(kind), keeps_waiting=True)


def _calls(turn: Turn) -> bool:
    """ "Hallå??", "hallå, är det nån där", "påminn dem", from somebody who waits for an answer."""
    waits = turn.before.case and not turn.before.case_answered and turn.incoming.choice is None
    calls = turn.talk.own.calls
    rest = without(turn.bare, [one for one in calls if " " not in one])
    is_call = turn.bare in calls or rest in calls or turn.signs.reminds_them.search(turn.plain)
    return bool(waits and not turn.is_new and is_call)


def _asks_of_nothing_sent(turn: Turn) -> bool:
    """ "Har dom sett min fråga?", "vad skickade du?", in any words, from somebody who has no
    question with anybody."""
    if turn.before.case or turn.before.closed or not turn.is_typed or turn.named:
        return False
    is_of_it = turn.signs.of_sending.search(turn.plain) is not None
    is_like = learned.kind(turn, turn.plain, _SURELY) == "status"
    return is_of_it and is_like and verdicts.names_nothing(turn)


def _nothing_sent(turn: Turn, kind: str) -> Decision | None:
    """Somebody who waits for an answer, and has no question with anybody, is told so."""
    names_it = not turn.talk.own.names_it.isdisjoint(text.tokens(turn.plain))
    names_it = names_it or _asks_of_nothing_sent(turn)
    waits = kind in _WAITS_FOR and is_clear(turn) and not turn.before.said
    if (not names_it and not waits) or asks_who.is_asked(turn):
        return None
    said = turn.say("ingen_fråga_hos_någon")
    made = Decision(turn, "smalltalk", "own-question", said, area=turn.area, score=1.0)
    return replace(made, keeps_waiting=True)


def how_to_answer(turn: Turn) -> Decision | None:
    """ "Vad ska jag trycka på?", "förstår inte": what can be said to the offer that stands."""
    state = turn.before.state
    if turn.own_kind != "hur_svara" or not isinstance(state, Confirming):
        return None
    offer = turn.offers.get(state.offer)
    return unsent(turn, offer, "svara_så") if offer is not None else None


def offered(turn: Turn) -> Offer | None:
    """The offer that stands now, or else the newest that nobody has answered."""
    state = turn.before.state
    if isinstance(state, Confirming) and state.offer in turn.offers:
        return turn.offers[state.offer]
    return turn.offers[max(turn.offers)] if turn.offers else None


def unsent(turn: Turn, offer: Offer, key: str) -> Decision:
    """What is said of an offer that stands, with its choices: that it isn't sent, how to answer."""
    say, due = turn.say, offers.answered_by(turn, offer)
    team = say.localized(team_of(turn.know, str(offer.route.receiver)).name)
    day = say.weekday(due) if due else ""
    said = say(key, fråga=offers.quoted(offer), dag=day, team=team)
    choices = (YesSend(offer.id), EditFirst(offer.id), NoThanks(offer.id))
    state, place = Confirming(offer.id), offer.route.area
    told = replace(turn, offers={**turn.offers, offer.id: replace(offer, is_told=True)})
    return Decision(told, "smalltalk", "own-question", said, state, choices, area=place)


def disappointed(turn: Turn) -> Decision | None:
    """A person's answer that didn't help, or isn't right: what is lacking is asked for, and goes to
    them. One that was about something else than they meant has said what is lacking."""
    if turn.before.case_answered and _was_misunderstood(turn):
        return on_case(turn, turn.before.case, Add(turn.message))
    if turn.own_kind not in _DISAPPOINTED or _means_the_answer(turn):
        return None
    if turn.before.case_answered:
        return on_case(turn, turn.before.case, Helped(yes=False))
    return None


def _was_misunderstood(turn: Turn) -> bool:
    """ "Nej, det var inte stolarna jag menade": said of what a person answered."""
    meant = turn.talk.own.misunderstood
    is_typed = turn.incoming.choice is None and not turn.is_new and "?" not in turn.plain
    is_next = not turn.before.said and not turn.offers and is_typed
    return is_next and meant is not None and meant.search(turn.plain) is not None


def is_disappointed(turn: Turn) -> bool:
    """Whether a message that says more says also that a person's answer didn't help, or isn't
    right."""
    if not turn.before.case_answered or turn.before.said.startswith("answer "):
        return False
    words = f" {turn.bare} "
    kinds = turn.talk.own.kinds
    return any(f" {phrase} " in words for kind in _DISAPPOINTED for phrase in kinds.get(kind, ()))


def protests(turn: Turn) -> Decision | None:
    """Somebody who was told that their question is closed, and disagrees, opens it again: what they
    say goes to whoever had it."""
    kind, number = turn.own_kind, closed_lately(turn)
    if not number or turn.is_new or turn.incoming.choice is not None:
        return None
    begins, is_short = turn.talk.own.protests, len(text.tokens(turn.plain)) <= _SHORT
    is_bare = yes_or_no(turn) is not None or turn.plain.rstrip().endswith("?")
    says_no = begins is not None and begins.match(turn.plain) and is_short and not is_bare
    is_next = turn.before.said == "" and not turn.offers
    is_meant = kind in ("stäng_inte", *_DISAPPOINTED) or _was_misunderstood(turn)
    if is_meant or (says_no and is_next):
        return on_case(turn, number, Add(turn.message))
    return None


def closed_lately(turn: Turn) -> str:
    """The question that was closed lately, where none is open; "" where there is none."""
    at = turn.before.closed_at
    is_recent = at is not None and turn.now - at <= REOPENED
    return turn.before.closed if is_recent and not turn.before.case else ""


def wants_it_open(turn: Turn) -> Decision | None:
    """ "Stäng inte": to a question that waits, where it is; one that is answered waits again."""
    number = turn.before.case
    if turn.own_kind != "stäng_inte" or not number or isinstance(turn.before.state, AskedBack):
        return None
    if turn.before.case_answered:
        return on_case(turn, number, Add(turn.message))
    return reported(turn, "stäng_inte")


def _means_the_answer(turn: Turn) -> bool:
    """Whether something else was answered since, which "hur lång tid tar det?" is about then."""
    return turn.before.said.startswith("answer ") and not is_clear(turn)


def is_clear(turn: Turn) -> bool:
    """Whether a message has a word that shows that their own question is meant."""
    return not turn.talk.own.clear.isdisjoint(text.tokens(turn.plain))

"""A rule for what is said while an offer to send a question stands. A message is cut into what it
does: a yes, a no or a wait first, and what comes after. A yes is never swallowed, a no throws away
nothing that comes after it, and what is said of the offer is no part of the question. Pure."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from bot import privacy, text
from bot.cases.choices import EditFirst, NoThanks, YesSend
from bot.dialogue.answering import additions, again, elsewhere, of_thing, parts, questions
from bot.dialogue.offering import confirming, offers
from bot.dialogue.situations import about_offer, asked_meanwhile, consent, rewording
from bot.dialogue.turns import aspects, learned, typed
from bot.dialogue.turns.conversation import Offer
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.turn import Turn
from bot.dialogue.wishes import feelings, offer_words, own, rights
from bot.dialogue.words import clauses, signs
from bot.dialogue.words.clauses import Heard

_OF_THE_OFFER = ("när", "framme", "vem", "tvekar", "hur_svara", "vem_ser")
"""What is said of a question that is about to be sent, and isn't part of it."""
_AND_MORE = 2
"""Words of a question after a no that is one by itself."""
_REST = 5
"""Words of a message that asks for what is left, and nothing else."""
_APPROVAL = 8
"""Words of a yes that is said in a sentence."""


def said(turn: Turn) -> Decision | None:
    """What is said to an offer that stands is taken for what it does."""
    offer = additions.standing(turn) or additions.given_a_number(turn)
    if offer is None or not turn.is_typed or turn.is_new or typed.points(turn):
        return None
    heard = clauses.heard(turn.message, turn.say)
    if heard.reply != "yes" and feelings.like(turn, turn.plain) is not None:
        return None
    made = (rule(turn, offer, heard) for rule in _RULES)
    return next((one for one in made if one is not None), None)


def _dictates(turn: Turn, offer: Offer, _: Heard) -> Decision | None:
    """The text that is to be sent instead."""
    return rewording.dictated(turn, offer)


def _only_thanks(turn: Turn, offer: Offer, heard: Heard) -> Decision | None:
    """ "Ok tack så mycket!" is half a yes at most: how to answer is said."""
    first, _, after = turn.plain.strip().partition(" ")
    is_weak = text.bare(first) in turn.say.words("ja_svagt")
    thanks = turn.signs.thanks_first.match(after) is not None and not text.has_words(heard.rest)
    is_so = heard.reply == "yes" and is_weak and thanks
    return own.unsent(turn, offer, "väntar_på_ja") if is_so else None


def _replies(turn: Turn, offer: Offer, heard: Heard) -> Decision | None:
    """A yes, a no or "radera", and nothing more."""
    if turn.own_kind == "radera":
        return confirming.confirmed(turn, offer, NoThanks(offer.id))
    if _is_without_name(turn, offer, heard):
        return confirming.confirmed(turn, offer, YesSend(offer.id))
    if heard.reply in (None, "wait") or text.has_words(heard.rest):
        return None
    if heard.reply == "yes" and consent.is_goodbye(turn):
        return about_offer.waits(turn, offer)
    choice = YesSend if heard.reply == "yes" else NoThanks
    return confirming.confirmed(turn, offer, choice(offer.id))


def _is_without_name(turn: Turn, offer: Offer, heard: Heard) -> bool:
    """Whether a yes, or what comes after half a one, only asks for what is done anyway: no name
    goes along. One that may stand in the text has to be taken out first."""
    begins = clauses.heard(turn.incoming.text, turn.say).reply == "yes"
    is_so = begins and turn.signs.without_name.match(heard.rest) is not None
    names = {one.lower() for one in turn.know.words.first_names}
    return is_so and names.isdisjoint(text.tokens(offer.question))


def _puts_off(turn: Turn, offer: Offer, heard: Heard) -> Decision | None:
    """Who says so after half a yes keeps the offer as it is."""
    return about_offer.waits(turn, offer) if consent.is_put_off(turn, heard) else None


def _does_it_oneself(turn: Turn, offer: Offer, heard: Heard) -> Decision | None:
    """ "Ok, då ringer jag", "nej förresten, jag kollar själv": nothing is sent, and none of it is
    part of the question."""
    said = heard.rest if heard.reply == "wait" else turn.message
    is_so = turn.signs.does_it_oneself.match(said) is not None and "?" not in said
    return confirming.confirmed(turn, offer, NoThanks(offer.id)) if is_so else None


def _asks_for_a_name(turn: Turn, offer: Offer, heard: Heard) -> Decision | None:
    """ "Jag vill ha ett namn": what those who get the question are called isn't known here."""
    if heard.reply is not None or turn.signs.asks_for_a_name.search(heard.rest) is None:
        return None
    return about_offer.who_gets_it(turn, offer, turn.say("inga_namn"))


def _of_oneself(turn: Turn, _: Offer, heard: Heard) -> Decision | None:
    """What is wished of all that is kept of somebody is their right, and no part of the letter."""
    is_so = heard.reply is None and turn.signs.of_oneself.search(heard.rest) is not None
    return rights.told(turn, "ansvarig") if is_so else None


def _asks_for_the_rest(turn: Turn, _: Offer, heard: Heard) -> Decision | None:
    """ "Och resten då": what of the message got no answer stands in the offer."""
    is_short = len(text.tokens(turn.plain)) <= _REST and heard.reply is None
    return again.the_rest(turn) if is_short else None


def _another(turn: Turn, offer: Offer, heard: Heard) -> Decision | None:
    """ "Skicka första frågan i stället": that one is shown, and asked about, before it goes. A no
    before it is to the one that stands."""
    meant = offer_words.by_order(turn, offer, heard.rest)
    if meant is None or (meant.id == offer.id and heard.reply == "yes"):
        return None
    if meant.id == offer.id:
        is_yes = turn.signs.approves.match(heard.rest) is not None
        return None if is_yes else own.unsent(turn, offer, "väntar_på_ja")
    kept = {id_: one for id_, one in turn.offers.items() if id_ != offer.id}
    left = replace(turn, offers=kept) if heard.reply == "no" else turn
    return offers.show(left, meant, [], "asked-person")


def _approves(turn: Turn, offer: Offer, heard: Heard) -> Decision | None:
    """ "Styrelsen säger ja", "nu kan du skicka den", "det ser bra ut": a yes in other words, with
    no fact in it."""
    sends = turn.signs.approves.match(heard.rest) is not None
    is_short = len(text.tokens(heard.rest)) <= _APPROVAL
    is_short = is_short and not offer_words.asks(turn, heard.rest)
    least = learned.SURE if heard.reply is None else 0.0
    kind = learned.kind(turn, heard.rest, least)
    approves = kind == "skickar" or (is_short and kind == "godkänner")
    if heard.reply == "no" or not (sends or approves):
        return None
    return _sent(turn, offer, heard.rest)


def _is_urgent(turn: Turn, offer: Offer, heard: Heard) -> Decision | None:
    """ "Det är bråttom, vi behöver den i morgon": that goes along, and how to reach people sooner
    is said."""
    longer = replace(offer, parts={**offer.parts, turn.event: heard.rest})
    was, is_so = (offers.is_in_a_hurry(turn, one) for one in (offer, longer))
    is_told = heard.reply is None and not offer_words.asks(turn, heard.rest)
    return additions.added(turn, offer, heard.rest) if is_told and is_so and not was else None


def _waits(turn: Turn, offer: Offer, heard: Heard) -> Decision | None:
    """Who isn't sure yet, or is to ask somebody first, keeps the offer as it is."""
    is_bare = heard.reply == "wait" and not text.has_words(heard.rest)
    thinks = heard.reply != "yes" and not offer_words.asks(turn, heard.rest)
    if not is_bare and not (thinks and learned.kind(turn, heard.rest) == "väntar"):
        return None
    return about_offer.waits(turn, offer)


def _moves(turn: Turn, offer: Offer, heard: Heard) -> Decision | None:
    """Who says that it is about another place has the question asked there."""
    area = offer_words.other_place(turn, offer, heard.rest)
    if area is None:
        return None
    return elsewhere.there(turn, offer.question, area, heard.rest)


def _on_a_condition(turn: Turn, offer: Offer, heard: Heard) -> Decision | None:
    """ "Ja, om ordföranden säger ja": nothing is sent before that."""
    is_so = heard.reply == "yes" and turn.signs.on_a_condition.match(heard.rest) is not None
    return about_offer.waits(turn, offer) if is_so else None


def _to_a_team(turn: Turn, offer: Offer, heard: Heard) -> Decision | None:
    """ "Till inkluderingskoordinatorn då", "fråga kommunen": a yes to whoever is offered; another
    one of the same place has it instead."""
    team = about_offer.team_meant(turn, offer, heard.rest)
    if team is None:
        return None
    if team == offer.route.team:
        return confirming.confirmed(turn, offer, YesSend(offer.id))
    return about_offer.to_team(turn, offer, team)


def _all_but_something(turn: Turn, offer: Offer, _: Heard) -> Decision | None:
    """What is to be sent but for something in it is shown without that."""
    return rewording.all_but(turn, offer)


def _revises(turn: Turn, offer: Offer, heard: Heard) -> Decision | None:
    """What is wished of the text is done, and the text shown; else it is asked for anew."""
    leaves_out = turn.signs.not_that.match(heard.rest) if heard.reply != "no" else None
    if leaves_out is not None and "?" not in heard.rest:
        return rewording.without(turn, offer, leaves_out["vad"])
    is_which = heard.reply == "yes" and turn.signs.the_first.search(heard.rest) is not None
    return None if is_which else rewording.wished(turn, offer, heard.rest)


def _to_be_called(turn: Turn, offer: Offer, heard: Heard) -> Decision | None:
    """Who wants to be called, or asks for a number, gets the team's; their own goes along once they
    write it, and is shown first."""
    if privacy.has_contact_details(heard.rest):
        return additions.added(turn, offer, heard.rest)
    wants = turn.signs.to_be_called
    if wants is None or not wants.search(heard.rest):
        return None
    return about_offer.how_to_be_called(turn, offer)


def _about_it(turn: Turn, offer: Offer, heard: Heard) -> Decision | None:
    """What is asked of the offer is answered, and the question left as it was; after a yes it is
    sent, which says who answers and when."""
    if offer_words.is_of_the_matter(turn, heard.rest):
        return None
    sentences = text.sentences(heard.rest)
    kinds = [replace(turn, message=one).own_kind for one in sentences]
    talk = [kind for kind in kinds if kind in _OF_THE_OFFER]
    if not talk and not _is_talk_of_it(turn, heard.rest):
        return None
    if heard.reply == "yes":
        return _sent(turn, offer, heard.rest)
    if len(sentences) == len(talk) == 1 and heard.reply is None:
        return None
    rest = " ".join(one for one, kind in zip(sentences, kinds, strict=True) if kind is None)
    if talk and offer_words.asks(turn, rest):
        return _told_beside(turn, offer, rest)
    if any(turn.signs.to_reach.search(one) for one in sentences):
        return about_offer.who_gets_it(turn, offer)
    key = "svara_så" if "hur_svara" in talk else "om_brevet"
    return own.unsent(turn, offer, key)


def _is_talk_of_it(turn: Turn, said: str) -> bool:
    """Whether it is like what people say of an offer, and nothing is known to it: what has an
    answer, or goes on about the thing that was spoken of, is a question by itself."""
    if learned.kind(turn, said) not in ("om_brevet", "status") or offer_words.is_known(turn, said):
        return False
    asked = replace(turn, message=said, question=said)
    return turn.thing is None or of_thing.found(asked, turn.thing) is None


def _told_beside(turn: Turn, offer: Offer, asked: str) -> Decision:
    """What is known to a question that came with talk of the offer, and how to answer the offer."""
    how = own.unsent(turn, offer, "svara_så")
    alone = _alone(turn, offer, asked)
    if alone.outcome != "answer":
        return how
    return replace(how, markdown=f"{alone.markdown}\n\n{how.markdown}", outcome="answer")


def _yes_and_more(turn: Turn, offer: Offer, heard: Heard) -> Decision | None:
    """A yes with a question after it: it is sent, and what is known to the question is said. A
    yes that only names what is sent is one."""
    if heard.reply != "yes":
        return None
    if offer_words.names_it(turn, offer, heard.rest):
        return _sent(turn, offer, heard.rest)
    if (nth := _numbered(turn, heard.rest)) is not None:
        is_it = nth.strip(" ,?.").lower() in offer.question.lower()
        return _sent(turn, offer, "") if is_it else additions.as_it_was(turn, offer)
    if _picks(turn, heard.rest):
        return _instructs(turn, offer, heard)
    if not offer_words.asks(turn, heard.rest):
        return additions.added(turn, offer, heard.rest)
    sent = confirming.confirmed(turn, offer, YesSend(offer.id))
    alone = _alone(turn, offer, heard.rest)
    if alone.outcome != "answer":
        return additions.added(turn, offer, heard.rest)
    return replace(alone, turn=replace(alone.turn, offers=sent.turn.offers), action=sent.action)


def _instructs(turn: Turn, offer: Offer, heard: Heard) -> Decision | None:
    """What says how something is to be sent is no part of it: where it isn't plain which of it is
    meant, it is written anew."""
    sends = turn.signs.sends.match(heard.rest.lstrip()) is not None
    picks = heard.reply == "yes" and _picks(turn, heard.rest)
    if not (sends or picks) or "?" in heard.rest or privacy.has_contact_details(heard.rest):
        return None
    return confirming.confirmed(turn, offer, EditFirst(offer.id))


def _picks(turn: Turn, said: str) -> bool:
    """Whether nothing but numbers is said: "de två sista"."""
    wishes, numbers = turn.talk.wishes, {one for named in turn.talk.ordinals for one in named}
    words = set(text.tokens(said)) - wishes.small - turn.talk.pointing
    return bool(words) and words <= numbers | wishes.first | wishes.last


def _numbered(turn: Turn, said: str) -> str | None:
    """The question that a number means, of several that were asked in one message: "tvåan"."""
    small = turn.talk.wishes.small | turn.talk.pointing
    words = [word for word in text.tokens(said) if word not in small]
    numbers = (at for at, one in enumerate(turn.talk.ordinals) if words and words[0] in one)
    at, before = next(numbers, None), turn.before.last_question
    if at is None or len(words) > 1:
        return None
    asked = list(parts.questions(replace(turn, question=before)))
    return asked[at] if at < len(asked) > 1 else None


def _not_now_and_asks(turn: Turn, offer: Offer, heard: Heard) -> Decision | None:
    """ "Nej, inte nu, vilka stöd finns?": that is answered, and the offer stands."""
    begun = turn.message[: len(turn.message) - len(heard.rest)]
    is_put_off = heard.reply == "no" and turn.signs.puts_off.search(begun) is not None
    if not is_put_off or not offer_words.asks(turn, heard.rest):
        return None
    return asked_meanwhile.before_deciding(turn, offer, replace(heard, reply="wait"))


def _corrects(turn: Turn, offer: Offer, heard: Heard) -> Decision | None:
    """ "Nej, jag menade när": what is meant instead, of the same thing, is asked; the offer
    falls."""
    means = turn.signs.means.match(heard.rest)
    if means is None or heard.reply not in (None, "no"):
        return None
    rest = heard.rest[means.end() :]
    is_bare = aspects.asks_barely(turn, rest) or signs.has_no_subject(turn.talk, rest)
    asks = turn.signs.asks_beside.match(rest) is not None and is_bare
    return _alone(turn, offer, text.capitalised(rest)) if asks else None


def _no_and_more(turn: Turn, offer: Offer, heard: Heard) -> Decision | None:
    """A no with something else after it: the offer falls, and that is answered; who corrects what
    was asked has it asked so."""
    if heard.reply != "no":
        return None
    kind = learned.kind(turn, heard.rest)
    is_no = kind in ("avböjer", "ångrar", "nickar") or turn.signs.declines.search(heard.rest)
    if is_no or _is_solved(turn, heard):
        asked = _asked_besides(turn, heard.rest)
        no = confirming.confirmed(turn, offer, NoThanks(offer.id))
        return _alone(turn, offer, asked) if asked else no
    starts = (turn.signs.means.match(one) for one in text.sentences(heard.rest))
    means = next((found[0] for found in starts if found), "")
    rest = heard.rest.partition(means)[2] if means else heard.rest
    if means or offer_words.asks(turn, rest) or offer_words.is_known(turn, rest):
        return _alone(turn, offer, text.capitalised(rest))
    return additions.added(turn, offer, heard.rest)


def _is_solved(turn: Turn, heard: Heard) -> bool:
    """ "Det löste sig, hittade det i beslutet": the no says by itself that nothing is needed."""
    begun = turn.message[: len(turn.message) - len(heard.rest)]
    is_told = not offer_words.asks(turn, heard.rest) and not turn.signs.means.match(heard.rest)
    return is_told and signs.says(turn.talk.own, text.tokens(begun), "ångrar")


def _asked_besides(turn: Turn, said: str) -> str:
    """What is asked after saying why not: "det behövs inte. Var kan jag leta själv?"."""
    asked = [one for one in text.sentences(said) if "?" in one]
    asked = [one for one in asked if not turn.signs.declines.search(one)]
    whole = " ".join(asked)
    return text.capitalised(whole) if len(text.tokens(whole)) >= _AND_MORE else ""


def _says_of_it(turn: Turn, offer: Offer, heard: Heard) -> Decision | None:
    """Talk that is neither: a nod leaves the offer as it was; who does it another way says no."""
    if heard.reply is not None or offer_words.asks(turn, turn.message):
        return None
    if turn.signs.none_fits.match(turn.message):
        return additions.as_it_was(turn, offer)
    kind = learned.kind(turn, turn.message, learned.SURE)
    if kind in ("avböjer", "ångrar"):
        return confirming.confirmed(turn, offer, NoThanks(offer.id))
    if kind == "nickar" and turn.small_talk is None:
        return additions.as_it_was(turn, offer)
    return None


_Rule = Callable[[Turn, Offer, Heard], Decision | None]
_RULES: tuple[_Rule, ...] = (
    _dictates,
    _only_thanks,
    _replies,
    _puts_off,
    _does_it_oneself,
    _asks_for_a_name,
    _of_oneself,
    _asks_for_the_rest,
    _on_a_condition,
    _all_but_something,
    _another,
    _corrects,
    _approves,
    _moves,
    _is_urgent,
    _waits,
    _to_a_team,
    _revises,
    _to_be_called,
    _about_it,
    _yes_and_more,
    _instructs,
    _not_now_and_asks,
    _no_and_more,
    asked_meanwhile.of_another_place,
    asked_meanwhile.before_deciding,
    _says_of_it,
    asked_meanwhile.of_the_offer,
)


def _sent(turn: Turn, offer: Offer, said: str) -> Decision:
    """The offer that is meant: the one that stands, or the first of several."""
    first = turn.offers[min(turn.offers)]
    meant = first if turn.signs.the_first.search(said) else offer
    return confirming.confirmed(turn, meant, YesSend(meant.id))


def _alone(turn: Turn, offer: Offer, said: str) -> Decision:
    """What is said, by itself, as if the offer were gone."""
    left = {id_: other for id_, other in turn.offers.items() if id_ != offer.id}
    return questions.by_itself(replace(turn, offers=left), said)

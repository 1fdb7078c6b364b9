"""What is wished of the text of a question that is offered. Pure."""

from __future__ import annotations

from dataclasses import replace

from bot import text
from bot.cases.choices import EditFirst, YesSend
from bot.dialogue.answering import additions, parts
from bot.dialogue.offering import confirming, offers
from bot.dialogue.turns import aspects, learned, typed
from bot.dialogue.turns.conversation import Offer
from bot.dialogue.turns.decision import Decision
from bot.dialogue.turns.turn import Turn
from bot.dialogue.words import revising, sensitive


def all_but(turn: Turn, offer: Offer) -> Decision | None:
    """ "Skicka frågan, men inte det om min rygg": the text without that is shown. Where nothing in
    it is called so, it is shown as it is: it goes by a yes to what was read."""
    wishes, said = turn.talk.wishes, turn.incoming.text
    found = wishes.sends_without.search(said) if wishes.sends_without else None
    if found is None or "?" in said:
        return None
    left = _left(turn, offer, found["what"])
    if left is None:
        return additions.as_it_was(turn, offer)
    return _shown(turn, offer, left)


def without(turn: Turn, offer: Offer, what: str) -> Decision:
    """The text without what is named; where nothing in it is called so, it is asked for anew: what
    somebody wants left out is never put in."""
    left = _left(turn, offer, what)
    if left is None:
        return confirming.confirmed(turn, offer, EditFirst(offer.id))
    return _shown(turn, offer, left)


def _left(turn: Turn, offer: Offer, what: str) -> str | None:
    """What is left of an offer's text without what is named: by its words, or as something
    sensitive of oneself."""
    wishes, words = turn.talk.wishes, turn.know.rejects.sensitive
    left = revising.without(offer.question, what, wishes, _pieces(turn, offer))
    is_private = wishes.private is not None and wishes.private.search(what) is not None
    if left is not None or words is None or not is_private:
        return left
    sentences, people = text.sentences(offer.question), turn.talk.first_person
    kept = [one for one in sentences if not sensitive.is_sensitive(one, words, people)]
    return " ".join(kept) if 0 < len(kept) < len(sentences) else None


def _pieces(turn: Turn, offer: Offer) -> list[str]:
    """The sentences of an offer's text; of a single one the questions in it."""
    sentences = text.sentences(offer.question)
    asked = list(parts.questions(replace(turn, question=offer.question)))
    return asked if len(sentences) == 1 < len(asked) else sentences


def _shown(turn: Turn, offer: Offer, changed: str) -> Decision:
    kept = {**dict.fromkeys(offer.parts, ""), "": changed}
    return offers.show(turn, replace(offer, parts=kept), [turn.say("ändrat")], "rewritten")


def dictated(turn: Turn, offer: Offer) -> Decision | None:
    """ "Nej, skriv: …", "jag vill att du skickar: …": what follows the colon stands instead, and is
    shown before it goes; the same text once more is a yes."""
    found = turn.signs.dictates.match(turn.message)
    if found is None:
        return None
    said = text.capitalised(found["vad"].strip(" ”\"'"))
    if text.bare(said) == text.bare(offer.question):
        return confirming.confirmed(turn, offer, YesSend(offer.id))
    return _shown(turn, offer, said)


def _is_out(turn: Turn, offer: Offer, said: str) -> bool:
    """Whether what is to be struck was left out of the text before it was shown."""
    strikes = turn.talk.wishes.strikes
    found = strikes.match(said) if strikes is not None else None
    what = next((one for one in found.groupdict().values() if one), "") if found else ""
    return bool(what) and any(revising.has(one, what, turn.talk.wishes) for one in offer.left_out)


def wished(turn: Turn, offer: Offer, said: str) -> Decision | None:
    """What is wished of the text is done, and the text shown; where it isn't plain what, it is
    asked for anew. None where nothing is wished."""
    wishes = turn.talk.wishes
    if "?" in said and wishes.rewrites and not wishes.rewrites.match(said):
        return None
    changed = revising.revised(offer.question, said, wishes, _pieces(turn, offer))
    if changed is not None:
        return _shown(turn, offer, changed)
    if _is_out(turn, offer, said):
        return additions.as_it_was(turn, offer)
    more = wishes.adds.match(said) if wishes.adds else None
    if more is not None:
        return additions.added(turn, offer, text.capitalised(more["what"]))
    rewrites = wishes.rewrites is not None and wishes.rewrites.match(said)
    if turn.signs.of_oneself.search(said):
        return None
    strikes = turn.talk.own.edits is not None and turn.talk.own.edits.match(said)
    asks_barely = aspects.asks_barely(turn, said)
    is_like_it = not asks_barely and learned.kind(turn, said, learned.SURE) == "ändrar"
    is_wished = rewrites or strikes or (is_like_it and not turn.signs.to_reach.search(said))
    if not is_wished or typed.written_anew(turn):
        return None
    return confirming.confirmed(turn, offer, EditFirst(offer.id))

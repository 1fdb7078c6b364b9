"""Which kinds of fact a question asks for: an amount, a date, a contact, how to apply. Pure.

An entry says itself which kinds it is ``missing``; a question that asks for one of those is not answered by it.
"""

from __future__ import annotations

import re
from functools import lru_cache

from bot.knowledge.model import Slot

_MONEY = (
    r"(pengar|bidrag\w*|stöd\w*|stipendi\w*|anslag|kronor|kr|ersättning|money|grant\w*|funding)"
)
_PATTERNS: dict[Slot, str] = {
    "belopp": rf"\bhur (mycket|mkt|stor[ta]?)\b(?! (andel|del|tid|plats|yta|grupp))|\bhur många (kronor|tusen)|(?<!fast )(?<!fasta )(?<!rörligt )\b\w*belopp\w*|(?<!fast )\bsumma\w*"
    rf"|\bvad får (man|vi|jag|en förening) (per \w+|i {_MONEY})|\bvad (är|e) (taket|max)\b|\bvad (kostar|blir priset)|\bpris(et|er)?\b"
    r"|\bhow (much|large|big)\b|\bamounts?\b|\bprice\b",
    "datum": r"\b(vilket|vilka|vilken|nästa|exakt) (datum|dag|vecka|klockslag|tid)\b|\bdatum\w*|\bsista \w*dag\w*|\bsista datum|\bdeadline\w*"
    r"|\bsenast\b.{0,80}\b(söka|ansöka|lämna|skicka)|\bnär\b.{0,80}\b(nästa|sista|stäng\w*|öppnar|ansökning\w*|går ut|söka senast|ansöka senast)"
    r"|\bnär (är|blir|hålls) (nästa|det|mötet|årets)|\bnär (ska|måste|behöver)\b.{0,80}\b(inne|lämna\w*|skicka\w*|ansök\w*|sök\w*|begär\w*|begärt)\b|\böppettid\w*|\bwhat date|\bwhich date|\bwhen is the (next|last|deadline)|\bopening hours",
    "kontakt": r"\b(telefon|mobil)?nummer till\b|(?<!mitt )(?<!vårt )(?<!sitt )(?<!ditt )\btelefonnummer\w*|\btel\.? ?nr|\bring(a|er)\b|\b(e-?)?(mejl|mail)\w*|\be-?post\w*|\badress\w*"
    r"|\bkontaktuppgift\w*|\bkontaktperson\w*|\bvad heter (hon|han|hen|den|personen|samordnaren) som|\bphone number|\be-?mail\b|\bcontact details",
    "ansökan": r"\b(hur|var|vart) (ansöker|söker|anmäler|skickar|lämnar|gör (man|vi|jag) för att (söka|ansöka))\b|\bblankett\w*|\bformulär\w*|\be-tjänst\w*"
    r"|\bhow (do|can) (i|we|you) (apply|register|sign up)|\bapplication form",
}
_STILL = re.compile(
    r"\b(finns|gäller|ligger|är|pågår|lever|har)\b.{0,80}\b(kvar|fortfarande|ännu)\b|\bstill\b"
)
_COMPILED = {slot: re.compile(pattern) for slot, pattern in _PATTERNS.items()}


@lru_cache(maxsize=64)  # one question is judged in many views
def asked(question: str) -> frozenset[Slot]:
    """The kinds of fact that a question (normalised, lower case) asks for."""
    return frozenset(slot for slot, pattern in _COMPILED.items() if pattern.search(question))


def asks_whether_still(question: str) -> bool:
    """Whether a question asks if something is still so: an old source can't say that."""
    return _STILL.search(question) is not None

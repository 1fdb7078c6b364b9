"""The words around a number: what they say that it is. Pure."""

from __future__ import annotations

import re

_BEFORE = 44
_FILLER = r"(?:[^\W\d]{1,10}[^\w\n]{1,3}){0,2}"
_CALLED_SO = re.compile(
    r"(?:personn\w*|person[ -]?nr|person[ -]?nummer\w*|\bpers\.?nr|pnr|p-nr|samordn\w*|interim\w*"
    r"|\bt-?n(?:umme)?r|födelsen\w*|personal (?:identity )?number|identity number|\bssn|social"
    r" security \w*|henkilötunnus)"
    rf"[^\w\n]{{0,3}}{_FILLER}$"
)
_CALLED_OTHERWISE = re.compile(
    r"(?:faktur\w*|invoice\w*|kvitto\w*|\bocr[^\W\d]*|diarie\w*|ärende\w*|order\w*|bokn\w*"
    r"|beställning\w*|följesedel\w*|offert\w*|referens\w*|kundn\w*|medlemsn\w*|licens\w*|paket\w*"
    r"|kolli\w*|\btel[^\W\d]*|mobil\w*|\bring|swish\w*|giro\w*|fastighet\w*|koordinat\w*"
    r"|\bbeslut\w*|biljett\w*"
    # Short ones are whole words: "klara" and "klubben" begin like "kl".
    r"|\b(?:kl|klock\w*|ref|dnr|imei|ean|gtin|isbn|[bp]g|lat|latitud\w*|long|longitud\w*)"
    r"(?:nr)?(?![^\W\d]))"
    rf"[^\w\n]{{0,3}}(?:(?:nr|nummer|no)[^\w\n]{{1,3}})?{_FILLER}"
    r"(?:[^\W\d]{1,4}[^\w\n]{0,2})?(?:\d\.){0,3}$"
)
_MINE = re.compile(
    r"\b(?:mitt|min|mina|hans|hennes|hens|deras|my|his|her)[^\w\n]{1,3}"
    r"(?:[^\W\d]{1,12}[^\w\n]{1,3})?"
    rf"(?:nr|nummer|numret|siffror|number)\b[^\w\n]{{0,3}}{_FILLER}$"
)
_LAST_FOUR = re.compile(
    r"sista|fyra|last|four|\bslut|kontroll|viimeiset|\bkod(?:en)?\b|\bpin|\brest(?:en)?\b"
)
_DICTATED = re.compile(
    r"\b(?:och|sen|sedan|alltså|nämligen|dvs|kommer|blir|följer|streck|minus|dash|plus|bindestreck"
    r"|följt|därefter|then|and)\b"
)
_IS_CARD = re.compile(r"(?:kort\w*|\bvisa|mastercard|amex|\bcard\w*)[^\w\n]{0,3}" + _FILLER + r"$")
_AMOUNT = re.compile(
    r"[\s.,\-:]{0,3}(?:tkr\b|kr\b|kronor|sek\b|euro?\b|:-|,-|medlemmar|personer|deltagare|barn\b"
    r"|ungdomar|gäster|besökare|timmar|stycken|st\b)"
)


def before(text: str, start: int) -> str:
    return text[max(0, start - _BEFORE) : start]


def is_called_so(text: str, start: int) -> bool:
    """Whether the words before it say that it is a personal number."""
    return _CALLED_SO.search(before(text, start)) is not None


def is_somebodys(text: str, start: int) -> bool:
    """Whether they say that it is a number of somebody's, which one isn't said: it may as well be
    that of a telephone."""
    return _MINE.search(before(text, start)) is not None


def is_called_otherwise(text: str, start: int) -> bool:
    """Whether they say that it is something else: an invoice, a time, a telephone."""
    return _CALLED_OTHERWISE.search(before(text, start)) is not None


def is_card(text: str, start: int) -> bool:
    return _IS_CARD.search(before(text, start)) is not None


def is_amount(text: str, end: int) -> bool:
    """Whether the words after it say that it is money, or how many."""
    return _AMOUNT.match(text, end) is not None


def leads_to_last_four(gap: str) -> bool:
    """Whether words between a date and four digits say that these are the last of its number."""
    return _LAST_FOUR.search(gap) is not None


def is_dictated(gap: str) -> bool:
    """Whether they only say how the number is read out."""
    return _DICTATED.search(gap) is not None

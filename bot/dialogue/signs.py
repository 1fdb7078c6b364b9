"""How a message shows what it does: asks, tells, wants, goes on, corrects. Pure."""

from __future__ import annotations

import re

from bot import text

_QUESTION = (
    r"undrar|hur|vad|vem|vilk\w+|när|var|varför|kan|får|finns det"
    r"|wonder|how|what|who|when|where|which|can"
)
QUESTION = re.compile(rf"\b({_QUESTION})\b", re.IGNORECASE)
"""A word that asks."""
WANTS = re.compile(
    rf"\b({_QUESTION}|vill|behöver|\w*bidrag\w*|pengar|\w*sök\w*|hjälp\w*|stöd\w*|lokal\w*|hyra|iop"
    r"|ska|tänkte|orkar|want|need|grant\w*|help|looking|would)\b",
    re.IGNORECASE,
)
"""A word that asks or wants something."""
TURNED = re.compile(
    r"\b\w+[rst] (ni|det|man|kommunen|du)\b"
    r"|\b(do|does|are|is|can|will) (you|it|we|they|there)\b",
    re.IGNORECASE,
)
"""The verb before whom it is about: "betalar ni", "är det"."""
TELLS = re.compile(r"(hej\W+)?(nej\W+)?(jag|vi|vår|min|byt|we|i|our|my|im)\b", re.IGNORECASE)
"""How a message begins that tells something about the asker."""
TELLS_MORE = re.compile(r"(det|den|de|detta|it|this|they)\b", re.IGNORECASE)
"""How one begins that tells more of what was spoken of."""
GOES_ON = re.compile(r"(och|men|and|but)\b", re.IGNORECASE)
"""How one begins that goes on about what was last answered."""
CORRECTS = re.compile(
    r"(?:jag|vi|det|i|we|it) (?:menar|menade|gäller|(?:är|bor|finns|håller till) i"
    r"|mean|meant|is about|(?:am|are|live) in)\b",
    re.IGNORECASE,
)
"""After a no: not to the offer, but to how the question was taken ("nej, vi är i Lund")."""
ASKS_BESIDE = re.compile(
    r"^(?:förresten\W+|alltså\W+)*"
    r"(?:vad|va|vem|vilk\w*|när|var|vart|hur|varför|är (?:det|ni|du)|kan|får|måste|finns|har|ska|går|räcker"
    r"|what|who|when|where|how|which|why|can|could|may|must|is|are|do|does|should|will)\b"
    r"|\?|\b(?:undrar|vill veta|wonder|want to know)\b",
    re.IGNORECASE,
)
"""After a yes or a no: something else is asked."""
HERE = re.compile(
    r"\b(i|från|på) (vår |våran |min )?(kommunen?|stan|staden)\b|\bhar kommunen\b|\bhos oss\b"
    r"|\b(in|from|of) (our|my|the) (municipality|town|city)\b|\bthe municipality's\b",
    re.IGNORECASE,
)
"""What somebody says who asks about where they live; the country has no answer to that."""
FROM = re.compile(r"\b(från|bor (i|på)|bosatt i|from|live in)\s+$", re.IGNORECASE)
"""What stands before the name of a place that somebody comes from."""
TOWARDS = re.compile(r"\b(till|mot|to)\s+$", re.IGNORECASE)
"""What stands before one that they are going to."""

_POINTING = frozenset(
    (
        "och men okej ok jaha då å när vem vilka vilken vilket var vart hur länge ofta mycket många"
        " kostar får kan måste ska vill man vi jag ni du det den de dem dom detta dit där söker"
        " söka ansöker ansöka gäller är finns i på för att till av med så sen sedan som om också"
        " bestämmer nästa förra gratis dyrt tid nummer telefonnummer adress blankett kontakt"
        " beslutar betalar någon något alla flera gånger året år datum dag sista senast först"
        " också igen själv väl ju nu va vad heter varför gör"
        " and but so when who how long much many often does it that they can may must we i you is"
        " are the a to of for there then what why where apply"
    ).split()
)
_ONLY_A_PLACE = frozenset(
    "och men då and but hur är det i vad gäller what about how is it in for för".split()
)
_STATEMENT = frozenset(
    (
        "hej vi jag är bor kommer finns håller till en ett förening föreningen från i på det gäller"
        " för kommun kommunen och nystartad liten ny idrottsförening kulturförening we are an"
        " association from in live i am a the club it is about nu här lokal"
    ).split()
)


def has_no_subject(message: str) -> bool:
    """Whether a message is all question words and pronouns."""
    return all(word in _POINTING for word in text.tokens(message))


def is_only_a_place(message: str) -> bool:
    """Whether a message, without the place that it names, says nothing more: "och i Lund?"."""
    return all(word in _ONLY_A_PLACE for word in text.tokens(message))


def states(message: str) -> bool:
    """Whether a message, without the place that it names, only says who asks: "vi är en förening
    i"."""
    return all(word in _STATEMENT for word in text.tokens(message))

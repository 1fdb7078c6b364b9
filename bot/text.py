"""Text as people type it, made comparable. Pure functions; nothing here knows the knowledge."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LONGEST = 4000
"""Characters of a message that are read; more than any chat sends at once."""

_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”')\]]*\s+|\n+")
_SHORT = r"\b(t\.ex|bl\.a|d\.v\.s|m\.m|osv|ca|kl|nr|st|max|min|dvs|tel|resp|o\.s\.v|e\.g|i\.e)\."
_ABBREVIATION = re.compile(rf"{_SHORT}\s", re.IGNORECASE)
_NO_END = re.compile(rf"{_SHORT}$|(?:^|\n)[^\S\n]{0, 9}\d{1, 9}\.$", re.IGNORECASE)
"""A point that ends no sentence: of an abbreviation, or of a list's number."""
_WORD_FIRST = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*(?=[.,:;!?)]*(?:\s|$))")
_ASKS = re.compile(
    r"\?|^(vad|va|vem|vilk\w*|när|nar|var|vart|hur|varför|varfor|kan|får|far|måste|maste|finns|har"
    r"|är|e|ska|behöver|går|gäller|räknas|räcker"
    r"|what|who|when|where|how|which|why|can|could|may|must|is|are|do|does|should|will)\b"
    r"|\b(undrar|vill veta|vet ni|vet du|nån som vet|berätta|tips|söker|hjälp mig"
    r"|wonder|tell me|looking for)\b"
)


def clean(text: str) -> str:
    """One Unicode form, without control and direction characters, at most ``LONGEST`` characters.
    Where a longer text is cut, the digits at the cut go too: half a personal number couldn't be
    recognised any more."""
    text = unicodedata.normalize("NFC", text[: LONGEST * 2])
    text = _INVISIBLE.sub("", text)
    text = "".join(c if c == "\n" or unicodedata.category(c) != "Cc" else " " for c in text)
    return text.strip() if len(text) <= LONGEST else re.sub(r"[\d\W]+$", "", text[:LONGEST])


def bare(text: str) -> str:
    """A message without signs, emoji and case: its words with single spaces between. Two that are
    alike so mean the same."""
    return " ".join(tokens(text))


def tokens(text: str) -> list[str]:
    """The words of a text in lower case: letters and digits, hyphens split."""
    return _TOKEN.findall(text.lower().replace("’", "'"))


@lru_cache(maxsize=50_000)
def fold(text: str) -> str:
    """Without diacritics: "gävle" and "gavle" are alike."""
    decomposed = unicodedata.normalize("NFD", text)
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return plain.replace("ø", "o").replace("æ", "a")


def sentences(text: str) -> list[str]:
    """The sentences of a text; a line break ends one, common abbreviations don't."""
    guarded = _ABBREVIATION.sub(lambda match: match[0].replace(". ", ".\u00a0"), text)
    parts = (part.replace("\u00a0", " ").strip() for part in _SENTENCE.split(guarded) if part)
    return [part for part in parts if part]


def begins_sentence(before: str) -> bool:
    """Whether what comes after some Markdown begins a sentence: the first one, the first of a
    paragraph, or one after another. A row of a list goes on as it was written."""
    text = before.rstrip("*_ ")
    is_first = not text or text.endswith("\n\n")
    text = text.rstrip()
    return is_first or (text[-1:] in tuple(".!?…") and not _NO_END.search(text))


def capitalised(text: str) -> str:
    """With a capital letter, where the first word is one; an address stays as it is."""
    return text[0].upper() + text[1:] if _WORD_FIRST.match(text) else text


def asking(parts: list[str]) -> list[str]:
    """Of a story's sentences, those that ask."""
    return [part for part in parts if _ASKS.search(part.lower().strip(' -–"”'))]


def has_words(text: str) -> bool:
    """Whether there is anything but signs and emoji."""
    return _TOKEN.search(text) is not None


def counted(number: int, one: str, several: str) -> str:
    """ "1 fråga", "2 frågor"."""
    return f"{number} {one if number == 1 else several}"


def lix(text: str) -> float:
    """Readability (Björnsson): words per sentence + per cent of words over six letters. A line ends
    a sentence."""
    plain = re.sub(r"\[([^\[\]]*)\]\([^()]*\)", r"\1", text)
    plain = re.sub(r"https?://\S+|[*_`#>]", "", plain)
    words = re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", plain)
    ended = [part for part in re.split(r"[.!?:\n]+", plain) if re.search(r"[^\W\d_]", part)]
    if not words:
        return 0.0
    return len(words) / max(1, len(ended)) + 100 * sum(len(word) > 6 for word in words) / len(words)

"""Text as people type it, made comparable. Pure functions; nothing here knows the knowledge."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

LONGEST = 4000
"""Characters of a message that are read; more than any chat sends at once."""

REMEMBERED = 40
"""Characters of the longest word that is remembered in memory, whoever wrote it."""
_ODD = re.compile(r"[^\n\x20-\x7e\xa1-\xac\xae-\u02ff]")
"""What may be invisible, or a sign that stands for another one; in most texts there is none."""
_UNSEEN = ("Cf", "Co", "Cs", "Cn")
_JOINERS = "\u200c\u200d"
_SPACE_OF_NO_WIDTH = "\u200b"
_FILLERS = "\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0"
"""Letters and marks by name that nobody sees."""
_HYPHENATED = re.compile(r"(?<=[^\W\d_])-\n(?!(?:och|eller|samt|and|or)\b)(?=[^\W\d_])")
_TOKEN = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_SENTENCE = re.compile(r"(?<=[.!?…])[\"”')\]]*\s+|\n+")
_SHORT = r"\b(t\.ex|bl\.a|d\.v\.s|m\.m|osv|ca|kl|nr|st|max|min|dvs|tel|resp|o\.s\.v|e\.g|i\.e)\."
_ABBREVIATION = re.compile(rf"{_SHORT}\s", re.IGNORECASE)
_NO_END = re.compile(rf"{_SHORT}$|(?:^|\n)[^\S\n]{{0,9}}\d{{1,9}}\.$", re.IGNORECASE)
"""A point that ends no sentence: of an abbreviation, or of a list's number."""
_WORD_FIRST = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*(?=[.,:;!?)]*(?:\s|$))")
_ASKS = re.compile(
    r"\?|^(vad|va|vem|vilk\w*|när|nar|var|vart|hur|varför|varfor|kan|får|far|måste|maste|finns|har"
    r"|är|e|ska|behöver|går|gäller|räknas|räcker"
    r"|what|who|when|where|how|which|why|can|could|may|must|is|are|do|does|should|will)\b"
    r"|\b(undrar|vill veta|vet ni|vet du|nån som vet|berätta|tips|söker|hjälp mig"
    r"|wonder|tell me|looking for)\b"
)


_BLANKS = re.compile(r"[^\S\n]{4,}")
_FEW_BLANKS = " " * 3
"""What a long run of blanks on a line is as good as: nothing is looked for in it over and over."""


def clean(text: str, most: int = LONGEST) -> str:
    """One Unicode form, as it is seen: without control and invisible characters and long runs of
    blanks, at most ``most`` characters. Where a longer text is cut, the digits at the cut go too:
    half a personal number couldn't be recognised any more."""
    text = _ODD.sub(_seen, unicodedata.normalize("NFC", text[: most * 2]))
    text = _BLANKS.sub(_FEW_BLANKS, text)
    return text.strip() if len(text) <= most else re.sub(r"[\d\W]+$", "", text[:most])


def _seen(match: re.Match[str]) -> str:
    """What is seen of one character. A space of no width parts words; letters and pictures that are
    written joined stay so."""
    char, whole, at = match[0], match.string, match.start()
    kind = unicodedata.category(char)
    if kind == "Cc" or char in "\u2028\u2029":
        return " " if kind == "Cc" else "\n"
    if kind not in _UNSEEN and char not in _FILLERS:
        return char
    before, after = whole[at - 1 : at], whole[at + 1 : at + 2]
    if char in _JOINERS and before > "\u02ff" and after > "\u02ff":
        return "" if (before + after).isdigit() or (before + after).isspace() else char
    return " " if char == _SPACE_OF_NO_WIDTH and (before + after).isalpha() and after else ""


@dataclass(frozen=True, slots=True)
class Comparable:
    """A text as it is compared, and where each of its characters stands in what was written."""

    text: str
    starts: list[int]
    ends: list[int]

    def written(self, start: int, end: int) -> tuple[int, int]:
        """Where the stretch from ``start`` to ``end`` was written."""
        return self.starts[start], self.ends[end - 1]


def comparable(text: str) -> Comparable:
    """In lower case, compatible characters as one (NFKC), every digit an ASCII one, nothing
    invisible and no sign around a digit: two that are read alike are alike."""
    chars: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    for at, char in enumerate(text):
        if char.isascii():
            alike = char.lower()
        elif ends and unicodedata.category(char) in ("Mn", "Me"):
            _mark(chars, ends, char, at)
            continue
        else:
            alike = _alike(char)
        chars += alike
        starts += [at] * len(alike)
        ends += [at + 1] * len(alike)
    return Comparable("".join(chars), starts, ends)


def _mark(chars: list[str], ends: list[int], mark: str, at: int) -> None:
    """A mark belongs to the character before it; a letter may be another one with it."""
    whole = unicodedata.normalize("NFKC", chars[-1] + mark)
    if chars[-1].isalpha() and len(whole) == 1:
        chars[-1] = whole
    ends[-1] = at + 1


@lru_cache(maxsize=4096)
def _alike(char: str) -> str:
    kind = unicodedata.category(char)
    if kind in _UNSEEN or char in _FILLERS:
        return " " if char == _SPACE_OF_NO_WIDTH else ""
    if kind in ("Nd", "No") and (number := unicodedata.numeric(char, -1.0)) in range(100):
        return str(int(number))
    if kind == "Cc" or kind.startswith("Z"):
        return "\n" if char in "\n\u2028\u2029" else " "
    return _read_as(char).lower()


def _read_as(char: str) -> str:
    """A sign as the letters and digits that it stands for; one that stands for a whole sentence as
    itself: a text never grows by more than ``_MOST_LETTERS``."""
    letters = unicodedata.normalize("NFKC", char)
    return letters if len(letters) <= _MOST_LETTERS else char


def compared(text: str) -> str:
    """A message as what it asks is looked for: compatible letters as one, in the case that it was
    written in, a word that was divided at the end of a line whole."""
    return _HYPHENATED.sub("", text if text.isascii() else _folded(text))[:LONGEST]


def _folded(text: str) -> str:
    return "".join(c if ord(c) < _FIRST_ODD else _plain(c) for c in text)


_FIRST_ODD = 0x2000
_MOST_LETTERS = 4


@lru_cache(maxsize=4096)
def _plain(char: str) -> str:
    kind = unicodedata.category(char)
    return _read_as(char) if kind[0] in "LN" else char


def bare(text: str) -> str:
    """A message without signs, emoji and case: its words with single spaces between. Two that are
    alike so mean the same."""
    return " ".join(tokens(text))


def tokens(text: str) -> list[str]:
    """The words of a text in lower case: letters and digits, hyphens split."""
    return _TOKEN.findall(text.lower().replace("’", "'"))


def fold(text: str) -> str:
    """Without diacritics: "gävle" and "gavle" are alike. Words are remembered, and never more than
    that: somebody could make it grow."""
    return _folded_word(text) if len(text) <= REMEMBERED else _without_marks(text)


@lru_cache(maxsize=50_000)
def _folded_word(word: str) -> str:
    return _without_marks(word)


def _without_marks(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text)
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    return plain.replace("ø", "o").replace("æ", "a")


def sentences(text: str) -> list[str]:
    """The sentences of a text; a line break ends one, common abbreviations don't."""
    guarded = _ABBREVIATION.sub(lambda match: match[0].replace(". ", ".\u00a0"), text)
    parts = (part.replace("\u00a0", " ").strip() for part in _SENTENCE.split(guarded) if part)
    return [part for part in parts if part]


def first_part(markdown: str) -> str:
    """The first paragraph of an answer, with the list that it announces."""
    first, *rest = markdown.strip().split("\n\n", 2)
    return f"{first}\n\n{rest[0]}" if first.rstrip("* ").endswith(":") and rest else first


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

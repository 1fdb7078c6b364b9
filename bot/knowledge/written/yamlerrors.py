"""What an editor meant where YAML can't be read: the line to look at, and the mend in Swedish.
Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

import yaml

from bot.knowledge.written.yamlrows import misindented, without_colon

BULLET = re.compile(r"^\s*([•●▪◦‣·–—])\s")
"""A row of a pasted list."""
QUOTE_ALL = "Sätt raka citattecken runt hela texten."
_QUOTE = "Sätt raka citattecken runt texten."
STAR = f"En text får inte börja med * eller &. {_QUOTE}"
_ERRORS = {
    "scanning an alias": STAR,
    "scanning an anchor": STAR,
    "quoted scalar": "Ett citattecken öppnas men stängs inte. Sätt ett likadant sist i texten.",
    "flow": "En klammer öppnas men stängs inte. Stäng den, eller sätt citattecken runt texten.",
    "cannot start any token": f"En text får inte börja med @, %, ` eller tabb. {_QUOTE}",
    "mapping values are not allowed": (
        "Indraget är fel, eller det står ett kolon i texten på raden. Ge raden lika många"
        " mellanslag först som raderna den hör ihop med, eller sätt raka citattecken runt texten."
    ),
}
"""What to do, by words of PyYAML's own; the first that fit."""
_ROWS = (
    (
        re.compile(r"^\s*(?:- )?[\wåäö-]+:[^\s/]"),
        "Mellanslag saknas efter kolonet. Skriv nyckeln, kolon, mellanslag och sedan värdet.",
    ),
    (
        re.compile(r"^\s*-[^\s-]"),
        "Mellanslag saknas efter bindestrecket. Skriv - och ett mellanslag före texten.",
    ),
    (
        re.compile(r"(?:^\s*-|:)\s*[{\[\"']"),
        f"Texten fortsätter efter en klammer eller ett citattecken. {QUOTE_ALL}",
    ),
    (
        re.compile(r"^\s*[\wåäö-]+(?: [^:]*)?$"),
        "Raden saknar kolon eller har fel indrag. Jämför den med raderna omkring.",
    ),
)
"""What a row that can't be read looks like, and what to do about it; the first that fits."""
_WITHIN_A_TEXT = re.compile(r":\s*[|>]\s*$")
"""A row that says that a text follows on the rows below."""
_AFTER_A_PIPE = re.compile(r":\s*[|>]\s+\S")
_OUTERMOST = re.compile(r"^\s+(frågor|okänt|slut|börjar):\s*$")
"""What stands furthest out in its file."""
_TWO_COLONS = re.compile(r"^\s*(?:- )?([\wåäö-]+: )(?![\"'|>{\[])(.*:(?:\s.*)?)$")
"""A key whose text has a colon in it: the key, and the text."""
_SHOWN = 60
"""Characters of a text that are shown with its mend."""
_INDENT = (
    "Raden går inte att läsa som YAML. Ge den lika många mellanslag först som raderna den hör ihop"
    " med, och kontrollera kolon och citattecken på raden och raden före."
)
_CONTROL = re.compile("[^\t\n -~\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def line_of(error: yaml.MarkedYAMLError, rows: Sequence[str]) -> int:
    """Where an editor should look. A quote or bracket that is never closed, and a key without a
    colon, is noticed below; its line is the one where it begins. A pasted bullet is noticed on the
    line after."""
    context = error.context or ""
    begun = any(word in context for word in ("quoted", "flow", "simple key"))
    mark = error.context_mark if begun else error.problem_mark or error.context_mark
    line = min(mark.line + 1 if mark else 1, len(rows))
    above = next((at for at in range(line, 0, -1) if rows[at - 1].strip()), line)
    near = (at for at in (line, above, above - 1) if at > 0 and BULLET.match(rows[at - 1]))
    bulleted_at = next(near, None)
    if bulleted_at is None and (found := without_colon(rows, line)) is not None:
        return found[0]
    return bulleted_at or line


def explain(error: yaml.MarkedYAMLError, rows: Sequence[str], line: int) -> str:
    """What an editor should do about a YAML error, from PyYAML's words and the row itself."""
    row, problem = rows[line - 1], f"{error.context or ''} {error.problem or ''}"
    if "\t" in row[: len(row) - len(row.lstrip())] or "\t" in row[:1]:
        return "Raden börjar med en tabb. Byt den mot mellanslag, eller kör check --fix."
    if (bullet := BULLET.match(row)) is not None:
        return bulleted(bullet[1])
    if (found := without_colon(rows, line)) is not None and found[0] == line:
        return f"Raden saknar kolon efter ”{found[1]}”. Skriv {found[1]}: och sedan värdet."
    if (shifted := _shifted(row, rows[: line - 1])) is not None:
        return shifted
    if "mapping values" in problem and (colons := _TWO_COLONS.match(row)) is not None:
        return _quoted(colons[1], colons[2].strip())
    if (spaces := misindented(rows, line)) is not None:
        own, near = spaces
        both = f"{own} mellanslag först, men raden före som den hör ihop med har {near}"
        return f"Raden har fel indrag: {both}. Ge dem lika många."
    for words, sentence in _ERRORS.items():
        if words in problem:
            return sentence
    return next((sentence for looks, sentence in _ROWS if looks.search(row)), _INDENT)


def _shifted(row: str, above: Sequence[str]) -> str | None:
    """What to do about a row that stands too far in or out, or beside what it should be below."""
    before = next((one for one in reversed(above) if one.strip()), "")
    if _AFTER_A_PIPE.search(row):
        return "Texten ska börja på raden under |, med två mellanslag mer först. Flytta ner den."
    if _WITHIN_A_TEXT.search(before):
        return "Texten ska ha två mellanslag mer först än raden före, den med |."
    if (key := _OUTERMOST.match(row)) is not None:
        return f"Raden {key[1]}: ska stå längst ut. Ta bort mellanslagen först på raden."
    if before.startswith("id:") and row[:1] == " ":
        return "Raden före ska börja med ett bindestreck och ett mellanslag: - id:"
    return None


def _quoted(key: str, text: str) -> str:
    """What to do about a text with a colon; as it should stand, where that is short."""
    is_short = len(text) <= _SHOWN and '"' not in text
    shown = f': {key}"{text}"' if is_short else "."
    return f"Det står ett kolon mitt i texten. Sätt raka citattecken runt den{shown}"


def bulleted(bullet: str) -> str:
    """What to do about a row of a pasted list."""
    return f"Raden börjar med {bullet}. Skriv - (bindestreck och mellanslag) i stället."


def unprintable(rows: Sequence[str]) -> tuple[int, str]:
    """The line of the first character that is no text, and what to do about it."""
    for line, row in enumerate(rows, 1):
        if (wrong := _CONTROL.search(row)) is not None:
            code = ord(wrong[0])
            named = "NUL" if code == 0 else f"U+{code:04X}"
            text = f"Raden har ett tecken som inte hör hemma i en text ({named})."
            return line, f"{text} Skriv om raden."
    return 1, "Filen går inte att läsa som text. Spara om den som ren text."

"""What a schema finds wrong with an editor's value, said in Swedish with the mend."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any

from pydantic import BaseModel, ValidationError
from rapidfuzz import process

from bot.knowledge.yamltext import Where

_WHOLE_NUMBER = "{value} går inte i ”{key}”. Skriv ett helt tal som passar."
_TOO_LONG = "Texten i ”{key}” är för lång. Högst {max_length} tecken."
_SHAPE = "”{key}” ska vara %s. Se knowledge/README.md."
_OTHERWISE = _SHAPE % "på ett annat sätt"
_SENTENCES = {
    "date": "{value} är inte ett datum. Skriv till exempel 2026-11-20.",
    "dict_type": _SHAPE % "nycklar med värden",
    "greater_than_equal": _WHOLE_NUMBER,
    "int": _WHOLE_NUMBER,
    "less_than_equal": _WHOLE_NUMBER,
    "list_type": _SHAPE % "en lista (rader som börjar med -)",
    "literal_error": "{value} går inte i ”{key}”. Välj något av: {choices}.",
    "missing": "Nyckeln ”{key}” saknas. Lägg till den.",
    "pattern_regex": "{value} går inte att läsa som ett mönster. Kontrollera parenteserna.",
    "string_pattern_mismatch": (
        "{value} går inte i ”{key}”. Använd små bokstäver a–z, siffror och bindestreck."
    ),
    "string_too_long": _TOO_LONG,
    "string_too_short": "”{key}” är tom. Skriv en text.",
    "string_type": _SHAPE % "en text",
    "too_long": _TOO_LONG,
    "value_error": "I ”{key}”: {error}",
}
"""By pydantic's name for the error, or by the first word of it."""
_LIKE = 60
"""How like a known word (0 to 100) what somebody wrote must be to be taken for it."""


def mistakes(model: type[BaseModel], error: ValidationError) -> Iterator[tuple[Where, str]]:
    """Where each value that the model refused stands, and what to say about it."""
    for detail in error.errors():
        where = tuple(part for part in detail["loc"] if not str(part).startswith("function-"))
        if where[-1:] == ("[key]",):  # what is wrong is a key itself: it stands in what is around
            where = where[:-2]
        key = next((part for part in reversed(where) if isinstance(part, str)), "posten")
        if detail["type"] == "extra_forbidden":
            known = [field.alias or name for name, field in model.model_fields.items()]
            yield where, f"Nyckeln ”{key}” finns inte.{suggestion(key, known, 'Ta bort den.')}"
        else:
            stands = where[:-1] if detail["type"] == "missing" else where
            yield stands, _sentence(detail["type"], key, detail["input"], detail.get("ctx", {}))


def _sentence(kind: str, key: str, value: object, limits: dict[str, Any]) -> str:
    text = _SENTENCES.get(kind) or _SENTENCES.get(kind.partition("_")[0], _OTHERWISE)
    return text.format(
        key=key,
        value=f"”{value}”" if isinstance(value, str) else "det som står här",
        choices=str(limits.get("expected", "")).replace(" or ", ", "),
        max_length=limits.get("max_length"),
        error=limits.get("error"),
    )


def suggestion(word: str, known: Collection[str], otherwise: str) -> str:
    """What to do about a word that isn't known: use the one that it is like, if there is one."""
    close = process.extractOne(word, known, score_cutoff=_LIKE)
    return f" Menar du ”{close[0]}”?" if close else f" {otherwise}"

"""What a schema finds wrong with an editor's value, said in Swedish with the mend."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails, InitErrorDetails, PydanticCustomError
from rapidfuzz import fuzz, process

from bot.knowledge.written.examples import MENDS
from bot.knowledge.written.yamltext import Where
from bot.text import fold

_WHOLE = "whole"
"""The kind of error whose text is a whole sentence, with the mend."""
_NO_NUMBER = "{value} går inte i ”{key}”. Skriv ett helt tal med siffror"
_TOO_LONG = "Texten i ”{key}” är för lång. Högst {max_length} tecken."
_SHAPE = "”{key}” ska vara %s. Se knowledge/README.md."
_OTHERWISE = _SHAPE % "på ett annat sätt"
_SENTENCES = {
    "date": "{value} är inte ett datum. Skriv till exempel 2026-11-20.",
    "dict_type": _SHAPE % "nycklar med värden",
    "greater_than_equal": f"{_NO_NUMBER}, minst {{ge}}.",
    "int": f"{_NO_NUMBER}.",
    "less_than_equal": f"{_NO_NUMBER}, högst {{le}}.",
    "list_type": _SHAPE % "en lista: flera rader som börjar med -, eller [ett, två]",
    "literal_error": "{value} går inte i ”{key}”. Välj något av: {choices}.",
    "missing": "Nyckeln ”{key}” saknas. Lägg till den.",
    "pattern_regex": "{value} går inte att läsa som ett mönster. Kontrollera parenteserna.",
    "string_pattern_mismatch": (
        "{value} går inte i ”{key}”. Använd små bokstäver a–z, siffror och bindestreck."
    ),
    "string_too_long": _TOO_LONG,
    "string_too_short": "”{key}” är tom. Skriv en text.",
    "string_type": _SHAPE % "en text",
    "too_long": "Det är för många i ”{key}”. Skriv högst {max_length}.",
    "too_short": "Det är för få i ”{key}”. Skriv minst {min_length}.",
    "value_error": "I ”{key}”: {error}",
    _WHOLE: "{error}",
}
"""By pydantic's name for the error, or by the first word of it."""
_LIKE = 70
"""How like a known word (0 to 100) what somebody wrote must be to be taken for it."""
_VERY_LIKE = 90
"""How like an id that has ways of asking: ids of one thing begin alike, and questions that are put
under another answer are worse than none."""
_FEW, _NEAR = 9, 5
"""Words that are listed all of them, and those that are listed of more."""
_OF_SHAPE = ("list_type", "dict_type", "model_type", "model_attributes_type", "bool_parsing")
"""The kinds of error that a value is written in another way than its key has it."""
_GLOSSES = {
    "grants": "bidrag",
    "iop": "idéburet offentligt partnerskap",
    "contacts": "kontakt",
    "collaboration": "samverkan",
    "premises": "lokaler",
    "volunteers": "volontärer",
    "forums": "mötesplatser",
    "other": "annat",
}
"""What each topic is called in Swedish."""
_LANGUAGES = "Svaren skrivs på svenska (sv), engelska (en) och lätt svenska (lätt)."
_ONE_LANGUAGE = 2
"""Letters of a language's code."""


def mistakes(model: type[BaseModel], error: ValidationError) -> Iterator[tuple[Where, str]]:
    """Where each value that the model refused stands, and what to say about it."""
    details = [(_where(detail), detail) for detail in error.errors()]
    extra = [where for where, detail in details if detail["type"] == "extra_forbidden"]
    misspelt = {(*where[:-1], nearest(_key(where), _keys(model, where[:-1]))) for where in extra}
    misspelt |= {(*where[:-1], _key(where).partition(" ")[0]) for where in extra}
    for where, detail in details:
        kind, value, limits = detail["type"], detail["input"], detail.get("ctx", {})
        if kind == "missing" and where in misspelt:
            continue  # it is there, under a name that is told to be wrong
        is_key = where[-1:] == ("[key]",)
        where = where[:-1] if is_key else where
        if kind == "extra_forbidden":
            yield where, _unknown_key(model, where)
        elif is_key and kind == "string_pattern_mismatch":
            around = _key(where[:-1])
            yield where, _no_key(value) if around == "om" else _no_language(value, around)
        else:
            key = _key(where[:-1] if is_key else where)
            stands = where[:-1] if kind == "missing" else where
            meant = _uncoloned(model, kind, value, where) or _meant(kind, key, value, where, limits)
            yield stands, meant or _sentence(kind, key, value, limits) + _example(kind, where)


def _where(detail: ErrorDetails) -> Where:
    return tuple(part for part in detail["loc"] if not str(part).startswith("function-"))


def _key(where: Where) -> str:
    return next((part for part in reversed(where) if isinstance(part, str)), "posten")


def _unknown_key(model: type[BaseModel], where: Where) -> str:
    """What to do about a key that doesn't go where it stands."""
    key, known = _key(where), _keys(model, where[:-1])
    if key == "svar" and "sv" in known:
        return "Svarets text står efter sv: och inte efter svar:. Byt ordet."
    if key not in known and len(where) > 1 and key in _keys(model, ()):
        return f"Nyckeln ”{key}” hör inte hemma här. Flytta den längst ut, utan indrag."
    first, _, rest = key.partition(" ")
    if rest and first in known:
        return f"Raden saknar kolon efter ”{first}”. Skriv {first}: {rest}."
    if len(key) == _ONE_LANGUAGE and "sv" in known:
        return f"Språket ”{key}” läses inte här. {_LANGUAGES} Ta bort raden och texten under den."
    return f"Nyckeln ”{key}” finns inte.{suggestion(key, known, 'Ta bort den.')}"


def _keys(model: type[BaseModel], where: Where) -> list[str]:
    """The keys that go in one place of a model."""
    for part in where:
        fields = model.model_fields.items()
        kind = next((field.annotation for name, field in fields if part == field.alias), None)
        model = _model_in(kind) or model
    return [field.alias or name for name, field in model.model_fields.items()]


def _model_in(kind: Any) -> type[BaseModel] | None:
    """The model of a field, also one in a list."""
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        return kind
    return next((model for inner in get_args(kind) if (model := _model_in(inner))), None)


def _no_language(value: object, around: str) -> str:
    text = f"”{value}” är inget språk. Under ”{around}” står sv och en, med två mellanslags indrag."
    return f"{text} Se efter om raden har rätt indrag."


def _no_key(value: object) -> str:
    slug = _slug(str(value))
    return f"”{value}” går inte som id. Skriv {slug}: samma id som frågan har."


def _uncoloned(model: type[BaseModel], kind: str, value: object, where: Where) -> str | None:
    """What to do about a text that stands where keys should, and begins with one of them."""
    first, _, rest = value.partition(" ") if isinstance(value, str) else ("", "", "")
    if kind not in ("model_type", "model_attributes_type") or not rest:
        return None
    is_key = first in _keys(model, where)
    return f"Raden saknar kolon efter ”{first}”. Skriv {first}: {rest}." if is_key else None


def _example(kind: str, where: Where) -> str:
    """How the key around one that is missing is written."""
    around = next((part for part in reversed(where[:-1]) if isinstance(part, str)), "")
    is_short = kind == "missing" and "till exempel" in MENDS.get(around, "")
    return f" {MENDS[around]}" if is_short else ""


def _meant(kind: str, key: str, value: object, where: Where, limits: dict[str, Any]) -> str | None:
    """What an editor meant, where that can be told from what was written."""
    if kind == "string_type" and isinstance(value, Mapping):
        return "Det står ett kolon i texten. Sätt raka citattecken runt hela texten."
    if value == "" and kind in _OF_SHAPE:
        return f"”{key}” är tom. Fyll i, eller ta bort raden."
    if kind == "string_too_short" and where[:1] == ("frågor",) and isinstance(where[-1], int):
        return "Raden är tom. Skriv en fråga efter bindestrecket, eller ta bort raden."
    if kind in _OF_SHAPE:
        return _misshapen(kind, key, value, where)
    if not isinstance(value, str):
        return None
    if kind == "literal_error" and key in ("ämne", "ämnen", "lag"):
        return _no_topic(value)
    if kind == "literal_error":
        choices = re.findall("'([^']*)'", str(limits.get("expected", "")))
        return f"”{value}” går inte i ”{key}”.{choose(value, choices, most=len(choices))}"
    if kind == "string_pattern_mismatch":
        return _no_id(key, value, limits["pattern"])
    return None


def _misshapen(kind: str, key: str, value: object, where: Where) -> str | None:
    """What to do about a value that is written in another way than its key has it."""
    if not where:
        return f"”{value}” är ingen post. Skriv dess nycklar, en på varje rad, eller ta bort raden."
    is_asked = where[0] == "frågor" and (len(where) == 1 or isinstance(where[1], str))
    if is_asked and kind == "list_type":
        mend = "Skriv varje fråga på en egen rad som börjar med - (bindestreck och mellanslag)."
        return f"Frågorna ska vara en lista. {mend}"
    if is_asked and len(where) > 1:
        if len(key) == _ONE_LANGUAGE:
            return f"Raden ”{key}:” ska stå under svarets id, med två mellanslag mer först."
        return f"Under ”{key}” ska raden sv: stå, med två mellanslag mer först, och sedan frågorna."
    is_named = key == "svar" and len(where) > 1 and isinstance(value, str)
    if key in MENDS and not is_named:
        return f"”{key}” är skrivet på fel sätt. {MENDS[key]}"
    if kind == "list_type" and isinstance(value, str):
        return f"”{key}” ska vara en lista. Skriv {key}: [{value}]."
    return None


def _no_id(key: str, value: str, pattern: str) -> str | None:
    """What to write for an id, a team's or a language's, where that isn't what stands already."""
    wrong, parts = f"”{value}” går inte i ”{key}”.", value.split("/")
    if key == "dokument":
        return f"{wrong} Skriv källans id ur sources.yaml; titel och adress står där."
    if "{2}" in pattern:
        return f"{wrong} Skriv språkets två små bokstäver, till exempel sv."
    if "/" in pattern and len(parts) == 1:
        other = ", eller default" if "default" in pattern else ""
        like = "till exempel umea/foreningsbyran"
        return f"{wrong} Ett lag skrivs med område, snedstreck och namn, {like}{other}."
    slug = "/".join(map(_slug, parts))
    if slug == value or not re.search(pattern, slug):
        return None
    return f"{wrong} Skriv {slug}: små bokstäver utan prickar och ringar, siffror och -."


def _slug(text: str) -> str:
    """A text as an id."""
    return "-".join(re.findall(r"[a-z0-9]+", fold(text.lower())))


def _no_topic(value: str) -> str:
    if "/" in value:
        return f"”{value}” är ett lag. Här ska stå ett ämne: lagets ämnen står i teams.yaml."
    glosses = ", ".join(f"{topic} ({gloss})" for topic, gloss in _GLOSSES.items())
    like = process.extractOne(value.lower(), _GLOSSES, scorer=fuzz.ratio, score_cutoff=_LIKE)
    meant = f" Menar du {like[2]}?" if like else ""
    return f"”{value}” är inget ämne.{meant} Välj något av: {glosses}."


def _sentence(kind: str, key: str, value: object, limits: dict[str, Any]) -> str:
    text = _SENTENCES.get(kind) or _SENTENCES.get(kind.partition("_")[0], _OTHERWISE)
    return text.format(
        key=key,
        value=f"”{value}”" if isinstance(value, str) else "det som står här",
        choices=str(limits.get("expected", "")).replace(" or ", ", ").replace("'", ""),
        **{name: limits.get(name) for name in ("max_length", "min_length", "ge", "le", "error")},
    )


def mistake(where: Where, text: str) -> InitErrorDetails:
    """What is wrong with a file as a whole, said where it stands."""
    error = PydanticCustomError(_WHOLE, "{error}", {"error": text})
    return InitErrorDetails(type=error, loc=where, input=None)


def misplaced(asked: Mapping[str, Where], under: Collection[str]) -> Iterator[InitErrorDetails]:
    """The ids that ways of asking stand ``under`` and that there aren't, and those without any:
    ``asked`` is where each stands. Of an id that is misspelt only that is said."""
    unasked = {id_: where for id_, where in asked.items() if id_ not in under}
    for stray in (id_ for id_ in under if id_ not in asked):
        meant = nearest(stray, list(unasked)) or nearest(stray, list(asked), _VERY_LIKE)
        mend = f"Menar du ”{meant}”?" if meant else "Rätta id:t, eller ta bort frågorna."
        text = f"Frågor står under ”{stray}”, men saken har inget med det id:t. {mend}"
        yield mistake(("frågor", stray), text)
        unasked.pop(meant or "", None)
    for id_, where in unasked.items():
        mend = "Skriv dem under ”frågor”, med id:t före."
        yield mistake(where, f"Sätt att fråga efter ”{id_}” saknas. {mend}")


def suggestion(word: str, known: Collection[str], otherwise: str) -> str:
    """What to do about a word that isn't known: use the one that it is like, if there is one."""
    close = nearest(word, known)
    return f" Menar du ”{close}”?" if close else f" {otherwise}"


def choose(word: str, known: Collection[str], otherwise: str = "", most: int = _FEW) -> str:
    """The same, with the nearest ones where there are too many to list them all."""
    if not known:
        return f" {otherwise or 'Det finns inga än.'}"
    if len(known) <= most:
        return suggestion(word, known, f"Välj något av: {', '.join(known)}.")
    near = process.extract(word, list(known), scorer=fuzz.WRatio, processor=_folded, limit=_NEAR)
    listed = ", ".join(name for name, _, _ in near)
    return suggestion(word, known, f"Närmast är: {listed}.{f' {otherwise}' if otherwise else ''}")


def nearest(word: str, known: Collection[str], least: int = _LIKE) -> str | None:
    """The known word that a word is like, if there is one; capitals, dots and rings count for
    nothing."""
    close = process.extractOne(
        word, list(known), scorer=fuzz.ratio, processor=_folded, score_cutoff=least
    )
    return close[0] if close else None


def _folded(word: str) -> str:
    return fold(word.lower())

"""The JSON Schemas of a thing's file and of a guide's: with them an editor's program completes keys
and names, tells what each is for, and marks what is misspelt. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from bot.knowledge.fields import NEEDS
from bot.knowledge.guides import MADE, Guide
from bot.knowledge.model import Knowledge
from bot.knowledge.things import ThingFile

Node = dict[str, Any]
"""A part of a schema."""

DIALECT = "http://json-schema.org/draft-07/schema#"
TOPIC_NAMES = {
    "grants": "bidrag",
    "iop": "idéburet offentligt partnerskap",
    "contacts": "vem man vänder sig till",
    "collaboration": "samverkan",
    "premises": "lokaler",
    "volunteers": "ideellt engagemang",
    "forums": "möten, råd och nätverk",
    "other": "annat",
}
KEYS = {
    "sak": "Sakens namn, som det står på en knapp. Högst 30 tecken.",
    "id": "Namnet i systemet: a–z, siffror och bindestreck. Börjar med området. Ändras aldrig.",
    "område": "Kommunen, länet eller landet: ett id ur areas.yaml. Mappen heter likadant.",
    "ämne": "Vad det handlar om. Avgör vilket lag som får frågan.",
    "namn": "Vad människor kallar saken, också smeknamn och förkortningar. Bara egennamn.",
    "team": "Laget som äger svaret: ett id ur teams.yaml.",
    "källa": "Var det står. Flera källor skrivs som en lista; den första visas under svaret.",
    "dokument": "Källans id ur sources.yaml.",
    "ställe": "Var i källan: kapitel, rubrik eller sida.",
    "underlag": "Raderna i docs/inventory.yaml som svaret bygger på. Behövs inte.",
    "kontrollerad": "Dagen då någon senast jämförde med källan, till exempel 2026-11-20.",
    "kontroll_månader": "Hur många månader det får gå till nästa gång, 1–60. Annars 12.",
    "bekräftad": "Att kommunens egna har sagt att det stämmer: datum, och av vilken roll.",
    "av": "En roll, aldrig en person.",
    "fakta": "Belopp, dagar, adresser. De står en gång här, och i svaren som {namnet}.",
    "saknas": "Vad källan inte säger. Den som frågar efter det får ett ärligt nej.",
    "senast_känt": "En gammal uppgift som kan hjälpa medan en människa letar.",
    "uppgift": "Den gamla uppgiften.",
    "år": "Från vilket år uppgiften är, eller ”odaterad”.",
    "inledning": "Sägs i stället för ”Det står inte i mina källor …”.",
    "behov": "Vad den som saken är till för behöver: rubriken i översikten över allt stöd.",
    "hör_ihop": "Saker som det här också gäller för: en lista med deras id.",
    "lokal_form_av": "Id på den nationella sak som det här är kommunens egen form av.",
    "vem": "Vem saken är för: villkoren som källan säger, vad saken ger och vad som ska bifogas.",
    "ger": "Vad man får: pengar, lokal eller råd.",
    "beslutar": "Vem som beslutar, som det läses i ”… beslutar”.",
    "enligt": "Id på svaret som säger det: dess källa och ålder blir villkorets.",
    "villkor": "Villkoren, ett i taget, som källan säger dem.",
    "står": "Villkoret med källans ord, läst efter ”källan säger”.",
    "fråga": "Guidens fråga som villkoret hör till: ett id ur guidance.yaml.",
    "är": "Svaren på frågan som villkoret gäller med.",
    "eller": "Svar på andra frågor som det också går med, som {medlemmar: [patient]}.",
    "oklart": "Svaren på frågan där källan inte säger om det går. Med alla andra passar det inte.",
    "inte": "I stället för ”är”: svaren som saken inte är för. Om andra sägs ingenting.",
    "särskilt": "true, om villkoret gäller en grupp som guiden inte frågar om.",
    "bockas": "false, om villkoret inte går att bocka av på en checklista.",
    "demokrati": "Demokrativillkoren ett i taget, som checklistan har dem.",
    "bifoga": "Vad som ska skickas med ansökan, en sak på varje rad.",
    "utgått": "Att saken inte finns längre: datum, och vad som finns i stället.",
    "datum": "Vilken dag, till exempel 2026-11-20.",
    "i_stället": "Vad som finns i stället.",
    "gäller_till": "Den sista dagen som uppgifterna gäller.",
    "tider": "När man kan söka: en lista med öppnar och stänger.",
    "öppnar": "Första dagen, till exempel 1 mars.",
    "stänger": "Sista dagen, till exempel 31 mars.",
    "ungefär": "ja, om dagarna inte är säkra.",
    "svar": "Svaren. Det första är svaret på ”vad är det?”.",
    "rubrik": "Vad svaret handlar om. Högst 60 tecken; över 30 behövs ”knapp” också.",
    "knapp": "Rubriken i kort, som den står på en knapp. Högst 30 tecken.",
    "sv": "Texten på svenska.",
    "en": "Texten på engelska.",
    "lätt": "Texten på lätt svenska.",
    "okänt": "Vad människor frågar som källan inte säger. Det leder till en människa.",
    "vad": "Läses efter ”Det står inte i mina källor”: börja med hur, vilka, när, om eller vem.",
    "frågor": "Så frågar människor, under varje svars id: minst åtta på svenska.",
}
"""What each key is for, as an editor's program shows it."""
GUIDE_KEYS = KEYS | {
    "guide": "Guidens namn, som det står på en knapp. Högst 30 tecken.",
    "id": "Namnet i systemet: a–z, siffror och bindestreck. Ändras aldrig.",
    "börjar": "Så ber människor om guiden. Det som ett svar redan svarar på besvaras ändå först.",
    "inledning": "Sägs före den första frågan: vad guiden är till för.",
    "frågor": "Frågorna, i den ordning som de ställs. Högst sju på vägen till ett slut.",
    "fråga": "Frågan som den ställs, i vanliga ord.",
    "om": "Bara för den som har svarat så: frågans id, och svarens id i en lista (eller vet-inte).",
    "där": "Bara i de här områdena, och det som ligger i dem.",
    "val": "Svaren att välja på: två till fem. ”Vet inte” läggs till.",
    "knapp": "Svaret som det står på en knapp. Högst 30 tecken.",
    "sägs": "Svaret som boten upprepar det: ”ni är nya”.",
    "hörs": "Ett mönster för hur människor säger det själva. Det som är sagt frågas inte.",
    "svaras": "Ord som människor svarar med när frågan är ställd, i vilken böjning som helst.",
    "tal": "Talen som betyder svaret: från och till.",
    "från": "Det minsta talet.",
    "till": "Det största talet.",
    "orter": "en eller flera: vad det betyder att en plats nämns, eller flera.",
    "frågas": "false, om frågan aldrig ställs utan bara hörs.",
    "räknas": "Vad ett tal i svaret är: antal, år eller ålder.",
    "flera": "true, om flera av valen kan gälla samtidigt för den som svarar med egna ord.",
    "utom": "Det som gör att svaret inte är säkert, så att frågan ställs ändå.",
    "vidare": "Id på en guide som kan vara till mer nytta för den som svarar så.",
    "slut": "Vad guiden leder till. Det första som stämmer gäller; det sista ska gälla alla.",
    "sv": "Texten på svenska. Högst 600 tecken.",
    "svar": "Id på svar som är ett tryck bort, där de gäller. Platsens egna kommer först.",
    "behov": "Det som platsen själv har för det här behovet är också ett tryck bort.",
    "guider": "Guider som går vidare härifrån: fits (Vilket kan passa oss?) eller en annans id.",
    "checklista": "Id på saker vars checklistor är ett tryck bort, där sakerna gäller.",
    "lag": "Ämnet vars lag tar över: vilka de är, hur man når dem, och kortet ifyllt.",
    "beslutar": "Vem som beslutar. Sägs sist, efter ”Det här är ingen bedömning”.",
}
"""The same for the file of a guide."""
_LANGUAGE = "^[a-z]{2}$"
"""What the keys of texts by language are like."""
_ONE_OR_SEVERAL = ("källa",)
_TEXT: Node = {"type": ["string", "number", "boolean"]}
"""YAML reads 2024 as a number; it is the text that stands there all the same."""


def schema(knowledge: Knowledge) -> Node:
    """The schema of a file in ``entries``, with the areas, teams and sources that there are."""
    names = {
        "område": {area.id: area.name for area in knowledge.areas.values()},
        "ämne": TOPIC_NAMES,
        "team": {team.id: team.name["sv"] for team in knowledge.teams.values()},
        "dokument": {source.id: source.title for source in knowledge.sources.values()},
        "behov": _needs(knowledge),
    }
    if knowledge.guidance is not None:
        names["fråga"] = {one.id: one.ask["sv"] for one in knowledge.guidance.inquiries}
    whole = _of_model(ThingFile, KEYS, names)
    whole["dependencies"] = {"svar": ["källa", "kontrollerad"]}
    return {"$schema": DIALECT, "description": "En sak i kunskapen"} | whole


def guide_schema(knowledge: Knowledge) -> Node:
    """The schema of a file in ``guides``, with the areas, topics and guides that there are."""
    guides = {MADE: knowledge.wording["sv"].get("knapp_guide", MADE)}
    guides |= {guide.id: guide.name["sv"] for guide in knowledge.guides.values()}
    names = {"ämne": TOPIC_NAMES, "lag": TOPIC_NAMES}
    listed = {
        "där": {area.id: area.name for area in knowledge.areas.values()},
        "behov": _needs(knowledge),
        "guider": guides,
    }
    whole = _of_model(Guide, GUIDE_KEYS, names, listed)
    return {"$schema": DIALECT, "description": "En guide i kunskapen"} | whole


_Names = Mapping[str, Mapping[str, str]]


def _of_model(
    model: type[BaseModel], keys: Mapping[str, str], names: _Names, listed: _Names | None = None
) -> Node:
    """What a model accepts, each key with what it is for and the ``names`` that it may have, or
    have a list of (``listed``)."""
    whole: Node = _plain(model.model_json_schema())
    for part in (whole, *whole["$defs"].values()):
        part.pop("description", None)
        for key, value in part.get("properties", {}).items():
            if listed and key in listed:
                value |= {"items": _one_of(listed[key])}
            part["properties"][key] = _described(key, value, keys, names)
    return whole


def _one_of(names: Mapping[str, str]) -> Node:
    return {"enum": list(names), "enumDescriptions": list(names.values())}


def _needs(knowledge: Knowledge) -> dict[str, str]:
    """Each need with the heading that overviews have for it."""
    headings = knowledge.wording["sv"].get("behov", {})
    return {need: headings.get(need, "visas inte i översikter") for need in NEEDS}


def _described(key: str, value: Node, keys: Mapping[str, str], names: _Names) -> Node:
    """A key's value, with what the key is for and the names that it may have."""
    if key in names:
        value = _one_of(names[key])
    if key in _ONE_OR_SEVERAL and "items" in value:
        value = {"anyOf": [value["items"], value]}
    return {"description": keys[key]} | value


def _plain(node: Any) -> Any:
    """What pydantic says of the model, as it is for somebody who writes YAML."""
    if isinstance(node, list):
        return [_plain(part) for part in node]
    if not isinstance(node, dict):
        return node
    if isinstance(node.get("title"), str):
        node = {key: value for key, value in node.items() if key not in ("title", "default")}
    if {"type": "null"} in node.get("anyOf", ()):
        return _plain(next(part for part in node["anyOf"] if part != {"type": "null"}))
    return _as_written({key: _plain(value) for key, value in node.items()})


def _as_written(node: Node) -> Node:
    """A text may look like a number; texts by language have Swedish, and one text in each of them
    may also stand by itself."""
    if node.get("type") == "string" and not node.keys() & {"enum", "pattern", "format"}:
        return node | _TEXT
    if _LANGUAGE not in node.get("patternProperties", ()):
        return node
    node |= {"required": ["sv"], "additionalProperties": False}
    (text,) = node["patternProperties"].values()
    return node if text["type"] == "array" else {"anyOf": [text, node]}

"""What to say of a name that leads nowhere: what it is instead, or what is near it. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from bot.knowledge.model import Knowledge
from bot.knowledge.written.validation import choose

AREA, TEAM, SOURCE, THING, ANSWER, GUIDE = (
    "Området",
    "Laget",
    "Källan",
    "Saken",
    "Svaret",
    "Guiden",
)
"""The kinds of name that stand for something elsewhere in the knowledge."""
_WANTED = {
    AREA: "ett område",
    TEAM: "ett lag",
    SOURCE: "en källa",
    THING: "en sak",
    ANSWER: "ett svar",
    GUIDE: "en guide",
}
_WHERE = {
    AREA: "Lägg till det i areas.yaml.",
    TEAM: "Lägg till det i teams.yaml.",
    SOURCE: "Lägg till den i sources.yaml.",
}
"""What else may be done where nothing is near."""


def leads_nowhere(know: Knowledge, name: str, kind: str, known: Collection[str]) -> str:
    """That a name isn't one of the kind that is wanted, and what to write."""
    other = next(_others(know, name, kind), None)
    if other is not None:
        what, mend = other
        return f"”{name}” är {what}, men här ska stå {_WANTED[kind]}. {mend}"
    return f"{kind} ”{name}” finns inte.{choose(name, known, _WHERE.get(kind, ''))}"


def _others(know: Knowledge, name: str, kind: str) -> Iterator[tuple[str, str]]:
    """What a name is instead, and the mend."""
    if kind == ANSWER and name in know.unknowns:
        yield (
            "ett okänt",
            "Flytta det till ”svar” i sin sak, när det går att svara; annars ta bort raden här.",
        )
    thing = know.things.get(name)
    if kind == ANSWER and thing is not None:
        yield "en sak", _one_of("svar", thing.answers, "Saken har inget svar: ta bort raden.")
    item = know.entries.get(name) or know.unknowns.get(name)
    if kind == THING and item is not None and item.thing:
        what = "ett svar" if name in know.entries else "ett okänt"
        yield f"{what} i saken ”{item.thing}”", f"Skriv {item.thing}."
    if kind == TEAM and name in know.areas:
        teams = [team.id for team in know.teams.values() if team.area == name]
        yield "ett område", _one_of("lag", teams, "Lägg först till dess lag i teams.yaml.")
    for where, table in _tables(know).items():
        if where != kind and name in table:
            yield _WANTED[where], "Kontrollera att id:t står vid rätt nyckel."


def _tables(know: Knowledge) -> Mapping[str, Collection[str]]:
    return {
        AREA: know.areas,
        TEAM: know.teams,
        SOURCE: know.sources,
        GUIDE: know.guides,
        THING: know.things,
        ANSWER: know.entries,
    }


def _one_of(what: str, ids: Collection[str], otherwise: str) -> str:
    return f"Skriv något av dess {what}: {', '.join(ids)}." if ids else otherwise

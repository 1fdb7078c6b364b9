"""What editors write wrong in an ordinary evening, kind by kind: the file and line that is named,
and the words that they read. Judged without the matcher, so that each takes a moment."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.errors import Problem
from bot.knowledge import loading
from bot.knowledge.guides import Guide
from bot.knowledge.tables import Area, Source, Team
from bot.knowledge.things import ThingFile
from bot.knowledge.written.yamlrows import KEYS

TODAY = dt.date(2026, 11, 20)
PLACE, STAGE = "entries/lund/lund-platsen.yaml", "entries/lund/lund-scenen.yaml"
TEAMS, SOURCES, MEET = "teams.yaml", "sources.yaml", "guides/var-vi-ses.yaml"
TITLE, ANSWER = "rubrik: Plats i huset", "Ni får ha platsen i **{tid}**. Rummet kostar inget."
MISSING, SECOND = "saknas: [kontakt]", "- plats i huset hur länge"
WHOM = "vem:\n  villkor:\n    - "
GUIDE = """guide: Var kan vi ses?
id: var-vi-ses
ämne: premises
börjar: {sv: [var kan vi ses]}
frågor:
  - id: hur-manga
    fråga: Hur många är ni?
    val:
      - {id: fa, knapp: Högst tjugo, sägs: högst tjugo}
      - {id: manga, knapp: Fler, sägs: fler}
slut:
  - id: litet
    om: {hur-manga: [fa]}
    sv: Då räcker ett litet rum.
    svar: [lund-platsen]
  - id: stort
    sv: Fråga kommunen.
    lag: premises
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the small folder, of which nothing is learned."""
    return Path(shutil.copytree(Path(__file__).parent / "small", tmp_path / "knowledge"))


def problems(folder: Path) -> Iterator[tuple[str, Problem]]:
    """What is wrong, each with its file's name and line."""
    for problem in loading.judge(folder, TODAY).problems:
        if problem.kind != "confirmed":
            yield f"{problem.file.relative_to(folder)}:{problem.line}", problem


def rewrite(folder: Path, file: str, old: str, new: str) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def gone(instead: str) -> tuple[str, str, str]:
    return PLACE, MISSING, f"utgått: {{datum: 2026-01-01, i_stället: {instead}}}"


INPUTS: dict[str, tuple[str, str, str, int, str]] = {
    "a word among the teams": (TEAMS, "- id:", "- hej\n- id:", 1, "”hej” är ingen post"),
    "a picture in an answer": (
        PLACE,
        ANSWER,
        f"{ANSWER} {'a' * 300_000}",
        19,
        "högst 10000. Är en bild inklistrad",
    ),
    "Word's single quotes": (PLACE, TITLE, "rubrik: ’Plats’", 17, "kommer från Word"),
    "a text out from its pipe": (PLACE, "      Ni får", "    Ni får", 19, "den med |"),
    "a text beside its pipe": (PLACE, "|\n      Ni", "| Ni", 18, "på raden under |"),
    "ways of asking too far in": (PLACE, "frågor:\n", "  frågor:\n", 23, "ska stå längst ut"),
    "two things in a file": (PLACE, "okänt:\n", "---\nsak: B\n", 20, "en enda sak"),
    "two things one after the other": (PLACE, "okänt:\n", "sak: B\nokänt:\n", 20, "en enda sak"),
    "an id with lines below": (PLACE, "- id: lund-platsen-d", "- id: lund_Pl", 21, "lund-pl"),
    "an address for a source": (PLACE, "haftet", "https://lund.se", 8, "id ur sources.yaml"),
    "a title for a source": (PLACE, "haftet", "Ett häfte", 8, "id ur sources.yaml"),
    "svar for sv": (PLACE, "    sv: |\n      Ni", "    svar: |\n      Ni", 18, "efter sv:"),
    "an empty list": (PLACE, "namn: [Platsstödet]", "namn:", 5, "eller ta bort raden"),
    "an empty question": (PLACE, SECOND, "-", 27, "Skriv en fråga"),
    "quotes that end early": (PLACE, SECOND, '- "plats" i huset', 27, "fortsätter efter"),
    "a fact in a heading": (PLACE, TITLE, "rubrik: Plats i {tid}", 17, "visas som det står"),
    "a fact in a question": (PLACE, SECOND, "- plats i {tid}", 27, "visas som det står"),
    "a fact in an unknown": (PLACE, "vad: när", "vad: om {tid} när", 22, "visas som det står"),
    "a need that is like none": (PLACE, MISSING, "behov: nytt", 14, "ny, tillfälligt, projekt"),
    "a need that is like one": (PLACE, MISSING, "behov: lokaler", 14, "Menar du ”lokal”?"),
    "an amount in the old way": (PLACE, ANSWER, f"{ANSWER} Högst 500:-", 18, "”fakta”"),
    "an amount in thousands": (PLACE, ANSWER, f"{ANSWER} Högst 5 tkr.", 18, "”fakta”"),
    "a day that isn't the other": (
        PLACE,
        "**{tid}**",
        "**{tid}** till {sista_dag}",
        14,
        "men ”tider” på rad 15 har 31 oktober",
    ),
    "a time that ends before it begins": (
        PLACE,
        MISSING,
        "tider: [{öppnar: 2027-05-01, stänger: 2027-03-01}]",
        14,
        "innan det öppnar",
    ),
    "a person who has confirmed": (
        PLACE,
        MISSING,
        "bekräftad: {datum: 2026-11-20, av: Anna Andersson}",
        14,
        "Skriv rollen",
    ),
    "an unknown for a thing": (*gone("lund-okand-hyra"), 14, "Skriv lund-scenen."),
    "an area for a team": (PLACE, "team: lund/huset", "team: lund/lund", 6, "Välj något av"),
    "a year in a list": (SOURCES, "år: omkring 2021", "år: [2021]", 3, 'år: "2026"'),
    "a source without its dash": (SOURCES, "- id: haftet", "id: haftet", 2, "bindestreck"),
    "a guide without an end": (MEET, GUIDE[GUIDE.index("slut") :], "", 1, "”slut” saknas"),
    "a guide that ends for some": (
        MEET,
        "  - id: stort\n",
        "  - id: stort\n    om: {hur-manga: [manga]}\n",
        11,
        "Lägg till ett slut sist",
    ),
    "an unknown in a guide": (MEET, "[lund-platsen]", "[lund-platsen-datum]", 15, "ett okänt"),
    "a thing in a guide": (MEET, "[lund-platsen]", "[lund-scenen]", 15, "är en sak"),
    "nothing in a guide": (
        MEET,
        "[lund-platsen]",
        "[umea-rum]",
        15,
        "Svaret ”umea-rum” finns inte",
    ),
    "an answer in a guide without a list": (
        MEET,
        "[lund-platsen]",
        "lund-platsen",
        15,
        "Skriv svar: [lund-platsen].",
    ),
    "a team in a guide": (MEET, "lag: premises", "lag: lund/huset", 18, "ska stå ett ämne"),
    "a question's id with å": (MEET, "{hur-manga:", "{hur-många:", 13, "Skriv hur-manga"),
    "a choice that there isn't": (MEET, "[fa]", "[faa]", 13, "i frågan ”hur-manga”"),
    "how to begin a guide, bare": (MEET, "{sv: [var kan vi ses]}", "var då", 4, "börjar: {sv:"),
    "a key without its colon": (PLACE, "område: lund", "område lund", 3, "kolon efter ”område”"),
    "the first key without its colon": (PLACE, "sak: Plats", "sak Plats", 1, "efter ”sak”"),
    "a list without its colon": (PLACE, "okänt:", "okänt", 20, "efter ”okänt”"),
    "the ways of asking without their colon": (PLACE, "frågor:", "frågor", 23, "efter ”frågor”"),
    "a text without its colon": (PLACE, "    sv: |", "    sv |", 18, "efter ”sv”"),
    "a key within without its colon": (PLACE, "  ställe:", "  ställe", 9, "efter ”ställe”"),
    "the first key within, likewise": (PLACE, "dokument:", "dokument", 8, "efter ”dokument”"),
    "an item without its colon": (PLACE, "- id: lund-platsen\n", "- id x\n", 16, "efter ”id”"),
    "a word that is a key, likewise": (PLACE, "team: lund/huset", "team lund/huset", 6, "”team”"),
    "a word of any text, likewise": (PLACE, "    vad: när", "    vad när", 22, "efter ”vad”"),
    "a day without its colon": (
        PLACE,
        MISSING,
        "tider: [{öppnar 1 mars, stänger: 31 mars}]",
        14,
        "efter ”öppnar”",
    ),
    "a team without its colon": (TEAMS, "  namn: huset", "  namn huset", 2, "efter ”namn”"),
    "a source without its colon": (SOURCES, "  titel: Ett", "  titel Ett", 2, "efter ”titel”"),
    "a guide without its colon": (MEET, "ämne: premises", "ämne premises", 3, "efter ”ämne”"),
    "a choice without its colon": (MEET, "    om: {", "    om {", 13, "efter ”om”"),
    "one space too many": (PLACE, "    rubrik", "     rubrik", 17, "5 mellanslag först"),
    "one space too few": (PLACE, "    rubrik", "   rubrik", 17, "3 mellanslag först"),
    "a contact without its year": (
        TEAMS,
        ', år: "2024"}',
        "}",
        5,
        "Skriv till exempel kontakt: {telefon",
    ),
    "a day that only stands in the times": (
        PLACE,
        MISSING,
        "  sista_dag: 31 oktober\ntider: [{stänger: 31 oktober}]",
        14,
        "står redan i ”tider”",
    ),
    "a fact in a condition that isn't there": (
        PLACE,
        MISSING,
        f'{WHOM}står: "minst {{tidd}}"',
        16,
        "Menar du ”tid”?",
    ),
    "a source that there isn't of the end": (
        PLACE,
        MISSING,
        "utgått: {datum: 2026-01-01, källa: {dokument: bok, ställe: här}}",
        14,
        "Källan ”bok” finns inte",
    ),
}
WARNED: dict[str, tuple[str, str, str, int, str]] = {
    "days that have been": (PLACE, MISSING, "tider: [{stänger: 2025-03-01}]", 14, "har varit"),
    "a number in one language": (PLACE, "tre månader", "{sv: 3 år, en: 2 years}", 13, "efter en"),
    "withdrawn for itself": (*gone("lund-platsen"), 14, "saken själv"),
    "withdrawn for what says nothing": (*gone("lund-scenen"), 14, "har inget svar"),
    "withdrawn for another topic": (*gone("sverige-lok"), 14, "har ämnet grants"),
    "a number that only a condition has": (
        PLACE,
        MISSING,
        f"{WHOM}står: kommunen betalar minst 30 procent",
        16,
        "30 står inte i något av sakens fakta",
    ),
    "days over New Year": (
        PLACE,
        MISSING,
        "tider: [{öppnar: 31 mars, stänger: 1 mars}]",
        14,
        "Är det meningen?",
    ),
    "what looks like a personal number": (
        PLACE,
        ANSWER,
        f"{ANSWER} Han nås på telefon 850709-9802.",
        18,
        "kontrollsiffran",
    ),
    "somebody's name": (
        PLACE,
        ANSWER,
        f"{ANSWER} Kontakta Anna Svensson på kommunen.",
        18,
        "”Anna Svensson” ser ut som en persons namn",
    ),
    "somebody's name after a role": (
        PLACE,
        ANSWER,
        f"{ANSWER} Ring gärna samordnaren Erik Ek.",
        18,
        "”Erik Ek” ser ut",
    ),
    "topics that no team takes": (TEAMS, "iop, contacts, collaboration, ", "", 3, "--topic iop"),
}


@pytest.mark.alike(of=4)
@pytest.mark.parametrize(
    ("file", "old", "new", "line", "words"), INPUTS.values(), ids=INPUTS.keys()
)
def test_an_ordinary_mistake(
    folder: Path, file: str, old: str, new: str, line: int, words: str
) -> None:
    """It is an error at its line, in words that say what to do."""
    if file == MEET:
        (folder / "guides").mkdir()
        (folder / MEET).write_text(GUIDE, "utf-8")
    if "{sista_dag}" in new:
        times = "tider: [{stänger: 31 oktober}]"
        rewrite(folder, PLACE, MISSING, f"  sista_dag: 15 november\n{times}")
    rewrite(folder, file, old, new)
    found = [(at, one.text) for at, one in problems(folder) if not one.warning]
    assert any(at == f"{file}:{line}" and words in text for at, text in found), found


@pytest.mark.alike(of=4)
@pytest.mark.parametrize(
    ("file", "old", "new", "line", "words"), WARNED.values(), ids=WARNED.keys()
)
def test_what_is_doubtful(
    folder: Path, file: str, old: str, new: str, line: int, words: str
) -> None:
    """It is a warning at its line, and nothing is an error."""
    rewrite(folder, file, old, new)
    found = [(at, one.text, one.warning) for at, one in problems(folder)]
    assert any(at == f"{file}:{line}" and words in text for at, text, _ in found), found
    assert all(warning for *_, warning in found), found


AGREE = {
    "the same days": ("sista_dag: 31 oktober", "[{stänger: 31 oktober}]"),
    "both ends": ("ansökan: 1–31 mars", "[{öppnar: 1 mars, stänger: 31 mars}]"),
    "a day of one year": ("sista_dag: 2027-03-01", "[{stänger: 1 mars}]"),
    "another sort of day": ("besked_dag: 15 december", "[{stänger: 31 oktober}]"),
    "each month": ("sista_dag: 31 oktober", "[{stänger: sista dagen varje månad}]"),
    "no day": ("sista_dag: i höst", "[{stänger: 31 oktober}]"),
}


@pytest.mark.parametrize(("fact", "times"), AGREE.values(), ids=AGREE.keys())
def test_days_that_agree(folder: Path, fact: str, times: str) -> None:
    """Facts and times that say the same, or are about something else, are no error."""
    rewrite(folder, PLACE, MISSING, f"  {fact}\ntider: {times}")
    rewrite(folder, PLACE, "**{tid}**", f"**{{tid}}** till {{{fact.partition(':')[0]}}}")
    assert not [one.text for _, one in problems(folder) if not one.warning]


def test_what_a_thing_says_once_is_told_once(folder: Path) -> None:
    """However many answers have a day from their thing."""
    second = "  - {id: lund-platsen-vem, rubrik: Vem som får plats, sv: Alla får.}\nokänt:"
    asked = "  lund-platsen-vem:\n    sv: [vem är det för]\n  lund-platsen-datum:\n"
    rewrite(folder, PLACE, "okänt:", second)
    rewrite(folder, PLACE, "  lund-platsen-datum:\n", asked)
    rewrite(folder, PLACE, "kontrollerad: 2026-11-20", "kontrollerad: 2024-11-20")
    late = [one.text for _, one in problems(folder) if one.kind == "review"]
    assert len(late) == 1


def test_a_fact_fills_in_a_condition(folder: Path) -> None:
    """It is used there, and people read what it is."""
    condition = f'  andel: {{sv: 30 procent, en: 30 per cent}}\n{WHOM}står: "minst {{andel}}"'
    rewrite(folder, PLACE, MISSING, condition)
    judged = loading.judge(folder, TODAY)
    assert not judged.errors
    assert judged.knowledge is not None
    whom = judged.knowledge.things["lund-platsen"].whom
    assert whom is not None
    assert whom.conditions[0].said == {"sv": "minst 30 procent"}


def test_what_was_last_known_names_what_is_no_more(folder: Path) -> None:
    """Another thing that still names it is warned of."""
    rewrite(folder, PLACE, MISSING, "utgått: {datum: 2026-01-01}")
    known = "    senast_känt: {uppgift: det betalas med Platsstödet, år: odaterad}\nfrågor:"
    rewrite(folder, STAGE, "frågor:", known)
    found = [(at, one.text) for at, one in problems(folder) if one.kind == "gone"]
    assert any(at == f"{STAGE}:9" and "Platsstödet" in text for at, text in found), found


def test_a_choice_that_there_is_not_lists_those_that_there_are(folder: Path) -> None:
    """Also where it is written with dots and rings."""
    shipped = Path(__file__).parents[1] / "knowledge/guidance.yaml"
    shutil.copy(shipped, folder / "guidance.yaml")
    rewrite(folder, PLACE, MISSING, f"{WHOM}{{fråga: vilka, är: [förening], står: en förening}}")
    found = [one.text for at, one in problems(folder) if at == f"{PLACE}:16"]
    assert any("Menar du ”forening”? Valen är: " in text for text in found), found


def test_every_key_is_known_to_what_reads_the_rows() -> None:
    """A new key of a thing, a guide or a table is told to lack its colon as well."""
    found: set[str] = set()
    for model in (ThingFile, Guide, Area, Source, Team):
        schema = model.model_json_schema()
        for part in (schema, *schema.get("$defs", {}).values()):
            found.update(part.get("properties", {}))
    assert found == KEYS

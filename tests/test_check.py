"""`onewayin check`: what editors type wrong is named with file, line and the mend."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.cli.check import check
from bot.errors import KnowledgeError
from bot.matching.library import open_library

TODAY = dt.date(2026, 11, 20)
AREAS, TEAMS, WORDS = "areas.yaml", "teams.yaml", "words.yaml"
PLACE, STAGE = "entries/lund/lund-platsen.yaml", "entries/lund/lund-scenen.yaml"


def problems(folder: Path) -> list[str]:
    return [str(problem) for problem in check(folder, TODAY) if not problem.warning]


def warnings(folder: Path, today: dt.date = TODAY) -> list[str]:
    return [str(problem) for problem in check(folder, today) if problem.warning]


def edit(folder: Path, file: str, old: str, new: str) -> int:
    """Replace text in a file; returns the line on which it stood."""
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    return text[: text.index(old)].count("\n") + 1


BROKEN = {
    "a pattern that can't be read": (WORDS, r"\bblankett\w*", r"\b(blankett\w*", "som ett mönster"),
    "a kind of fact that there is none of": (WORDS, "  kontakt:", "  pris:", "Välj något av"),
    "no Swedish small words": (WORDS, "  sv: [och,", "  fi: [och,", "svenska (sv) saknas"),
    "no list of small words": (WORDS, "kring_namn: [", "kring_nam: [", "Menar du ”kring_namn”"),
    "a colon in a text": (PLACE, "rubrik: Plats i huset", "rubrik: Obs: plats i huset", "kolon"),
    "a text that begins with a star": (
        PLACE,
        "rubrik: Plats i huset",
        "rubrik: *Obs* plats",
        "* eller &",
    ),
    "an anchor": (PLACE, "rubrik: Plats i huset", "rubrik: &plats Plats", "* eller &"),
    "a comment that cuts a text": (
        PLACE,
        "tid: tre månader",
        "tid: tre månader # högst",
        "försvinner",
    ),
    "Word's quotes": (PLACE, "rubrik: Plats i huset", "rubrik: ”Plats i huset”", "Word"),
    "a quote that is not closed": (
        PLACE,
        "rubrik: Plats i huset",
        'rubrik: "Plats i huset',
        "stängs inte",
    ),
    "a bracket that is not closed": (PLACE, "saknas: [kontakt]", "saknas: [kontakt", "stängs inte"),
    "a tab": (PLACE, "    rubrik: Plats", "\trubrik: Plats", "tabb"),
    "a text that begins with an at sign": (
        PLACE,
        "rubrik: Plats i huset",
        "rubrik: @huset",
        "raka citattecken",
    ),
    "a key twice": (
        PLACE,
        "ämne: premises\n",
        "ämne: premises\nämne: grants\n",
        "två gånger",
    ),
    "a misspelt key": (PLACE, "rubrik: Plats", "rubrk: Plats", "Menar du ”rubrik”"),
    "a missing key": (PLACE, "kontrollerad: 2026-11-20\n", "", "”kontrollerad” saknas"),
    "no source": (
        PLACE,
        "källa:\n  dokument: haftet\n  ställe: kapitel 4\n",
        "",
        "”källa” saknas",
    ),
    "no place in the source": (PLACE, "  ställe: kapitel 4\n", "", "”ställe” saknas"),
    "a date that is none": (
        PLACE,
        "kontrollerad: 2026-11-20",
        "kontrollerad: i våras",
        "inte ett datum",
    ),
    "a date to come": (PLACE, "kontrollerad: 2026-11-20", "kontrollerad: 2027-01-01", "framtiden"),
    "an unknown area": (
        PLACE,
        "id: lund-platsen\nområde: lund",
        "id: lund-platsen\nområde: lnd",
        "Menar du ”lund”",
    ),
    "an unknown team": (
        PLACE,
        "team: lund/huset\nkälla",
        "team: lund/hus\nkälla",
        "Menar du ”lund/huset”",
    ),
    "an unknown topic": (
        PLACE,
        "ämne: premises\n",
        "ämne: lokaler\n",
        "Välj något av",
    ),
    "an unknown source": (
        PLACE,
        "dokument: haftet",
        "dokument: boken",
        "Källan ”boken” finns inte",
    ),
    "an unknown kind of missing fact": (
        PLACE,
        "saknas: [kontakt]",
        "saknas: [pris]",
        "Välj något av",
    ),
    "an id used twice": (
        STAGE,
        "lund-okand-hyra\n    vad: vad det kostar att hyra scenen\nfrågor:\n  lund-okand-hyra",
        "lund-platsen-datum\n    vad: hyran\nfrågor:\n  lund-platsen-datum",
        "används redan",
    ),
    "an id with capitals": (STAGE, "- id: lund-okand-hyra", "- id: Lund-Okänd", "små bokstäver"),
    "a question in two entries": (
        STAGE,
        "- hyra scenen pris",
        "- plats i huset hur länge",
        "står också i",
    ),
    "a fact that isn't there": (PLACE, "**{tid}**", "**{längd}**", "finns inte under ”fakta”"),
    "a fact that nothing uses": (PLACE, "**{tid}**", "ett tag", "används inte"),
    "an amount in the answer's text": (
        PLACE,
        "Rummet kostar inget.",
        "Rummet kostar 500 kr.",
        "Flytta det till ”fakta”",
    ),
    "no Swedish answer": (PLACE, "    sv: |", "    en: |", "”sv” saknas"),
    "an empty text": (PLACE, "rubrik: Plats i huset", 'rubrik: ""', "är tom"),
    "a title too long for a button": (
        PLACE,
        "rubrik: Plats i huset",
        f"rubrik: {'Plats ' * 12}",
        "för lång",
    ),
    "too long an answer": (
        PLACE,
        "Rummet kostar inget.",
        "Rummet kostar inget alls för er. " * 40,
        "Högst 900",
    ),
    "a team without a deputy": (
        TEAMS,
        "  ersättare: sverige/redaktionen\n",
        "",
        "”ersättare” saknas",
    ),
    "a team that is a person": (TEAMS, "namn: huset i Lund", "namn: Anna Andersson", "personnamn"),
    "deputies in a ring": (TEAMS, "ersättare: default", "ersättare: lund/huset", "i ring"),
    "an area in no area": (
        AREAS,
        "förälder: skane-lan\n  orter",
        "förälder: skåne\n  orter",
        "förälder",
    ),
    "a list that isn't one": (
        PLACE,
        "    sv:\n      - Hur länge",
        "    sv: Hur länge\n    xx:\n      - Hur länge",
        "lista",
    ),
    "a sentence with an unknown brace": (
        "wording/en.yaml",
        'hej: "Hello!',
        'hej: "Hello {name}!',
        "kan inte fyllas i",
    ),
    "a sentence that Swedish lacks": (
        "wording/en.yaml",
        "nej_tack: No thanks",
        "nej_takc: No thanks",
        "finns inte i sv.yaml",
    ),
}


@pytest.mark.parametrize(("file", "old", "new", "said"), BROKEN.values(), ids=BROKEN.keys())
def test_names_what_is_wrong_with_file_line_and_mend(
    small: Path, file: str, old: str, new: str, said: str
) -> None:
    """Each mistake is an error that names the file, a line near it, and what to do; and the bot
    doesn't answer from a folder with it."""
    line = edit(small, file, old, new)
    found = [problem for problem in problems(small) if said in problem]
    assert found, problems(small)
    name, number = found[0].split(":")[:2]
    assert name.endswith(file)
    assert abs(int(number) - line) <= 16
    assert found[0].rstrip().endswith((".", "?"))
    with pytest.raises(KnowledgeError) as refused:
        open_library(small, today=TODAY)
    assert problems(small) == str(refused.value).splitlines()


WORKS = {
    "a time": (PLACE, "tid: tre månader", "tid: 8:30"),
    "a number with a leading nought": (PLACE, "tid: tre månader", "tid: 0270"),
    "the English no": (PLACE, "tid: tre månader", "tid: NO"),
    "a hash inside a word": (PLACE, "rubrik: Plats i huset", "rubrik: Plats nr#1 i huset"),
    "Word's quotes inside a text": (PLACE, "rubrik: Plats i huset", "rubrik: Plats i ”huset”"),
}


@pytest.mark.parametrize(("file", "old", "new"), WORKS.values(), ids=WORKS.keys())
def test_what_editors_type_works_as_meant(small: Path, file: str, old: str, new: str) -> None:
    """What YAML would turn into something else is kept as it was typed."""
    edit(small, file, old, new)
    assert problems(small) == []


def test_a_byte_order_mark_is_no_error(small: Path) -> None:
    """Notepad puts one first in a file."""
    path = small / PLACE
    path.write_bytes(b"\xef\xbb\xbf" + path.read_bytes())
    assert problems(small) == []


def broken_bytes(change: Callable[[bytes], bytes]) -> Callable[[Path], None]:
    def apply(folder: Path) -> None:
        path = folder / PLACE
        path.write_bytes(change(path.read_bytes()))

    return apply


BYTES = {
    "latin-1": (lambda raw: raw.decode().encode("latin-1"), "UTF-8"),
    "NUL": (lambda raw: raw.replace(b"Plats", b"Pl\x00ts", 1), "NUL"),
    "cut off": (
        lambda raw: raw[: raw.index("frågor".encode()) + 9] + b' "',
        "Lägg till|stängs inte|YAML",
    ),
    "a bomb of aliases": (
        lambda raw: b"a: &a [x,x,x,x]\nb: &b [*a,*a,*a,*a]\nc: [*b,*b,*b,*b]\n",
        "* eller &",
    ),
    "only text": (lambda raw: b"hej\n", "nycklar med värden"),
    "nothing": (lambda raw: b"", "nycklar med värden"),
    "nested too deep": (lambda raw: b"[" * 40 + b"]" * 40, "niv"),
}


@pytest.mark.parametrize(("change", "said"), BYTES.values(), ids=BYTES.keys())
def test_a_file_that_is_no_yaml_is_named(
    small: Path, change: Callable[[bytes], bytes], said: str
) -> None:
    """Whatever stands in a file, it is one sentence with the file's name, never a traceback."""
    broken_bytes(change)(small)
    assert any(word in problem for problem in problems(small) for word in said.split("|"))


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    """A folder that isn't there is said to be missing."""
    assert "finns inte" in problems(tmp_path / "nowhere")[0]


def test_the_small_knowledge_has_no_error(small: Path) -> None:
    """What the tests break is whole before they do."""
    assert problems(small) == []


def test_warns_of_an_overdue_review(small: Path) -> None:
    """An answer that nobody has compared with its source for too long is named."""
    assert any("Skulle ha kontrollerats" in text for text in warnings(small, dt.date(2028, 1, 1)))


def test_warns_of_hard_language(small: Path) -> None:
    """An answer with long words and sentences gets its LIX told."""
    hard = "Föreningsverksamhetens handläggningsförfarande förutsätter tillståndsprövning "
    edit(small, PLACE, "Rummet kostar inget.", hard * 3)
    assert any("LIX" in text for text in warnings(small))


def test_warns_of_a_question_that_finds_another_entry(small: Path) -> None:
    """A question nearer to another entry than to its siblings is named with that entry."""
    edit(small, STAGE, "- hyra scenen pris", "- lok-stöd ålder på barnen")
    assert any(
        "sverige-lok" in text and "hade svaret blivit" in text and "talar för den: ”" in text
        for text in warnings(small)
    )


def test_says_how_many_answers_nobody_has_confirmed(small: Path) -> None:
    """One line sums it up."""
    assert sum("bekräftat" in text for text in warnings(small)) == 1

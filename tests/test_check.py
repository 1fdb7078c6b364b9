"""`onewayin check`: what editors write wrong, kind by kind; the line that is named, the words that
they read, and whether it is an error."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import pytest

from bot.cli.check import command
from bot.errors import OneWayInError
from bot.knowledge.loading import load

TODAY = "2026-11-20"
PLACE, STAGE = "entries/lund/lund-platsen.yaml", "entries/lund/lund-scenen.yaml"
AREAS, TEAMS, WORDS, ENGLISH = "areas.yaml", "teams.yaml", "words.yaml", "wording/en.yaml"
TITLE, ANSWER = "rubrik: Plats i huset", "Ni får ha platsen i **{tid}**. Rummet kostar inget."
SOURCE, CHECKED = (
    "källa:\n  dokument: haftet\n  ställe: kapitel 4\n",
    "kontrollerad: 2026-11-20\n",
)
FACT, SECOND = "tid: tre månader", "      - plats i huset hur länge\n"


class Output(NamedTuple):
    """The status of `onewayin check`, and its lines without the folder's path."""

    status: int
    lines: list[str]


def checked(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> Output:
    status = command.main([str(folder), "--today", TODAY, *options], standalone_mode=False)
    lines = capsys.readouterr().out.splitlines()
    return Output(status, [line.replace(f"{folder}/", "") for line in lines])


def rewrite(folder: Path, old: str, new: str, file: str = PLACE) -> None:
    path = folder / file
    text = path.read_text("utf-8")
    assert text.count(old) >= 1
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_no_terminal_obeys_a_file(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Its name and what stands in it are shown as one line, without a sign that moves a cursor or
    sets a title; as JSON too."""
    bad = small / PLACE
    bad.with_name("o\x1b[31mr\x1b]0;T\x07\na.yaml").write_text('id: "x\\e[2J"\n', "utf-8")
    for options in ((), ("--json",), ("--every",)):
        command.main([str(small), "--today", TODAY, *options], standalone_mode=False)
        shown = capsys.readouterr()
        assert not set("\x1b\x07") & set(shown.out + shown.err)
        assert any("[31mr" in line and "a.yaml" in line for line in shown.out.splitlines())


ERRORS = {
    "Word's quotes": (TITLE, "rubrik: ”Plats i huset”", 17, "Word"),
    "a tab": ("    rubrik", "\trubrik", 17, "tabb"),
    "a hash": (FACT, "tid: tre månader # högst", 13, "försvinner"),
    "a star first": (TITLE, "rubrik: *Obs* plats", 17, "börja med * eller &"),
    "an ampersand first": (TITLE, "rubrik: &plats", 17, "börja med * eller &"),
    "an at sign first": (TITLE, "rubrik: @huset", 17, "raka citattecken"),
    "an open quote": (TITLE, 'rubrik: "Plats i huset', 17, "stängs inte"),
    "an open bracket": ("saknas: [kontakt]", "saknas: [kontakt", 14, "stängs inte"),
    "a colon in a fact": (FACT, "tid: cirka: tre", 13, "kolon"),
    "a colon in an unquoted answer": ("sv: |\n      Ni", "sv: Obs: Ni", 18, "kolon"),
    "a day with a slash": ("2026-11-20", "29/11", 10, "inte ett datum"),
    "a day with points": ("2026-11-20", "29.11.2026", 10, "inte ett datum"),
    "a day in words": ("2026-11-20", "29 november 2026", 10, "inte ett datum"),
    "a day that there isn't": ("2026-11-20", "2026-11-31", 10, "inte ett datum"),
    "a day to come": ("2026-11-20", "2027-01-01", 10, "framtiden"),
    "a key twice": (TITLE, f"{TITLE}\n    {TITLE}", 18, "två gånger"),
    "a fact without use": (FACT, f"{FACT}\n  pris: inget", 14, "används inte"),
    "a fact that isn't there": ("**{tid}**", "**{tidd}** {tid}", 18, "finns inte under"),
    "an empty title": (TITLE, 'rubrik: ""', 17, "är tom"),
    "too long a title": (TITLE, f"rubrik: {'Plats ' * 12}", 17, "för lång"),
    "too long an answer": (ANSWER, f"{ANSWER} {'Det är så. ' * 90}", 18, "Högst 900"),
    "a missing colon": (TITLE, "rubrik Plats i huset", 17, "saknar kolon"),
    "no space after a colon": (TITLE, "rubrik:Plats", 17, "Mellanslag saknas"),
    "a question with the wrong indent": (SECOND, "    - plats i huset hur\n", 27, "indrag"),
    "an answer with the wrong indent": (
        ANSWER,
        f"{ANSWER}\n   Kom och titta.",
        20,
        "indrag",
    ),
    "a pasted bullet": (SECOND, "      • plats i huset hur\n", 27, "börjar med •"),
    "a pasted dash": (SECOND, "      – plats i huset hur\n", 27, "börjar med –"),
    "a bullet further in": (SECOND, "        • plats i huset hur\n", 27, "börjar med •"),
    "a colon in a question": (SECOND, "      - plats i huset: länge?\n", 27, "kolon i texten"),
    "questions that are no list": (
        "    vad:",
        "    namn: a, b\n    vad:",
        22,
        "Skriv namn: [a, b]",
    ),
    "what is missing as a word": ("saknas: [kontakt]", "saknas: kontakt", 14, "saknas: [kontakt]"),
    "a name that is no list": ("namn: [Platsstödet]", "namn: a, b", 5, "namn: [a, b]"),
    "unknowns within an answer": (TITLE, f"{TITLE}\n    okänt: nej", 18, "utan indrag"),
    "a Swedish topic": ("premises", "bidrag", 4, "Menar du grants?"),
    "another topic": ("premises", "parkering", 4, "premises (lokaler)"),
    "an area by its name": ("område: lund", "område: Malmö", 3, "Skriv malmo"),
    "an id by a name": ("\nid: lund-platsen", "\nid: Lund platsen", 2, "Skriv lund-platsen"),
    "an unknown area": ("område: lund", "område: lnd", 3, "Menar du ”lund”?"),
    "a key that is like none": (FACT, f"{FACT}\nöpppnar: maj", 14, "Ta bort den"),
    "a key that is like one": (
        "kontroll_månader",
        "kontrol_månader",
        11,
        "Menar du ”kontroll_månader”",
    ),
    "a missing day": (CHECKED, "", 1, "”kontrollerad” saknas"),
    "a missing source": (SOURCE, "", 1, "”källa” saknas"),
    "a missing place in the source": ("  ställe: kapitel 4\n", "", 7, "”ställe” saknas"),
    "a source that there isn't": ("haftet", "boken", 8, "Källan ”boken” finns inte"),
    "the second of two sources": (
        SOURCE,
        "källa:\n  - {dokument: haftet, ställe: 1}\n  - {dokument: bok, ställe: 2}\n",
        9,
        "Källan ”bok” finns inte",
    ),
    "a kind of fact that there is none of": ("[kontakt]", "[pris]", 14, "Välj något av"),
    "an amount in an answer": (ANSWER, f"{ANSWER} Bara 500 kr.", 18, "Flytta det till ”fakta”"),
    "no Swedish answer": ("    sv: |", "    en: |", 16, "”sv” saknas"),
    "ways of asking under an id that there isn't": (
        "  lund-platsen-datum:\n",
        "  gräs:\n",
        34,
        "Rätta id:t",
    ),
    "an answer that nobody asks for": (
        "  lund-platsen-datum:\n",
        "  gräs:\n",
        21,
        "Sätt att fråga efter ”lund-platsen-datum” saknas",
    ),
    "only no": (ANSWER, "Nej.", 18, "bara ”Nej.”"),
    "no for a question": (SECOND, "      - Nej\n", 27, "är ingen fråga"),
    "HTML": (ANSWER, f"<p>{ANSWER}</p>", 19, "HTML"),
    "a personal number": (ANSWER, f"{ANSWER} Fråga 620829-2398.", 19, "personnummer"),
    "a personal number in a comment": (FACT, f"# 620829-2398\n  {FACT}", 13, "personnummer"),
    "an account": (ANSWER, f"{ANSWER} Konto 8327-9 123 456 789.", 19, "kontonummer"),
    "a merge": (
        ANSWER,
        f"{ANSWER}\n<<<<<<< HEAD\n      ett\n=======\n      två\n>>>>>>> gren",
        20,
        "slagits ihop",
    ),
    "a merge in the indent": (ANSWER, f"{ANSWER}\n      <<<<<<< HEAD", 20, "slagits ihop"),
    "mojibake": (ANSWER, f"{ANSWER} FÃ¶rst.", 19, "”Ã¶”"),
    "a lost letter": (ANSWER, f"{ANSWER} F\ufffdrst.", 19, "gått förlorad"),
    "Finnish for an answer": (TITLE, f"{TITLE}\n    fi: Kolme.", 18, "(lätt)"),
    "Finnish for a fact": (FACT, "tid: {sv: tre, fi: kolme}", 13, "Språket ”fi” läses inte"),
    "Finnish for a gap": (
        "vad: när man senast ska söka plats i huset",
        "vad: {sv: när man ska söka, fi: milloin}",
        22,
        "Språket ”fi” läses inte",
    ),
    "Finnish ways of asking": (
        "  lund-platsen-datum:\n",
        "    fi:\n      - kuinka kauan\n  lund-platsen-datum:\n",
        34,
        "Språket ”fi” läses inte",
    ),
    "a language with a capital": (
        "  lund-platsen-datum:\n",
        "    En:\n      - how long\n  lund-platsen-datum:\n",
        34,
        "är inget språk",
    ),
    "bold that isn't closed": ("**{tid}**", "**{tid}", 18, "(**) i svaret saknar"),
    "a brace that isn't closed": ("**{tid}**", "**{tid}** {tid", 18, "klammer ({ eller })"),
    "a fact that is misspelt": ("**{tid}**", "**{tidd}** {tid}", 18, "Menar du ”tid”?"),
    "a source that is a name": (SOURCE, "källa: haftet\n", 7, "källa: {dokument: "),
    "days without a list": ("saknas: [kontakt]", "tider: 30 september", 14, "[{öppnar: 1 mars"),
    "gone as a day": ("saknas: [kontakt]", "utgått: 2026-11-01", 14, "utgått: {datum: "),
    "confirmed as a word": ("saknas: [kontakt]", "bekräftad: ja", 14, "bekräftad: {datum: "),
    "too many months": ("månader: 12", "månader: 100", 11, "högst 60"),
    "months in words": ("månader: 12", "månader: sex", 11, "ett helt tal med siffror."),
    "answers without dashes": ("  - id: lund-platsen\n", "    id: lund-platsen\n", 15, "före id"),
    "ways of asking without sv": ("  lund-platsen:\n    sv:\n", "  lund-platsen:\n", 24, "sv:"),
    "sv beside the id": ("  lund-platsen:\n    sv:", "  lund-platsen:\n  sv:", 25, "svarets id"),
    "a team without its area": ("lund/huset", "huset", 6, "område, snedstreck och namn"),
    "a team with capitals": ("lund/huset", "Lund/Huset", 6, "Skriv lund/huset"),
    "ways of asking for what was taken away": (
        "  lund-platsen-datum:\n",
        "  lund-platsen-vem:\n    sv: [vem får den]\n  lund-platsen-datum:\n",
        34,
        "eller ta bort frågorna",
    ),
    "NUL": (TITLE, "rubrik: Pl\0ts", 17, "NUL"),
}


@pytest.mark.alike(of=4)
@pytest.mark.parametrize(("old", "new", "line", "words"), ERRORS.values(), ids=ERRORS.keys())
def test_an_error_has_its_line_and_its_mend(
    small: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, line: int, words: str
) -> None:
    """What can't be used is named on the line where it stands, and the status is 1."""
    rewrite(small, old, new)
    status, lines = checked(small, capsys)
    assert any(row.startswith(f"{PLACE}:{line}: ") and words in row for row in lines), lines
    assert status == 1


SLIPS = {
    "a key": (TITLE, "rubrk: Plats i huset", 17, "rubrik"),
    "a key without dots": ("ämne:", "amne:", 4, "ämne"),
    "a key with keys of its own": ("källa:", "kalla:", 7, "källa"),
    "a key within one": ("  dokument:", "  dokumnt:", 8, "dokument"),
    "a source": ("dokument: haftet", "dokument: hafte", 8, "haftet"),
    "a team": ("team: lund/huset", "team: lund/hset", 6, "lund/huset"),
    "an id above ways of asking": ("  lund-platsen:\n", "  lund-platsn:\n", 24, "lund-platsen"),
    "the id of an unknown there": (
        "  lund-platsen-datum:\n",
        "  lund-platsen-datu:\n",
        34,
        "lund-platsen-datum",
    ),
    "an id that is there as well": (
        "  lund-platsen-datum:\n",
        "  lund-platsenn:\n    sv: [hur]\n  lund-platsen-datum:\n",
        34,
        "lund-platsen",
    ),
}


@pytest.mark.alike(of=4)
@pytest.mark.parametrize(("old", "new", "line", "meant"), SLIPS.values(), ids=SLIPS.keys())
def test_a_slip_is_one_error(
    small: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, line: int, meant: str
) -> None:
    """However many items have it from their thing, and whatever then seems to be missing."""
    rewrite(small, old, new)
    status, lines = checked(small, capsys)
    assert [row.partition(": ")[0] for row in lines] == [f"{PLACE}:{line}"], lines
    assert lines[0].endswith(f"Menar du ”{meant}”?")
    assert status == 1


ELSEWHERE = {
    "a pattern that can't be read": (
        WORDS,
        r"\bblankett\w*",
        r"\b(blankett\w*",
        28,
        "som ett mönster",
    ),
    "a pattern that can't be read beside others": (
        WORDS,
        r"\bblankett\w*",
        r"\b(?P<vad>blankett)\w*",
        28,
        "ihop med de andra",
    ),
    "a pattern that refers to its groups": (
        WORDS,
        r"\bblankett\w*",
        r"\b(hej)\1",
        28,
        "ihop med de andra",
    ),
    "a kind of fact": (WORDS, "  kontakt:", "  pris:", 22, "Välj något av"),
    "no Swedish small words": (WORDS, "  sv: [och,", "  fi: [och,", 5, "svenska (sv) saknas"),
    "a list's name": (WORDS, "kring_namn: [", "kring_nam: [", 10, "Menar du ”kring_namn”"),
    "an id used twice": (STAGE, "lund-okand-hyra", "lund-platsen-datum", 7, "används redan"),
    "an id with capitals": (STAGE, "- id: lund-okand", "- id: Lund-Okänd", 7, "små bokstäver"),
    "a team without a deputy": (
        TEAMS,
        "  ersättare: sverige/redaktionen\n",
        "",
        1,
        "”ersättare” saknas",
    ),
    "days that there are none of": (
        TEAMS,
        "ersättare: default",
        "ersättare: default\n  stängt: [31 november]",
        10,
        "24 december – 6 januari",
    ),
    "a team that is never there": (
        TEAMS,
        "ersättare: default",
        "ersättare: default\n  stängt: [1 januari – 31 december]",
        6,
        "aldrig öppet",
    ),
    "a deputy by a name": (
        TEAMS,
        "ersättare: sverige/redaktionen",
        "ersättare: kundtjänst",
        4,
        "”ersättare”. Ett lag skrivs med område, snedstreck och namn",
    ),
    "a language's name": (
        TEAMS,
        "  ersättare: default",
        "  språk: [svenska]\n  ersättare: default",
        9,
        "språkets två små bokstäver",
    ),
    "a team's topic in Swedish": (TEAMS, "[grants, premises", "[bidrag", 3, "Menar du grants?"),
    "joined in Swedish": (
        AREAS,
        "  orter: [Dalby]",
        "  ansluten: ja",
        12,
        "Skriv ansluten: true",
    ),
    "a colon in a source's title": (
        "sources.yaml",
        "titel: Ett häfte",
        "titel: Lunds kommun: häfte",
        2,
        'titel: "Lunds kommun: häfte"',
    ),
    "a team that is a person": (TEAMS, "huset i Lund", "Anna Andersson", 2, "personnamn"),
    "deputies in a ring": (TEAMS, "ersättare: default", "ersättare: lund/huset", 4, "i ring"),
    "an area in no area": (
        AREAS,
        "förälder: skane-lan",
        "förälder: skanelan",
        11,
        "Menar du ”skane-lan”",
    ),
    "a sentence with an unknown brace": (
        ENGLISH,
        'hej: "Hello!',
        'hej: "Hello {name}!',
        16,
        "kan inte fyllas i",
    ),
    "a sentence that Swedish lacks": (
        ENGLISH,
        "nej_tack: No thanks",
        "nej_takc: No thanks",
        81,
        "finns inte i sv.yaml",
    ),
}


@pytest.mark.alike(of=4)
@pytest.mark.parametrize(
    ("file", "old", "new", "line", "words"), ELSEWHERE.values(), ids=ELSEWHERE.keys()
)
def test_an_error_in_another_file_has_its_line(
    small: Path,
    capsys: pytest.CaptureFixture[str],
    file: str,
    old: str,
    new: str,
    line: int,
    words: str,
) -> None:
    """What stands beside the things is judged like them."""
    path = small / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 2 if file == STAGE else 1), "utf-8")
    status, lines = checked(small, capsys)
    assert any(row.startswith(f"{file}:{line}: ") and words in row for row in lines), lines
    assert status == 1


LEARNED = dict.fromkeys(
    [
        "Word's quotes inside a text",
        "a gap that is a question",
        "a hash inside a word",
        "a heading too long for a button",
        "answers that disagree on an amount",
        "few ways of asking",
        "headings that begin alike",
        "neither yes nor no",
        "the same words with other capitals",
    ],
    pytest.mark.long,
)
"""Where the ways of asking are other ones, so that they are learned anew."""
WORKS = {
    "no": (FACT, "tid: no"),
    "a number with a nought": (FACT, "tid: 026178000"),
    "a time of day": (FACT, "tid: 08:30"),
    "a percentage": (FACT, "tid: 50 %"),
    "a hash inside a word": (TITLE, "rubrik: Plats nr#1 i huset"),
    "Word's quotes inside a text": (TITLE, "rubrik: Plats i ”huset”"),
    "a tab after a colon": (FACT, "tid:\ttre månader"),
    "a hard space after a colon": (FACT, "tid:\u00a0tre månader"),
    "a zero width space after a colon": (FACT, "tid:\u200b tre månader"),
    "hard spaces for an indent": ("    rubrik", "\u00a0\u00a0  rubrik"),
    "a hard space in a number": (FACT, "tid: 10\u00a0000 gånger"),
    "a line separator in a text": (TITLE, "rubrik: Plats\u2028i huset"),
    "a next line in a text": (TITLE, "rubrik: Plats\u0085i huset"),
    "a line break of Word's": (TITLE, "rubrik: Plats\u000bi huset"),
    "a soft hyphen": (TITLE, "rubrik: Plats i hu\u00adset"),
    "a byte order mark inside": (TITLE, "rubrik: \ufeffPlats i huset"),
    "emoji in an answer": (ANSWER, f"{ANSWER} 🎉"),
    "a list in an answer": (ANSWER, f"{ANSWER}\n\n      • ett\n      • två"),
    "a link in an answer": (ANSWER, f"{ANSWER} <https://example.org>"),
    "an organisation's number": (ANSWER, f"{ANSWER} Organisationsnummer 212000-1132."),
}


@pytest.mark.alike(of=4)
@pytest.mark.parametrize(
    ("old", "new"),
    [pytest.param(*one, id=name, marks=LEARNED.get(name, ())) for name, one in WORKS.items()],
)
def test_what_can_be_read_is_no_error(
    small: Path, capsys: pytest.CaptureFixture[str], old: str, new: str
) -> None:
    """What an editor pastes without seeing it is read as it looks."""
    rewrite(small, old, new)
    status, lines = checked(small, capsys)
    assert (status, len(lines)) == (0, 1), lines


@pytest.mark.parametrize(
    "line", ["{stänger: 30 september}", "{stänger: 30 september, ungefär: ja}"]
)
def test_days_of_an_undated_source_are_not_sure(
    small: Path, capsys: pytest.CaptureFixture[str], line: str
) -> None:
    """Nobody is told how many days are left by a source that doesn't say when it was written."""
    rewrite(small, "år: omkring 2021", "år: odaterad", "sources.yaml")
    rewrite(small, "saknas: [kontakt]", f"saknas: [kontakt]\ntider: [{line}]")
    _, lines = checked(small, capsys)
    assert any("bara som senast kända" in one for one in lines) == ("ungefär" not in line), lines


YES_OR_NO = "\n".join(f"      - får vi ha platsen {count} år" for count in range(14))
HARD = "Föreningsverksamhetens handläggningsförfarande förutsätter tillståndsprövning. " * 3
UNKNOWN = "okänt:\n  - id: lund-platsen-datum\n"
NEW = "  - {id: lund-platsen-vem, rubrik: Plats i huset"
WARNINGS = {
    "the same words with other capitals": (SECOND, f"{SECOND}{SECOND.upper()}", 28, "redan"),
    "few ways of asking": (SECOND, "", 24, "Bara 7 sätt att fråga"),
    "hard language": (ANSWER, f"{ANSWER}\n      {HARD}", 18, "LIX"),
    "a review that nobody made": (CHECKED, "kontrollerad: 2024-11-20\n", 10, "Skulle ha"),
    "neither yes nor no": (SECOND, f"{SECOND}{YES_OR_NO}\n", 18, "Ja eller Nej"),
    "days that are there": (
        "saknas: [kontakt]",
        "saknas: [datum]\ntider: [{stänger: 30 september}]",
        14,
        "Ta bort datum ur ”saknas”",
    ),
    "an unknown day that is known": (
        UNKNOWN,
        f"tider: [{{stänger: 30 september}}]\n{UNKNOWN}    saknas: [datum]\n",
        23,
        "från ”okänt” till ”svar”",
    ),
    "a gap that is a question": ("vad: när man", "vad: När man", 22, "läses efter"),
    "headings that begin alike": (
        f"{TITLE}\n    sv: |\n      {ANSWER}\nokänt:",
        f"{TITLE} för unga\n    sv: |\n      {ANSWER}\n{NEW} för alla, sv: Alla får.}}\nokänt:",
        20,
        "de första 15 tecknen",
    ),
    "a heading too long for a button": (
        TITLE,
        f"{TITLE} för dem som är nya i kommunen",
        17,
        "högst 30 under ”knapp”",
    ),
    "bold that doesn't stand out": (ANSWER, f"{ANSWER} {'**A** ' * 4}", 18, "högst 3 syns"),
    "a long paragraph": (ANSWER, f"{ANSWER} {'Det är bra. ' * 30}", 18, "högst 350. Dela det"),
    "an answer that is long": (
        ANSWER,
        f"{ANSWER}\n{chr(10).join(['      ' + 'Det är bra. ' * 20] * 3)}",
        18,
        "högst 700 läses lätt",
    ),
    "answers that disagree on an amount": (
        "okänt:",
        f"{NEW}, fakta: {{tid: 50 kr}}, sv: 'I **{{tid}}**.'}}\nokänt:",
        20,
        "olika namn",
    ),
}


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        pytest.param(*fault, id=name, marks=LEARNED.get(name, ()))
        for name, fault in WARNINGS.items()
    ],
)
def test_a_warning_has_its_line_and_its_mend(
    small: Path, capsys: pytest.CaptureFixture[str], old: str, new: str, line: int, words: str
) -> None:
    """What can be used but shouldn't stay so is named on its line, and the status is 0."""
    rewrite(small, FACT, "tid: 100 kr")
    if "lund-platsen-vem" in new:
        asked = "  lund-platsen-vem:\n    sv: [vem får platsen i huset]\n"
        rewrite(small, "  lund-platsen-datum:\n", f"{asked}  lund-platsen-datum:\n")
    rewrite(small, old, new)
    status, lines = checked(small, capsys)
    assert any(row.startswith(f"{PLACE}:{line}: varning: ") and words in row for row in lines), (
        lines
    )
    assert status == 0


def test_all_faults_are_named_at_once(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Several faults of content, in several files, take one run."""
    rewrite(small, "premises", "bidrag")
    rewrite(small, "saknas: [kontakt]", "saknas: kontakt")
    rewrite(small, "premises", "lokal", STAGE)
    lines = checked(small, capsys).lines
    assert [row.split(": ")[0] for row in lines] == [f"{PLACE}:4", f"{PLACE}:14", f"{STAGE}:4"]


def test_an_id_begins_with_its_area(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """An id of another area is an error on its own line."""
    path = small / STAGE
    path.write_text(path.read_text("utf-8").replace("lund-okand", "malmo-okand"), "utf-8")
    status, lines = checked(small, capsys)
    assert status == 1
    assert lines[0].startswith(f"{STAGE}:7: ")
    assert "ska börja med" in lines[0]


def test_a_question_stands_in_one_thing(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The same way of asking in two things of an area is an error that names the other."""
    rewrite(small, SECOND, "      - Hyra scenen, pris?\n")
    status, lines = checked(small, capsys)
    assert status == 1
    assert any("står också i ”lund-platsen”" in row and STAGE in row for row in lines)


BYTES: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "Windows-1252": (lambda raw: raw.decode().encode("cp1252", "replace"), "UTF-8"),
    "UTF-16": (lambda raw: raw.decode().encode("utf-16"), "UTF-8"),
    "a document from Word": (lambda _: b"PK\x03\x04\x14\x00\xff\xfe", "Word"),
    "nothing at all": (lambda _: b"", "nycklar med värden"),
    "only text": (lambda _: b"hej\n", "nycklar med värden"),
    "cut off": (lambda raw: raw[: raw.index("frågor".encode()) + 9] + b' "', "stängs inte"),
    "a bomb of aliases": (lambda _: b"a: &a [x,x]\nb: &b [*a,*a]\nc: [*b,*b]\n", "* eller &"),
    "nested too deep": (lambda _: b"[" * 40 + b"]" * 40, "många nivåer"),
    "a byte order mark": (lambda raw: b"\xef\xbb\xbf" + raw, ""),
    "line ends of Windows": (lambda raw: raw.replace(b"\n", b"\r\n"), ""),
    "both": (lambda raw: b"\xef\xbb\xbf" + raw.replace(b"\n", b"\r\n"), ""),
    "line ends of an old Mac": (lambda raw: raw.replace(b"\n", b"\r"), ""),
}


@pytest.mark.parametrize(("change", "words"), BYTES.values(), ids=BYTES.keys())
def test_how_a_file_is_saved(
    small: Path,
    capsys: pytest.CaptureFixture[str],
    change: Callable[[bytes], bytes],
    words: str,
) -> None:
    """A file in another form is read where it can be, and else said how to save."""
    path = small / PLACE
    path.write_bytes(change(path.read_bytes()))
    status, lines = checked(small, capsys)
    assert (status == 1) == bool(words), lines
    assert not words or any(row.startswith(PLACE) and words in row for row in lines), lines


def test_a_folder_that_is_not_there(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """It is said to be missing."""
    assert "finns inte" in checked(tmp_path / "nowhere", capsys).lines[0]


def test_english_ways_of_asking(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Grants, IOP and contacts have them, also under an unknown."""
    rewrite(small, "premises", "grants", STAGE)
    lines = checked(small, capsys).lines
    assert [row for row in lines if row.startswith(STAGE)] == [
        f"{STAGE}:10: varning: Skriv minst 2 frågor på engelska."
    ]


@pytest.mark.long
def test_warns_of_a_question_that_finds_another_entry(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A question nearer to another entry than to its siblings is named with that entry."""
    rewrite(small, "- hyra scenen pris", "- lok-stöd ålder på barnen", STAGE)
    assert any(
        "sverige-lok" in row and "hade svaret blivit" in row and "talar för den: ”" in row
        for row in checked(small, capsys, "--every").lines
    )


def test_says_how_many_answers_nobody_has_confirmed(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """One line sums it up, and in a folder without a fault it is the only one."""
    status, lines = checked(small, capsys)
    assert (status, len(lines)) == (0, 1)
    assert "bekräftat" in lines[0]


def test_a_folder_from_a_mac(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Letters in two parts, and the files that a Mac lays beside, change nothing."""
    for file in small.rglob("*.yaml"):
        file.write_text(unicodedata.normalize("NFD", file.read_text("utf-8")), "utf-8")
    (small / "entries/lund/._lund-platsen.yaml").write_bytes(b"\x00\x05\x16\x07\xb0")
    (small / ".DS_Store").write_bytes(b"\x00")
    assert checked(small, capsys).status == 0


UNREAD = {
    "another ending in capitals": "entries/lund/lund-torget.YAML",
    "a text file": "entries/lund/lund-torget.yaml.txt",
    "a backup": "entries/lund/lund-platsen.yaml.bak",
    "a document": "entries/lund/Lund.docx",
    "a folder too deep": "entries/lund/gamla/lund-torget.yaml",
    "no folder of an area": "entries/lund-torget.yaml",
    "the top": "lund-torget.yaml",
    "another folder": "skräp/lund-torget.yaml",
    "the same with another ending": "entries/lund/lund-platsen.yml",
    "a list with another ending": "areas.yml",
}


@pytest.mark.parametrize("name", UNREAD.values(), ids=UNREAD.keys())
def test_a_file_that_nobody_reads(
    small: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """Nothing that an editor saves in the folder is passed over in silence."""
    (small / name).parent.mkdir(parents=True, exist_ok=True)
    (small / name).write_bytes((small / PLACE).read_bytes())
    status, lines = checked(small, capsys)
    assert status == 1
    assert [row for row in lines if row.startswith(f"{name}:1: ")], lines


def test_a_link_that_leads_nowhere(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A shortcut to a file that is gone is named."""
    (small / "entries/lund/lund-torget.yaml").symlink_to(small / "gone.yaml")
    status, lines = checked(small, capsys)
    assert status == 1
    assert "Genvägen leder till en fil som inte finns" in lines[0]


@pytest.mark.parametrize("name", ["words.yaml", "entries/lund/lund-torget.yaml"])
def test_a_link_out_of_the_folder_is_not_read(
    small: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    """Nobody shows a file of the machine's by it, neither in an answer nor in an error."""
    outside = tmp_path / "outside.yaml"
    outside.write_text("hemligt: 4711\n", "utf-8")
    (small / name).unlink(missing_ok=True)
    (small / name).symlink_to(outside)
    status, lines = checked(small, capsys)
    assert status == 1
    assert any(row.startswith(f"{name}:1: Genvägen leder ut ur mappen") for row in lines), lines
    assert not any("hemligt" in row for row in lines)
    with pytest.raises(OneWayInError, match="Genvägen leder ut"):
        load(small)


def test_a_link_within_the_folder_is_read(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """As volumes of containers have them, each file a link to a hidden folder beside it."""
    (small / "..data").mkdir()
    (small / "words.yaml").rename(small / "..data/words.yaml")
    (small / "words.yaml").symlink_to(Path("..data/words.yaml"))
    assert checked(small, capsys).status == 0


def test_what_is_left_alone(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A guide, what begins with a point, and an empty folder are no faults."""
    (small / "README.md").write_text("# Så skriver ni", "utf-8")
    (small / ".schema.json").write_text("{}", "utf-8")
    (small / "entries/malmo").mkdir()
    assert checked(small, capsys).status == 0

"""`onewayin check`: the normal form of files, what is shown first, and how large the folder is."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.cli.changes import changes
from bot.cli.check import command
from bot.errors import OneWayInError
from bot.knowledge.checks.fix import normal_form
from bot.knowledge.written import yamltext
from bot.knowledge.written.normalform import plain
from bot.knowledge.written.yamltext import Document

PLACE, STAGE = "entries/lund/lund-platsen.yaml", "entries/lund/lund-scenen.yaml"
ANSWER = "Rummet kostar inget."
HARD = "Föreningsverksamhetens handläggningsförfarande förutsätter tillståndsprövning "
SIGNS = st.text("ab1 :-|#\"'\n\r\t\u00a0\u00ad\u200b\u200c\u2028\u0085\ufeffåa\u030aک")


def tree(text: str) -> object:
    return yamltext.parse(plain(text), Document(Path())).tree


@given(SIGNS)
def test_normal_form_is_stable(text: str) -> None:
    """What is in normal form stays as it is, however it came there."""
    assert plain(plain(text)) == plain(text)
    once = normal_form(text)
    assert normal_form(once.text).changes == ()


@given(SIGNS)
def test_normal_form_keeps_the_lines(text: str) -> None:
    """No line moves, so that every problem is named where it stands."""
    rows = text.replace("\r\n", "\n").replace("\r", "\n").count("\n")
    assert plain(text).count("\n") == rows


@given(st.lists(st.tuples(st.from_regex(r"\A[a-z]{1,3}\Z"), SIGNS), max_size=4))
def test_normal_form_keeps_the_meaning(values: list[tuple[str, str]]) -> None:
    """A file that could be read says the same afterwards, but for spaces at the ends of lines."""
    text = "".join(f"{key}: |\n  x{value}\n" for key, value in values)
    before, after = tree(text), tree(normal_form(text).text)
    if isinstance(before, dict) and isinstance(after, dict):
        assert list(map(words, before.values())) == list(map(words, after.values()))


def words(value: object) -> list[str]:
    return [row.rstrip() for row in str(value).rstrip().split("\n")]


FORMS = {
    "Windows": ("a: b\r\n", "a: b\n"),
    "trailing spaces": ("a: b  \n\n\n", "a: b\n"),
    "a comment": ("# så här \na: b # mer\n", "# så här\na: b # mer\n"),
    "tabs": ("a:\n\tb: 1\n\tc: 2\n", "a:\n  b: 1\n  c: 2\n"),
    "a tab of four": ("a:\n    b: 1\n\tc: 2\n", "a:\n    b: 1\n    c: 2\n"),
    "tabs within a text": ("a: |\n  x\n  \ty\n", "a: |\n  x\n  \ty\n"),
    "a number": ("a: 10\u202f000 kr\n", "a: 10\u00a0000 kr\n"),
    "a hard space": ("a: b\u00a0c\n", "a: b c\n"),
    "Persian": ("a: می\u200cخواهم\n", "a: می\u200cخواهم\n"),
    "an emoji of two": ("a: 👩\u200d🌾\n", "a: 👩\u200d🌾\n"),
    "empty lines at the end": ("a: |+\n  b\n\n\n", "a: |+\n  b\n"),
}


@pytest.mark.parametrize(("text", "normal"), FORMS.values(), ids=FORMS.keys())
def test_normal_form(text: str, normal: str) -> None:
    """What is mended, and what has a meaning and stays."""
    assert normal_form(text).text == normal


def test_fix_writes_and_tells(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """`check --fix` writes a file in normal form, says what it did, and has then nothing to do."""
    path = small / PLACE
    text = path.read_text("utf-8")
    path.write_bytes(b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    told = []
    for _ in range(2):
        assert command.main([str(small), "--fix"], standalone_mode=False) == 0
        told.append([row for row in capsys.readouterr().err.splitlines() if "rättat" in row])
    assert told[0][0].endswith(
        f"{PLACE}: rättat: radslut från Windows eller gamla Mac, osynliga tecken."
    )
    assert told[1] == []
    assert path.read_text("utf-8") == text


def commit(folder: Path) -> None:
    known = ("-c", "user.name=x", "-c", "user.email=x@example.org")
    for arguments in (("init",), ("add", "."), (*known, "commit", "-m", "x")):
        subprocess.run(["git", "-C", str(folder), *arguments], check=True, capture_output=True)


def make_hard(path: Path) -> None:
    path.write_text(path.read_text("utf-8").replace(ANSWER, HARD * 3), "utf-8")


def lines(folder: Path, capsys: pytest.CaptureFixture[str], *options: str) -> list[str]:
    command.main([str(folder), "--today", "2028-01-01", *options], standalone_mode=False)
    return [row.replace(f"{folder}/", "") for row in capsys.readouterr().out.splitlines()]


@pytest.mark.long
def test_the_editors_own_comes_first(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """What stands in files changed since the last commit is shown first and marked."""
    file = small / "entries/sverige/sverige-lok.yaml"
    commit(small)
    before = lines(small, capsys)
    assert not any("det du ändrat" in row for row in before)
    file.write_text(f"{file.read_text('utf-8')}# ändrad\n", "utf-8")
    after = lines(small, capsys)
    assert before[0].startswith(PLACE)
    assert after[0].startswith("entries/sverige/sverige-lok.yaml:")
    assert "varning i det du ändrat: " in after[0]


def test_a_new_file_is_the_editors_own(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A file that git doesn't know yet counts as changed."""
    commit(small)
    (small / "entries/lund/lund-torget.docx").write_bytes(b"PK")
    assert "fel i det du ändrat: " in lines(small, capsys)[0]


def test_a_copy_has_only_what_differs_as_the_editors_own(small: Path) -> None:
    """Of a folder copied to one beside, only what was changed in the copy counts as changed."""
    commit(small)
    copy = Path(shutil.copytree(small, small / "prov", ignore=shutil.ignore_patterns(".git")))
    assert changes(copy) == set()
    make_hard(copy / PLACE)
    assert changes(copy) == {copy / PLACE}


@pytest.mark.long(seconds=4)
def test_at_most_thirty_warnings(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of what others wrote the rest is one line; `--every` shows it all."""
    text = (small / PLACE).read_text("utf-8")
    for number in range(40):
        copy = text.replace("lund-platsen", f"lund-platsen-{number}x")
        copy = copy.replace("Plats i huset", f"Plats {number} i huset").replace(
            "    sv:\n      - ", f"    sv:\n      - {number} "
        )
        rows = [
            f"{row} {number}" if row.startswith("      - ") else row for row in copy.split("\n")
        ]
        (small / f"entries/lund/lund-platsen-{number}x.yaml").write_text("\n".join(rows), "utf-8")
    shown = lines(small, capsys)
    assert len(shown) <= 30
    assert any("varningar till. --every visar alla." in row for row in shown)
    assert len(lines(small, capsys, "--every")) > 40


def test_a_file_too_long_is_an_error(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A thing has at most 150 lines above its ways of asking, and 600 in all."""
    path = small / STAGE
    path.write_text("# x\n" * 600 + path.read_text("utf-8"), "utf-8")
    found = [row for row in lines(small, capsys) if row.startswith(STAGE)]
    assert "högst 150" in found[0]
    assert "högst 600" in found[1]
    assert command.main([str(small), "--stats"], standalone_mode=False) == 1


def test_stats_count_the_folder(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Things by area, lines, facts that several answers share, things without names."""
    assert command.main([str(small), "--stats"], standalone_mode=False) == 0
    out = capsys.readouterr().out
    assert "lund" in out
    assert "Rader i en fil: 35 i mitten, 38 som mest, 0 filer över 600." in out
    assert "Saker utan namn: 1." in out


@pytest.mark.long
def test_warns_of_a_thing_not_found_by_its_name(
    small: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """A thing whose name leads to another one is named with that one."""
    path = small / PLACE
    text = path.read_text("utf-8").replace("sak: Plats i huset", "sak: Scenen på torget")
    path.write_text(text.replace("namn: [Platsstödet]\n", ""), "utf-8")
    found = [row for row in lines(small, capsys) if "hamnar hos" in row]
    assert found
    assert found[0].startswith(f"{PLACE}:1: varning: Den som frågar ”vad är Scenen på torget”")
    assert "”lund-scenen”" in found[0]


@pytest.mark.parametrize("inside", [False, True])
def test_one_file_alone(
    inside: bool,
    small: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    """Of a file that is named, from wherever, only its own is shown; errors elsewhere are one line,
    and the status is theirs too."""
    make_hard(small / PLACE)
    make_hard(small / "entries/sverige/sverige-lok.yaml")
    monkeypatch.chdir((small / PLACE).parent if inside else small)
    path = Path("lund-platsen.yaml" if inside else PLACE)
    assert command.main([str(path)], standalone_mode=False) == 0
    shown = capsys.readouterr()
    assert all("lund-platsen.yaml:" in row for row in shown.out.splitlines())
    assert "LIX" in shown.out
    stage = small / STAGE
    stage.write_text(stage.read_text("utf-8").replace("premises", "lokal"), "utf-8")
    assert command.main([str(path)], standalone_mode=False) == 1
    (elsewhere,) = capsys.readouterr().out.splitlines()
    assert ": 1 fel i 1 annan fil. " in elsewhere
    assert "Det första: " in elsewhere
    assert "lund-scenen.yaml:4: ”lokal” är inget ämne" in elsewhere


def test_a_file_in_no_folder_of_knowledge(tmp_path: Path) -> None:
    """It is said to be none, as a file is that isn't there."""
    (tmp_path / "a.yaml").write_text("a: b\n", "utf-8")
    for name in ("a.yaml", "b.yaml"):
        with pytest.raises(OneWayInError, match="ingen fil eller mapp i en mapp med kunskap"):
            command.main([str(tmp_path / name)], standalone_mode=False)


def test_a_folder_inside(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Of an area's folder only what stands in it is shown; one that isn't there is said to be
    none."""
    make_hard(small / PLACE)
    make_hard(small / "entries/sverige/sverige-lok.yaml")
    assert command.main([str(small / "entries/lund")], standalone_mode=False) == 0
    shown = capsys.readouterr().out.splitlines()
    assert any("LIX" in row for row in shown)
    assert all("/entries/lund/" in row for row in shown)
    with pytest.raises(OneWayInError, match="ingen fil eller mapp"):
        command.main([str(small / "entries/lnd")], standalone_mode=False)


@pytest.mark.long
def test_an_old_question_is_not_news(small: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """That a question would find another answer is told where a change causes it: the question is
    new, not the amount beside it."""
    file = small / STAGE
    text = file.read_text("utf-8").replace("- hyra scenen pris", "- lok-stöd ålder på barnen")
    for committed in (True, False):
        if committed:
            file.write_text(text, "utf-8")
            commit(small)
            file.write_text(text.replace("vad det kostar", "vad det kostar i dag"), "utf-8")
        else:
            file.write_text(text.replace("lok-stöd ålder på", "lok-stöd ålder för"), "utf-8")
        told = [row for row in lines(small, capsys) if "hade svaret blivit" in row]
        assert bool(told) is not committed, told


def test_fix_of_one_file_leaves_the_others(small: Path) -> None:
    """What others have written is theirs."""
    for file in (PLACE, STAGE):
        (small / file).write_bytes((small / file).read_bytes().replace(b"\n", b"\r\n"))
    command.main([str(small / PLACE), "--fix"], standalone_mode=False)
    assert [b"\r" in (small / file).read_bytes() for file in (PLACE, STAGE)] == [False, True]

"""The command line as a process of its own, as others run it: its streams, its status, and what it
prints."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.matching.library import Current
from tests.conftest import ROOT, SMALL

pytestmark = pytest.mark.long(seconds=1)
KEYS = "id outcome question text thing entry area lang score choices offered route".split()


def program(
    *arguments: str, stdin: str | bytes = "", cwd: Path = ROOT
) -> subprocess.CompletedProcess[str]:
    raw = stdin.encode() if isinstance(stdin, str) else stdin
    done = subprocess.run(
        [sys.executable, "-m", "bot", *arguments],
        input=raw,
        capture_output=True,
        cwd=cwd,
        timeout=60,
        check=False,
    )
    return subprocess.CompletedProcess(
        done.args, done.returncode, done.stdout.decode(), done.stderr.decode()
    )


@pytest.fixture
def beside_small(tmp_path: Path, user_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder in which a command finds the small knowledge, learned before; it starts fast."""
    return _beside_small(tmp_path, user_cache, monkeypatch)


def _beside_small(folder: Path, user_cache: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (folder / "knowledge").symlink_to(SMALL)
    monkeypatch.setenv("XDG_CACHE_HOME", str(user_cache))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    return folder


def batch(*questions: object, cwd: Path = ROOT) -> list[dict[str, object]]:
    lines = "\n".join(q if isinstance(q, str) else json.dumps(q) for q in questions)
    done = program("ask", "--batch", "-", stdin=lines, cwd=cwd)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


MATCHER = {"bot.matching.matcher", "sklearn", "scipy"}
STAGE = {"bot.cli.play", "bot.cli.player", "bot.cli.stage"}
UNNEEDED = {
    "--help": {*MATCHER, *STAGE, "numpy", "pydantic", "sqlite_utils", "structlog"},
    "route --area lund --topic grants --knowledge tests/small": {
        *MATCHER,
        *STAGE,
        "numpy",
        "sqlite_utils",
    },
    "cases --database none": {*MATCHER, *STAGE},  # numpy: sqlite-utils takes it where it is
    "run --settings none": {*STAGE, "sklearn", "scipy"},
}


@pytest.mark.parametrize(("written", "unneeded"), UNNEEDED.items(), ids=UNNEEDED.keys())
def test_a_command_imports_what_it_needs(written: str, unneeded: set[str]) -> None:
    """What is slow, or of no use to it, stays out of its process."""
    code = "import sys; from bot.cli.main import main; main(sys.argv[1:]); print(*sys.modules)"
    command = [sys.executable, "-c", code, *written.split()]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, check=True)
    assert not unneeded & set(done.stdout.splitlines()[-1].split())


COMPLETED = {
    "onewayin ro": {"route"},
    "onewayin ask --kn": {"--knowledge"},
    "onewayin route --area helsingb": {"helsingborg"},
    "onewayin route --knowledge tests/small --area lu": {"lund"},
    "onewayin chat --knowledge none --area lu": set(),
    "onewayin route --topic ko": {"kontakter"},
}


@pytest.mark.parametrize(("typed", "completed"), COMPLETED.items(), ids=COMPLETED.keys())
def test_a_shell_completes(typed: str, completed: set[str]) -> None:
    """Commands, options, areas of the knowledge that is named, and topics."""
    asked = {
        "_ONEWAYIN_COMPLETE": "bash_complete",
        "COMP_WORDS": typed,
        "COMP_CWORD": str(len(typed.split()) - 1),
    }
    command = [sys.executable, "-m", "bot"]
    done = subprocess.run(
        command, capture_output=True, text=True, cwd=ROOT, env=os.environ | asked, check=True
    )
    assert set(re.findall("(?m)^plain,(.+)$", done.stdout)) == completed


def shell(script: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """A script of sh, in which $ONEWAYIN is the program."""
    env = os.environ | {"ONEWAYIN": f"{sys.executable} -m bot"}
    command = ["sh", "-c", script]
    return subprocess.run(
        command, capture_output=True, text=True, cwd=cwd, env=env, timeout=60, check=False
    )


@pytest.mark.parametrize(
    "script",
    [
        "{ $ONEWAYIN --help; echo $? >&2; } | true",
        "{ $ONEWAYIN ask hej; echo $? >&2; } | true",
        f"{{ $ONEWAYIN ask --batch {ROOT}/tests/exam/open/lund.jsonl; echo $? >&2; }} | head -c 1",
        "{ yes hej | head -n 50 | $ONEWAYIN chat; echo $? >&2; } | head -n 1",
        "$ONEWAYIN ask hej >&-; echo $? >&2",
        "$ONEWAYIN ask --batch - <&-; echo $? >&2",
        "$ONEWAYIN play - <&-; echo $? >&2",
        "$ONEWAYIN chat <&-; echo $? >&2",
    ],
)
def test_a_stream_may_be_closed(script: str, beside_small: Path) -> None:
    """Where the reader of a pipe went away, or a stream was closed, there is nothing to say."""
    assert shell(script, beside_small).stderr == "0\n"


def test_the_bot_ends_where_its_terminal_is_closed(beside_small: Path) -> None:
    """It doesn't wait for a terminal that nobody can write in."""
    script = "echo '[console]' > a.toml; $ONEWAYIN run --settings a.toml <&- 2>/dev/null; echo $?"
    assert shell(script, beside_small).stdout.splitlines()[-1] == "0"


@pytest.mark.parametrize(
    "written",
    [
        "--help",
        "find huset",
        "ask hej",
        "ask --batch -",
        "play -",
        "chat",
        "check --stats",
    ],
)
def test_a_full_disk_is_said_in_a_sentence(written: str, beside_small: Path) -> None:
    """Where nothing can be written the command ends, with status 1; nothing is tried again."""
    line = '{"q": "hej", "turns": [{"say": "hej"}]}'
    done = shell(f"echo '{line}' | $ONEWAYIN {written} >/dev/full", beside_small)
    assert done.stderr == "Det går inte att skriva ut svaret (disken är full).\n"
    assert done.returncode == 1


@pytest.mark.parametrize("python", ["", "PYTHONUTF8=0 PYTHONCOERCECLOCALE=0 LC_ALL=C"])
def test_a_question_is_read_in_any_locale(python: str, beside_small: Path) -> None:
    """An argument is UTF-8, as the streams are."""
    question = "Vad är startbidragets högsta belopp i Helsingborg?"
    asked = f"{python} $ONEWAYIN ask --json '{question}'"
    assert f'"question": "{question}"' in shell(asked, beside_small).stdout


def test_an_interrupted_command_says_nothing(tmp_path: Path) -> None:
    """Ctrl-C while it reads: status 130, as of any program."""
    pipe = tmp_path / "questions"
    os.mkfifo(pipe)
    command = [sys.executable, "-m", "bot", "ask", "--batch", str(pipe)]
    # A shell starts what runs in its background deaf to Ctrl-C, and so would be the tests' program.
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    process = subprocess.Popen(command, stderr=subprocess.PIPE, cwd=ROOT)
    signal.signal(signal.SIGINT, before)
    with pipe.open("wb"):  # once the program reads from it
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=30)[1] == b""
    assert process.returncode == 130


def test_ask_answers_with_amount_and_source(current: Current) -> None:
    """The main job, from the shell."""
    done = program("ask", "Hur mycket kan man få i Snabb slant i Ekerö?")
    assert done.returncode == 0
    assert "10 000 kr" in done.stdout
    assert "Källa: MUCF:s skrift, kap. Ekerö" in done.stdout


def test_ask_json_has_the_keys_that_others_build_on(current: Current) -> None:
    """One object with exactly the keys of the contract."""
    shown = json.loads(
        program("ask", "--json", "--area", "lund", "När stänger ansökan till midi?").stdout
    )
    assert list(shown) == KEYS
    assert shown["outcome"] == "handoff"
    assert shown["route"] == {
        "area": "lund",
        "team": "lund/stenkrossen",
        "topic": shown["route"]["topic"],
    }
    assert shown["choices"] == ["Ja, skicka", "Ändra först", "Nej tack"]


def test_ask_explains_itself(current: Current) -> None:
    """Which words spoke for the best and for its rival, the confidence of each, the limit, and the
    file and line of the answer, of each candidate and of the way of asking that is most like."""
    shown = program("ask", "--explain", "--area", "ekero", "hur mkt pengar ger snabb slant").stdout
    assert "läst som: hur mycket pengar ger snabb slant" in shown
    assert "Gränsen för ett svar" in shown
    assert "gemensamma ord" in shown
    file = "knowledge/entries/ekero/ekero-snabb-slant.yaml"
    assert re.search(rf"^Står i: {file}:\d+$", shown, re.MULTILINE)
    assert re.search(
        rf"ekero-snabb-slant-belopp \({file}:\d+\) — liknar ”.+” \(rad \d+; gemensamma ord", shown
    )
    assert re.search(
        r"ord som talade för ekero-snabb-slant-belopp framför \S+: .*”\w+” \(0\.\d\d\)",
        shown,
    )


def test_batch_answers_each_line_in_order(current: Current) -> None:
    """Unknown areas, languages and keys do no harm, and no line stops the run."""
    rows = batch(
        {"id": 1, "q": "hej"},
        {"id": "två", "q": "Vad är LOK-stöd?", "area": "atlantis", "lang": "xx", "more": True},
        "inte json",
        {"id": 3},
        {"id": 4, "q": "Ge mig ett recept på lasagne"},
        {"id": 5, "q": "Mitt nummer är 620829-2398, vad gör Idélabbet i Ekerö?"},
    )
    assert [row["id"] for row in rows] == [1, "två", None, 3, 4, 5]
    assert rows[0]["outcome"] == "smalltalk"
    assert rows[1]["outcome"] == "answer"
    assert rows[1]["lang"] == "sv"
    assert "error" in rows[2]
    assert rows[4]["route"] == {"area": None, "team": None, "topic": "other"}
    assert "2398" not in json.dumps(rows[5])


REFUSED = {
    "bytes that are no text": ('{"id": 7, "q": "får vi"}'.encode("latin-1"), 7, "UTF-8"),
    "a question that is no text": (b'{"id": "sju", "q": 7}', "sju", "”q” ska vara en text"),
    "a list": (b'["id", 7]', None, "inget objekt"),
    "half a line": (b'{"id": 7', None, "inget objekt"),
}


@pytest.mark.parametrize(("line", "id_", "words"), REFUSED.values(), ids=REFUSED.keys())
def test_a_line_that_cannot_be_read_is_alone_in_it(
    line: bytes, id_: object, words: str, beside_small: Path
) -> None:
    """It says what is wrong, with its number and the id that it has; the others are answered."""
    lines = b'{"id": 1, "q": "hej"}\n%s\n' % line * 2
    done = program("ask", "--batch", "-", stdin=lines, cwd=beside_small)
    rows = [json.loads(row) for row in done.stdout.splitlines()]
    assert [row.get("outcome") for row in rows] == ["smalltalk", None] * 2
    assert rows[1]["id"] == id_
    assert rows[1]["error"].startswith("Rad 2: ")
    assert words in rows[1]["error"]


def test_batch_names_an_unknown_area_once(beside_small: Path) -> None:
    """On standard error, whatever it is; an area that isn't given is no unknown one."""
    areas = ["atlantis", "atlantis", "lund", None, "", 7]
    rows = [json.dumps({"id": area, "q": "hej", "area": area}) for area in areas]
    done = program("ask", "--batch", "-", stdin="\n".join(rows), cwd=beside_small)
    assert len(done.stdout.splitlines()) == len(areas)
    assert re.findall("”(.+?)”", done.stderr) == ["atlantis", "7"]


def test_ask_names_an_unknown_area(beside_small: Path) -> None:
    """As in a batch, it counts as not given."""
    done = program("ask", "--area", "atlantis", "Vad är LOK-stöd?", cwd=beside_small)
    assert done.returncode == 0
    assert "”atlantis”" in done.stderr


def test_ask_takes_the_name_of_an_area(beside_small: Path) -> None:
    """Also with a capital letter: nothing is said to be unknown."""
    shown = [
        program("ask", "--json", "--area", area, "får man ett rum gratis", cwd=beside_small)
        for area in ("lund", "Lund")
    ]
    assert '"outcome": "answer"' in shown[0].stdout
    assert shown[0].stdout == shown[1].stdout
    assert "finns inte" not in shown[1].stderr


ODD = {
    "empty": "",
    "one character": "a",
    "emoji": "🎉🎉",
    "100 kB": "vad är iop " * 10_000,
    "NUL": "vad är\x00 iop",
    "right to left": "ما هي المنح المتاحة لجمعيتنا؟",
    "direction marks": "\u202evad är iop\u202c",
    "only digits": "1234567890" * 50,
    "braces": "{fråga} {0} %s",
    "markdown": "**[x](http://example.org)** `kod`",
}


@pytest.fixture(scope="module")
def odd(
    tmp_path_factory: pytest.TempPathFactory, user_cache: Path
) -> dict[object, dict[str, object]]:
    """What each of the odd questions gets, all in one run."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        folder = _beside_small(tmp_path_factory.mktemp("odd"), user_cache, monkeypatch)
        asked = ({"id": name, "q": question} for name, question in ODD.items())
        rows = batch(*asked, cwd=folder)
    return {row["id"]: row for row in rows}


@pytest.mark.parametrize("name", ODD)
def test_odd_questions_get_a_sentence(name: str, odd: dict[object, dict[str, object]]) -> None:
    """Whatever is asked, there is an outcome and a sentence."""
    assert odd[name]["outcome"] in ("answer", "clarify", "handoff", "smalltalk")
    assert odd[name]["text"]


def test_check_of_the_shipped_knowledge_finds_no_error(current: Current) -> None:
    """What is shipped is whole."""
    done = program("check")
    assert done.returncode == 0, done.stdout
    assert done.stderr.startswith("0 fel")


def test_check_json_and_status(small: Path) -> None:
    """An error gives status 1, and a JSON line with file, line and text."""
    (small / "entries" / "lund.yaml").write_text("- id: x\n", "utf-8")
    done = program("check", "--json", "--today", "2026-11-20", str(small))
    assert done.returncode == 1
    found = json.loads(done.stdout.splitlines()[0])
    assert found["level"] == "error"
    assert found["file"].endswith("lund.yaml")
    assert found["line"] == 1


def test_chat_works_piped(current: Current) -> None:
    """Questions in, answers out; the first one greets, a number means a choice."""
    done = program(
        "chat",
        stdin="Hur mycket kan man få i snabb slant?\nEkerö\n/hjalp\n/omrade Lund\n/nonsens\n",
    )
    assert done.returncode == 0
    assert "automatisk tjänst" in done.stdout.split("\n\n")[0]
    assert "10 000 kr" in done.stdout
    assert "/glom" in done.stdout
    assert "Då svarar jag för Lund" in done.stdout


def test_chat_takes_a_letter_of_several_lines(current: Current) -> None:
    """A line that ends with a backslash goes on in the next, also for a coordinator."""
    done = program(
        "chat",
        stdin="Hej!\\\nVad är startbidragets högsta belopp\\\ni Helsingborg?\nja\n"
        "@2 Hej!\\\nHögst 5 000.\n",
    )
    assert "Fråga med egna ord" not in done.stdout
    assert "Hej!\nHögst 5 000." in done.stdout


def test_chat_survives_bytes_that_are_no_text(beside_small: Path) -> None:
    """Bytes that aren't UTF-8 and a line without end are read as well as can be."""
    done = program("chat", stdin=b"\xff\xfe\x00hej\nVad \xe4r IOP\nhej", cwd=beside_small)
    assert done.returncode == 0
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize(
    "typed",
    [
        "Hur mycket kan man få i Snabb slant i Ekerö?",
        "Hej!\nHur mycket kan man få i Snabb slant i Ekerö?",
        "\x1b[200~Hej!\nHur mycket kan man få i Snabb slant i Ekerö?\x1b[201~",
        "Hej!\\\nHur mycket kan man få i Snabb slant i Ekerö?",
    ],
    ids=["a line", "a block", "a block in brackets", "a line that goes on"],
)
def test_chat_in_a_real_terminal(typed: str, current: Current) -> None:
    """With a terminal on both ends it prompts, renders bold text and takes a block as one."""
    main, side = pty.openpty()
    command = [sys.executable, "-m", "bot", "chat"]
    env = os.environ | {"TERM": "xterm-256color"}
    process = subprocess.Popen(command, stdin=side, stdout=side, stderr=side, cwd=ROOT, env=env)
    os.close(side)
    os.write(main, f"{typed}\n".encode())
    shown, deadline = b"", time.monotonic() + 30
    while (
        b"> " not in shown.partition("Inte det jag frågade".encode())[2]
        and time.monotonic() < deadline
    ):
        shown += os.read(main, 4096)
    os.write(main, b"\x04")
    assert process.wait(timeout=30) == 0
    os.close(main)
    assert b"\x1b[1m" in shown
    read = shown.decode(errors="replace")
    assert "10 000" in read
    assert "Fråga med egna ord" not in read, "a greeting of its own was answered"

"""The whole bot while people ask and editors edit, in short; ``make live`` does it at length."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from benchmarks import live
from tests.conftest import ROOT

pytestmark = pytest.mark.long(seconds=10)


@pytest.mark.timeout(300)
def test_people_ask_while_editors_edit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Nothing fails, nothing is answered from a broken folder, and every change is seen: by askers,
    or where it is broken by the editors."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    few = "--questions 60 --changes 5 --ways 1 --broken 1 --askers 2 --patience 250"
    assert live.main(["--knowledge", str(ROOT / "tests" / "small"), *few.split()]) == 0
    said = capsys.readouterr().out
    assert re.search(r"questions \d+: failed 0, answered from a broken folder 0\n", said)
    assert "not seen in time: 0" in said
    assert re.search(r"text, from write to visible: \d+\.\d+ s", said)
    assert re.search(r"ways, from write to visible: \d+\.\d+ s", said)
    assert re.search(r"longest stall of the loop: \d+ ms", said)

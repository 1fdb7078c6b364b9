"""The cache: used when nothing has changed, renewed when something has, ignored when broken."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import grimp
import numpy as np
import pytest

from bot.errors import KnowledgeError
from bot.matching.cache import DAY, SHAPING
from bot.matching.library import open_library
from bot.matching.serialization import arrays_of, text_of


def opened(small: Path, cache: Path) -> tuple[list[float], str]:
    """What was said while opening, and the answer to a question that needs everything."""
    told: list[float] = []
    current = open_library(small, cache_folder=cache, progress=told.append)
    return told, current.matcher.rank("hur länge får man ha platsen", "lund").candidates[0].label


@pytest.fixture
def learned(tmp_path: Path, user_cache: Path) -> Path:
    """A cache in which all of the small knowledge is kept."""
    return Path(shutil.copytree(user_cache / "onewayin", tmp_path / "learned"))


@pytest.mark.long(seconds=3)
def test_second_start_builds_nothing(small: Path, tmp_path: Path) -> None:
    """The first start says how far it has come; the second reads what was kept, and ranks the
    same."""
    cache = tmp_path / "cache"
    first, second = opened(small, cache), opened(small, cache)
    assert first[0] == sorted(first[0])
    assert (first[0][0], first[0][-1]) == (0.0, 1.0)
    assert second == ([], first[1])


@pytest.mark.long(seconds=3)
def test_what_is_kept_is_all_of_it(small: Path, tmp_path: Path) -> None:
    """A matcher from the cache gives every number that the built one gave."""
    built, kept = (open_library(small, cache_folder=tmp_path / "cache") for _ in range(2))
    for question in ("hyra scenen", "lok", "sista datum platsstödet", "recept"):
        one, other = (
            current.matcher.rank(question, "lund").candidates for current in (built, kept)
        )
        assert one == other
    assert built.knowledge == kept.knowledge


def test_a_changed_file_is_noticed(small: Path, learned: Path) -> None:
    """A new fact is in the next answer."""
    open_library(small, cache_folder=learned)
    path = small / "entries" / "lund" / "lund-platsen.yaml"
    path.write_text(path.read_text("utf-8").replace("tre månader", "fyra månader", 1), "utf-8")
    current = open_library(small, cache_folder=learned)
    assert "fyra månader" in current.knowledge.entries["lund-platsen"].answer_in("sv")


@pytest.mark.parametrize("name", ["knowledge.json", "block.json", "arrays.npz"])
@pytest.mark.long(seconds=3)
def test_a_broken_cache_is_as_good_as_none(small: Path, learned: Path, name: str) -> None:
    """Half a file in the cache is read or learned anew, without a word of the error."""
    first = opened(small, learned)
    assert first[0] == []
    for file in learned.glob(f"*/{name}"):
        file.write_bytes(file.read_bytes()[:100])
    assert opened(small, learned)[1] == first[1]
    assert opened(small, learned) == first


@pytest.mark.long(seconds=3)
def test_a_cache_that_can_not_be_written_is_no_error(small: Path, tmp_path: Path) -> None:
    """Where the cache's folder is a file, everything is built each time."""
    (tmp_path / "cache").write_text("in the way")
    assert opened(small, tmp_path / "cache")[1] == "lund-platsen"


def test_what_a_killed_process_left_is_removed(small: Path, learned: Path) -> None:
    """A cache that was never finished is not read, and goes once nobody can be writing it."""
    for name, made in ("tmpold", 0.0), ("tmpnew", time.time()):
        (learned / name / "cache").mkdir(parents=True)
        os.utime(learned / name, (made, made))
    with (small / "words.yaml").open("a", encoding="utf-8") as words:
        words.write("# a change, which is kept\n")
    assert opened(small, learned)[1] == "lund-platsen"
    assert {path.name for path in learned.glob("tmp*")} == {"tmpnew"}


def test_what_was_used_longest_ago_goes_first(
    small: Path, learned: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What there is too much of is removed by last use, and never what was used today: somebody's
    check throws out nothing of a bot's, however long ago that was made."""
    made = time.time() - 7 * DAY
    for kept in learned.iterdir():
        os.utime(kept, (made, made))
    open_library(small, cache_folder=learned)
    # The knowledge, and the blocks of the country, the county and the municipality at least.
    used = [kept for kept in learned.iterdir() if kept.stat().st_mtime > made + DAY]
    assert len(used) > 2
    old = learned / "block-old-program"
    old.mkdir()
    os.utime(old, (0.0, 0.0))
    with (small / "words.yaml").open("a", encoding="utf-8") as words:
        words.write("# a change\n")
    monkeypatch.setattr("bot.matching.cache.LARGEST", 0)
    open_library(small, cache_folder=learned)
    assert not old.exists()
    assert all(kept.exists() for kept in used)


@pytest.mark.long(seconds=5)
def test_only_what_changed_is_learned(small: Path, learned: Path, tmp_path: Path) -> None:
    """A new way of asking is learned in its own area; all else is as it was, byte for byte, also
    beside what is learned from nothing."""
    before = open_library(small, cache_folder=learned).matcher.blocks
    path = small / "entries" / "lund" / "lund-platsen.yaml"
    text = path.read_text("utf-8")
    path.write_text(
        text.replace("    sv:\n      -", "    sv:\n      - platsens alla regler\n      -", 1),
        "utf-8",
    )
    edited = open_library(small, cache_folder=learned).matcher.blocks
    anew = open_library(small, cache_folder=tmp_path / "cache").matcher.blocks
    assert text_of(edited["lund"]) != text_of(before["lund"])
    for area, block in anew.items():
        assert text_of(edited[area]) == text_of(block)
        for name, array in arrays_of(block).items():
            np.testing.assert_array_equal(arrays_of(edited[area])[name], array)
    assert text_of(edited["sverige"]) == text_of(before["sverige"])


def test_knowledge_with_an_error_is_not_opened(small: Path, tmp_path: Path) -> None:
    """Everything that is wrong is in the error, with file and line."""
    (small / "teams.yaml").write_text("- id: x\n", "utf-8")
    with pytest.raises(KnowledgeError, match=r"teams\.yaml:1: "):
        open_library(small, cache_folder=tmp_path / "cache")


def test_the_cache_is_keyed_by_all_that_shapes_it() -> None:
    """Every module that the matcher is built with counts; no other does."""
    imports = grimp.build_graph("bot")
    start = "bot.matching.library"
    needed = {start, *imports.find_upstream_modules(start)}
    assert {module.removeprefix("bot.") for module in needed} == set(SHAPING)

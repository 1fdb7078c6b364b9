"""The cache: used when nothing has changed, renewed when something has, ignored when broken."""

from __future__ import annotations

import os
import time
from pathlib import Path

import grimp
import pytest

from bot.errors import KnowledgeError
from bot.matching.cache import SHAPING
from bot.matching.library import open_library


def opened(small: Path, cache: Path) -> tuple[list[str], str]:
    """What was said while opening, and the answer to a question that needs everything."""
    told: list[str] = []
    current = open_library(small, cache_folder=cache, progress=told.append)
    return told, current.matcher.rank("hur länge får man ha platsen", "lund").candidates[0].label


def test_second_start_builds_nothing(small: Path, tmp_path: Path) -> None:
    """The first start says that it builds; the second reads what was kept, and ranks the same."""
    cache = tmp_path / "cache"
    first, second = opened(small, cache), opened(small, cache)
    assert len(first[0]) == 1
    assert second == ([], first[1])


def test_what_is_kept_is_all_of_it(small: Path, tmp_path: Path) -> None:
    """A matcher from the cache gives every number that the built one gave."""
    built, kept = (open_library(small, cache_folder=tmp_path / "cache") for _ in range(2))
    for question in ("hyra scenen", "lok", "sista datum platsstödet", "recept"):
        one, other = (
            current.matcher.rank(question, "lund").candidates for current in (built, kept)
        )
        assert one == other
    assert built.knowledge == kept.knowledge


def test_a_changed_file_is_noticed(small: Path, tmp_path: Path) -> None:
    """A new fact is in the next answer."""
    open_library(small, cache_folder=tmp_path / "cache")
    path = small / "entries" / "lund" / "lund-platsen.yaml"
    path.write_text(path.read_text("utf-8").replace("tre månader", "fyra månader", 1), "utf-8")
    current = open_library(small, cache_folder=tmp_path / "cache")
    assert "fyra månader" in current.knowledge.entries["lund-platsen"].answer_in("sv")


@pytest.mark.parametrize("name", ["knowledge.json", "matcher.json", "arrays.npz"])
def test_a_broken_cache_is_as_good_as_none(small: Path, tmp_path: Path, name: str) -> None:
    """Half a file in the cache is built anew, without a word of the error."""
    cache = tmp_path / "cache"
    open_library(small, cache_folder=cache)
    (file,) = cache.glob(f"*/{name}")
    file.write_bytes(file.read_bytes()[:100])
    assert len(opened(small, cache)[0]) == 1


def test_a_cache_that_can_not_be_written_is_no_error(small: Path, tmp_path: Path) -> None:
    """Where the cache's folder is a file, everything is built each time."""
    (tmp_path / "cache").write_text("in the way")
    assert opened(small, tmp_path / "cache")[1] == "lund-platsen"


def test_what_a_killed_process_left_is_removed(small: Path, tmp_path: Path) -> None:
    """A cache that was never finished is not read, and goes once nobody can be writing it."""
    for name, made in ("tmpold", 0.0), ("tmpnew", time.time()):
        (tmp_path / "cache" / name / "cache").mkdir(parents=True)
        os.utime(tmp_path / "cache" / name, (made, made))
    assert opened(small, tmp_path / "cache")[1] == "lund-platsen"
    assert {path.name for path in (tmp_path / "cache").glob("tmp*")} == {"tmpnew"}


def test_old_caches_are_removed(small: Path, tmp_path: Path) -> None:
    """Each change makes a new cache; only the newest are kept."""
    for number in range(7):
        with (small / "words.yaml").open("a", encoding="utf-8") as words:
            words.write(f"# {number}\n")
        open_library(small, cache_folder=tmp_path / "cache")
    assert len(list((tmp_path / "cache").iterdir())) <= 4


def test_knowledge_with_an_error_is_not_opened(small: Path, tmp_path: Path) -> None:
    """Everything that is wrong is in the error, with file and line."""
    (small / "teams.yaml").write_text("- id: x\n", "utf-8")
    with pytest.raises(KnowledgeError, match=r"teams\.yaml:1: "):
        open_library(small, cache_folder=tmp_path / "cache")


def test_the_cache_is_keyed_by_all_that_shapes_it() -> None:
    """Every module that the matcher is built with counts; no other does."""
    imports = grimp.build_graph("bot")
    needed = {
        module
        for start in ("bot.matching.library", "bot.matching.training")
        for module in [start, *imports.find_upstream_modules(start)]
    }
    assert {module.removeprefix("bot.") for module in needed} == set(SHAPING)

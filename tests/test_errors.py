"""The tree of the errors that reach a person."""

from __future__ import annotations

import errno
import os
import re

import pytest

from bot import errors
from tests.conftest import ROOT

_KIND = re.compile(r"^class (\w+)\(OneWayInError\)", re.MULTILINE)


def test_the_tree_has_every_error_and_no_other() -> None:
    """Each kind that some module has is drawn, and each that is drawn is some module's."""
    code = [file for room in ("bot", "adapters") for file in (ROOT / room).rglob("*.py")]
    kinds = {name for file in code for name in _KIND.findall(file.read_text("utf-8"))}
    assert set(re.findall(r"[├└]── (\w+)", errors.__doc__ or "")) == kinds


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (errno.ENOENT, "finns inte"),
        (errno.EACCES, "behörighet saknas"),
        (errno.EISDIR, "är en mapp"),
        (errno.ENOTDIR, "en fil står där en mapp ska vara"),
        (errno.ENOSPC, "disken är full"),
        (errno.EDOM, os.strerror(errno.EDOM)),
    ],
)
def test_what_the_system_says_is_said_in_swedish(number: int, said: str) -> None:
    """The usual reasons; others as the system has them."""
    assert errors.reason(OSError(number, os.strerror(number))) == said

"""The errors that reach a person, and what is wrong in a file.

OneWayInError                what a person can mend; its text is a sentence for them
├── KnowledgeError           the knowledge can't be used; carries every Problem (here)
├── SettingsError            the settings can't be used (settings)
├── DatabaseError            the database can't be opened (storage.database)
├── TryLater                 a network asks to wait (channel)
├── Undeliverable            a network will never take a message (channel)
├── ChannelClosed            a network no longer lets the bot in (channel)
└── ForeignIdentityError     a server says that it is another one than before (adapters.matrix)
"""

from __future__ import annotations

import errno
import re
import traceback
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path


class OneWayInError(Exception):
    """Something a person can mend; the text says what is wrong and what to do."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong in a file: where, what, and the mend, in Swedish."""

    file: Path
    line: int
    text: str
    warning: bool = False
    kind: str = "schema"

    def __str__(self) -> str:
        level = "varning: " if self.warning else ""
        return f"{visible(str(self.file))}:{self.line}: {level}{visible(self.text)}"


class KnowledgeError(OneWayInError):
    """The knowledge has errors; ``problems`` lists them all."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = tuple(problems)


_REASONS = {
    errno.ENOENT: "finns inte",
    errno.EACCES: "behörighet saknas",
    errno.EPERM: "behörighet saknas",
    errno.EISDIR: "är en mapp",
    errno.ENOTDIR: "en fil står där en mapp ska vara",
    errno.ENAMETOOLONG: "namnet är för långt",
    errno.ELOOP: "genvägar leder i ring",
    errno.ENOSPC: "disken är full",
    errno.EDQUOT: "disken är full",
    errno.EFBIG: "filen blir för stor",
    errno.EROFS: "går bara att läsa",
    errno.EIO: "disken svarar inte som den ska",
}


_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
"""What moves a terminal's cursor, sets its title or turns its text around."""
_WITH_PASSWORD = re.compile(r"(?<![^\s/'\"”])[^\s/:@'\"”]{1,200}:[^\s/@'\"”]{1,200}@(?=[\w\[])")
"""The name and the password in an address."""


def visible(text: str) -> str:
    """A name or a value of a file's, on one line, with what no terminal may obey written out."""
    return _CONTROL.sub(lambda char: char[0].encode("unicode_escape").decode(), text)


def told(error: object) -> str:
    """What is wrong, as it may stand on a terminal: nothing in it is obeyed, and no address
    shows its password."""
    lines = str(error).split("\n")
    return _WITH_PASSWORD.sub("***@", "\n".join(map(visible, lines)))


def reason(error: OSError) -> str:
    """Why the system said no, in Swedish where that is one of the usual reasons."""
    return _REASONS.get(error.errno or 0) or error.strerror or type(error).__name__


def where(error: BaseException) -> str:
    """The file and line of a fault, for the log; never its text, which may be what people wrote."""
    frame = traceback.extract_tb(error.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"

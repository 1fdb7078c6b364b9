"""`python -m bot.live.detector`: tells the language of each line that it reads, in a process of its
own. Its models take seconds to load, and the interpreter is held all that time."""

from __future__ import annotations

import json
import sys

from bot.dialogue.words import languages

READY = b"ready\n"
_LOADS_ALL = "waxaan rabaa inaan ogaado"
"""Words that every model in the Latin script is asked about; of the others the script tells."""


def main() -> None:
    """A line of JSON for each, until nobody asks any more."""
    detect = languages.detector()
    detect(_LOADS_ALL)
    said = sys.stdout.buffer
    said.write(READY)
    said.flush()
    for line in sys.stdin.buffer:
        said.write(json.dumps(detect(json.loads(line))).encode() + b"\n")
        said.flush()


if __name__ == "__main__":
    main()

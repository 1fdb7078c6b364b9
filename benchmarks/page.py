"""The pages of the documentation that the benchmarks write their tables into."""

from __future__ import annotations

from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "matching.md"


def put(name: str, text: str, into: Path = PAGE) -> None:
    """Put a text between the marks of this name, in place of what stands there."""
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->\n"
    before, _, rest = into.read_text("utf-8").partition(begin)
    into.write_text(before + begin + text + end + rest.partition(end)[2], "utf-8")

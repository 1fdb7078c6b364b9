"""How large the editors' folder is, by area: what keeps a file short enough for a person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bot.knowledge.folder import Places, thing_key
from bot.knowledge.model import Knowledge, Thing
from bot.text import counted

ABOVE_QUESTIONS, ALL_LINES = 150, 600
"""Lines of a thing's file: above ``frågor:``, and in all."""


@dataclass(frozen=True)
class Size:
    """The lines of a thing's file: above ``frågor:``, and in all."""

    file: Path
    above: int
    lines: int

    @staticmethod
    def of(thing: Thing, places: Places) -> Size:
        file, line = places[thing_key(thing.id)](("frågor",))
        return Size(file, line - 1, len(file.read_bytes().splitlines()))

    @property
    def is_too_long(self) -> bool:
        return self.above > ABOVE_QUESTIONS or self.lines > ALL_LINES


def sizes(know: Knowledge, places: Places) -> list[Size]:
    return [Size.of(thing, places) for thing in know.things.values()]


def statistics(know: Knowledge, places: Places) -> Iterator[str]:
    """The lines of ``check --stats``: a row for each area, then the sums."""
    things = list(know.things.values())
    sizes = {thing.id: Size.of(thing, places) for thing in things}
    yield f"{'område':<14}{'saker':>7}{'svar':>7}{'okänt':>7}{'rader':>8}"
    for area, count in sorted(Counter(thing.area for thing in things).items()):
        own = [thing for thing in things if thing.area == area]
        answers = sum(len(thing.answers) for thing in own)
        unknowns = sum(len(thing.unknowns) for thing in own)
        lines = sum(sizes[thing.id].lines for thing in own)
        yield f"{area:<14}{count:>7}{answers:>7}{unknowns:>7}{lines:>8}"
    gaps = sum(len(thing.unknowns) for thing in things)
    lines = sum(size.lines for size in sizes.values())
    yield f"{'alla':<14}{len(things):>7}{len(know.entries):>7}{gaps:>7}{lines:>8}"
    yield "Varje sak är en fil."
    above, whole = [[size.above for size in sizes.values()], [s.lines for s in sizes.values()]]
    yield _spread("Rader före frågor", above, ABOVE_QUESTIONS)
    yield _spread("Rader i en fil", whole, ALL_LINES)
    yield f"Fakta som flera svar använder: {_shared_facts(know)}."
    yield f"Saker utan namn: {sum(not thing.names for thing in things)}."


def _spread(what: str, lines: list[int], most: int) -> str:
    """The median and the most of some counts of lines, and how many are too many."""
    if not lines:
        return f"{what}: inga filer."
    over = sum(count > most for count in lines)
    middle, largest = f"{median(lines):.0f} i mitten", f"{max(lines)} som mest"
    return f"{what}: {middle}, {largest}, {counted(over, 'fil', 'filer')} över {most}."


def _shared_facts(know: Knowledge) -> int:
    """How many facts stand once and are used by several answers."""
    used: Counter[tuple[str, str]] = Counter()
    for thing in know.things.values():
        for id_ in thing.answers:
            used.update((thing.id, name) for name in know.entries[id_].facts if name in thing.facts)
    return sum(count > 1 for count in used.values())

"""Ten or twelve digits that may be a personal number, and what the way they are written says. Pure.

The check digit decides where their shape is not that of a date and four digits alone, or where they
are more likely a time, a range of dates or a number made of a day of late.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from functools import cached_property

from stdnum import luhn

from bot.numbers.around import (
    is_amount,
    is_called_otherwise,
    is_called_so,
    is_dictated,
    leads_to_last_four,
)
from bot.numbers.digits import Group, gaps, has_letters

_ANOTHER_DATE = re.compile(r"[-/.]\d\d[-/.]\d\d(?!\d)")
_TAIL = re.compile(r"\d[-/.:]$")
RECENT, _YOUNG = 2020, 2010
"""From when on a date is more likely something else's than anybody's birthday; from when on it
takes more to be one."""
_A_CASE = 2000
"""From when on a year and four digits are the number of a question or a diary number."""
_LAST_YEAR = 2039
_ENDS_OF_ONE_DATE = ({6}, {8}, {2, 4, 6}, {4, 6, 8}, {4, 8}, {2, 6}, {4, 6})
"""Where the groups of a date may end."""
_ODDLY_SPLIT = ([10, 2], [9, 1], [8, 2], [7, 3], [4, 4, 2], [11, 1], [6, 1, 3], [5, 5], [4, 6])


def year_of(digits: str, *, is_old: bool = False) -> int:
    """The year of six or eight digits that are a day, or a day + 60 as in a coordination number;
    0 where they are none."""
    whole = len(digits) == 8
    if whole and not 1840 <= int(digits[:4]) <= _LAST_YEAR:
        return 0
    month, day = int(digits[-4:-2]), int(digits[-2:])
    try:
        # Two digits don't tell the century: 29 February is a day in some year that ends so.
        dt.date(int(digits[:4]) if whole else 2000, month, day - 60 if day > 60 else day)
    except ValueError:
        return 0
    if whole:
        return int(digits[:4])
    short = int(digits[:2])
    return 2000 + short if short <= _LAST_YEAR - 2009 and not is_old else 1900 + short


@dataclass(frozen=True)
class Candidate:
    """Ten or twelve digits that may be a personal number."""

    text: str
    row: tuple[Group, ...]

    def verdict(self) -> bool | None:
        """Whether it surely is one (True) or may be (False); None where it is something else."""
        if self._year == 0 or self._is_part_of_dates:
            return None
        if self._is_called:
            return True
        if self._is_mobile:
            return None
        if self._date_sizes == [4, 4] and self._year >= _A_CASE:
            return None
        if is_called_otherwise(self.text, self.start):
            is_plain = self._date_sizes in ([6], [8]) and self._year < _YOUNG
            # No other number is a day of the last century and four digits, even with a slip in it.
            is_so = is_plain and len(self.row) > 1
            return True if is_so and (self._is_checked or len(self.digits) == 12) else None
        if has_letters("".join(self._gaps)):
            return self._with_words()
        if len(self.row) == 1:
            return self._in_one_group()
        if all(size == 1 for size in self._sizes):
            return self._is_checked
        if self._boundary not in self._ends:
            return True if self._is_checked and self._sizes in _ODDLY_SPLIT else None
        if max(self._ends) > self._boundary:
            return self._with_split_four()
        return self._as_written()

    # What it says

    @property
    def start(self) -> int:
        return self.row[0].start

    @property
    def end(self) -> int:
        return self.row[-1].end

    @cached_property
    def digits(self) -> str:
        return "".join(group.text for group in self.row)

    @cached_property
    def _year(self) -> int:
        is_old = any("+" in gap for gap in self._gaps)
        return year_of(self.digits[:-4], is_old=is_old)

    @cached_property
    def _is_checked(self) -> bool:
        return bool(luhn.is_valid(self.digits[-10:]))

    @cached_property
    def _is_called(self) -> bool:
        return is_called_so(self.text, self.start)

    @cached_property
    def _gaps(self) -> list[str]:
        return gaps(self.text, self.row)

    @cached_property
    def _sizes(self) -> list[int]:
        return [len(group.text) for group in self.row]

    @cached_property
    def _ends(self) -> set[int]:
        sizes = self._sizes
        return {sum(sizes[:n]) for n in range(1, len(sizes))}

    @cached_property
    def _boundary(self) -> int:
        return len(self.digits) - 4

    @cached_property
    def _date_sizes(self) -> list[int]:
        sizes, date = [*self._sizes], list[int]()
        while sizes and sum(date) < self._boundary:
            date.append(sizes.pop(0))
        return date

    @cached_property
    def _gap(self) -> str:
        """What stands between the date and the four digits."""
        return self._gaps[len(self._date_sizes) - 1]

    @cached_property
    def _other_gaps(self) -> list[str]:
        between = len(self._date_sizes) - 1
        return [gap for at, gap in enumerate(self._gaps) if at != between]

    # What it looks like

    @cached_property
    def _is_part_of_dates(self) -> bool:
        """Whether its end begins another date, or its beginning ends another number."""
        if _ANOTHER_DATE.match(self.text, self.end):
            return True
        if self._sizes == [6, 6] and not self._is_called:
            return True
        begins_inside = _TAIL.search(self.text, max(0, self.start - 2), self.start) is not None
        return begins_inside and self._date_sizes not in ([6], [8])

    @cached_property
    def _is_time(self) -> bool:
        four = self.digits[-4:]
        hours, rest = int(four[:2]), int(four[2:])
        return hours <= 24 and (rest <= 59 or rest % 5 == 0)

    @cached_property
    def _is_year(self) -> bool:
        return self.digits[-4:-2] in ("19", "20")

    @cached_property
    def _is_phone(self) -> bool:
        return self.digits[0] == "0" or self.text.endswith("+46", 0, self.start)

    @cached_property
    def _is_mobile(self) -> bool:
        """Whether it is grouped as a mobile's number, and as no date is: one of sixteen such has
        the check digit of somebody born in 2007."""
        return self._sizes[0] == len("070") and self.digits.startswith("07")

    # Its shapes

    def _in_one_group(self) -> bool | None:
        if is_amount(self.text, self.end):
            return None
        if len(self.digits) == 12:
            if self._year < _YOUNG:
                return True
            if self._is_checked:
                return None if self._year >= RECENT and self._is_time else self._year < RECENT
            return None if self._year >= RECENT else False
        if self._is_checked:
            return self._year < RECENT and not self._is_phone
        return False if self._year < _YOUNG and not self._is_phone else None

    def _with_words(self) -> bool | None:
        """Words are told apart from signs: only between the date and the four digits, and only
        those that lead there."""
        if self._boundary not in self._ends or "\n" in self._gap:
            return None
        if has_letters("".join(self._other_gaps)):
            return None
        if max(self._ends) > self._boundary or is_amount(self.text, self.end):
            return None
        if is_amount(self.text, self.row[len(self._date_sizes) - 1].end):
            return None
        if leads_to_last_four(self._gap):
            return True if self._year < RECENT or self._is_checked else None
        if self._year >= RECENT or not (self._is_checked or is_dictated(self._gap)):
            return None
        return True if is_dictated(self._gap) else None if self._is_time else False

    def _with_split_four(self) -> bool | None:
        """The last four in two groups, as a time is written, or a telephone."""
        if self._is_time and (self._year >= _YOUNG or len(self.digits) == 12):
            return None
        if not self._is_checked or is_amount(self.text, self.end):
            return None
        return not self._is_phone and self._year < RECENT

    def _as_written(self) -> bool | None:
        """A date and four digits with signs between."""
        sizes, year = self._date_sizes, self._year
        ends = {sum(sizes[:n]) for n in range(1, len(sizes) + 1)}
        if not all(len(gap) <= 4 for gap in self._other_gaps):
            return None
        if ends not in _ENDS_OF_ONE_DATE:
            return (self._is_checked and year < RECENT) or None
        if is_amount(self.text, self.end) and (year >= _YOUNG or not self._is_checked):
            return None
        is_one_group, is_spaced = sizes in ([6], [8]), self._gap.isspace()
        if year >= RECENT:
            if not self._is_checked or (self._is_time and (is_spaced or not is_one_group)):
                return None
            return is_one_group and not is_spaced and not self._is_year
        if self._is_year:
            return True if self._is_checked and year < RECENT else None
        if self._is_time and not is_one_group and is_spaced and year >= _YOUNG:
            return None
        return True

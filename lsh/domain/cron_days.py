"""Which days of a month a cron expression matches, for all months there can be.

A month is one of 28 shapes: it begins on one of 7 weekdays and has 28 to 31 days. Everything that a
day-of-month and a weekday field can say, ``L`` and ``5#2`` among it, depends on the shape alone, so
the answer for every month of every year is a table of 28 bit masks (bit ``d`` is day ``d``).
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from lsh.domain.cron_fields import LAST, Field

_LENGTHS = (0, 31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
SHORTEST = 28


def month_length(year: int, month: int) -> int:
    """The number of days of a month of the Gregorian calendar."""
    leap = month == 2 and year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
    return _LENGTHS[month] + leap


@lru_cache(maxsize=2048)
def month_shape(year: int, month: int) -> int:
    """The index of a month into the table that ``day_masks`` makes."""
    return date(year, month, 1).weekday() * 4 + month_length(year, month) - SHORTEST


def day_masks(day: Field, weekday: Field) -> tuple[int, ...]:
    """The matching days of each of the 28 shapes.

    Vixie cron's rule: if neither field begins with ``*``, a day matches when either field does;
    otherwise both must.
    """
    either = not (day.starred or weekday.starred)
    masks = []
    for first in range(7):
        for length in range(SHORTEST, 32):
            by_day = _by_day(day, first, length)
            by_weekday = _by_weekday(weekday, first, length)
            both = by_day | by_weekday if either else by_day & by_weekday
            masks.append(both & _all_days(length))
    return tuple(masks)


def _all_days(length: int) -> int:
    return (1 << length + 1) - 2


def _by_day(field: Field, first: int, length: int) -> int:
    mask = field.mask
    if field.last_day:
        mask |= 1 << length
    if field.last_workday:
        last_weekday = (first + length - 1) % 7  # Monday is 0
        mask |= 1 << length - max(0, last_weekday - 4)
    return mask


def _by_weekday(field: Field, first: int, length: int) -> int:
    mask = 0
    for weekday in field.values:
        mask |= _EVERY_SEVENTH << _first_on(weekday, first)
    for weekday, nth in field.nth:
        earliest = _first_on(weekday, first)
        mask |= 1 << earliest + 7 * ((length - earliest) // 7 if nth == LAST else nth - 1)
    return mask


_EVERY_SEVENTH = 1 | 1 << 7 | 1 << 14 | 1 << 21 | 1 << 28


def _first_on(weekday: int, first: int) -> int:
    """The first day of the month that is ``weekday`` (Sunday is 0), if day 1 is ``first`` (Monday is 0)."""
    return 1 + (weekday - 1 - first) % 7

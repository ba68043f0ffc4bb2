"""How many occurrences a cron expression has in a span, without visiting them.

A day's worth is a product of three bit counts, so a week of every second costs microseconds. The
rules for gaps and folds are those of ``cron_zoned``.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from lsh.domain.cron import CronExpression
from lsh.domain.zones import fold_behind, offset_at, shifts

_SECOND = timedelta(seconds=1)


def count_occurrences(
    expression: CronExpression, zone: ZoneInfo, after: datetime, until: datetime
) -> int:
    """The number of occurrences in (``after``, ``until``], both UTC."""
    start = after.replace(microsecond=0) + _SECOND
    end = until.replace(microsecond=0) + _SECOND
    if end <= start:
        return 0
    count = _count_fixed if expression.is_fixed_time else _count_real
    return count(expression, zone, start, end)


def count_walls(expression: CronExpression, start: datetime, end: datetime) -> int:
    """The number of matching wall times in [``start``, ``end``), both naive whole seconds."""
    a_day = expression.hours.bit_count() * _an_hour(expression)
    whole_days = _days_between(expression, start.date(), end.date()) * a_day
    return whole_days + _earlier_that_day(expression, end) - _earlier_that_day(expression, start)


def _count_real(expression: CronExpression, zone: ZoneInfo, start: datetime, end: datetime) -> int:
    total, offset = 0, offset_at(start, zone)
    for shift in shifts(zone, start, end):
        total += count_walls(expression, _wall(start, offset), shift.wall_before)
        start, offset = shift.at, shift.after
    return total + count_walls(expression, _wall(start, offset), _wall(end, offset))


def _count_fixed(expression: CronExpression, zone: ZoneInfo, start: datetime, end: datetime) -> int:
    first, last = _earliest_wall(start, zone), _earliest_wall(end, zone)
    total = count_walls(expression, first, last)
    for shift in shifts(zone, start - _SECOND, end - _SECOND):
        if shift.is_gap:
            # all that the gap swallows happens at its end, together with what is due there anyway
            together = count_walls(expression, shift.wall_before, shift.wall_after + _SECOND)
            total -= max(0, together - 1)
    return total


def _earliest_wall(instant: datetime, zone: ZoneInfo) -> datetime:
    """The earliest wall time of which a fixed-time occurrence happens at ``instant`` or later."""
    fold = fold_behind(instant, zone)
    if fold is not None:
        return fold.wall_before
    # at the very end of a gap, what was due inside the gap happens
    earlier, offset = offset_at(instant - _SECOND, zone), offset_at(instant, zone)
    return _wall(instant, min(earlier, offset))


def _wall(instant: datetime, offset: timedelta) -> datetime:
    return instant.replace(tzinfo=None) + offset


def _an_hour(expression: CronExpression) -> int:
    return expression.minutes.bit_count() * expression.seconds.bit_count()


def _days_between(expression: CronExpression, start: date, end: date) -> int:
    """Matching days in [``start``, ``end``)."""
    total = 0
    year, month = start.year, start.month
    while (year, month) <= (end.year, end.month):
        days = expression.days_of(year, month)
        if (year, month) == (end.year, end.month):
            days &= (1 << end.day) - 1
        if (year, month) == (start.year, start.month):
            days = days >> start.day << start.day
        total += days.bit_count()
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return total


def _earlier_that_day(expression: CronExpression, wall: datetime) -> int:
    """Matches on the day of ``wall`` that come before it."""
    if not expression.days_of(wall.year, wall.month) >> wall.day & 1:
        return 0
    total = _below(expression.hours, wall.hour) * _an_hour(expression)
    if expression.hours >> wall.hour & 1:
        total += _below(expression.minutes, wall.minute) * expression.seconds.bit_count()
        if expression.minutes >> wall.minute & 1:
            total += _below(expression.seconds, wall.second)
    return total


def _below(mask: int, value: int) -> int:
    return (mask & (1 << value) - 1).bit_count()

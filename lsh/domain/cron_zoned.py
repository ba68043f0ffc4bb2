"""A cron expression in a time zone: the two ways to live through clocks put forward or back.

The rules are cronie's and Debian cron's, as cuu508/cronsim has them:

- A *fixed-time* expression (neither hour nor minute nor second begins with ``*``) happens exactly
  once for every wall time: at its first showing if the clock shows it twice, and at the first instant
  after the gap if the clock jumps over it. Several in one gap are one occurrence.
- Any other follows *real time*: it happens whenever the clock shows a matching time, so twice in a
  fold and not at all in a gap.

Of these, cronsim only takes the second for six fields, and starting inside the second pass of a fold
it returns to the first; ours never goes back.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from lsh.domain.cron import CronExpression
from lsh.domain.zones import (
    first_instant,
    fold_ahead,
    gap_around,
    instants_of,
    offset_at,
    offsets_of,
    wall_time,
)

_SECOND = timedelta(seconds=1)
_DAY = timedelta(days=1)


def next_fixed(expression: CronExpression, after: datetime, zone: ZoneInfo) -> datetime | None:
    """The first occurrence of a fixed-time expression strictly after ``after`` (UTC)."""
    wall: datetime | None = wall_time(after, zone)
    # more than one turn only while inside the second pass of a fold, whose walls are all in the past
    while wall is not None and (wall := expression.next_wall(wall)) is not None:
        instant = first_instant(wall, zone)
        if instant > after:
            return instant
    return None


def next_real(expression: CronExpression, after: datetime, zone: ZoneInfo) -> datetime | None:
    """The first instant strictly after ``after`` (UTC) whose wall time matches."""
    offset = offset_at(after, zone)
    wall = after.replace(tzinfo=None) + offset
    match = expression.next_wall(wall)
    # with one offset at both ends of less than a day no shift lies between, nor a fold at either end
    if match is not None and match - wall < _DAY and offsets_of(match, zone) == (offset, offset):
        return (match - offset).replace(tzinfo=UTC)
    found = _first_shown(expression, match, after, zone)
    repeated = _repeated(expression, wall, after, zone)
    return min((i for i in (found, repeated) if i is not None), default=None)


def _first_shown(
    expression: CronExpression, match: datetime | None, after: datetime, zone: ZoneInfo
) -> datetime | None:
    """The first instant after ``after`` that shows ``match`` or a later matching wall time."""
    while match is not None:
        for instant in instants_of(match, zone):
            if instant > after:
                return instant
        # jumped over, as may be thousands more in the same gap
        match = expression.next_wall(gap_around(match, zone).wall_after - _SECOND)
    return None


def _repeated(
    expression: CronExpression, wall: datetime, after: datetime, zone: ZoneInfo
) -> datetime | None:
    """In the first pass of a fold: the first match up to ``wall``, at its second showing."""
    fold = fold_ahead(after, zone)
    if fold is None:
        return None
    match = expression.next_wall(fold.wall_after - _SECOND)
    if match is None or match > wall:
        return None
    return (match - fold.after).replace(tzinfo=UTC)

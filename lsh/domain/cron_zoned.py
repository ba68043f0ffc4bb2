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
from lsh.domain.zones import first_instant, fold_ahead, gap_around, instants_of, wall_time

_SECOND = timedelta(seconds=1)


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
    found = _next_shown(expression, after, zone)
    fold = fold_ahead(after, zone)
    if fold is None:
        return found
    # in the first pass of a fold: walls that are already past will be shown once more
    again = expression.next_wall(fold.wall_after - _SECOND)
    if again is not None and again <= wall_time(after, zone):
        repeated = (again - fold.after).replace(tzinfo=UTC)
        return repeated if found is None else min(found, repeated)
    return found


def _next_shown(expression: CronExpression, after: datetime, zone: ZoneInfo) -> datetime | None:
    """The first instant after ``after`` at a matching wall time later than ``after``'s."""
    wall = expression.next_wall(wall_time(after, zone))
    while wall is not None:
        for instant in instants_of(wall, zone):
            if instant > after:
                return instant
        # jumped over; also inside the gap there may be thousands of matches
        wall = expression.next_wall(gap_around(wall, zone).wall_after - _SECOND)
    return None

"""What next_after must answer, found the slow way: look at every second or minute in turn."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from lsh.domain.cron import CronExpression

ANCHOR = datetime(2024, 1, 1, tzinfo=UTC)

# zones whose clocks do something unusual, each with days around which they do it
SHIFTS: dict[str, tuple[str, ...]] = {
    "Europe/Berlin": ("2027-03-28", "2027-10-31"),
    "America/New_York": ("2026-03-08", "2026-11-01"),
    "America/Havana": ("2026-03-08", "2026-11-01"),  # midnight twice, and a gap that begins with it
    "America/St_Johns": ("2010-03-14", "2010-11-07", "1988-04-03", "1988-10-30"),  # 00:01; 2 h
    "America/Nuuk": ("2023-03-26", "2024-03-31", "2024-10-27"),  # a gap that ends at midnight
    "Asia/Pyongyang": ("2015-08-15", "2018-05-05"),  # 30 minutes, over midnight
    "Australia/Lord_Howe": ("2026-04-05", "2026-10-04"),  # 30 minutes
    "Antarctica/Troll": ("2026-03-29", "2026-10-25"),  # 2 hours
    "Antarctica/Casey": ("2009-10-18", "2010-03-05", "2018-03-11", "2020-10-04"),  # 3 hours
    "Asia/Kathmandu": ("1986-01-01",),  # 15 minutes, over midnight
    "America/Sao_Paulo": ("2018-02-18", "2018-11-04"),  # at midnight
    "Pacific/Apia": ("2011-12-30",),  # a whole day left out
    "Africa/Casablanca": ("2026-02-15", "2026-03-22"),  # back for Ramadan, forward after it
}


def day_of(text: str) -> datetime:
    """The UTC midnight of a date."""
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


def slow_occurrences(
    expression: CronExpression, zone: ZoneInfo, start: datetime, end: datetime, step: timedelta
) -> Iterator[datetime]:
    """The occurrences in (``start``, ``end``], all of which must lie on ``start`` plus k ``step``.

    The rules are applied literally: real-time expressions at each instant whose wall time matches;
    fixed-time ones at each instant that shows, for the first time, a matching wall time or a wall
    time later than one that no instant shows.
    """
    latest = start.astimezone(zone).replace(tzinfo=None)
    earlier = start - timedelta(days=1)
    while earlier <= start:  # the start may lie in the second pass of a fold
        latest = max(latest, earlier.astimezone(zone).replace(tzinfo=None))
        earlier += step
    instant = start + step
    while instant <= end:
        wall = instant.astimezone(zone).replace(tzinfo=None)
        if expression.is_fixed_time:
            due = False
            while latest < wall:
                latest += step
                due = due or expression.matches(latest)
        else:
            due = expression.matches(wall)
        if due:
            yield instant
        instant += step

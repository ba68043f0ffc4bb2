"""Cron in time zones, through every kind of clock change, against two oracles.

The slow oracle applies the rules literally and is always right. cronsim is an independent reading of
the same rules; where it is known to differ, the difference has a test of its own below.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from cronsim import CronSim
from hypothesis import given, settings
from hypothesis import strategies as st

from lsh.domain.cron import CronExpression
from lsh.domain.triggers import CronTrigger

from .oracle import SHIFTS, day_of, slow_occurrences
from .strategies import ANY, EVERY_DAY, FIVE, FIXED

MEETINGS = [(zone, day) for zone, days in SHIFTS.items() for day in days]
_MINUTE = timedelta(minutes=1)
# every clock changes within this much of the UTC midnight of its local date
BEFORE, AFTER = timedelta(hours=15), timedelta(hours=27)


def cron(text: str, zone: str) -> CronTrigger:
    return CronTrigger(CronExpression.parse(text), ZoneInfo(zone))


def occurrences(trigger: CronTrigger, start: datetime, end: datetime) -> list[datetime]:
    """All occurrences in (start, end], checking that each step goes forward."""
    found: list[datetime] = []
    at = trigger.next_after(start)
    while at is not None and at <= end:
        assert at > (found[-1] if found else start)
        found.append(at)
        at = trigger.next_after(at)
    return found


def agree_with_the_slow_way(zone: str, day: str, text: str, minutes: int) -> None:
    trigger = cron(text, zone)
    start = day_of(day) - BEFORE + timedelta(minutes=minutes)
    end = day_of(day) + AFTER
    expected = list(slow_occurrences(trigger.expression, trigger.zone, start, end, _MINUTE))
    assert occurrences(trigger, start, end) == expected
    assert trigger.count(start, end) == len(expected)


@pytest.mark.parametrize(("zone", "day"), MEETINGS)
@settings(max_examples=8, deadline=None)
@given(text=EVERY_DAY, minutes=st.integers(0, 40 * 60))
def test_every_occurrence_around_a_clock_change(
    zone: str, day: str, text: str, minutes: int
) -> None:
    agree_with_the_slow_way(zone, day, text, minutes)


@pytest.mark.soak
@pytest.mark.parametrize(("zone", "day"), MEETINGS)
@settings(max_examples=2000, deadline=None)
@given(text=st.one_of(EVERY_DAY, FIVE), minutes=st.integers(0, 40 * 60))
def test_soak_every_occurrence_around_a_clock_change(
    zone: str, day: str, text: str, minutes: int
) -> None:
    agree_with_the_slow_way(zone, day, text, minutes)


@settings(max_examples=60, deadline=None)
@given(
    text=ANY,
    zone=st.sampled_from(sorted(SHIFTS)),
    start=st.datetimes(datetime(1975, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC)),
    days=st.integers(0, 800),
)
def test_counting_is_visiting(text: str, zone: str, start: datetime, days: int) -> None:
    trigger = cron(text, zone)
    end, found, at = start + timedelta(days=days), 0, trigger.next_after(start)
    while at is not None and at <= end:
        found += 1
        if found == 2000:
            end = at
        at = trigger.next_after(at)
    assert trigger.count(start, end) == found


def simulated(text: str, zone: str, start: datetime, count: int) -> list[datetime]:
    """cronsim's next ``count`` occurrences."""
    clock = CronSim(text, start.astimezone(ZoneInfo(zone)))
    return [next(clock).astimezone(UTC) for _ in range(count)]


def agree_with_cronsim(zone: str, day: str, text: str) -> None:
    start = day_of(day) - BEFORE
    expected = simulated(text, zone, start, 20)
    assert occurrences(cron(text, zone), start, expected[-1]) == expected


@pytest.mark.parametrize(("zone", "day"), MEETINGS)
@settings(max_examples=50, deadline=None)
@given(text=FIXED)
def test_fixed_times_as_cronsim(zone: str, day: str, text: str) -> None:
    agree_with_cronsim(zone, day, text)


# cronsim follows real time in steps of whole hours that it counts from full hours, and jumps to
# midnights that do not exist; so only where clocks change by whole hours, away from midnight
WHOLE_HOURS = ("Europe/Berlin", "America/New_York", "Antarctica/Troll", "Africa/Casablanca")


@pytest.mark.parametrize(("zone", "day"), [m for m in MEETINGS if m[0] in WHOLE_HOURS])
@settings(max_examples=50, deadline=None)
@given(text=st.one_of(EVERY_DAY, FIVE))
def test_real_time_as_cronsim(zone: str, day: str, text: str) -> None:
    agree_with_cronsim(zone, day, text)

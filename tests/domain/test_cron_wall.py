"""Cron expressions on a wall clock: against a search through every second, and cron's known corners."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lsh.domain.cron import CronExpression
from lsh.domain.cron_count import count_walls

from .strategies import ANY, FIVE

_SECOND = timedelta(seconds=1)
_MINUTE = timedelta(minutes=1)
WALLS = st.datetimes(datetime(1999, 1, 1), datetime(2060, 1, 1))


@settings(max_examples=150, deadline=None)
@given(text=FIVE, wall=WALLS)
def test_nothing_matches_between_after_and_next(text: str, wall: datetime) -> None:
    expression = CronExpression.parse(text)
    following = expression.next_wall(wall)
    assert following is not None
    assert following > wall
    assert expression.matches(following)
    assert following.second == 0
    probe = wall.replace(second=0, microsecond=0) + _MINUTE
    for _ in range(2000):
        if probe >= following:
            break
        assert not expression.matches(probe)
        probe += _MINUTE


@settings(max_examples=100, deadline=None)
@given(text=ANY, wall=WALLS)
def test_seconds_are_searched_in_the_same_way(text: str, wall: datetime) -> None:
    expression = CronExpression.parse(text)
    following = expression.next_wall(wall)
    assert following is not None
    probe = wall.replace(microsecond=0) + _SECOND
    for _ in range(2000):
        if probe >= following:
            break
        assert not expression.matches(probe)
        probe += _SECOND


@settings(max_examples=150, deadline=None)
@given(text=ANY, start=WALLS, hours=st.integers(0, 24 * 70), seconds=st.integers(0, 3599))
def test_counting_is_visiting(text: str, start: datetime, hours: int, seconds: int) -> None:
    expression = CronExpression.parse(text)
    start = start.replace(microsecond=0)
    end = start + timedelta(hours=hours, seconds=seconds)
    visited, wall = 0, expression.next_wall(start - _SECOND)
    while wall is not None and wall < end and visited < 3000:
        visited += 1
        wall = expression.next_wall(wall)
    if visited == 3000:  # too many to visit them all: the end moves here instead
        assert wall is not None
        end = wall
    assert count_walls(expression, start, end) == visited


NEXT = [
    # expression, after, next
    ("* * * * *", "2026-01-01T00:00:00", "2026-01-01T00:01:00"),
    ("* * * * *", "2026-01-01T00:00:59.999999", "2026-01-01T00:01:00"),
    ("* * * * * *", "2026-12-31T23:59:59", "2027-01-01T00:00:00"),
    ("0 0 29 2 *", "2096-02-29T00:00:00", "2104-02-29T00:00:00"),
    ("0 0 29 2 */7", "2032-02-29T00:00:00", "2060-02-29T00:00:00"),
    # both restricted: either
    ("0 0 13 * 5", "2026-02-07T00:00:00", "2026-02-13T00:00:00"),
    ("0 0 13 * 5", "2026-02-13T00:00:00", "2026-02-20T00:00:00"),
    ("0 0 1-31 * 5", "2026-02-13T00:00:00", "2026-02-14T00:00:00"),
    # one begins with a star: both
    ("0 0 */2 * 1", "2026-02-01T00:00:00", "2026-02-09T00:00:00"),
    ("0 0 13 * */5", "2026-02-01T00:00:00", "2026-02-13T00:00:00"),
    ("0 0 13 * */5", "2026-02-13T00:00:00", "2026-03-13T00:00:00"),
    # last days
    ("0 0 L * *", "2028-02-01T00:00:00", "2028-02-29T00:00:00"),
    ("0 0 L * *", "2027-02-01T00:00:00", "2027-02-28T00:00:00"),
    ("0 0 LW * *", "2026-02-01T00:00:00", "2026-02-27T00:00:00"),  # 28 is a Saturday
    ("0 0 LW * *", "2026-05-01T00:00:00", "2026-05-29T00:00:00"),  # 31 is a Sunday
    ("0 0 LW * *", "2026-03-01T00:00:00", "2026-03-31T00:00:00"),  # a Tuesday
    ("0 0 * * 5L", "2026-07-01T00:00:00", "2026-07-31T00:00:00"),
    ("0 0 * * 7L", "2026-02-01T00:00:00", "2026-02-22T00:00:00"),
    ("0 0 * * 5#2", "2026-07-01T00:00:00", "2026-07-10T00:00:00"),
    ("0 0 * * 0#5", "2026-01-01T00:00:00", "2026-03-29T00:00:00"),
]


@pytest.mark.parametrize(("text", "after", "following"), NEXT)
def test_next(text: str, after: str, following: str) -> None:
    expression = CronExpression.parse(text)
    assert expression.next_wall(datetime.fromisoformat(after)) == datetime.fromisoformat(following)


def test_the_end_of_the_calendar_ends_the_search() -> None:
    assert CronExpression.parse("0 0 1 1 *").next_wall(datetime(9999, 1, 1)) is None

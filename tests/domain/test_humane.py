"""Spans, instants, sizes and counts in words."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsh.domain import humane
from lsh.domain.duration import parse_duration

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)  # a Sunday


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [
        (None, "–"), (0, "0ms"), (0.0004, "0.4ms"), (0.0042, "4.2ms"), (0.00999, "10ms"),
        (0.25, "250ms"), (0.9996, "1.0s"), (1, "1.0s"), (3.21, "3.2s"), (59.94, "59.9s"),
        (59.96, "1m"), (61, "1m 1s"), (3600, "1h"), (3605, "1h"), (90061, "1d 1h"),
        (86400 * 3 + 5, "3d"), (-2, "-2.0s"), (-0.25, "-250ms"),
    ],
)  # fmt: skip
def test_spans(seconds: float | None, shown: str) -> None:
    assert humane.span(seconds) == shown


def test_a_chosen_length_has_no_decimals_that_nobody_chose() -> None:
    lengths = [humane.length(seconds) for seconds in (0.5, 1, 2.5, 30, 5400)]
    assert lengths == ["500ms", "1s", "2.5s", "30s", "1h 30m"]


@given(st.integers(1, 10**7))
def test_whole_seconds_read_back_to_the_two_largest_units(seconds: int) -> None:
    shown = humane.length(seconds)
    back = parse_duration(shown.replace(" ", "")).total_seconds()
    dropped = 3600 if seconds >= 86400 else 60 if seconds >= 3600 else 1
    assert 0 <= seconds - back < dropped


@given(st.floats(0.0001, 10**6))
def test_a_span_has_three_digits_or_two_units(seconds: float) -> None:
    shown = humane.span(seconds)
    assert re.fullmatch(r"[0-9.]{1,4}(ms|s)|[0-9]+[dhms]( [0-9]+[hms])?", shown), shown


def test_relative_times() -> None:
    assert humane.left(NOW + timedelta(minutes=5, seconds=3), NOW) == "5m 3s"
    assert humane.left(NOW + timedelta(seconds=5.2), NOW) == "5s"
    assert humane.left(NOW, NOW) == "now"
    assert humane.left(NOW - timedelta(seconds=5), NOW) == "now"
    assert humane.left(NOW - timedelta(hours=1), NOW) == "past"
    assert humane.left(None, NOW) == ""
    assert humane.within(NOW, NOW) == "now"
    assert humane.within(NOW + timedelta(minutes=5), NOW) == "in 5m"
    assert humane.ago(NOW - timedelta(hours=3, minutes=5), NOW) == "3h ago"
    assert humane.ago(NOW - timedelta(seconds=4.8), NOW) == "5s ago"
    assert humane.ago(NOW - timedelta(milliseconds=5), NOW) == "just now"
    assert [humane.ago(None, NOW), humane.ago(None, NOW, "never")] == ["", "never"]


def test_instants_may_come_from_the_wire() -> None:
    earlier, now = "2026-11-22T07:00:00.250+00:00", NOW.isoformat()
    assert humane.ago(earlier, now) == "3h ago"
    assert humane.clock(earlier, NOW, UTC) == "07:00"
    assert humane.moment(earlier, UTC) == "Sun 2026-11-22 07:00:00 UTC"
    assert [humane.minute(earlier), humane.minute(None)] == ["2026-11-22 07:00", "–"]
    assert [humane.day(earlier), humane.day(earlier, year=True)] == ["22 Nov", "22 Nov 2026"]


@pytest.mark.parametrize(
    ("instant", "shown"),
    [
        (NOW + timedelta(hours=1), "11:00"),
        (NOW + timedelta(hours=1, seconds=7), "11:00:07"),
        (NOW + timedelta(days=1), "Mon 10:00"),
        (NOW + timedelta(days=7), "2026-11-29 10:00"),
        (NOW - timedelta(days=1), "2026-11-21 10:00"),
        (None, ""),
    ],
)
def test_clock_times_are_as_short_as_is_unambiguous(instant: datetime | None, shown: str) -> None:
    assert humane.clock(instant, NOW, UTC) == shown


def test_sizes_and_money() -> None:
    sizes = (None, 999, 1500, 99_960, 102_400, 12_400_000, 999_700_000, 3.2e12)
    assert [humane.size(number) for number in sizes] == [
        "–", "999 B", "1.5 kB", "100 kB", "102 kB", "12.4 MB", "1.0 GB", "3.2 TB",
    ]  # fmt: skip
    assert [humane.money(cost) for cost in (None, 0, 0.0008, 1234.5)] == [
        "–", "0.00", "0.0008", "1,234.50",
    ]  # fmt: skip


def test_counts() -> None:
    assert [humane.count(1200), humane.plural(1, "run"), humane.plural(1200, "run")] == [
        "1,200", "1 run", "1,200 runs",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "–"), (100, "100 %"), (99.99, "99.9 %"), (0, "0 %"), (0.01, "0.1 %"),
        (92.35, "92.3 %"),
    ],
)  # fmt: skip
def test_a_percentage_says_all_and_nothing_only_of_all_and_nothing(
    value: float | None, shown: str
) -> None:
    assert humane.percent(value) == shown


def test_one_line_moves_no_cursor() -> None:
    assert humane.one_line("a\x1bb\nc\td") == "a�b c d"

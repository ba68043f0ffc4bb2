"""Forecasts, where there is enough to go by, and none where there is not."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsh.domain.forecast import (
    duration_of_histogram,
    failure_of_counts,
    next_duration,
    next_failure,
)
from lsh.domain.histogram import Histogram
from lsh.domain.instant import to_micros
from lsh.domain.past import PastRun
from lsh.domain.season import Season, Seasoned, seasons_by

MONDAY = datetime(2026, 9, 7, 2, tzinfo=UTC)
BY_UTC = seasons_by(UTC)


def at(number: float) -> int:
    """Two in the morning, so many days after a Monday."""
    return to_micros(MONDAY + timedelta(days=number))


def runs(durations: list[float]) -> list[PastRun]:
    return [PastRun(n, at(n), "succeeded", seconds) for n, seconds in enumerate(durations)]


def ended(states: str) -> list[PastRun]:
    """``s`` succeeded, ``f`` failed, ``c`` was cancelled."""
    names = {"s": "succeeded", "f": "failed", "c": "cancelled"}
    return [PastRun(n, at(n), names[letter], 1.0) for n, letter in enumerate(states)]


@pytest.mark.parametrize(("count", "said"), [(11, False), (12, True)])
def test_a_duration_is_told_from_twelve_runs_on(count: int, said: bool) -> None:
    found = next_duration(Seasoned(runs([5.0] * count), BY_UTC), at(count))
    assert (found is not None) is said
    if found:
        assert (found.middle, found.low, found.high, found.runs) == (5.0, 5.0, 5.0, 12)
        assert found.season == Season(None, 2)


@given(st.lists(st.floats(1, 100), min_size=12, max_size=13))
def test_of_few_it_is_all_that_was(durations: list[float]) -> None:
    found = next_duration(Seasoned(runs(durations), BY_UTC), at(len(durations)))
    ordered = sorted(durations)
    if found is not None:  # it says nothing when this weekday is unlike the others
        assert (found.low, found.high) == (ordered[0], ordered[-1])
        assert found.low <= found.middle <= found.high
        assert found.slope is None


@pytest.mark.parametrize(("days", "proven"), [(13, False), (14, True)])
def test_a_trend_is_told_from_fourteen_days_on(days: int, proven: bool) -> None:
    found = next_duration(Seasoned(runs([100.0 + 10 * n for n in range(days)]), BY_UTC), at(days))
    assert found is not None
    assert (found.slope is not None) is proven
    if proven:
        assert found.slope == pytest.approx(10.0)
        assert found.middle == pytest.approx(100 + 10 * days), "where the line leads"


def test_a_small_trend_is_not_worth_a_word() -> None:
    found = next_duration(Seasoned(runs([100 + 0.01 * n for n in range(40)]), BY_UTC), at(40))
    assert found is not None
    assert found.slope is None


def test_a_falling_line_ends_at_nothing() -> None:
    found = next_duration(Seasoned(runs([100.0 - 4 * n for n in range(25)]), BY_UTC), at(60))
    assert found is not None
    assert found.middle == found.low == 0.0


def test_the_weekly_full_backup_is_not_forecast_from_the_small_ones() -> None:
    weekly = [float(60 + n % 3 + (3600 if n % 7 == 6 else 0)) for n in range(13 * 7)]
    sunday, monday = at(13 * 7 - 1), at(13 * 7)
    assert next_duration(Seasoned(runs(weekly[: 8 * 7]), BY_UTC), sunday) is None, (
        "eight are too few"
    )
    found = next_duration(Seasoned(runs(weekly), BY_UTC), sunday)
    assert found is not None
    assert (found.season, round(found.middle)) == (Season(6, 2), 3661)
    usual = next_duration(Seasoned(runs(weekly[: 8 * 7]), BY_UTC), monday)
    assert usual is not None
    assert usual.middle < 70


@pytest.mark.parametrize("count", [12, 13, 18, 19, 20, 39, 40, 101])
@pytest.mark.parametrize("summed", [False, True])
def test_any_of_equals_lies_in_the_band_of_the_others(count: int, summed: bool) -> None:
    """Each of ``count + 1`` values in turn is the next one: the very chance, not a sample of it."""
    values = [1.1**n for n in range(count + 1)]
    inside = 0
    for following in values:
        others = [value for value in values if value != following]
        if summed:
            durations = Histogram()
            for value in others:
                durations.add(value)
            found = duration_of_histogram(durations)
        else:
            same_hour = [PastRun(n, at(7 * n), "succeeded", d) for n, d in enumerate(others)]
            chance = random.Random(count)
            chance.shuffle(same_hour)  # no order, so no trend
            mixed = [run._replace(at=at(7 * n)) for n, run in enumerate(same_hour)]
            found = next_duration(Seasoned(mixed, BY_UTC), at(7 * count))
        assert found is not None
        assert found.slope is None
        rounding = 1.03 if summed else 1.0
        inside += found.low / rounding <= following <= found.high * rounding
    assert 0.8 <= inside / (count + 1) <= 0.9


def test_the_band_holds_eight_of_ten() -> None:
    """Over 200 fixed histories of noise, the next run lies in the band about as often as it says."""
    inside = 0
    for seed in range(200):
        chance = random.Random(seed)
        durations = [10 * chance.lognormvariate(0, 0.3) for _ in range(41)]
        found = next_duration(
            Seasoned(
                [PastRun(n, at(7 * n), "succeeded", d) for n, d in enumerate(durations[:-1])],
                BY_UTC,
            ),
            at(7 * 40),
        )
        assert found is not None
        inside += found.low <= durations[-1] <= found.high
    assert 140 <= inside <= 180


def test_of_a_histogram() -> None:
    durations = Histogram()
    for number in range(1, 13):
        assert duration_of_histogram(durations) is None
        durations.add(float(number))
    found = duration_of_histogram(durations)
    assert found is not None
    assert found.low == pytest.approx(1, rel=0.03)
    assert found.middle == pytest.approx(6, rel=0.03)
    assert found.high == pytest.approx(12, rel=0.03)


@pytest.mark.parametrize(
    ("states", "runs_asked"), [("s" * 11, None), ("s" * 12, 12), ("s" * 13, 12)]
)
def test_a_risk_is_told_from_twelve_runs_on(states: str, runs_asked: int | None) -> None:
    found = next_failure(ended(states))
    assert (found and found.runs) == runs_asked
    if found:
        assert (found.risk, found.low) == (0.0, 0.0)
        assert found.high == pytest.approx(0.221, abs=0.001)


def test_failures_come_in_rows() -> None:
    history = "s" * 30 + "f" * 16 + "s" * 30 + "f"
    found = next_failure(ended(history))
    assert found is not None
    assert (found.after, found.runs, found.risk) == ("failed", 16, 15 / 16)
    well = next_failure(ended(history + "s"))
    assert well is not None
    assert (well.after, well.runs, well.risk) == ("succeeded", 60, 2 / 60)


def test_after_a_failure_too_few_followed() -> None:
    assert next_failure(ended("s" * 50 + "fff")) is None
    assert next_failure([]) is None
    assert next_failure(ended("c" * 40)) is None


def test_cancelled_runs_are_no_failures() -> None:
    found = next_failure(ended("scs" * 20))
    assert found is not None
    assert (found.risk, found.runs) == (0.0, 39)


@given(st.integers(0, 11), st.integers(0, 200))
def test_of_counts(failed: int, succeeded: int) -> None:
    found = failure_of_counts(succeeded, failed)
    assert (found is None) == (failed + succeeded < 12)
    if found:
        assert found.low <= found.risk <= found.high

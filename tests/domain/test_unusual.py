"""What is called unusual, and how seldom noise is."""

from __future__ import annotations

import math
import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsh.domain.instant import to_micros
from lsh.domain.past import PastRun, flips, saved
from lsh.domain.season import ANY, Season, Seasoned, seasons_by
from lsh.domain.unusual import absent, unusual_durations

MONDAY = datetime(2026, 9, 7, 2, tzinfo=UTC)
HOURS = timedelta(hours=1)
BY_UTC = seasons_by(UTC)


def runs(durations: list[float], every: timedelta = timedelta(days=1)) -> list[PastRun]:
    """Runs that succeeded, from a Monday at two on."""
    return [
        PastRun(number + 1, to_micros(MONDAY + number * every), "succeeded", duration)
        for number, duration in enumerate(durations)
    ]


def strange(durations: list[float], every: timedelta = timedelta(days=1)) -> list[int]:
    return [one.run.id for one in unusual_durations(Seasoned(runs(durations, every), BY_UTC))]


def test_a_run_that_took_four_times_as_long() -> None:
    durations = [1.1, 1.2, 1.0, 1.15] * 10
    durations[30] = 4.2
    (found,) = unusual_durations(Seasoned(runs(durations), BY_UTC))
    assert (found.run.id, found.slow, found.usual.count) == (31, True, 40)
    assert found.usual.middle == 1.15
    assert found.season == Season(None, 2)


def test_one_that_was_over_at_once() -> None:
    durations = [600.0, 610, 590, 605, 615] * 6
    durations[17] = 0.8
    (found,) = unusual_durations(Seasoned(runs(durations), BY_UTC))
    assert (found.run.id, found.slow) == (18, False)


@pytest.mark.parametrize(("count", "said"), [(11, []), (12, [5])])
def test_nothing_is_said_on_fewer_than_twelve(count: int, said: list[int]) -> None:
    """Of one weekday and hour: here every run is one of a Monday at two."""
    durations = [1.0, 1.02] * 6
    durations[4] = 90.0
    assert strange(durations[:count], timedelta(weeks=1)) == said


@pytest.mark.parametrize(("weeks", "said"), [(2, False), (3, True)])
def test_a_wider_season_needs_two_others_of_the_same_weekday(weeks: int, said: bool) -> None:
    durations = [1.0, 1.02, 0.98, 1.01, 1.0, 1.03, 0.99] * weeks
    durations[-1] = 90.0
    assert bool(strange(durations)) is said


def test_a_weekly_full_backup_is_nothing_unusual() -> None:
    durations = [60 + number % 4 + (3600 if number % 7 == 6 else 0) for number in range(56)]
    assert strange([float(seconds) for seconds in durations]) == []


def test_a_small_backup_on_the_day_of_the_full_one_is() -> None:
    durations = [float(60 + n % 4 + (3600 if n % 7 == 6 else 0)) for n in range(7 * 14)]
    durations[7 * 9 + 6] = 61.0
    (found,) = unusual_durations(Seasoned(runs(durations), BY_UTC))
    assert (found.run.id, found.season) == (70, Season(6, 2))


def test_failures_are_neither_usual_nor_unusual() -> None:
    some = runs([1.0, 1.1] * 20)
    some[7] = some[7]._replace(state="failed", duration=500.0)
    some[8] = some[8]._replace(duration=None)
    assert unusual_durations(Seasoned(some, BY_UTC)) == []


NOISES: dict[str, Callable[[random.Random], float]] = {
    "normal, narrow": lambda chance: max(10 + chance.gauss(0, 1), 0.001),
    "normal, wide": lambda chance: max(10 + chance.gauss(0, 3), 0.001),
    "log-normal": lambda chance: 10 * chance.lognormvariate(0, 0.3),
    "log-normal, wide": lambda chance: 10 * chance.lognormvariate(0, 1),
    "exponential": lambda chance: chance.expovariate(0.1),
    "even": lambda chance: chance.uniform(5, 15),
}


@pytest.mark.parametrize("noise", NOISES)
def test_noise_is_hardly_ever_called_unusual(noise: str) -> None:
    """Fixed seeds, so it never fails by chance: at most 5 of 10,000 runs, from 12 runs on."""
    called = looked_at = 0
    for seed, count in enumerate([12] * 60 + [20] * 40 + [40] * 20 + [100] * 8):
        chance = random.Random(f"{noise} {seed}")
        durations = [NOISES[noise](chance) for _ in range(count)]
        called += len(strange(durations, timedelta(weeks=1)))
        looked_at += count
    assert looked_at > 3000
    assert called / looked_at <= 5e-4


def test_what_is_strange_in_noise_is_found() -> None:
    """The other side of it: ten times the usual is always seen, in as few as twenty runs."""
    for seed in range(20):
        chance = random.Random(seed)
        durations = [10 * chance.lognormvariate(0, 0.2) for _ in range(20)]
        durations[13] = 100.0
        assert strange(durations, timedelta(weeks=1)) == [14]


def paused(gaps: list[float]) -> list[PastRun]:
    """Runs with so many hours between them."""
    at = [MONDAY + sum(gaps[:number]) * HOURS for number in range(len(gaps) + 1)]
    return [PastRun(n, to_micros(one), "succeeded", 1.0) for n, one in enumerate(at)]


def after(some: list[PastRun], hours: float) -> int:
    return some[-1].at + round(hours * 3600e6)


@pytest.mark.parametrize(("gaps", "said"), [(19, False), (20, True)])
def test_silence_is_told_from_twenty_pauses_on(gaps: int, said: bool) -> None:
    some = paused([24.0] * gaps)
    assert (absent(some, BY_UTC, after(some, 49)) is not None) is said


def test_silence_is_measured_by_the_longest_pause() -> None:
    some = paused([24.0, 24, 24, 24, 72] * 8)
    assert absent(some, BY_UTC, after(some, 144)) is None
    found = absent(some, BY_UTC, after(some, 145))
    assert found is not None
    assert (found.usual, found.longest, found.gaps) == (24 * 3600, 72 * 3600, 40)
    assert found.silence == 145 * 3600


def test_after_a_monday_other_pauses_count_than_after_a_friday() -> None:
    gaps = [24.0, 24, 24, 24, 72] * 13
    tuesday = paused(gaps[:-3])
    found = absent(tuesday, BY_UTC, after(tuesday, 49))
    assert found is not None, "thirteen weeks: after this weekday it was always a day"
    assert (found.longest, found.gaps) == (24 * 3600, 12)


def test_pauses_of_chance_are_hardly_ever_called_silence() -> None:
    called = 0
    for seed in range(400):
        chance = random.Random(seed)
        gaps = [chance.expovariate(0.1) for _ in range(30)]
        some = paused(gaps)
        called += absent(some, BY_UTC, after(some, chance.expovariate(0.1))) is not None
    assert called <= 4


def test_too_little_for_silence() -> None:
    assert absent([], BY_UTC, 0) is None
    assert absent(runs([1.0]), BY_UTC, to_micros(MONDAY) * 2) is None


@given(st.integers(0, 10**9), st.sampled_from(["UTC", "Europe/Berlin", "Asia/Kathmandu"]))
def test_a_season_is_what_the_clock_shows(minute: int, name: str) -> None:
    zone = ZoneInfo(name)
    at = datetime(1990, 1, 1, tzinfo=UTC) + timedelta(minutes=minute % (60 * 24 * 365 * 60))
    local = at.astimezone(zone)
    assert seasons_by(zone)(to_micros(at)) == (local.weekday(), local.hour)


def test_the_narrowest_season_with_enough() -> None:
    some = Seasoned(runs([1.0] * 30), BY_UTC)
    assert some.narrowest(Season(0, 2), 5) == (Season(0, 2), some.timed[::7])
    assert (some.narrowest(Season(0, 2), 6) or (None,))[0] == Season(None, 2)
    assert (some.narrowest(Season(0, 9), 6) or (None,))[0] == ANY
    assert some.narrowest(Season(0, 2), 31) is None


@given(st.lists(st.sampled_from(["succeeded", "failed", "cancelled"]), max_size=30))
def test_flips_are_changes_of_the_outcome(states: list[str]) -> None:
    some = [PastRun(n, n, state, 1.0, 1 + n % 2) for n, state in enumerate(states)]
    last, count = None, 0
    for state in states:
        if state != "cancelled":
            count += last not in (None, state)
            last = state
    assert flips(some) == count
    assert saved(some) == sum(n % 2 == 1 and state == "succeeded" for n, state in enumerate(states))


def test_no_duration_is_too_short_for_a_logarithm() -> None:
    assert strange([0.0] * 21, timedelta(weeks=1)) == []
    assert strange([0.0] * 20 + [math.pi], timedelta(weeks=1)) == [21]

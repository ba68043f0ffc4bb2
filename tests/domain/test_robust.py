"""Robust statistics against plain, slow ways of saying the same."""

from __future__ import annotations

import itertools
import math
import random
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsh.domain.robust import (
    deviations_needed,
    proven_slope,
    slope,
    trend_chance,
    usual,
    wilson,
)

SECONDS = st.floats(0.001, 1e5)
STEPS = st.lists(st.integers(-50, 50).map(float), min_size=2, max_size=14)


def plain_median(values: list[float]) -> float:
    ordered = sorted(values)
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def plain_strange(value: float, values: list[float]) -> bool:
    """Each measure by itself, all of them asked."""
    needed = 5 + (20 / len(values)) ** 2

    def deviations(value: float, values: list[float]) -> float:
        middle = plain_median(values)
        spread = 1.4826 * plain_median([abs(one - middle) for one in values])
        return math.inf if spread == 0 else abs(value - middle) / spread

    middle = plain_median(values)
    logarithms = [math.log(one) for one in values]
    return (
        abs(value - middle) > max(0.25 * middle, 0.1)
        and deviations(value, values) > needed
        and deviations(math.log(value), logarithms) > needed
    )


@given(st.lists(SECONDS, min_size=12, max_size=40), SECONDS)
def test_strange_is_what_three_measures_say(values: list[float], value: float) -> None:
    found = usual(values)
    near = any(math.isclose(value, edge, rel_tol=1e-9) for edge in (found.low, found.high))
    if not near:
        assert (not found.low <= value <= found.high) == plain_strange(value, values)
    assert found.low <= found.middle <= found.high
    assert found.count == len(values)


@given(st.lists(SECONDS, min_size=12, max_size=30), st.permutations(range(30)))
def test_order_does_not_matter(values: list[float], order: list[int]) -> None:
    shuffled = [values[number] for number in order if number < len(values)]
    assert usual(shuffled) == usual(values)


@given(st.floats(0.001, 1e4), st.integers(12, 50))
def test_a_third_of_odd_values_does_not_sway_it(value: float, count: int) -> None:
    values = [value] * (2 * count) + [1e5] * (count - 1)
    assert usual(values).middle == value


def test_constant_durations_have_room_that_somebody_would_notice() -> None:
    second, moment = usual([1.0] * 20), usual([0.01] * 20)
    assert (second.low, second.high) == (0.75, 1.25)
    assert moment.high == pytest.approx(0.11), "a tenth of a second is noticed, less is not"
    assert moment.low < 0
    assert usual([0.0] * 12).middle == 0.0


def test_fewer_values_need_more_deviations() -> None:
    assert deviations_needed(10) == 9.0
    assert deviations_needed(20) == 6.0
    assert deviations_needed(10**6) == pytest.approx(5.0)


@given(STEPS)
def test_slope_is_the_median_of_all_slopes(values: list[float]) -> None:
    points = list(enumerate(values))
    slopes = [
        (later[1] - earlier[1]) / (later[0] - earlier[0])
        for earlier, later in itertools.combinations(points, 2)
    ]
    assert slope([(float(x), y) for x, y in points]) == pytest.approx(plain_median(slopes))


@given(st.floats(-5, 5), st.floats(-100, 100), st.integers(10, 40))
def test_one_wild_point_in_ten_leaves_the_slope(rise: float, start: float, count: int) -> None:
    points = [(float(x), start + rise * x) for x in range(count)]
    for number in range(0, count, 10):
        points[number] = (points[number][0], 1e9)
    assert slope(points) == pytest.approx(rise, abs=1e-6)


def test_no_slope_of_a_single_instant() -> None:
    assert slope([(1.0, 2.0), (1.0, 5.0)]) == 0.0
    assert slope([]) == 0.0


@given(STEPS)
def test_trend_is_the_same_backwards_and_upside_down(values: list[float]) -> None:
    chance = trend_chance(values)
    assert 0 <= chance <= 1
    assert trend_chance(values[::-1]) == pytest.approx(chance)
    assert trend_chance([-value for value in values]) == pytest.approx(chance)


@pytest.mark.parametrize("values", [[1, 2, 3, 4, 5, 6], [1, 3, 2, 5, 4, 6], [2, 2, 3, 1, 3, 4]])
def test_trend_is_near_the_exact_test(values: list[float]) -> None:
    """All orders of six values, counted: the share whose score is as far from nothing."""

    def score(order: tuple[float, ...]) -> int:
        return sum((b > a) - (b < a) for a, b in itertools.combinations(order, 2))

    mine = abs(score(tuple(values)))
    orders = list(itertools.permutations(values))
    exact = sum(abs(score(order)) >= mine for order in orders) / len(orders)
    assert trend_chance(values) == pytest.approx(exact, abs=0.03)


def test_a_trend_is_told_from_noise() -> None:
    chance = random.Random(11)
    rising = [(float(day), 10 + 0.1 * day + chance.gauss(0, 0.5)) for day in range(60)]
    assert proven_slope(rising) == pytest.approx(0.1, abs=0.02)
    wrong = sum(
        proven_slope([(float(day), chance.gauss(0, 1)) for day in range(30)]) is not None
        for _ in range(300)
    )
    assert wrong <= 2, "one in a thousand is allowed"


@given(st.integers(0, 200), st.integers(1, 200))
def test_wilson_bounds_solve_its_equation(hits: int, more: int) -> None:
    """The bounds are the shares p at which (h/n - p)² = z² p (1 - p) / n."""
    count = hits + more
    low, high = wilson(hits, count)
    share, z = float(Fraction(hits, count)), 1.6448536269514722
    assert 0 <= low <= share <= high <= 1
    for bound in (low, high):
        if 0 < hits < count and 0 < bound < 1:
            wanted = z * math.sqrt(bound * (1 - bound) / count)
            assert abs(share - bound) == pytest.approx(wanted, rel=1e-6, abs=1e-9)


def test_wilson_at_the_ends() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = wilson(0, 12)
    assert low == 0.0
    assert (1 - high) ** 12 == pytest.approx(0.05), "with that risk, none of 12 is 1 in 20"
    assert wilson(12, 12) == pytest.approx((1 - high, 1.0))
    assert wilson(1, 12)[1] > high
    assert wilson(1, 10, 0.95) == pytest.approx((0.0179, 0.4042), abs=1e-4)

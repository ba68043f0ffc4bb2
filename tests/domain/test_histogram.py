from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsh.domain.histogram import (
    RELATIVE_ERROR,
    SMALLEST,
    Histogram,
    bucket_of,
    middle_of,
    nearest_rank,
)

SECONDS = st.floats(min_value=0, max_value=1e8)
SHARES = st.floats(min_value=0, max_value=1)


def of(values: list[float]) -> Histogram:
    histogram = Histogram()
    for value in values:
        histogram.add(value)
    return histogram


@given(st.floats(min_value=SMALLEST, max_value=1e12))
def test_middle_of_a_bucket_is_near_all_of_it(seconds: float) -> None:
    assert middle_of(bucket_of(seconds)) == pytest.approx(seconds, rel=RELATIVE_ERROR * 1.001)


def test_error_is_as_promised() -> None:
    assert RELATIVE_ERROR < 0.025


@given(st.lists(SECONDS, min_size=1, max_size=300), SHARES)
def test_percentile_is_that_of_the_values(values: list[float], share: float) -> None:
    exact = nearest_rank(sorted(values), share)
    found = of(values).percentile(share)
    assert exact is not None
    assert found == pytest.approx(exact, rel=RELATIVE_ERROR * 1.001, abs=SMALLEST)


@given(st.lists(st.lists(SECONDS, max_size=30), max_size=8))
def test_any_grouping_is_the_same_histogram(groups: list[list[float]]) -> None:
    once = of([value for group in groups for value in group])
    merged = Histogram()
    for group in reversed(groups):
        merged.merge(of(group))
    assert merged == once
    assert Histogram.merged(of(group).encode() for group in groups) == once


@given(st.dictionaries(st.integers(0, 1023), st.integers(1, 1 << 40), max_size=20))
def test_text_reads_back(counts: dict[int, int]) -> None:
    histogram = Histogram(counts)
    text = histogram.encode()
    assert Histogram.decode(text) == histogram
    assert Histogram.decode(text).encode() == text
    text.encode()  # no half of a surrogate pair is in it, whatever the counts


def test_nothing_has_no_percentile() -> None:
    assert Histogram().percentile(0.5) is None
    assert Histogram().encode() == ""
    assert nearest_rank([], 0.5) is None


@pytest.mark.parametrize(
    ("share", "expected"), [(0, 1.0), (0.5, 10.0), (0.95, 19.0), (0.951, 20.0), (1, 20.0)]
)
def test_nearest_rank(share: float, expected: float) -> None:
    assert nearest_rank([float(number) for number in range(1, 21)], share) == expected


def test_what_cannot_be_is_counted_at_the_ends() -> None:
    assert bucket_of(-1.0) == bucket_of(0.0) == 0
    assert bucket_of(1e300) == 1023

"""The order of names."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from lsh.tui.jobs.ordering import natural

NAMES = st.text(st.sampled_from("abAB01289-_. é"), max_size=12)


def test_numbers_count_by_their_value() -> None:
    names = ["job-10", "job-9b", "Job-2", "job-02a", "job", "10", "9", "job-9a"]
    ordered = ["9", "10", "job", "Job-2", "job-02a", "job-9a", "job-9b", "job-10"]
    assert sorted(names, key=natural) == ordered


@given(NAMES, NAMES)
def test_any_two_names_compare_and_only_case_and_zeros_make_no_difference(a: str, b: str) -> None:
    assert (natural(a) < natural(b)) + (natural(b) < natural(a)) + (natural(a) == natural(b)) == 1
    if "0" not in a + b:
        assert (natural(a) == natural(b)) == (a.casefold() == b.casefold())

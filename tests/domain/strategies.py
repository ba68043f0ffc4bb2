"""Cron expressions as Hypothesis draws them: all syntax, and dense enough to meet a clock change."""

from __future__ import annotations

from datetime import datetime

from cronsim import CronSim
from hypothesis import strategies as st


def field(low: int, high: int) -> st.SearchStrategy[str]:
    """A field of plain values: stars, numbers, ranges, steps and lists of them."""
    number = st.integers(low, high)
    pairs = st.tuples(number, number).filter(lambda pair: pair[0] != pair[1])
    ranges = pairs.map(lambda pair: f"{min(pair)}-{max(pair)}")
    step = st.integers(2, high)
    item = st.one_of(
        number.map(str),
        ranges,
        st.tuples(ranges, step).map(lambda pair: f"{pair[0]}/{pair[1]}"),
        st.tuples(number, step).map(lambda pair: f"{pair[0]}/{pair[1]}"),
        step.map(lambda n: f"*/{n}"),
    )
    several = st.lists(item, min_size=1, max_size=3).map(",".join)
    return st.one_of(st.just("*"), several)


MINUTES = field(0, 59)
# the small hours are when clocks change
HOURS = st.one_of(
    field(0, 23), st.sampled_from(("*", "*/2", "0", "1", "2", "3", "0-3", "23", "0,1"))
)
DAYS = st.one_of(st.just("*"), field(1, 28), st.sampled_from(("L", "LW", "1,L", "15,LW")))
MONTHS = st.one_of(
    st.just("*"), st.just("*"), field(1, 12), st.sampled_from(("MAR,OCT", "JAN-JUN"))
)
WEEKDAYS = st.one_of(
    st.just("*"),
    st.just("*"),
    field(0, 7),
    st.sampled_from(("MON-FRI", "SUN", "7", "5#2", "0L", "7L", "SAT#1", "1,0L")),
)


def comes(text: str) -> bool:
    """Whether any date matches: ``0 0 LW * */7``, a working day that is a Sunday, never does."""
    return next(CronSim(text, datetime(2000, 1, 1)), None) is not None


FIVE = st.tuples(MINUTES, HOURS, DAYS, MONTHS, WEEKDAYS).map(" ".join).filter(comes)
EVERY_DAY = st.tuples(MINUTES, HOURS).map(lambda pair: f"{pair[0]} {pair[1]} * * *")
SIX = st.tuples(field(0, 59), FIVE).map(" ".join)
ANY = st.one_of(FIVE, SIX)
# neither minute nor hour begins with a star
FIXED = st.one_of(EVERY_DAY, FIVE).filter(
    lambda text: not any(part.startswith("*") for part in text.split()[:2])
)

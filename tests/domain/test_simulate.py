"""Small simulations whose figures can be counted by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lsh.domain.overlap import WAITING_LIMIT
from lsh.domain.policy import Overlap
from lsh.domain.simulate import Busiest, Collision, SimJob, simulate
from lsh.domain.trigger import parse_trigger

START = datetime(2026, 7, 1, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def job(
    name: str,
    text: str,
    minutes: float = 1,
    *,
    overlap: Overlap = Overlap.SKIP,
    offset: timedelta = timedelta(),
    zone: str = "UTC",
) -> SimJob:
    trigger = parse_trigger(text, zone, anchor=START)
    return SimJob(name, name.upper(), trigger, offset, minutes * MINUTE, overlap)


def test_nothing() -> None:
    made = simulate([job("a", "manual")], START, START + HOUR)
    assert (made.peak, made.peak_at, made.busiest, made.collision_count) == (0, None, None, 0)
    assert (made.jobs[0].due, made.cut, made.end) == (0, False, START + HOUR)


def test_the_start_is_in_and_the_end_is_out() -> None:
    made = simulate([job("a", "0 * * * *")], START, START + HOUR)
    assert made.jobs[0].started == 1


def test_collisions_peak_and_the_busiest_minute() -> None:
    jobs = [
        job("a", "*/20 * * * *", 15),
        job("b", "*/30 * * * *", 15),
        job("c", "10 * * * *", 1),
    ]
    made = simulate(jobs, START, START + HOUR)
    assert made.collisions == (Collision(START, ("a", "b")),)
    assert made.collision_count == 1
    assert made.busiest == Busiest(START, 2)
    # a and b from 0 to 15, c at 10
    assert (made.peak, made.peak_at) == (3, START + 10 * MINUTE)
    assert [figures.started for figures in made.jobs] == [3, 2, 1]


def test_jitter_takes_collisions_apart() -> None:
    jobs = [job("a", "0 * * * *"), job("b", "0 * * * *", offset=2 * MINUTE)]
    made = simulate(jobs, START, START + HOUR)
    assert (made.collision_count, made.peak) == (0, 1)
    assert [figures.started for figures in made.jobs] == [1, 1]


# every 10 minutes for an hour, each run 25 minutes long: due 6 times
@pytest.mark.parametrize(
    ("overlap", "started", "skipped", "cut_short", "waited", "peak"),
    [
        (Overlap.SKIP, 2, 4, 0, 0, 1),  # 0 and 30
        (Overlap.QUEUE_ONE, 3, 2, 0, 1, 1),  # 0, 25, 50; 10, 30 wait; 20, 40 are skipped
        (Overlap.QUEUE_ALL, 3, 0, 0, 3, 1),
        (Overlap.CANCEL_RUNNING, 6, 0, 5, 0, 1),
        (Overlap.TERMINATE_RUNNING, 6, 0, 5, 0, 1),
        (Overlap.ALLOW, 6, 0, 0, 0, 3),
    ],
)
def test_overlap(
    overlap: Overlap, started: int, skipped: int, cut_short: int, waited: int, peak: int
) -> None:
    made = simulate([job("a", "*/10 * * * *", 25, overlap=overlap)], START, START + HOUR)
    figures = made.jobs[0]
    assert figures.due == 6
    assert (figures.started, figures.skipped) == (started, skipped)
    assert (figures.cut_short, figures.waited) == (cut_short, waited)
    assert made.peak == peak


def test_no_more_wait_than_the_engine_lets_wait() -> None:
    made = simulate([job("a", "every 1s", 60, overlap=Overlap.QUEUE_ALL)], START, START + HOUR)
    figures = made.jobs[0]
    assert figures.waited == WAITING_LIMIT
    assert figures.skipped > 0
    assert figures.due == 3599


def test_a_run_that_ends_when_the_next_is_due_has_ended() -> None:
    made = simulate([job("a", "*/10 * * * *", 10)], START, START + HOUR)
    assert (made.jobs[0].started, made.jobs[0].skipped, made.peak) == (6, 0, 1)


def test_it_is_cut_and_says_so() -> None:
    made = simulate([job("a", "* * * * *", 0.5)], START, START + HOUR, limit=10)
    assert (made.cut, made.end, made.jobs[0].due) == (True, START + 10 * MINUTE, 10)


def test_clock_changes_are_told() -> None:
    made = simulate(
        [job("a", "30 2 * * *", zone="Europe/Berlin"), job("b", "every 1h", zone="Europe/Berlin")],
        datetime(2027, 1, 1, tzinfo=UTC),
        datetime(2027, 12, 31, tzinfo=UTC),
    )
    assert made.jobs[0].clock_changes == (
        "02:30 does not exist on 2027-03-28 (clocks go forward 1h); runs at 03:00",
        "02:30 comes twice on 2027-10-31 (clocks go back 1h); runs the first time only",
    )
    assert made.jobs[1].clock_changes == ()

"""The agenda against the plain way of asking every job for every instant."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lsh.domain.agenda import Agenda, Bundle, Due, agenda, collision, density
from lsh.domain.trigger import parse_trigger

START = datetime(2026, 3, 28, 22, 30, tzinfo=UTC)  # a clock change lies ahead in Berlin
SCHEDULES = ("*/7 * * * *", "0 * * * *", "30 2 * * *", "every 11m", "at 2026-03-29T03:30", "manual")

bundles = st.lists(
    st.builds(
        lambda text, zone, offset, queue, count, number: Bundle(
            parse_trigger(text, zone, anchor=START - timedelta(hours=3)),
            timedelta(seconds=offset),
            queue,
            tuple(f"{number}-{n}" for n in range(count)),
        ),
        st.sampled_from(SCHEDULES),
        st.sampled_from(("UTC", "Europe/Berlin")),
        st.sampled_from((0, 0, 90)),
        st.sampled_from(("default", "slow")),
        st.integers(1, 4),
        st.integers(0, 99),
    ),
    max_size=6,
)


def one_by_one(wanted: list[Bundle], start: datetime, end: datetime) -> Counter[datetime]:
    """How many jobs are due at each instant."""
    found: Counter[datetime] = Counter()
    for bundle in wanted:
        at = bundle.trigger.next_after(start - bundle.offset - timedelta(microseconds=1))
        while at is not None and at + bundle.offset < end:
            found[at + bundle.offset] += len(bundle.jobs)
            at = bundle.trigger.next_after(at)
    return found


@given(bundles, st.integers(1, 9))
def test_it_has_every_instant_in_order(wanted: list[Bundle], hours: int) -> None:
    end = START + timedelta(hours=hours)
    found = agenda(wanted, START, end)
    assert not found.cut
    assert [due.at for due in found.dues] == sorted({due.at for due in found.dues})
    assert {due.at: due.count for due in found.dues} == dict(one_by_one(wanted, START, end))


@given(bundles, st.integers(1, 30))
def test_a_cut_one_is_whole_up_to_where_it_was_cut(wanted: list[Bundle], limit: int) -> None:
    end = START + timedelta(hours=6)
    found = agenda(wanted, START, end, limit=limit)
    assert sum(len(due.bundles) for due in found.dues) < limit + max(len(wanted), 1)
    assert found.cut is (found.end < end)
    expected = one_by_one(wanted, START, found.end)
    assert {due.at: due.count for due in found.dues} == dict(expected)


@given(bundles, st.integers(1, 12))
def test_density_loses_no_start(wanted: list[Bundle], parts: int) -> None:
    end = START + timedelta(hours=2)
    found = agenda(wanted, START, end)
    crowded = [due for due in found.dues if due.count > 3]
    stacks = density(found, end, parts, crowded)
    assert len(stacks) == parts
    assert sum(map(sum, stacks)) == sum(due.count for due in found.dues)
    assert sum(stack[1] for stack in stacks) == sum(due.count for due in crowded)


def due(*jobs: tuple[str, int]) -> Due:
    """So many jobs in each queue, at one instant."""
    manual = parse_trigger("manual", anchor=START)
    return Due(
        START,
        tuple(
            Bundle(manual, timedelta(), queue, tuple(f"{queue}{n}" for n in range(count)))
            for queue, count in jobs
        ),
    )


@pytest.mark.parametrize(
    ("jobs", "slots", "of_queue", "said"),
    [
        ((("default", 1),), 1, {}, None),
        ((("default", 4),), 4, {}, None),
        ((("default", 5),), 4, {}, "5 at once, 4 slots"),
        ((("default", 1), ("slow", 1)), 1, {}, "2 at once, 1 slot"),
        ((("default", 1), ("slow", 3)), 64, {"slow": 2}, "3 at once, 2 slots in slow"),
        ((("default", 3), ("slow", 2)), 64, {"slow": 2}, None),
        ((("default", 10),), 64, {}, None),
        ((("default", 11),), 64, {}, "11 at once"),
    ],
)
def test_what_collides(
    jobs: tuple[tuple[str, int], ...], slots: int, of_queue: dict[str, int], said: str | None
) -> None:
    assert collision(due(*jobs), slots, of_queue) == said


def test_the_job_at_a_place() -> None:
    instant = due(("a", 2), ("b", 3))
    named = [instant.job(place)[0] for place in range(instant.count)]
    assert named == ["a0", "a1", "b0", "b1", "b2"]
    with pytest.raises(IndexError):
        instant.job(5)


def test_ten_thousand_jobs_of_one_schedule_are_asked_once() -> None:
    asked = []

    class Minutely:
        def next_after(self, after: datetime) -> datetime:
            asked.append(after)
            return after.replace(second=0, microsecond=0) + timedelta(minutes=1)

    many = tuple(map(str, range(10_000)))
    found: Agenda = agenda(
        [Bundle(Minutely(), timedelta(), "default", many)],  # type: ignore[arg-type]
        START, START + timedelta(hours=1),
    )  # fmt: skip
    assert sum(one.count for one in found.dues) == 600_000
    assert len(asked) == 61

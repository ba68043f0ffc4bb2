"""The place of the schedule: timeline and list, the three spans, collisions, and many jobs."""

from __future__ import annotations

from datetime import timedelta

from lsh.domain.instant import to_micros
from lsh.domain.job import JobSpec
from lsh.paths import Paths
from lsh.store.jobs import Moment
from lsh.tui.screens.schedule import Schedule
from tests.support.ledger import History
from tests.tui.screens import (
    NOW,
    app_of,
    check,
    check_sizes,
    filter_by,
    place_of,
    press,
    run,
    shown,
    tui,
    until,
)


def test_how_it_looks(paths: Paths, small_shop: History, rewrite: bool) -> None:
    async def look() -> None:
        async with tui(paths, place="schedule") as pilot:
            await press(pilot, "d")
            await check_sizes(pilot, "schedule", rewrite=rewrite)

    run(look())


def due(minutes: int) -> Moment:
    """So far ahead."""
    at = to_micros(NOW + timedelta(minutes=minutes))
    return Moment(at, at)


def crowd(history: History, jobs: int, schedule: str = "0 * * * *", **spec: object) -> None:
    for number in range(jobs):
        history.job(
            f"Crowd {number}", schedule=schedule, next_fire_at=NOW + timedelta(hours=1), **spec
        )


def test_spans_and_moving(paths: Paths, small_shop: History) -> None:
    async def move() -> None:
        async with tui(paths, place="schedule") as pilot:
            screen = place_of(pilot, Schedule)
            assert len(screen.table.rows) == 12  # each once in the hour
            await press(pilot, "d")
            assert len(screen.table.rows) == 12 * 24
            await press(pilot, "right")
            assert "--from 2026-11-23T12:00 --to 2026-11-24T12:00" in shown(pilot)
            await press(pilot, "left", "left")
            assert screen.shift == 0
            await press(pilot, "w")
            assert len(screen.table.rows) == 12 * 24 * 7
            await press(pilot, "end")
            assert "Sun" in shown(pilot)

    run(move())


def test_the_span_is_remembered(paths: Paths, small_shop: History) -> None:
    async def first() -> None:
        async with tui(paths, place="schedule") as pilot:
            await press(pilot, "w")

    async def second() -> None:
        async with tui(paths, place="schedule") as pilot:
            assert "week" in shown(pilot)

    run(first())
    run(second())


def test_collisions_stand_out_and_are_found(
    paths: Paths, small_shop: History, rewrite: bool
) -> None:
    paths.config_file.write_text("max_concurrent_runs = 4\n")
    crowd(small_shop, 5)

    async def look() -> None:
        async with tui(paths, place="schedule") as pilot:
            await press(pilot, "d", "c")
            check(pilot, "schedule-collision", rewrite=rewrite)
            screen = place_of(pilot, Schedule)
            assert screen.rows is not None
            due, job, _ = screen.rows.at(screen.table.index)
            assert (due.at, job) == (NOW + timedelta(hours=1), "crowd-0")
            await press(pilot, "c")
            assert screen.rows.due(screen.table.index).at == NOW + timedelta(hours=2)
            await press(pilot, "C", "C", "C")
            assert "no collision before this" in shown(pilot)

    run(look())


def test_the_filter_leaves_some_jobs(paths: Paths, small_shop: History) -> None:
    async def look() -> None:
        async with tui(paths, place="schedule") as pilot:
            await filter_by(pilot, "queue:slow")
            assert "2 starts of 2 jobs" in shown(pilot)

    run(look())


def test_another_definition_is_another_agenda(paths: Paths, small_shop: History) -> None:
    async def look() -> None:
        async with tui(paths, place="schedule") as pilot:
            assert "12 starts" in shown(pilot)
            crowd(small_shop, 1, "*/5 * * * *")
            app_of(pilot).feed.look()
            await until(pilot, lambda: "24 starts of 13 jobs" in shown(pilot), "it is seen")

    run(look())


def test_ten_thousand_jobs_are_a_few_bundles(paths: Paths, history: History) -> None:
    with history.ledger.transaction():
        for number in range(10_000):
            history.ledger.jobs.insert(
                f"job-{number}",
                JobSpec(
                    name=f"Job {number}", command="/bin/true", schedule=f"{number % 60} * * * *"
                ),
                due(1 + number % 60),
                at=to_micros(NOW),
                actor="test",
            )

    async def look() -> None:
        async with tui(paths, place="schedule") as pilot:
            await press(pilot, "w")
            screen = place_of(pilot, Schedule)
            assert screen.calendar is not None
            assert len(screen.calendar.agenda.dues) == 60 * 24 * 7  # what is computed
            assert len(screen.table.rows) == 10_000 * 24 * 7  # what can be looked at
            await press(pilot, "end", "pageup", "c")
            key = screen.table.key
            assert screen.table.rows.find(key) == screen.table.index

    run(look())

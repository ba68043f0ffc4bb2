"""Several things at once: late runs, retries and edits around an instant, callers beside each other."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lsh.domain.errors import LshError, TryAgain
from lsh.domain.run import RunState
from lsh.engine.dispatcher import Dispatcher
from lsh.engine.operations import Context, find_operation
from lsh.store.queries import RunFilter, get_job, list_runs
from tests.support.world import RecordingExecutor, World

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)
BEFORE = datetime(2026, 11, 22, 11, 59, 58, tzinfo=UTC)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, BEFORE)


class SlowToGiveBack(RecordingExecutor):
    """Takes a turn of the loop to withdraw, as a spawner does."""

    async def withdraw(self, keys: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
        await asyncio.sleep(0.01)
        return await super().withdraw(keys)


def context_of(world: World) -> Context:
    return Context(world.engine, Dispatcher(world.engine), "tester")


def runs(world: World, job: str = "j") -> list[tuple[str, str, str | None]]:
    """(instant, state, reason) of the job's runs, oldest first."""
    found = list_runs(world.ledger.connection, RunFilter(job=job, limit=None))
    return [(run["scheduled_for"][11:19], run["state"], run["reason"]) for run in reversed(found)]


def ahead(world: World, seconds: float) -> None:
    """Let time pass without a tick."""
    world.clock.pass_time(round(seconds * 1e6))


def call(world: World, method: str, **params: Any) -> Any:
    return asyncio.run(find_operation(method).handler(context_of(world), params))


def test_a_late_run_and_the_next_one_are_not_in_hand_together(world: World) -> None:
    world.job("j", "* * * * * *", overlap="skip")
    world.scheduler.tick()
    ahead(world, 3.7)  # nobody looked for a while: one is late, the next is within reach
    world.scheduler.tick()
    assert len([flight for flight in world.engine.flights if flight.job_id == "j"]) == 1


@pytest.mark.parametrize(
    ("catch_up", "wanted"),
    [
        ("latest", ["12:00:10"]),
        ("skip", ["12:00:10"]),
        ("all", [f"12:00:{second:02}" for second in range(0, 12, 2)]),
    ],
)
def test_a_short_absence_is_caught_up_as_the_job_wants(
    world: World, catch_up: str, wanted: list[str]
) -> None:
    world.clock.pass_time(1_000_000)
    world.job("j", "*/2 * * * * *", catch_up=catch_up)
    world.stop()
    ahead(world, 12.5)  # well within the grace of a minute
    world.start()
    world.live(seconds=1)
    ran = [instant for instant, state, _ in runs(world) if state == "succeeded"]
    assert [instant for instant in ran if instant <= "12:00:11"] == wanted
    others = {state for instant, state, _ in runs(world) if instant not in ran}
    assert others <= {"skipped", "scheduled"}


def test_an_instant_that_passed_unseen_is_missed_even_when_committed_ahead(world: World) -> None:
    world.job("j", "0 12 * * *", catch_up="skip")
    ahead(world, 1.7)
    world.scheduler.tick()
    assert runs(world) == [("12:00:00", "scheduled", None)]
    world.stop()
    ahead(world, 20 * 3600)
    world.start()
    world.scheduler.tick()
    ((_, state, reason),) = runs(world)
    assert state == "missed"
    assert "more than the grace of 1m" in (reason or "")


def test_an_instant_that_passed_unseen_is_caught_up_where_the_job_wants_it(world: World) -> None:
    world.job("j", "0 12 * * *", catch_up="latest")
    ahead(world, 1.7)
    world.scheduler.tick()
    world.stop()
    ahead(world, 3600)
    world.start()
    world.scheduler.tick()
    found = list_runs(world.ledger.connection, RunFilter(job="j"))
    assert [(run["kind"], run["state"]) for run in found] == [("catch_up", "queued")]


def test_a_description_changed_just_before_an_instant_does_not_lose_it(world: World) -> None:
    world.job("j", "0 12 * * *")
    ahead(world, 1.7)
    world.scheduler.tick()
    call(world, "job_update", job="j", changes={"description": "new"})
    found = list_runs(world.ledger.connection, RunFilter(job="j"))
    assert [(run["state"], run["job_version"]) for run in found] == [("scheduled", 2)]
    following = get_job(world.ledger.connection, "j")["next_fire_at"]
    assert following == "2026-11-23T12:00:00+00:00", "this one's is taken"
    ahead(world, 0.3)
    world.scheduler.tick()
    assert [state for _, state, _ in runs(world)] == ["queued"]


def test_a_schedule_changed_just_before_an_instant_skips_it(world: World) -> None:
    world.job("j", "0 12 * * *")
    ahead(world, 1.7)
    world.scheduler.tick()
    call(world, "job_update", job="j", changes={"schedule": "30 13 * * *"})
    assert runs(world) == [("12:00:00", "skipped", "the job was changed before this instant")]


def test_what_made_way_in_one_pass_is_not_released_in_it(world: World) -> None:
    key = world.job("j", "0 12 * * *", overlap="cancel_running", max_retries=1)
    with world.ledger.transaction():
        world.ledger.connection.execute(
            "INSERT INTO runs (id, job_id, job_version, kind, state, scheduled_for, due_at, attempt,"
            " priority, span, rolled_up) VALUES (1, ?, 1, 'scheduled', 'scheduled', 2, ?, 0, 5, 1, 0),"
            " (2, ?, 1, 'scheduled', 'retrying', 1, ?, 1, 5, 1, 0)",
            (key, world.clock.now() - 1, key, world.clock.now() - 2),
        )
    world.scheduler.tick()
    states = dict(world.ledger.connection.execute("SELECT id, state FROM runs").fetchall())
    assert states == {1: RunState.QUEUED, 2: RunState.CANCELLED}


def test_hundreds_of_late_runs_are_released_in_one_commit(world: World) -> None:
    for number in range(50):
        world.job(f"j{number}", "0 12 * * *")
    ahead(world, 1.7)
    world.scheduler.tick()
    asyncio.run(world.scheduler._dispatcher.take_back(world.engine.flights))
    ahead(world, 5)
    commits: list[str] = []
    world.ledger.connection.set_trace_callback(
        lambda sql: commits.append(sql) if sql == "COMMIT" else None
    )
    world.scheduler.tick()
    assert len(commits) <= 2


async def together(*calls: Any) -> list[Any]:
    return await asyncio.gather(*calls, return_exceptions=True)


def test_two_callers_cannot_run_a_job_beside_itself(world: World) -> None:
    world.job("j", "0 12 * * *")
    world.executor = world.engine.executor = SlowToGiveBack(world.clock)
    ahead(world, 1.7)
    world.scheduler.tick()
    context = context_of(world)
    run = find_operation("job_run").handler
    answers = asyncio.run(together(run(context, {"job": "j"}), run(context, {"job": "j"})))
    assert [type(answer) for answer in answers] == [dict, TryAgain]


def test_two_editors_of_one_version_do_not_both_win(world: World) -> None:
    world.job("j", "0 12 * * *")
    world.executor = world.engine.executor = SlowToGiveBack(world.clock)
    ahead(world, 1.7)
    world.scheduler.tick()
    context = context_of(world)
    edit = find_operation("job_update").handler
    answers = asyncio.run(
        together(
            edit(context, {"job": "j", "changes": {"priority": 1}, "version": 1}),
            edit(context, {"job": "j", "changes": {"priority": 2}, "version": 1}),
        )
    )
    assert answers[0]["priority"] == 1
    assert isinstance(answers[1], LshError)
    assert "changed meanwhile" in answers[1].message


def test_who_waits_for_a_run_hears_when_it_is_called_off(world: World) -> None:
    world.job("j", "0 12 * * *")
    ahead(world, 1.7)
    world.scheduler.tick()
    context = context_of(world)

    async def wait_and_pause() -> Any:
        waiting = asyncio.create_task(find_operation("run_wait").handler(context, {"run": "1"}))
        await asyncio.sleep(0)
        await find_operation("job_pause").handler(context, {"job": "j"})
        return await asyncio.wait_for(waiting, 5)

    assert asyncio.run(wait_and_pause())["state"] == "skipped"


def test_a_wait_that_ran_out_leaves_nothing_behind(world: World) -> None:
    world.job("j", "0 12 * * *")
    ahead(world, 1.7)
    world.scheduler.tick()
    with pytest.raises(TryAgain, match="not over yet"):
        call(world, "run_wait", run="1", timeout=0.01)
    assert world.engine.waiters == {}

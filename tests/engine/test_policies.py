"""What a job's policies make of runs that take their time, that fail, and that are retried."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lsh.domain.job import JobSpec
from lsh.domain.run import AttemptEnd, Outcome
from lsh.engine.environment import base_environment, working_directory
from lsh.executors.base import Begun, Ended, Launch
from tests.support.world import RecordingExecutor, World

BEFORE = datetime(2026, 11, 22, 11, 59, 58, tzinfo=UTC)


class Holding(RecordingExecutor):
    """Begins what is due, and ends it when the test says so."""

    def __init__(self, world: World) -> None:
        super().__init__(world.clock)
        self.launches: dict[tuple[int, int], Launch] = {}
        self.stopped: list[tuple[int, str]] = []

    def submit(self, launches: Iterable[Launch]) -> None:
        made = list(launches)
        self.launches |= {(launch.run_id, launch.attempt): launch for launch in made}
        super().submit(made)

    def stop(self, keys: Iterable[tuple[int, int]], *, grace: float, signal: str, why: str) -> None:
        self.stopped += [(run_id, signal) for run_id, _ in keys]

    def fire(self) -> None:
        now = self._clock.now()
        for key, launch in list(self._waiting.items()):
            if launch.at is None or launch.at <= now:
                del self._waiting[key]
                self.reports.append(Begun(*key, 4711, now))

    def end(self, run_id: int, attempt: int = 1, code: int = 0) -> None:
        """An attempt that has begun is over."""
        now = self._clock.now()
        end = AttemptEnd(
            Outcome.ERROR if code else Outcome.SUCCESS, code, None, f"exit code {code}"
        )
        self.reports.append(Ended(run_id, attempt, end, now, now, 1.0, 0.0, 0))


class Held(World):
    """A world whose runs go on until they are ended."""

    def start(self) -> None:
        super().start()
        self.held = self.engine.executor = self.executor = Holding(self)

    def states(self, job: str) -> list[str]:
        rows = self.ledger.connection.execute(
            "SELECT state FROM runs JOIN jobs ON jobs.key = runs.job_id WHERE jobs.id = ?"
            " ORDER BY scheduled_for",
            (job,),
        )
        return [state for (state,) in rows]

    def run(self, run_id: int) -> dict[str, Any]:
        cursor = self.ledger.connection.execute("SELECT * FROM runs WHERE id = ?", (run_id,))
        names = [column[0] for column in cursor.description]
        return dict(zip(names, cursor.fetchone(), strict=True))


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Held]:
    made = Held(tmp_path, BEFORE)
    yield made
    made.stop()


# every second, the first run goes on: what becomes of the second and the third
@pytest.mark.parametrize(
    ("overlap", "states", "stopped"),
    [
        ("skip", ["running", "skipped", "skipped"], []),
        ("queue_one", ["running", "queued", "skipped"], []),
        ("queue_all", ["running", "queued", "queued"], []),
        ("allow", ["running", "running", "running"], []),
        ("cancel_running", ["running", "queued", "queued"], [(1, "TERM"), (1, "TERM")]),
        ("terminate_running", ["running", "queued", "queued"], [(1, "KILL"), (1, "KILL")]),
    ],
)
def test_what_falls_due_while_an_earlier_run_goes_on(
    world: Held, overlap: str, states: list[str], stopped: list[tuple[int, str]]
) -> None:
    world.job("j", "* * * * * *", overlap=overlap)
    world.live(seconds=3.2)
    assert world.states("j")[:3] == states
    assert world.held.stopped == stopped
    if overlap == "skip":
        assert world.run(2)["reason"] == "run 1 was still going (overlap is skip)"


@pytest.mark.parametrize(("overlap", "armed"), [("skip", [1]), ("allow", [1, 2, 3, 4, 5])])
def test_of_several_ahead_only_those_are_armed_that_may_be_together(
    tmp_path: Path, overlap: str, armed: list[int]
) -> None:
    world = Held(tmp_path, BEFORE, arm_ahead=5.0)
    world.job("j", "* * * * * *", overlap=overlap)
    world.scheduler.tick()
    assert world.states("j") == ["scheduled"] * 5
    assert [run_id for run_id, _ in world.held.launches] == armed


def test_who_waits_goes_on_when_the_earlier_run_is_over(world: Held) -> None:
    world.job("j", "* * * * * *", overlap="queue_one")
    world.live(seconds=3.2)
    world.held.end(1)
    world.turn()
    world.turn()
    assert world.states("j")[:3] == ["succeeded", "running", "skipped"]


def test_attempts_their_delay_and_the_dead_letter(world: Held) -> None:
    world.job("j", "0 12 * * *", max_retries=1, retry_delay=60.0, retry_jitter=0.0)
    world.live(seconds=3)
    world.held.end(1, 1, code=7)
    world.turn()
    ended = world.clock.now()
    first = world.run(1)
    assert (first["state"], first["due_at"]) == ("retrying", ended + 60_000_000)
    world.live(seconds=59)
    assert world.states("j") == ["retrying"]
    world.live(seconds=2)
    assert (world.run(1)["state"], world.run(1)["attempt"]) == ("running", 2)
    world.held.end(1, 2, code=7)
    world.turn()
    assert (world.run(1)["state"], world.run(1)["exit_code"]) == ("failed", 7)


def test_only_the_listed_exit_codes_are_tried_again(world: Held) -> None:
    world.job("j", "0 12 * * *", max_retries=5, retry_on=[75])
    world.live(seconds=3)
    world.held.end(1, 1, code=7)
    world.turn()
    assert world.run(1)["state"] == "failed"
    assert world.run(1)["reason"] == "exit code 7; exit code 7 is not retried"


def test_a_time_limit_an_attempt_and_one_for_the_whole_run(world: Held) -> None:
    limits: dict[str, Any] = {"timeout": 60.0, "run_timeout": 100.0, "max_retries": 9}
    world.job("j", "0 12 * * *", retry_delay=20.0, retry_jitter=0.0, retry_factor=1.0, **limits)
    world.live(seconds=2)
    assert world.held.launches[1, 1].timeout == 60
    world.live(seconds=50)
    world.held.end(1, 1, code=1)
    world.live(seconds=20)
    assert world.run(1)["state"] == "running"
    assert world.held.launches[1, 2].timeout == pytest.approx(30, abs=1)  # of 100 seconds
    world.live(seconds=15)
    world.held.end(1, 2, code=1)  # another attempt would begin after the limit
    world.turn()
    assert world.run(1)["state"] == "failed"
    assert "leaves no time for a retry" in world.run(1)["reason"]


def test_a_test_is_tried_once_and_tells_nobody(world: Held) -> None:
    job = world.job("j", "@daily", max_retries=5, on_failure="tell", pause_after_failures=1)
    world.call("job_run", job="j", kind="test")
    world.turn()
    world.held.end(1, 1, code=7)
    world.turn()
    assert world.states("j") == ["failed"]
    found = world.ledger.jobs.get(job)
    assert found is not None
    assert (found.failures_in_row, found.paused_at) == (0, None)


@pytest.mark.parametrize(("limit", "failed"), [(1, "a run failed"), (2, "2 runs in a row failed")])
def test_failures_in_a_row_pause_the_job(world: Held, limit: int, failed: str) -> None:
    job = world.job("j", "* * * * *", pause_after_failures=limit)
    for run_id in range(1, limit + 1):
        world.live(seconds=60)
        assert not world.engine.to_disarm
        world.held.end(run_id, code=7)
        world.turn()
    found = world.ledger.jobs.get(job)
    assert found is not None
    assert found.pause_reason == f"{failed} (pause_after_failures is {limit})"
    assert (found.next_due_at, world.engine.to_disarm) == (None, {job})


@pytest.mark.parametrize(
    ("written", "folder"),
    [(None, "/home/me"), ("~", "/home/me"), ("~/x/y", "/home/me/x/y"), ("/srv", "/srv")],
)
def test_where_a_run_starts(written: str | None, folder: str) -> None:
    base = base_environment("/bin", {}) | {"HOME": "/home/me"}
    spec = JobSpec(name="j", command="true", working_dir=written)
    assert working_directory(base, spec) == folder

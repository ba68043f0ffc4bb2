"""What reports and holdings do to ledger and memory, whatever order they come in."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lsh.domain.errors import InvalidInput, StorageFull
from lsh.domain.run import AttemptEnd, Outcome, RunKind, RunState
from lsh.engine.dispatcher import Dispatcher
from lsh.engine.notifications import notification_run
from lsh.engine.recorder import Recorder
from lsh.engine.recovery import Recovery
from lsh.engine.service import Service
from lsh.executors.base import Begun, Ended, Holdings, Report
from lsh.store.records import NewRun
from tests.support.world import RecordingExecutor, World

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


class Scene:
    """A world whose executor says only what the test makes it say."""

    def __init__(self, root: Path) -> None:
        self.world = World(root, NOW)
        self.engine = self.world.engine
        self.executor = NotingExecutor(self.world.clock)
        self.engine.executor = self.executor
        self.dispatcher = Dispatcher(self.engine)
        self.recorder = Recorder(self.engine, self.dispatcher)
        self.recovery = Recovery(self.engine, self.dispatcher, self.recorder, self.executor)

    @property
    def now(self) -> int:
        return self.world.clock.now()

    def queued(self, job_key: int, **more: Any) -> int:
        """A queued run of the job."""
        self.world.clock.pass_time(1_000_000)
        job = self.engine.ledger.jobs.get(job_key)
        assert job is not None
        now = self.now
        new = NewRun(job_key, job.version, RunKind.MANUAL, RunState.QUEUED, now, now, 5, **more)
        with self.engine.ledger.transaction():
            (run_id,) = self.engine.ledger.runs.insert([new], at=now)
        assert run_id is not None
        self.dispatcher.backlog = True
        return run_id

    def begun(self, run_id: int) -> Begun:
        return Begun(run_id, 1, 4711, self.now)

    def ended(self, run_id: int, code: int = 0) -> Ended:
        end = AttemptEnd(Outcome.ERROR if code else Outcome.SUCCESS, code)
        return Ended(run_id, 1, end, self.now, self.now, 0.0, 0.0, 0)

    def one(self, sql: str, *parameters: Any) -> Any:
        return self.engine.ledger.connection.execute(sql, parameters).fetchone()

    def state(self, run_id: int) -> str:
        return str(self.one("SELECT state FROM runs WHERE id = ?", run_id)[0])


class NotingExecutor(RecordingExecutor):
    """Notes what it is told."""

    def __init__(self, clock: Any) -> None:
        super().__init__(clock)
        self.stopped: list[tuple[int, int]] = []
        self.acknowledged: list[int] = []

    def stop(self, keys: Iterable[tuple[int, int]], **how: Any) -> None:
        self.stopped += keys

    def acknowledge(self, seq: int) -> None:
        self.acknowledged.append(seq)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    made = Scene(tmp_path)
    yield made
    made.world.stop()


def test_told_again_while_the_disk_was_full(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    """A dead spawner's successor tells begin and end anew; the first telling still waits."""
    run = scene.queued(scene.world.job("a", "0 0 1 1 *"))
    scene.dispatcher.dispatch()
    told: list[Report] = [scene.begun(run), scene.ended(run)]
    with monkeypatch.context() as patch:
        patch.setattr(scene.engine.ledger, "transaction", _full)
        scene.recorder.take(1, told)
    assert scene.state(run) == "queued"
    scene.recovery.reconcile(Holdings(reports=tuple(told), seq=7))
    assert scene.state(run) == "succeeded"
    assert scene.executor.acknowledged == [7]
    (started,) = scene.one("SELECT started_at FROM runs WHERE id = ?", run)
    assert started is not None


def _full() -> Any:
    raise StorageFull("no room")


def test_alive_though_the_ledger_has_closed_it(scene: Scene) -> None:
    """It was cancelled while no engine ran: its process ends, and its end changes nothing."""
    run = scene.queued(scene.world.job("a", "0 0 1 1 *"))
    with scene.engine.ledger.transaction():
        scene.engine.ledger.runs.close(
            [(run, 1, RunState.QUEUED)], RunState.CANCELLED, at=scene.now, reason="by hand"
        )
    scene.recovery.reconcile(Holdings(live=(scene.begun(run),), seq=3))
    assert scene.executor.stopped == [(run, 1)]
    scene.recorder.take(4, [scene.ended(run)])
    assert scene.state(run) == "cancelled"
    assert scene.executor.acknowledged == [3, 4]


def test_a_notification_whose_failed_run_is_gone(scene: Scene) -> None:
    key = scene.world.job("a", "0 0 1 1 *", on_failure="tell")
    told = notification_run(key, 1, 4321, scene.now, "here")
    with scene.engine.ledger.transaction():
        (run_id,) = scene.engine.ledger.runs.insert([told], at=scene.now)
    scene.recovery.reconcile(Holdings())
    scene.dispatcher.dispatch()
    flight = scene.engine.flights.get(run_id or 0)
    assert flight is not None
    assert flight.spec.command == "tell"
    assert flight.spec.environment["LSH_FAILED_RUN_ID"] == "4321"
    assert flight.spec.environment["LSH_OUTCOME"] == ""


@pytest.mark.parametrize(("codes", "in_row"), [((1, 0), 0), ((0, 1), 1), ((1, 1), 2), ((0, 0), 0)])
def test_failures_in_a_row_follow_the_order_of_reports(
    scene: Scene, codes: tuple[int, int], in_row: int
) -> None:
    key = scene.world.job("a", "0 0 1 1 *", overlap="allow")
    reports: list[Report] = []
    runs = [scene.queued(key) for _ in codes]
    scene.dispatcher.dispatch()
    for run, code in zip(runs, codes, strict=True):
        reports += [scene.begun(run), scene.ended(run, code)]
    scene.recorder.take(1, reports)
    assert scene.one("SELECT failures_in_row FROM jobs WHERE key = ?", key) == (in_row,)


def test_a_notification_that_succeeds_forgets_no_failure(scene: Scene) -> None:
    key = scene.world.job("a", "0 0 1 1 *", on_failure="tell", pause_after_failures=2)
    for _ in range(2):
        run = scene.queued(key)
        scene.dispatcher.dispatch()
        scene.recorder.take(1, [scene.begun(run), scene.ended(run, 1)])
        (told,) = scene.one("SELECT max(id) FROM runs WHERE kind = 'notify'")
        scene.recorder.take(2, [scene.begun(told), scene.ended(told)])
        assert scene.state(told) == "succeeded"
    assert scene.one("SELECT failures_in_row, paused_at > 0 FROM jobs WHERE key = ?", key) == (2, 1)


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("run_stop", {"signal": "FOO"}),
        ("run_stop", {"signal": 9}),
        ("run_stop", {"grace": "long"}),
        ("run_stop", {"grace": -1}),
        ("run_stop", {"grace": float("nan")}),
        ("run_stop", {"grace": True}),
        ("run_wait", {"timeout": "long"}),
        ("run_wait", {"timeout": -1}),
        ("run_wait", {"timeout": float("inf")}),
    ],
)
def test_what_the_executor_would_not_understand_is_refused_before_anything_is_done(
    scene: Scene, method: str, params: dict[str, Any]
) -> None:
    run_id = scene.queued(scene.world.job("j", "@daily"))
    with pytest.raises(InvalidInput, match=next(iter(params))):
        scene.world.call(method, run=str(run_id), **params)
    assert scene.state(run_id) == RunState.QUEUED


@pytest.mark.parametrize("trouble", ["the disk is full", "the engine is killed"])
def test_what_was_armed_before_a_pause_is_called_off_in_the_end(
    scene: Scene, monkeypatch: pytest.MonkeyPatch, trouble: str
) -> None:
    """The pause for failures is in the ledger; what it entails could not be written at once."""
    engine = scene.engine
    job = engine.ledger.jobs.get(scene.world.job("j", "@daily"))
    assert job is not None
    due = scene.now + 400_000
    new = NewRun(job.key, 1, RunKind.SCHEDULED, RunState.SCHEDULED, due, due, 5)
    with engine.ledger.transaction():
        (run_id,) = engine.ledger.runs.insert([new], at=scene.now)
        engine.ledger.jobs.pause(job, at=scene.now, actor="lsh", reason="failures")
    assert run_id is not None
    scene.dispatcher.hand_over([scene.dispatcher.flight_of_new(job, new, run_id)])

    async def wake(service: Service) -> None:
        running = asyncio.create_task(service._keep_schedule())
        await asyncio.sleep(0)
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)

    async def go_on() -> None:
        service = Service(engine, scene.executor)
        if trouble == "the disk is full":
            engine.to_disarm.add(job.key)
            with monkeypatch.context() as patch:
                patch.setattr(engine.ledger, "transaction", _full)
                await wake(service)
        else:
            scene.recovery.reconcile(Holdings(waiting=frozenset({(run_id, 1)})))
        scene.world.clock.pass_time(1_000_000)  # its instant passes meanwhile
        await wake(service)

    asyncio.run(go_on())
    assert scene.state(run_id) == RunState.SKIPPED
    assert run_id not in engine.flights


@pytest.mark.parametrize("run", ["", "x", "²", "-1", "1.0", "9" * 19, None, True])
def test_what_is_no_number_of_a_run(scene: Scene, run: Any) -> None:
    with pytest.raises(InvalidInput, match="is not a run's id"):
        scene.world.call("run_stop", run="" if run is None else run)

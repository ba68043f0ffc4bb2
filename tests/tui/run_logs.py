"""Runs with logs for the screens: written as the spawner leaves them."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from textual.pilot import Pilot

from lsh.domain.instant import to_micros
from lsh.domain.run import RunKind, RunState
from lsh.paths import Paths
from lsh.store.records import NewRun, StoredJob
from lsh.store.runs import End, Start
from lsh.tui.screens.run import RunScreen
from lsh.tui.widgets.log import LogView
from tests.support.ledger import History

NO_PROCESS = 2**22 + 1
"""A pid that no process has: above the highest."""
HOST = "here"
"""The machine of the histories' runs."""


def be_their_host(paths: Paths) -> None:
    """Make this home the one where they ran."""
    paths.config_file.write_text(f'host = "{HOST}"\n')


def write_log(paths: Paths, run_id: int, text: bytes, attempt: int = 1) -> Path:
    """The log of an attempt."""
    path = paths.run_log(run_id, attempt)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text)
    return path


def append(path: Path, text: bytes) -> None:
    """More of it."""
    with path.open("ab") as file:
        file.write(text)


def running(history: History, job: StoredJob, since: datetime) -> int:
    """A run that goes on since then; its id."""
    due = to_micros(since)
    with history.ledger.transaction():
        new = NewRun(job.key, job.version, RunKind.SCHEDULED, RunState.QUEUED, due, due, 5)
        (run_id,) = history.ledger.runs.insert([new], at=due)
        assert run_id is not None
        start = Start(run_id, job.key, RunState.QUEUED, 1, NO_PROCESS, due)
        history.ledger.runs.start([start], host=HOST)
    return run_id


def end(history: History, run_id: int, *, state: str = "succeeded") -> None:
    """Let the first attempt of a run end a second after its instant."""
    job, due = history.connection.execute(
        "SELECT job_id, due_at FROM runs WHERE id = ?", (run_id,)
    ).fetchone()
    outcome = "success" if state == "succeeded" else "error"
    with history.ledger.transaction():
        ended = End(
            run_id, job, RunState.RUNNING, RunState(state), 1, due + 1_000_000, outcome,
            due_at=due if state == "retrying" else None, duration=1.0,
        )  # fmt: skip
        history.ledger.runs.end([ended])


def start(history: History, run_id: int, attempt: int) -> None:
    """Begin another attempt."""
    job, due = history.connection.execute(
        "SELECT job_id, due_at FROM runs WHERE id = ?", (run_id,)
    ).fetchone()
    with history.ledger.transaction():
        history.ledger.runs.queue([(run_id, job, RunState.RETRYING)], at=due)
        begin = Start(run_id, job, RunState.QUEUED, attempt, NO_PROCESS, due)
        history.ledger.runs.start([begin], host=HOST)


def run_screen(pilot: Pilot[None]) -> RunScreen:
    """The screen of a run, which is in sight."""
    screen = pilot.app.screen
    assert isinstance(screen, RunScreen)
    return screen


def log_view(pilot: Pilot[None]) -> LogView:
    """Its log."""
    return run_screen(pilot).log_view

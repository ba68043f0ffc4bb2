"""What every list of runs says of one, and how."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from lsh.domain import humane
from lsh.store.live_queries import RunLine
from lsh.tui import words
from lsh.tui.widgets.rows import Cell, Column

UNDER_WAY = frozenset({"queued", "running", "retrying"})
_LATE = 5.0  # seconds that are worth a colour


def state(run: RunLine) -> Cell:
    """Its state; of a failed one how it ended: ``✗ exit 3``."""
    ending = words.ending(run.outcome, run.exit_code, run.signal)
    if run.state == "failed" and ending:
        return Cell(f"✗ {ending}", "bad")
    return words.state(run.state)


def took(run: RunLine, now: int) -> str:
    """How long it took, or has taken so far."""
    if run.state == "running" and run.started_at is not None:
        return humane.span(max(0, now - run.started_at) / 1e6)
    return "" if run.duration is None else humane.span(run.duration)


def late(run: RunLine) -> Cell:
    """How long after its instant it was started."""
    if run.started_at is None:
        return Cell("")
    seconds = (run.started_at - run.due_at) / 1e6
    return Cell(humane.span(max(0.0, seconds)), "warn" if seconds > _LATE else "dim")


def tries(run: RunLine) -> Cell:
    """Which attempt, of how many that it may have."""
    if not run.attempt:
        return Cell("")
    of = f"/{run.attempts}" if run.attempts > 1 else ""
    return Cell(f"{run.attempt}{of}", "warn" if run.attempt > 1 else "dim")


def cpu(run: RunLine) -> str:
    """CPU time."""
    return "" if run.cpu_seconds is None else humane.span(run.cpu_seconds)


def memory(run: RunLine) -> str:
    """Memory at its peak."""
    return "" if run.max_rss_bytes is None else humane.size(run.max_rss_bytes)


def kind(run: RunLine) -> str:
    """Why there is this run."""
    return run.kind.replace("_", " ")


_CELLS: dict[str, Callable[[RunLine, int], Cell]] = {
    "run": lambda run, now: Cell(str(run.id), "dim"),
    "state": lambda run, now: state(run),
    "job": lambda run, now: Cell(run.job_name),
    "for": lambda run, now: Cell(words.when(run.scheduled_for, now)),
    "ago": lambda run, now: Cell(words.ago(run.started_at, now), "dim"),
    "took": lambda run, now: Cell(took(run, now)),
    "late": lambda run, now: late(run),
    "tries": lambda run, now: tries(run),
    "cpu": lambda run, now: Cell(cpu(run), "dim"),
    "memory": lambda run, now: Cell(memory(run), "dim"),
    "kind": lambda run, now: Cell(kind(run), "dim"),
    "queue": lambda run, now: Cell(run.queue, "dim"),
    "reason": lambda run, now: Cell(run.reason or "", "dim"),
}
"""A run's cell at ``now`` (microseconds) in the column of that key."""


def cells(run: RunLine, columns: Iterable[Column], now: int) -> tuple[Cell, ...]:
    """A run's row in a list that has these columns."""
    return tuple(_CELLS[column.key](run, now) for column in columns)

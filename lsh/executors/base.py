"""The contract between the engine and whatever runs its runs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from lsh.domain.run import AttemptEnd


@dataclass(frozen=True, slots=True)
class Launch:
    """One attempt, ready to be started. ``at`` is its instant in microseconds, None for at once."""

    run_id: int
    attempt: int
    at: int | None
    argv: list[str]
    environment: dict[str, str]
    working_dir: str
    log: str
    priority: int
    queue: str
    timeout: float | None
    kill_grace: float
    memory_limit: int | None
    cpu_limit: float | None
    log_limit: int | None


@dataclass(frozen=True, slots=True)
class Begun:
    """An attempt's process lives."""

    run_id: int
    attempt: int
    pid: int
    started_at: int


@dataclass(frozen=True, slots=True)
class Ended:
    """An attempt is over. ``started_at`` is None when no process ever lived."""

    run_id: int
    attempt: int
    end: AttemptEnd
    started_at: int | None
    finished_at: int
    duration: float | None = None
    cpu_seconds: float | None = None
    max_rss_bytes: int | None = None


Report = Begun | Ended


@dataclass(frozen=True, slots=True)
class Holdings:
    """What an executor has in hand after (re)connecting: all that the engine need not start again.

    ``waiting`` have not begun, ``live`` have, those among them that it adopted from a process that died.
    ``seq`` acknowledges ``reports``.
    """

    waiting: frozenset[tuple[int, int]] = frozenset()
    live: tuple[Begun, ...] = ()
    reports: tuple[Report, ...] = ()
    seq: int = 0


class Listener(Protocol):
    """The engine's ear. Called from the event loop; must not block."""

    def on_reports(self, seq: int, reports: Sequence[Report]) -> None:
        """Attempts began or ended. Repeated after a reconnect until ``acknowledge(seq)``."""

    def on_connected(self, holdings: Holdings) -> None:
        """The executor is (again) there, and this is what it has in hand."""

    def on_returned(self, keys: Iterable[tuple[int, int]]) -> None:
        """These (run id, attempt) were not started and will not be: the executor gives them back."""

    def on_failure(self, error: Exception) -> None:
        """The executor cannot go on, by a defect of lsh."""

    def on_trouble(self, message: str) -> None:
        """The executor goes on, but something is wrong (a full disk, a lost spawner)."""


class Executor(Protocol):
    """Starts attempts, limits how many live at a time, and reports what became of them."""

    async def connect(self, listener: Listener) -> None:
        """Find or start whatever does the work; ``on_connected`` is called before this returns."""

    def submit(self, launches: Iterable[Launch]) -> None:
        """Take over these attempts. Harmless for one that it has already."""

    async def withdraw(self, keys: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
        """Give back those (run id, attempt) that have not been started; they will not be."""

    def stop(self, keys: Iterable[tuple[int, int]], *, grace: float, signal: str, why: str) -> None:
        """End these attempts: ``signal`` to the whole process tree, KILL after ``grace`` seconds."""

    def set_slots(self, total: int, queues: dict[str, int]) -> None:
        """How many may live at a time, in all and by queue."""

    def acknowledge(self, seq: int) -> None:
        """Reports up to ``seq`` are in the ledger."""

    async def close(self, *, finish: bool) -> None:
        """Let go. With ``finish`` the executor's process ends when its last run has."""


class NoExecutor:
    """Runs nothing: for changing definitions while no daemon is there."""

    async def connect(self, listener: Listener) -> None:
        """Nothing to connect to."""

    def submit(self, launches: Iterable[Launch]) -> None:
        """Runs stay queued in the ledger until a daemon comes."""

    async def withdraw(self, keys: Iterable[tuple[int, int]]) -> set[tuple[int, int]]:
        """Nothing was taken over, so everything is given back."""
        return set(keys)

    def stop(self, keys: Iterable[tuple[int, int]], *, grace: float, signal: str, why: str) -> None:
        """Nothing lives here."""

    def set_slots(self, total: int, queues: dict[str, int]) -> None:
        """Nothing to limit."""

    def acknowledge(self, seq: int) -> None:
        """Nothing was reported."""

    async def close(self, *, finish: bool) -> None:
        """Nothing to let go."""

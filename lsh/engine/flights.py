"""Runs in the executor's hands: armed, waiting for a slot, or alive. Few, and rebuilt after a crash."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from lsh.domain.job import JobSpec
from lsh.domain.run import RunKind, RunState

Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class StopOrder:
    """How an attempt was told to end; kept, since a spawner may die before it has heard it."""

    why: str
    signal: str
    grace: float


@dataclass(slots=True)
class Flight:
    """One attempt that the executor has. ``state`` is what the ledger shows of the run."""

    run_id: int
    job_key: int
    job_id: str
    spec: JobSpec
    kind: RunKind
    state: RunState
    attempt: int
    scheduled_for: int
    due_at: int
    priority: int
    first_started_at: int | None = None
    started_at: int | None = None
    stopped_by: str | None = None
    stop_order: StopOrder | None = None

    @property
    def key(self) -> Key:
        """What the executor calls it."""
        return self.run_id, self.attempt


class Flights:
    """All flights, by run and by job."""

    def __init__(self) -> None:
        self._by_run: dict[int, Flight] = {}
        self._by_job: dict[int, set[int]] = {}

    def __len__(self) -> int:
        return len(self._by_run)

    def __iter__(self) -> Iterator[Flight]:
        return iter(list(self._by_run.values()))

    def __contains__(self, run_id: object) -> bool:
        return run_id in self._by_run

    def get(self, run_id: int) -> Flight | None:
        """The flight of this run."""
        return self._by_run.get(run_id)

    def add(self, flight: Flight) -> None:
        """The executor has it from now on."""
        self._by_run[flight.run_id] = flight
        self._by_job.setdefault(flight.job_key, set()).add(flight.run_id)

    def remove(self, run_id: int) -> None:
        """The executor is done with it, or has given it back."""
        flight = self._by_run.pop(run_id, None)
        if flight is not None:
            runs = self._by_job[flight.job_key]
            runs.discard(run_id)
            if not runs:
                del self._by_job[flight.job_key]

    def of_job(self, job_key: int) -> list[Flight]:
        """A job's flights; failure notifications aside."""
        runs = (self._by_run[run_id] for run_id in self._by_job.get(job_key, ()))
        return [flight for flight in runs if flight.kind is not RunKind.NOTIFY]

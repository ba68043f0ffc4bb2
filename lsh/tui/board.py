"""The jobs as every screen sees them: one copy, kept by changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from lsh.store.live_queries import JobLine
from lsh.tui.messages import Change


class Board:
    """Jobs by id. ``last_states`` counts them by the state of their last run.

    ``loads`` counts how often all were read: none tells a home that is still being read from an empty
    one, and another number that what was read before is of another ledger.
    """

    def __init__(self) -> None:
        self.last_states: Counter[str | None] = Counter()
        self.jobs: dict[str, JobLine] = {}
        self.loads = 0

    @property
    def loaded(self) -> bool:
        """Whether the jobs are known."""
        return self.loads > 0

    def name_of(self, job_id: str) -> str:
        """What people call the job; of one that is not there any more the id."""
        job = self.jobs.get(job_id)
        return job_id if job is None else job.name

    def load(self, jobs: Iterable[JobLine]) -> None:
        """Take all of them, and nothing else: changes come after them."""
        self.jobs = {job.id: job for job in jobs}
        self.last_states = Counter(job.run_state for job in self.jobs.values())
        self.loads += 1

    def apply(self, change: Change) -> None:
        """Take in what a change touched."""
        for job in change.jobs:
            self._count_off(self.jobs.get(job.id))
            self.jobs[job.id] = job
            self.last_states[job.run_state] += 1
        for gone in change.gone:
            self._count_off(self.jobs.pop(gone, None))

    def _count_off(self, job: JobLine | None) -> None:
        if job is not None:
            self.last_states[job.run_state] -= 1

"""Why a run that is not over stands where it stands, in a few words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from lsh.domain import humane
from lsh.store.live_queries import RunLine
from lsh.tui import words
from lsh.tui.runs.slots import Slots

_KINDS = {
    "catch_up": "caught up",
    "manual": "by hand",
    "test": "a test",
    "notify": "failure notice",
}


class Standing:
    """What runs at an instant: how many slots are taken, in all and by queue, and of which jobs."""

    def __init__(self, runs: Iterable[RunLine], slots: Slots) -> None:
        self.slots = slots
        self.running: Counter[str] = Counter()
        self.waiting: Counter[str] = Counter()
        self._jobs: Counter[str] = Counter()
        for run in runs:
            if run.state == "running":
                self.running[run.queue] += 1
                self._jobs[run.job_id] += run.kind != "notify"
            elif run.state == "queued":
                self.waiting[run.queue] += 1

    @property
    def total(self) -> int:
        """Slots that are taken."""
        return self.running.total()

    def why(self, run: RunLine, now: int) -> str:
        """Why ``run`` waits, or runs."""
        match run.state:
            case "running":
                return " · ".join(filter(None, (_KINDS.get(run.kind, ""), _attempt(run, 0))))
            case "scheduled" if run.due_at > now:
                return f"armed, due {_soon(run.due_at, now)}"
            case "retrying":
                when = _soon(run.due_at, now)
                return f"again {when}{_because(run)} · {_attempt(run, 1)}"
        return self._why_queued(run)

    def _why_queued(self, run: RunLine) -> str:
        limit = self.slots.of_queue.get(run.queue)
        if self._jobs[run.job_id] and run.kind != "notify":
            return "overlap: an earlier run goes on"
        if limit is not None and self.running[run.queue] >= limit:
            return f"{run.queue} is full ({limit:,} of {limit:,})"
        if self.total >= self.slots.total:
            return f"no slot free ({self.total:,} of {self.slots.total:,})"
        return "about to start"


def _soon(due_at: int, now: int) -> str:
    left = words.left(due_at, now)
    return "now" if left in {"now", "past"} else f"in {left}"


def _attempt(run: RunLine, more: int) -> str:
    number = run.attempt + more
    return f"attempt {number} of {run.attempts}" if number > 1 else ""


def _because(run: RunLine) -> str:
    said = words.ending(run.outcome, run.exit_code, run.signal) or run.reason
    return f" after {humane.one_line(said).rstrip('.')}" if said else ""

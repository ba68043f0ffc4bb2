"""Runs that are over, as statistics need them: when, how they ended, how long they took."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

from lsh.domain.run import RunState

ENOUGH = 12
"""From this many like runs on something is said about the next, or about one that stands out."""


class PastRun(NamedTuple):
    """A run that ended. ``at`` is its scheduled instant in microseconds, ``duration`` is in seconds."""

    id: int
    at: int
    state: str
    duration: float | None
    attempt: int = 1


def flips(runs: Sequence[PastRun]) -> int:
    """How often the outcome changed from one decided run to the next; ``runs`` are in their order."""
    decided = [run.state for run in runs if run.state in (RunState.SUCCEEDED, RunState.FAILED)]
    return sum(one != other for one, other in pairwise(decided))


def saved(runs: Sequence[PastRun]) -> int:
    """How many succeeded only because they were tried again."""
    return sum(run.state == RunState.SUCCEEDED and run.attempt > 1 for run in runs)


def successes(runs: Sequence[PastRun]) -> list[PastRun]:
    """Those that succeeded and whose duration is known: a failure may be over at once."""
    return [run for run in runs if run.state == RunState.SUCCEEDED and run.duration is not None]

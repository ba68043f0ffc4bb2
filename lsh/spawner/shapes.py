"""The messages of the spawner's protocol, for type checkers and readers; not imported at run time.

Units: ``*_us`` are microseconds since the epoch (wall clock), all other durations are seconds,
sizes are bytes. ``pid_start`` is the kernel's start time of the process in clock ticks since boot,
``None`` where the system does not tell. A key is ``(run, attempt)``; JSON carries it as a list.
"""

from __future__ import annotations

from typing import Literal, NotRequired, TypeAlias, TypedDict

Key: TypeAlias = tuple[int, int]


class RunSpec(TypedDict):
    """One attempt to start, as the engine submits it. Only ``run``, ``argv`` and ``log`` are owed."""

    run: int
    attempt: NotRequired[int]
    at: NotRequired[int | None]  # µs; None or past: as soon as there is a slot
    argv: list[str]
    env: NotRequired[dict[str, str]]  # all of it; LSH_RUN_ID and LSH_ATTEMPT are added
    cwd: NotRequired[str]
    log: str
    priority: NotRequired[int]  # higher first
    queue: NotRequired[str]
    timeout: NotRequired[float | None]  # s from the start of this attempt
    grace: NotRequired[float]  # s between TERM and KILL
    memory_limit: NotRequired[int | None]
    cpu_limit: NotRequired[float | None]
    log_cap: NotRequired[int | None]


class Ending(TypedDict):
    """How an attempt ended: the last member of an ``ended`` report."""

    status: int | None  # as os.wait4 gives it; None: never started
    cause: str | None  # one of protocol.CAUSES, or what the engine gave as "why"
    error: str | None  # a sentence for the user
    started_us: int | None
    ended_us: int
    duration: float  # monotonic
    cpu_seconds: float
    max_rss_bytes: int
    log_bytes: int  # written by this attempt's log in all, rotated bytes included


class Live(TypedDict):
    """A run whose process is alive, as ``hello`` lists it."""

    run: int
    attempt: int
    pid: int
    pid_start: int | None
    started_us: int


# A run that an earlier spawner was starting or holding when it died: run, attempt, pid, pid_start,
# started_us (these None if only the intent was written), boot_id. Its end is not known.
OrphanReport: TypeAlias = tuple[
    Literal["orphan"], int, int, int | None, int | None, int | None, str
]
StartedReport: TypeAlias = tuple[Literal["started"], int, int, int, int | None, int]
EndedReport: TypeAlias = tuple[Literal["ended"], int, int, Ending]
Report: TypeAlias = StartedReport | EndedReport | OrphanReport


class Hello(TypedDict):
    """The answer to ``hello``. Acknowledging ``seq`` covers all of ``unacked``."""

    ev: Literal["hello"]
    protocol: int
    version: str
    commit: str | None
    pid: int
    boot_id: str
    stopping: bool  # a shutdown is under way: nothing new is accepted
    live: list[Live]
    waiting: list[Key]
    unacked: list[Report]
    seq: int


class Batch(TypedDict):
    """Reports; kept by the spawner and sent again at ``hello`` until ``seq`` is acknowledged."""

    ev: Literal["batch"]
    seq: int
    reports: list[Report]

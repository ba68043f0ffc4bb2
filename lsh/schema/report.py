"""Reports as every face shows them.

Rates are percent, 0 to 100, and None where nothing succeeded or failed. Days are UTC. Counts of runs
leave out tests and failure notifications.
"""

from __future__ import annotations

from dataclasses import dataclass

from lsh.schema.outlook import Anomaly, Forecast, HeatMap, LatenessBin, RecentRun


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportWindow:
    """From ``since`` (None: from the beginning) to before ``until``.

    Either end may lie further out than was asked: to midnight, where the runs themselves are deleted
    and only their days are known. ``exact`` says that percentiles are of the very runs; otherwise
    they are within 2.5 %.
    """

    since: str | None
    until: str
    exact: bool


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportedJob:
    """What a report says of the job itself. ``state`` is a job's state, or ``removed``."""

    id: str
    name: str
    command: str
    schedule: str | None
    timezone: str | None
    tags: list[str]
    state: str
    failures_in_row: int
    next_fire_at: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class JobReference:
    """Just which job."""

    id: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Durations:
    """Seconds, of the last attempts of runs that succeeded or failed."""

    mean: float | None
    p50: float | None
    p95: float | None
    max: float | None
    total: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Lateness:
    """Seconds from the due instant to the start, of runs that the schedule started.

    ``histogram`` has the bins from the first to the last that is not empty.
    """

    p50: float | None
    p99: float | None
    histogram: list[LatenessBin]


@dataclass(frozen=True, kw_only=True, slots=True)
class ReportedError:
    """One cause of failures, its variable parts replaced, and the last run that it befell."""

    error: str
    count: int
    last_at: str
    last_run_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class CauseOfFailures:
    """Failures that say the same but for numbers, times, ids and paths; the jobs, most often first.

    Where the messages differ in a path only, it is ``<path>`` in ``cause`` and ``variants`` says how
    many there were. ``example`` is the very message of the last run, None where that is gone.
    """

    cause: str
    count: int
    variants: int
    first_day: str | None
    last_at: str
    last_run_id: str
    example: str | None
    jobs: list[JobReference]


@dataclass(frozen=True, kw_only=True, slots=True)
class NotRun:
    """Occurrences that were skipped or missed for one reason."""

    state: str
    reason: str
    count: int
    last_at: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TrendDay:
    """One UTC day that had anything; ``day`` is an ISO date."""

    day: str
    runs: int
    successes: int
    failures: int
    cancelled: int
    skipped: int
    missed: int
    mean_duration: float | None
    cpu_seconds: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Figures:
    """What a job's report and the totals of all jobs have in common.

    ``runs`` is successes + failures + cancelled; the success rate is of the first two. CPU time is of
    every attempt. ``cost`` is None unless a rate is configured, ``currency`` unless one is named.
    """

    runs: int
    successes: int
    failures: int
    cancelled: int
    skipped: int
    missed: int
    success_rate: float | None
    attempts: int
    retries: int
    duration: Durations
    lateness: Lateness
    cpu_seconds: float
    max_rss_bytes: int | None
    cost: float | None
    currency: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class JobReport(Figures):
    """One job over a window. ``summary`` is a few sentences for people.

    The last success and failure are the last ever, inside the window or not. ``flips`` is how often
    the outcome changed from one run to the next, ``saved`` how many runs succeeded only because
    they were tried again; both are None where not all runs of the window were read singly, which a
    report on many jobs does for some of them only. ``heatmap`` and ``recent`` (the newest 200 runs,
    the oldest first) are of a report on one job; ``heatmap`` is None as well where its runs are not
    all known singly.
    """

    generated_at: str
    job: ReportedJob
    window: ReportWindow
    last_success: str | None
    last_failure: str | None
    common_errors: list[ReportedError]
    causes: list[CauseOfFailures]
    not_run: list[NotRun]
    trend: list[TrendDay]
    anomalies: list[Anomaly]
    forecast: Forecast | None
    flips: int | None
    saved: int | None
    heatmap: HeatMap | None
    recent: list[RecentRun] | None
    summary: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Totals(Figures):
    """All jobs together; ``active_jobs`` follow their schedule, ``ran_jobs`` ran in the window."""

    jobs: int
    active_jobs: int
    ran_jobs: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FailingJob:
    """A job whose newest runs failed."""

    job: JobReference
    failures_in_row: int
    last_success: str | None
    last_failure: str | None
    error: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrorGroup:
    """One cause over all jobs, with the jobs that it befell, most often first."""

    error: str
    count: int
    last_at: str
    jobs: list[JobReference]


@dataclass(frozen=True, kw_only=True, slots=True)
class NotRunOf(NotRun):
    """Occurrences of one job that were skipped or missed for one reason."""

    job: JobReference


@dataclass(frozen=True, kw_only=True, slots=True)
class IdleJob:
    """A job without a run in the window, and why."""

    job: JobReference
    why: str


@dataclass(frozen=True, kw_only=True, slots=True)
class SlowJob:
    """A job by how long its runs take; ``share`` is its percentage of all jobs' running time."""

    job: JobReference
    p50: float
    p95: float
    max: float
    total: float
    share: float


@dataclass(frozen=True, kw_only=True, slots=True)
class FlakyJob:
    """A job that succeeds sometimes; ``trouble`` is the percentage of its attempts that failed.

    ``flips`` and ``saved`` are those of its ``JobReport``.
    """

    job: JobReference
    success_rate: float | None
    runs: int
    failures: int
    retries: int
    trouble: float
    flips: int | None
    saved: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class LateJob:
    """A job by how long after its due instants it starts, in seconds."""

    job: JobReference
    p50: float
    p99: float


@dataclass(frozen=True, kw_only=True, slots=True)
class HungryJob:
    """A job by the resources that it takes; ``share`` is its percentage of all CPU time."""

    job: JobReference
    cpu_seconds: float
    share: float
    max_rss_bytes: int | None
    cost: float | None
    currency: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class AnomalyOf(Anomaly):
    """An anomaly of one job."""

    job: JobReference


@dataclass(frozen=True, kw_only=True, slots=True)
class RiskyJob:
    """A job by the least chance to fail that its next run has; as in its forecast."""

    job: JobReference
    risk: float
    low: float
    high: float
    runs: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Hour:
    """An hour of the day (0 to 23, in the report's zone) over the whole window."""

    hour: int
    runs: int
    failures: int


@dataclass(frozen=True, kw_only=True, slots=True)
class ComprehensiveReport:
    """All jobs over a window. ``week`` has the runs by weekday (Monday first) and hour of the day;
    ``heatmap`` the same and the failures.

    ``busiest_hours`` has all 24 hours of the day in their order; ``zone`` is whose clock tells them.
    """

    generated_at: str
    window: ReportWindow
    zone: str
    totals: Totals
    summary: list[str]
    failing_now: list[FailingJob]
    errors: list[ErrorGroup]
    causes: list[CauseOfFailures]
    anomalies: list[AnomalyOf]
    riskiest: list[RiskyJob]
    not_run: list[NotRunOf]
    idle: list[IdleJob]
    slowest: list[SlowJob]
    flakiest: list[FlakyJob]
    latest: list[LateJob]
    hungriest: list[HungryJob]
    busiest_hours: list[Hour]
    week: list[list[int]]
    heatmap: HeatMap
    trend: list[TrendDay]
    jobs: list[JobReport]

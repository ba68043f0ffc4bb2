"""What reports say of single runs and of what is ahead. Durations are seconds, instants RFC 3339."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class SeasonOfRuns:
    """With which runs one was compared: of a weekday (Monday is 0) and hour; None is of any."""

    weekday: int | None
    hour: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Anomaly:
    """A run that stands out, or one that did not come.

    ``kind`` is ``slow``, ``fast`` or ``absent``. Of the first two, ``value`` is how long run ``run_id``
    took at ``at``, ``usual`` the median of ``runs`` like runs and ``spread`` their deviation (1.4826
    times the median absolute one). Of ``absent``, ``at`` is the last run's, ``value`` the time since,
    ``usual`` the median of ``runs`` pauses, ``limit`` what no pause reached before: a run outside of
    ``limit`` stands out.
    """

    kind: str
    at: str
    run_id: str
    value: float
    usual: float
    spread: float | None
    limit: float
    runs: int
    season: SeasonOfRuns | None
    sentence: str


@dataclass(frozen=True, kw_only=True, slots=True)
class NextDuration:
    """How long the next run takes if it succeeds: the median, and the band that holds it 8 times of 10.

    ``runs`` is how many it was judged by; ``trend`` the seconds by which a day changes it, or None
    where no trend is proven.
    """

    median: float
    low: float
    high: float
    runs: int
    season: SeasonOfRuns
    trend: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class NextFailure:
    """How likely the next run fails, 0 to 1, with the interval that holds the truth 9 times of 10.

    It is judged by ``runs`` runs: those that followed one that ended as the newest did (``after``:
    ``succeeded`` or ``failed``), or all (None).
    """

    risk: float
    low: float
    high: float
    runs: int
    after: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Forecast:
    """What is ahead of a job. None where too few runs are known, of which ``sentences`` tells."""

    at: str | None
    duration: NextDuration | None
    failure: NextFailure | None
    sentences: list[str]


@dataclass(frozen=True, kw_only=True, slots=True)
class HeatMap:
    """Runs and failures by weekday (Monday first) and hour of the day, by the clock of ``zone``."""

    zone: str
    runs: list[list[int]]
    failures: list[list[int]]


@dataclass(frozen=True, kw_only=True, slots=True)
class RecentRun:
    """One of the newest runs: enough to draw it."""

    run_id: str
    at: str
    state: str
    duration: float | None


@dataclass(frozen=True, kw_only=True, slots=True)
class LatenessBin:
    """How many runs started later than the bin before this one and at most ``up_to`` seconds late.

    None is the last bin's: any later.
    """

    up_to: float | None
    count: int

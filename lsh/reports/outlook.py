"""What single runs add to a report: what is unusual, what is ahead, when it ran, how often it flipped.

Sums of days cannot tell these. A report on one job reads its runs; one on all jobs reads those of the
jobs that promise most, up to a fixed number, so that a million runs cost no more than twenty thousand.
"""

from __future__ import annotations

import json
import sqlite3
from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import tzinfo
from functools import cache
from math import inf
from operator import attrgetter
from typing import Any
from zoneinfo import ZoneInfo

from lsh.domain import forecast, past, unusual
from lsh.domain.instant import to_wire
from lsh.domain.past import PastRun
from lsh.domain.run import RunState
from lsh.domain.season import Season, Seasoned, seasons_by
from lsh.domain.tally import DAY
from lsh.domain.window import Window
from lsh.reports import telling
from lsh.reports.figures import state_of
from lsh.store.past_runs import is_under_way, past_runs
from lsh.store.report_queries import JobFigures

LOOK_BACK = 92 * DAY  # what was usual a season ago is not the measure of today
RUNS_OF_ALL, RUNS_OF_ONE = 1_000, 20_000  # read of a job, where there are many jobs or just one
_BEFORE = 3  # times the runs of a month there are in the time that is looked back on
_ANOMALIES = 10
_RECENT = 200

_at = attrgetter("at")
SeasonOf = Callable[[int], Season]


class Outlook:
    """Looks at single runs for one report; ``now`` is in microseconds.

    Hours and weekdays are those of a job's own zone, or of ``zone`` where it has none.
    """

    def __init__(
        self, connection: sqlite3.Connection, window: Window, *, now: int, zone: tzinfo
    ) -> None:
        self._connection = connection
        self._window, self._now, self._zone = window, now, zone
        self._seasons = cache(seasons_by)  # each zone's hours are told once for all jobs

    def of_job(self, figures: JobFigures, *, limit: int = RUNS_OF_ALL) -> dict[str, Any]:
        """``anomalies, forecast, flips, saved`` of a job, by reading up to ``limit`` of its runs."""
        runs, zone = self._read(figures, limit), self._zone_of(figures)
        return self._found(figures, runs, zone)

    def of_one_job(self, figures: JobFigures) -> dict[str, Any]:
        """The same, with ``heatmap`` and ``recent``: for a report on this job alone."""
        runs, zone = self._read(figures, RUNS_OF_ONE), self._zone_of(figures)
        inside = self._inside(runs)
        return {
            **self._found(figures, runs, zone),
            # of a part of the runs it would show hours that only look quiet
            "heatmap": (
                heat_map(inside, self._seasons(zone), zone)
                if inside and len(inside) == figures.tally.runs
                else None
            ),
            "recent": [_recent(run) for run in inside[-_RECENT:]],
        }

    def of_sums(self, figures: JobFigures) -> dict[str, Any]:
        """What the sums alone tell of a job whose runs are not read."""
        tally = figures.tally
        failing = figures.job.failures_in_row > 0  # what follows a failure, sums do not tell
        return {
            **NOTHING,
            "forecast": self._forecast(
                figures,
                forecast.duration_of_histogram(tally.durations),
                None if failing else forecast.failure_of_counts(tally.succeeded, tally.failed),
            ),
        }

    def _read(self, figures: JobFigures, limit: int) -> list[PastRun]:
        window = self._window
        until = self._now if window.until is None else window.until
        since = min(until - LOOK_BACK, until if window.since is None else window.since)
        return past_runs(
            self._connection, figures.job.key, since=since, until=window.until, limit=limit
        )

    def _found(self, figures: JobFigures, runs: list[PastRun], zone: tzinfo) -> dict[str, Any]:
        seasoned = Seasoned(runs, self._seasons(zone))
        inside = self._inside(runs)
        whole = len(inside) == figures.tally.runs  # of a part of the runs both would be too few
        at = figures.job.next_fire_at or self._now
        return {
            "anomalies": [*self._silence(figures, runs, zone), *self._unusual(seasoned, zone)],
            "forecast": self._forecast(
                figures, forecast.next_duration(seasoned, at), forecast.next_failure(runs)
            ),
            "flips": past.flips(inside) if whole else None,
            "saved": past.saved(inside) if whole else None,
        }

    def _unusual(self, seasoned: Seasoned, zone: tzinfo) -> list[dict[str, Any]]:
        """Runs of the window that stand out by their duration, the newest of them first."""
        since, until = self._bounds
        found = [one for one in unusual.unusual_durations(seasoned) if since <= one.run.at < until]
        return [_unusual_row(one, zone) for one in reversed(found[-_ANOMALIES:])]

    def _silence(
        self, figures: JobFigures, runs: Sequence[PastRun], zone: tzinfo
    ) -> list[dict[str, Any]]:
        """A run that did not come.

        A job that was paused, changed or resumed is silent for a reason, and one that runs is not.
        """
        expected = state_of(figures.job) == "active" and self._window.until is None
        if not expected or not runs or figures.job.updated_at > runs[-1].at:
            return []
        found = unusual.absent(runs, self._seasons(zone), self._now)
        if found is None or is_under_way(self._connection, figures.job.key):
            return []
        return [_absent_row(found, zone)]

    def _forecast(
        self,
        figures: JobFigures,
        duration: forecast.DurationForecast | None,
        failure: forecast.FailureForecast | None,
    ) -> dict[str, Any] | None:
        if state_of(figures.job) in ("removed", "finished"):
            return None  # there is no next run
        return {
            "at": to_wire(figures.job.next_fire_at),
            "duration": _duration_row(duration) if duration else None,
            "failure": _failure_row(failure) if failure else None,
            "sentences": [telling.of_duration(duration), telling.of_failure(failure)],
        }

    def _inside(self, runs: Sequence[PastRun]) -> Sequence[PastRun]:
        """Those of the window, of runs in their order."""
        first, end = (bisect_left(runs, bound, key=_at) for bound in self._bounds)
        return runs[first:end]

    @property
    def _bounds(self) -> tuple[float, float]:
        since, until = self._window.since, self._window.until
        return (-inf if since is None else since), (inf if until is None else until)

    def _zone_of(self, figures: JobFigures) -> tzinfo:
        name = json.loads(figures.job.spec).get("timezone")
        return ZoneInfo(name) if name else self._zone


NOTHING: dict[str, Any] = {
    "anomalies": [], "forecast": None, "flips": None, "saved": None, "heatmap": None, "recent": None,
}  # fmt: skip


def promising(figures: Sequence[JobFigures], *, now: int, budget: int) -> list[JobFigures]:
    """The jobs whose runs are worth reading, as far as ``budget`` runs go.

    First those with an extreme duration or a long silence, then the flaky ones, then whichever have
    the fewest: of a small ledger all jobs are read.
    """
    chosen = []
    ran = [one for one in figures if one.tally.runs]
    for one in sorted(ran, key=lambda one: (_promise(one, now), one.tally.runs, one.job.key)):
        cost = min(one.tally.runs * _BEFORE, RUNS_OF_ALL)
        if cost <= budget:
            budget -= cost
            chosen.append(one)
    return chosen


def _promise(figures: JobFigures, now: int) -> int:
    """0 promises most. Cheaper and broader than what then looks at the runs themselves."""
    tally = figures.tally
    last = max(figures.last_success_at or 0, figures.last_failure_at or 0)
    days = figures.days[-1][0] - figures.days[0][0]
    if days and (now - last) * tally.runs > 2 * DAY * days:
        return 0
    if tally.timed >= past.ENOUGH:
        low, middle, high = tally.durations.percentiles((0.25, 0.5, 0.75))
        longest = tally.duration_max_us / 1e6
        # five deviations of normal values are 3.7 times the distance of their quartiles
        if longest > middle + 3.7 * (high - low) and longest * low**3.7 > middle * high**3.7:
            return 0
    return 1 if tally.succeeded and tally.failed + tally.retries else 2


def heat_map(runs: Sequence[PastRun], season_of: SeasonOf, zone: tzinfo) -> dict[str, Any]:
    """A ``HeatMap`` of single runs."""
    ran = [[0] * 24 for _ in range(7)]
    failed = [[0] * 24 for _ in range(7)]
    for run in runs:
        weekday, hour = season_of(run.at)
        if weekday is not None and hour is not None:
            ran[weekday][hour] += 1
            failed[weekday][hour] += run.state == RunState.FAILED
    return {"zone": str(zone), "runs": ran, "failures": failed}


def _unusual_row(found: unusual.Unusual, zone: tzinfo) -> dict[str, Any]:
    return {
        "kind": "slow" if found.slow else "fast",
        "at": to_wire(found.run.at),
        "run_id": str(found.run.id),
        "value": found.run.duration,
        "usual": _rounded(found.usual.middle),
        "spread": _rounded(found.usual.spread),
        "limit": _rounded(found.usual.high if found.slow else max(found.usual.low, 0.0)),
        "runs": found.usual.count,
        "season": found.season._asdict(),
        "sentence": telling.of_unusual(found, zone),
    }


def _absent_row(found: unusual.Absent, zone: tzinfo) -> dict[str, Any]:
    return {
        "kind": "absent",
        "at": to_wire(found.last.at),
        "run_id": str(found.last.id),
        "value": found.silence,
        "usual": found.usual,
        "spread": None,
        "limit": unusual.OVERDUE * found.longest,
        "runs": found.gaps,
        "season": None,
        "sentence": telling.of_absent(found, zone),
    }


def _duration_row(found: forecast.DurationForecast) -> dict[str, Any]:
    return {
        "median": _rounded(found.middle),
        "low": _rounded(found.low),
        "high": _rounded(found.high),
        "runs": found.runs,
        "season": found.season._asdict(),
        "trend": None if found.slope is None else _rounded(found.slope),
    }


def _failure_row(found: forecast.FailureForecast) -> dict[str, Any]:
    return {
        "risk": _rounded(found.risk),
        "low": _rounded(found.low),
        "high": _rounded(found.high),
        "runs": found.runs,
        "after": found.after and str(found.after),
    }


def _recent(run: PastRun) -> dict[str, Any]:
    return {
        "run_id": str(run.id), "at": to_wire(run.at), "state": run.state, "duration": run.duration,
    }  # fmt: skip


def _rounded(value: float) -> float:
    return round(value, 6)

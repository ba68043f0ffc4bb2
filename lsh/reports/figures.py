"""From what was added up to what is shown: the parts that every report is made of."""

from __future__ import annotations

import json
from bisect import bisect_left
from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from typing import Any, NamedTuple

from lsh.domain.histogram import Histogram, middle_of, nearest_rank
from lsh.domain.instant import to_wire
from lsh.domain.job import job_state
from lsh.domain.run import RunState
from lsh.domain.tally import Cause, Tally
from lsh.domain.window import Window
from lsh.store.report_queries import ReportedJob, Samples
from lsh.store.whole_days import DayFigures

_LATENESS_EDGES = (
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0, 300.0, 3600.0,
)  # fmt: skip
_EPOCH_ORDINAL = date(1970, 1, 1).toordinal()


class Price(NamedTuple):
    """What an hour of CPU time costs, 0 when that is not configured, and in which currency."""

    rate: float = 0.0
    currency: str | None = None


FREE = Price()


def figures_of(tally: Tally, price: Price, samples: Samples | None = None) -> dict[str, Any]:
    """The ``Figures`` of a tally; percentiles of ``samples`` where they are given."""
    decided = tally.succeeded + tally.failed
    latenesses = samples.latenesses if samples else None
    cpu_seconds = tally.cpu_us / 1e6
    return {
        "runs": tally.runs,
        "successes": tally.succeeded,
        "failures": tally.failed,
        "cancelled": tally.cancelled,
        "skipped": tally.skipped,
        "missed": tally.missed,
        "success_rate": round(100 * tally.succeeded / decided, 4) if decided else None,
        "attempts": tally.attempts,
        "retries": tally.retries,
        "duration": _durations(tally, samples),
        "lateness": {
            "p50": _percentile(tally.latenesses, latenesses, 0.5),
            "p99": _percentile(tally.latenesses, latenesses, 0.99),
            "histogram": _bins(tally.latenesses),
        },
        "cpu_seconds": cpu_seconds,
        "max_rss_bytes": tally.max_rss_bytes or None,
        "cost": round(cpu_seconds / 3600 * price.rate, 4) if price.rate else None,
        "currency": price.currency if price.rate else None,
    }


def _bins(latenesses: Histogram) -> list[dict[str, Any]]:
    """Few and round bins of many and odd ones; a value within 2.5 % of an edge may be beyond it."""
    counts = [0] * (len(_LATENESS_EDGES) + 1)
    for bucket, count in latenesses.counts.items():
        counts[_bin_of(bucket)] += count
    filled = [number for number, count in enumerate(counts) if count]
    if not filled:
        return []
    edges = (*_LATENESS_EDGES, None)
    return [
        {"up_to": edges[number], "count": counts[number]}
        for number in range(filled[0], filled[-1] + 1)
    ]


@lru_cache(maxsize=2048)  # there are 1,024 buckets
def _bin_of(bucket: int) -> int:
    return bisect_left(_LATENESS_EDGES, middle_of(bucket))


def _durations(tally: Tally, samples: Samples | None) -> dict[str, Any]:
    durations = samples.durations if samples else None
    timed, longest = tally.timed, tally.duration_max_us / 1e6
    p50 = _percentile(tally.durations, durations, 0.5)
    p95 = _percentile(tally.durations, durations, 0.95)
    return {
        "mean": round(tally.duration_us / 1e6 / timed, 6) if timed else None,
        # the middle of the topmost bucket may lie above the longest run there was
        "p50": None if p50 is None else min(p50, longest),
        "p95": None if p95 is None else min(p95, longest),
        "max": longest if timed else None,
        "total": tally.duration_us / 1e6,
    }


def _percentile(histogram: Histogram, ordered: list[float] | None, share: float) -> float | None:
    value = histogram.percentile(share) if ordered is None else nearest_rank(ordered, share)
    return None if value is None else round(value, 6)


def window_of(window: Window, now: int, *, exact: bool) -> dict[str, Any]:
    """The ``ReportWindow`` of a window; an open end is ``now``."""
    until = now if window.until is None else window.until
    return {"since": to_wire(window.since), "until": to_wire(until), "exact": exact}


def job_of(job: ReportedJob) -> dict[str, Any]:
    """The ``ReportedJob`` of the wire."""
    spec = json.loads(job.spec)
    return {
        "id": job.id,
        "name": spec["name"],
        "command": spec["command"],
        "schedule": spec.get("schedule"),
        "timezone": spec.get("timezone"),
        "tags": spec.get("tags", []),
        "state": state_of(job),
        "failures_in_row": job.failures_in_row,
        "next_fire_at": to_wire(job.next_fire_at),
    }


def state_of(job: ReportedJob) -> str:
    """A job's state, or ``removed``."""
    if job.removed_at is not None:
        return "removed"
    return job_state(
        enabled=job.enabled,
        paused=job.paused_at is not None,
        elsewhere=job.elsewhere,
        finished=job.finished,
    )


def errors_of(tally: Tally, limit: int) -> list[dict[str, Any]]:
    """The commonest causes of failures."""
    failed = [(text, c) for (state, text), c in tally.causes.items() if state == RunState.FAILED]
    return [
        {
            "error": text,
            "count": cause.count,
            "last_at": to_wire(cause.last_at),
            "last_run_id": str(cause.last_run_id),
        }
        for text, cause in _commonest(failed)[:limit]
    ]


def newest_error(tally: Tally) -> str | None:
    """The cause of the newest failure."""
    failed = [
        (c.last_at, c.last_run_id, text)
        for (state, text), c in tally.causes.items()
        if state == RunState.FAILED
    ]
    return max(failed)[2] if failed else None


def not_run_of(tally: Tally) -> list[dict[str, Any]]:
    """Why occurrences were skipped or missed, commonest first."""
    not_run = [(key, c) for key, c in tally.causes.items() if key[0] != RunState.FAILED]
    return [
        {"state": state, "reason": text, "count": c.count, "last_at": to_wire(c.last_at)}
        for (state, text), c in _commonest(not_run)
    ]


def _commonest(causes: Iterable[tuple[Any, Cause]]) -> list[tuple[Any, Cause]]:
    return sorted(causes, key=lambda pair: (-pair[1].count, -pair[1].last_at, pair[0]))


def trend_of(days: Iterable[DayFigures]) -> list[dict[str, Any]]:
    """The ``TrendDay`` of each day. A report on everything makes tens of thousands: no call for each."""
    return [
        {
            "day": iso_day(day),
            "runs": succeeded + failed + cancelled,
            "successes": succeeded,
            "failures": failed,
            "cancelled": cancelled,
            "skipped": skipped,
            "missed": missed,
            "mean_duration": round(duration_us / timed) / 1e6 if timed else None,
            "cpu_seconds": cpu_us / 1e6,
        }
        for day, succeeded, failed, cancelled, skipped, missed, timed, duration_us, cpu_us in days
    ]


@lru_cache(maxsize=4096)
def iso_day(day: int) -> str:
    """The ISO date of a number of days since the epoch."""
    return date.fromordinal(_EPOCH_ORDINAL + day).isoformat()

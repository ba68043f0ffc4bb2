"""Which jobs stand out: failing, flaky, slow, late, hungry; and which did not run at all.

Each function takes the ``JobReport``s of a window and returns the rows of one table, the most
remarkable first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

Reports = Sequence[dict[str, Any]]
Rows = list[dict[str, Any]]

LIMIT = 10
_RISKY = 0.01  # below one in a hundred nobody is warned
_WHY = {
    "removed": "it was removed",
    "stopped": "its schedule is stopped",
    "paused": "it is paused",
    "elsewhere": "its hosts are other machines",
    "finished": "its one time has passed",
}


def reference(report: dict[str, Any]) -> dict[str, str]:
    """The ``JobReference`` of a report's job."""
    return {"id": report["job"]["id"], "name": report["job"]["name"]}


def failing_now(reports: Reports, errors: Mapping[str, str | None]) -> Rows:
    """Living jobs whose newest runs failed, all of them; ``errors`` are the newest, by the job's id."""
    failing = [r for r in reports if r["job"]["failures_in_row"] and r["job"]["state"] != "removed"]
    rows = [
        {
            "job": reference(report),
            "failures_in_row": report["job"]["failures_in_row"],
            "last_success": report["last_success"],
            "last_failure": report["last_failure"],
            "error": errors[report["job"]["id"]],
        }
        for report in failing
    ]
    return sorted(rows, key=lambda row: -row["failures_in_row"])


def flakiest(reports: Reports) -> Rows:
    """Jobs that succeeded and also failed, or succeeded only when tried again."""
    rows = [
        {
            "job": reference(report),
            "success_rate": report["success_rate"],
            "runs": report["runs"],
            "failures": report["failures"],
            "retries": report["retries"],
            # every retry follows an attempt that failed, as does every failure
            "trouble": _share(report["failures"] + report["retries"], report["attempts"]),
            "flips": report["flips"],
            "saved": report["saved"],
        }
        for report in reports
        if report["successes"] and (report["failures"] or report["retries"])
    ]
    return _top(rows, "trouble")


def slowest(reports: Reports) -> Rows:
    """Jobs by the time that all but the longest of their runs take."""
    everything = sum(report["duration"]["total"] for report in reports)
    rows = [
        {
            "job": reference(report),
            **{key: report["duration"][key] for key in ("p50", "p95", "max", "total")},
            "share": _share(report["duration"]["total"], everything),
        }
        for report in reports
        if report["duration"]["p95"] is not None
    ]
    return _top(rows, "p95")


def latest(reports: Reports) -> Rows:
    """Jobs by how long after their instant they start."""
    rows = [
        {
            "job": reference(report),
            "p50": report["lateness"]["p50"],
            "p99": report["lateness"]["p99"],
        }
        for report in reports
        if report["lateness"]["p99"] is not None
    ]
    return _top(rows, "p99")


def anomalies(reports: Reports) -> Rows:
    """What stood out in any job: runs that did not come, then the newest."""
    rows = [
        {"job": reference(report), **found} for report in reports for found in report["anomalies"]
    ]
    silent = [row for row in rows if row["kind"] == "absent"]
    others = sorted(
        (row for row in rows if row["kind"] != "absent"), key=lambda row: str(row["at"])
    )
    return (silent + others[::-1])[: 2 * LIMIT]


def riskiest(reports: Reports) -> Rows:
    """Jobs by how likely their next run fails at the least; those that hardly ever do are left out."""
    rows = [
        {"job": reference(report), **{key: failure[key] for key in ("risk", "low", "high", "runs")}}
        for report in reports
        if report["forecast"] and (failure := report["forecast"]["failure"])
    ]
    return _top([row for row in rows if row["risk"] >= _RISKY], "low")


def hungriest(reports: Reports) -> Rows:
    """Jobs by the CPU time that they took."""
    everything = sum(report["cpu_seconds"] for report in reports)
    rows = [
        {
            "job": reference(report),
            "cpu_seconds": report["cpu_seconds"],
            "share": _share(report["cpu_seconds"], everything),
            "max_rss_bytes": report["max_rss_bytes"],
            "cost": report["cost"],
            "currency": report["currency"],
        }
        for report in reports
        if report["cpu_seconds"] or report["max_rss_bytes"]
    ]
    return _top(rows, "cpu_seconds")


def not_run(reports: Reports) -> Rows:
    """Occurrences that were skipped or missed, by job and reason, all of them."""
    rows = [{"job": reference(r), **reason} for r in reports for reason in r["not_run"]]
    return sorted(rows, key=lambda row: (-row["count"], row["job"]["name"]))


def idle(reports: Reports) -> Rows:
    """Jobs without a run, and why."""
    return [
        {"job": reference(report), "why": _why_idle(report)}
        for report in reports
        if not report["runs"] and report["job"]["state"] != "removed"
    ]


def _why_idle(report: dict[str, Any]) -> str:
    job = report["job"]
    if job["state"] in _WHY:
        return _WHY[job["state"]]
    if report["not_run"]:
        return f"each occurrence was {report['not_run'][0]['state']}"
    if job["schedule"] is None:
        return "it has no schedule and nobody ran it"
    return "none was due" if job["next_fire_at"] else "its schedule names no further time"


def error_groups(causes: Iterable[tuple[dict[str, Any], dict[str, Any]]], limit: int) -> Rows:
    """Causes of failures over all jobs, from pairs of job reference and ``ReportedError``."""
    groups: dict[str, Rows] = {}
    for job, error in causes:
        groups.setdefault(error["error"], []).append({"job": job, **error})
    rows = [
        {
            "error": text,
            "count": sum(one["count"] for one in found),
            "last_at": max(one["last_at"] for one in found),
            "jobs": [one["job"] for one in sorted(found, key=_by("count"))],
        }
        for text, found in groups.items()
    ]
    return sorted(rows, key=_by("count"))[:limit]


def _top(rows: Rows, key: str) -> Rows:
    return sorted(rows, key=_by(key))[:LIMIT]


def _by(key: str) -> Callable[[dict[str, Any]], Any]:
    return lambda row: -row[key]


def _share(part: float, whole: float) -> float:
    return round(100 * part / whole, 2) if whole else 0.0

"""The tables of the comprehensive report, as cells of text: the same in every format.

A column is its heading and how it is aligned; a row is a list of texts. A table without rows is
left out by whoever draws it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from lsh.domain.humane import NONE, ago, count, day, one_line, percent, plural, size, span
from lsh.reports.facts import cost_text

_JOBS_NAMED = 3
_NOT_RUN_SHOWN = 20
_IDLE_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Table:
    """A titled table. ``columns`` are (heading, is a number); numbers are aligned to the right.

    ``details`` has a line for each row, or is empty: something longer, shown below its first cell.
    ``note`` stands below it; ``wide`` is the index of the column that takes what room is left.
    """

    title: str
    columns: tuple[tuple[str, bool], ...]
    rows: list[list[str]]
    note: str = ""
    wide: int = 0
    details: tuple[str, ...] = ()


def attention(report: dict[str, Any]) -> list[Table]:
    """What a person should look at: failing jobs, causes, what did not run."""
    tables = (
        _failing(report),
        _unusual(report),
        causes(report),
        _not_run(report),
        _idle(report),
        _riskiest(report),
    )
    return [table for table in tables if table.rows]


def rankings(report: dict[str, Any]) -> list[Table]:
    """The jobs that stand out by some figure."""
    tables = (_flakiest(report), _slowest(report), _latest(report), _hungriest(report))
    return [table for table in tables if table.rows]


def causes(report: dict[str, Any]) -> Table:
    """Failures by cause, of one job or of all: what differs from run to run is left out."""
    now, found = report["generated_at"], report["causes"]
    of_one = "job" in report
    rows = [
        [one["cause"], count(one["count"]), *([] if of_one else [_names(one["jobs"])]),
         day(one["first_day"]) if one["first_day"] else "", ago(one["last_at"], now), one["last_run_id"]]
        for one in found
    ]  # fmt: skip
    columns = [("Cause", False), ("Count", True), ("First", True), ("Last", True), ("Run", True)]
    if not of_one:
        columns.insert(2, ("Jobs", False))
    return Table("Failures by cause", tuple(columns), rows, details=tuple(map(_example, found)))


def _example(cause: dict[str, Any]) -> str:
    """The last message itself, where it says more than the cause."""
    text = one_line(cause["example"] or "")
    return f"e.g. {text}" if text not in ("", cause["cause"]) else ""


def job_not_run(report: dict[str, Any]) -> Table:
    """Why one job's occurrences did not run."""
    now = report["generated_at"]
    rows = [
        [one["reason"], one["state"], count(one["count"]), ago(one["last_at"], now)]
        for one in report["not_run"]
    ]
    columns = (("Reason", False), ("State", False), ("Count", True), ("Last", True))
    return Table("Did not run", columns, rows)


def jobs(reports: Iterable[dict[str, Any]]) -> Table:
    """A line for each job."""
    rows = [
        [
            report["job"]["name"],
            count(report["runs"]),
            percent(report["success_rate"]),
            span(report["duration"]["p50"]),
            span(report["duration"]["p95"]),
            _last(report),
        ]
        for report in reports
    ]
    columns = (
        ("Job", False), ("Runs", True), ("Success", True), ("p50", True), ("p95", True),
        ("Last run", True),
    )  # fmt: skip
    return Table("Jobs", columns, rows)


def _last(report: dict[str, Any]) -> str:
    success, failure = report["last_success"], report["last_failure"]
    newest = max(filter(None, (success, failure)), default=None)
    if newest is None:
        return "never"
    return f"{'✓' if newest == success else '✗'} {ago(newest, report['generated_at'])}"


def _failing(report: dict[str, Any]) -> Table:
    now = report["generated_at"]
    rows = [
        [
            one["job"]["name"],
            count(one["failures_in_row"]),
            ago(one["last_success"], now, "never"),
            one["error"] or "",
        ]
        for one in report["failing_now"]
    ]
    columns = (("Job", False), ("In a row", True), ("Last success", True), ("Error", False))
    return Table("Failing now", columns, rows, wide=3)


def _unusual(report: dict[str, Any]) -> Table:
    rows = [[one["job"]["name"], one["sentence"]] for one in report["anomalies"]]
    return Table("Unusual", (("Job", False), ("What", False)), rows, wide=1)


def _riskiest(report: dict[str, Any]) -> Table:
    rows = [
        [
            one["job"]["name"],
            percent(100 * one["risk"]),
            f"{percent(100 * one['low'])} – {percent(100 * one['high'])}",
            count(one["runs"]),
        ]
        for one in report["riskiest"]
    ]
    columns = (("Job", False), ("Risk", True), ("90 % confidence", True), ("By runs", True))
    return Table("Likely to fail next", columns, rows)


def _not_run(report: dict[str, Any]) -> Table:
    now, found = report["generated_at"], report["not_run"]
    rows = [
        [one["job"]["name"], one["state"], count(one["count"]), ago(one["last_at"], now), one["reason"]]
        for one in found[:_NOT_RUN_SHOWN]
    ]  # fmt: skip
    columns = (
        ("Job", False), ("State", False), ("Count", True), ("Last", True), ("Why", False),
    )  # fmt: skip
    more = len(found) - len(rows)
    note = f"and {plural(more, 'more reason')}" if more > 0 else ""
    return Table("Did not run", columns, rows, note, wide=4)


def _idle(report: dict[str, Any]) -> Table:
    found = report["idle"]
    rows = [[one["job"]["name"], one["why"]] for one in found[:_IDLE_SHOWN]]
    more = len(found) - len(rows)
    note = f"and {plural(more, 'more job')}" if more > 0 else ""
    return Table("Jobs without a run", (("Job", False), ("Why", False)), rows, note, wide=1)


def _flakiest(report: dict[str, Any]) -> Table:
    rows = [
        [
            one["job"]["name"],
            count(one["runs"]),
            percent(one["success_rate"]),
            count(one["failures"]),
            percent(one["trouble"]),
            NONE if one["flips"] is None else count(one["flips"]),
            NONE if one["saved"] is None else count(one["saved"]),
        ]
        for one in report["flakiest"]
    ]
    columns = (
        ("Job", False), ("Runs", True), ("Success", True), ("Failed", True),
        ("Tries lost", True), ("Flips", True), ("Saved", True),
    )  # fmt: skip
    note = "flips: changes between success and failure; saved: succeeded only when tried again"
    return Table("Flakiest", columns, rows, note)


def _slowest(report: dict[str, Any]) -> Table:
    rows = [
        [one["job"]["name"], *(span(one[key]) for key in ("p50", "p95", "max", "total")),
         percent(one["share"])]
        for one in report["slowest"]
    ]  # fmt: skip
    columns = (
        ("Job", False), ("p50", True), ("p95", True), ("Longest", True), ("Total", True),
        ("Of all", True),
    )  # fmt: skip
    return Table("Slowest", columns, rows)


def _latest(report: dict[str, Any]) -> Table:
    rows = [[one["job"]["name"], span(one["p50"]), span(one["p99"])] for one in report["latest"]]
    columns = (("Job", False), ("p50", True), ("p99", True))
    return Table("Slowest to start", columns, rows)


def _hungriest(report: dict[str, Any]) -> Table:
    priced = any(one["cost"] is not None for one in report["hungriest"])
    rows = [
        [one["job"]["name"], span(one["cpu_seconds"]), percent(one["share"]),
         size(one["max_rss_bytes"]), *([cost_text(one)] if priced else [])]
        for one in report["hungriest"]
    ]  # fmt: skip
    columns = [("Job", False), ("CPU time", True), ("Of all", True), ("Peak memory", True)]
    return Table("Hungriest", (*columns, *([("Cost", True)] if priced else [])), rows)


def _names(jobs: list[dict[str, Any]]) -> str:
    named = ", ".join(job["name"] for job in jobs[:_JOBS_NAMED])
    more = len(jobs) - _JOBS_NAMED
    return f"{named}, +{more:,}" if more > 0 else named

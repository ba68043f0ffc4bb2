"""An export as a table: CSV for spreadsheets, Markdown for people."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping
from typing import Any

# the first six are what readers of this export have always relied on
CSV_HEADER = (
    "Job ID", "Name", "Status", "Executions", "Success Rate", "Last Execution",
    "Last Outcome", "Next Fire", "Schedule", "Timezone", "Command", "Category", "Tags",
    "Priority", "Successes", "Failures", "Missed", "Skipped", "Mean Duration", "P95 Duration",
)  # fmt: skip
_MARKDOWN_HEADER = (
    "Job", "Status", "Schedule", "Command", "Executions", "Success rate", "Last execution",
)  # fmt: skip
_PUNCTUATION = re.compile(r"([\\`*_\[\]|~])")


def to_csv(document: Mapping[str, Any]) -> str:
    """One row a job, by RFC 4180: quoted where needed, lines end in CR LF.

    Times are RFC 3339, durations seconds, the success rate per cent; what is not known is empty. A
    value stays what it is, even one that begins like a formula: an export that altered commands
    could not be trusted. A spreadsheet should import the columns as text.
    """
    stream = io.StringIO()
    # with \r\n the csv module quotes fields that hold either of the two, as readers need it
    writer = csv.writer(stream, lineterminator="\r\n")
    writer.writerow(CSV_HEADER)
    reports = _reports(document)
    for job in document["jobs"]:
        writer.writerow(_csv_row(job, reports.get(job["id"], {})))
    return stream.getvalue()


def to_markdown(document: Mapping[str, Any]) -> str:
    """A heading and a table with one row a job."""
    lines = [
        f"# Jobs on {document['exported_at']}",
        "",
        _markdown_line(_MARKDOWN_HEADER),
        _markdown_line(["---"] * len(_MARKDOWN_HEADER)),
    ]
    reports = _reports(document)
    lines += [_markdown_line(_markdown_row(j, reports.get(j["id"], {}))) for j in document["jobs"]]
    return "\n".join(lines) + "\n"


def _reports(document: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {report["job"]["id"]: report for report in document.get("reports", ())}


def _csv_row(job: Mapping[str, Any], report: Mapping[str, Any]) -> list[Any]:
    last = job.get("last_run") or {}
    duration = report.get("duration") or {}
    return [
        job["id"],
        job["name"],
        job["state"],
        report.get("runs"),
        report.get("success_rate"),
        last.get("started_at"),
        last.get("outcome"),
        job["next_fire_at"],
        job["schedule"],
        job["timezone"],
        job["command"],
        job["category"],
        ",".join(job["tags"]),
        job["priority"],
        report.get("successes"),
        report.get("failures"),
        report.get("missed"),
        report.get("skipped"),
        duration.get("mean"),
        duration.get("p95"),
    ]


def _markdown_row(job: Mapping[str, Any], report: Mapping[str, Any]) -> list[str]:
    rate = report.get("success_rate")
    last = job.get("last_run") or {}
    return [
        markdown_text(f"{job['name']} ({job['id']})"),
        job["state"],
        markdown_code(job["schedule"]) if job["schedule"] else "by hand",
        markdown_code(job["command"]),
        str(report.get("runs", "")),
        "" if rate is None else f"{rate:g} %",
        last.get("started_at") or "never",
    ]


def markdown_text(text: str) -> str:
    """``text`` for a cell of a table: nothing in it means anything to Markdown or HTML."""
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _one_line(_PUNCTUATION.sub(r"\\\1", text))


def markdown_code(text: str) -> str:
    """``text`` as code for a cell of a table; a pipe ends the cell even there."""
    ticks = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (ticks + 1)
    # CommonMark strips one blank from both sides if both are there
    padding = " " if text[:1] in ("`", " ") or text[-1:] in ("`", " ") else ""
    return f"{fence}{padding}{_one_line(text.replace('|', chr(92) + '|'))}{padding}{fence}"


def _one_line(text: str) -> str:
    return re.sub(r"[\r\n]+", " ⏎ ", text)


def _markdown_line(cells: Any) -> str:
    return f"| {' | '.join(cells)} |"

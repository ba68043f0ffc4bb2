"""Reports as one HTML file that can be mailed: no script, nothing fetched, everything escaped."""

from __future__ import annotations

from collections.abc import Sequence, Set
from html import escape
from importlib.resources import files
from typing import Any

from lsh.domain.humane import count, minute, percent, plural, span
from lsh.reports import charts, facts, tables
from lsh.reports.series import daily, steps
from lsh.reports.tables import Table

_STEPS, _SPARK_STEPS = 90, 45
_SECTIONS = 100  # jobs with a part of their own: 500 of them would be 15 MB
_KINDS = (
    ("good", "succeeded"),
    ("bad", "failed"),
    ("stop", "cancelled"),
    ("gone", "skipped or missed"),
)
_DOTS = (("time", "succeeded"), ("bad", "failed"), ("band", "where 8 of 10 next runs are expected"))


def render_job(report: dict[str, Any]) -> str:
    """One ``JobReport``."""
    job = report["job"]
    head = f"<h1>{escape(job['name'])} {_state(job)}</h1>{_about(report)}"
    return _page(job["name"], head + _job(report), report["generated_at"])


def render_all(reports: Sequence[dict[str, Any]]) -> str:
    """A table with a line for each ``JobReport``."""
    if not reports:
        return _page("Reports", "<h1>Reports</h1><p>There are no jobs yet.</p>", "")
    body = f"<h1>Reports</h1>{_period(reports[0])}{_jobs(reports, frozenset())}"
    return _page("Reports", body, reports[0]["generated_at"])


def render_comprehensive(report: dict[str, Any]) -> str:
    """A ``ComprehensiveReport``: what stands out, then a part to unfold for each job.

    Of very many jobs those that failed most have one.
    """
    body = [
        "<h1>Report on all jobs</h1>",
        _period(report),
        _tiles(report["totals"]),
        _sentences(report),
        _trend(report, key="cpu_seconds", caption="CPU time a day"),
        *map(_table, tables.attention(report)),
        '<div class="pairs">',
        *map(_table, tables.rankings(report)),
        "</div>",
        _lateness(report["totals"]["lateness"]),
        _week(report),
    ]
    if report["jobs"]:
        chosen = _chosen(report["jobs"])
        linked = {job["job"]["id"] for job in chosen}
        body += ["<section><h2>Jobs</h2>", _jobs(report["jobs"], linked), "</section>"]
        body += [_section(job) for job in chosen]
    return _page("Report on all jobs", "".join(body), report["generated_at"])


def _chosen(reports: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """The jobs that get a part of their own, in the order that they have."""
    worst = sorted(reports, key=lambda report: (-report["failures"], -report["runs"]))[:_SECTIONS]
    wanted = {report["job"]["id"] for report in worst}
    return [report for report in reports if report["job"]["id"] in wanted]


def _section(report: dict[str, Any]) -> str:
    job = report["job"]
    return (
        f'<details id="{_anchor(job)}"><summary><b>{escape(job["name"])}</b> {_state(job)}'
        f'<span class="quiet">{_rate(report)}</span>'
        f"</summary>{_about(report)}{_job(report)}</details>"
    )


def _rate(report: dict[str, Any]) -> str:
    if report["success_rate"] is None:
        return plural(report["runs"], "run") if report["runs"] else "no runs"
    return f"{percent(report['success_rate'])} of {plural(report['runs'], 'run')}"


def _about(report: dict[str, Any]) -> str:
    job = report["job"]
    return (
        f'<p class="quiet">{escape(facts.subtitle_of(job))}</p>'
        f"<pre>{escape(job['command'])}</pre>{_period(report)}"
    )


def _job(report: dict[str, Any]) -> str:
    rate = [("Success rate", percent(report["success_rate"]))] if report["runs"] else []
    rows = "".join(
        f"<tr><th>{escape(label)}</th><td>{escape(value)}</td></tr>"
        for label, value in [*rate, *facts.of_job(report)]
    )
    found = [tables.causes(report), tables.job_not_run(report)]
    return "".join(
        (
            _sentences(report),
            f'<table class="facts">{rows}</table>',
            _outlook(report),
            _trend(report, key="mean_duration", caption="Mean duration a day"),
            _durations(report),
            *(_table(table) for table in found if table.rows),
            _week(report),
            _lateness(report["lateness"]),
        )
    )


def _tiles(totals: dict[str, Any]) -> str:
    tiles = "".join(
        f'<div class="{"" if value in ("0", "–") else caption.split()[0]}">'
        f"<b>{escape(value)}</b><span>{escape(caption)}</span></div>"
        for caption, value in facts.tiles(totals)
    )
    return f'<div class="tiles">{tiles}</div>'


def _sentences(report: dict[str, Any]) -> str:
    return _list(report["summary"])


def _list(sentences: Sequence[str]) -> str:
    items = "".join(f"<li>{escape(sentence)}</li>" for sentence in sentences)
    return f"<ul>{items}</ul>" if items else ""


def _trend(report: dict[str, Any], *, key: str, caption: str) -> str:
    found, length = steps(daily(report), _STEPS)
    if len(found) < 2 or not report["trend"]:
        return ""
    each = "a day" if length == 1 else f"in {length} days"
    parts = [
        ("Success rate a day", charts.success_rate(found)),
        (caption, charts.durations(found, key=key)),
    ]
    below = "".join(
        f'<p class="legend">{escape(text.replace("a day", each))}</p>{chart}'
        for text, chart in parts
        if chart
    )
    return (
        f"<section><h2>Trend</h2>{charts.legend(_KINDS)}{charts.outcomes(found)}{below}</section>"
    )


def _outlook(report: dict[str, Any]) -> str:
    """What was unusual about a job's runs, and what is ahead of it, a sentence each."""
    found = [one["sentence"] for one in report["anomalies"]]
    ahead = report["forecast"]["sentences"] if report["forecast"] else []
    return "".join(
        f"<h2>{title}</h2>{_list(sentences)}"
        for title, sentences in (("Unusual", found), ("Ahead", ahead))
        if sentences
    )


def _durations(report: dict[str, Any]) -> str:
    chart = charts.runs(report["recent"] or (), report["forecast"])
    if not chart:
        return ""
    title = "<h2>Durations of the newest runs</h2>"
    return f"<section>{title}{charts.legend(_DOTS)}{chart}</section>"


def _week(report: dict[str, Any]) -> str:
    found = report["heatmap"]
    if not found or not (chart := charts.heat(found["runs"])):
        return ""
    zone = f'<p class="legend">By weekday and hour, by the clock of {escape(found["zone"])}</p>'
    due = f"<section><h2>When runs are due</h2>{zone}{chart}{charts.shades(found['runs'])}"
    failures = charts.heat(found["failures"], noun="failure", kind="bad")
    if failures:
        shades = charts.shades(found["failures"], kind="bad")
        due += f"<h2>When runs fail</h2>{failures}{shades}"
    return f"{due}</section>"


def _lateness(lateness: dict[str, Any]) -> str:
    bins = lateness["histogram"]
    if len(bins) < 2:
        return ""
    total = sum(one["count"] for one in bins)
    items = [
        (facts.late_label(one["up_to"]), one["count"],
         f"{count(one['count'])} · {percent(100 * one['count'] / total)}")
        for one in bins
    ]  # fmt: skip
    note = f"p50 {span(lateness['p50'])}, p99 {span(lateness['p99'])} of {plural(total, 'run')}"
    return f'<section><h2>Lateness</h2><p class="legend">{escape(note)}</p>{charts.bars(items)}</section>'


def _table(table: Table) -> str:
    heads = "".join(f"<th{_aligned(number)}>{escape(name)}</th>" for name, number in table.columns)
    details = table.details or ("",) * len(table.rows)
    rows = "".join(
        f"<tr>{_cells(table, row, _headed(row[0], detail))}</tr>"
        for row, detail in zip(table.rows, details, strict=True)
    )
    note = f'<p class="quiet">{escape(table.note)}</p>' if table.note else ""
    return (
        f"<section><h2>{escape(table.title)}</h2>"
        f'<table class="rows"><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table>'
        f"{note}</section>"
    )


def _headed(cell: str, detail: str) -> str:
    below = f'<div class="quiet">{escape(detail)}</div>' if detail else ""
    return escape(cell) + below


def _jobs(reports: Sequence[dict[str, Any]], linked: Set[str]) -> str:
    table = tables.jobs(reports)
    heads = "".join(f"<th{_aligned(number)}>{escape(name)}</th>" for name, number in table.columns)
    rows = []
    for report, row in zip(reports, table.rows, strict=True):
        name = escape(row[0])
        if report["job"]["id"] in linked:
            name = f'<a href="#{_anchor(report["job"])}">{name}</a>'
        found, _ = steps(daily(report), _SPARK_STEPS)
        rows.append(f"<tr>{_cells(table, row, name)}<td>{charts.spark(found)}</td></tr>")
    return (
        f'<table class="rows"><thead><tr>{heads}<th>Runs a day</th></tr></thead>'
        f"<tbody>{''.join(rows)}</tbody></table>"
    )


def _cells(table: Table, row: Sequence[str], first: str) -> str:
    """A row's cells, ``first`` as HTML; each other has its heading, which a phone shows beside it."""
    (_, number), *columns = table.columns
    cells = [f"<td{_aligned(number)}>{first}</td>"]
    for cell, (name, number) in zip(row[1:], columns, strict=True):
        cells.append(f'<td data-name="{escape(name)}"{_aligned(number)}>{escape(cell)}</td>')
    return "".join(cells)


def _aligned(number: bool) -> str:
    return ' class="number"' if number else ""


def _anchor(job: dict[str, Any]) -> str:
    return escape(f"job-{job['id']}")


def _state(job: dict[str, Any]) -> str:
    return f'<span class="state {escape(job["state"])}">{escape(job["state"])}</span>'


def _period(report: dict[str, Any]) -> str:
    title = facts.title_of(report["window"])
    return f'<p class="quiet">{escape(title[:1].upper() + title[1:])}</p>'


def _page(title: str, body: str, made: str) -> str:
    style = (files("lsh.reports") / "report.css").read_text()
    foot = f"<footer>Made by lsh, {minute(made)} UTC</footer>" if made else ""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        f"<title>{escape(title)}</title><style>\n{style}</style></head>"
        f"<body><main>{body}{foot}</main></body></html>\n"
    )

"""Reports as Markdown: readable as it is, and rendered by whatever shows Markdown tables."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from lsh.domain.humane import minute, one_line, percent
from lsh.reports import facts, plot_lines, tables
from lsh.reports.plots import sparkline, text_of
from lsh.reports.series import daily, steps
from lsh.reports.tables import Table

_PLOT = 60
_WIDE = 80  # columns of a plot in a block of code
_SPECIAL = re.compile(r"([\\`*_\[\]<>|#~])")


def render_job(report: dict[str, Any]) -> str:
    """One ``JobReport``, as a document of its own."""
    return _document([f"# {_text(report['job']['name'])}", *_job(report, "##")])


def render_all(reports: Sequence[dict[str, Any]]) -> str:
    """A table with a line for each ``JobReport``."""
    head = ["# Reports"]
    if not reports:
        return _document([*head, "There are no jobs yet."])
    return _document([*head, _period(reports[0]), _table(tables.jobs(reports))])


def render_comprehensive(report: dict[str, Any]) -> str:
    """A ``ComprehensiveReport``: what stands out, then a section for each job."""
    found = [*tables.attention(report), *tables.rankings(report)]
    parts = [
        "# Report on all jobs",
        f"{_period(report)}, made {minute(report['generated_at'])} UTC",
        _bullets(report["summary"]),
        "## Totals",
        _facts([("Success rate", percent(report["totals"]["success_rate"])),
                *facts.of_figures(report["totals"])]),
        *_trend(report, "##"),
        *(part for table in found for part in _titled(table, "##")),
        *_plots(report, "##"),
    ]  # fmt: skip
    if report["jobs"]:
        parts += ["## Jobs", _table(tables.jobs(report["jobs"]))]
    for job in report["jobs"]:
        parts += [f"### {_text(job['job']['name'])}", *_job(job, "####")]
    return _document(parts)


def _job(report: dict[str, Any], heading: str) -> list[str]:
    job = report["job"]
    rate = [("Success rate", percent(report["success_rate"]))] if report["runs"] else []
    found = (tables.causes(report), tables.job_not_run(report))
    return [
        f"{_text(facts.subtitle_of(job))} · {job['state']}",
        _code(job["command"]),
        _period(report),
        _bullets(report["summary"]),
        _facts([*rate, *facts.of_job(report)]),
        *_outlook(report, heading),
        *_trend(report, heading),
        *(part for table in found if table.rows for part in _titled(table, heading)),
        *_plots(report, heading),
    ]


def _outlook(report: dict[str, Any], heading: str) -> list[str]:
    found = [one["sentence"] for one in report["anomalies"]]
    ahead = report["forecast"]["sentences"] if report["forecast"] else []
    return [
        part
        for title, sentences in (("Unusual", found), ("Ahead", ahead))
        if sentences
        for part in (f"{heading} {title}", _bullets(sentences))
    ]


def _plots(report: dict[str, Any], heading: str) -> list[str]:
    """Heat maps and lateness as a terminal has them, without its colours."""
    drawn = (plot_lines.lateness_lines, plot_lines.heat_map_lines)
    parts = []
    for title, note, lines in (found for draw in drawn for found in draw(report, _WIDE)):
        plot = "\n".join(text_of(line).rstrip() for line in lines)
        parts += [f"{heading} {title}", *([_text(note)] if note else []), f"```\n{plot}\n```"]
    return parts


def _trend(report: dict[str, Any], heading: str) -> list[str]:
    found, length = steps(daily(report), _PLOT)
    if len(found) < 2 or not report["trend"]:
        return []
    lines = [("runs", [step["runs"] for step in found])]
    if any(step["failures"] for step in found):
        lines.append(("failures", [step["failures"] for step in found]))
    each = "day" if length == 1 else f"{length} days"
    plots = "\n".join(f"{label:9}{sparkline(values)}" for label, values in lines)
    return [f"{heading} Trend", f"A column for each {each}.", f"```\n{plots}\n```"]


def _titled(table: Table, heading: str) -> list[str]:
    note = [f"_{table.note}_"] if table.note else []
    examples = [f"- {_text(detail)}" for detail in table.details if detail]
    return [f"{heading} {table.title}", _table(table), "\n".join(examples), *note]


def _table(table: Table) -> str:
    head = " | ".join(name for name, _ in table.columns)
    rule = " | ".join("---:" if number else "---" for _, number in table.columns)
    rows = [" | ".join(_text(cell) for cell in row) for row in table.rows]
    return "\n".join(f"| {line} |" for line in (head, rule, *rows))


def _facts(lines: Sequence[facts.Fact]) -> str:
    rows = "\n".join(f"| {label} | {_text(value)} |" for label, value in lines)
    return f"| | |\n| --- | --- |\n{rows}"


def _bullets(sentences: Sequence[str]) -> str:
    return "\n".join(f"- {_text(sentence)}" for sentence in sentences)


def _period(report: dict[str, Any]) -> str:
    title = facts.title_of(report["window"])
    return title[:1].upper() + title[1:]


def _text(text: str) -> str:
    """``text`` as Markdown that shows it as it is, in one line."""
    return _SPECIAL.sub(r"\\\1", one_line(text))


def _code(text: str) -> str:
    """``text`` as a block of code, whatever backticks it holds."""
    longest = max((len(run) for run in re.findall(r"`+", text)), default=0)
    fence = "`" * max(longest + 1, 3)
    lines = "\n".join(one_line(line) for line in text.rstrip().splitlines())
    return f"{fence}sh\n{lines}\n{fence}"


def _document(parts: Sequence[str]) -> str:
    return "\n\n".join(part for part in parts if part) + "\n"

"""Reports for a terminal, as renderables: the caller's console decides on width and colour.

Nothing is said by colour alone: without it, or with NO_COLOR, the same report is complete.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from rich.console import Console, ConsoleOptions, Group, RenderableType, RenderResult
from rich.measure import Measurement
from rich.padding import Padding
from rich.table import Table as Grid
from rich.text import Text

from lsh.domain.humane import one_line, percent, plural
from lsh.reports import facts, tables, terminal_plots
from lsh.reports.plots import bar, sparkline
from lsh.reports.series import daily, steps
from lsh.reports.tables import Table

JOBS_SHOWN = 50
_INDENT = (0, 0, 0, 2)
_BAR = 16
_DETAIL_LINES = 2  # the example of a cause may be long, its column narrow
_GOOD, _BAD, _WARN, _QUIET, _TITLE = "green", "red", "yellow", "dim", "bold"
_STATE_STYLES = {
    "active": _GOOD,
    "paused": _WARN,
    "stopped": _QUIET,
    "elsewhere": _QUIET,
    "removed": _QUIET,
}


def render_job(report: dict[str, Any]) -> RenderableType:
    """One ``JobReport``."""
    job = report["job"]
    head = Text.assemble(
        (one_line(job["name"]), _TITLE), "  ", (job["state"], _STATE_STYLES.get(job["state"], ""))
    )
    parts: list[RenderableType] = [
        head,
        Text(facts.subtitle_of(job), _QUIET),
        Text(one_line(job["command"]), _QUIET, overflow="ellipsis", no_wrap=True),
        Text(),
        *_opening(report),
        _facts(_with_rate(report, facts.of_job(report))),
        *terminal_plots.outcomes(report),
        *terminal_plots.durations(report),
        *_outlook(report),
        *_tables([tables.causes(report), tables.job_not_run(report)]),
        *terminal_plots.heat_maps(report),
        *terminal_plots.lateness(report),
    ]
    return Group(*parts)


def render_all(reports: Sequence[dict[str, Any]]) -> RenderableType:
    """A line for each ``JobReport``."""
    if not reports:
        return Text("There are no jobs yet.")
    title = Text(_sentence_case(facts.title_of(reports[0]["window"])), _QUIET)
    return Group(title, Text(), _jobs(reports, len(reports)))


def render_comprehensive(report: dict[str, Any]) -> RenderableType:
    """A ``ComprehensiveReport``; of the jobs' own lines the first fifty."""
    parts: list[RenderableType] = [
        Text("Report on all jobs", _TITLE),
        *_opening(report),
        _Tiles(facts.tiles(report["totals"])),
        *terminal_plots.outcomes(report),
        *terminal_plots.durations(report),
        *_tables(tables.attention(report)),
        *_tables(tables.rankings(report)),
        *terminal_plots.lateness(report),
        *terminal_plots.heat_maps(report),
    ]
    if report["jobs"]:
        parts += [Text(), Text("Jobs", _TITLE), _jobs(report["jobs"], JOBS_SHOWN)]
    return Group(*parts)


def _opening(report: dict[str, Any]) -> list[RenderableType]:
    sentences = [Padding(Text(one_line(sentence)), _INDENT) for sentence in report["summary"]]
    title = Text(_sentence_case(facts.title_of(report["window"])), _QUIET)
    return [title, Text(), *sentences, Text()]


def _outlook(report: dict[str, Any]) -> list[RenderableType]:
    """What was unusual about a job's runs, and what is ahead of it, a sentence each."""
    found = [one["sentence"] for one in report["anomalies"]]
    ahead = report["forecast"]["sentences"] if report["forecast"] else []
    parts: list[RenderableType] = []
    for title, sentences in (("Unusual", found), ("Ahead", ahead)):
        if sentences:
            parts += [Text(), Text(title, _TITLE)]
            parts += [Padding(Text(one_line(sentence)), _INDENT) for sentence in sentences]
    return parts


def _with_rate(report: dict[str, Any], lines: list[facts.Fact]) -> list[tuple[str, Text]]:
    found = [(label, Text(text)) for label, text in lines]
    if report["success_rate"] is None:
        return found
    rate = report["success_rate"]
    style = _GOOD if rate == 100 else _WARN if rate >= 90 else _BAD
    line = Text.assemble((bar(rate / 100, _BAR), style), f" {percent(rate)}")
    return [("Success rate", line), *found]


def _facts(lines: Sequence[tuple[str, Text]]) -> RenderableType:
    grid = Grid.grid(padding=(0, 2))
    grid.add_column(style=_QUIET, no_wrap=True)
    grid.add_column()
    for label, text in lines:
        grid.add_row(label, text)
    return Padding(grid, _INDENT)


class _Tiles:
    """Large figures side by side, each over its caption, spread over the width that there is."""

    def __init__(self, tiles: Sequence[facts.Fact]) -> None:
        self._tiles = tiles

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        grid = Grid.grid(padding=(0, 3), pad_edge=True)
        for _ in self._tiles:
            grid.add_column(justify="left")
        styles = {"failed": _BAD, "succeeded": _GOOD, "missed": _WARN, "skipped": _WARN}
        values = (
            Text(
                value, f"bold {styles.get(caption, '') if value not in ('0', '–') else ''}".strip()
            )
            for caption, value in self._tiles
        )
        grid.add_row(*values)
        grid.add_row(*(Text(caption, _QUIET) for caption, _ in self._tiles))
        yield grid


def _tables(found: Sequence[Table]) -> list[RenderableType]:
    parts: list[RenderableType] = []
    for table in found:
        if not table.rows:
            continue
        parts += [Text(), Text(table.title, _TITLE), _grid(table)]
        if table.note:
            parts.append(Padding(Text(table.note, _QUIET), _INDENT))
    return parts


def _grid(table: Table) -> RenderableType:
    grid = Grid(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style=_QUIET)
    for index, (heading, number) in enumerate(table.columns):
        # one column gives way when the terminal is narrow, the others are shown as they are
        grid.add_column(
            heading,
            justify="right" if number else "left",
            no_wrap=number or index != table.wide,
            overflow="fold" if index == table.wide else "ellipsis",
            max_width=None if number or index == table.wide else 28,
        )
    for index, (first, *rest) in enumerate(table.rows):
        head: RenderableType = Text(one_line(first))
        if table.details and table.details[index]:
            head = Group(head, _Cut(Text(table.details[index], _QUIET), _DETAIL_LINES))
        grid.add_row(head, *(Text(one_line(cell)) for cell in rest))
    return Padding(grid, _INDENT)


class _Cut:
    """As many lines of ``text`` as are wanted; an ellipsis ends the last where there is more."""

    def __init__(self, text: Text, lines: int) -> None:
        self._text, self._lines = text, lines

    def __rich_measure__(self, console: Console, options: ConsoleOptions) -> Measurement:
        return Measurement.get(console, options, self._text)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        room = options.max_width
        lines = list(self._text.wrap(console, room, overflow="fold"))
        if len(lines) > self._lines:
            last = lines[self._lines - 1]
            last.rstrip()
            last.truncate(room - 1)
            last.append("…")
        yield from lines[: self._lines]


def _jobs(reports: Sequence[dict[str, Any]], limit: int) -> RenderableType:
    shown = _JobLines(reports[:limit])
    more = len(reports) - limit
    if more <= 0:
        return shown
    note = Text(f"and {plural(more, 'more job')}: lsh cron reports", _QUIET)
    return Group(shown, Padding(note, _INDENT))


class _JobLines:
    """A line for each job; where there is room with a plot of its days, those with failures in red."""

    FIGURES = 70  # columns that the figures take, with a name of usual length
    PLOTS = range(24, 61)

    def __init__(self, reports: Sequence[dict[str, Any]]) -> None:
        self._reports = reports

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        table = tables.jobs(self._reports)
        room = min(options.max_width - self.FIGURES, self.PLOTS[-1])
        plotted = room in self.PLOTS
        grid = Grid(box=None, padding=(0, 2, 0, 0), pad_edge=False, header_style=_QUIET)
        for index, (heading, number) in enumerate(table.columns):
            grid.add_column(
                heading, justify="right" if number else "left", no_wrap=True,
                overflow="ellipsis", min_width=12 if index == 0 else None,
            )  # fmt: skip
        if plotted:
            grid.add_column("Runs a day", no_wrap=True)
        for report, row in zip(self._reports, table.rows, strict=True):
            cells = [Text(one_line(cell)) for cell in row]
            cells[2].stylize(_rate_style(report["success_rate"]))
            cells[-1].stylize(_BAD if row[-1].startswith("✗") else "")
            grid.add_row(*cells, *([_day_plot(report, room)] if plotted else []))
        yield Padding(grid, _INDENT)


def _day_plot(report: dict[str, Any], room: int) -> Text:
    found, _ = steps(daily(report), room)
    plot = Text()
    for step, column in zip(found, sparkline([step["runs"] for step in found]), strict=True):
        plot.append(column, _BAD if step["failures"] else _GOOD if step["runs"] else _QUIET)
    return plot


def _rate_style(rate: float | None) -> str:
    if rate is None:
        return _QUIET
    return _GOOD if rate == 100 else "" if rate >= 90 else _BAD


def _sentence_case(text: str) -> str:
    return text[:1].upper() + text[1:]

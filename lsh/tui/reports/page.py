"""A report on screen: sections of lines for any width, side by side where there is room."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from textwrap import wrap
from typing import Any, NamedTuple

from lsh.domain import humane
from lsh.domain.columns import columns_of
from lsh.reports import day_plots, facts, plot_lines
from lsh.reports.plots import Bar, Line, Segment, bars, columns, text_of

_SIDE_BY_SIDE = 110  # columns from which there are two
_BETWEEN = 4
_SHOWN = 8  # rows of a ranking
_HOURS = 24


class Section(NamedTuple):
    """A title, a note beside it, and the lines for a width; one without lines is left out."""

    title: str
    note: str
    draw: Callable[[int], Sequence[Line]]


def page(report: dict[str, Any], width: int) -> list[Line]:
    """All of a ``ComprehensiveReport`` or a ``JobReport``."""
    if width <= 0:
        return []
    lines = [*_head(report, width), []]
    sections = list(_sections(report))
    if width < _SIDE_BY_SIDE:
        return [*lines, *_stacked([_drawn(section, width) for section in sections])]
    half = (width - _BETWEEN) // 2
    left, right = _balanced([_drawn(section, half) for section in sections])
    return [*lines, *_beside(_stacked(left), _stacked(right), half)]


def _head(report: dict[str, Any], width: int) -> list[Line]:
    """Whose report it is, its figures, and what it says in sentences."""
    job = report.get("job")
    name = job["name"] if job else "All jobs"
    window = facts.title_of(report["window"])
    title = [Segment(humane.one_line(name), "title"), Segment(f"  {window}", "quiet")]
    lines: list[Line] = [title, []]
    if job is None:
        lines += _tiles(facts.tiles(report["totals"]), width)
    else:
        found = facts.of_job(report)
        label = max((len(one) for one, _ in found), default=0)
        lines += [[Segment(f"{one:<{label}}  ", "quiet"), Segment(text)] for one, text in found]
    lines.append([])
    for sentence in report["summary"]:
        lines += [[Segment(text)] for text in wrap(humane.one_line(sentence), max(width - 2, 20))]
    return lines


def _tiles(tiles: Sequence[facts.Fact], width: int) -> list[Line]:
    tones = {"failed": "bad", "succeeded": "good", "missed": "warn", "skipped": "warn"}
    above, below = list[Segment](), list[Segment]()
    for caption, value in tiles:
        room = max(len(caption), len(value)) + 3
        if sum(len(part.text) for part in above) + room > width:
            break
        key = tones.get(caption, "title") if value not in {"0", humane.NONE} else ""
        above.append(Segment(f"{value:<{room}}", key))
        below.append(Segment(f"{caption:<{room}}", "quiet"))
    return [above, below]


def _sections(report: dict[str, Any]) -> Iterator[Section]:
    for plot in (day_plots.outcomes(report), day_plots.durations(report)):
        if plot is not None:
            yield Section(plot.title, plot.note, _with_legend(plot))
    if "job" in report:
        yield from _of_job(report)
    else:
        yield from _of_all(report)
    for number in range(2):
        yield from _shared(plot_lines.heat_map_lines, report, number)
    yield from _shared(plot_lines.lateness_lines, report, 0)


def _of_job(report: dict[str, Any]) -> Iterator[Section]:
    causes = report.get("causes") or []
    yield _ranking("Failures by cause", "", [_cause(one) for one in causes])
    yield _telling("Unusual", [one["sentence"] for one in report.get("anomalies") or ()])
    ahead = report.get("forecast")
    yield _telling("Ahead", ahead["sentences"] if ahead else [])


def _of_all(report: dict[str, Any]) -> Iterator[Section]:
    if not day_plots.outcomes(report):
        yield Section("Runs by hour of the day", report["zone"], _hours(report))
    for title, note, rows, bar_of in _RANKINGS:
        yield _ranking(title, note, [bar_of(one) for one in report[rows]])
    said = [f"{one['job']['name']}: {one['sentence']}" for one in report["anomalies"]]
    yield _telling("Unusual", said)


def _cause(one: dict[str, Any]) -> Bar:
    return Bar(humane.one_line(one["cause"]), one["count"], f"{one['count']:,}", "bad")


def _failing(one: dict[str, Any]) -> Bar:
    return Bar(one["job"]["id"], one["failures_in_row"], f"{one['failures_in_row']:,}", "bad")


def _slow(one: dict[str, Any]) -> Bar:
    text = f"{humane.span(one['p95'])}, at most {humane.span(one['max'])}"
    return Bar(one["job"]["id"], one["p95"], text)


def _flaky(one: dict[str, Any]) -> Bar:
    text = f"{humane.percent(one['trouble'])} in {humane.plural(one['runs'], 'run')}"
    return Bar(one["job"]["id"], one["trouble"], text, "warn")


def _late(one: dict[str, Any]) -> Bar:
    return Bar(one["job"]["id"], one["p99"], humane.span(one["p99"]), "warn")


def _hungry(one: dict[str, Any]) -> Bar:
    text = humane.span(one["cpu_seconds"])
    if one["cost"] is not None:
        text += f"  {facts.cost_text(one)}"
    return Bar(one["job"]["id"], one["cpu_seconds"], text)


_RANKINGS: tuple[tuple[str, str, str, Callable[[dict[str, Any]], Bar]], ...] = (
    ("Failures by cause", "", "causes", _cause),
    ("Failing now", "failures in a row", "failing_now", _failing),
    ("Slowest", "95 % of the runs take less", "slowest", _slow),
    ("Flakiest", "attempts that failed", "flakiest", _flaky),
    ("CPU time", "and its cost, where a rate is set", "hungriest", _hungry),
    ("Latest starts", "99 % start sooner", "latest", _late),
)


def _ranking(title: str, note: str, items: Sequence[Bar]) -> Section:
    def draw(width: int) -> list[Line]:
        lines = bars(items[:_SHOWN], width=width)
        more = len(items) - _SHOWN
        return [*lines, [Segment(f"and {more:,} more", "quiet")]] if more > 0 else lines

    return Section(title, note, draw)


def _telling(title: str, sentences: Sequence[str]) -> Section:
    def draw(width: int) -> list[Line]:
        texts = (humane.one_line(sentence) for sentence in sentences[:_SHOWN])
        return [[Segment(line)] for text in texts for line in wrap(text, max(width, 20))]

    return Section(title, "", draw)


def _hours(report: dict[str, Any]) -> Callable[[int], Sequence[Line]]:
    stacks = [(one["runs"] - one["failures"], one["failures"]) for one in report["busiest_hours"]]
    below = ["00", "06", "12", "18", "23"]

    def draw(width: int) -> Sequence[Line]:
        if not any(map(any, stacks)):
            return ()
        return columns(stacks, keys=("good", "bad"), width=width, height=6, below=below)

    return draw


def _with_legend(plot: day_plots.DayPlot) -> Callable[[int], Sequence[Line]]:
    return lambda width: [*([plot.legend] if plot.legend else []), *plot.draw(width)]


def _shared(
    draw: Callable[[dict[str, Any], int], list[plot_lines.Drawn]],
    report: dict[str, Any],
    number: int,
) -> Iterator[Section]:
    found = draw(report, _SIDE_BY_SIDE)
    if number < len(found):
        title, note, _ = found[number]
        yield Section(title, note, lambda width: draw(report, width)[number][2])


# putting them on a page


def _drawn(section: Section, width: int) -> list[Line]:
    """A section with its title; nothing of one that has nothing to show."""
    lines = list(section.draw(width))
    if not lines:
        return []
    note = [Segment(f"  {section.note}", "quiet")] if section.note else []
    return [[Segment(section.title, "title"), *note], *lines, []]


def _stacked(sections: Sequence[Sequence[Line]]) -> list[Line]:
    return [line for section in sections for line in section]


def _balanced(sections: Sequence[list[Line]]) -> tuple[list[list[Line]], list[list[Line]]]:
    """Two columns of about one height, the sections in their order from the left to the right."""
    left, right = list[list[Line]](), list[list[Line]]()
    heights = [0, 0]
    for section in sections:
        side = heights[1] < heights[0]
        (right if side else left).append(section)
        heights[side] += len(section)
    return left, right


def _beside(left: Sequence[Line], right: Sequence[Line], width: int) -> list[Line]:
    lines = []
    for number in range(max(len(left), len(right))):
        first = list(left[number]) if number < len(left) else []
        second = right[number] if number < len(right) else []
        gap = width + _BETWEEN - columns_of(text_of(first))
        lines.append([*first, Segment(" " * gap), *second] if second else first)
    return lines

"""Plots with a frame: whatever the numbers and however narrow, they are as wide as they may be."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from rich.text import Text

from lsh.domain.columns import columns_of
from lsh.domain.humane import span
from lsh.reports import styled
from lsh.reports.plots import (
    KEYS,
    Bar,
    Line,
    Series,
    bars,
    columns,
    curve,
    fit,
    heat_map,
    text_of,
)
from lsh.reports.plots.axis import spread

WIDTHS = st.integers(1, 130)
VALUES = st.floats(0, 1e9, allow_subnormal=False)
NAMES = st.text(st.sampled_from("ab ⏰日本語é"), max_size=30)
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def whole(lines: list[Line], width: int) -> list[str]:
    """The lines as texts; none is too wide, and each meaning is one that has a colour."""
    texts = [text_of(line) for line in lines]
    assert all(columns_of(text) <= width for text in texts)
    assert {segment.key for line in lines for segment in line} <= set(KEYS)
    assert [text.plain for text in styled.lines(lines)] == texts
    return texts


@given(st.lists(st.tuples(VALUES, VALUES, VALUES), max_size=200), WIDTHS, st.integers(1, 12))
def test_columns_fit(stacks: list[tuple[float, ...]], width: int, height: int) -> None:
    plot = columns(
        stacks, keys=("good", "bad", "gone"), width=width, height=height, below=["a", "b"]
    )
    whole(plot, width)
    assert len(plot) in (0, height, height + 2)


@given(st.lists(st.tuples(st.floats(0, 1e6), VALUES), max_size=60), WIDTHS)
def test_curves_fit(points: list[tuple[float, float]], width: int) -> None:
    marked = Series(points[::3], "bad", mark="×")
    whole(curve([Series(points), marked], width=width, show=span, below=["then", "now"]), width)


@given(st.lists(st.lists(VALUES, min_size=24, max_size=24), min_size=7, max_size=7), WIDTHS)
def test_heat_maps_fit(rows: list[list[float]], width: int) -> None:
    hours = [f"{hour:02}" for hour in range(24)]
    whole(heat_map(rows, row_names=WEEKDAYS, column_names=hours, width=width), width)


@given(st.lists(st.tuples(NAMES, VALUES), max_size=12), WIDTHS)
def test_bars_fit(items: list[tuple[str, float]], width: int) -> None:
    whole(bars([Bar(name, value, span(value)) for name, value in items], width=width), width)


@given(NAMES, st.integers(0, 40), st.booleans())
def test_fit_is_exact(text: str, width: int, right: bool) -> None:
    assert columns_of(fit(text, width, right=right)) == width


@given(st.lists(st.text("abc", min_size=1, max_size=12), min_size=1, max_size=9), WIDTHS)
def test_labels_stay_apart(labels: list[str], width: int) -> None:
    text = spread(labels, width)
    assert len(text) == width
    if len(labels) > 1 and len(labels[0]) + len(labels[-1]) < width:
        assert text.startswith(f"{labels[0]} ")
        assert text.endswith(f" {labels[-1]}")


def test_columns() -> None:
    plot = columns([(8, 0), (3, 1), (0, 0), (4, 0)], keys=("good", "bad"), width=12, height=4)
    assert whole(plot, 12) == [
        "8 ┤██      ",
        "  │██      ",
        "  │██▓▓  ██",
        "0 ┤████  ██",
        "  └────────",
    ]
    assert ("▓▓", "bad") in [tuple(segment) for segment in plot[2]]


def test_a_single_failure_among_thousands_is_seen() -> None:
    plot = columns([(9000, 1), (9000, 0)], keys=("good", "bad"), width=60, height=6)
    assert sum(segment.key == "bad" for line in plot for segment in line) == 1


def test_a_curve_rises_from_corner_to_corner() -> None:
    plot = curve([Series([(0, 0), (10, 10)])], width=12, height=4)
    assert whole(plot, 12) == [
        "10 ┤      ⡠⠊",
        "   │    ⡠⠊  ",
        "   │  ⡠⠊    ",
        " 0 ┤⡠⠊      ",
        "   └────────",
    ]


def test_heat_map() -> None:
    plot = heat_map([[0, 1], [4, 2]], row_names=["a", "b"], column_names=["0", "1"], width=40)
    assert whole(plot, 40) == [
        "   0  1",
        "a  ·  ░░░",
        "b  ███▒▒▒",
        "   · none  ░ ≤ 1  ▒ ≤ 2  ▓ ≤ 3  █ ≤ 4",
    ]


def test_neighbours_share_a_cell_where_room_is_short() -> None:
    plot = heat_map([[1, 1, 2, 4]], row_names=["a"], column_names=list("0123"), width=5)
    assert text_of(plot[1]) == "a  ▒█"


def test_bars() -> None:
    plot = bars([Bar("long", 4, "4s"), Bar("short", 1, "1s", "bad")], width=23)
    assert whole(plot, 23) == ["long   ████████████  4s", "short  ███           1s"]
    assert plot[1][1].key == "bad"


def test_a_theme_brings_its_own_colours() -> None:
    (line, *_) = styled.lines(bars([Bar("a", 1, "1")], width=20), {"time": "magenta"})
    assert isinstance(line, Text)
    assert "magenta" in {str(span.style) for span in line.spans}

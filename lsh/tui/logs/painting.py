"""A row of a log as a strip of segments."""

from __future__ import annotations

from collections.abc import Mapping

from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from rich.text import Text
from textual.strip import Strip

from lsh.tui.logs.lines import Line
from lsh.tui.logs.search import occurrences
from lsh.tui.logs.sheet import Sheet
from lsh.tui.logs.viewport import Row


def paint(
    row: Row, sheet: Sheet, ground: Style, styles: Mapping[str, Style], console: Console
) -> Strip:
    """``sheet.width`` columns at most, on ``ground``. ``styles`` are those of found, hit and dim."""
    text, room = sheet.draw(row.line).text, sheet.width
    if sheet.wrap:
        starts = [*sheet.starts(row.line), len(text)]
        spread = _spread(row.line, starts[row.part], starts[row.part + 1], sheet, ground, styles)
        return Strip(list(spread.render(console)))
    if text.isascii():
        spread = _spread(row.line, sheet.aside, sheet.aside + room + 1, sheet, ground, styles)
        strip = Strip(list(spread.render(console)))
    else:  # which character stands in which column shows only when they are laid out
        spread = _spread(row.line, 0, 2 * (sheet.aside + room) + 1, sheet, ground, styles)
        strip = Strip(list(spread.render(console))).crop(sheet.aside)
    if strip.cell_length <= room:
        return strip
    return Strip.join([strip.crop(0, room - 1), Strip([Segment("›", ground + styles["dim"])])])


def _spread(
    line: Line, first: int, last: int, sheet: Sheet, ground: Style, styles: Mapping[str, Style]
) -> Text:
    """Characters ``first`` up to ``last`` with their colours, and what is found in them."""
    drawn = sheet.draw(line)
    text = Text(drawn.text[first:last], end="")
    text.stylize(ground)  # a text's own style is left out where it has no others
    for start, end, style in drawn.styles:
        if start < last and end > first:
            text.stylize(style, max(0, start - first), end - first)
    hit = sheet.hit_span(line)
    for span in occurrences(sheet.needle, drawn.text):
        if span[0] < last and span[1] > first:
            style = styles["hit" if span == hit else "found"]
            text.stylize(style, max(0, span[0] - first), span[1] - first)
    return text

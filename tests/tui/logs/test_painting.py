"""Rows as strips: on their ground from end to end, as wide as they may be, with what was found."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console
from rich.style import Style
from textual.strip import Strip

from lsh.tui.logs.hiding import Hider
from lsh.tui.logs.lines import Lines
from lsh.tui.logs.painting import paint
from lsh.tui.logs.sheet import Sheet
from lsh.tui.logs.stretch import LogFile
from lsh.tui.logs.viewport import Row

GROUND = Style(color="white", bgcolor="blue")
STYLES = {name: Style(underline=True) for name in ("found", "hit", "dim")}
WIDTH = 10


def painted(tmp_path: Path, text: str, part: int, *, wrap: bool = True, needle: str = "") -> Strip:
    path = tmp_path / "log"
    path.write_text(text)
    lines = Lines(LogFile(path))
    sheet = Sheet(lines, Hider({}))
    sheet.width, sheet.wrap, sheet.needle = WIDTH, wrap, needle
    line = lines.first()
    assert line is not None
    return paint(Row(line, part), sheet, GROUND, STYLES, Console())


@pytest.mark.parametrize("text", ["plain " * 9, "\x1b[31mred\x1b[0m " + "x" * 30, "漢字" * 20])
@pytest.mark.parametrize("part", [0, 1, 2])
@pytest.mark.parametrize("wrap", [True, False])
def test_the_ground_is_under_all_of_it(tmp_path: Path, text: str, part: int, wrap: bool) -> None:
    strip = painted(tmp_path, text, part if wrap else 0, wrap=wrap)
    assert strip.cell_length <= WIDTH
    assert [segment.text for segment in strip if segment.text]
    for segment in strip:
        assert segment.style is not None
        assert segment.style.bgcolor == GROUND.bgcolor


def test_what_is_found_is_told_in_the_row_where_it_stands(tmp_path: Path) -> None:
    text = "0123456789abcdefghij"
    first, second = (painted(tmp_path, text, part, needle="89ab") for part in (0, 1))
    for strip, marked in ((first, "89"), (second, "ab")):
        found = "".join(s.text for s in strip if s.style is not None and s.style.underline)
        assert found == marked

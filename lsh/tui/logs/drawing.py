"""What a line of output looks like: its text and colours, and nothing that could do more than look.

Of a terminal's language only colours and emphasis are taken; what would move the cursor, set titles,
write the clipboard or hide text is left out. A line that was written over (progress bars, by a carriage
return) shows what was written last. Bytes that are no text are shown as ``�``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

from rich.ansi import SGR_STYLE_MAP
from rich.cells import cell_len, get_character_cell_size
from rich.color import Color
from rich.style import Style

_TAB = 8
_MOST_PARAMETERS = 32
_NOT_TAKEN = frozenset({5, 6, 8, 51, 52})  # what blinks, is hidden, or framed
_ESCAPE = re.compile(
    r"\x1b\[(?P<sgr>[\d;:]*)m"
    r"|\x1b\[[0-?]*[ -/]*[@-~]?"  # other control sequences
    r"|\x1b[\]PX^_][^\x1b\x07]*(?:\x07|\x1b\\)?"  # strings: titles, links, the clipboard
    r"|\x1b[ -/]*[0-~]?"
)
_STRUCK_OVER = re.compile("[^\b]\b")
_LEFT_OUT = frozenset("\u200d\ufeff")  # joiners: they take no room


class Drawn(NamedTuple):
    """A text without control characters, and which of its characters have which style."""

    text: str
    styles: tuple[tuple[int, int, Style], ...] = ()


def draw(data: bytes, hide: Callable[[str], str] = str) -> Drawn:
    """The looks of a line. ``hide`` takes secrets out of it; a line that had any loses its colours."""
    data = data.rstrip(b"\r")
    if b"\r" in data:
        data = next(part for part in reversed(data.split(b"\r")) if part)
    text = data.decode(errors="replace")
    drawn = Drawn(text) if text.isprintable() else _interpreted(text)
    shown = hide(drawn.text)
    return drawn if shown == drawn.text else Drawn(shown)


def _interpreted(text: str) -> Drawn:
    parts: list[str] = []
    styles = []
    length = column = 0
    style = Style.null()
    for part, parameters in _pieces(text):
        if parameters is not None:
            style = _styled(style, parameters)
            continue
        plain, column = _plain(part, column)
        if style and plain:
            styles.append((length, length + len(plain), style))
        parts.append(plain)
        length += len(plain)
    return Drawn("".join(parts), tuple(styles))


def _pieces(text: str) -> Iterator[tuple[str, str | None]]:
    """Texts, and between them the parameters of what changes their style."""
    done = 0
    for found in _ESCAPE.finditer(text):
        if found.start() > done:
            yield text[done : found.start()], None
        if (parameters := found["sgr"]) is not None:
            yield "", parameters
        done = found.end()
    if done < len(text):
        yield text[done:], None


def _plain(text: str, column: int) -> tuple[str, int]:
    """``text`` without what cannot be printed, and the column after it; tabs are spaces."""
    if "\b" in text:
        text = _STRUCK_OVER.sub("", text)
    parts = []
    for place, part in enumerate(text.split("\t")):
        if place:
            gap = _TAB - column % _TAB
            parts.append(" " * gap)
            column += gap
        said = part if part.isprintable() else _printable(part)
        parts.append(said)
        column += cell_len(said)
    return "".join(parts), column


def _printable(text: str) -> str:
    return "".join(char if char.isprintable() else "�" for char in text if char not in _LEFT_OUT)


def _styled(style: Style, parameters: str) -> Style:
    codes = [int(code or 0) for code in parameters.replace(":", ";").split(";")][:_MOST_PARAMETERS]
    waiting = iter(codes)
    for code in waiting:
        if code == 0:
            style = Style.null()
        elif code in (38, 48):
            color = _color(waiting)
            if color is not None:
                style += Style(color=color) if code == 38 else Style(bgcolor=color)
        elif code not in _NOT_TAKEN:
            style += _known(code)
    return style


@lru_cache(maxsize=256)
def _known(code: int) -> Style:
    return Style.parse(SGR_STYLE_MAP[code]) if code in SGR_STYLE_MAP else Style.null()


def _color(codes: Iterator[int]) -> Color | None:
    """The colour that the next parameters name: ``5;N`` of the palette, ``2;R;G;B``."""
    kind = next(codes, None)
    if kind == 5:
        number = next(codes, 256)
        return Color.from_ansi(number) if number < 256 else None
    if kind == 2:
        rgb = [next(codes, 256) for _ in range(3)]
        return Color.from_rgb(*rgb) if max(rgb) < 256 else None
    return None


def wrapped(text: str, width: int) -> list[int]:
    """Where each row of ``text`` begins when it is ``width`` columns wide. The first begins at 0."""
    if text.isascii():
        return list(range(0, len(text), width)) or [0]
    rows, taken = [0], 0
    for place, char in enumerate(text):
        cells = get_character_cell_size(char)
        if taken + cells > width and place > rows[-1]:
            rows.append(place)
            taken = 0
        taken += cells
    return rows

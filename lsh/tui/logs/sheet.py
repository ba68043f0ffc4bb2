"""How the lines of a log stand on screen: drawn once, broken to a width, with what was found in them."""

from __future__ import annotations

from collections import OrderedDict

from lsh.tui.logs.drawing import Drawn, draw, wrapped
from lsh.tui.logs.hiding import Hider
from lsh.tui.logs.lines import Line, Lines
from lsh.tui.logs.search import occurrences

_KEPT = 600  # lines that are kept as they are drawn


class Sheet:
    """``width`` columns; ``aside`` of them are left out at the left when lines are not wrapped.

    ``needle`` is what is looked for, ``hit`` the address where it was found last.
    """

    def __init__(self, lines: Lines, hider: Hider) -> None:
        self.lines = lines
        self._hider = hider
        self._drawn: OrderedDict[Line, Drawn] = OrderedDict()
        self.width = 80
        self.wrap = False
        self.aside = 0
        self.needle = ""
        self.hit: int | None = None

    def forget(self) -> None:
        """Addresses stand for other bytes now."""
        self._drawn.clear()

    def draw(self, line: Line) -> Drawn:
        """The text and colours of a line, without secrets."""
        drawn = self._drawn.get(line)
        if drawn is None:
            data = self.lines.data(line)
            drawn = draw(data, lambda text: self._hider.hide(text, self.lines, line))
            self._drawn[line] = drawn
            if len(self._drawn) > _KEPT:
                self._drawn.popitem(last=False)
        return drawn

    def starts(self, line: Line) -> list[int]:
        """At which of its characters each row of a line begins."""
        return wrapped(self.draw(line).text, self.width) if self.wrap else [0]

    def parts(self, line: Line) -> int:
        """How many rows a line takes."""
        return len(self.starts(line))

    def texts(self, start: int, end: int) -> list[str]:
        """The lines from one address up to another as they are shown."""
        found = []
        line = self.lines.at(start)
        while line is not None and line.start < end:
            found.append(self.draw(line).text)
            line = self.lines.after(line)
        return found

    def hit_span(self, line: Line) -> tuple[int, int] | None:
        """Where what was found stands in the text of its line: as many before it as in the bytes."""
        if self.hit is None or not line.start <= self.hit < line.end:
            return None
        spans = occurrences(self.needle, self.draw(line).text)
        if not spans:
            return None
        before = self.lines.read(line.start, self.hit).decode(errors="replace")
        return spans[min(len(occurrences(self.needle, before)), len(spans) - 1)]

    def bring_hit_in(self, line: Line) -> int:
        """Go as far aside as it takes to see what was found; in which row of its line it begins."""
        span = self.hit_span(line)
        if span is None:
            return 0
        if not self.wrap and not self.aside <= span[0] < self.aside + self.width - 1:
            self.aside = max(0, span[0] - self.width // 3)
        return sum(1 for start in self.starts(line) if start <= span[0]) - 1

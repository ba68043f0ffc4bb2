"""Which rows of a log are in view, and where the cursor is. Nothing here draws, or knows a terminal."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import islice
from typing import NamedTuple

from lsh.tui.logs.lines import Line, Lines


class Row(NamedTuple):
    """One row on screen: a line, or when lines are wrapped a part of one, counted from 0."""

    line: Line
    part: int


class Viewport:
    """A window of ``height`` rows over the lines of a log, with a cursor on a line.

    ``parts`` tells how many rows a line takes. After the log, the height or the wrapping has changed,
    ``settle`` makes it right again. While ``at_end`` holds it stays at the end, however the log grows.
    """

    def __init__(self, lines: Lines, parts: Callable[[Line], int]) -> None:
        self.lines = lines
        self._parts = parts
        self.height = 1
        self.at_end = True
        self._top: Row | None = None
        self._cursor = lines.end

    @property
    def cursor(self) -> Line | None:
        """The line that is pointed at; None of an empty log."""
        return self.lines.at(self._cursor)

    def rows(self) -> list[Row]:
        """What is in view, ``height`` rows at most."""
        if self._top is None:
            return []
        found = [self._top]
        for row in self._after(self._top):
            if len(found) >= self.height:
                break
            found.append(row)
        return found

    def settle(self) -> None:
        """Be right for the log as it is now."""
        last = self.lines.last()
        if last is None:
            self._top = None
        elif self.at_end or self._top is None:
            self._cursor = last.start
            self._show_end(last)
        else:
            line = self.lines.at(self._top.line.start)
            assert line is not None  # the log is not empty
            self._top = Row(line, min(self._top.part, self._parts(line) - 1))
            self._cursor = max(self._cursor, self.lines.start)
            if len(self.rows()) < self.height:
                self._show_end(last)
            cursor = self.cursor
            if cursor is not None and cursor.start not in {row.line.start for row in self.rows()}:
                self._keep_in_view(cursor)

    def scroll(self, by: int) -> None:
        """Move the window by rows; the cursor stays in it."""
        if self._top is None:
            return
        self.at_end = False
        self._top = self._stepped(self._top, by)
        if by > 0 and len(self.rows()) < self.height:
            self.to_end(stay=False)
        self._keep_cursor_in_view()

    def page(self, by: int) -> None:
        """A windowful up or down; at an end of the log the cursor goes to it."""
        before = self._top
        self.scroll(by * max(1, self.height - 1))
        rows = self.rows()
        if rows:
            self._cursor = (rows[0] if by < 0 else rows[-1]).line.start
        if before == self._top and by < 0:
            self.to_start()

    def move(self, by: int) -> None:
        """The cursor up or down by lines. A line higher than the window is gone through by rows."""
        self.at_end = False
        for _ in range(abs(by)):
            cursor = self.cursor
            if cursor is None:
                return
            if self._hides_part_of(cursor, by):
                self.scroll(1 if by > 0 else -1)
                self._cursor = cursor.start
                continue
            onward = self.lines.after(cursor) if by > 0 else self.lines.before(cursor)
            if onward is None:
                return
            self._cursor = onward.start
            self._keep_in_view(onward)

    def to_start(self) -> None:
        """To the first line."""
        first = self.lines.first()
        if first is not None:
            self.at_end = False
            self._top, self._cursor = Row(first, 0), first.start

    def to_end(self, *, stay: bool) -> None:
        """To the last line; whether to ``stay`` at the end when it moves on."""
        last = self.lines.last()
        if last is not None:
            self.at_end = stay
            self._cursor = last.start
            self._show_end(last)

    def to(self, address: int, part: int = 0) -> None:
        """Put the cursor on the line of ``address``; bring its ``part`` into the window if it is outside."""
        line = self.lines.at(address)
        if line is None:
            return
        self.at_end = False
        self._cursor = line.start
        if Row(line, part) not in self.rows():
            self._top = self._stepped(Row(line, part), -(self.height // 3))
            if len(self.rows()) < self.height:
                self._show_end(self.lines.last() or line)

    def to_share(self, share: float) -> None:
        """Put the window where this part of the log's bytes lies before it."""
        line = self.lines.at(self.lines.start + round(share * (self.lines.end - self.lines.start)))
        if line is not None:
            self.at_end = False
            self._top = Row(line, 0)
            if len(self.rows()) < self.height:
                self.to_end(stay=False)
            self._keep_cursor_in_view()

    # steps

    def _after(self, row: Row) -> Iterator[Row]:
        line: Line | None = row.line
        part = row.part + 1
        while line is not None:
            for later in range(part, self._parts(line)):
                yield Row(line, later)
            line, part = self.lines.after(line), 0

    def _before(self, row: Row) -> Iterator[Row]:
        line: Line | None = row.line
        part = row.part
        while line is not None:
            for earlier in range(part - 1, -1, -1):
                yield Row(line, earlier)
            line = self.lines.before(line)
            part = 0 if line is None else self._parts(line)

    def _stepped(self, row: Row, by: int) -> Row:
        """The row that many rows on or back, or the nearest that there is."""
        steps = self._after(row) if by > 0 else self._before(row)
        found = row
        for step in islice(steps, abs(by)):
            found = step
        return found

    def _show_end(self, last: Line) -> None:
        self._top = self._stepped(Row(last, self._parts(last) - 1), -(self.height - 1))

    def _hides_part_of(self, line: Line, by: int) -> bool:
        """Whether the line in view goes on beyond the edge that the cursor would leave it by."""
        rows = self.rows()
        edge = rows[-1] if by > 0 else rows[0]
        outer = self._parts(line) - 1 if by > 0 else 0
        return edge.line.start == line.start and edge.part != outer

    def _keep_in_view(self, line: Line) -> None:
        rows = self.rows()
        if line.start < rows[0].line.start:
            self._top = Row(line, 0)
        elif Row(line, self._parts(line) - 1) not in rows:
            bottom = min(self._parts(line), self.height) - 1
            self._top = self._stepped(Row(line, bottom), -(self.height - 1))

    def _keep_cursor_in_view(self) -> None:
        rows = self.rows()
        if rows:
            first, last = rows[0].line.start, rows[-1].line.start
            self._cursor = min(max(self._cursor, first), last)

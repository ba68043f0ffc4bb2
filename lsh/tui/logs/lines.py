"""Lines of a log, found from any address in it by looking at the bytes around.

A line without an end would have to be read for ever. So a line also begins at an address that is a
multiple of ``BLOCK`` when no newline stands in the ``BLOCK`` bytes before it (or up to three bytes later,
so that no character is cut in two). Whoever looks, from whichever side, finds the same lines.
"""

from __future__ import annotations

from collections import OrderedDict
from typing import NamedTuple

from lsh.tui.logs.stretch import LogFile

BLOCK = 16 * 1024
_KEPT_BLOCKS = 128
_CHARACTER = 4  # bytes of the longest


class Line(NamedTuple):
    """The addresses of its first byte, and after its last; a newline belongs to the line it ends."""

    start: int
    end: int


class Lines:
    """The lines of a log as it was when it was last looked at. Keeps ``_KEPT_BLOCKS`` blocks."""

    def __init__(self, log: LogFile) -> None:
        self._log = log
        self._blocks: OrderedDict[int, bytes] = OrderedDict()
        self._moves, self._ended = log.moves, log.now.end

    @property
    def start(self) -> int:
        """The address of the first byte that is kept."""
        return self._log.now.start

    @property
    def end(self) -> int:
        """The address after the last byte."""
        return self._log.now.end

    def first(self) -> Line | None:
        """The first line; None of an empty log."""
        return self.at(self.start)

    def last(self) -> Line | None:
        """The last line, be it finished or not."""
        return self.at(self.end)

    def at(self, address: int) -> Line | None:
        """The line that holds ``address``, or the nearest; None of an empty log."""
        if self.start >= self.end:
            return None
        start = self._start_of(max(self.start, min(address, self.end - 1)))
        return Line(start, self._end_of(start))

    def after(self, line: Line) -> Line | None:
        """The next line."""
        return Line(line.end, self._end_of(line.end)) if line.end < self.end else None

    def before(self, line: Line) -> Line | None:
        """The line before."""
        return self.at(line.start - 1) if line.start > self.start else None

    def data(self, line: Line) -> bytes:
        """What the line says, without its end."""
        return self.read(line.start, line.end).removesuffix(b"\n")

    def read(self, start: int, end: int) -> bytes:
        """The bytes from ``start`` up to ``end``, as far as there are any."""
        start, end = max(start, self.start), min(end, self.end)
        if start >= end:
            return b""
        first = start // BLOCK
        found = b"".join(self._block(number) for number in range(first, (end - 1) // BLOCK + 1))
        offset = max(first * BLOCK, self.start)
        return found[start - offset : end - offset]

    def _start_of(self, address: int) -> int:
        edge = address // BLOCK * BLOCK
        newline = self._newline_before(edge, address)
        if newline is not None:
            return newline + 1
        if edge <= self.start:
            return self.start
        newline = self._newline_before(edge - BLOCK, edge)
        if newline is not None:
            return newline + 1
        cut = self._cut(edge)
        return cut if cut <= address else self._start_of(edge - 1)

    def _end_of(self, start: int) -> int:
        edge = (start // BLOCK + 1) * BLOCK
        while True:
            data = self.read(start, edge)
            newline = data.find(b"\n")
            if newline >= 0:
                return start + newline + 1
            if edge >= self.end:
                return self.end
            if self._newline_before(edge - BLOCK, edge) is None:
                return min(self._cut(edge), self.end)
            edge += BLOCK

    def _newline_before(self, first: int, address: int) -> int | None:
        """The address of the last newline in ``first`` up to ``address``."""
        data = self.read(first, address)
        found = data.rfind(b"\n")
        return None if found < 0 else max(first, self.start) + found

    def _cut(self, edge: int) -> int:
        """Where a line begins at the edge of a block, for want of newlines before it."""
        for later, byte in enumerate(self.read(edge, edge + _CHARACTER - 1)):
            if byte & 0xC0 != 0x80:
                return edge + later
        return edge + _CHARACTER - 1

    def _block(self, number: int) -> bytes:
        self._drop_what_changed()
        data = self._blocks.get(number)
        if data is None:
            data = self._blocks[number] = self._log.now.read(number * BLOCK, (number + 1) * BLOCK)
            if len(self._blocks) > _KEPT_BLOCKS:
                self._blocks.popitem(last=False)
        else:
            self._blocks.move_to_end(number)
        return data

    def _drop_what_changed(self) -> None:
        """After a rotation all that was read; after the log has grown the block that it ended in."""
        if self._moves != self._log.moves:
            self._blocks.clear()
        elif self._ended != self.end:
            self._blocks.pop(self._ended // BLOCK, None)
        self._moves, self._ended = self._log.moves, self.end

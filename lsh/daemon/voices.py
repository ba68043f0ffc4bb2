"""What sinks say on stderr, in the daemon's log: capped and rotated there, and never a flood."""

from __future__ import annotations

import codecs
import logging
import re
from collections.abc import Callable

_LEVELS = {
    "0": logging.CRITICAL, "1": logging.CRITICAL, "2": logging.CRITICAL, "3": logging.ERROR,
    "4": logging.WARNING, "5": logging.INFO, "6": logging.INFO, "7": logging.DEBUG,
}  # fmt: skip
_PREFIX = re.compile(r"<([0-7])>")  # sd-daemon(3)
_LINE_CHARS = 4096
_BUDGET, _PERIOD = 64 * 1024, 10.0  # characters in so many seconds; the rest is counted, not kept


class Voice:
    """Turns the bytes of one child into entries of the log.

    A line may begin with a level as sd-daemon(3) has it (``<3>`` error, ``<6>`` info); without one it
    belongs to the line before it, as a traceback's do, or is a warning. ``clock`` gives seconds.
    """

    def __init__(self, name: str, clock: Callable[[], float]) -> None:
        self._log = logging.getLogger(f"lsh.sinks.{name}")
        self._clock = clock
        self._rest = ""
        # a read may end in the middle of a character
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._period_ends = 0.0
        self._left = _BUDGET
        self._dropped = 0

    def hear(self, text: bytes) -> None:
        """Take in what was read; a line that is not complete waits for its end. Nothing: it is over."""
        if not text:
            self._finish()
            return
        lines = (self._rest + self._decoder.decode(text)).split("\n")
        self._rest = lines.pop()
        if len(self._rest) > _LINE_CHARS:
            lines.append(self._rest)
            self._rest = ""
        self._say(lines)

    def _finish(self) -> None:
        rest, self._rest = self._rest + self._decoder.decode(b"", final=True), ""
        self._say([rest] if rest else [])
        self._tell_dropped()

    def _say(self, lines: list[str]) -> None:
        level, entry = logging.WARNING, ""
        for line in lines:
            found = _PREFIX.match(line)
            if found is None:
                entry = f"{entry}\n{line}" if entry else line
                continue
            self._write(level, entry)
            level, entry = _LEVELS[found[1]], line[found.end() :]
        self._write(level, entry)

    def _write(self, level: int, entry: str) -> None:
        entry = entry.strip()[:_LINE_CHARS]
        if not entry:
            return
        if self._clock() >= self._period_ends:
            self._tell_dropped()
            self._period_ends, self._left = self._clock() + _PERIOD, _BUDGET
        if len(entry) > self._left:
            self._dropped += 1
            return
        self._left -= len(entry)
        self._log.log(level, "%s", entry)

    def _tell_dropped(self) -> None:
        if self._dropped:
            self._log.warning("%d more messages were not kept", self._dropped)
            self._dropped = 0

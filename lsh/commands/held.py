"""Streams that keep what is written, for whoever decides later where it goes."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from lsh.commands.glyphs import is_drawn_in_ascii, is_utf_8


class Held(io.TextIOWrapper):
    """Stands in for a stream, and is a terminal where that is one (or ``terminal`` says so)."""

    def __init__(self, real: Any, *, terminal: bool | None = None) -> None:
        self._bytes = io.BytesIO()
        encoding, errors = "utf-8", "backslashreplace"
        if not is_utf_8(real):  # it is delivered as bytes, past the real stream's own encoding
            encoding, errors = real.encoding, real.errors
        super().__init__(self._bytes, encoding=encoding, errors=errors, newline="\n")
        self.real = real
        self._terminal = real.isatty() if terminal is None else terminal

    def isatty(self) -> bool:
        """What is written here is meant for a terminal."""
        return self._terminal

    def drop(self) -> None:
        """Forget all that was written."""
        self.flush()
        self._bytes.seek(0)
        self._bytes.truncate()

    def taken(self) -> bytes:
        """All that was written."""
        self.flush()
        return self._bytes.getvalue()

    def text(self) -> str:
        """The same as it is read."""
        encoding = "utf-8" if is_drawn_in_ascii(self) else self.encoding
        return self.taken().decode(encoding, errors="replace")


@contextmanager
def held(*, terminal: bool | None = None) -> Iterator[tuple[Held, Held]]:
    """stdout and stderr, held for as long as this lasts."""
    real = sys.stdout, sys.stderr
    out, err = Held(real[0], terminal=terminal), Held(real[1], terminal=terminal)
    sys.stdout, sys.stderr = out, err
    try:
        yield out, err
    finally:
        sys.stdout, sys.stderr = real

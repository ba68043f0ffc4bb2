"""A command on a terminal of its own: what it shows there, and typing to it."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from types import TracebackType
from typing import Self

from tests.support.daemon import PATIENCE, Home


class Terminal:
    """``lsh`` with all three streams on a terminal. ``shown`` is all that came of it so far."""

    def __init__(self, home: Home, *arguments: str, rows: int = 24, **environ: str) -> None:
        self._own, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", rows, 80, 0, 0))
        self.shown = b""
        self.process = subprocess.Popen(
            [sys.executable, "-m", "lsh", *arguments],
            env=home.environ | {"TERM": "xterm"} | environ,
            stdin=theirs, stdout=theirs, stderr=theirs, start_new_session=True,
        )  # fmt: skip
        os.close(theirs)

    def wait_for(self, word: str) -> None:
        """Read until ``word`` was shown."""
        deadline = time.monotonic() + PATIENCE
        while word.encode() not in self.shown:
            self.shown += self._read(deadline)

    def enter(self, line: str) -> None:
        """A line, with its end."""
        os.write(self._own, f"{line}\n".encode())

    def end_input(self) -> None:
        """Ctrl-D."""
        os.write(self._own, b"\x04")

    def interrupt(self) -> None:
        """Ctrl-C, for it is nobody's controlling terminal."""
        self.process.send_signal(signal.SIGINT)

    def echoes(self) -> bool:
        """Whether it shows what is typed."""
        modes = termios.tcgetattr(self._own)[3]
        return bool(modes & termios.ECHO)

    def wait(self) -> int:
        """Its exit code, once it has ended and all it said was read."""
        deadline = time.monotonic() + PATIENCE
        with contextlib.suppress(OSError):  # Linux ends a terminal that nobody else holds with EIO
            while part := self._read(deadline):
                self.shown += part
        return self.process.wait(PATIENCE)

    def _read(self, deadline: float) -> bytes:
        left = max(deadline - time.monotonic(), 0)
        assert select.select([self._own], [], [], left)[0], self.shown
        return os.read(self._own, 65536)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait(PATIENCE)
        os.close(self._own)

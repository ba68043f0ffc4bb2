"""A child process of the daemon that is no run: started, heard and reaped without blocking the loop.

asyncio's own subprocesses would be reaped by a thread each (Python 3.11), and the daemon collects
strays when its spawner was killed (``executors.adopted``): a child's status must be taken in one
place. Whoever makes a ``Child`` tells the executor its pid.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress

_CHUNK = 64 * 1024
_HEAR_PAUSE = 0.05  # seconds between two reads: a child that floods is slowed down, never stopped
_POLL_SECONDS = 0.2
_KILLED_SECONDS = 1.0
_NICER = 5  # a sink never takes the CPU from a run


class Child:
    """``python -m MODULE`` in a session of its own, with nothing of ours open but its stderr.

    ``exited`` is done with the exit code, negative for a signal, None where somebody else took it.
    ``hear`` is called with what the child writes to stderr, and with nothing at its end. Raises
    OSError when it cannot be started.
    """

    def __init__(
        self, module: str, environment: Mapping[str, str], hear: Callable[[bytes], None]
    ) -> None:
        self._loop = asyncio.get_running_loop()
        self._hear = hear
        self.exited: asyncio.Future[int | None] = self._loop.create_future()
        self._ear, writer = os.pipe()
        try:
            self.pid = _spawn(module, environment, writer)
        except OSError:
            os.close(self._ear)
            raise
        finally:
            os.close(writer)
        with suppress(OSError):
            os.setpriority(os.PRIO_PROCESS, self.pid, os.getpriority(os.PRIO_PROCESS, 0) + _NICER)
        os.set_blocking(self._ear, False)
        self._loop.add_reader(self._ear, self._listen)
        self._watch()

    def _watch(self) -> None:
        try:
            descriptor = os.pidfd_open(self.pid)
        except (AttributeError, OSError):  # macOS
            self._loop.call_later(_POLL_SECONDS, self._poll)
            return
        self._loop.add_reader(descriptor, self._over, descriptor)

    def _poll(self) -> None:
        if not self._reap():
            self._loop.call_later(_POLL_SECONDS, self._poll)

    def _over(self, descriptor: int) -> None:
        self._loop.remove_reader(descriptor)
        os.close(descriptor)
        self._reap()

    def _reap(self) -> bool:
        try:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
        except ChildProcessError:
            pid, status = self.pid, None
        if pid and not self.exited.done():
            code = None if status is None else os.waitstatus_to_exitcode(status)
            self.exited.set_result(code)
        return bool(pid)

    def _listen(self) -> None:
        try:
            text = os.read(self._ear, _CHUNK)
        except BlockingIOError:
            return
        except OSError:
            text = b""
        self._loop.remove_reader(self._ear)
        self._hear(text)
        if not text:
            os.close(self._ear)
            return
        self._loop.call_later(_HEAR_PAUSE, self._loop.add_reader, self._ear, self._listen)

    def signal(self, number: int) -> None:
        """Signal the process, unless its status was taken: its pid may be another's by then."""
        if not self.exited.done():
            with suppress(ProcessLookupError):
                os.kill(self.pid, number)

    async def end(self, grace: float) -> None:
        """SIGTERM, after ``grace`` seconds SIGKILL; returns when it is gone, or cannot be helped."""
        self.signal(signal.SIGTERM)
        if not await self._gone(grace):
            self.signal(signal.SIGKILL)
            await self._gone(_KILLED_SECONDS)

    async def _gone(self, seconds: float) -> bool:
        done, _ = await asyncio.wait([self.exited], timeout=seconds)
        return bool(done)


def _spawn(module: str, environment: Mapping[str, str], writer: int) -> int:
    return os.posix_spawn(
        sys.executable,
        # without -P a folder that the daemon was started in could slip in a module of the same name
        [sys.executable, "-P", "-m", module],
        environment,
        file_actions=[
            (os.POSIX_SPAWN_OPEN, 0, os.devnull, os.O_RDONLY, 0),
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_DUP2, writer, 2),
        ],
        setsid=True,
    )

"""The loop: sleep until a signal, a message or an instant, then let the spawner take its turn.

select() and not epoll: three or four descriptors, and a timeout in microseconds where Python's
epoll rounds up to the millisecond.
"""

from __future__ import annotations

import os
import select
import signal
import sys
import time
from contextlib import suppress

from lsh.spawner.connection import Connection
from lsh.spawner.protocol import encode
from lsh.spawner.run import INFINITY

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _socket import socket

    from lsh.spawner.core import Spawner
    from lsh.spawner.door import Door

    Source = int | socket | Connection

_AFTER_DEFECT = 0.05  # s, lest we spin
_LONGEST = 86_400.0  # s; the kernel takes no timeout of a thousand years
_BATCH = 0.02  # s between two batches; a lone report goes at once
_MANY = 16  # reports in one batch: a burst, whose starts the engine's work would slow down
_BURST_BATCH = 0.9  # s between two batches in a burst; the journal has the reports meanwhile


class Loop:
    """Runs until a shutdown is complete, or until nobody has needed us for ``linger`` seconds."""

    def __init__(
        self, spawner: Spawner, door: Door, linger: float, troubles: list[str | None]
    ) -> None:
        """``troubles`` are what others append for the engine: a sentence, or None when it is over."""
        self._spawner = spawner
        self._door = door
        self._linger = linger
        self._troubles = troubles
        self._wake = _wake_on_signals(self._asked_to_end)
        self._next_batch = 0.0
        self._leave_at = INFINITY
        self._asked = False  # to end, by SIGTERM
        self._away = False  # whether a start has left us in some run's directory

    def run(self) -> None:
        """Serve until the end."""
        while not self._over():
            self._sleep()
            self._turn()
            self._report()
        self._door.close()

    def _turn(self) -> None:
        if self._asked:
            self._asked = False
            gone = [run.key for run in self._spawner.shut_down()]
            self._door.send(encode({"ev": "withdrawn", "id": None, "runs": gone}))
        try:
            self._spawner.turn()
        except Exception as error:  # a defect of ours in one run must not take the others along
            self._troubles.append(f"A defect in the spawner: {error!r}; please report it.")
            sys.excepthook(*sys.exc_info())
            time.sleep(_AFTER_DEFECT)

    def _sleep(self) -> None:
        """Wait for whatever comes first, and serve the peers."""
        timeout = self._timeout()
        if timeout > 0 and self._away:
            os.chdir("/")  # keep no run's directory busy while we sleep
        self._away = timeout == 0
        door = self._door
        readers: list[Source] = [self._wake, door.listener, *door.peers]
        writers = [peer for peer in door.peers if peer.unsent]
        readable, writable, _ = select.select(readers, writers, (), timeout)
        for peer in writable:
            door.flush(peer)
        for source in readable:
            self._read(source)

    def _read(self, source: Source) -> None:
        door = self._door
        if isinstance(source, int):
            with suppress(BlockingIOError):
                os.read(self._wake, 4096)
        elif not isinstance(source, Connection):
            door.accept()
        elif source in door.peers:  # it may have been superseded a moment ago
            door.serve(source)

    def _timeout(self) -> float:
        timeout = self._spawner.idle_for()
        now = time.monotonic()
        if self._spawner.outbox.waiting and self._door.takes_batches:
            timeout = min(timeout, self._next_batch - now)
        timeout = min(timeout, self._leave_at - now, _LONGEST)
        return max(0.0, timeout)

    def _report(self) -> None:
        """Send what is to be sent: at once when it is quiet, every 20 ms or less often when not."""
        while self._troubles:
            self._door.send(encode({"ev": "trouble", "error": self._troubles.pop(0)}))
        if self._spawner.outbox.waiting and self._door.takes_batches:
            now = time.monotonic()
            if now >= self._next_batch:
                many = self._spawner.outbox.waiting >= _MANY
                self._next_batch = now + (_BURST_BATCH if many else _BATCH)
                self._door.send(self._spawner.outbox.next_batch())

    def _over(self) -> bool:
        spawner = self._spawner
        if self._door.engine is not None or not spawner.at_rest or not spawner.on_disk:
            self._leave_at = INFINITY
        elif self._leave_at == INFINITY:
            self._leave_at = time.monotonic() + self._linger
        if time.monotonic() >= self._leave_at:
            return True
        if not spawner.stopping or spawner.live or not spawner.on_disk:
            return False
        engine = self._door.engine
        return engine is None or not (spawner.outbox.waiting or engine.unsent)

    def _asked_to_end(self, _number: int, _frame: object) -> None:
        self._asked = True


def _wake_on_signals(asked_to_end: signal._HANDLER) -> int:
    """A descriptor that is readable after a signal. HUP and INT are nothing to us; TERM is a request
    to end when no run is live, as at a shutdown of the machine."""
    read_end, write_end = os.pipe()
    os.set_blocking(read_end, False)
    os.set_blocking(write_end, False)
    signal.set_wakeup_fd(write_end, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    signal.signal(signal.SIGTERM, asked_to_end)
    for number in (signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
        signal.signal(number, signal.SIG_IGN)
    return read_end

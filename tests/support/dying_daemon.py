"""The daemon, but for one thing: it kills itself at the N-th moment around its writes.

``python dying_daemon.py N COUNTFILE --ready-fd F``. Moments are counted from 1 in the order in which
they come: before a transaction begins, before it is committed, after it is on disk; before, in the
middle of and after each message to the spawner. Every moment is appended to COUNTFILE first.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from lsh.daemon import lshd
from lsh.executors.local import LocalExecutor
from lsh.spawner import protocol
from lsh.store.ledger import Ledger

_LAST = int(sys.argv.pop(1))
_FILE = Path(sys.argv.pop(1))
_passed = 0


def passes(moment: str) -> bool:
    """Note a moment; whether it is the last."""
    global _passed  # noqa: PLW0603
    _passed += 1
    with _FILE.open("a") as file:  # anew each time: the daemon closes what it finds open
        file.write(f"{moment}\n")
    return _passed == _LAST


def moment(name: str) -> None:
    if passes(name):
        os.kill(os.getpid(), signal.SIGKILL)


_send = LocalExecutor._send


@contextmanager
def transaction(self: Ledger) -> Iterator[None]:
    if self.connection.in_transaction:
        with _transaction(self):
            yield
        return
    moment("begin")
    with _transaction(self):
        yield
        moment("commit")
    moment("committed")


def send(self: LocalExecutor, message: dict[str, Any]) -> None:
    name = message["op"]
    moment(f"before {name}")
    if passes(f"torn {name}"):
        line = protocol.encode(message).encode()
        if self._writer is not None:
            self._writer.write(line[: len(line) // 2])
        os.kill(os.getpid(), signal.SIGKILL)
    _send(self, message)
    moment(f"sent {name}")


_transaction = Ledger.transaction
Ledger.transaction = transaction  # type: ignore[method-assign]
LocalExecutor._send = send  # type: ignore[method-assign]

if __name__ == "__main__":
    sys.exit(lshd.main())

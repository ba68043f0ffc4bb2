"""The one door to the engine, for every face.

While a daemon runs, a call goes over its socket. Without one, what does not need a running daemon is
done here: under the home's lock, by the very same operation. There is no second write path.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from types import TracebackType
from typing import Any, Self

from lsh.client.rpc import Connection
from lsh.domain.errors import DaemonNotRunning, HomeBusy
from lsh.paths import Paths

_BUSY_SECONDS = 5.0
"""How long a call waits for another process that changes the same home: each takes milliseconds."""
_BUSY_PAUSE = 0.02


class Door:
    """Calls operations of the engine. Use as a context manager.

    With ``role`` the audit log names the caller ``USER as ROLE``.
    """

    def __init__(self, paths: Paths, *, role: str | None = None) -> None:
        self._paths = paths
        self._role = role
        self._connection: Connection | None = None
        self._tried = False

    @property
    def daemon_running(self) -> bool:
        """Whether a daemon answers in this home."""
        return self._connect() is not None

    def call(self, method: str, params: dict[str, Any] | None = None) -> Any:
        """The operation's result, committed. Raises the LshError that it ended with."""
        give_up_at = time.monotonic() + _BUSY_SECONDS
        while True:
            connection = self._connect()
            if connection is not None:
                return connection.call(method, params or {})
            from lsh.engine.offline import apply

            try:
                return apply(self._paths, method, params or {}, self._role)
            except HomeBusy:
                if time.monotonic() >= give_up_at:
                    raise
                time.sleep(_BUSY_PAUSE)
                self._tried = False  # what had the home may have been a daemon that started

    def stream(self, method: str, params: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """Notifications of a subscription. Raises DaemonNotRunning without a daemon."""
        connection = self._connect()
        if connection is None:
            raise DaemonNotRunning("the daemon is not running", hint="lsh daemon start")
        return connection.stream(method, params)

    def _connect(self) -> Connection | None:
        if not self._tried:
            self._tried = True
            try:
                self._connection = Connection(self._paths.socket, role=self._role)
            except DaemonNotRunning:
                self._connection = None
        return self._connection

    def close(self) -> None:
        """Hang up."""
        if self._connection is not None:
            self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

"""JSON-RPC 2.0 over the engine's Unix socket: one JSON document a line, both ways. Blocking."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from lsh.domain.errors import DaemonNotRunning, LshError, TryAgain, by_code
from lsh.paths import SOCKET_PATH_LIMIT
from lsh.schema.json_text import json_line

CONNECT_SECONDS = 5.0
_ANSWER_SECONDS = {"daemon_status": 5.0, "daemon_stop": 5.0}
"""What a daemon answers at once, unless it is stopped or hangs."""


class Connection:
    """One connection to the engine. Raises DaemonNotRunning when nobody listens at ``path``.

    With ``role`` the audit log names the caller ``USER as ROLE``.
    """

    def __init__(self, path: Path, *, role: str | None = None) -> None:
        if len(bytes(path)) > SOCKET_PATH_LIMIT:  # no daemon can have listened there
            raise _nobody()
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.settimeout(CONNECT_SECONDS)
        try:
            self._socket.connect(str(path))
        except (FileNotFoundError, NotADirectoryError, ConnectionRefusedError) as error:
            self._socket.close()
            raise _nobody() from error
        except OSError as error:
            self._socket.close()
            raise TryAgain(f"the daemon does not answer at {path}: {error}") from error
        # an answer may take as long as a run does; a dead engine closes the socket
        self._socket.settimeout(None)
        self._lines = self._socket.makefile("rb")
        self._last_id = 0
        self._role = {} if role is None else {"as": role}

    def call(self, method: str, params: dict[str, Any]) -> Any:
        """The result of ``method``. Raises the LshError that the engine answered with."""
        self._last_id += 1
        self._socket.settimeout(_ANSWER_SECONDS.get(method))
        request = {"jsonrpc": "2.0", "id": self._last_id, "method": method, "params": params}
        self._send(request | self._role)
        while True:
            message = self._receive()
            if message.get("id") == self._last_id:
                return _result(message)

    def stream(self, method: str, params: dict[str, Any]) -> Iterator[dict[str, Any]]:
        """The notifications that a subscription sends, for as long as the engine lives.

        It has begun when this returns: what happens from then on is told.
        """
        self.call(method, params)
        return self._notifications()

    def _notifications(self) -> Iterator[dict[str, Any]]:
        while True:
            message = self._receive()
            if "method" in message:
                yield message["params"]

    def _send(self, message: dict[str, Any]) -> None:
        line = json_line(message)
        try:
            self._socket.sendall(line)
        except OSError as error:
            raise _gone() from error

    def _receive(self) -> dict[str, Any]:
        try:
            line = self._lines.readline()
        except TimeoutError as error:
            raise TryAgain(
                "the daemon is there but does not answer",
                hint="its process is stopped or hangs; continue it, or end it and start another",
            ) from error
        except OSError as error:
            raise _gone() from error
        if not line.endswith(b"\n"):
            raise _gone()
        message: dict[str, Any] = json.loads(line)
        return message

    def hang_up(self) -> None:
        """End what another thread waits for on this connection: it gets the error of a gone daemon."""
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)

    def close(self) -> None:
        """Hang up."""
        self._lines.close()
        self._socket.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


def _result(message: dict[str, Any]) -> Any:
    error = message.get("error")
    if error is None:
        return message.get("result")
    data = error.get("data") or {}
    raise by_code(data.get("code", LshError.code))(error["message"], hint=data.get("hint"))


def _nobody() -> DaemonNotRunning:
    return DaemonNotRunning("the daemon is not running", hint="lsh daemon start")


def _gone() -> TryAgain:
    return TryAgain(
        "the daemon went away before it answered",
        hint="what was acknowledged is kept; 'lsh daemon status' tells whether it runs",
    )

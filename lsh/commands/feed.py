"""The daemon's events, heard beside whatever a command does."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any

from lsh.client.rpc import Connection
from lsh.domain.errors import LshError
from lsh.paths import Paths

_AGAIN = 1.0  # seconds until a daemon that is not there is looked for again

Event = dict[str, Any]


class Feed:
    """Hears events on a thread of its own; outlives the daemon, and finds the next.

    Use as a context manager. ``hear`` is called with each event of ``types`` (default: all), and with
    None when the stream began or ended: what happened before is not told.
    """

    def __init__(
        self, paths: Paths, hear: Callable[[Event | None], None], types: Sequence[str] | None = None
    ) -> None:
        self._paths = paths
        self._hear = hear
        self._params = {} if types is None else {"types": list(types)}
        self._over = threading.Event()
        self._connection: Connection | None = None
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def _listen(self) -> None:
        while not self._over.is_set():
            begun = False
            # ValueError: the connection was closed under it, at the end
            with suppress(LshError, OSError, ValueError), Connection(self._paths.socket) as stream:
                self._connection = stream
                events = stream.stream("events_subscribe", self._params)
                begun = True
                self._hear(None)  # what happened before this was not told
                for event in events:
                    self._hear(event)
            self._connection = None
            if begun:
                self._hear(None)
            self._over.wait(_AGAIN)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(self, *error: object) -> None:
        self._over.set()
        connection = self._connection
        if connection is not None:
            connection.hang_up()
        self._thread.join(_AGAIN)

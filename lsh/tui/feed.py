"""Following the ledger: two threads that post what became of it, and never touch a widget.

One listens to the engine's event stream. The other gathers what arrived for a moment, reads what it
touched, and posts one ``Changed``: a burst of a thousand events costs a handful of paints. Nothing is
polled while a daemon runs. Without one, other commands may still change the ledger: then its log is
read once a second, while the listener looks for the daemon.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from textual.message import Message

from lsh.client.reading import reading
from lsh.client.rpc import Connection
from lsh.domain.errors import LshError
from lsh.settings import Paths
from lsh.store.event_queries import read_events
from lsh.store.live_queries import job_lines, last_event_id, run_lines
from lsh.tui.messages import Change, Changed, Link, LinkChanged, Loaded, Trouble

GATHER_SECONDS = 0.04
"""How long events are gathered: 25 paints a second at most."""
LOOK_SECONDS = 1.0
"""Between two looks for a daemon that is not there."""
_BATCH = 500


class Feed:
    """Posts ``Loaded`` once, then ``Changed`` and ``LinkChanged``, until it is stopped."""

    def __init__(self, paths: Paths, post: Callable[[Message], object]) -> None:
        self._paths = paths
        self._post = post
        self._stopping = threading.Event()
        self._arrived = threading.Event()
        self._lock = threading.Lock()
        self._events: list[dict[str, Any]] = []
        self._cursor = 0  # the newest event that was posted
        self._connection: Connection | None = None
        self._threads: list[threading.Thread] = []
        self.link = Link.UNKNOWN

    def start(self) -> None:
        """Begin to follow."""
        self._begin("feed-gather", self._gather)

    def stop(self) -> None:
        """Let go of the daemon and end both threads."""
        self._stopping.set()
        self._arrived.set()
        with self._lock:
            if self._connection is not None:
                self._connection.hang_up()
        for thread in self._threads:
            if thread is not threading.current_thread():
                thread.join(5)

    def look(self) -> None:
        """Look at once, after a change that no daemon will tell of."""
        self._arrived.set()

    def _begin(self, name: str, work: Callable[[], None]) -> None:
        thread = threading.Thread(target=work, name=name, daemon=True)
        self._threads.append(thread)
        thread.start()

    # the listener

    def _listen(self) -> None:
        while not self._stopping.is_set():
            if not self._attach():
                self._stopping.wait(LOOK_SECONDS)
                continue
            assert self._connection is not None
            try:
                for event in self._connection.stream("events_subscribe", {"after": self._cursor}):
                    with self._lock:
                        self._events.append(event)
                    self._arrived.set()
            except (LshError, OSError, ValueError):  # ValueError: hung up while it was read
                pass
            finally:
                self._detach()

    def _attach(self) -> bool:
        try:
            connection = Connection(self._paths.socket)
        except (LshError, OSError):
            self._tell(Link.ABSENT if self.link in {Link.UNKNOWN, Link.ABSENT} else Link.LOST)
            return False
        with self._lock:
            self._connection = connection
        if self._stopping.is_set():  # nobody else would hang up
            connection.hang_up()
        self._tell(Link.UP)
        return True

    def _detach(self) -> None:
        with self._lock:
            connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
        if not self._stopping.is_set():
            self._tell(Link.LOST)

    def _tell(self, link: Link) -> None:
        if link is not self.link:
            self.link = link
            self._arrived.set()  # how long the gatherer may sleep depends on it
            self._post(LinkChanged(link))

    # the gatherer

    def _gather(self) -> None:
        if not self._load():
            return
        while True:
            self._arrived.wait(None if self.link is Link.UP else LOOK_SECONDS)
            if self._stopping.is_set():
                return
            self._arrived.clear()
            self._stopping.wait(GATHER_SECONDS)
            with self._lock:
                events, self._events = self._events, []
            try:
                self._publish(events)
            except LshError as error:
                self._post(Trouble(error.message, error.hint))

    def _load(self) -> bool:
        try:
            with reading(self._paths) as ledger:
                self._cursor = last_event_id(ledger)
                self._begin("feed-listen", self._listen)
                self._post(Loaded(job_lines(ledger)))
        except LshError as error:
            self._post(Trouble(error.message, error.hint))
            return False
        return True

    def _publish(self, events: list[dict[str, Any]]) -> None:
        """Post what is new, in as many pieces as it takes."""
        if not events and self.link is Link.UP:
            return
        with reading(self._paths) as ledger:
            if self.link is not Link.UP:
                events = events + self._missed(ledger, events)
            new = [event for event in events if int(event["id"]) > self._cursor]
            if not new:
                return
            self._cursor = int(new[-1]["id"])
            ids = {event["job_id"] for event in new if event["job_id"]}
            jobs = job_lines(ledger, ids)
            runs = run_lines(ledger, [int(e["run_id"]) for e in new if e["run_id"]])
        gone = ids - {job.id for job in jobs}
        self._post(Changed(Change(tuple(new), tuple(jobs), frozenset(gone), tuple(runs.values()))))

    def _missed(self, ledger: Any, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
        """What was committed while no daemon told of it."""
        after = int(events[-1]["id"]) if events else self._cursor
        missed = read_events(ledger, after=after, limit=_BATCH)
        if len(missed) == _BATCH:
            self._arrived.set()
        return missed

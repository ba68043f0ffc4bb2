"""Following the ledger: two threads that post what became of it, and never touch a widget.

One listens to the engine's event stream. The other gathers what arrived for a moment, reads what it
touched, and posts one ``Changed``: a burst of a thousand events costs a handful of paints. Nothing is
polled while a daemon runs. Without one, other commands may still change the ledger: then its log is
read once a second, while the listener looks for the daemon.

A backup may be put in the ledger's place meanwhile. Its log goes on otherwise than the one that was
followed: the event at the cursor is another one, or not there yet. Then everything is read anew.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from textual.message import Message

from lsh.client.reading import reading
from lsh.client.rpc import Connection
from lsh.domain.errors import LshError
from lsh.paths import Paths
from lsh.store.event_queries import read_events
from lsh.store.live_queries import EventMark, event_mark, job_lines, last_event_id, run_lines
from lsh.tui.messages import Change, Changed, Link, LinkChanged, Loaded, SinksMoved, Trouble

GATHER_SECONDS = 0.04
"""How long events are gathered: 25 paints a second at most."""
LOOK_SECONDS = 1.0
"""Between two looks for a daemon that is not there."""
_BATCH = 500


class Feed:
    """Posts ``Loaded``, then ``Changed``, ``LinkChanged`` and ``SinksMoved``, until it is stopped.

    ``Loaded`` comes again when another ledger has taken the place of the first.
    """

    def __init__(self, paths: Paths, post: Callable[[Message], object]) -> None:
        self._paths = paths
        self._post = post
        self._stopping = threading.Event()
        self._arrived = threading.Event()
        self._lock = threading.Lock()
        self._events: list[dict[str, Any]] = []
        self._cursor = 0  # the newest event that was posted
        self._seen: EventMark | None = None  # what it was, to know the ledger by
        self._behind = False  # whether the ledger has events that nobody will tell again
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
            connection = self._attach()
            if connection is not None:
                # a ValueError: it was hung up while it was read
                with suppress(LshError, OSError, ValueError):
                    self._follow(connection)
                self._detach(connection)
            self._stopping.wait(LOOK_SECONDS)  # one that hangs up at once is not called in a circle

    def _attach(self) -> Connection | None:
        try:
            connection = Connection(self._paths.socket)
        except LshError:
            self._tell(self._without_daemon())
            return None
        with self._lock:
            self._connection = connection
        if self._stopping.is_set():  # nobody else would hang up
            connection.hang_up()
        return connection

    def _follow(self, connection: Connection) -> None:
        """Take in what the daemon tells, until it ends. It counts as running once it has answered."""
        events = connection.stream("events_subscribe", {"sinks": True})
        with self._lock:
            self._behind = True  # what was committed before, the ledger tells: perhaps another one
        self._tell(Link.UP)
        for event in events:
            if "id" not in event:
                self._post(SinksMoved())
                continue
            with self._lock:
                self._events.append(event)
            self._arrived.set()

    def _detach(self, connection: Connection) -> None:
        with self._lock:
            self._connection = None
        connection.close()
        if not self._stopping.is_set():
            self._tell(self._without_daemon())

    def _without_daemon(self) -> Link:
        return Link.ABSENT if self.link in {Link.UNKNOWN, Link.ABSENT} else Link.LOST

    def _tell(self, link: Link) -> None:
        if link is not self.link:
            self.link = link
            self._arrived.set()  # how long the gatherer may sleep depends on it
            self._post(LinkChanged(link))

    # the gatherer

    def _gather(self) -> None:
        self._insist(self._load)
        self._begin("feed-listen", self._listen)
        while not self._stopping.is_set():
            self._arrived.wait(None if self.link is Link.UP else LOOK_SECONDS)
            self._arrived.clear()
            self._stopping.wait(GATHER_SECONDS)
            self._insist(self._publish)

    def _insist(self, step: Callable[[], None]) -> None:
        """Do ``step``. While the ledger cannot be read, say so once and try again each second."""
        troubled = False
        while not self._stopping.is_set():
            try:
                step()
            except LshError as error:
                if not troubled:
                    self._post(Trouble(error.message, error.hint))
                troubled = True
                self._behind = True  # what was told meanwhile is not kept: the ledger has it
                self._stopping.wait(LOOK_SECONDS)
            else:
                if troubled:
                    self._post(Changed(Change()))
                return

    def _load(self) -> None:
        with reading(self._paths) as ledger:
            self._begin_at_end(ledger)

    def _begin_at_end(self, ledger: sqlite3.Connection) -> None:
        self._cursor = last_event_id(ledger)
        self._seen = event_mark(ledger, self._cursor)
        self._post(Loaded(job_lines(ledger)))

    def _is_another(self, ledger: sqlite3.Connection) -> bool:
        """Whether this is not the ledger whose event at the cursor was posted."""
        mark = event_mark(ledger, self._cursor)
        if mark is None:  # pruned, or never there
            return last_event_id(ledger) < self._cursor
        return self._seen is not None and mark != self._seen

    def _publish(self) -> None:
        """Post what is new, in as many pieces as it takes."""
        with self._lock:
            told, self._events = self._events, []
            behind, self._behind = self._behind, False
        alone = self.link is not Link.UP or behind
        if not told and not alone:
            return
        with reading(self._paths) as ledger:
            if self._is_another(ledger):
                self._begin_at_end(ledger)
                return
            new = self._missed(ledger) if alone else _after(self._cursor, told)
            if not new:
                return
            ids = {event["job_id"] for event in new if event["job_id"]}
            jobs = job_lines(ledger, ids)
            runs = run_lines(ledger, [int(e["run_id"]) for e in new if e["run_id"]])
            self._cursor = int(new[-1]["id"])
            self._seen = event_mark(ledger, self._cursor)
        gone = ids - {job.id for job in jobs}
        self._post(Changed(Change(tuple(new), tuple(jobs), frozenset(gone), tuple(runs.values()))))

    def _missed(self, ledger: sqlite3.Connection) -> list[dict[str, Any]]:
        """What was committed since the cursor, whoever told of it: a piece at a time."""
        missed = read_events(ledger, after=self._cursor, limit=_BATCH)
        if len(missed) == _BATCH:
            self._behind = True
            self._arrived.set()
        return missed


def _after(cursor: int, events: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Those that are newer, each once: a daemon that is called again repeats what was not posted yet."""
    new = []
    for event in events:
        if int(event["id"]) > cursor:
            cursor = int(event["id"])
            new.append(event)
    return new

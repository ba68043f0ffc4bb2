"""A sync that a person asks for: once, watched, or only foretold. It takes turns with the daemon's."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

from lsh.client.door import Door
from lsh.domain.errors import LshError
from lsh.paths import Paths
from lsh.settings import Settings
from lsh.sinks.supabase.errors import TwinHome
from lsh.sinks.supabase.gateway import Gateway
from lsh.sinks.supabase.opening import open_pusher, role_of_sink
from lsh.sinks.supabase.patience import Patience
from lsh.sinks.supabase.pull import PullSummary, pull_once
from lsh.sinks.supabase.push import Pusher, Sent
from lsh.sinks.supabase.steady import COPIED
from lsh.sinks.supabase.target import Target

Watcher = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""
_LOOK_EVERY = 1.0


@dataclass(slots=True)
class Summary:
    """What a sync did. ``dead_letters`` are all that stand, not only new ones."""

    sent: Sent = field(default_factory=Sent)
    pulled: PullSummary | None = None
    cursor: int | None = None
    lag_events: int = 0
    dead_letters: int = 0
    seconds: float = 0.0

    def as_json(self) -> dict[str, Any]:
        """For ``--json`` and for the event ``supabase:sync``; seconds, ids as text."""
        return {
            "pushed": dict(self.sent.rows),
            "rejected": self.sent.rejected,
            "pulled": self.pulled.as_json() if self.pulled else None,
            "dead_letters": self.dead_letters,
            "cursor": None if self.cursor is None else str(self.cursor),
            "lag_events": self.lag_events,
            "seconds": round(self.seconds, 3),
        }


class Manual:
    """One command's dealings with the project."""

    def __init__(self, paths: Paths, settings: Settings, gateway: Gateway, pusher: Pusher) -> None:
        self._paths = paths
        self._settings = settings
        self._gateway = gateway
        self._pusher = pusher

    def sync(
        self, *, push: bool, pull: bool, everything: bool = False, watcher: Watcher | None = None
    ) -> Summary:
        """Take in, then send, until nothing waits. What was delivered before a failure is kept.

        First in: a person's edit of a row is seen before our own push of it.
        """
        started = time.monotonic()
        summary = Summary()
        if pull:
            summary.pulled = self._pull(watcher)
        try:
            if push:
                self._push(summary, everything=everything, watcher=watcher)
        finally:
            self._pusher.progress.keep(now=True)
        summary.cursor = self._pusher.progress.event_id
        summary.dead_letters = int(self._pusher.progress.status.get("dead_letters") or 0)
        summary.lag_events, _ = self._pusher.lag()
        summary.seconds = time.monotonic() - started
        return summary

    def _pull(self, watcher: Watcher | None) -> PullSummary:
        def told(done: int, total: int) -> None:
            if watcher is not None:
                watcher("taking definitions", done, total)

        return pull_once(self._paths, self._settings, self._gateway, told=told)

    def _push(self, summary: Summary, *, everything: bool, watcher: Watcher | None) -> None:
        pusher = self._pusher
        if everything:
            pusher.push_everything()
        plan = pusher.plan()
        sent = summary.sent

        def told(rows: int) -> None:
            """So many rows of the batch that is under way have arrived."""
            if watcher is not None:
                events = (pusher.progress.event_id or plan.start) - plan.start
                done = sum(sent.rows.values()) + rows if plan.unit == "rows" else events
                watcher(f"sending {plan.unit}", min(done, plan.total), plan.total)

        while True:
            told(0)
            sent.add(pusher.step(told))
            if not sent.more:
                break
        pusher.progress.tell(pending=0, lag=0.0)
        if sent.anything:
            pusher.progress.tell(last_success_at=_now())
            pusher.greet(0)

    def announce(self, summary: Summary) -> None:
        """Write the event ``supabase:sync``: that a person had it done, and what came of it."""
        told = summary.as_json()
        if summary.pulled is not None:  # the pull has told of each job itself
            told["pulled"] = summary.pulled.taken
        self._pusher.progress.announce(**told)

    def preview(
        self, *, push: bool, pull: bool, everything: bool = False, watcher: Watcher | None = None
    ) -> dict[str, Any]:
        """What a sync would send and take, and what would be refused; changes nothing on either side."""
        pusher = self._pusher
        if everything:
            pusher.push_everything()
        taken = (
            pull_once(self._paths, self._settings, self._gateway, dry_run=True) if pull else None
        )
        found: dict[str, Any] = {"push": {}, "refused": []}
        if push:
            plan = pusher.plan()

            def told(rows: int) -> None:
                if watcher is not None and plan.unit == "rows":
                    watcher("comparing rows", min(rows, plan.total), plan.total)

            found = pusher.preview(told).as_json()
        return found | {"pull": taken.as_json() if taken else None}

    def watch(self, *, push: bool, pull: bool) -> Iterator[dict[str, Any]]:
        """Sync for ever; each time that something changed or failed, how it stands."""
        patience = Patience()
        pull_at = 0.0
        total = Sent()
        while True:
            due = pull and time.monotonic() >= pull_at
            try:
                summary = patience.call(lambda due=due: self.sync(push=push, pull=due))
            except LshError as error:
                pause = patience.pause_after(error)
                events, seconds = self._pusher.lag()
                yield _state(total, events, seconds, error=error.message, again_in=pause)
                time.sleep(pause)
                continue
            if due:
                pull_at = time.monotonic() + self._settings.supabase.pull_interval
            total.add(summary.sent)
            events, seconds = self._pusher.lag()
            yield _state(total, events, seconds)
            time.sleep(_LOOK_EVERY)


def _state(
    total: Sent, events: int, seconds: float, *, error: str | None = None, again_in: float = 0.0
) -> dict[str, Any]:
    return {
        "pushed": sum(total.rows.values()),
        "lag_events": events,
        "lag_seconds": round(seconds, 3),
        "error": error,
        "again_in": round(again_in, 1) if error else None,
    }


@contextmanager
def opened(paths: Paths, settings: Settings, target: Target) -> Iterator[Manual]:
    """All that a command needs to sync, beside the daemon's own process or without any."""
    with ExitStack() as stack:
        door = stack.enter_context(Door(paths, role=role_of_sink(settings)))
        gateway = stack.enter_context(Gateway(target, timeout=settings.supabase.request_timeout))
        pusher = open_pusher(paths, settings, target, gateway, door, beside=True)
        _refuse_twin(pusher, door)
        yield Manual(paths, settings, gateway, pusher)


def _refuse_twin(pusher: Pusher, door: Door) -> None:
    """Raise TwinHome when the daemon's sink has stopped for one: it looks again each minute."""
    told = pusher.progress.status
    if told.get("state") == COPIED and door.daemon_running:
        raise TwinHome(str(told.get("last_error")), hint=told.get("last_error_hint"))


def _now() -> str:
    from datetime import UTC, datetime

    return datetime.now(UTC).isoformat(timespec="milliseconds")

"""The sink's process: plain threads around the event stream of the engine that started it."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time
from collections.abc import Callable
from types import FrameType

from lsh.client.door import Door
from lsh.domain.errors import LshError
from lsh.domain.events import EventType
from lsh.paths import Paths
from lsh.settings import Settings
from lsh.sinks.supabase.claims import Claimer
from lsh.sinks.supabase.errors import Unreachable
from lsh.sinks.supabase.gateway import Gateway
from lsh.sinks.supabase.greeting import Instance
from lsh.sinks.supabase.opening import open_pusher, role_of_sink
from lsh.sinks.supabase.pull import Puller
from lsh.sinks.supabase.steady import Steady
from lsh.sinks.supabase.target import Target

log = logging.getLogger("lsh.sinks.supabase")

_GOODBYE = 2.0
"""Seconds that the threads have to keep their place when it ends."""

Task = Callable[[threading.Event], None]


class Ended(Exception):
    """SIGTERM, or the engine is gone."""


class Worker:
    """Push, pull and claims of one home, each in a thread of its own with its own connections."""

    def __init__(self, paths: Paths, settings: Settings, target: Target) -> None:
        self._paths = paths
        self._settings = settings
        self._target = target
        self._stop = threading.Event()
        self._wake = threading.Event()
        self._failed = threading.Event()
        self._instance = Instance()
        self._claimer = Claimer(paths, settings, target, allowed=self._instance.check)
        self._defined = threading.Event()  # a definition changed here, and was not sent yet
        self._defined.set()  # perhaps while nobody looked
        self._puller = Puller(paths, settings, target, allowed=self._instance.check)

    def run(self) -> int:
        """Until SIGTERM or the end of the engine; the exit code."""
        signal.signal(signal.SIGTERM, _end)
        tasks = [("push", self._push), *self._others()]
        threads = [
            threading.Thread(target=self._guarded, args=task, name=task[0], daemon=True)
            for task in tasks
        ]
        try:
            with Door(self._paths, role=role_of_sink(self._settings)) as door:
                events = door.stream("events_subscribe", {})
                for thread in threads:
                    thread.start()
                for event in events:
                    self._hear(event["type"])
        except Ended:
            pass
        except LshError as error:
            log.info("%s", error.message)
        self._end(threads)
        return 1 if self._failed.is_set() else 0

    def _end(self, threads: list[threading.Thread]) -> None:
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
        self._stop.set()
        for wake in (self._wake.set, self._claimer.wake, self._puller.wake):
            wake()
        until = time.monotonic() + _GOODBYE
        for thread in threads:
            if thread.ident is not None:  # it was started
                thread.join(max(until - time.monotonic(), 0))

    def _hear(self, kind: str) -> None:
        """Wake whom an event of this type concerns."""
        if kind in {EventType.RUN_SCHEDULED, EventType.JOB_UPDATED}:  # one that becomes shared, too
            self._claimer.wake()
        if kind in {EventType.JOB_UPDATED, EventType.JOB_REMOVED}:
            self._defined.set()
        if not kind.startswith("supabase:"):  # what sinks say of themselves makes nothing dirty
            self._wake.set()

    def _others(self) -> list[tuple[str, Task]]:
        others: list[tuple[str, Task]] = [("claims", self._claimer.run)]
        if self._settings.supabase.pull:
            others.append(("pull", self._puller.run))
        return others

    def _push(self, stop: threading.Event) -> None:
        timeout = self._settings.supabase.request_timeout
        with (
            Door(self._paths, role=role_of_sink(self._settings)) as door,
            Gateway(self._target, timeout=timeout) as gateway,
        ):
            pusher = open_pusher(
                self._paths, self._settings, self._target, gateway, door, instance=self._instance
            )
            Steady(pusher, self._wake, before=lambda: self._take_in(gateway)).run(stop)

    def _take_in(self, gateway: Gateway) -> None:
        """Before a new definition is sent, see what a person has made of the row it goes over."""
        if not (self._settings.supabase.pull and self._defined.is_set()):
            return
        self._defined.clear()
        try:
            self._puller.pull(gateway)
        except Unreachable:
            self._defined.set()
            raise
        except LshError as error:
            # the puller's thread says so itself; what is to be sent does not wait for it
            log.debug("pulling: %s", error.message)

    def _guarded(self, name: str, task: Task) -> None:
        """A thread that fails unforeseen ends the process: the engine starts another, with a pause."""
        try:
            task(self._stop)
        except Exception:
            if not self._stop.is_set():
                log.exception("the thread %s failed", name)
                self._failed.set()
                os.kill(os.getpid(), signal.SIGTERM)


def _end(number: int, frame: FrameType | None) -> None:
    raise Ended

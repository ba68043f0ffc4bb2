"""What can go wrong between a client and its project, switched on and off while it runs.

Every fault is for the next ``times`` requests that match (``None``: until it is cleared), after the first
``skip`` matching ones, optionally only for one ``method`` and one ``table`` (or function).
"""

from __future__ import annotations

import os
import signal
import threading
from dataclasses import dataclass, field
from typing import Any

KINDS = frozenset(
    {"status", "half", "delay", "dribble", "cut_before", "cut_after", "die_before", "die_after"}
)


class Cut(Exception):
    """The connection ends here, without an answer."""


@dataclass(eq=False)
class Fault:
    """One fault; ``seen`` counts the requests it was done to, ``happened`` is set with the first."""

    kind: str
    times: int | None = None
    skip: int = 0
    method: str | None = None
    table: str | None = None
    status: int = 500
    body: dict[str, Any] | str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    seen: int = 0
    happened: threading.Event = field(default_factory=threading.Event, repr=False)
    ended: bool = False

    def matches(self, method: str, table: str) -> bool:
        """Whether it is meant for such a request, and has not been done often enough."""
        return self.method in {None, method} and self.table in {None, table} and self.times != 0

    def wait(self, seconds: float = 30.0) -> None:
        """Wait until a request has met it."""
        assert self.happened.wait(seconds), f"no request met the fault {self.kind}"

    def at(self, moment: str) -> None:
        """Cut the connection, or die, if it is to happen at this ``moment`` of the commit."""
        if self.kind == f"die_{moment}":
            os.kill(os.getpid(), signal.SIGKILL)
        if self.kind == f"cut_{moment}":
            raise Cut


class Faults:
    """The faults of one stand-in; each method switches one on and returns it."""

    def __init__(self) -> None:
        self._lock = threading.Condition()
        self._cut = False
        self._active: list[Fault] = []

    def add(self, kind: str, **how: Any) -> Fault:
        """Any fault by its kind and the fields of ``Fault``."""
        if kind not in KINDS:
            raise ValueError(f"no such fault: {kind}")
        fault = Fault(kind, **how)
        with self._lock:
            self._active.append(fault)
        return fault

    def status(self, status: int, *, retry_after: float | None = None, **how: Any) -> Fault:
        """Answer ``status`` without asking the database; ``body`` as given, or what is usual."""
        headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
        return self.add("status", status=status, headers=headers, **how)

    def paused(self, **how: Any) -> Fault:
        """The project is paused: Supabase answers 540."""
        return self.status(540, body={"message": "project paused"}, **how)

    def half(self, **how: Any) -> Fault:
        """Do it, then send half of the answer and close."""
        return self.add("half", **how)

    def delay(self, seconds: float, **how: Any) -> Fault:
        """Wait before doing anything."""
        return self.add("delay", seconds=seconds, **how)

    def dribble(self, seconds: float, **how: Any) -> Fault:
        """Do it, then send the answer in small pieces over that time."""
        return self.add("dribble", seconds=seconds, **how)

    def cut_before_commit(self, **how: Any) -> Fault:
        """Roll back and close the connection: it was not done."""
        return self.add("cut_before", **how)

    def cut_after_commit(self, **how: Any) -> Fault:
        """Commit and close the connection: it was done, and the client cannot know."""
        return self.add("cut_after", **how)

    def clear(self, fault: Fault | None = None) -> None:
        """End one fault, or all; whoever waits in one goes on."""
        with self._lock:
            ended = [each for each in self._active if fault in {None, each}]
            self._active = [each for each in self._active if each not in ended]
            for each in ended:
                each.ended = True
            self._lock.notify_all()

    def pause(self, fault: Fault, seconds: float) -> None:
        """Let time pass until the fault is cleared; ``Cut`` when the network goes meanwhile."""
        with self._lock:
            self._lock.wait_for(lambda: fault.ended or self._cut, seconds)
            if self._cut:
                raise Cut

    def cut_pauses(self, cut: bool) -> None:
        """End every pause with ``Cut``, and those to come, while ``cut``."""
        with self._lock:
            self._cut = cut
            self._lock.notify_all()

    def take(self, method: str, table: str) -> Fault | None:
        """The fault that this request meets, counted as met."""
        with self._lock:
            for fault in self._active:
                if not fault.matches(method, table):
                    continue
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                fault.seen += 1
                if fault.times is not None:
                    fault.times -= 1
                fault.happened.set()
                return fault
        return None

"""The pusher's thread: sends what changes, waits when there is nothing, is patient when it fails."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from typing import Any

from lsh.domain.errors import LshError
from lsh.domain.humane import plural
from lsh.domain.instant import to_wire
from lsh.sinks.supabase.errors import ProjectPaused, Refused, SchemaMissing, TwinHome, Unreachable
from lsh.sinks.supabase.patience import Patience
from lsh.sinks.supabase.push import Pusher, Sent

log = logging.getLogger("lsh.sinks.supabase.push")

GATHER = 0.2
"""Seconds to wait for what follows an event: a run that starts is soon a run that ends."""
GREET_EVERY = 60.0
COPIED = "copied home"
"""The state of a sink whose home another machine has, too."""


class Steady:
    """Runs until it is told to stop. ``wake`` is set when there are events.

    ``before`` is called before each batch: to take in what the batch would overwrite.
    """

    def __init__(
        self,
        pusher: Pusher,
        wake: threading.Event,
        patience: Patience | None = None,
        *,
        before: Callable[[], None] | None = None,
        greet_every: float = GREET_EVERY,
    ) -> None:
        self._pusher = pusher
        self._wake = wake
        self._patience = patience or Patience()
        self._before = before
        self._greet_every = greet_every
        self._greeted_at = -greet_every
        self._pushed = 0
        self._trouble: str | None = None
        self._made_up = Sent()  # since the trouble began
        self._troubled_at = 0.0

    def run(self, stop: threading.Event) -> None:
        """Until ``stop``; whoever sets it also sets ``wake``. What was delivered is kept at the end."""
        progress = self._pusher.progress
        progress.tell(state="running", breaker=self._patience.breaker)
        self._keep(now=True)
        self._wake.set()  # what happened while nobody looked
        while not stop.is_set():
            try:
                self._work(stop)
            except LshError as error:
                self._rest(stop, error)
            else:
                self._wait(stop)
        self._keep(now=True)

    def _wait(self, stop: threading.Event) -> None:
        """Until there are events, or something else is to be done."""
        greet_in = max(self._greeted_at + self._greet_every - time.monotonic(), 0.0)
        keep_in = self._pusher.progress.keep_in
        if self._wake.wait(greet_in if keep_in is None else min(greet_in, keep_in)):
            stop.wait(GATHER)

    def _work(self, stop: threading.Event) -> None:
        """Send all there is; greet when it is time, and first of all after a failure: it is the probe."""
        self._greet_in_time()
        if self._wake.is_set():
            self._wake.clear()
            more = True
            while more and not stop.is_set():
                more = self._step()
                self._greet_in_time()
        self._pusher.progress.keep()

    def _step(self) -> bool:
        """One batch; whether there is more."""
        if self._before is not None:
            self._patience.call(self._before)
        sent = self._patience.call(self._pusher.step)
        self._pushed += sum(sent.rows.values())
        if self._trouble is not None:
            self._made_up.add(sent)
        pending, lag = self._pusher.lag() if sent.more else (0, 0.0)
        self._tell_success(
            pending=pending, lag=round(lag, 3), pushed_rows=self._pushed, touched=sent.anything
        )
        if sent.rejected:
            log.warning("%s refused: lsh supabase dead-letter list", plural(sent.rejected, "row"))
        if not sent.more:
            self._caught_up()
        return sent.more

    def _greet_in_time(self) -> None:
        due = time.monotonic() - self._greeted_at >= self._greet_every
        if due or self._patience.troubled:
            self._greet()

    def _greet(self) -> None:
        pending, lag = self._pusher.lag()
        self._patience.call(self._pusher.greet, pending)
        self._greeted_at = time.monotonic()
        self._tell_success(pending=pending, lag=round(lag, 3), touched=True)

    def _tell_success(self, *, touched: bool, **status: Any) -> None:
        if touched:
            status["last_success_at"] = _now()
        status |= {"breaker": self._patience.breaker, "next_try_at": None}
        self._pusher.progress.tell(state="running", **status)

    def _caught_up(self) -> None:
        if self._trouble is None:
            return
        made_up, trouble = self._made_up, self._trouble
        self._trouble, self._made_up = None, Sent()
        log.info("caught up after: %s", trouble)
        self._pusher.progress.keep(now=True)
        self._pusher.progress.announce(
            pushed=dict(made_up.rows),
            dead_letters=made_up.rejected,
            cursor=str(self._pusher.progress.event_id),
            seconds=round(time.monotonic() - self._troubled_at, 3),
            after=trouble,
        )

    def _rest(self, stop: threading.Event, error: LshError) -> None:
        """Say what failed and wait as long as makes sense; what could not be sent is still to be sent."""
        self._wake.set()
        if isinstance(error, TwinHome):
            self._pusher.distrust()
        pause = self._patience.pause_after(error)
        if self._trouble != error.message:
            log.warning("%s%s", error.message, f"; {error.hint}" if error.hint else "")
        if self._trouble is None:
            self._troubled_at = time.monotonic()
        self._trouble = error.message
        try:
            pending, lag = self._pusher.lag()
            self._pusher.progress.tell(
                state=_state(error), breaker=self._patience.breaker, last_error=error.message,
                last_error_at=_now(), last_error_hint=error.hint, next_try_at=_now(after=pause),
                pending=pending, lag=round(lag, 3),
            )  # fmt: skip
        except LshError as local:  # the ledger itself cannot be read now
            log.warning("%s", local.message)
        self._keep(now=True)
        stop.wait(pause)

    def _keep(self, *, now: bool) -> None:
        """Keep what there is; the ledger may be unable to take it (a full disk, the daemon's end)."""
        try:
            self._pusher.progress.keep(now=now)
        except LshError as error:
            log.warning("the cursor waits to be kept: %s", error.message)


def _state(error: LshError) -> str:
    kinds: tuple[tuple[type[LshError], str], ...] = (
        (Refused, "refused"),
        (SchemaMissing, "schema missing"),
        (TwinHome, COPIED),
        (ProjectPaused, "project paused"),
        (Unreachable, "backing off"),
    )
    return next((state for kind, state in kinds if isinstance(error, kind)), "waiting")


def _now(*, after: float = 0.0) -> str | None:
    return to_wire((time.time_ns() // 1_000_000 + round(after * 1000)) * 1000)

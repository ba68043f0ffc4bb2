"""When to try again: backoff with jitter, a breaker, and the pause that the server asked for."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

import pybreaker

from lsh.domain.errors import LshError
from lsh.domain.retry import RetryPolicy
from lsh.sinks.supabase.errors import Refused, SchemaMissing, TwinHome, Unreachable

Result = TypeVar("Result")

BACKOFF = RetryPolicy(
    base=timedelta(seconds=1), factor=2.0, ceiling=timedelta(seconds=30), jitter=0.5
)
_FAILURES = 5
_OPEN_SECONDS = 30.0
_MENDING_SECONDS = 60.0
"""A key, a schema or a copied home is mended by a person; asking often only fills the project's log."""
_LOCAL_SECONDS = 5.0


class Patience:
    """One thread's dealings with a project that fails. Its breaker opens after five failures in a row.

    While it is open nothing is asked for ``open_seconds``; then one small request is the probe.
    """

    def __init__(
        self,
        policy: RetryPolicy = BACKOFF,
        *,
        open_seconds: float = _OPEN_SECONDS,
        mending_seconds: float = _MENDING_SECONDS,
    ) -> None:
        self._policy = policy
        self._mending_seconds = mending_seconds
        self._open_seconds = open_seconds
        self._failures = 0
        self._breaker = pybreaker.CircuitBreaker(
            fail_max=_FAILURES,
            reset_timeout=open_seconds,
            exclude=[_is_answer],
            throw_new_error_on_trip=False,
        )

    @property
    def breaker(self) -> str:
        """``closed``, ``open`` or ``half-open``."""
        return str(self._breaker.current_state)

    @property
    def troubled(self) -> bool:
        """Whether the last call failed."""
        return self._failures > 0

    def call(self, function: Callable[..., Result], *arguments: Any) -> Result:
        """What ``function`` returns. Call it when the pause after the last failure is over."""
        if self._breaker.current_state == pybreaker.STATE_OPEN:
            self._breaker.half_open()  # by our own clock: the breaker's may be set back
        result: Result = self._breaker.call(function, *arguments)
        self._failures = 0
        return result

    def pause_after(self, error: LshError) -> float:
        """Seconds to wait after ``call`` raised this."""
        self._failures += 1
        if isinstance(error, Refused | SchemaMissing | TwinHome):
            return self._mending_seconds
        if not isinstance(error, Unreachable):
            return _LOCAL_SECONDS
        pause = self._policy.delay(self._failures, random.random()).total_seconds()
        if self.breaker == pybreaker.STATE_OPEN:
            pause = max(pause, self._open_seconds)
        return max(pause, error.retry_after or 0.0)


def _is_answer(error: BaseException) -> bool:
    """Whether it says nothing against the connection: the project was there and answered."""
    return not isinstance(error, Unreachable)

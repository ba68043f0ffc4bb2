"""From what the spawner saw of a process's end to an attempt's outcome."""

from __future__ import annotations

import os
import signal as signals

from lsh.domain.run import AttemptEnd, Outcome
from lsh.spawner import protocol

_OUTCOMES = {
    protocol.TIMEOUT: Outcome.TIMEOUT,
    protocol.MEMORY: Outcome.RESOURCE_EXCEEDED,
    protocol.CPU: Outcome.RESOURCE_EXCEEDED,
    protocol.SPAWN: Outcome.ERROR,
    None: Outcome.ERROR,
}
_REASONS = {
    protocol.TIMEOUT: "ran into its time limit",
    protocol.MEMORY: "used more memory than its limit",
    protocol.CPU: "used more CPU time than its limit",
}


def attempt_end(status: int | None, cause: str | None, error: str | None) -> AttemptEnd:
    """The outcome of a process with wait status ``status`` (None: it never lived).

    ``cause`` is why lsh ended it, None if it ended by itself. A process that was told to stop and
    then left with 0 was stopped all the same.
    """
    exit_code, signal = _decode(status)
    if cause is None and exit_code == 0:
        return AttemptEnd(Outcome.SUCCESS, 0)
    outcome = _OUTCOMES.get(cause, Outcome.CANCELLED)
    reason = error or _REASONS.get(cause or "") or _plain_reason(cause, exit_code, signal)
    return AttemptEnd(outcome, exit_code, signal, reason)


def lost_end(reason: str) -> AttemptEnd:
    """An end that nobody saw."""
    return AttemptEnd(Outcome.LOST, reason=reason)


def _decode(status: int | None) -> tuple[int | None, int | None]:
    if status is None:
        return None, None
    code = os.waitstatus_to_exitcode(status)
    return (code, None) if code >= 0 else (None, -code)


def _plain_reason(cause: str | None, exit_code: int | None, signal: int | None) -> str:
    if cause is not None:
        return cause
    if signal is not None:
        return f"killed by signal {signal} ({signal_name(signal)})"
    return f"exit code {exit_code}"


def signal_name(number: int) -> str:
    """SIGTERM for 15; the bare number for one without a name."""
    try:
        return signals.Signals(number).name
    except ValueError:
        return str(number)

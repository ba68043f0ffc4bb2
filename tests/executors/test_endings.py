"""From what the spawner saw of an end to an attempt's outcome."""

from __future__ import annotations

import pytest

from lsh.domain.run import AttemptEnd, Outcome
from lsh.executors.endings import attempt_end, lost_end
from lsh.spawner import protocol

CANCELLED, ERROR, SUCCESS = Outcome.CANCELLED, Outcome.ERROR, Outcome.SUCCESS
TIMEOUT, EXCEEDED = Outcome.TIMEOUT, Outcome.RESOURCE_EXCEEDED
KILLED = "killed by signal 9 (SIGKILL)"


@pytest.mark.parametrize(
    ("status", "cause", "error", "end"),
    [
        (0, None, None, AttemptEnd(SUCCESS, 0)),
        (3 << 8, None, None, AttemptEnd(ERROR, 3, None, "exit code 3")),
        (9, None, None, AttemptEnd(ERROR, None, 9, KILLED)),
        (64, None, None, AttemptEnd(ERROR, None, 64, "killed by signal 64 (SIGRTMAX)")),
        (50, None, None, AttemptEnd(ERROR, None, 50, "killed by signal 50 (50)")),
        # told to end, it left with 0: it was ended all the same
        (0, protocol.TIMEOUT, None, AttemptEnd(TIMEOUT, 0, None, "ran into its time limit")),
        (9, protocol.TIMEOUT, "Ran longer.", AttemptEnd(TIMEOUT, None, 9, "Ran longer.")),
        (9, protocol.MEMORY, "Too much.", AttemptEnd(EXCEEDED, None, 9, "Too much.")),
        (
            24,
            protocol.CPU,
            None,
            AttemptEnd(EXCEEDED, None, 24, "used more CPU time than its limit"),
        ),
        (127 << 8, protocol.SPAWN, "Not found.", AttemptEnd(ERROR, 127, None, "Not found.")),
        (None, protocol.SPAWN, "No memory.", AttemptEnd(ERROR, None, None, "No memory.")),
        (15, "stopped by me", None, AttemptEnd(CANCELLED, None, 15, "stopped by me")),
        (None, "stopped by me", None, AttemptEnd(CANCELLED, None, None, "stopped by me")),
    ],
)
def test_every_end_has_its_outcome(
    status: int | None, cause: str | None, error: str | None, end: AttemptEnd
) -> None:
    assert attempt_end(status, cause, error) == end


def test_an_end_that_nobody_saw() -> None:
    assert lost_end("gone") == AttemptEnd(Outcome.LOST, reason="gone")

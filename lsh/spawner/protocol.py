"""Words shared by the spawner and the engine. One JSON object a line, both ways.

Engine to spawner (``op``): hello, slots, submit, withdraw, stop, ack, shutdown, ping.
Spawner to engine (``ev``): hello, batch, withdrawn, pong, trouble, error, superseded.
The shapes are in :mod:`lsh.spawner.shapes`.
"""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

PROTOCOL = 1

# A submit of 10,000 runs with a fair environment is about 10 MB.
MAX_LINE = 64 * 1024 * 1024

TIMEOUT = "timeout"
MEMORY = "memory"
CPU = "cpu"
CANCELLED = "cancelled"
SPAWN = "spawn"
CAUSES = (TIMEOUT, MEMORY, CPU, CANCELLED, SPAWN)

RUN_MARK = "LSH_RUN_ID"
ATTEMPT_MARK = "LSH_ATTEMPT"
DAEMON_MARK = "LSH_DAEMON"  # the engine's; the other two are added by the spawner

DEFAULT_GRACE = 10.0
DEFAULT_LINGER = 600.0
DEFAULT_SLOTS = 16

EXIT_REFUSED = 75  # another spawner holds the journal or the socket

_encoder = json.JSONEncoder(separators=(",", ":"), check_circular=False)


def encode(message: object) -> str:
    """One message as compact JSON, without the newline."""
    return _encoder.encode(message)


def decode(line: bytes) -> dict[str, Any]:
    """One line as a message; ValueError (never quoting the line, it may hold secrets) if it is none."""
    try:
        message = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ValueError(f"not a line of JSON: {error}") from None
    if not isinstance(message, dict):
        raise ValueError("not a JSON object")
    return message

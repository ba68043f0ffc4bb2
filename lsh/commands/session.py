"""What most commands begin and end with: this home's ledger, the engine's door, a loud warning."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

from lsh.client.door import Door
from lsh.client.reading import reading
from lsh.commands.output import warn
from lsh.paths import find_paths

IDLE = "no daemon is running: nothing fires until 'lsh daemon start'"


def ledger() -> AbstractContextManager[sqlite3.Connection]:
    """One moment of this home's ledger, to read."""
    return reading(find_paths())


@contextmanager
def changing() -> Iterator[Door]:
    """The door, for a change of the schedule; says loudly when nobody is there to follow it."""
    with Door(find_paths()) as door:
        yield door
        if not door.daemon_running:
            warn(IDLE)


def call(method: str, params: dict[str, Any]) -> Any:
    """One operation of the engine that does not touch the schedule."""
    with Door(find_paths()) as door:
        return door.call(method, params)


def warn_when_idle() -> None:
    """Say it loudly when no daemon runs."""
    with Door(find_paths()) as door:
        if not door.daemon_running:
            warn(IDLE)

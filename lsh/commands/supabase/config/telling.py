"""What has to know of a changed configuration: the running daemon, and the ledger's cursor."""

from __future__ import annotations

import os
from collections.abc import Iterable

from lsh.client.door import Door
from lsh.commands.output import note, warn
from lsh.domain.errors import LshError
from lsh.paths import Paths

SINK = "supabase"


def tell_daemon(paths: Paths) -> None:
    """Have a running daemon start, restart or stop the sync as it is configured now."""
    try:
        with Door(paths) as door:
            if door.daemon_running:
                door.call("sinks_reload")
                note("the daemon knows")
    except LshError as error:
        warn(f"the daemon was not told: {error.message}; 'lsh daemon restart' tells it")


def forget(paths: Paths, why: str) -> None:
    """Let go of the place in the event log: it was one project's, and holds events back for it."""
    if not paths.database.exists():
        return
    try:
        with Door(paths) as door:
            found = door.call("sink_forget", {"sink": SINK})
    except LshError as error:
        warn(f"the ledger still keeps events for it: {error.message}; try again")
        return
    if found["event_id"] is not None or found["dead_letters"]:
        note(why)


def warn_of_variables(variables: Iterable[str]) -> None:
    """Say which variables go before what is configured, in this shell at least."""
    named = [name for name in variables if os.environ.get(name)]
    if named:
        warn(f"{' and '.join(named)} of this shell's environment goes before it")

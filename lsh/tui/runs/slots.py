"""How many runs may go on at once: as the daemon that runs has it, else as the settings say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from lsh.client.rpc import Connection
from lsh.domain.errors import DaemonNotRunning
from lsh.paths import Paths
from lsh.settings import load_settings


@dataclass(frozen=True, kw_only=True, slots=True)
class Slots:
    """In all, and in the queues that have a limit of their own."""

    total: int = 64
    of_queue: Mapping[str, int] = field(default_factory=dict)


def read_slots(paths: Paths) -> Slots:
    """Raises the LshError of settings that cannot be read, or of a daemon that does not answer."""
    settings = load_settings(paths)
    total, queues = settings.max_concurrent_runs, settings.queues
    try:
        with Connection(paths.socket) as connection:
            status = connection.call("daemon_status", {})
    except DaemonNotRunning:
        return Slots(total=total, of_queue=queues)
    # an older daemon does not tell of its queues
    return Slots(total=status.get("slots", total), of_queue=status.get("queues", queues))

"""Putting a pusher together: whose ledger it is, how far it was sent, and to whom."""

from __future__ import annotations

import hashlib
import socket

from lsh.client.door import Door
from lsh.client.reading import reading
from lsh.paths import Paths
from lsh.settings import Settings
from lsh.sinks.supabase.gateway import Gateway
from lsh.sinks.supabase.greeting import Instance
from lsh.sinks.supabase.identity import remote_home_id
from lsh.sinks.supabase.progress import SINK, Progress
from lsh.sinks.supabase.push import Pusher
from lsh.sinks.supabase.rows import Home
from lsh.sinks.supabase.target import Target
from lsh.store.identity import home_id
from lsh.store.sinks import cursor_of, sink_status


def role_of_sink(settings: Settings) -> str:
    """How the audit log names this sink: ``supabase (laptop)``."""
    return f"supabase ({host_of(settings)})"[:64]


def host_of(settings: Settings) -> str:
    """This machine's name, as the engine takes it."""
    return settings.host or socket.gethostname()


def find_home(paths: Paths, settings: Settings, target: Target, door: Door) -> Home:
    """Whose rows these are. A home that no engine has opened gets its ledger now."""
    try:
        with reading(paths) as ledger:
            found = home_id(ledger)
    except KeyError:
        door.call("sink_progress", {"sink": SINK})
        with reading(paths) as ledger:
            found = home_id(ledger)
    return Home(remote_home_id(found, target.user_id), host_of(settings), target.user_id)


def destination(target: Target, home: Home) -> str:
    """What a cursor belongs to; where it changes, everything is sent again."""
    text = f"{target.url} {target.user_id or ''} {home.host} {home.home_id}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def open_pusher(
    paths: Paths,
    settings: Settings,
    target: Target,
    gateway: Gateway,
    door: Door,
    *,
    beside: bool = False,
    instance: Instance | None = None,
) -> Pusher:
    """A pusher that goes on where this home's last one ended.

    One that works ``beside`` the sink's process leaves standing what that one told of itself.
    """
    home = find_home(paths, settings, target, door)
    with reading(paths) as ledger:
        cursor, status = cursor_of(ledger, SINK), sink_status(ledger, SINK) or {}
    lasting = status.keys() if beside else _LASTING
    kept = {name: status.get(name) for name in lasting if status.get(name) is not None}
    progress = Progress(door, event_id=cursor, status=kept)
    progress.tell(target=target.project, key=target.shown_key)
    place = destination(target, home)
    return Pusher(paths, settings, home, gateway, progress, place, instance)


_LASTING = (
    *("first_sync", "synced_to", "last_success_at", "last_error", "last_error_at"),
    *("pending", "lag", "dead_letters"),
)
"""What is still true of the last process's status."""

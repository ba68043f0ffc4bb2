"""Saying that this home lives, and noticing when another machine says so in its name.

A home that was copied has the id of the one that it was copied from, and each would write over the
other's rows. So every sink process leaves its own mark in the home's row of ``lsh_homes``. One that
finds another's mark where it has left its own knows that somebody else is writing there now.
"""

from __future__ import annotations

import time
import uuid
from typing import Any

from lsh import __version__
from lsh.domain.instant import to_wire
from lsh.sinks.supabase.errors import TwinHome
from lsh.sinks.supabase.gateway import Gateway
from lsh.sinks.supabase.rows import Home

HOMES = "lsh_homes"


class Instance:
    """One sink process among all that may sync as its home. The threads of the process share it."""

    def __init__(self) -> None:
        self.mark = str(uuid.uuid4())
        self.greeted = False
        self._twin: TwinHome | None = None

    def check(self) -> None:
        """Raises TwinHome while somebody else syncs as this home."""
        if self._twin is not None:
            raise TwinHome(self._twin.message, hint=self._twin.hint)

    def met(self, twin: TwinHome | None) -> None:
        """What the last greeting has shown. Raises the twin, if there is one."""
        self._twin = twin
        self.check()


def greet(gateway: Gateway, home: Home, pending: int, instance: Instance | None) -> None:
    """Say that this machine lives, with ``pending`` events to send.

    Without an ``instance`` no mark is looked at, nor changed: a command is no twin of its daemon.
    Raises TwinHome from the second greeting on; the mark is left then, too, so that the twin is told,
    and that our own mark is found at the next greeting when the twin writes no more.
    """
    twin = _twin(gateway, home, instance) if instance is not None and instance.greeted else None
    row: dict[str, Any] = {
        "home_id": home.home_id,
        "host": home.host,
        "lsh_version": __version__,
        "last_seen_at": to_wire(time.time_ns() // 1000),
        "pending": pending,
    }
    if instance is not None:
        row["instance"] = instance.mark
    gateway.upsert(HOMES, [row], on_conflict="home_id")
    if instance is not None:
        instance.greeted = True
        instance.met(twin)


def _twin(gateway: Gateway, home: Home, instance: Instance) -> TwinHome | None:
    found = gateway.select(
        HOMES, columns="host,instance", filters=[("home_id", "eq", home.home_id)], limit=1
    )
    if not found or found[0]["instance"] in {None, instance.mark}:
        return None  # no row: somebody has emptied the project
    host = str(found[0]["host"])
    who = f"another machine ({host})"
    if host == home.host:
        who = f"another lsh on {host}, or a machine of that name,"
    return TwinHome(
        f"{who} syncs as this home: one is a copy of the other",
        hint="on the copy: lsh supabase config new-identity",
    )

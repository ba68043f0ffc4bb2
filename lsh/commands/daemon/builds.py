"""Whether the daemon that answers is the lsh that asks: after an upgrade it is not, until a restart."""

from __future__ import annotations

from typing import Any

from lsh import __version__, built

_DIGITS = 12


def upgrade_notice(status: dict[str, Any]) -> str | None:
    """What to say of a daemon of another version, or of another commit of the same; else None.

    ``status`` is the answer of ``daemon_status``. In a checkout both commits are unknown, and equal.
    """
    ours = {"version": __version__, "commit": built.COMMIT}
    theirs = {"version": status["version"], "commit": status.get("commit")}
    if not status["running"] or theirs == ours:
        return None
    return (
        f"the daemon is still lsh {build_of(theirs)}, this is {build_of(ours)}: "
        "lsh daemon restart (what runs goes on)"
    )


def build_of(status: dict[str, Any]) -> str:
    """Version and commit of a status, as far as it tells them: ``0.1.0 (0123456789ab)``."""
    commit = status.get("commit")
    return f"{status['version']} ({commit[:_DIGITS]})" if commit else str(status["version"])

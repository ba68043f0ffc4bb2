"""The history of all machines, as Supabase has it."""

from __future__ import annotations

from typing import Any

from lsh.commands.supabase.project import gateway
from lsh.domain.instant import to_wire
from lsh.store.history import HistoryFilter

_COLUMNS = "id,session_id,hostname,command,working_directory,exit_code,timestamp,duration_ms"
_ALL = 1_000_000  # entries that ``--limit 0`` asks for


def remote_history(wanted: HistoryFilter) -> list[dict[str, Any]]:
    """Entries in wire form, newest first. Raises the gateway's errors, NotConfigured among them."""
    with gateway() as project:
        rows = project.select(
            "shell_history",
            columns=_COLUMNS,
            filters=_filters(wanted),
            order="timestamp.desc",
            limit=wanted.limit or _ALL,
        )
    return [_entry(row) for row in rows]


def _filters(wanted: HistoryFilter) -> list[tuple[str, str, Any]]:
    filters: list[tuple[str, str, Any]] = []
    if wanted.search is not None:
        filters.append(("command", "ilike", f"%{_literal(wanted.search)}%"))
    if wanted.since is not None:
        filters.append(("timestamp", "gte", to_wire(wanted.since)))
    if wanted.until is not None:
        filters.append(("timestamp", "lt", to_wire(wanted.until)))
    if wanted.exit_code is not None:
        filters.append(("exit_code", "neq" if wanted.failed else "eq", wanted.exit_code))
    if wanted.cwd is not None:
        filters.append(("working_directory", "eq", wanted.cwd))
    if wanted.session is not None:
        filters.append(("session_id", "like", f"{_literal(wanted.session)}%"))
    return filters


def _literal(text: str) -> str:
    """``text`` for a LIKE pattern in which nothing but itself matches."""
    return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def _entry(row: dict[str, Any]) -> dict[str, Any]:
    took = row["duration_ms"]
    return {
        "id": str(row["id"]),
        "session_id": row["session_id"],
        "host": row["hostname"],
        "command": row["command"],
        "cwd": row["working_directory"],
        "exit_code": row["exit_code"],
        "started_at": row["timestamp"],
        "duration": None if took is None else took / 1000,
    }

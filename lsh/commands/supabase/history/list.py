"""``lsh supabase history``."""

from __future__ import annotations

import os
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from lsh.commands.kinds import columns, long, watchable
from lsh.commands.mode import MODE
from lsh.commands.options import bounded
from lsh.commands.output import emit_ids, emit_json, emit_table, note
from lsh.commands.session import ledger
from lsh.commands.shown import clock, span
from lsh.commands.supabase.history.taking import exit_code, micros, say_how, take_in
from lsh.store.history import HistoryFilter, count_history, list_history

HEADINGS = ("ID", "TIME", "TOOK", "EXIT", "FOLDER", "COMMAND")
_KEYS = ("id", "session_id", "host", "command", "cwd", "exit_code", "started_at", "duration")


Search = Annotated[
    str | None, typer.Option("--search", "-s", metavar="TEXT", help="lines that hold TEXT")
]
Since = Annotated[
    str | None, typer.Option("--since", metavar="WHEN", help="typed at or after: 2d, 2026-12-01")
]
Until = Annotated[str | None, typer.Option("--until", metavar="WHEN", help="typed before")]
Code = Annotated[
    str | None, typer.Option("--exit-code", metavar="N", help="that ended so; !0: that failed")
]
Folder = Annotated[str | None, typer.Option("--cwd", metavar="DIR", help="typed in this folder")]
Session = Annotated[
    str | None,
    typer.Option("--session", metavar="ID", help="of this session, or whose id begins so"),
]
Limit = Annotated[
    int,
    typer.Option("--limit", "-l", min=0, callback=bounded, metavar="N", help="at most N; 0: all"),
]

Reverse = Annotated[bool, typer.Option("--reverse", help="the newest last")]
Remote = Annotated[bool, typer.Option("--remote", help="of all machines, from Supabase")]


@watchable
@long
@columns(*_KEYS)
def command(
    *,
    search: Search = None,
    since: Since = None,
    until: Until = None,
    code: Code = None,
    cwd: Folder = None,
    session: Session = None,
    limit: Limit = 50,
    reverse: Reverse = False,
    remote: Remote = False,
) -> None:
    """List what was typed in shells that record their history, newest first.

    Examples:
        lsh supabase history
        lsh supabase history --search docker --since 2d
        lsh supabase history --exit-code '!0' --cwd . --json
        lsh supabase history --remote --limit 20
    """
    number, other = exit_code(code)
    wanted = HistoryFilter(
        search=search or None,
        since=micros(since),
        until=micros(until),
        exit_code=number,
        failed=other,
        cwd=_folder(cwd),
        session=session,
        limit=limit or None,
    )
    entries = _remote(wanted) if remote else _local(wanted)
    show(entries[::-1] if reverse else entries, remote=remote)


def _remote(wanted: HistoryFilter) -> list[dict[str, Any]]:
    from lsh.commands.supabase.history.remote import remote_history

    return remote_history(wanted)


def _local(wanted: HistoryFilter) -> list[dict[str, Any]]:
    take_in()
    with ledger() as connection:
        entries = list_history(connection, wanted)
        if not entries and not count_history(connection):
            say_how()
    return entries


def _folder(name: str | None) -> str | None:
    """The folder as the shell names it, links and all: that is what it recorded."""
    if name is None:
        return None
    here = Path(os.environ.get("PWD") or Path.cwd())
    return os.path.normpath(here / Path(name).expanduser())


def show(entries: list[dict[str, Any]], *, remote: bool = False) -> None:
    """Entries as JSON, ids or a table."""
    if MODE.json:
        emit_json(entries)
    elif MODE.quiet:
        emit_ids(entry["id"] for entry in entries)
    elif MODE.plain:
        emit_table(_KEYS, [tuple(_plain(entry[key]) for key in _KEYS) for entry in entries])
    elif entries:
        now = datetime.now(UTC)
        headings = ("HOST", *HEADINGS[1:]) if remote else HEADINGS
        emit_table(headings, [_row(entry, now, remote=remote) for entry in entries])
    else:
        note("no lines")


def _plain(value: Any) -> str:
    return "" if value is None else str(value)


def _row(entry: dict[str, Any], now: datetime, *, remote: bool) -> tuple[str, ...]:
    home = str(Path.home())
    folder = entry["cwd"] or ""
    if folder == home or folder.startswith(f"{home}/"):
        folder = f"~{folder[len(home) :]}"
    return (
        entry["host"] if remote else entry["id"],
        clock(datetime.fromisoformat(entry["started_at"]), now),
        span(entry["duration"]) if entry["duration"] is not None else "",
        _plain(entry["exit_code"]),
        folder,
        entry["command"],
    )

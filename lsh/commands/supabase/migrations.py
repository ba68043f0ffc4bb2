"""``lsh supabase migrations``."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from lsh.commands.kinds import columns, long
from lsh.commands.mode import MODE
from lsh.commands.output import emit_ids, emit_json, emit_table, note, warn
from lsh.commands.shown import moment
from lsh.commands.supabase.database_url import DatabaseUrl, database_url
from lsh.commands.supabase.project import gateway
from lsh.domain.instant import to_micros, to_wire

_BEHIND = 1
Applied = dict[int, tuple[str, datetime]]  # from version to its name and when it was applied


@long
@columns("version", "name", "local", "remote", "applied_at")
def command(db_url: DatabaseUrl = None) -> int:
    """Compare the versions of the schema that lsh has with those that Supabase has.

    It asks over the API, or over the database's URL when one is given. Exit code 0 when Supabase has
    all of them, 1 when it lacks one.

    Examples:
        lsh supabase migrations
        lsh supabase migrations --json
        lsh supabase migrations --db-url - < database-url.txt
    """
    url = database_url(db_url)
    rows = compare(_over_the_database(url) if url else _over_the_api())
    _show(rows)
    if any(not row["local"] for row in rows):
        warn("a newer lsh has changed the schema; install that version here too")
    if all(row["remote"] for row in rows):
        return 0
    note("bring Supabase up to date with 'lsh supabase init'")
    return _BEHIND


def compare(applied: Applied) -> list[dict[str, Any]]:
    """A row a version, known here or there: ``{version, name, local, remote, applied_at}``."""
    from lsh.store.remote.versions import VERSIONS

    rows = []
    for version in sorted({*VERSIONS, *applied}):
        name, at = applied.get(version, (None, None))
        rows.append(
            {
                "version": version,
                "name": VERSIONS.get(version, name),
                "local": version in VERSIONS,
                "remote": version in applied,
                "applied_at": to_wire(to_micros(at)) if at else None,
            }
        )
    return rows


def _over_the_database(url: str) -> Applied:
    from lsh.store.remote.applying import connected

    with connected(url) as database:
        return {entry.version: (entry.name, entry.applied_at) for entry in database.applied()}


def _over_the_api() -> Applied:
    from lsh.sinks.supabase.errors import SchemaMissing

    with gateway() as project:
        try:
            rows = project.select("lsh_migrations", order="version.asc")
        except SchemaMissing:
            return {}
    return {
        row["version"]: (row["name"], datetime.fromisoformat(row["applied_at"])) for row in rows
    }


def _show(rows: list[dict[str, Any]]) -> None:
    if MODE.json:
        emit_json(rows)
    elif MODE.quiet:
        emit_ids(str(row["version"]) for row in rows)
    else:
        headings = ("VERSION", "NAME", "LOCAL", "REMOTE", "APPLIED")
        emit_table(headings, [_row(row) for row in rows])


def _row(row: dict[str, Any]) -> tuple[str, ...]:
    at = row["applied_at"]
    return (
        str(row["version"]),
        row["name"] or "",
        "yes" if row["local"] else "no",
        "yes" if row["remote"] else "no",
        at or "" if MODE.plain else moment(datetime.fromisoformat(at) if at else None),
    )

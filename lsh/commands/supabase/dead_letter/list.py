"""``lsh supabase dead-letter list``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from lsh.commands.kinds import columns, long, watchable
from lsh.commands.mode import MODE
from lsh.commands.options import Limit
from lsh.commands.output import emit_ids, emit_json, emit_table, note
from lsh.commands.session import ledger
from lsh.commands.shown import ago
from lsh.commands.supabase.dead_letter.choosing import SINK
from lsh.store.sinks import dead_letters, letter_name


@watchable
@long
@columns("id", "table", "row", "tries", "last_at", "error")
def command(limit: Limit = None) -> None:
    """List the rows that Supabase refused, oldest first, and why. The rest went on without them.

    Examples:
        lsh supabase dead-letter list
        lsh supabase dead-letter list --json --limit 10
    """
    with ledger() as connection:
        letters = dead_letters(connection, SINK)[:limit]
    if MODE.json:
        emit_json([letter | {"id": str(letter["id"])} for letter in letters])
    elif MODE.quiet:
        emit_ids(str(letter["id"]) for letter in letters)
    elif not letters and not MODE.plain:
        note("no row was refused")
    else:
        now = datetime.now(UTC)
        headings = ("ID", "TABLE", "ROW", "TRIES", "LAST", "ERROR")
        emit_table(headings, [_row(letter, now) for letter in letters])


def _row(letter: dict[str, Any], now: datetime) -> list[str]:
    return [
        str(letter["id"]),
        letter["target"],
        letter_name(letter),
        str(letter["tries"]),
        ago(datetime.fromisoformat(letter["last_at"]), now),
        letter["error"],
    ]

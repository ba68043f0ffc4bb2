"""``lsh supabase history forget``."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from lsh.commands.asking import confirm, confirm_by_name
from lsh.commands.mode import MODE
from lsh.commands.output import emit_done, emit_json, note
from lsh.commands.progress import Progress
from lsh.commands.session import call, ledger
from lsh.commands.supabase.history.taking import take_in
from lsh.domain.errors import InvalidInput, NotFound
from lsh.domain.humane import one_line, plural
from lsh.store.history import HistoryFilter, history_entries, list_history

_SLICE = 10_000
_SHOWN = 5


def command(
    ids: Annotated[
        list[str] | None, typer.Argument(metavar="ID...", help="as the list shows them")
    ] = None,
    search: Annotated[
        str | None, typer.Option("--search", "-s", metavar="TEXT", help="all that hold TEXT")
    ] = None,
) -> None:
    """Delete lines from the history for good, here and in Supabase.

    Examples:
        lsh supabase history forget 4711 4712
        lsh supabase history forget --search 'my-host' --yes
    """
    if ids and search:
        raise InvalidInput("ids and --search exclude each other")
    if not ids and not search:
        raise InvalidInput("say which lines: ids, or --search TEXT")
    take_in()
    entries = _by_search(search) if search else _by_id(ids or [])
    if not entries:
        raise NotFound(f"no line holds {search!r}")
    if not MODE.quiet:
        for entry in entries[:_SHOWN]:
            note(f"  {one_line(entry['command'])}")
        if len(entries) > _SHOWN:
            note(f"  … and {len(entries) - _SHOWN:,} more")
    going = plural(len(entries), "line")
    if search:
        confirm_by_name(f"Forget {going}, here and in Supabase?", search)
    else:
        confirm(f"forget {going}, here and in Supabase, for good?")
    forgotten = _forget([int(entry["id"]) for entry in entries])
    if MODE.json:
        emit_json({"forgotten": forgotten})
    else:
        emit_done(f"{plural(forgotten, 'line')} forgotten")


def _forget(wanted: list[int]) -> int:
    forgotten = 0
    with Progress("forgetting", len(wanted)) as progress:
        for first in range(0, len(wanted), _SLICE):
            answer = call("history_forget", {"ids": wanted[first : first + _SLICE]})
            forgotten += answer["forgotten"]
            progress.update(first + _SLICE)
    return forgotten


def _by_search(text: str) -> list[dict[str, Any]]:
    with ledger() as connection:
        return list_history(connection, HistoryFilter(search=text, limit=None))


def _by_id(ids: list[str]) -> list[dict[str, Any]]:
    wrong = [text for text in ids if not (text.isdecimal() and len(text) < 19)]
    if wrong:
        raise InvalidInput(
            f"{wrong[0]!r} is no id of a line", hint="lsh supabase history shows them"
        )
    with ledger() as connection:
        found = history_entries(connection, [int(text) for text in ids])
    missing = {int(text) for text in ids} - {int(entry["id"]) for entry in found}
    if missing:
        raise NotFound(f"there is no line {min(missing)}", hint="lsh supabase history shows them")
    return found

"""``lsh supabase rows``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lsh.commands.kinds import long, watchable
from lsh.commands.mode import MODE
from lsh.commands.options import bounded
from lsh.commands.output import emit_ids, emit_json, emit_table, note
from lsh.commands.supabase.project import gateway
from lsh.domain.errors import InvalidInput, NotFound
from lsh.domain.nearest import did_you_mean
from lsh.schema.masking import MASK, is_secret_name, mask_text

if TYPE_CHECKING:
    from lsh.sinks.supabase.gateway import Filter, Row

Columns = list[str]
_FEW = 6  # columns that a table shows unless told otherwise
_OPERATORS = {"!=": "neq", ">=": "gte", "<=": "lte", "=": "eq", ">": "gt", "<": "lt", "~": "ilike"}
_USUAL = {
    "shell_jobs": "job_id,host,state,schedule,next_fire_at,command",
    "job_executions": "job_id,host,execution_number,state,scheduled_for,exit_code,reason",
    "job_runs": "job_id,host,run_id,state,scheduled_for,duration,exit_code,reason",
    "job_daily": "job_id,day,runs,succeeded,failed,missed,mean_duration",
    "job_health": "job_id,host,runs,success_rate,mean_duration,last_success,last_failure",
    "shell_history": "timestamp,hostname,working_directory,exit_code,command",
    "shell_sessions": "session_id,hostname,shell,started_at,ended_at,is_active",
    "lsh_homes": "home_id,host,lsh_version,last_seen_at,pending",
}
_TIMES = (
    "scheduled_for", "timestamp", "recorded_at", "last_used", "day", "applied_at", "updated_at",
    "expected_by",
)  # fmt: skip
"""What makes a row of a table new: the first of these that it has."""
_KEYS = (
    "home_id", "hostname", "job_id", "command", "what", "execution_number", "day", "version", "user_id",
)  # fmt: skip
"""What tells rows without an id apart."""

Table = Annotated[str, typer.Argument(metavar="TABLE", help="a table or view of lsh")]
Where = Annotated[
    list[str] | None,
    typer.Option("--where", "-w", metavar="CONDITION", help="COLUMN=VALUE; also != > >= < <= ~"),
]
Wanted = Annotated[
    str | None, typer.Option("--columns", "-c", metavar="A,B", help="only these columns")
]
Order = Annotated[
    str | None,
    typer.Option("--order", "-o", metavar="COLUMN", help="sort by it; COLUMN.desc the other way"),
]
Limit = Annotated[
    int,
    typer.Option("--limit", "-l", min=0, callback=bounded, metavar="N", help="at most N; 0: all"),
]


@watchable
@long
def command(
    table: Table,
    where: Where = None,
    columns: Wanted = None,
    order: Order = None,
    limit: Limit = 20,
) -> None:
    """Show rows as Supabase has them, the newest first: what came of the sync, and other machines' rows.

    The word null stands for a missing value. What looks like a secret is masked.

    Examples:
        lsh supabase rows shell_jobs
        lsh supabase rows job_executions --where state=failed --order scheduled_for.desc
        lsh supabase rows shell_history --where 'command~%rsync%' --columns timestamp,command
        lsh supabase rows lsh_homes --json
    """
    known = _columns_of(table)
    shown = _listed(columns, known, "--columns") if columns else known
    filters = [_condition(text, known) for text in where or []]
    sorting = _order(table, order, known)
    with gateway() as project:
        total = project.count(table, filters)
        rows = project.select(
            table, columns=",".join(shown), filters=filters, order=sorting, limit=limit or None
        )
    rows = [_masked(row) for row in rows]
    _show(table, rows, shown if columns else _usual(table, shown))
    note(f"{len(rows):,} of {total:,}" if rows else f"no such rows in {table}")


def _columns_of(table: str) -> Columns:
    """The columns of a table or view of lsh. Raises NotFound."""
    from lsh.store.remote.relations import TABLES, VIEWS

    known = TABLES | VIEWS
    if table not in known:
        raise NotFound(
            f"lsh has no table or view {table!r} in Supabase",
            hint=did_you_mean(table, sorted(known)),
        )
    return list(known[table])


def _listed(text: str, known: Columns, flag: str) -> Columns:
    names = [name.strip() for name in text.split(",") if name.strip()]
    if not names:
        raise InvalidInput(f"{flag} names no column", hint=f"some of {', '.join(known)}")
    for name in names:
        _check_column(name, known, flag)
    return list(dict.fromkeys(names))


def _check_column(name: str, known: Columns, flag: str) -> None:
    if name not in known:
        raise InvalidInput(f"{flag}: there is no column {name!r}", hint=did_you_mean(name, known))


def _condition(text: str, known: Columns) -> Filter:
    """``COLUMN=VALUE`` and the like; the first operator in the text counts."""
    places = [(text.find(sign), -len(sign), sign) for sign in _OPERATORS if sign in text]
    if not places:
        raise InvalidInput(f"--where: {text!r} is no condition", hint="write it COLUMN=VALUE")
    place, _, sign = min(places)
    column, value = text[:place].strip(), text[place + len(sign) :]
    _check_column(column, known, "--where")
    if value == "null" and sign in {"=", "!="}:
        return column, _OPERATORS[sign], None
    return column, _OPERATORS[sign], value


def _order(table: str, text: str | None, known: Columns) -> str:
    """What to sort by; without a wish the newest first.

    What tells rows apart comes last: pages of an order that is not total would not hang together.
    """
    wish = _newest_first(table, known) if text is None else text
    named = []
    for part in filter(None, wish.split(",")):
        name, _, way = part.strip().partition(".")
        _check_column(name, known, "--order")
        if way not in {"", "asc", "desc"}:
            raise InvalidInput(f"--order: {way!r} is no direction", hint="asc or desc")
        named.append(name)
    keys = ["id"] if "id" in known else [name for name in _KEYS if name in known]
    return ",".join([*filter(None, [wish]), *(name for name in keys if name not in named)])


def _newest_first(table: str, known: Columns) -> str:
    time = (
        "started_at"
        if table == "shell_sessions"
        else next(filter(known.__contains__, _TIMES), None)
    )
    return f"{time}.desc" if time else ""


def _masked(row: Row) -> Row:
    return {name: _masked_value(value) for name, value in row.items()}


def _masked_value(value: Any) -> Any:
    """Texts by their looks; in a JSON column also by the names that it uses itself."""
    if isinstance(value, str):
        return mask_text(value)
    if isinstance(value, list):
        return [_masked_value(item) for item in value]
    if isinstance(value, dict):
        return {
            key: MASK
            if isinstance(item, str) and item and is_secret_name(key)
            else _masked_value(item)
            for key, item in value.items()
        }
    return value


def _usual(table: str, known: Columns) -> Columns:
    if table in _USUAL:
        return _USUAL[table].split(",")
    return known if MODE.plain else known[:_FEW]


def _show(table: str, rows: list[Row], columns: Columns) -> None:
    if MODE.json:
        emit_json(rows)
    elif MODE.quiet:
        emit_ids(_text(next(iter(row.values()))) for row in rows)
    elif rows:
        emit_table(
            tuple(name.upper() for name in columns),
            [tuple(_text(row.get(name)) for name in columns) for row in rows],
        )


def _text(value: Any) -> str:
    if value is None:
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)

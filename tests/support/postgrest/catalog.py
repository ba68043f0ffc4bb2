"""What PostgREST's schema cache knows of the schema ``public``, asked afresh each time.

A real one keeps a cache that DDL invalidates (Supabase notifies it); tests want no stale cache, and one
prepared catalog query costs a fraction of a millisecond.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import psycopg

from tests.support.postgrest.errors import no_function, no_table

Cursor = psycopg.RawCursor[tuple[Any, ...]]

_COLUMNS = """
select a.attname, format_type(a.atttypid, a.atttypmod),
       case when a.attidentity <> '' then
              format('nextval(%L)', pg_get_serial_sequence(format('%I.%I', n.nspname, c.relname), a.attname))
            else pg_get_expr(d.adbin, d.adrelid) end,
       coalesce(a.attnum = any(i.indkey), false)
from pg_attribute a
join pg_class c on c.oid = a.attrelid
join pg_namespace n on n.oid = c.relnamespace
left join pg_attrdef d on d.adrelid = c.oid and d.adnum = a.attnum and a.attgenerated = ''
left join pg_index i on i.indrelid = c.oid and i.indisprimary
where n.nspname = 'public' and c.relname = $1 and c.relkind in ('r', 'v', 'm', 'f', 'p')
  and a.attnum > 0 and not a.attisdropped
order by a.attnum
"""

_FUNCTIONS = """
select coalesce(p.proargnames, '{}')::text[], coalesce(p.proargmodes::text[], '{}'),
       array(select format_type(t, null) from unnest(coalesce(p.proallargtypes, p.proargtypes::oid[])) t),
       p.pronargdefaults, p.proretset, r.typtype, r.oid = 'void'::regtype,
       p.proargmodes is not null or r.oid = 'record'::regtype, p.provolatile
from pg_proc p
join pg_namespace n on n.oid = p.pronamespace
join pg_type r on r.oid = p.prorettype
where n.nspname = 'public' and p.proname = $1 and p.prokind = 'f'
"""


@dataclass(frozen=True)
class Table:
    """A table or view: column name to SQL type, and to the default it has."""

    name: str
    types: dict[str, str]
    defaults: dict[str, str]
    primary_key: list[str]


@dataclass(frozen=True)
class Function:
    """A function: its input arguments (name to SQL type), and what it returns."""

    name: str
    arguments: dict[str, str]
    required: frozenset[str]
    returns_set: bool
    returns_rows: bool
    returns_void: bool


def find_table(cursor: Cursor, name: str) -> Table:
    """The table or view ``public.name``; PGRST205 when there is none."""
    rows = cursor.execute(_COLUMNS, (name,)).fetchall()
    if not rows:
        raise no_table(name)
    return Table(
        name,
        types={row[0]: row[1] for row in rows},
        defaults={row[0]: row[2] for row in rows if row[2] is not None},
        primary_key=[row[0] for row in rows if row[3]],
    )


def find_function(cursor: Cursor, name: str, given: Iterable[str]) -> Function:
    """The function ``public.name`` that takes the ``given`` arguments; PGRST202 when none does."""
    wanted = set(given)
    for row in cursor.execute(_FUNCTIONS, (name,)).fetchall():
        function = _function(name, row)
        if function.required <= wanted <= function.arguments.keys():
            return function
    raise no_function(name, sorted(wanted))


def candidate_arguments(cursor: Cursor, name: str) -> set[str]:
    """Every argument name of every function ``public.name``: in a GET, the others are filters."""
    found = cursor.execute(_FUNCTIONS, (name,)).fetchall()
    return {argument for row in found for argument in _function(name, row).arguments}


def _function(name: str, row: tuple[Any, ...]) -> Function:
    names, modes, types, with_default, returns_set, kind, is_void, has_out, _ = row
    modes = modes or ["i"] * len(types)
    inputs = {
        argument: type_
        for argument, mode, type_ in zip(names, modes, types, strict=False)
        if mode in {"i", "b", "v"}
    }
    required = list(inputs)[: len(inputs) - with_default]
    return Function(name, inputs, frozenset(required), returns_set, kind == "c" or has_out, is_void)

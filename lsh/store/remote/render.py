"""The migration: SQL that brings an empty or older Supabase database to ``tables.py``, and may run again.

What is there is left as it is; a column, index, constraint, policy or trigger is made only if it is
missing, but rights and policies that somebody weakened are set right. SQLAlchemy's Postgres dialect
renders the tables; no driver is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from importlib.resources import files
from typing import NamedTuple

from sqlalchemy import CheckConstraint, Column, Constraint, Table, UniqueConstraint
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import AddConstraint, CreateColumn, CreateIndex, CreateTable

from lsh.store.remote.tables import TABLES, LshMigration, Remote
from lsh.store.remote.versions import VERSION, VERSIONS

_HEAD = """-- The schema of lsh, version {version}. Rendered by `lsh supabase init`; do not edit.
-- It may run again: what is there already is left as it is.
"""
_DIALECT = postgresql.dialect()  # type: ignore[no-untyped-call]
_KINDS = {
    "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
    "DOUBLE PRECISION": "double precision",
}
_TABLE_NAMES = tuple(table.name for table in TABLES)
_VIEW = re.compile(
    r"^-- (?P<note>\w+: .*)\ncreate or replace view public\.(?P<name>\w+) \((?P<columns>[^)]*)\)",
    re.M,
)
_FUNCTION = re.compile(
    r"^create or replace function public\.(?P<name>\w+)\((?P<parameters>[^)]*)\)"
    r".*?\$lsh\$(?P<body>.*?)\$lsh\$;",
    re.M | re.S,
)

SOUND_POLICY = (
    "permissive = 'PERMISSIVE' and roles = '{authenticated}' and cmd = upper(substr(policyname, 5))"
    " and regexp_replace(concat_ws('|', qual, with_check), '[[:space:]()]|AS uid', '', 'g')"
    " = case when tablename = 'lsh_migrations' then 'true'"
    " when cmd = 'UPDATE' then 'user_id=SELECTauth.uid|user_id=SELECTauth.uid'"
    " else 'user_id=SELECTauth.uid' end"
)
"""Whether a row of ``pg_policies`` under a name of lsh's says what lsh's does, as Postgres writes it."""


class View(NamedTuple):
    """A view: its columns in order, and what it is in one line."""

    name: str
    columns: tuple[str, ...]
    note: str


def render_migration(*, transaction: bool = True) -> str:
    """The whole SQL of the newest version; without ``transaction`` the caller holds one."""
    parts = [
        _HEAD.format(version=VERSION),
        "begin;\n" if transaction else "",
        "-- two of these do not run at once\nselect pg_advisory_xact_lock(7165544, 0);\n",
        _filled("guard.sql"),
        "create sequence if not exists public.lsh_change_seq;\n",
        *(_table(table) for table in TABLES),
        _functions(),
        _dropped_views(),
        _sql("views.sql"),
        *(_comment("view", view.name, view.note) for view in views()),
        _filled("access.sql"),
        _record(),
        "notify pgrst, 'reload schema';\n",
        "commit;\n" if transaction else "",
    ]
    return "\n".join(part for part in parts if part)


def views() -> list[View]:
    """The views of the schema, in the order of their definition."""
    return [
        View(
            found["name"],
            tuple(word.strip() for word in found["columns"].split(",")),
            found["note"].partition(": ")[2],
        )
        for found in _VIEW.finditer(_sql("views.sql"))
    ]


def functions() -> dict[str, str]:
    """The schema's functions: from signature (``lsh_prune(integer)``) to body."""
    found = _FUNCTION.finditer(_functions())
    return {
        f"{each['name']}({', '.join(map(_type_of, _split(each['parameters'])))})": each["body"]
        for each in found
    }


def kind_of(column: Column[object]) -> str:
    """A column's type as ``format_type`` writes it: ``timestamp with time zone``, ``text[]``."""
    return column.type.compile(dialect=_DIALECT).lower()


def note_of(table: Table) -> str:
    """What a table holds, in a sentence or two: its class's docstring."""
    mappers = Remote._sa_registry.mappers
    note = next(mapper.class_.__doc__ for mapper in mappers if mapper.local_table is table)
    return " ".join((note or "").split())


def _sql(name: str) -> str:
    return files(__package__).joinpath("sql", name).read_text(encoding="utf-8")


def _functions() -> str:
    return _sql("functions.sql").replace("{tables}", _names(_TABLE_NAMES))


def _filled(name: str) -> str:
    columns = ",\n      ".join(
        f"({_quoted(table.name)}, {_quoted(column.name)}, {_quoted(kind_of(column))})"
        for table in TABLES
        for column in table.columns
    )
    lists = {
        "{columns}": columns,
        "{tables}": _names(_TABLE_NAMES),
        "{owned}": _names(table.name for table in TABLES if "user_id" in table.columns),
        "{views}": _names(view.name for view in views()),
        "{functions}": _names(functions()),
        "{sound}": SOUND_POLICY,
    }
    text = _sql(name)
    for mark, value in lists.items():
        text = text.replace(mark, value)
    return text


def _table(table: Table) -> str:
    name = f"public.{table.name}"
    created = _compiled(CreateTable(table)).replace(
        f"CREATE TABLE {table.name}", f"CREATE TABLE IF NOT EXISTS {name}"
    )
    added = ",\n".join(f"\tADD COLUMN IF NOT EXISTS {_loose(column)}" for column in table.columns)
    parts = [f"{created};", f"ALTER TABLE {name}\n{added};", *_tightened(table)]
    for index in sorted(table.indexes, key=lambda index: index.name or ""):
        text = _compiled(CreateIndex(index)).replace(f"ON {table.name} ", f"ON {name} ")
        parts.append(text.replace("CREATE INDEX", "CREATE INDEX IF NOT EXISTS") + ";")
    return "\n".join([*parts, _comment("table", table.name, note_of(table))])


def _loose(column: Column[object]) -> str:
    """The column as an older table can take it: what is required gets its values first."""
    text = _compiled(CreateColumn(column))
    return text if column.server_default is not None else text.removesuffix(" NOT NULL")


def _tightened(table: Table) -> Iterable[str]:
    """What an older table lacks: required columns filled and required, constraints."""
    steps = []
    for column in table.columns:
        if not column.nullable and column.server_default is None and not column.primary_key:
            name = _DIALECT.identifier_preparer.quote(column.name)
            loose = f"attname = {_quoted(column.name)} and not attnotnull"
            steps.append(
                f"  if exists (select from pg_attribute where {_of(table, 'attrelid')} and {loose}) then\n"
                f"    update public.{table.name} set {name} = {column.info['older']}"
                f" where {name} is null;\n"
                f"    alter table public.{table.name} alter column {name} set not null;\n"
                "  end if;"
            )
    for constraint in sorted(table.constraints, key=lambda constraint: str(constraint.name)):
        if isinstance(constraint, UniqueConstraint | CheckConstraint):
            named = f"conname = {_quoted(str(constraint.name))}"
            steps.append(
                f"  if not exists (select from pg_constraint where {_of(table, 'conrelid')} and {named})"
                f" then\n    {_added(constraint, table)};\n  end if;"
            )
    if steps:
        yield "\n".join(["do $lsh$\nbegin", *steps, "end\n$lsh$;"])


def _of(table: Table, column: str) -> str:
    return f"{column} = 'public.{table.name}'::regclass"


def _added(constraint: Constraint, table: Table) -> str:
    text = _compiled(AddConstraint(constraint, isolate_from_table=False))
    return text.replace(f"ALTER TABLE {table.name} ", f"ALTER TABLE public.{table.name} ")


def _dropped_views() -> str:
    """A view whose columns are no longer these is made anew; any other is left to ``create or replace``."""
    wanted = ",\n    ".join(
        f"({_quoted(view.name)}, array[{_names(view.columns)}])" for view in views()
    )
    return f"""do $lsh$
declare
  changed text;
begin
  for changed in select w.name from (values
    {wanted}
  ) w (name, columns)
  where to_regclass('public.' || w.name) is not null and w.columns <> (
    select array_agg(attname::text order by attnum) from pg_attribute
    where attrelid = to_regclass('public.' || w.name) and attnum > 0)
  loop
    execute format('drop view public.%I', changed);
  end loop;
end
$lsh$;
"""


def _record() -> str:
    table = LshMigration.__tablename__
    rows = ", ".join(f"({number}, {_quoted(name)})" for number, name in VERSIONS.items())
    return f"insert into public.{table} (version, name) values {rows} on conflict do nothing;\n"


def _comment(kind: str, name: str, text: str) -> str:
    return f"comment on {kind} public.{name} is {_quoted(text)};\n"


def _compiled(element: CreateTable | CreateColumn | CreateIndex | AddConstraint) -> str:
    text = str(element.compile(dialect=_DIALECT)).strip()
    return "\n".join(line.rstrip() for line in text.splitlines())


def _split(parameters: str) -> list[str]:
    return [word.strip() for word in parameters.split(",") if word.strip()]


def _type_of(parameter: str) -> str:
    return parameter.split(" ", 1)[1]


def _names(names: Iterable[str]) -> str:
    return ", ".join(_quoted(name) for name in names)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"

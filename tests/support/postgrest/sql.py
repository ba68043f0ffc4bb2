"""The SQL that PostgREST runs for a parsed request; identifiers are quoted, values are parameters."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.support.postgrest.catalog import Function, Table
from tests.support.postgrest.errors import bad_query, no_column
from tests.support.postgrest.grammar import (
    OPERATORS,
    Column,
    Condition,
    Group,
    Ordering,
    Query,
    Selected,
)

_IS = {
    "null": "null",
    "not_null": "not null",
    "true": "true",
    "false": "false",
    "unknown": "unknown",
}
_TYPE_NAME = re.compile(r"[A-Za-z_][\w ]*(\[\])?")


def ident(name: str) -> str:
    """``name`` as a quoted SQL identifier."""
    return '"' + name.replace("\0", "").replace('"', '""') + '"'


@dataclass
class Statement:
    """Builds one statement; ``relation`` is what columns belong to."""

    relation: str
    parameters: list[Any] = field(default_factory=list)

    def parameter(self, value: object) -> str:
        """The placeholder of one more parameter, of a type that the server infers."""
        self.parameters.append(value)
        return f"${len(self.parameters)}"

    def column(self, column: Column) -> str:
        """A column reference, or a JSON path into it."""
        plain = f"{self.relation}.{ident(column.name)}"
        if not column.path:
            return plain
        steps = (
            arrow + (key if re.fullmatch(r"-?\d+", key) else "'" + key.replace("'", "''") + "'")
            for arrow, key in column.path
        )
        return f"to_jsonb({plain}){''.join(steps)}"

    def select(self, items: Iterable[Selected]) -> str:
        """The column list of SELECT or RETURNING."""
        return ", ".join(self._selected(item) for item in items)

    def _selected(self, item: Selected) -> str:
        if item.column.name == "*":
            return f"{self.relation}.*"
        text = self.column(item.column)
        if item.cast:
            if not _TYPE_NAME.fullmatch(item.cast):
                raise bad_query(
                    f'"failed to parse select parameter ({item.cast})"', "unexpected cast"
                )
            text = f"({text})::{item.cast}"
        last = item.column.path[-1][1] if item.column.path else item.column.name
        return f"{text} as {ident(item.alias or last)}"

    def where(self, filters: Iterable[Condition | Group]) -> str:
        """A WHERE clause, or nothing."""
        conditions = [self._filter(each) for each in filters]
        return f" where {' and '.join(conditions)}" if conditions else ""

    def _filter(self, tree: Condition | Group) -> str:
        if isinstance(tree, Condition):
            text = self._condition(tree)
        else:
            text = "(" + f" {tree.word} ".join(self._filter(each) for each in tree.members) + ")"
        return f"not ({text})" if tree.negated else text

    def _condition(self, condition: Condition) -> str:
        column, value = self.column(condition.column), condition.value
        if condition.operator == "is":
            if value.lower() not in _IS:
                raise bad_query(
                    f'"failed to parse filter (is.{value})"', "expecting null or a boolean"
                )
            return f"{column} is {_IS[value.lower()]}"
        if condition.operator == "in":
            return f"{column} = any ({self.parameter(_array(condition.values))})"
        if condition.operator in {"like", "ilike"}:
            value = value.replace("*", "%")
        placeholder = self.parameter(value)
        if condition.quantifier:
            placeholder = f"{condition.quantifier} ({placeholder})"
        return f"{column} {OPERATORS[condition.operator]} {placeholder}"

    def order(self, items: Iterable[Ordering]) -> str:
        """An ORDER BY clause, or nothing."""
        nulls = {None: "", "nullsfirst": " nulls first", "nullslast": " nulls last"}
        texts = [f"{self.column(i.column)} {i.direction}{nulls[i.nulls]}" for i in items]
        return f" order by {', '.join(texts)}" if texts else ""


def _array(values: Iterable[str]) -> str:
    """An array literal, which the server casts to the column's type."""
    quoted = (
        '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' if value != "null" else value
        for value in values
    )
    return "{" + ",".join(quoted) + "}"


def _result(source: str, *, body: str, count: str = "null::bigint") -> str:
    """Wrap ``source`` so that it gives one row: total, rows in this answer, and the body."""
    return (
        f"with pgrst_source as ({source}) select {count} as total, "
        f"count(*) as rows, {body} as body from (select * from pgrst_source) _postgrest_t"
    )


@dataclass(frozen=True)
class Answer:
    """How rows are answered: a body at all, the total as well, one object without its nulls."""

    with_body: bool = True
    with_count: bool = False
    strip_nulls: bool = False

    @property
    def body(self) -> str:
        """The expression of the body."""
        if not self.with_body:
            return "''"
        if self.strip_nulls:
            return "coalesce(json_strip_nulls(json_agg(_postgrest_t)), '[]')::text"
        return "coalesce(json_agg(_postgrest_t), '[]')::text"


def read(table: Table, query: Query, answer: Answer) -> tuple[str, list[Any]]:
    """GET and HEAD."""
    name = f'"public".{ident(table.name)}'
    made = Statement(name)
    where = made.where(query.filters)
    limit = "" if query.limit is None else f" limit {query.limit}"
    source = (
        f"select {made.select(query.select)} from {name}{where}{made.order(query.order)}"
        f"{limit} offset {query.offset}"
    )
    count = f"(select count(*) from {name}{where})" if answer.with_count else "null::bigint"
    return _result(source, body=answer.body, count=count), made.parameters


def insert(
    table: Table,
    query: Query,
    answer: Answer,
    body: str,
    columns: list[str],
    *,
    resolution: str | None,
    missing_default: bool,
) -> tuple[str, list[Any]]:
    """POST: one INSERT of a JSON array or object, whatever its number of rows."""
    name = f'"public".{ident(table.name)}'
    made = Statement(name)
    names = ", ".join(map(ident, columns))
    payload = f"{made.parameter(body)}::json"
    if columns:
        rows = _rows_with_defaults(table, columns) if missing_default else "json_data"
        source = (
            f"insert into {name}({names}) select {names} from "
            f"(select case when json_typeof(given.json_data) = 'array' then given.json_data "
            f"else json_build_array(given.json_data) end as json_data "
            f"from (select {payload} as json_data) given) payload, "
            f"lateral (select {names} from json_to_recordset({rows}) as _({_typed(table, columns)})) body"
        )
    else:
        source = f"insert into {name} default values"
        made.parameters.clear()
    source += _on_conflict(table, query, columns, resolution)
    source += f" returning {made.select(query.select) if answer.with_body else '1'}"
    return _result(source, body=answer.body), made.parameters


def update(
    table: Table, query: Query, answer: Answer, body: str, columns: list[str]
) -> tuple[str, list[Any]]:
    """PATCH: the columns of one JSON object, in every row that the filters find."""
    name = f'"public".{ident(table.name)}'
    made = Statement(name)
    names = ", ".join(map(ident, columns))
    assigned = ", ".join(f"{ident(each)} = body.{ident(each)}" for each in columns)
    source = (
        f"update {name} set {assigned} from (select {made.parameter(body)}::json as json_data) payload, "
        f"lateral (select {names} from json_to_record(json_data) as _({_typed(table, columns)})) body"
        f"{made.where(query.filters)}"
        f" returning {made.select(query.select) if answer.with_body else '1'}"
    )
    return _result(source, body=answer.body), made.parameters


def delete(table: Table, query: Query, answer: Answer) -> tuple[str, list[Any]]:
    """DELETE: every row that the filters find."""
    name = f'"public".{ident(table.name)}'
    made = Statement(name)
    source = (
        f"delete from {name}{made.where(query.filters)}"
        f" returning {made.select(query.select) if answer.with_body else '1'}"
    )
    return _result(source, body=answer.body), made.parameters


def call(
    function: Function,
    query: Query,
    answer: Answer,
    arguments: str | dict[str, str],
    given: list[str],
) -> tuple[str, list[Any]]:
    """rpc: a JSON object of arguments (POST), or their texts (GET)."""
    made = Statement("pgrst_call")
    name = f'"public".{ident(function.name)}'
    source = ""
    if isinstance(arguments, dict):
        passed = ", ".join(
            f"{ident(each)} := {made.parameter(arguments[each])}::{function.arguments[each]}"
            for each in given
        )
    else:
        passed = ", ".join(f"{ident(each)} := body.{ident(each)}" for each in given)
        if given:
            typed = ", ".join(f"{ident(each)} {function.arguments[each]}" for each in given)
            source = f"json_to_record({made.parameter(arguments)}::json) as body({typed}), lateral "
    limit = "" if query.limit is None else f" limit {query.limit}"
    if function.returns_rows:
        tail = f"{made.where(query.filters)}{made.order(query.order)}{limit} offset {query.offset}"
        source = (
            f"select {made.select(query.select)} from {source}{name}({passed}) pgrst_call{tail}"
        )
        body = answer.body
    else:
        source = f"select pgrst_scalar from {source}{name}({passed}) pgrst_scalar{limit}"
        body = "coalesce(json_agg(_postgrest_t.pgrst_scalar), '[]')::text"
    if not function.returns_set:
        body = f"(({body})::json -> 0)::text"
    if not answer.with_body or function.returns_void:
        body = "''"
    return _result(source, body=body), made.parameters


def checked(table: Table, columns: Iterable[str]) -> list[str]:
    """``columns`` in order; PGRST204 for one that the table has not."""
    found = list(dict.fromkeys(columns))
    for column in found:
        if column not in table.types:
            raise no_column(column, table.name)
    return found


def _typed(table: Table, columns: Iterable[str]) -> str:
    return ", ".join(f"{ident(column)} {table.types[column]}" for column in columns)


def _rows_with_defaults(table: Table, columns: Iterable[str]) -> str:
    """``Prefer: missing=default``: what a row does not say comes from the column's default."""
    pairs = [
        f"'{column.replace(chr(39), chr(39) * 2)}', {table.defaults[column]}"
        for column in columns
        if column in table.defaults
    ]
    defaults = f"jsonb_build_object({', '.join(pairs)})"
    return f"(select json_agg({defaults} || each) from jsonb_array_elements(json_data::jsonb) as _(each))"


def _on_conflict(table: Table, query: Query, columns: list[str], resolution: str | None) -> str:
    keys = checked(table, query.on_conflict or table.primary_key)
    if resolution is None or not keys:
        return ""
    target = f" on conflict ({', '.join(map(ident, keys))}) do "
    if resolution == "ignore-duplicates" or not columns:
        return target + "nothing"
    return (
        target
        + "update set "
        + ", ".join(f"{ident(column)} = excluded.{ident(column)}" for column in columns)
    )

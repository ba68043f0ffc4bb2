"""PostgREST's query string, parsed: select, filters, logic trees, order and limits.

https://docs.postgrest.org/en/stable/references/api/tables_views.html. Not understood: embedding of
related tables, aggregates and computed columns, which lsh does not use.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from urllib.parse import parse_qsl

from tests.support.postgrest.errors import bad_query

OPERATORS = {
    "eq": "=",
    "neq": "<>",
    "gt": ">",
    "gte": ">=",
    "lt": "<",
    "lte": "<=",
    "like": "like",
    "ilike": "ilike",
    "match": "~",
    "imatch": "~*",
    "cs": "@>",
    "cd": "<@",
    "ov": "&&",
    "in": "in",
    "is": "is",
    "isdistinct": "is distinct from",
}
_RESERVED = {"select", "order", "limit", "offset", "columns", "on_conflict"}
_LOGIC = re.compile(r"(not\.)?(and|or)")
_OPERATION = re.compile(r"(not\.)?([a-z]+)(?:\((any|all)\))?\.(.*)", re.DOTALL)
_ARROW = re.compile(r"(->>?)")


@dataclass(frozen=True)
class Column:
    """A column, and the JSON path into it: pairs of arrow and key."""

    name: str
    path: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Condition:
    """``column operator value``; ``values`` is the list of ``in``."""

    column: Column
    operator: str
    value: str
    negated: bool = False
    quantifier: str | None = None
    values: tuple[str, ...] = ()


@dataclass(frozen=True)
class Group:
    """Conditions joined by ``and`` or ``or``."""

    word: str
    members: tuple[Condition | Group, ...]
    negated: bool = False


@dataclass(frozen=True)
class Selected:
    """One item of ``select``; a column named ``*`` is all of them."""

    column: Column
    alias: str | None = None
    cast: str | None = None


@dataclass(frozen=True)
class Ordering:
    """One item of ``order``."""

    column: Column
    direction: str = "asc"
    nulls: str | None = None


@dataclass
class Query:
    """A whole query string; ``others`` are the pairs it was made of, for a function's arguments."""

    select: list[Selected] = field(default_factory=lambda: [Selected(Column("*"))])
    filters: list[Condition | Group] = field(default_factory=list)
    order: list[Ordering] = field(default_factory=list)
    limit: int | None = None
    offset: int = 0
    columns: list[str] | None = None
    on_conflict: list[str] | None = None


def parse_query(text: str, arguments: Iterable[str] = ()) -> Query:
    """Parse a query string; names in ``arguments`` are a function's and no filters."""
    query, skipped = Query(), set(arguments)
    for key, value in parse_qsl(text, keep_blank_values=True):
        if key in _RESERVED:
            _take_reserved(query, key, value)
        elif _LOGIC.fullmatch(key):
            query.filters.append(_Scanner(key + value).tree())
        elif key not in skipped:
            query.filters.append(_condition(parse_column(key), value))
    return query


def _take_reserved(query: Query, key: str, value: str) -> None:
    if key == "select":
        query.select = [_selected(item) for item in split_list(value)] or query.select
    elif key == "order":
        query.order = [_ordering(item) for item in split_list(value)]
    elif key == "columns":
        query.columns = [unquote(item) for item in split_list(value)]
    elif key == "on_conflict":
        query.on_conflict = [unquote(item) for item in split_list(value)]
    elif value.isdigit():
        setattr(query, key, int(value))
    else:
        raise bad_query(f'"failed to parse {key} ({value})"', "expecting a whole number")


def split_list(text: str) -> list[str]:
    """The items of a comma list; commas in double quotes and in parentheses separate nothing."""
    items, start, depth, quoted, escaped = [], 0, 0, False, False
    for index, character in enumerate(text):
        if escaped:
            escaped = False
        elif quoted and character == "\\":
            escaped = True
        elif character == '"':
            quoted = not quoted
        elif not quoted and character in "()":
            depth += 1 if character == "(" else -1
        elif character == "," and not quoted and depth == 0:
            items.append(text[start:index])
            start = index + 1
    return [*items, text[start:]] if text else []


def unquote(text: str) -> str:
    """The text without its double quotes, if it has them."""
    if len(text) >= 2 and text[0] == text[-1] == '"':
        return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)
    return text


def parse_column(text: str) -> Column:
    """A column's name, or ``name->key->>key``."""
    if text.startswith('"') and text.endswith('"'):
        return Column(unquote(text))
    name, *rest = _ARROW.split(text)
    if not name or any(character in name for character in '(),:"'):
        raise bad_query(f'"failed to parse filter ({text})"', "expecting a field name")
    return Column(unquote(name), tuple(zip(rest[::2], rest[1::2], strict=True)))


def _selected(text: str) -> Selected:
    rest, _, cast = text.partition("::")
    alias, colon, name = rest.rpartition(":")
    if "(" in rest:
        raise bad_query(
            f'"failed to parse select parameter ({text})"', "the stand-in embeds nothing"
        )
    return Selected(parse_column(name), unquote(alias) if colon else None, cast or None)


def _ordering(text: str) -> Ordering:
    parts = text.split(".")
    nulls = parts.pop() if parts[-1] in {"nullsfirst", "nullslast"} else None
    direction = parts.pop() if parts[-1] in {"asc", "desc"} else "asc"
    if len(parts) != 1:
        raise bad_query(f'"failed to parse order ({text})"', f'unexpected "{parts[-1]}"')
    return Ordering(parse_column(parts[0]), direction, nulls)


def _condition(column: Column, text: str) -> Condition:
    """``[not.]operator[(any|all)].value`` as in a top-level filter, where the value goes to the end."""
    found = _OPERATION.fullmatch(text)
    if found is None or found[2] not in OPERATORS:
        raise bad_query(
            f'"failed to parse filter ({text})" (line 1, column 1)',
            f'unexpected "{text[:1]}" expecting "not" or operator (eq, gt, ...)',
        )
    values: tuple[str, ...] = ()
    if found[2] == "in":
        if not (found[4].startswith("(") and found[4].endswith(")")):
            raise bad_query(f'"failed to parse filter ({text})"', 'expecting "("')
        values = tuple(unquote(item) for item in split_list(found[4][1:-1]))
    return Condition(column, found[2], found[4], bool(found[1]), found[3], values)


class _Scanner:
    """Reads a logic tree: ``or(a.eq.1,not.and(b.gt.2,c.in.(3,4)))``."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0

    def tree(self) -> Group:
        group = self._group()
        if group is None or self.at != len(self.text):
            raise self._failure()
        return group

    def _failure(self) -> Exception:
        return bad_query(
            f'"failed to parse logic tree ({self.text})" (line 1, column {self.at + 1})',
            f'unexpected "{self.text[self.at : self.at + 1]}"',
        )

    def _group(self) -> Group | None:
        found = re.compile(r"(not\.)?(and|or)\(").match(self.text, self.at)
        if found is None:
            return None
        self.at = found.end()
        members = tuple(self._members())
        return Group(found[2], members, bool(found[1]))

    def _members(self) -> Iterator[Condition | Group]:
        while True:
            yield self._group() or self._one()
            if self.text[self.at : self.at + 1] not in {",", ")"}:
                raise self._failure()
            self.at += 1
            if self.text[self.at - 1] == ")":
                return

    def _one(self) -> Condition:
        name = self._match(r'"(?:\\.|[^"\\])*"|[^.,()"]+')
        self._match(r"\.")
        word = self._match(r"(?:not\.)?[a-z]+(?:\((?:any|all)\))?\.")
        value = self._match(
            r"\((?:\"(?:\\.|[^\"\\])*\"|[^()\"])*\)"  # in.(…)
            r"|\"(?:\\.|[^\"\\])*\"(?=[,)])"  # a quoted value
            r"|\{[^{}]*\}"  # an array
            r"|[^,)]*"
        )
        return _condition(parse_column(name), word + unquote(value))

    def _match(self, pattern: str) -> str:
        found = re.compile(pattern, re.DOTALL).match(self.text, self.at)
        if found is None:
            raise self._failure()
        self.at = found.end()
        return found[0]

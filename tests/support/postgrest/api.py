"""A request to ``/rest/v1/`` and its answer: PostgREST's part, in one transaction under the caller's role."""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any
from urllib.parse import parse_qsl

import psycopg

from tests.support.postgrest import catalog, sql
from tests.support.postgrest.errors import (
    ApiError,
    bad_body,
    from_postgres,
    no_database,
    not_one_row,
)
from tests.support.postgrest.grammar import Query, parse_query
from tests.support.postgrest.keys import Claims

MAX_ROWS = 1000
"""Rows of one answer to a read, whatever was asked for: what a new Supabase project is set to."""

_ENTER = """
select set_config('role', $1, true), set_config('request.jwt.claims', $2, true),
       set_config('request.method', $3, true), set_config('request.path', $4, true),
       set_config('transaction_read_only', $5, true)
"""


@dataclass
class Request:
    """One HTTP request; header names are lower case."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes

    @property
    def table(self) -> str:
        """The table, or the function's name."""
        return self.path.rpartition("/")[2]

    @cached_property
    def prefer(self) -> dict[str, str]:
        """The preferences by name."""
        given = (each.strip() for each in self.headers.get("prefer", "").split(","))
        return dict(each.split("=", 1) for each in given if "=" in each)

    @property
    def singular(self) -> bool:
        """Whether one object is asked for, not an array."""
        return "application/vnd.pgrst.object" in self.headers.get("accept", "")


@dataclass
class Reply:
    """One HTTP response without what every response has."""

    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)


def json_reply(status: int, body: object, **headers: str) -> Reply:
    """A JSON body."""
    return Reply(status, json.dumps(body).encode(), {"Content-Type": "application/json", **headers})


class Pool:
    """Connections as ``authenticator``; one that fails is thrown away with all idle ones."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = threading.Lock()
        self._idle: list[psycopg.Connection[Any]] = []

    @contextmanager
    def connection(self) -> Iterator[psycopg.Connection[Any]]:
        """A connection in autocommit mode; PGRST000 when none is to be had."""
        with self._lock:
            connection = self._idle.pop() if self._idle else None
        if connection is None:
            try:
                connection = psycopg.connect(self._url, autocommit=True, connect_timeout=10)
            except psycopg.OperationalError as error:
                raise no_database(error, connecting=True) from error
        try:
            yield connection
        finally:
            if connection.closed:
                self.close()
            else:
                with self._lock:
                    self._idle.append(connection)

    def close(self) -> None:
        """Close what is idle."""
        with self._lock:
            idle, self._idle = self._idle, []
        for connection in idle:
            connection.close()


class Api:
    """PostgREST over one database."""

    def __init__(self, url: str) -> None:
        self.pool = Pool(url)
        self.max_rows = MAX_ROWS

    def answer(
        self, request: Request, claims: Claims, before_commit: Callable[[], None] = lambda: None
    ) -> Reply:
        """Do what ``request`` asks for; ``before_commit`` runs inside the transaction, at its end."""
        role = str(claims.get("role", "anon"))
        with self.pool.connection() as connection:
            try:
                with connection.transaction():
                    reply = self._run(connection, request, role, claims)
                    before_commit()
                    return reply
            except psycopg.Error as error:
                if connection.closed and error.sqlstate is None:
                    raise no_database(error, connecting=False) from error
                raise from_postgres(error, role) from error

    def _run(
        self, connection: psycopg.Connection[Any], request: Request, role: str, claims: Claims
    ) -> Reply:
        cursor = psycopg.RawCursor(connection)
        read_only = "on" if request.method in {"GET", "HEAD"} else "off"
        cursor.execute(
            _ENTER,
            (role, json.dumps({**claims, "role": role}), request.method, request.path, read_only),
        )
        _check_schema(request)
        resource = request.path.removeprefix("/rest/v1/").strip("/")
        if resource.startswith("rpc/"):
            return self._call(cursor, request, resource.removeprefix("rpc/"))
        if "/" in resource:
            raise ApiError(404, "PGRST125", "Invalid path specified in request URL")
        if not resource:
            return _root(cursor)
        handlers = {
            "GET": self._read,
            "HEAD": self._read,
            "POST": self._insert,
            "PATCH": self._update,
            "DELETE": self._delete,
        }
        if request.method not in handlers:
            raise ApiError(405, "PGRST117", f"Unsupported HTTP method: {request.method}")
        return handlers[request.method](cursor, request, catalog.find_table(cursor, resource))

    def _read(self, cursor: catalog.Cursor, request: Request, table: catalog.Table) -> Reply:
        query = self._limited(parse_query(request.query), request)
        answer = _answer(request, with_body=request.method == "GET")
        total, rows, body = _one(cursor, *sql.read(table, query, answer))
        return _range_reply(request, query.offset, rows, total, body)

    def _insert(self, cursor: catalog.Cursor, request: Request, table: catalog.Table) -> Reply:
        query = parse_query(request.query)
        columns, body = _columns_and_body(request, query)
        resolution = request.prefer.get("resolution")
        if body is None:
            rows, text = 0, "[]"
        else:
            _, rows, text = _one(
                cursor,
                *sql.insert(
                    table,
                    query,
                    _answer(request),
                    body,
                    sql.checked(table, columns),
                    resolution=resolution,
                    missing_default=request.prefer.get("missing") == "default",
                ),
            )
        headers = {"Content-Range": f"*/{rows}" if "count" in request.prefer else "*/*"}
        return _mutation_reply(request, 201, 201, rows, text, headers)

    def _update(self, cursor: catalog.Cursor, request: Request, table: catalog.Table) -> Reply:
        query = parse_query(request.query)
        columns, body = _columns_and_body(request, query)
        _check_filtered(query, "UPDATE")
        if body is None or not columns:
            return _mutation_reply(request, 204, 200, 0, "[]", {"Content-Range": "*/*"})
        _, rows, text = _one(
            cursor,
            *sql.update(table, query, _answer(request), body, sql.checked(table, columns)),
        )
        headers = {"Content-Range": _range(0, rows, rows if "count" in request.prefer else None)}
        return _mutation_reply(request, 204, 200, rows, text, headers)

    def _delete(self, cursor: catalog.Cursor, request: Request, table: catalog.Table) -> Reply:
        query = parse_query(request.query)
        _check_filtered(query, "DELETE")
        _, rows, text = _one(cursor, *sql.delete(table, query, _answer(request)))
        headers = {"Content-Range": f"*/{rows}" if "count" in request.prefer else "*/*"}
        return _mutation_reply(request, 204, 200, rows, text, headers)

    def _call(self, cursor: catalog.Cursor, request: Request, name: str) -> Reply:
        arguments: str | dict[str, str]
        if request.method == "POST":
            query = parse_query(request.query)
            given, body = _columns_and_body(request, query, empty_is_object=True)
            arguments = body or "{}"
        elif request.method in {"GET", "HEAD"}:
            names = catalog.candidate_arguments(cursor, name)
            pairs = dict(parse_qsl(request.query, keep_blank_values=True))
            arguments = {key: value for key, value in pairs.items() if key in names}
            given, query = list(arguments), parse_query(request.query, names)
        else:
            raise ApiError(405, "PGRST101", f"Cannot use the {request.method} method on RPC")
        function = catalog.find_function(cursor, name, given)
        query = self._limited(query, request)
        answer = _answer(request, with_body=request.method != "HEAD")
        _, rows, text = _one(cursor, *sql.call(function, query, answer, arguments, given))
        if function.returns_void:
            return Reply(204)
        if not function.returns_set:
            return _json(200, text, {"Content-Range": "0-0/*"})
        return _range_reply(request, query.offset, rows, None, text)

    def _limited(self, query: Query, request: Request) -> Query:
        """The limits of query string and Range header together, and never more than ``max_rows``."""
        found = re.fullmatch(r"(\d+)-(\d*)", request.headers.get("range", ""))
        if found and request.method == "GET":
            first, last = int(found[1]), found[2]
            if last and int(last) < first:
                raise ApiError(416, "PGRST103", "Requested range not satisfiable")
            query.offset = max(query.offset, first)
            wanted = int(last) - first + 1 if last else None
            limits = [each for each in (query.limit, wanted) if each is not None]
            query.limit = min(limits, default=None)
        query.limit = self.max_rows if query.limit is None else min(query.limit, self.max_rows)
        return query


def _one(cursor: catalog.Cursor, text: str, parameters: list[Any]) -> tuple[int | None, int, str]:
    row = cursor.execute(text, parameters).fetchone()
    assert row is not None
    return row[0], row[1], row[2] if row[2] is not None else "null"


def _answer(request: Request, *, with_body: bool | None = None) -> sql.Answer:
    if with_body is None:
        with_body = request.prefer.get("return") == "representation"
    return sql.Answer(
        with_body,
        with_count=request.prefer.get("count") in {"exact", "planned", "estimated"},
        strip_nulls="nulls=stripped" in request.headers.get("accept", ""),
    )


def _columns_and_body(
    request: Request, query: Query, *, empty_is_object: bool = False
) -> tuple[list[str], str | None]:
    """The keys that are taken, and the body's text; no text when the body is an empty array."""
    try:
        text = request.body.decode()
    except UnicodeDecodeError as error:
        raise bad_body("The request body is no UTF-8") from error
    if empty_is_object and not text:
        return [], None
    if query.columns is not None:
        # As PostgREST: the body goes to the database unread.
        return query.columns, text
    try:
        value = json.loads(text)
    except ValueError as error:
        raise bad_body("Empty or invalid json") from error
    rows = value if isinstance(value, list) else [value]
    if not all(isinstance(row, dict) for row in rows):
        raise bad_body("All object keys must match")
    if not rows:
        return [], None
    if any(row.keys() != rows[0].keys() for row in rows):
        raise bad_body("All object keys must match")
    return list(rows[0]), text


def _check_schema(request: Request) -> None:
    name = "accept-profile" if request.method in {"GET", "HEAD"} else "content-profile"
    if (schema := request.headers.get(name, "public")) != "public":
        raise ApiError(406, "PGRST106", f"Invalid schema: {schema}", None, "Only public is exposed")


def _check_filtered(query: Query, word: str) -> None:
    """Supabase loads the extension ``safeupdate`` for every session of PostgREST."""
    if not query.filters:
        raise ApiError(400, "21000", f"{word} requires a WHERE clause")


def _range(offset: int, rows: int, total: int | None) -> str:
    span = f"{offset}-{offset + rows - 1}" if rows else "*"
    return f"{span}/{'*' if total is None else total}"


def _range_reply(request: Request, offset: int, rows: int, total: int | None, body: str) -> Reply:
    if total is not None and 0 < offset > total:
        details = f"An offset of {offset} was requested, but there are only {total} rows."
        raise ApiError(416, "PGRST103", "Requested range not satisfiable", details)
    partial = total is not None and rows < total
    headers = {"Content-Range": _range(offset, rows, total)}
    return _json(206 if partial else 200, _body(request, rows, body), headers)


def _mutation_reply(
    request: Request, bare: int, full: int, rows: int, body: str, headers: dict[str, str]
) -> Reply:
    applied = [
        f"{key}={value}"
        for key, value in request.prefer.items()
        if key in {"resolution", "missing", "return", "count"}
    ]
    if applied:
        headers["Preference-Applied"] = ", ".join(applied)
    if request.prefer.get("return") != "representation":
        return Reply(bare, b"", headers)
    return _json(full, _body(request, rows, body), headers)


def _body(request: Request, rows: int, body: str) -> str:
    if not request.singular:
        return body
    if rows != 1:
        raise not_one_row(rows)
    return body.strip()[1:-1] if request.method != "HEAD" else ""


def _json(status: int, body: str, headers: dict[str, str]) -> Reply:
    return Reply(
        status, body.encode(), {"Content-Type": "application/json; charset=utf-8", **headers}
    )


def _root(cursor: catalog.Cursor) -> Reply:
    """The root answers with an OpenAPI description: here only the names of what there is."""
    rows = cursor.execute(
        "select relname from pg_class where relnamespace = 'public'::regnamespace "
        "and relkind in ('r', 'v', 'm', 'f', 'p') order by 1"
    ).fetchall()
    info = {"title": "standard public schema", "description": "", "version": "14.0"}
    return json_reply(
        200, {"swagger": "2.0", "info": info, "paths": {f"/{row[0]}": {} for row in rows}}
    )

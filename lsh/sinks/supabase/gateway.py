"""The one place that uses the ``supabase`` package: tables and functions of a project, and its errors.

A gateway belongs to one thread. It holds one keep-alive connection, starts no thread, and retries
nothing: who calls knows better when to try again.
"""

from __future__ import annotations

import json
import ssl
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from types import TracebackType
from typing import Any, Self

import httpx
from postgrest import APIError, CountMethod, ReturnMethod
from supabase import create_client
from supabase.lib.client_options import SyncClientOptions

from lsh.sinks.supabase.errors import RowRejected, Unreachable
from lsh.sinks.supabase.failures import (
    Answer,
    from_answer,
    from_network,
    not_json,
    seconds_to_wait,
)
from lsh.sinks.supabase.target import LOOPBACK, Target

Row = dict[str, Any]
Filter = tuple[str, str, Any]
"""Column, operator, value: eq neq gt gte lt lte in is cs like ilike; or ``("", "or", "a.eq.1,b.gt.2")``."""

PAGE = 1000  # rows in one answer; Supabase sends no more unless it is told to
_PATIENCE = 3  # an answer that trickles in may take so many time limits as a whole
_KEEP_ALIVE = 60.0


class Gateway:
    """Reads and writes a project's tables as its key may. Use as a context manager.

    Every method raises Unreachable, Refused, SchemaMissing or RowRejected, and nothing else.
    ``timeout`` is seconds to connect, and between two pieces of an answer.
    """

    def __init__(self, target: Target, *, timeout: float) -> None:
        self.target = target
        self._timeout = timeout
        self._watch = _Watch(timeout * _PATIENCE)
        self._http = httpx.Client(
            timeout=timeout,
            http2=False,
            follow_redirects=False,
            trust_env=_uses_environment(target),
            limits=httpx.Limits(max_connections=1, keepalive_expiry=_KEEP_ALIVE),
            event_hooks={"request": [self._watch.asked], "response": [self._watch.answered]},
        )
        self._client = create_client(target.url, target.key, self._options(target))

    def _options(self, target: Target) -> SyncClientOptions:
        options = SyncClientOptions(
            auto_refresh_token=False,
            persist_session=False,
            postgrest_client_retry=False,
            httpx_client=self._http,
        )
        if target.token is not None:
            options.headers["Authorization"] = f"Bearer {target.token}"
        return options

    def upsert(self, table: str, rows: Sequence[Row], *, on_conflict: str = "id") -> None:
        """Write rows, each over the one of the same ``on_conflict``; a second time changes nothing.

        Rows may be uneven: a column that a row does not have is left as it is, or gets its default.
        Rows of one shape go in one request, all or nothing.
        """
        for alike in _by_shape(rows):
            query = self._client.table(table).upsert(
                alike,
                returning=ReturnMethod.minimal,
                on_conflict=on_conflict,
                default_to_null=False,
            )
            self._silently(query, f"writing {table}")

    def insert_new(self, table: str, rows: Sequence[Row], *, on_conflict: str = "id") -> list[Row]:
        """Write the rows of which there is none with the same ``on_conflict`` yet; those that were new."""
        new: list[Row] = []
        for alike in _by_shape(rows):
            query = self._client.table(table).upsert(
                alike,
                returning=ReturnMethod.representation,
                on_conflict=on_conflict,
                ignore_duplicates=True,
                default_to_null=False,
            )
            new += self._rows(query, f"writing {table}")
        return new

    def select(
        self,
        table: str,
        *,
        columns: str = "*",
        filters: Sequence[Filter] = (),
        order: str | None = None,
        limit: int | None = None,
    ) -> list[Row]:
        """Rows, at most ``limit`` or all of them, fetched page by page.

        ``order`` reads "started_at.desc,id"; what spans pages of 1,000 rows needs one that is total.
        """
        if limit is not None and limit <= PAGE:
            return self._rows(self._page(table, columns, filters, order, limit), f"reading {table}")
        rows: list[Row] = []
        while True:
            size = PAGE if limit is None else min(PAGE, limit - len(rows))
            query = self._page(table, columns, filters, order, size, len(rows), counted=True)
            page = self._rows(query, f"reading {table}")
            rows += page
            total = self._total(f"reading {table}")
            if not page or len(rows) >= min(total, limit if limit is not None else total):
                return rows

    def count(self, table: str, filters: Sequence[Filter] = ()) -> int:
        """How many rows fit ``filters``, exactly."""
        self._rows(self._page(table, "*", filters, None, 0, counted=True), f"counting {table}")
        return self._total(f"counting {table}")

    def delete(self, table: str, filters: Sequence[Filter]) -> None:
        """Delete the rows that fit ``filters``, of which there must be one: never a whole table."""
        if not filters:
            raise ValueError("delete needs a filter")
        query = self._client.table(table).delete(returning=ReturnMethod.minimal)
        self._silently(_filtered(query, filters), f"deleting from {table}")

    def rpc(self, function: str, params: Row | None = None) -> Any:
        """What a function of the project returns: a value, or rows; None where it returns nothing."""
        content = self._run(self._client.rpc(function, params or {}), f"calling {function}")
        return self._decoded(content, f"calling {function}") if content else None

    def close(self) -> None:
        """Hang up."""
        self._http.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _page(
        self,
        table: str,
        columns: str,
        filters: Sequence[Filter],
        order: str | None,
        limit: int,
        offset: int = 0,
        *,
        counted: bool = False,
    ) -> Any:
        count = CountMethod.exact if counted else None
        query = self._client.table(table).select(columns, count=count).limit(limit)
        if offset:
            query = query.offset(offset)
        for part in filter(None, (order or "").split(",")):
            name, _, how = part.strip().partition(".")
            query = query.order(name, desc=how.startswith("desc"))
        return _filtered(query, filters)

    def _silently(self, query: Any, doing: str) -> None:
        """What was asked to return nothing: a body is somebody else's, and the success was none."""
        if self._run(query, doing):
            raise not_json(self.target, doing)

    def _rows(self, query: Any, doing: str) -> list[Row]:
        rows = self._decoded(self._run(query, doing), doing)
        if not isinstance(rows, list):
            raise not_json(self.target, doing)
        return rows

    def _total(self, doing: str) -> int:
        _, _, total = self._watch.header("content-range").partition("/")
        if not total.isdigit():
            raise not_json(self.target, doing)
        return int(total)

    def _decoded(self, content: bytes, doing: str) -> Any:
        try:
            return json.loads(content)
        except (ValueError, RecursionError):
            raise not_json(self.target, doing) from None

    def _run(self, query: Any, doing: str) -> bytes:
        """Send a request; the body of a success. No cause is chained: it could quote a header."""
        self._watch.forget()
        try:
            query.execute()
        except APIError as error:
            message = error.message or str(error.details or "") or "no reason given"
            answer = self._watch.answer(error.code or "", message)
            raise from_answer(self.target, doing, answer) from None
        except httpx.HTTPError as error:
            raise from_network(self.target, doing, error, self._timeout) from None
        except (TypeError, ValueError, RecursionError) as error:
            raise self._unspeakable(doing, error) from None
        if self._watch.foreign():
            raise not_json(self.target, doing)
        return self._watch.content()

    def _unspeakable(self, doing: str, error: Exception) -> RowRejected | Unreachable:
        """What JSON cannot say in a row (a NaN, half a character), or what no PostgREST answers."""
        if self._watch.heard:
            return not_json(self.target, doing)
        return RowRejected(
            f"{self.target.project}: {doing}: not to be said in JSON: {type(error).__name__}",
            hint="the row must change to be taken",
        )


class _Watch:
    """Sees each answer as it comes: its status and headers, and that its body does not take for ever."""

    def __init__(self, patience: float) -> None:
        self._patience = patience
        self._until = 0.0
        self._response: httpx.Response | None = None

    def forget(self) -> None:
        self._response = None

    def asked(self, request: httpx.Request) -> None:
        self._until = time.monotonic() + self._patience

    def answered(self, response: httpx.Response) -> None:
        self._response = response
        if isinstance(response.stream, httpx.SyncByteStream):
            response.stream = _Hurried(response.stream, self._until)

    @property
    def heard(self) -> bool:
        return self._response is not None

    def header(self, name: str) -> str:
        return self._response.headers.get(name, "") if self._response is not None else ""

    def content(self) -> bytes:
        return self._response.content if self._response is not None else b""

    def foreign(self) -> bool:
        """Whether a success carries something that PostgREST never sends."""
        return bool(self.content()) and "json" not in self.header("content-type")

    def answer(self, code: str, message: str) -> Answer:
        status = self._response.status_code if self._response is not None else 0
        return Answer(
            status,
            "" if code == str(status) else code,
            message,
            seconds_to_wait(self.header("retry-after")),
        )


class _Hurried(httpx.SyncByteStream):
    """A body that must be whole by an instant; each piece alone has the client's time limit."""

    def __init__(self, stream: httpx.SyncByteStream, until: float) -> None:
        self._stream = stream
        self._until = until

    def __iter__(self) -> Iterator[bytes]:
        for piece in self._stream:
            if time.monotonic() > self._until:
                raise httpx.ReadTimeout("the answer trickles in too slowly")
            yield piece

    def close(self) -> None:
        self._stream.close()


def secure_context(target: Target) -> ssl.SSLContext:
    """How a gateway for ``target`` verifies certificates: certifi's, or those of SSL_CERT_FILE."""
    return httpx.create_ssl_context(trust_env=_uses_environment(target))


def _uses_environment(target: Target) -> bool:
    """A proxy of the environment is honoured, but not on the way to this machine itself."""
    return target.host not in LOOPBACK


def _by_shape(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows with the same columns together: PostgREST would reset a column that only some name."""
    shapes: dict[frozenset[str], list[Row]] = {}
    for row in rows:
        shapes.setdefault(frozenset(row), []).append(row)
    return list(shapes.values())


def _filtered(query: Any, filters: Sequence[Filter]) -> Any:
    for column, operator, value in filters:
        query = _filter(query, column, operator, value)
    return query


def _filter(query: Any, column: str, operator: str, value: Any) -> Any:
    if operator == "or":
        return query.or_(value)
    if value is None and operator in {"eq", "neq"}:
        return (query if operator == "eq" else query.not_).is_(column, None)
    methods: Mapping[str, Callable[[str, Any], Any]] = {
        "eq": query.eq, "neq": query.neq, "gt": query.gt, "gte": query.gte, "lt": query.lt,
        "lte": query.lte, "in": query.in_, "is": query.is_, "cs": query.contains,
        "like": query.like, "ilike": query.ilike,
    }  # fmt: skip
    return methods[operator](column, value.isoformat() if isinstance(value, datetime) else value)

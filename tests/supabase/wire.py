"""The stand-in as a client meets it: the real package, and the requests themselves."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from typing import Any

import httpx
import pytest
from postgrest import APIError
from supabase import Client, ClientOptions, create_client

from tests.support.postgrest import Project

ClientOf = Callable[..., Client]

TABLES = """
create table things (
  id int primary key,
  name text not null default 'nameless',
  tags text[],
  body jsonb,
  at timestamptz,
  rank double precision,
  unique (name, rank)
);
create table parts (id int primary key, thing int references things, check (id > 0));
"""


@contextmanager
def clients(project: Project) -> Iterator[ClientOf]:
    """Makes ``supabase`` clients of a project: ``make(key, token=None)``, closed at the end."""
    with ExitStack() as stack:

        def make(key: str, token: str | None = None) -> Client:
            http = stack.enter_context(open_http())
            headers = {} if token is None else {"Authorization": f"Bearer {token}"}
            return create_client(
                project.url, key, ClientOptions(httpx_client=http, headers=headers)
            )

        yield make


def open_http(**how: Any) -> httpx.Client:
    """An HTTP client for the loopback; without certificates it opens fifty times as fast."""
    return httpx.Client(verify=False, **how)


def ids(rows: Any) -> list[int]:
    """The ids in the order they came."""
    return [row["id"] for row in rows.data]


def rows_of(reply: Any) -> list[dict[str, Any]]:
    """The rows of a reply, as dicts."""
    return list(reply.data)


def refused(call: Callable[[], Any]) -> APIError:
    """The error of a call that must be refused."""
    with pytest.raises(APIError) as caught:
        call()
    return caught.value


def get(
    project: Project, path: str, *, key: str | None = None, headers: Any = None
) -> httpx.Response:
    """One GET as it is on the wire."""
    known = {"apikey": key or project.service_key}
    url = f"{project.url}/rest/v1/{path}"
    return httpx.get(url, headers={**known, **(headers or {})}, verify=False)


def post(project: Project, table: str, *, headers: Any = None, **how: Any) -> httpx.Response:
    """One POST as it is on the wire."""
    known = {"apikey": project.service_key, "Content-Type": "application/json"}
    url = f"{project.url}/rest/v1/{table}"
    return httpx.post(url, headers={**known, **(headers or {})}, verify=False, **how)

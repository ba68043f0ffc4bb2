"""What the stand-in refuses, and in whose name it does what it does not refuse."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from typing import Any

import httpx
import psycopg
import pytest
from supabase import Client

from tests.supabase.wire import TABLES, ClientOf, clients, get, ids, post, refused, rows_of
from tests.support.postgrest import Project

NOTES = """
create table notes (id int primary key, user_id uuid default auth.uid(), text text);
alter table notes enable row level security;
create policy own on notes for all to authenticated
  using (user_id = auth.uid()) with check (user_id = auth.uid());
revoke all on notes from anon;
"""


@pytest.fixture
def client(project: Project) -> Iterator[Client]:
    """The service role's client, and the tables made."""
    project.execute(TABLES)
    with clients(project) as client_of:
        yield client_of(project.service_key)


@pytest.fixture
def client_of(project: Project) -> Iterator[ClientOf]:
    """Clients of any key and token."""
    with clients(project) as made:
        yield made


class TestErrors:
    def test_what_is_not_there(self, client: Client, project: Project) -> None:
        assert refused(client.table("absent").select("*").execute).code == "PGRST205"
        assert get(project, "absent").status_code == 404
        assert refused(client.table("things").select("absent").execute).code == "42703"
        assert refused(client.table("things").insert({"absent": 1}).execute).code == "PGRST204"
        assert get(project, "things/1").status_code == 404
        other = get(project, "things", headers={"Accept-Profile": "private"})
        assert (other.status_code, other.json()["code"]) == (406, "PGRST106")

    @pytest.mark.parametrize(
        ("table", "row", "code", "status"),
        [
            ("things", {"id": "x"}, "22P02", 400),
            ("things", {"id": 1, "name": None}, "23502", 400),
            ("things", {"id": 1, "name": "nul \0 byte"}, "22P05", 400),
            ("things", {"id": 1, "at": "yesterdayish"}, "22007", 400),
            ("things", {"id": 10**12}, "22003", 400),
            ("parts", {"id": 1, "thing": 99}, "23503", 409),
            ("parts", {"id": -1}, "23514", 400),
        ],
    )
    def test_a_row_that_postgres_rejects(
        self, client: Client, project: Project, table: str, row: Any, code: str, status: int
    ) -> None:
        reply = post(project, table, json=[row], params={"columns": ",".join(row)})
        assert (reply.json()["code"], reply.status_code) == (code, status)
        assert set(reply.json()) == {"code", "message", "details", "hint"}

    def test_a_body_or_query_that_is_nonsense(self, client: Client, project: Project) -> None:
        reply = post(project, "things", content=b'{"id": 1')
        assert (reply.status_code, reply.json()["code"]) == (400, "PGRST102")
        for query in ("id=equals.1", "id=5", "or=(id.eq.1", "limit=many", "order=id.sideways"):
            reply = get(project, f"things?{query}")
            assert (reply.status_code, reply.json()["code"]) == (400, "PGRST100"), query

    def test_identifiers_cannot_break_out(self, client: Client, project: Project) -> None:
        project.execute("insert into things (id) values (1)")
        evil = 'id"; drop table things; --'
        assert refused(client.table("things").select("id").eq(evil, 1).execute).code == "42703"
        assert refused(client.table("things").insert({evil: 1}).execute).code == "PGRST204"
        assert get(project, "things?body->>a'b=eq.1").json() == []
        assert client.table("things").select("id").eq("name", "'; drop table things; --").execute()
        assert len(project.execute("select 1 from things")) == 1


class TestKeys:
    def test_the_gateway_wants_a_key_it_knows(self, project: Project) -> None:
        reply = httpx.get(f"{project.url}/rest/v1/", verify=False)
        assert (reply.status_code, reply.json()["message"]) == (401, "No API key found in request")
        for wrong in ("nonsense", "sb_secret_wrong", project.service_key[:-3] + "abc"):
            reply = get(project, "", key=wrong)
            assert (reply.status_code, reply.json()["message"]) == (401, "Invalid API key")

    def test_each_key_is_its_role(self, project: Project, client_of: ClientOf) -> None:
        project.execute(
            "create function whoami() returns text language sql as "
            "'select current_user || '','' || coalesce(auth.role(), ''none'')'"
        )
        roles = {
            project.service_key: "service_role",
            project.secret_key: "service_role",
            project.anon_key: "anon",
            project.publishable_key: "anon",
        }
        for key, role in roles.items():
            assert client_of(key).rpc("whoami").execute().data == f"{role},{role}"
        token = project.user_token(str(uuid.uuid4()))
        for key in (project.anon_key, project.publishable_key, project.secret_key):
            found = client_of(key, token).rpc("whoami").execute().data
            assert found == "authenticated,authenticated"

    def test_row_security_per_role(self, project: Project, client_of: ClientOf) -> None:
        project.execute(NOTES)
        one, two = str(uuid.uuid4()), str(uuid.uuid4())
        mine = client_of(project.anon_key, project.user_token(one))
        theirs = client_of(project.anon_key, project.user_token(two))
        made = mine.table("notes").insert({"id": 1, "text": "a"}).execute()
        assert rows_of(made)[0]["user_id"] == one
        theirs.table("notes").insert({"id": 2, "text": "b"}).execute()
        assert ids(mine.table("notes").select("id").execute()) == [1]
        assert mine.table("notes").delete().eq("id", 2).execute().data == []
        stolen = {"id": 3, "user_id": two}
        assert refused(mine.table("notes").insert(stolen).execute).code == "42501"
        assert len(client_of(project.service_key).table("notes").select("id").execute().data) == 2

    def test_what_is_not_granted_is_401_for_anon_and_403_for_a_user(self, project: Project) -> None:
        project.execute(NOTES + "revoke all on notes from authenticated;")
        assert get(project, "notes", key=project.anon_key).status_code == 401
        token = {"Authorization": f"Bearer {project.user_token(str(uuid.uuid4()))}"}
        reply = get(project, "notes", key=project.anon_key, headers=token)
        assert (reply.status_code, reply.json()["code"]) == (403, "42501")

    def test_tokens_that_are_expired_or_forged(self, project: Project) -> None:
        user = str(uuid.uuid4())
        old, good = project.user_token(user, expires_in=-60), project.user_token(user)
        for token, code in (
            (old, "PGRST303"),
            (good[:-4] + "AAAA", "PGRST301"),
            ("a.b", "PGRST301"),
        ):
            headers = {"Authorization": f"Bearer {token}"}
            reply = get(project, "", key=project.anon_key, headers=headers)
            assert (reply.status_code, reply.json()["code"]) == (401, code)

    def test_the_owner_is_no_superuser_and_its_tables_are_granted(self, project: Project) -> None:
        with psycopg.connect(project.db_url) as connection:
            connection.execute("create table owned (id int)")
            row = connection.execute("select rolsuper from pg_roles where rolname = current_user")
            assert row.fetchone() == (False,)
        assert get(project, "owned", key=project.anon_key).json() == []

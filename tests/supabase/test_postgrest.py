"""The stand-in answers the real client as PostgREST documents it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from postgrest import CountMethod, ReturnMethod
from supabase import Client

from tests.supabase.wire import TABLES, clients, get, ids, post, refused, rows_of
from tests.support.postgrest import Project


@pytest.fixture
def client(project: Project) -> Iterator[Client]:
    """The service role's client, and the tables made."""
    project.execute(TABLES)
    with clients(project) as client_of:
        yield client_of(project.service_key)


def fill(project: Project, rows: int = 5) -> None:
    """Put ``rows`` numbered rows into ``things``."""
    project.execute(
        "insert into things (id, name, tags, body, rank) "
        "select n, 'n' || n, array['t' || n, 'all'], jsonb_build_object('n', n), 10 - n "
        "from generate_series(1, %s) n",
        [rows],
    )


class TestUpsert:
    def test_types_come_back_as_they_went(self, client: Client) -> None:
        row = {
            "id": 1,
            "name": 'it\'s "quoted" \\ %s $1 é',
            "tags": ["a b", 'c,"d"', "{e}", "NULL"],
            "body": {"deep": [1, None, {"x": True}], "text": "ü"},
            "at": "2026-01-02T03:04:05.123456+00:00",
            "rank": 0.1,
        }
        assert client.table("things").upsert(row).execute().data == [row]
        assert client.table("things").select("*").execute().data == [row]

    def test_merges_what_is_there_and_inserts_the_rest(
        self, client: Client, project: Project
    ) -> None:
        fill(project, 2)
        rows = [{"id": 2, "name": "two", "rank": 2}, {"id": 3, "name": "three", "rank": 3}]
        reply = client.table("things").upsert(rows, returning=ReturnMethod.minimal).execute()
        assert reply.data == []
        found = project.execute("select id, name, tags from things order by id")
        assert [(row["id"], row["name"]) for row in found] == [(1, "n1"), (2, "two"), (3, "three")]
        assert found[1]["tags"] == ["t2", "all"], "a column that was not sent is left alone"

    def test_a_key_that_uneven_rows_lack_becomes_null(
        self, client: Client, project: Project
    ) -> None:
        fill(project, 1)
        rows: list[dict[str, Any]] = [{"id": 1, "name": "a", "rank": 5}, {"id": 2, "name": "b"}]
        client.table("things").upsert(rows).execute()
        assert project.execute("select id, rank from things order by id") == [
            {"id": 1, "rank": 5.0},
            {"id": 2, "rank": None},
        ]
        uneven: list[dict[str, Any]] = [{"id": 3}, {"id": 4, "name": "d"}]
        assert refused(lambda: client.table("things").upsert(uneven).execute()).code == "23502"
        client.table("things").upsert(uneven, default_to_null=False).execute()
        assert project.execute("select name from things where id = 3") == [{"name": "nameless"}]

    def test_uneven_rows_without_columns_do_not_match(
        self, client: Client, project: Project
    ) -> None:
        reply = post(project, "things", json=[{"id": 1}, {"id": 2, "name": "b"}])
        assert (reply.status_code, reply.json()["code"]) == (400, "PGRST102")
        assert reply.json()["message"] == "All object keys must match"

    def test_ignoring_duplicates_gives_only_what_is_new(
        self, client: Client, project: Project
    ) -> None:
        fill(project, 2)
        rows = [{"id": each, "name": "new"} for each in (1, 2, 3)]
        reply = client.table("things").upsert(rows, ignore_duplicates=True).execute()
        assert ids(reply) == [3]
        assert client.table("things").upsert(rows, ignore_duplicates=True).execute().data == []
        names = project.execute("select name from things order by id")
        assert [row["name"] for row in names] == ["n1", "n2", "new"]

    def test_on_conflict_names_another_unique_key(self, client: Client, project: Project) -> None:
        fill(project, 1)
        row = {"id": 9, "name": "n1", "rank": 9}
        assert refused(lambda: client.table("things").upsert(row).execute()).code == "23505"
        client.table("things").upsert(row, on_conflict="name,rank").execute()
        assert project.execute("select id from things") == [{"id": 9}]
        error = refused(lambda: client.table("things").upsert(row, on_conflict="rank").execute())
        assert error.code == "42P10"

    def test_the_same_key_twice_in_a_batch_is_an_error(
        self, client: Client, project: Project
    ) -> None:
        rows = [{"id": 1, "name": "a"}, {"id": 1, "name": "b"}]
        error = refused(lambda: client.table("things").upsert(rows).execute())
        assert error.code == "21000"
        assert project.execute("select 1 from things") == []

    def test_a_plain_insert_of_nothing_does_nothing(self, client: Client, project: Project) -> None:
        assert client.table("things").insert([]).execute().data == []
        reply = post(project, "things", json={"id": 1}, headers={"Prefer": "return=headers-only"})
        assert (reply.status_code, reply.content) == (201, b"")


class TestReading:
    @pytest.mark.parametrize(
        ("query", "found"),
        [
            ("id=eq.2", [2]),
            ("id=neq.2", [1, 3, 4, 5]),
            ("id=gt.2&id=lte.4", [3, 4]),
            ("id=gte.4", [4, 5]),
            ("id=lt.2", [1]),
            ("name=like.n*", [1, 2, 3, 4, 5]),
            ("name=like.*2", [2]),
            ("name=ilike.N3", [3]),
            ("name=not.ilike.N3", [1, 2, 4, 5]),
            ('name=in.(n1,"n4","x,y")', [1, 4]),
            ("id=in.()", []),
            ("id=not.in.(1,2,3)", [4, 5]),
            ("at=is.null", [1, 2, 3, 4, 5]),
            ("at=not.is.null", []),
            ("tags=cs.{t2}", [2]),
            ("tags=cs.{all,t3}", [3]),
            ("tags=cd.{t1,all,other}", [1]),
            ("tags=ov.{t1,t5}", [1, 5]),
            ('body=cs.{"n":4}', [4]),
            ("body->>n=eq.3", [3]),
            ("body->n=gt.4", [5]),
            ("or=(id.eq.1,tags.cs.{t5})", [1, 5]),
            ("or=(id.eq.1,and(id.gt.3,name.not.eq.n5))", [1, 4]),
            ('or=(id.in.(1,2),name.eq."n5")', [1, 2, 5]),
            ("or=(tags.cs.{t1,all},at.not.is.null)", [1]),
            ("and=(id.gt.1,not.or(id.eq.2,id.eq.3))", [4, 5]),
            ("not.or=(id.eq.1,id.eq.2)", [3, 4, 5]),
            ("id=eq(any).{1,3}", [1, 3]),
            ("order=rank.asc&limit=2", [5, 4]),
            ("order=rank.desc&offset=3", [4, 5]),
            ("order=at.desc.nullslast,id.desc&limit=1", [5]),
        ],
    )
    def test_filters(self, client: Client, project: Project, query: str, found: list[int]) -> None:
        fill(project)
        order = "" if "order=" in query else "&order=id"
        reply = get(project, f"things?select=id&{query}{order}")
        assert [row["id"] for row in reply.json()] == found

    def test_the_clients_own_words(self, client: Client, project: Project) -> None:
        fill(project)
        query = client.table("things").select("id, label:name, body->n, rank::text")
        reply = query.in_("name", ["n1", "x,y", "n2"]).order("id", desc=True).limit(1).execute()
        assert reply.data == [{"id": 2, "label": "n2", "n": 2, "rank": "8"}]
        assert ids(
            client.table("things").select("id").contains("tags", ["t3", "all"]).execute()
        ) == [3]
        either = "id.eq.5,tags.cs.{t1}"
        assert ids(client.table("things").select("id").or_(either).order("id").execute()) == [1, 5]
        assert ids(client.table("things").select("id").not_.is_("at", None).execute()) == []
        assert ids(client.table("things").select("id").range(1, 2).order("id").execute()) == [2, 3]

    def test_count(self, client: Client, project: Project) -> None:
        fill(project)
        query = client.table("things").select("*", count=CountMethod.exact, head=True)
        assert query.gt("id", 2).execute().count == 3
        part = client.table("things").select("id", count=CountMethod.exact).order("id").limit(2)
        reply = part.execute()
        assert (ids(reply), reply.count) == ([1, 2], 5)

    def test_ranges_and_their_statuses(self, client: Client, project: Project) -> None:
        fill(project)
        exact = {"Prefer": "count=exact"}
        reply = get(project, "things?order=id", headers={**exact, "Range": "1-2"})
        assert (reply.status_code, reply.headers["Content-Range"]) == (206, "1-2/5")
        reply = get(project, "things", headers=exact)
        assert (reply.status_code, reply.headers["Content-Range"]) == (200, "0-4/5")
        assert get(project, "things?id=eq.9").headers["Content-Range"] == "*/*"
        reply = get(project, "things?offset=9", headers=exact)
        assert (reply.status_code, reply.json()["code"]) == (416, "PGRST103")

    def test_no_read_gives_more_than_max_rows(self, client: Client, project: Project) -> None:
        fill(project, 1100)
        assert len(client.table("things").select("id").limit(2000).execute().data) == 1000
        project.max_rows = 3
        assert len(client.table("things").select("id").execute().data) == 3

    def test_one_object(self, client: Client, project: Project) -> None:
        fill(project)
        reply = client.table("things").select("id").eq("id", 1).single().execute()
        assert reply.data == {"id": 1}
        error = refused(lambda: client.table("things").select("id").single().execute())
        assert (error.code, error.details) == ("PGRST116", "The result contains 5 rows")
        maybe = client.table("things").select("id").eq("id", 77).maybe_single().execute()
        assert maybe is None

    def test_a_table_that_changes_is_seen_at_once(self, client: Client, project: Project) -> None:
        fill(project, 1)
        for _ in range(10):  # so often that the statements are prepared
            client.table("things").select("*").execute()
        project.execute("alter table things add column late int default 7")
        assert rows_of(client.table("things").select("*").execute())[0]["late"] == 7
        project.execute("drop table things cascade")
        assert refused(client.table("things").select("*").execute).code == "PGRST205"

    def test_a_date_is_sent_for_the_clock(self, project: Project) -> None:
        assert get(project, "").headers["Date"].endswith("GMT")


class TestChanging:
    def test_update_and_delete_by_filter(self, client: Client, project: Project) -> None:
        fill(project, 3)
        change = client.table("things").update({"body": {"a": 1}, "tags": ["z"]})
        assert rows_of(change.gt("id", 2).execute())[0]["body"] == {"a": 1}
        assert ids(client.table("things").delete().in_("id", [1, 2]).execute()) == [1, 2]
        assert project.execute("select id, tags from things") == [{"id": 3, "tags": ["z"]}]

    def test_neither_goes_without_a_filter(self, client: Client, project: Project) -> None:
        fill(project, 1)
        for call in (client.table("things").delete(), client.table("things").update({"rank": 1})):
            error = refused(call.execute)
            assert error.code == "21000"
            assert "requires a WHERE clause" in str(error.message)
        assert project.execute("select rank from things") == [{"rank": 9.0}]


class TestFunctions:
    FUNCTIONS = """
    create function plus(a int, b int default 10) returns int language sql as 'select a + b';
    create function pairs(upto int) returns table(n int, half float) language sql
      as 'select n, n / 2.0 from generate_series(1, upto) n';
    create function said(words text[], what jsonb) returns jsonb language sql
      as 'select jsonb_build_object(''words'', words, ''what'', what)';
    create function clock() returns timestamptz language sql as 'select now()';
    create function nothing() returns void language sql as '';
    create function names() returns setof text language sql as 'select name from things order by 1';
    create function put(id int) returns void language sql as 'insert into things values (put.id)';
    """

    def test_rpc(self, client: Client, project: Project) -> None:
        project.execute(self.FUNCTIONS)
        fill(project, 2)
        assert client.rpc("plus", {"a": 1}).execute().data == 11
        assert client.rpc("plus", {"a": 1, "b": 2}).execute().data == 3
        assert client.rpc("plus", {"a": 1}, get=True).execute().data == 11
        pairs = client.rpc("pairs", {"upto": 3}).gt("n", 1).order("n", desc=True).execute()
        assert pairs.data == [{"n": 3, "half": 1.5}, {"n": 2, "half": 1}]
        said = {"words": ["a", "b c"], "what": {"x": [1]}}
        assert client.rpc("said", said).execute().data == said
        assert client.rpc("names").execute().data == ["n1", "n2"]
        assert str(client.rpc("clock").execute().data).endswith("+00:00")
        assert client.rpc("nothing").execute().data == []

    def test_a_get_may_not_write(self, client: Client, project: Project) -> None:
        project.execute(self.FUNCTIONS)
        assert refused(client.rpc("put", {"id": 1}, get=True).execute).code == "25006"
        client.rpc("put", {"id": 1}).execute()
        assert ids(client.table("things").select("id").execute()) == [1]

    def test_no_such_function_or_arguments(self, client: Client, project: Project) -> None:
        project.execute(self.FUNCTIONS)
        assert refused(client.rpc("absent").execute).code == "PGRST202"
        error = refused(client.rpc("plus", {"a": 1, "c": 2}).execute)
        assert error.code == "PGRST202"
        assert "public.plus(a, c)" in str(error.message)

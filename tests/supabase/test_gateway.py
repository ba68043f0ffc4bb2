"""The gateway against the stand-in: what it sends, what comes back, and every failure's name."""

from __future__ import annotations

import logging
import math
import threading
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from lsh.domain.errors import LshError
from lsh.sinks.supabase.errors import (
    ProjectPaused,
    Refused,
    RowRejected,
    SchemaMissing,
    Unreachable,
)
from lsh.sinks.supabase.failures import Answer, from_answer, seconds_to_wait
from lsh.sinks.supabase.gateway import Gateway, Row
from lsh.sinks.supabase.target import Target
from tests.support.postgrest import Project
from tests.support.remote_schema import apply_schema

NOW = datetime(2026, 11, 22, 10, 0, tzinfo=UTC)


def target_of(project: Project, key: str | None = None, role: str = "service_role") -> Target:
    return Target(project.url, key or project.secret_key, "SUPABASE_KEY", role, key_role=role)


@pytest.fixture
def gateway(project: Project) -> Iterator[Gateway]:
    apply_schema(project.db_url)
    with Gateway(target_of(project), timeout=5) as made:
        yield made


def home(number: int, **more: Any) -> Row:
    return {"home_id": str(uuid.UUID(int=number)), "host": f"host{number}", **more}


def failing(call: Callable[[], object], kind: type[LshError]) -> LshError:
    with pytest.raises(LshError) as caught:
        call()
    assert type(caught.value) is kind, repr(caught.value)
    return caught.value


# Reading and writing


def test_an_upsert_twice_changes_nothing(gateway: Gateway) -> None:
    rows = [home(number, pending=number) for number in range(3)]
    for _ in range(2):
        gateway.upsert("lsh_homes", rows, on_conflict="home_id")
    assert gateway.count("lsh_homes") == 3
    gateway.upsert("lsh_homes", [home(1, pending=7)], on_conflict="home_id")
    found = gateway.select("lsh_homes", columns="host,pending", order="host.desc")
    assert found == [
        {"host": "host2", "pending": 2}, {"host": "host1", "pending": 7},
        {"host": "host0", "pending": 0},
    ]  # fmt: skip


def test_uneven_rows_leave_alone_what_they_do_not_name(gateway: Gateway) -> None:
    gateway.upsert("lsh_homes", [home(1, pending=1, lsh_version="1.0")], on_conflict="home_id")
    gateway.upsert(
        "lsh_homes", [home(1, pending=2), home(2, lsh_version="2")], on_conflict="home_id"
    )
    found = gateway.select("lsh_homes", columns="pending,lsh_version", order="host")
    assert found == [{"pending": 2, "lsh_version": "1.0"}, {"pending": None, "lsh_version": "2"}]


def test_insert_new_tells_which_were_new(gateway: Gateway) -> None:
    assert len(gateway.insert_new("lsh_homes", [home(1)], on_conflict="home_id")) == 1
    new = gateway.insert_new("lsh_homes", [home(1, host="x"), home(2)], on_conflict="home_id")
    assert [row["host"] for row in new] == ["host2"]
    assert gateway.select("lsh_homes", filters=[("host", "eq", "x")]) == []


def test_filters_say_what_they_mean(gateway: Gateway) -> None:
    odd = 'a,b "c" (d) é%'
    gateway.upsert("lsh_homes", [home(n, pending=n) for n in range(4)], on_conflict="home_id")
    gateway.upsert("lsh_homes", [home(9, host=odd, pending=None)], on_conflict="home_id")

    def hosts(*filters: tuple[str, str, Any]) -> list[str]:
        rows = gateway.select("lsh_homes", filters=filters, order="home_id")
        return [row["host"].removeprefix("host") for row in rows]

    assert hosts(("host", "eq", odd)) == [odd]
    assert hosts(("host", "in", [odd, "host1", "none"])) == ["1", odd]
    assert hosts(("host", "in", [])) == []
    assert hosts(("pending", "gt", 1), ("pending", "lte", 3)) == ["2", "3"]
    assert hosts(("pending", "gte", 2), ("pending", "lt", 3)) == ["2"]
    assert hosts(("pending", "neq", 1), ("pending", "is", "null")) == []
    assert hosts(("pending", "is", None)) == hosts(("pending", "eq", None)) == [odd]
    assert hosts(("pending", "neq", None)) == ["0", "1", "2", "3"]
    assert hosts(("", "or", "pending.eq.1,pending.is.null")) == ["1", odd]
    assert hosts(("host", "like", "host%")) == ["0", "1", "2", "3"]
    assert hosts(("host", "ilike", "HOST_")) == ["0", "1", "2", "3"]
    assert hosts(("created_at", "gt", NOW.replace(year=1999))) == ["0", "1", "2", "3", odd]


def test_arrays_and_json_come_back_as_they_went(gateway: Gateway) -> None:
    job = {
        "id": str(uuid.uuid4()), "job_id": "a", "command": "true", "push_seq": 1,
        "hosts": ["lap top", 'b"{,'], "definition": {"name": "a", "deep": [1, {"x": None}]},
    }  # fmt: skip
    gateway.upsert("shell_jobs", [job])
    found = gateway.select("shell_jobs", filters=[("hosts", "cs", ['b"{,'])])
    assert [(row["hosts"], row["definition"]) for row in found] == [
        (job["hosts"], job["definition"])
    ]
    assert gateway.select("shell_jobs", filters=[("hosts", "cs", ["b"])]) == []
    assert gateway.count("shell_jobs", [("", "or", 'job_id.eq.b,hosts.cs.{"lap top"}')]) == 1


def test_everything_is_read_page_by_page(gateway: Gateway, project: Project) -> None:
    rows = [home(number) for number in range(2350)]
    gateway.upsert("lsh_homes", rows, on_conflict="home_id")
    found = gateway.select("lsh_homes", columns="home_id", order="home_id")
    assert [row["home_id"] for row in found] == [row["home_id"] for row in rows]
    assert len(gateway.select("lsh_homes", order="home_id", limit=1100)) == 1100
    project.max_rows = 400  # a project may give less than is asked for
    assert len(gateway.select("lsh_homes", columns="home_id", order="home_id")) == 2350
    assert gateway.count("lsh_homes", [("host", "like", "host1%")]) == 1111


def test_delete_takes_what_fits_and_never_all(gateway: Gateway) -> None:
    gateway.upsert("lsh_homes", [home(number) for number in range(3)], on_conflict="home_id")
    gateway.delete("lsh_homes", [("host", "in", ["host0", "host2"])])
    assert [row["host"] for row in gateway.select("lsh_homes")] == ["host1"]
    with pytest.raises(ValueError, match="filter"):
        gateway.delete("lsh_homes", [])


def test_functions_return_values_rows_and_nothing(gateway: Gateway, project: Project) -> None:
    assert datetime.fromisoformat(gateway.rpc("lsh_clock")).tzinfo
    names = {row["name"]: row["row_security"] for row in gateway.rpc("lsh_tables")}
    assert names["shell_jobs"] is True
    project.execute("create function public.nothing() returns void language sql as 'select 1'")
    assert gateway.rpc("nothing") is None


def test_no_thread_is_started_and_one_connection_is_kept(
    gateway: Gateway, project: Project
) -> None:
    gateway.rpc("lsh_clock")
    before = threading.active_count()  # the stand-in has a thread a connection
    for _ in range(5):
        gateway.rpc("lsh_clock")
    assert threading.active_count() == before


def test_a_users_token_is_sent_beside_the_key(project: Project) -> None:
    apply_schema(project.db_url)
    user = str(uuid.uuid4())
    token = project.user_token(user)
    target = Target(
        project.url, project.anon_key, "SUPABASE_ANON_KEY", "authenticated", token, user
    )
    with Gateway(target, timeout=5) as gateway:
        gateway.upsert("lsh_homes", [home(1)], on_conflict="home_id")
        assert [row["user_id"] for row in gateway.select("lsh_homes")] == [user]
        stranger = home(2, user_id=str(uuid.uuid4()))
        error = failing(
            lambda: gateway.upsert("lsh_homes", [stranger], on_conflict="home_id"), Refused
        )
        assert "42501" in error.message
        assert "authenticated" in str(error.hint)
        with Gateway(target_of(project, project.service_key), timeout=5) as before:
            before.upsert("lsh_homes", [home(3)], on_conflict="home_id")
        error = failing(
            lambda: gateway.upsert("lsh_homes", [home(3)], on_conflict="home_id"), Refused
        )
        assert "synced as someone else, or with a service_role key" in str(error.hint)


@pytest.mark.parametrize("kind", ["service_key", "secret_key"])
def test_old_and_new_keys_are_accepted(project: Project, kind: str) -> None:
    apply_schema(project.db_url)
    with Gateway(target_of(project, getattr(project, kind)), timeout=5) as gateway:
        assert gateway.count("lsh_homes") == 0


# Failures


def test_an_anon_key_may_do_nothing(project: Project) -> None:
    apply_schema(project.db_url)
    for key in (project.anon_key, project.publishable_key):
        with Gateway(target_of(project, key, "anon"), timeout=5) as gateway:
            error = failing(lambda: gateway.select("shell_jobs"), Refused)
            assert "service_role" in str(error.hint)


def test_a_wrong_key_is_refused_and_not_shown(project: Project) -> None:
    key = "sb_secret_wrongwrongwrongwrong1234"
    with Gateway(target_of(project, key), timeout=5) as gateway:
        error = failing(lambda: gateway.select("shell_jobs"), Refused)
    assert "Invalid API key" in error.message
    assert "sb_secret_…1234" in str(error.hint)
    assert key not in f"{error!r} {error.hint} {error.__cause__!r}"


def test_no_key_is_logged_whatever_is_logged(
    project: Project, caplog: pytest.LogCaptureFixture
) -> None:
    apply_schema(project.db_url)
    token = project.user_token(str(uuid.uuid4()))
    target = Target(project.url, project.anon_key, "SUPABASE_ANON_KEY", "authenticated", token)
    with caplog.at_level(logging.DEBUG), Gateway(target, timeout=5) as gateway:
        gateway.upsert("lsh_homes", [home(1)], on_conflict="home_id")
        project.faults.status(500, times=1)
        failing(lambda: gateway.select("lsh_homes"), Unreachable)
    assert "lsh_homes" in caplog.text  # httpx and httpcore said something
    assert token not in caplog.text
    assert project.anon_key not in caplog.text


def test_an_expired_token_names_the_token(project: Project) -> None:
    apply_schema(project.db_url)
    token = project.user_token(str(uuid.uuid4()), expires_in=-600)
    target = Target(project.url, project.anon_key, "SUPABASE_ANON_KEY", "authenticated", token)
    with Gateway(target, timeout=5) as gateway:
        error = failing(lambda: gateway.select("shell_jobs"), Refused)
    assert "JWT expired" in error.message
    assert "config set token" in str(error.hint)
    assert token not in f"{error!r}{error.hint}"


def test_what_is_not_there_is_schema(project: Project) -> None:
    with Gateway(target_of(project), timeout=5) as gateway:
        calls: list[Callable[[], object]] = [
            lambda: gateway.select("shell_jobs"),
            lambda: gateway.count("shell_jobs"),
            lambda: gateway.upsert("shell_jobs", [{"id": 1}]),
            lambda: gateway.delete("shell_jobs", [("id", "eq", 1)]),
            lambda: gateway.rpc("lsh_clock"),
        ]
        for call in calls:
            error = failing(call, SchemaMissing)
            assert "lsh supabase init" in str(error.hint)
            assert error.exit_code == 78
        apply_schema(project.db_url)
        failing(lambda: gateway.select("shell_jobs", columns="no_such"), SchemaMissing)
        failing(lambda: gateway.select("shell_jobs", filters=[("no", "eq", 1)]), SchemaMissing)
        failing(
            lambda: gateway.upsert("lsh_homes", [home(1, no=1)], on_conflict="home_id"),
            SchemaMissing,
        )


@pytest.mark.parametrize(
    "row",
    [
        home(1, pending="many"), home(1, pending=2**70), home(1, host="a\0b"),
        home(1, home_id="no uuid"), home(1, home_id=None), home(1, pending=math.nan),
        home(1, host="\udc80"), home(1, pending=object()),
    ],
)  # fmt: skip
def test_a_poison_row_is_rejected_whatever_is_wrong_with_it(gateway: Gateway, row: Row) -> None:
    good = {**dict.fromkeys(row), **home(2)}
    error = failing(
        lambda: gateway.upsert("lsh_homes", [good, row], on_conflict="home_id"), RowRejected
    )
    assert "writing lsh_homes" in error.message
    assert gateway.count("lsh_homes") == 0  # all or nothing


def test_one_key_twice_in_a_batch_is_to_be_bisected(gateway: Gateway) -> None:
    rows = [home(1), home(1)]
    failing(lambda: gateway.upsert("lsh_homes", rows, on_conflict="home_id"), RowRejected)


def test_the_words_of_a_rejection_are_masked(gateway: Gateway, project: Project) -> None:
    project.execute(
        "create function public.no() returns trigger language plpgsql as "
        "$$begin raise exception 'password=hunter2 %', new.host; end$$;"
        "create trigger no before insert on lsh_homes for each row execute function no()"
    )
    row = home(1, host="sb_secret_abcdefghijklmnop")
    error = failing(lambda: gateway.upsert("lsh_homes", [row], on_conflict="home_id"), RowRejected)
    assert "[masked]" in error.message
    assert "hunter2" not in error.message
    assert "abcdefghijklmnop" not in error.message


@pytest.mark.parametrize("status", [402, 408, 429, 500, 502, 503, 504, 520, 522, 525, 544])
def test_what_may_pass_is_tried_again(gateway: Gateway, project: Project, status: int) -> None:
    project.faults.status(status, retry_after=7, times=1)
    error = failing(lambda: gateway.rpc("lsh_clock"), Unreachable)
    assert isinstance(error, Unreachable)
    assert error.retry_after == 7
    assert error.exit_code == 75
    assert project.url in error.message
    assert "calling lsh_clock" in error.message
    assert gateway.rpc("lsh_clock")
    assert len([seen for seen in project.requests if seen.status == status]) == 1  # no own retries


def test_a_page_of_a_proxy_is_cut_to_its_title(gateway: Gateway, project: Project) -> None:
    page = "<html><head><title>502 Bad\nGateway</title></head><body>" + "x" * 9999
    project.faults.status(502, body=page)
    error = failing(lambda: gateway.select("lsh_homes"), Unreachable)
    assert len(error.message) < 200
    assert "<" not in error.message


def test_a_paused_project_is_named_so(gateway: Gateway, project: Project) -> None:
    project.faults.paused()
    for call in (lambda: gateway.select("lsh_homes"), lambda: gateway.count("lsh_homes")):
        error = failing(call, ProjectPaused)
        assert "dashboard" in str(error.hint)


@pytest.mark.parametrize("fault", ["half", "cut_before", "cut_after"])
def test_half_an_answer_is_none(gateway: Gateway, project: Project, fault: str) -> None:
    project.faults.add(fault, times=4)
    calls: list[Callable[[], object]] = [
        lambda: gateway.select("lsh_homes"),
        lambda: gateway.insert_new("lsh_homes", [home(1)], on_conflict="home_id"),
        lambda: gateway.rpc("lsh_tables"),
        lambda: gateway.count("lsh_homes"),
    ]
    for call in calls:
        error = failing(call, Unreachable)
        assert "broke" in error.message
    gateway.upsert("lsh_homes", [home(1)], on_conflict="home_id")
    assert gateway.count("lsh_homes") == 1


def test_a_login_page_is_no_success(gateway: Gateway, project: Project) -> None:
    page = "<html><title>Welcome to the hotel</title>"
    project.faults.add("status", status=200, body=page, headers={"Content-Type": "text/html"})
    calls: list[Callable[[], object]] = [
        lambda: gateway.upsert("lsh_homes", [home(1)], on_conflict="home_id"),
        lambda: gateway.select("lsh_homes"),
        lambda: gateway.delete("lsh_homes", [("host", "eq", "x")]),
        lambda: gateway.rpc("lsh_clock"),
    ]
    for call in calls:
        assert "no Supabase project" in failing(call, Unreachable).message


def test_another_server_at_that_address_is_no_project(gateway: Gateway, project: Project) -> None:
    for status in (302, 404):
        project.faults.status(status, body="<title>elsewhere</title>", times=1)
        error = failing(lambda: gateway.select("lsh_homes"), Unreachable)
        assert "config show" in str(error.hint)


def test_silence_ends_with_the_time_limit(gateway: Gateway, project: Project) -> None:
    fault = project.faults.delay(60, times=1)
    with Gateway(gateway.target, timeout=0.3) as hasty:
        error = failing(lambda: hasty.select("lsh_homes"), Unreachable)
        assert "within 0.3 seconds" in error.message
    project.faults.clear(fault)


def test_an_answer_that_trickles_in_ends_too(gateway: Gateway, project: Project) -> None:
    gateway.upsert("lsh_homes", [home(n) for n in range(100)], on_conflict="home_id")
    fault = project.faults.dribble(20, times=1)  # a piece a second
    began = time.monotonic()
    with Gateway(gateway.target, timeout=1.5) as hasty:
        error = failing(lambda: hasty.select("lsh_homes"), Unreachable)
    assert time.monotonic() - began > 4
    assert "no answer" in error.message
    project.faults.clear(fault)


def test_the_network_goes_and_comes_back(gateway: Gateway, project: Project) -> None:
    gateway.upsert("lsh_homes", [home(1)], on_conflict="home_id")
    project.stop()
    for _ in range(2):
        error = failing(lambda: gateway.count("lsh_homes"), Unreachable)
        assert (
            error.message
            == f"{project.url}: counting lsh_homes: cannot be reached: Connection refused"
        )
    project.start()
    assert gateway.count("lsh_homes") == 1


def test_a_name_that_is_none_cannot_be_reached() -> None:
    target = Target(
        "https://no-such-project.invalid", "sb_secret_x", "SUPABASE_KEY", "service_role"
    )
    with Gateway(target, timeout=5) as gateway:
        error = failing(lambda: gateway.select("lsh_homes"), Unreachable)
    assert "cannot be reached" in error.message


def test_a_stopped_database_is_unreachable(gateway: Gateway, project: Project) -> None:
    for status, code in ((503, "PGRST002"), (504, "PGRST003"), (500, "57P01"), (405, "25006")):
        body = {"code": code, "message": "no", "details": None, "hint": None}
        project.faults.status(status, body=body, times=1)
        failing(lambda: gateway.select("lsh_homes"), Unreachable)


TARGET = Target("https://a.supabase.co", "sb_secret_" + "k" * 20, "SUPABASE_KEY", "service_role")


@pytest.mark.parametrize(
    ("status", "code", "kind"),
    [
        (401, "", Refused), (403, "", Refused), (401, "PGRST301", Refused),
        (401, "PGRST302", Refused), (401, "PGRST303", Refused), (500, "PGRST300", Unreachable),
        (403, "28000", Refused), (401, "42501", Refused), (403, "0LP01", Refused),
        (404, "PGRST202", SchemaMissing), (400, "PGRST204", SchemaMissing),
        (404, "PGRST205", SchemaMissing), (406, "PGRST106", SchemaMissing),
        (404, "42P01", SchemaMissing), (400, "42703", SchemaMissing), (404, "42883", SchemaMissing),
        (400, "42P10", SchemaMissing), (400, "PGRST100", RowRejected), (400, "PGRST102", RowRejected),
        (413, "", RowRejected), (409, "23505", RowRejected), (400, "22P02", RowRejected),
        (400, "P0001", RowRejected), (500, "54000", RowRejected), (500, "21000", RowRejected),
        (400, "", RowRejected), (500, "40001", Unreachable), (503, "53300", Unreachable),
        (500, "57014", Unreachable), (500, "XX000", Unreachable), (503, "08006", Unreachable),
        (540, "", ProjectPaused),
    ],
)  # fmt: skip
def test_every_answer_has_one_meaning(status: int, code: str, kind: type[LshError]) -> None:
    error = from_answer(TARGET, "reading shell_jobs", Answer(status, code, "because"))
    assert type(error) is kind
    assert "https://a.supabase.co: reading shell_jobs" in error.message
    assert error.hint


def test_retry_after_is_seconds_or_a_date() -> None:
    at = NOW.timestamp()
    assert seconds_to_wait("7") == 7
    assert seconds_to_wait("0.5") == 0.5
    assert seconds_to_wait("Sun, 22 Nov 2026 10:01:00 GMT", at) == 60
    assert seconds_to_wait("Sun, 22 Nov 2026 09:00:00 GMT", at) == 0
    assert seconds_to_wait("-3") == 0
    assert seconds_to_wait("1e99") == 3600
    assert [seconds_to_wait(text) for text in (None, "", "soon", "nan")] == [None] * 4

"""What goes wrong between a client and the stand-in, and what the database holds afterwards."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.supabase.wire import TABLES, get, open_http
from tests.support.daemon import alive, until
from tests.support.postgres import Database, Postgres
from tests.support.postgrest import Project, StandInProcess


@pytest.fixture
def http(project: Project) -> Iterator[httpx.Client]:
    """A client with keep-alive and the service key, and the tables made."""
    project.execute(TABLES)
    with open_http(
        base_url=f"{project.url}/rest/v1/", headers={"apikey": project.service_key}
    ) as made:
        yield made


def count(project: Project) -> int:
    """Rows of ``things``."""
    return len(project.execute("select 1 from things"))


def upsert(http: httpx.Client, first: int = 1, rows: int = 1) -> httpx.Response:
    """Upsert ``rows`` things."""
    body = [{"id": each} for each in range(first, first + rows)]
    return http.post("things", json=body, headers={"Prefer": "resolution=merge-duplicates"})


class TestStatuses:
    def test_a_status_for_the_next_requests(self, http: httpx.Client, project: Project) -> None:
        fault = project.faults.status(503, times=2, retry_after=7)
        replies = [upsert(http) for _ in range(3)]
        assert [each.status_code for each in replies] == [503, 503, 201]
        assert replies[0].headers["Retry-After"] == "7"
        assert fault.seen == 2
        assert [each.status for each in project.requests] == [503, 503, 201]
        assert project.requests[0][:2] == ("POST", "/rest/v1/things")

    def test_only_for_a_method_and_a_table_until_cleared(
        self, http: httpx.Client, project: Project
    ) -> None:
        fault = project.faults.status(500, method="POST", table="things")
        assert [upsert(http).status_code for _ in range(3)] == [500] * 3
        assert http.get("things").status_code == 200
        assert http.post("parts", json={"id": 1}).status_code == 201
        project.faults.clear(fault)
        assert upsert(http).status_code == 201

    def test_the_usual_answers(self, http: httpx.Client, project: Project) -> None:
        for status in (401, 429, 500, 503):
            project.faults.status(status, times=1)
            reply = http.get("things")
            assert (reply.status_code, set(reply.json())) == (status, {"message"})
        fault = project.faults.paused()
        reply = http.get("things")
        assert (reply.status_code, reply.json()) == (540, {"message": "project paused"})
        project.faults.clear(fault)
        assert http.get("things").json() == []

    def test_a_skipped_one_is_let_through(self, http: httpx.Client, project: Project) -> None:
        project.faults.status(500, skip=2, times=1)
        assert [upsert(http).status_code for _ in range(4)] == [201, 201, 500, 201]


class TestConnections:
    def test_cut_before_the_commit_nothing_was_done(
        self, http: httpx.Client, project: Project
    ) -> None:
        project.faults.cut_before_commit(times=1)
        with pytest.raises(httpx.RemoteProtocolError):
            upsert(http)
        assert count(project) == 0
        assert project.requests[-1].status == 0
        assert upsert(http).status_code == 201

    def test_cut_after_the_commit_all_was_done(self, http: httpx.Client, project: Project) -> None:
        project.faults.cut_after_commit(times=1, method="POST")
        with pytest.raises(httpx.RemoteProtocolError):
            upsert(http, rows=3)
        assert count(project) == 3

    @pytest.mark.parametrize("prefer", ["return=representation", "return=minimal"])
    def test_half_a_response(self, http: httpx.Client, project: Project, prefer: str) -> None:
        fault = project.faults.half(times=1)
        with pytest.raises(httpx.RemoteProtocolError):
            http.post("things", json=[{"id": 1}, {"id": 2}], headers={"Prefer": prefer})
        assert (count(project), fault.seen) == (2, 1)
        assert http.get("things?select=id").json() == [{"id": 1}, {"id": 2}]

    def test_slow_answers_run_into_the_clients_timeout(
        self, http: httpx.Client, project: Project
    ) -> None:
        project.faults.delay(60)
        with pytest.raises(httpx.ReadTimeout):
            http.get("things", timeout=0.1)
        project.faults.clear()
        project.faults.dribble(60, times=1)
        with pytest.raises(httpx.ReadTimeout):
            http.get("things", timeout=0.1)
        project.faults.dribble(0.2, times=1)
        assert http.get("things").json() == []

    def test_whoever_is_delayed_goes_on_when_the_fault_is_cleared(
        self, http: httpx.Client, project: Project
    ) -> None:
        fault = project.faults.delay(60)
        replies: list[httpx.Response] = []
        thread = threading.Thread(target=lambda: replies.append(upsert(http)))
        thread.start()
        fault.wait()
        assert count(project) == 0
        project.faults.clear()
        thread.join(30)
        assert [each.status_code for each in replies] == [201]

    def test_the_network_gone_and_back_on_the_same_port(
        self, http: httpx.Client, project: Project
    ) -> None:
        for turn in range(3):
            assert upsert(http, turn).status_code == 201
            project.stop()
            with pytest.raises(httpx.TransportError):
                upsert(http, turn)
            with pytest.raises(httpx.ConnectError):
                get(project, "things")
            project.start()
        assert count(project) == 3

    def test_a_request_under_way_is_cut_when_the_network_goes(
        self, http: httpx.Client, project: Project
    ) -> None:
        fault = project.faults.delay(60)
        failures: list[Exception] = []

        def call() -> None:
            with pytest.raises(httpx.TransportError) as caught:
                upsert(http)
            failures.append(caught.value)

        thread = threading.Thread(target=call)
        thread.start()
        fault.wait()
        project.stop()
        thread.join(30)
        assert len(failures) == 1
        assert count(project) == 0

    def test_a_request_that_breaks_off_is_not_done(
        self, http: httpx.Client, project: Project
    ) -> None:
        host, port = project.url.removeprefix("http://").split(":")
        with socket.create_connection((host, int(port))) as raw:
            head = f"POST /rest/v1/things HTTP/1.1\r\nHost: x\r\napikey: {project.service_key}\r\n"
            raw.sendall(f'{head}Content-Length: 99\r\n\r\n[{{"id": 1}}]'.encode())
            raw.shutdown(socket.SHUT_WR)
            assert raw.recv(1000) == b""
        assert count(project) == 0


class TestDatabase:
    @pytest.mark.parametrize("mode", ["fast", "immediate"])
    def test_a_restart_costs_one_request(
        self, http: httpx.Client, project: Project, postgres: Postgres, mode: str
    ) -> None:
        assert upsert(http).status_code == 201
        postgres.restart(mode)
        first = upsert(http, 2)
        assert first.status_code in {500, 503}
        assert set(first.json()) == {"code", "message", "details", "hint"}
        assert upsert(http, 2).status_code == 201
        assert count(project) == 2

    def test_while_it_is_down_it_is_503(
        self, http: httpx.Client, project: Project, postgres: Postgres
    ) -> None:
        http.get("things")
        postgres.stop()
        try:
            replies = [http.get("things") for _ in range(2)]
        finally:
            postgres.start()
        assert (replies[-1].status_code, replies[-1].json()["code"]) == (503, "PGRST000")
        assert http.get("things").status_code == 200

    def test_a_killed_test_process_leaves_no_server(self) -> None:
        program = (
            "import os, sys; from tests.support.postgres import Postgres; made = Postgres();"
            "print(made.pid, made.folder, flush=True); os.kill(os.getpid(), 9)"
        )
        child = subprocess.run(
            [sys.executable, "-c", program], capture_output=True, text=True, check=False
        )
        pid, folder = child.stdout.split()
        assert child.returncode == -9
        until(lambda: not alive(int(pid)), "the server ends with its test process")
        until(lambda: not Path(folder).exists(), "its folder is removed")


class TestProcess:
    @pytest.fixture
    def child(self, database: Database) -> Iterator[StandInProcess]:
        """The stand-in as a process of its own."""
        database.execute(TABLES)
        made = StandInProcess(database)
        yield made
        made.close()
        assert not alive(made.pid)

    def _post(self, child: StandInProcess, rows: Any) -> int:
        url, headers = f"{child.url}/rest/v1/things", {"apikey": child.service_key}
        return httpx.post(url, json=rows, headers=headers, verify=False).status_code

    def test_killed_and_back_on_the_same_port(
        self, child: StandInProcess, database: Database
    ) -> None:
        assert self._post(child, [{"id": 1}]) == 201
        url, pid = child.url, child.pid
        child.kill()
        assert not alive(pid)
        with pytest.raises(httpx.ConnectError):
            self._post(child, [{"id": 2}])
        child.start()
        assert (child.url, self._post(child, [{"id": 2}])) == (url, 201)
        assert len(database.execute("select 1 from things")) == 2

    @pytest.mark.parametrize(("moment", "rows"), [("die_before", 1), ("die_after", 3)])
    def test_dying_in_the_middle_of_a_batch(
        self, child: StandInProcess, database: Database, moment: str, rows: int
    ) -> None:
        child.kill()
        child.start(faults=[{"kind": moment, "method": "POST", "skip": 1}])
        assert self._post(child, [{"id": 1}]) == 201
        with pytest.raises(httpx.TransportError):
            self._post(child, [{"id": 2}, {"id": 3}])
        assert child.wait() == -9
        assert len(database.execute("select 1 from things")) == rows
        child.start()


def test_five_hundred_rows_cost_mostly_postgres(http: httpx.Client, project: Project) -> None:
    rows = [
        {"id": each, "name": f"n{each}", "tags": ["a"], "body": {"n": each}} for each in range(500)
    ]
    headers = {"Prefer": "resolution=merge-duplicates,return=minimal"}
    query = "things?columns=id,name,tags,body"

    def best(call: Any) -> float:
        times = []
        for _ in range(10):
            started = time.perf_counter()
            assert call().status_code in {200, 201}
            times.append(time.perf_counter() - started)
        return min(times)

    full = best(lambda: http.post(query, json=rows, headers=headers))
    empty = best(lambda: http.get("things?select=id&limit=1"))
    assert count(project) == 500
    assert empty < full / 2, f"{empty * 1000:.1f} ms of {full * 1000:.1f} ms are overhead"

"""The daemon's sink process and the commands beside it, all real: daemon, child, project, database."""

from __future__ import annotations

import json
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.supabase.equality import assert_equal, count, differences
from tests.support.daemon import Home, alive, kill, until
from tests.support.postgres import Database
from tests.support.postgrest import Project

_ROOT = Path(__file__).parents[2]
MEGABYTE = 1_000_000


class Linked:
    """A home whose daemon finds a project."""

    def __init__(self, home: Home, project: Project) -> None:
        self.home = home
        self.project = project
        home.environ |= project.environ | {"PYTHONPATH": str(_ROOT)}
        home.configure(host="laptop")

    def sink(self) -> dict[str, Any]:
        """What the daemon says of it."""
        sink: dict[str, Any] = self.home.call("daemon_status")["sinks"]["supabase"]
        return sink

    def equal(self) -> bool:
        return not differences(self.home.paths.database, self.project)

    def assert_equal(self) -> None:
        assert_equal(self.home.paths.database, self.project)

    def lsh(self, *words: str, code: int = 0) -> Any:
        """A command's ``--json``."""
        ended = self.home.lsh("supabase", *words, "--json")
        assert ended.returncode == code, ended.stderr
        return json.loads(ended.stdout)

    def poison(self, command: str) -> None:
        """From now on the database refuses every run of this command."""
        self.project.execute(
            "alter table job_executions add constraint poison"
            f" check (command not like '%{command}%') not valid"
        )


@pytest.fixture
def link(home: Home, schema: Database) -> Iterator[Linked]:
    project = Project(schema)
    yield Linked(home, project)
    home.end_everything()
    project.close()


def test_a_run_of_the_daemon_arrives_with_its_output(link: Linked) -> None:
    link.home.start()
    link.home.call("job_create", spec=link.home.spec("greet-0", schedule="* * * * * *"))
    found = until(
        lambda: link.project.execute("select * from job_executions where status = 'completed'"),
        "a run arrived",
    )[0]
    run, _, _ = link.home.executed()[0]
    assert (found["job_id"], found["host"], found["exit_code"]) == ("greet-0", "laptop", 0)
    assert f"run {run} attempt 1" in {row["output"].strip() for row in _outputs(link)}
    assert {row["output"] for row in _outputs(link)} == {
        f"run {row['execution_number']} attempt 1\n" for row in _outputs(link)
    }
    link.home.call("job_disarm", job="greet-0")
    until(link.equal, "remote equals local")
    (seen,) = link.project.execute("select * from lsh_homes")
    assert (seen["host"], seen["user_id"]) == ("laptop", None)
    sink = link.sink()
    assert sink["state"] == "running" and sink["memory_rss"] < 90 * MEGABYTE


def _outputs(link: Linked) -> list[dict[str, Any]]:
    return link.project.execute(
        "select execution_number, output from job_executions where status = 'completed'"
    )


def test_a_sink_killed_at_any_moment_is_started_again_and_misses_nothing(link: Linked) -> None:
    link.home.start()
    link.home.call("job_create", spec=link.home.spec("tick-0", schedule="* * * * * *"))
    for _ in range(2):
        _kill_amid_rows(link)
    link.home.call("job_disarm", job="tick-0")
    until(link.equal, "remote equals local")
    assert link.sink()["restarts"] == 2


def _kill_amid_rows(link: Linked) -> None:
    pid = until(lambda: link.sink()["pid"], "a sink")
    before = count(link.project, "job_executions")
    until(lambda: count(link.project, "job_executions") > before, "rows flow")
    kill(pid, signal.SIGKILL)
    until(lambda: link.sink()["pid"] not in {None, pid}, "another sink")


def test_it_ends_with_its_daemon(link: Linked) -> None:
    daemon = link.home.start()
    pid = until(lambda: link.sink()["state"] == "running" and link.sink()["pid"], "a sink")
    daemon.kill()
    until(lambda: not alive(pid), "the sink ended")
    link.home.start()
    pid = until(lambda: link.sink()["state"] == "running" and link.sink()["pid"], "a sink")
    link.home.stop()
    until(lambda: not alive(pid), "the sink ended")


def test_without_a_key_it_waits_to_be_configured(link: Linked) -> None:
    del link.home.environ["SUPABASE_SERVICE_ROLE_KEY"]
    link.home.start()
    until(lambda: link.sink()["state"] == "not configured", "said so")
    status = link.lsh("status", code=78)
    assert not status["configured"] and "key" in status["trouble"]
    assert link.home.lsh("supabase", "sync").returncode == 78


def test_status_needs_neither_network_nor_daemon(link: Linked) -> None:
    link.project.stop()
    status = link.lsh("status")
    assert (status["state"], status["cursor"]) == ("the daemon is not running", None)
    link.home.start()
    until(lambda: link.lsh("status")["state"] == "backing off", "the trouble is told")
    status = link.lsh("status")
    assert status["target"] == link.project.url
    assert link.project.service_key not in json.dumps(status)
    assert "cannot be reached" in status["last_error"]
    assert "behind" in link.home.lsh("supabase", "status").stdout
    assert link.home.lsh("supabase", "sync").returncode == 75


def test_a_sync_by_hand_without_a_daemon(link: Linked) -> None:
    for name in ("one-0", "two-0"):
        link.home.apply("job_create", spec=link.home.spec(name))
    assert link.lsh("sync", "--dry-run")["push"] == {"shell_jobs": 2}
    assert count(link.project, "shell_jobs") == 0
    summary = link.lsh("sync")
    assert (summary["pushed"], summary["lag_events"]) == ({"shell_jobs": 2}, 0)
    assert summary["cursor"] and summary["pulled"]["taken"] == 0
    link.assert_equal()
    assert link.lsh("sync", "--push")["pushed"] == {}
    assert link.lsh("sync", "--push", "--all")["pushed"] == {"shell_jobs": 2}
    link.assert_equal()
    assert link.home.lsh("supabase", "sync", "--watch", "--once").returncode == 2


def test_refused_rows_are_listed_sent_again_and_dropped(link: Linked) -> None:
    home = link.home
    home.start()
    until(lambda: link.sink()["state"] == "running", "a sink")
    link.poison("bad-0")
    for name in ("good-0", "bad-0"):
        home.call("job_create", spec=home.spec(name))
        home.call("job_run", job=name)
    home.call("job_run", job="bad-0", force=True)
    until(lambda: len(home.executed()) == 3, "all three ran")
    until(lambda: link.lsh("status")["dead_letters"] == 2, "two rows were refused")
    until(lambda: count(link.project, "job_executions") == 1, "the other arrived")
    letters = link.lsh("dead-letter", "list")
    assert {(one["target"], one["body"]["job_id"]) for one in letters} == {
        ("job_executions", "bad-0")
    }
    assert "23514" in letters[0]["error"]
    listed = home.lsh("supabase", "dead-letter").stdout
    assert "of bad-0" in listed and "job_executions" in listed
    assert link.lsh("sync", code=1)["dead_letters"] == 2
    again = link.lsh("dead-letter", "retry", "--all", code=1)
    assert len(again["rejected"]) == 2
    assert [one["tries"] >= 2 for one in link.lsh("dead-letter", "list")] == [True, True]
    assert home.lsh("supabase", "dead-letter", "retry", "99999").returncode == 3
    assert home.lsh("supabase", "dead-letter", "drop").returncode == 2

    link.project.execute("alter table job_executions drop constraint poison")
    first, second = (one["id"] for one in letters)
    assert link.lsh("dead-letter", "retry", first)["delivered"] == [first]
    assert count(link.project, "job_executions") == 2
    assert home.lsh("supabase", "dead-letter", "drop", second).returncode == 2  # nobody to ask
    assert link.lsh("dead-letter", "drop", second, "--yes") == {"dropped": 1}
    assert link.lsh("dead-letter", "list") == []
    assert link.lsh("sync", "--all")["dead_letters"] == 0
    link.assert_equal()


def test_two_that_push_at_once_agree(link: Linked) -> None:
    link.home.start()
    link.home.call("job_create", spec=link.home.spec("tick-0", schedule="* * * * * *"))
    for _ in range(3):
        assert link.lsh("sync", "--push", "--all")["dead_letters"] == 0
    link.home.call("job_disarm", job="tick-0")
    until(link.equal, "remote equals local")
    (row,) = link.project.execute("select version, edited_at from shell_jobs")
    assert (row["version"], row["edited_at"]) == (1, None)


def test_idle_it_asks_for_next_to_nothing(link: Linked) -> None:
    link.home.start()
    pid = until(lambda: link.sink()["state"] == "running" and link.sink()["pid"], "a sink")
    until(lambda: count(link.project, "lsh_homes") == 1, "it greeted")
    before, ticks = len(link.project.requests), _ticks(pid)
    time.sleep(5)  # nothing happens, and that is what is looked at
    assert len(link.project.requests) - before <= 2  # a pull may fall into it
    assert _ticks(pid) - ticks <= 5


def _ticks(pid: int) -> int:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return int(fields[11]) + int(fields[12])


def test_the_engine_has_loaded_none_of_it(link: Linked) -> None:
    daemon = link.home.start()
    until(lambda: link.sink()["state"] == "running", "a sink")
    maps = Path(f"/proc/{daemon.pid}/maps").read_text()
    assert "sqlite" in maps
    assert not any(name in maps for name in ("pydantic", "cryptography", "psycopg"))

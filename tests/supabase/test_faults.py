"""Whatever fails between here and Supabase: afterwards remote equals local, and nothing stands twice."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from lsh.domain.errors import LshError
from lsh.domain.retry import RetryPolicy
from lsh.sinks.supabase.errors import (
    ProjectPaused,
    Refused,
    RowRejected,
    SchemaMissing,
    Unreachable,
)
from lsh.sinks.supabase.patience import Patience
from lsh.sinks.supabase.steady import Steady
from lsh.store.sinks import dead_letters, sink_status
from tests.supabase.equality import count
from tests.supabase.mirror import Mirror
from tests.support.daemon import until
from tests.support.postgres import Database, Postgres
from tests.support.postgrest import Project, StandInProcess
from tests.support.postgrest.faults import Faults

_ROOT = Path(__file__).parents[2]
QUICK = RetryPolicy(base=timedelta(seconds=0.05), ceiling=timedelta(seconds=0.2), jitter=0.5)


@contextmanager
def steady(mirror: Mirror) -> Iterator[threading.Event]:
    """The sink's pusher in a thread, with less patience than in earnest; gives its wake."""
    stop, wake = threading.Event(), threading.Event()

    def run() -> None:
        with mirror.pusher() as pusher:
            Steady(pusher, wake, Patience(QUICK, open_seconds=0.2)).run(stop)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield wake
    finally:
        stop.set()
        wake.set()
        thread.join(20)
        assert not thread.is_alive()


def status(mirror: Mirror) -> dict[str, object]:
    return sink_status(mirror.history.connection, "supabase") or {}


def caught_up(mirror: Mirror) -> bool:
    """Whether the cursor stands at the last event that is not the sink's own."""
    (last,) = mirror.history.connection.execute(
        "SELECT max(id) FROM events WHERE type NOT LIKE 'supabase:%'"
    ).fetchone()
    return mirror.cursor is not None and mirror.cursor >= last


FAULTS: dict[str, Callable[[Faults], object]] = {
    "500": lambda faults: faults.status(500, times=3),
    "429": lambda faults: faults.status(429, retry_after=0.1, times=2),
    "540": lambda faults: faults.paused(times=2),
    "half an answer": lambda faults: faults.half(times=2, method="POST"),
    "cut after the commit": lambda faults: faults.cut_after_commit(times=2, skip=1, method="POST"),
    "cut before it": lambda faults: faults.cut_before_commit(times=2, skip=1, method="POST"),
    "very slow": lambda faults: faults.delay(5, times=1, skip=1),
}


@pytest.mark.parametrize("name", FAULTS)
def test_remote_equals_local_after(mirror: Mirror, name: str) -> None:
    job = mirror.history.job("One")
    mirror.runs(job, 120)
    mirror.push()
    mirror.settings = replace(
        mirror.settings, supabase=replace(mirror.settings.supabase, request_timeout=0.5)
    )
    mirror.runs(job, 150, first=1000, state="failed")
    FAULTS[name](mirror.project.faults)
    with steady(mirror):
        until(lambda: caught_up(mirror), "caught up")
        until(lambda: status(mirror).get("pending") == 0, "said so")
    mirror.assert_equal()
    said = status(mirror)
    assert (said["state"], said["breaker"]) == ("running", "closed")
    assert said["last_error"] and said["last_error_at"]
    events = mirror.history.connection.execute(
        "SELECT data ->> '$.after' FROM events WHERE type = 'supabase:sync'"
    ).fetchall()
    assert len(events) == 1 and events[0][0]


def test_a_server_that_asks_for_a_pause_gets_it(mirror: Mirror) -> None:
    mirror.push()
    fault = mirror.project.faults.status(503, retry_after=2, times=1)
    mirror.history.job("One")
    with mirror.pusher() as pusher:
        with pytest.raises(Unreachable) as failure:
            pusher.step()
        assert Patience(QUICK).pause_after(failure.value) == 2
        assert fault.seen == 1
        pusher.step()


@pytest.mark.parametrize(
    ("code", "state"), [(401, "refused"), (403, "refused"), (540, "project paused")]
)
def test_a_failure_of_the_whole_is_no_poison(mirror: Mirror, code: int, state: str) -> None:
    mirror.runs(mirror.history.job("One"), 5)
    mirror.project.faults.status(code)
    with steady(mirror):
        until(lambda: status(mirror).get("state") == state, state)
    assert mirror.cursor is None
    assert not dead_letters(mirror.history.connection, "supabase")
    mirror.project.faults.clear()
    mirror.push()
    mirror.assert_equal()


def test_a_project_without_the_schema_waits_for_it(
    mirror: Mirror, database: Database, postgres: Postgres
) -> None:
    mirror.runs(mirror.history.job("One"), 5)
    empty = Project(database)
    try:
        mirror.target = replace(mirror.target, url=empty.url)
        with steady(mirror):
            until(lambda: status(mirror).get("state") == "schema missing", "schema missing")
        assert not dead_letters(mirror.history.connection, "supabase")
        with mirror.pusher() as pusher, pytest.raises(SchemaMissing):
            pusher.step()
    finally:
        empty.close()


def test_the_breaker_opens_after_five_failures_and_lets_one_probe_through(mirror: Mirror) -> None:
    patience = Patience(QUICK, open_seconds=30)

    def fails(error: LshError) -> None:
        raise error

    for attempt in range(1, 6):
        assert (patience.breaker, patience.troubled) == ("closed", attempt > 1)
        with pytest.raises(Unreachable) as failure:
            patience.call(fails, Unreachable("gone"))
        assert (patience.pause_after(failure.value) >= 30) == (attempt == 5)
    assert (patience.breaker, patience.troubled) == ("open", True)
    with pytest.raises(Unreachable):  # the probe
        patience.call(fails, Unreachable("still gone"))
    assert (patience.breaker, patience.troubled) == ("open", True)
    assert patience.call(lambda: "back") == "back"
    assert (patience.breaker, patience.troubled) == ("closed", False)
    for kind in (Refused, SchemaMissing, RowRejected):
        for _ in range(6):
            with pytest.raises(kind):
                patience.call(fails, kind("answered"))
    assert (patience.breaker, patience.troubled) == ("closed", False)


def test_the_network_gone_for_ten_thousand_events_and_back(mirror: Mirror) -> None:
    jobs = [mirror.history.job(f"Job {number}") for number in range(5)]
    with steady(mirror) as wake:
        until(lambda: caught_up(mirror), "first sync")
        mirror.project.stop()
        wake.set()
        for job in jobs:
            mirror.runs(job, 1000)
        assert mirror.last_event >= 10_000
        wake.set()
        until(lambda: status(mirror).get("breaker") == "open", "the breaker is open")
        assert status(mirror)["state"] == "backing off"
        mirror.project.start()
        until(lambda: caught_up(mirror), "caught up", 60)
    mirror.assert_equal()
    assert count(mirror.project, "job_executions") == 5000


def test_the_database_restarted_in_the_middle(mirror: Mirror, postgres: Postgres) -> None:
    job = mirror.history.job("One")
    mirror.runs(job, 1000)
    with mirror.pusher() as pusher:
        pusher.step()
    postgres.restart("immediate")
    with steady(mirror):
        until(lambda: caught_up(mirror), "caught up")
    mirror.assert_equal()


@pytest.mark.parametrize("moment", ["die_before", "die_after"])
def test_the_server_killed_in_the_middle_of_a_batch(
    mirror: Mirror, schema: Database, moment: str
) -> None:
    mirror.runs(mirror.history.job("One"), 200)
    dying = StandInProcess(schema, faults=[{"kind": moment, "skip": 2, "method": "POST"}])
    mirror.target = replace(mirror.target, url=dying.url, key=dying.service_key)
    try:
        with steady(mirror):
            assert dying.wait() == -signal.SIGKILL
            until(lambda: status(mirror).get("last_error"), "noticed")
            dying.start()
            until(lambda: caught_up(mirror), "caught up")
        mirror.assert_equal()
    finally:
        dying.close()


_DIES_BEFORE_THE_CURSOR = """
import os, signal, sys
from lsh.sinks.supabase import progress
def die(self, *, now=False):
    if self.unkept and self.event_id is not None:
        os.kill(os.getpid(), signal.SIGKILL)
progress.Progress.keep = die
from lsh.sinks.supabase.opening import open_pusher
from lsh.sinks.supabase.gateway import Gateway
from lsh.sinks.supabase.target import find_target
from lsh.client.door import Door
from lsh.paths import find_paths
from lsh.settings import load_settings
paths = find_paths(); settings = load_settings(paths); target = find_target(paths, settings)
with Door(paths) as door, Gateway(target, timeout=5) as gateway:
    pusher = open_pusher(paths, settings, target, gateway, door)
    while pusher.step().more: pass
"""


def test_killed_between_the_servers_word_and_the_cursor(mirror: Mirror) -> None:
    mirror.home.configure(host="here")
    mirror.runs(mirror.history.job("One"), 50)
    ended = subprocess.run(
        [sys.executable, "-c", _DIES_BEFORE_THE_CURSOR],
        env=mirror.home.environ | mirror.project.environ | {"PYTHONPATH": str(_ROOT)},
        check=False,
        timeout=60,
    )
    assert ended.returncode == -signal.SIGKILL
    assert mirror.cursor is None and count(mirror.project, "job_executions") == 50
    mirror.push()
    mirror.assert_equal()


@pytest.mark.parametrize("place", [0, 60, 119])
def test_a_poison_row_is_set_aside_and_the_rest_arrives(mirror: Mirror, place: int) -> None:
    job = mirror.history.job("One")
    mirror.runs(job, 120)
    ids = [run for (run,) in mirror.history.connection.execute("SELECT id FROM runs ORDER BY id")]
    _poison(mirror.project, ids[place])
    sent = mirror.push()
    assert (sent.rejected, sent.rows["job_executions"]) == (1, 119)
    assert mirror.cursor == mirror.last_event
    (letter,) = dead_letters(mirror.history.connection, "supabase")
    assert (letter["target"], letter["body"]["execution_number"]) == ("job_executions", ids[place])
    assert "23514" in letter["error"] and letter["tries"] == 1
    assert status(mirror)["dead_letters"] == 1

    mirror.project.execute("drop trigger poison on job_executions")
    with mirror.history.ledger.transaction():  # the same run changes: its newer version arrives
        mirror.history.connection.execute(
            "UPDATE runs SET reason = 'mended' WHERE id = ?", (ids[place],)
        )
        mirror.history.connection.execute(
            "INSERT INTO events (at, type, job_id, run_id) VALUES (1, 'job:completed', 1, ?)",
            (ids[place],),
        )
    mirror.push()
    assert not dead_letters(mirror.history.connection, "supabase")
    assert status(mirror)["dead_letters"] == 0
    mirror.assert_equal()


def _poison(project: Project, run_id: int) -> None:
    project.execute(
        f"""create function poison() returns trigger language plpgsql as $$ begin
        if new.execution_number = {int(run_id)} then
          raise exception 'poison' using errcode = '23514';
        end if; return new; end $$"""
    )
    project.execute(
        "create trigger poison before insert or update on job_executions"
        " for each row execute function poison()"
    )


def test_a_network_that_fails_while_poison_is_looked_for_makes_no_dead_letter(
    mirror: Mirror,
) -> None:
    mirror.runs(mirror.history.job("One"), 40)
    _poison(mirror.project, 20)
    mirror.project.faults.status(503, skip=4, times=1, method="POST", table="job_executions")
    with mirror.pusher() as pusher:
        pusher.step()  # jobs
        with pytest.raises(Unreachable):
            pusher.step()
    assert not dead_letters(mirror.history.connection, "supabase")
    assert mirror.push().rejected == 1


def test_every_verdict_about_the_project_is_told_apart(mirror: Mirror) -> None:
    mirror.history.job("One")
    kinds: dict[int, type[LshError]] = {
        401: Refused,
        540: ProjectPaused,
        500: Unreachable,
        429: Unreachable,
    }
    with mirror.pusher() as pusher:
        for code, kind in kinds.items():
            mirror.project.faults.status(code, times=1)
            with pytest.raises(kind):
                pusher.step()

"""``sync --dry-run`` says which rows would be refused, and is right about it."""

from __future__ import annotations

import json
import math
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from lsh.client.door import Door
from lsh.client.reading import reading
from lsh.paths import find_paths
from lsh.sinks.supabase.errors import RowRejected, SchemaMissing
from lsh.sinks.supabase.gateway import Gateway
from lsh.sinks.supabase.poison import Rejected
from lsh.sinks.supabase.progress import SINK, Progress
from lsh.sinks.supabase.target import Target
from lsh.store.remote.fitting import misfit
from lsh.store.sinks import dead_letters, letter_name
from tests.supabase.mirror import NOON, Mirror
from tests.support.postgrest import Project

ID = "11111111-0000-4000-8000-000000000001"
RUN = {"id": ID, "job_id": "j", "scheduled_for": NOON.isoformat(), "claim_key": "k"}
JOB = {"id": ID, "job_id": "j", "command": "true"}
FITS: list[tuple[str, dict[str, Any]]] = [
    ("job_executions", {**RUN}),
    ("job_executions", {**RUN, "exit_code": 2**31 - 1, "duration_ms": 2**63 - 1, "cpu_used": 1e300}),
    ("job_executions", {**RUN, "exit_code": -(2**31), "output": "\x01 é 🙂", "result": [1, {"a": None}]}),
    ("shell_jobs", {**JOB, "tags": ["a", ""], "enabled": False, "definition": {"a": "\\u0000"}}),
    ("shell_jobs", {**JOB, "description": None, "tags": None}),
]  # fmt: skip
DOES_NOT: list[tuple[str, dict[str, Any], str]] = [
    ("job_executions", {**RUN, "exit_code": 2**31}, "exit_code: no integer"),
    ("job_executions", {**RUN, "duration_ms": -(2**63) - 1}, "duration_ms: no biginteger"),
    ("job_executions", {**RUN, "exit_code": "many"}, "exit_code: no integer"),
    ("job_executions", {**RUN, "cpu_used": math.nan}, "cpu_used: no double"),
    ("job_executions", {**RUN, "output": "a\0b"}, "output: no text"),
    ("job_executions", {**RUN, "result": {"a": "b\0"}}, "result: no jsonb"),
    ("job_executions", {**RUN, "claim_key": None}, "claim_key: a value is missing"),
    ("job_executions", {**RUN, "id": "no"}, "id: no uuid"),
    ("shell_jobs", {**JOB, "enabled": "perhaps"}, "enabled: no boolean"),
    ("shell_jobs", {**JOB, "tags": "a"}, "tags: no array"),
    ("shell_jobs", {**JOB, "colour": "red"}, "colour: there is no such column"),
]


def test_what_is_said_of_a_row_is_what_postgres_says(linked: Project) -> None:
    target = Target(linked.url, linked.service_key, "test", "service_role")
    with Gateway(target, timeout=5.0) as gateway:
        for table, row in FITS:
            assert misfit(table, row) is None, row
            gateway.upsert(table, [row])
        for table, row, words in DOES_NOT:
            assert (misfit(table, row) or "").startswith(words)
            with pytest.raises((RowRejected, SchemaMissing)):
                gateway.upsert(table, [row])


def _refuse(project: Project, condition: str, table: str = "job_executions") -> None:
    project.execute(
        f"""create function refuse_{table}() returns trigger language plpgsql as $$ begin
          if {condition} then raise exception 'not with me' using errcode = '23514'; end if;
          return new; end $$;
        create trigger refuse before insert or update on {table}
          for each row execute function refuse_{table}()"""
    )


def test_what_was_refused_and_has_not_changed_would_be_refused_again(mirror: Mirror) -> None:
    job = mirror.history.job("One")
    mirror.runs(job, 30)
    ids = [run_id for (run_id,) in mirror.history.connection.execute("SELECT id FROM runs")]
    _refuse(mirror.project, f"new.execution_number in ({ids[3]}, {ids[4]})")
    with mirror.pusher() as pusher:
        foretold = pusher.preview().as_json()
    rows = {"shell_jobs": 1, "job_executions": 30}
    assert foretold == {"push": rows, "refused": []}  # nobody could know
    assert mirror.push().rejected == 2
    mirror.history.connection.execute("UPDATE runs SET exit_code = 7 WHERE id = ?", (ids[4],))
    before = len(mirror.project.requests)
    heard: list[int] = []
    with mirror.pusher() as pusher:
        pusher.push_everything()
        foretold = pusher.preview(heard.append).as_json()
    (one,) = foretold["refused"]
    assert (one["table"], one["row"]) == ("job_executions", f"run {ids[3]} of {job.id}")
    assert one["reason"].startswith("it was refused as it is: ") and "not with me" in one["reason"]
    assert foretold["push"] == rows
    assert heard[-1] == 31
    assert len(mirror.project.requests) == before  # the project was asked nothing


def test_a_job_that_was_refused_is_known_whenever_it_would_be_sent(mirror: Mirror) -> None:
    job = mirror.history.job("One")
    _refuse(mirror.project, "true", "shell_jobs")
    assert mirror.push().rejected == 1
    with mirror.pusher() as pusher:
        pusher.push_everything()
        foretold = pusher.preview().as_json()
    assert [one["row"] for one in foretold["refused"]] == [job.id]


def test_a_row_that_no_column_can_hold_is_foretold_and_refused(mirror: Mirror) -> None:
    job = mirror.history.job("One")
    mirror.push()
    good = mirror.history.run(job, NOON, "succeeded")
    bad = mirror.history.run(job, NOON + timedelta(hours=1), "failed", exit_code=2**40)
    mirror.home.environ |= mirror.project.environ
    told = mirror.home.lsh("supabase", "sync", "--push", "--dry-run")
    assert told.returncode == 0, told.stderr
    assert (
        f"run {bad} of {job.id} (job_executions): exit_code: no integer of Postgres" in told.stdout
    )
    assert "2 job_executions" in told.stdout and f"run {good} " not in told.stdout
    with mirror.pusher() as pusher:
        foretold = pusher.preview().as_json()
    assert foretold["push"] == {"shell_jobs": 1, "job_executions": 2}
    # a job's row has its last run's exit code
    assert [one["row"] for one in foretold["refused"]] == [job.id, f"run {bad} of {job.id}"]
    assert mirror.push().rejected == 2
    with reading(mirror.paths) as ledger:
        letters = dead_letters(ledger, SINK)
    assert [letter_name(letter) for letter in letters] == [job.id, f"run {bad} of {job.id}"]


def test_a_row_without_end_becomes_a_dead_letter_by_its_beginning(tmp_path: Path) -> None:
    """The engine keeps no such body; refusing it, it would have held up every other row for ever."""
    paths = find_paths({"LSH_HOME": str(tmp_path)})
    with Door(paths) as door:
        door.call("sink_progress", {"sink": SINK})
        progress = Progress(door, event_id=None, status={})
        row = RUN | {"execution_number": 7, "output": "o" * 1_500_000, "result": {"a": ["b"] * 900}}
        small = RUN | {"id": "two", "output": "short"}
        error = RowRejected("too large")
        progress.set_aside("job_executions", [Rejected(row, error), Rejected(small, error)])
        many = [Rejected(small | {"id": f"line {number}"}, error) for number in range(230)]
        progress.set_aside("shell_history", many)
    with reading(paths) as ledger:
        large, other, *lines = dead_letters(ledger, SINK)
    assert len(lines) == 230
    assert (large["row_key"], large["body"]["execution_number"]) == (ID, 7)
    assert large["body"]["output"] == "o" * 999 + "…"
    assert len(json.dumps(large["body"])) < 10_000
    assert other["body"] == small

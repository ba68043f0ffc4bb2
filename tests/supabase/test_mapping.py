"""The remote columns that lsh writes are those that there are, and what it writes can be kept."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from uuid import uuid5

import pytest

from lsh.domain.instant import to_wire
from lsh.paths import find_paths
from lsh.sinks.supabase.identity import NAMESPACE, job_row_id, run_row_id, shared_row_id
from lsh.sinks.supabase.printed import printed
from lsh.sinks.supabase.rows import Home, Row, execution_row, history_row, job_row, session_row
from lsh.store.remote.tables import JobExecution, ShellHistory, ShellJob, ShellSession
from lsh.store.sync_records import HistoryRecord, JobRecord, RunRecord, SessionRecord

HOME = Home("11111111-1111-4111-8111-111111111111", "here")
_SERVER = {"created_at", "updated_at", "user_id"}  # defaults of the server: now(), auth.uid()
UNWRITTEN = {
    "shell_jobs": _SERVER
    | {"session_id"}  # the seed's: lsh's jobs belong to no shell
    | {"change_seq", "edited_at"},  # the server's own, of edits and their order
    "job_executions": _SERVER
    | {"input_datasets", "output_datasets", "artifacts", "result"},  # pipelines write them
    "shell_sessions": _SERVER,
    "shell_history": _SERVER,
}


def job(**changed: Any) -> JobRecord:
    spec = {"name": "One", "command": "true"} | changed.pop("spec", {})
    record = JobRecord(
        1, "one", json.dumps(spec), 1, True, None, False, False, None, None, 0, None, "abc", 1, "[]",
        False, None, None, None, None, None, None, None, None,
    )  # fmt: skip
    return record._replace(**changed)


def run(**changed: Any) -> RunRecord:
    spec = {"name": "One", "command": "true"} | changed.pop("spec", {})
    record = RunRecord(
        7, "one", "One", 1, "scheduled", "succeeded", "success", None, None, 1_000_000, 1_000_000, None,
        1_002_000, 1_002_000, 2_000_000, 0.998, 0, None, 1, 0.1, 1024, "here", None, 5, 1, None,
        json.dumps(spec),
    )  # fmt: skip
    return record._replace(**changed)


SESSION = SessionRecord("s1", "bash", 7, "here", "/", '{"LANG": "C", "API_TOKEN": "x"}', 1, None)
HISTORY = HistoryRecord(3, "s1", "echo", "/", 0, 1, 0.5, "here")


@pytest.mark.parametrize(
    ("row", "table"),
    [
        (job_row(job(), HOME, push_seq=1), ShellJob),
        (execution_row(run(), HOME), JobExecution),
        (session_row(SESSION, HOME), ShellSession),
        (history_row(HISTORY, HOME), ShellHistory),
    ],
)
def test_every_column_is_written_or_somebody_elses(row: Row, table: type) -> None:
    remote = table.__table__  # type: ignore[attr-defined]
    assert set(row) | UNWRITTEN[remote.name] == {column.name for column in remote.columns}
    assert not set(row) & UNWRITTEN[remote.name]


def test_a_row_has_one_id_for_ever() -> None:
    """Other homes and later versions of lsh must find the same ids: they are part of the format."""
    assert job_row_id(None, HOME.home_id, "one") == "979bef3b-2de0-57c7-9da5-322400a75dd9"
    assert run_row_id(HOME.home_id, 7) == str(uuid5(NAMESPACE, f"run|{HOME.home_id}|7"))
    assert run_row_id(HOME.home_id, 7) == execution_row(run(), HOME)["id"]
    other = Home("22222222-2222-4222-8222-222222222222", "there")
    assert execution_row(run(), other)["id"] != execution_row(run(), HOME)["id"]
    won = run(claim="won")
    assert execution_row(won, other)["id"] == execution_row(won, HOME)["id"]
    assert execution_row(won, HOME)["id"] == shared_row_id(None, "one", 1_000_000)


@pytest.mark.parametrize(
    ("record", "status"),
    [
        (job(), None),
        (job(enabled=False), "stopped"),
        (job(removed_at=5), "stopped"),
        (job(last_run_id=1, last_state="succeeded"), "completed"),
        (job(last_run_id=1, last_state="failed", enabled=False), "failed"),
        (job(last_run_id=1, last_state="cancelled"), "stopped"),
        (job(last_run_id=1, last_state="retrying"), "running"),
        (job(last_run_id=1, last_state="succeeded", running=True), "running"),
    ],
)
def test_the_seeds_word_for_how_a_job_fares(record: JobRecord, status: str | None) -> None:
    assert job_row(record, HOME, push_seq=1)["status"] == status


@pytest.mark.parametrize(
    ("limits", "slack"),
    [
        ({}, None),
        ({"timeout": 60}, 60 + 10 + 90),
        ({"run_timeout": 30, "timeout": 60, "kill_grace": 1}, 30 + 1 + 90),
    ],
)
def test_only_a_limited_run_has_an_end_to_expect(
    limits: dict[str, float], slack: float | None
) -> None:
    going = run(state="running", started_at=0, first_started_at=0, finished_at=None, spec=limits)
    expected = execution_row(going, HOME)["expected_by"]
    assert expected == (None if slack is None else to_wire(round(slack * 1e6)))
    assert execution_row(going._replace(state="failed"), HOME)["expected_by"] is None


def test_what_postgres_refuses_is_left_out() -> None:
    spec = {
        "name": "a\0b",
        "command": "x\0y \ud800",
        "environment": {"K\0": "v\0"},
        "tags": ["t\0"],
    }
    row = job_row(job(spec=spec), HOME, push_seq=1)
    text = json.dumps(row, ensure_ascii=False)
    text.encode()
    assert "\\u0000" not in text and row["name"] == "ab"


_SECRET = "password=hunter2hunter2"


@pytest.mark.parametrize(
    "row",
    [
        *(job_row(job(spec={name: _SECRET}), HOME, push_seq=1)
          for name in ("command", "description", "on_failure", "working_dir")),
        job_row(job(spec={"argv": ["x", "--password", "hunter2hunter2"]}), HOME, push_seq=1),
        job_row(job(spec={"environment": {"DB_PASSWORD": "hunter2hunter2"}}), HOME, push_seq=1),
        *(job_row(job(**{name: _SECRET}), HOME, push_seq=1)
          for name in ("last_error", "last_reason")),
        execution_row(run(spec={"command": _SECRET}), HOME),
        execution_row(run(reason=_SECRET), HOME),
        execution_row(run(reason=_SECRET, state="failed"), HOME),
        execution_row(run(error=_SECRET), HOME),
        session_row(SESSION._replace(cwd=f"/x?{_SECRET}"), HOME),
        history_row(HISTORY._replace(command=f"login {_SECRET}"), HOME),
        history_row(HISTORY._replace(cwd=f"/x?{_SECRET}"), HOME),
    ],
)  # fmt: skip
def test_no_column_that_people_write_lets_a_secret_out(row: Row) -> None:
    text = json.dumps(row)
    assert "hunter2" not in text and "[masked]" in text


def test_variables_of_a_shell_are_masked() -> None:
    assert session_row(SESSION, HOME)["environment_variables"] == {
        "LANG": "C",
        "API_TOKEN": "[masked]",
    }


def test_a_key_that_the_cap_beheads_is_still_masked(tmp_path: Path) -> None:
    paths = find_paths({"LSH_HOME": str(tmp_path)})
    log = paths.run_log(7, 1)
    log.parent.mkdir(parents=True)
    body = "\n".join("QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVo" for _ in range(40))
    key = f"-----BEGIN PRIVATE KEY-----\n{body}\n-----END PRIVATE KEY-----\n"
    log.write_text(f"before\n{key}after\n")
    masked = "-----BEGIN PRIVATE KEY-----[masked]-----END PRIVATE KEY-----"
    assert printed(paths, 7, 1, 500) == f"before\n{masked}\nafter\n"
    assert printed(paths, 7, 1, 20) == "after\n"
    assert printed(paths, 7, 1, 0) is None
    assert printed(paths, 8, 1, 500) is None
    log.write_text("ü" * 30)
    assert printed(paths, 7, 1, 25) == "ü" * 12

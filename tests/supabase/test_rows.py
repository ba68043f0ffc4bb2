"""``lsh supabase rows``: any of lsh's tables, read as Supabase has it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

import pytest

from lsh.commands.supabase.rows import _order
from lsh.store.remote.relations import TABLES, VIEWS
from tests.support.daemon import Home
from tests.support.postgres import Database
from tests.support.postgrest import Project

JOBS = """
insert into shell_jobs (id, job_id, command, host, push_seq, priority, definition, updated_at) values
  (gen_random_uuid(), 'backup', 'pg_dump postgres://me:hunter2@db/x', 'one', 1, 5,
   '{"environment": {"API_TOKEN": "hunter3", "LEVEL": "9"}}', '2026-01-03'),
  (gen_random_uuid(), 'report', 'true', 'two', 2, 9, null, '2026-01-02'),
  (gen_random_uuid(), 'tidy', 'a=b', null, 3, 1, null, '2026-01-01')
"""
RUNS = """
insert into job_executions
  (job_id, execution_number, claim_key, status, scheduled_for, completed_at, updated_at)
  select 'backup', n, 'here', 'completed', timestamptz '2026-01-01' + n * interval '1 min', now(),
    timestamptz '2026-02-01' - n * interval '1 min'
  from generate_series(1, 1500) n
"""


@pytest.fixture
def filled(home: Home, schema: Database) -> Iterator[Home]:
    """A home beside a project that holds three jobs."""
    project = Project(schema)
    project.execute(JOBS)
    home.environ |= project.environ
    yield home
    project.close()


def test_rows_are_shown_with_what_is_asked_of_them(filled: Home) -> None:
    done = filled.lsh("supabase", "rows", "shell_jobs")
    assert done.returncode == 0, done.stderr
    lines = done.stdout.splitlines()
    assert lines[0].split() == ["JOB_ID", "HOST", "STATE", "SCHEDULE", "NEXT_FIRE_AT", "COMMAND"]
    assert [line.split()[0] for line in lines[1:]] == ["backup", "report", "tidy"]
    assert "3 of 3" in done.stderr
    assert filled.environ["SUPABASE_URL"] in done.stderr


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("host=two", ["report"]), ("host!=two", ["backup"]), ("host=null", ["tidy"]),
        ("host!=null", ["backup", "report"]), ("priority>=5", ["backup", "report"]),
        ("priority<5", ["tidy"]), ("job_id~%P%", ["backup", "report"]), ("command=a=b", ["tidy"]),
    ],
)  # fmt: skip
def test_conditions(filled: Home, where: str, found: list[str]) -> None:
    done = filled.lsh("supabase", "rows", "shell_jobs", "--where", where, "--plain", "-c", "job_id")
    assert done.stdout.split() == found, done.stderr


def test_order_limit_and_the_count_of_all(filled: Home) -> None:
    done = filled.lsh(
        "supabase", "rows", "shell_jobs", "--json", "--columns", "job_id,priority",
        "--order", "priority.desc", "--limit", "2",
    )  # fmt: skip
    assert json.loads(done.stdout) == [
        {"job_id": "report", "priority": 9}, {"job_id": "backup", "priority": 5},
    ]  # fmt: skip
    assert done.stderr == "", "what is said to a person is no document"
    said = filled.lsh("supabase", "rows", "shell_jobs", "--limit", "2", "--plain")
    assert "2 of 3" in said.stderr


def test_the_newest_come_first_and_pages_hang_together(filled: Home, schema: Database) -> None:
    schema.execute(RUNS)
    for table, column in (("job_executions", "execution_number"), ("job_runs", "run_id")):
        done = filled.lsh("supabase", "rows", table, "--json", "-c", column, "-l", "3")
        assert json.loads(done.stdout) == [{column: n} for n in (1500, 1499, 1498)]
    # all alike in what is asked for, over two pages
    done = filled.lsh(
        "supabase", "rows", "job_runs", "--json", "-c", "run_id", "-o", "job_id", "-l", "0"
    )
    assert sorted(row["run_id"] for row in json.loads(done.stdout)) == list(range(1, 1501))


@pytest.mark.parametrize("relation", [*TABLES, *VIEWS])
def test_every_order_is_total(relation: str) -> None:
    known = list((TABLES | VIEWS)[relation])
    first, *rest = _order(relation, None, known).split(",")
    assert first.endswith(".desc") or relation == "job_health"
    assert rest
    assert {name.partition(".")[0] for name in (first, *rest)} <= set(known)
    wished = _order(relation, known[-1], known).split(",")
    assert wished[0] == known[-1]
    assert len(set(wished)) == len(wished)


@pytest.mark.parametrize("words", [("rows", "nonsense"), ("rows", "shell_jobs"), ("test",)])
def test_names_are_known_without_sqlalchemy(filled: Home, words: tuple[str, ...]) -> None:
    program = (
        "import sys; from lsh.cli import run; run(['supabase', *sys.argv[1:]]);"
        " sys.exit('sqlalchemy' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        env=filled.environ,
        capture_output=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_values_are_masked(filled: Home) -> None:
    done = filled.lsh("supabase", "rows", "shell_jobs", "--json", "--where", "job_id=backup")
    (row,) = json.loads(done.stdout)
    assert row["command"] == "pg_dump postgres://me:[masked]@db/x"
    assert row["definition"] == {"environment": {"API_TOKEN": "[masked]", "LEVEL": "9"}}
    assert "hunter" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    "view", ["silent_jobs", "job_runs", "job_daily", "job_health", "lsh_homes"]
)
def test_every_view_can_be_read(filled: Home, view: str) -> None:
    done = filled.lsh("supabase", "rows", view, "--json", "--limit", "0")
    assert done.returncode == 0, done.stderr
    assert isinstance(json.loads(done.stdout), list)


def test_what_is_not_there_is_named_with_its_neighbour(filled: Home) -> None:
    done = filled.lsh("supabase", "rows", "shell_job")
    assert done.returncode == 3
    assert "did you mean 'shell_jobs'?" in done.stderr
    for words in (["--where", "hots=one"], ["--columns", "hots"], ["--order", "hots"]):
        done = filled.lsh("supabase", "rows", "shell_jobs", *words)
        assert done.returncode == 2
        assert "did you mean 'hosts'?" in done.stderr
    for words in (["--where", "host"], ["--order", "host.up"], ["--columns", ","]):
        assert filled.lsh("supabase", "rows", "shell_jobs", *words).returncode == 2


def test_a_value_of_the_wrong_kind_is_the_callers_mistake(filled: Home) -> None:
    done = filled.lsh("supabase", "rows", "shell_jobs", "--where", "priority=high")
    assert done.returncode == 2
    assert "what was asked must change" in done.stderr


def test_without_a_project_there_are_no_rows(home: Home) -> None:
    done = home.lsh("supabase", "rows", "shell_jobs")
    assert done.returncode == 78
    assert "lsh supabase config set url" in done.stderr

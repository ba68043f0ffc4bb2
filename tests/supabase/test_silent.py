"""``lsh supabase silent``: a machine that says nothing any more is seen from the others."""

from __future__ import annotations

import json
import os
import signal

import pytest

from tests.supabase.fleet import Machine, MakeMachine
from tests.support.daemon import until
from tests.support.postgrest import Project

_BACK = """
update shell_jobs set expected_by = expected_by - interval '10 years', push_seq = push_seq + 1
  where job_id = %s;
"""


def silent(machine: Machine) -> tuple[int, list[dict[str, object]]]:
    done = machine.home.lsh("supabase", "silent", "--json")
    assert done.returncode in {0, 1}, done.stderr
    return done.returncode, json.loads(done.stdout)


def test_nothing_is_silent_where_nothing_is_due(machine: MakeMachine) -> None:
    a = machine("a")
    a.create("byhand")
    a.create("later", schedule="@yearly")
    a.push()
    assert silent(a) == (0, [])
    done = a.home.lsh("supabase", "silent")
    assert (done.returncode, done.stdout) == (0, "")
    assert "nothing is silent" in done.stderr
    assert a.project.service_key not in done.stderr


def test_a_daemon_that_died_is_seen_from_another_machine_until_it_is_back(
    machine: MakeMachine, linked: Project
) -> None:
    a, watcher = machine("a"), machine("watcher")
    daemon = a.home.start()
    a.create("due", schedule="@yearly")
    until(
        lambda: linked.execute("select 1 from shell_jobs where expected_by is not null"),
        "the sink has pushed the job",
    )
    until(lambda: linked.execute("select 1 from lsh_homes"), "the machine has said that it lives")
    daemon.kill()
    linked.execute(_BACK, ["due"])
    code, (found,) = silent(watcher)
    assert code == 1
    assert (found["job_id"], found["host"], found["what"]) == ("due", "a", "job")
    assert found["home_id"] == a.home_id
    assert (
        isinstance(found["overdue"], float) and found["overdue"] > 9 * 365 * 86_400 - 366 * 86_400
    )
    assert found["last_seen_at"]
    table = watcher.home.lsh("supabase", "silent")
    assert table.returncode == 1
    assert table.stdout.split()[:7] == [
        "JOB", "NAME", "HOST", "WHAT", "EXPECTED", "OVERDUE", "LAST",
    ]  # fmt: skip
    assert "due" in table.stdout
    quiet = watcher.home.lsh("supabase", "silent", "--quiet")
    assert (quiet.returncode, quiet.stdout, quiet.stderr) == (1, "due\n", "")

    a.home.start()
    a.edit("due", description="here again")
    until(lambda: silent(watcher)[0] == 0, "it is silent no more")


def test_a_run_that_should_be_over_is_silent_too(machine: MakeMachine, linked: Project) -> None:
    a = machine("a")
    daemon = a.home.start()
    gate = a.home.root / "gate"
    a.create("long", f"until test -e {gate}; do sleep 0.05; done", timeout=3600)
    run = a.call("job_run", job="long")["run_id"]
    until(
        lambda: linked.execute("select 1 from job_executions where expected_by is not null"),
        "the run has been pushed",
    )
    os.kill(daemon.pid, signal.SIGSTOP)
    try:
        linked.execute("update job_executions set expected_by = now() - interval '1 hour'")
        code, (found,) = silent(a)
        assert (code, found["what"], found["run_id"]) == (1, "run", run)
    finally:
        os.kill(daemon.pid, signal.SIGCONT)
    gate.touch()
    a.call("run_wait", run=run)
    until(lambda: silent(a)[0] == 0, "the run is over there too")


@pytest.mark.parametrize("fault", ["refused", "unreachable"])
def test_an_answer_that_does_not_come_is_no_good_news(
    machine: MakeMachine, linked: Project, fault: str
) -> None:
    a = machine("a")
    if fault == "unreachable":
        linked.stop()
    else:
        a.home.environ["SUPABASE_SERVICE_ROLE_KEY"] = linked.anon_key
    done = a.home.lsh("supabase", "silent")
    assert done.returncode == {"refused": 4, "unreachable": 75}[fault]
    assert done.stdout == ""

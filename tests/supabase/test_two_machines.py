"""Two machines and a web page before one project: one set of jobs, each run where it belongs."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.supabase.fleet import Machine, MakeMachine, edit_row
from tests.support.daemon import until
from tests.support.postgrest import Project

QUICK = {"pull_interval": 1}


@pytest.fixture
def pair(machine: MakeMachine) -> tuple[Machine, Machine]:
    """Two machines whose daemons sync all the time."""
    a, b = (machine(name, supabase=QUICK) for name in ("alpha", "beta"))
    a.home.start()
    b.home.start()
    return a, b


def has(machine: Machine, job_id: str = "report") -> bool:
    return job_id in machine.jobs()


def command_of(machine: Machine) -> str:
    return str(machine.job("report")["command"])


def test_from_an_empty_project_by_commands_alone(machine: MakeMachine, project: Project) -> None:
    """As the guide has it: the schema, two machines, a job that is made on one and runs on the other."""
    a, b = machine("alpha"), machine("beta")
    a.home.environ |= project.environ  # not the one that has the schema
    b.home.environ |= project.environ
    made = a.home.lsh("supabase", "init", "--print")
    project_owner(project, made.stdout)
    for each in (a, b):
        each.home.start()
    side = b.home.root / "ran"
    a.lsh("cron", "create", "--id", "report", "--name", "report", "--schedule", "@yearly",
          "--hosts", "beta", "--command", f"echo $LSH_RUN_ID >> {side}")  # fmt: skip
    a.lsh("supabase", "sync")
    b.lsh("supabase", "sync", "--pull")
    listed = json.loads(b.lsh("cron", "list", "--json"))
    assert [(job["id"], job["state"]) for job in listed] == [("report", "active")]
    assert json.loads(a.lsh("cron", "list", "--json"))[0]["state"] == "elsewhere"
    refused = a.home.lsh("cron", "run", "report")
    assert refused.returncode == 4
    b.lsh("cron", "run", "report", "--wait")
    b.lsh("supabase", "sync", "--push")
    rows = json.loads(a.lsh("supabase", "rows", "job_executions", "--json"))
    assert [(row["job_id"], row["host"], row["state"]) for row in rows] == [
        ("report", "beta", "succeeded")
    ]
    assert len(side.read_text().split()) == 1
    a.lsh("cron", "remove", "report", "--yes")
    a.lsh("supabase", "sync")
    b.lsh("supabase", "sync")
    assert json.loads(b.lsh("cron", "list", "--json")) == []


def project_owner(project: Project, sql: str) -> None:
    """Run SQL as the project's owner would: in the dashboard's SQL editor."""
    import psycopg

    with psycopg.connect(project.db_url, autocommit=True) as connection:
        connection.execute(sql)


def test_a_job_made_on_one_runs_on_the_other_and_is_seen(
    pair: tuple[Machine, Machine], linked: Project
) -> None:
    a, b = pair
    side = b.home.root / "ran"
    a.create("report", f"echo $LSH_RUN_ID >> {side}", schedule="* * * * * *", hosts=["beta"])
    until(lambda: has(b), "beta has taken the job")
    until(side.exists, "it runs on beta")
    done = "select host from job_executions where job_id = 'report' and state = 'succeeded'"
    until(lambda: linked.execute(done), "its run is seen in Supabase")
    assert {row["host"] for row in linked.execute(done)} == {"beta"}
    with_runs = a.call("daemon_status")["runs"]
    assert set(with_runs.values()) == {0}
    a.call("job_remove", job="report")
    until(lambda: not has(b), "it is gone on beta too")


def test_an_edit_on_the_page_reaches_both(pair: tuple[Machine, Machine], linked: Project) -> None:
    a, b = pair
    a.create("report", "echo one", hosts=["alpha", "beta"], schedule="@yearly")
    until(lambda: has(b), "beta has taken the job")
    until(lambda: linked.execute("select 1 from shell_jobs where host = 'beta'"), "and says so")
    edit_row(linked, a, "report", command="echo edited")
    until(lambda: command_of(a) == command_of(b) == "echo edited", "both have the edit")
    until(
        lambda: (
            {row["definition_hash"] for row in linked.execute("select * from shell_jobs")}
            == {a.job("report")["definition"]}
        ),
        "and both rows say so",
    )
    assert a.job("report")["version"] == b.job("report")["version"] == 2
    assert a.events("supabase:conflict") == b.events("supabase:conflict") == []


def test_both_edit_while_the_network_is_gone(
    pair: tuple[Machine, Machine], linked: Project
) -> None:
    a, b = pair
    a.create("report", "echo one", hosts=["alpha", "beta"], schedule="@yearly")
    until(lambda: has(b), "beta has taken the job")
    until(lambda: linked.execute("select 1 from shell_jobs where host = 'beta'"), "and says so")
    linked.stop()
    a.edit("report", command="echo from alpha")
    b.edit("report", command="echo from beta")
    linked.start()
    until(lambda: command_of(a) == command_of(b) == "echo from beta", "the later one stands", 90)
    (lost,) = until(lambda: _losers(a), "alpha tells what was lost")
    assert lost["definition"]["command"] == "echo from alpha"
    assert lost["host"] == "alpha"
    status = json.loads(a.lsh("supabase", "status", "--json"))
    assert status["verdicts"][0]["type"] == "supabase:conflict"


def test_an_edit_on_the_page_is_not_lost_unseen_under_one_on_the_machine(
    machine: MakeMachine, linked: Project
) -> None:
    """It would not be pulled for a day, and the next push goes over it."""
    a = machine("alpha", supabase={"pull_interval": 86_400})
    a.home.start()
    a.create("report", "echo one")
    until(lambda: linked.execute("select 1 from shell_jobs"), "the job was pushed")
    edit_row(linked, a, "report", command="echo from the page")
    a.edit("report", command="echo from the machine")
    until(lambda: a.row("report")["command"] == "echo from the machine", "the later one stands")
    (lost,) = _losers(a)
    assert lost["definition"]["command"] == "echo from the page"


def _losers(machine: Machine) -> list[dict[str, Any]]:
    return [event["data"]["loser"] for event in machine.events("supabase:conflict")]


def test_a_machine_that_takes_nothing_in_takes_nothing_in(
    machine: MakeMachine, linked: Project
) -> None:
    a = machine("alpha", supabase={"pull": False})
    linked.execute(
        "insert into shell_jobs (job_id, command, hosts) values ('web', 'true', '{alpha}')"
    )
    a.home.environ |= linked.environ
    a.home.environ["LSH_HOST"] = "alpha"
    done = json.loads(a.lsh("supabase", "sync", "--json"))
    assert done["pulled"] is None
    assert a.jobs() == []
    refused = a.home.lsh("supabase", "sync", "--pull")
    assert (refused.returncode, "config set pull true" in refused.stderr) == (4, True)

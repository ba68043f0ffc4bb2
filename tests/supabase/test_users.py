"""A home that changes its user: each one's rows are its own, and none is in another's way."""

from __future__ import annotations

from uuid import uuid4

from tests.supabase.fleet import MakeMachine, as_user
from tests.support.postgrest import Project

ALICE, BOB = str(uuid4()), str(uuid4())


def test_the_same_home_syncs_by_the_key_and_as_one_user_after_another(
    machine: MakeMachine, linked: Project
) -> None:
    a = machine("a", supabase={"enabled": False})  # else the daemon's sink syncs as well
    a.home.start(LSH_HOST="a")
    a.create(command="true")
    run = a.call("job_run", job="j")
    a.call("run_wait", run=run["run_id"])
    by_the_key = a.target
    for target in (by_the_key, as_user(linked, ALICE), as_user(linked, BOB), by_the_key):
        a.target = target
        a.push()
    for table, key in (("shell_jobs", "job_id"), ("job_executions", "execution_number::text")):
        rows = linked.execute(f"select user_id::text, {key} as key from {table}")
        assert {row["user_id"] for row in rows} == {None, ALICE, BOB}
        assert len(rows) == 3 and len({row["key"] for row in rows}) == 1

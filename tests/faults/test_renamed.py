"""A machine that gets another name: its jobs leave, others come home."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from tests.support.daemon import Home, until
from tests.support.invariants import check_settled, rows, runs


@pytest.mark.parametrize("killed", [True, False])
def test_what_was_armed_under_the_old_name_is_not_run(home: Home, killed: bool) -> None:
    home.configure(host="old", arm_ahead=60)
    began = datetime.now(UTC)
    daemon = home.start()
    took = datetime.now(UTC) - began
    due = datetime.now(UTC) + 3 * took + timedelta(seconds=4)  # the next start takes as long
    at = f"at {due.isoformat(timespec='milliseconds')}"
    specs = [
        home.spec(name, schedule=at, hosts=[host])
        for name, host in (("mine-0", "old"), ("its-0", "New"))
    ]
    home.call("job_create_many", specs=specs)
    until(lambda: [run["job"] for run in runs(home.paths)] == ["mine-0"], "it is committed ahead")
    if killed:
        daemon.kill()  # the spawner lives on, with the run in its hands
    else:
        home.stop()
    home.configure(host="new", arm_ahead=60)
    home.start()
    assert datetime.now(UTC) < due, "the machine was too slow for this test"
    until(lambda: len(runs(home.paths)) == 2, "the other job came home")
    until(lambda: all(run["finished_at"] for run in runs(home.paths)), "both are over")
    states = {run["job"]: (run["state"], run["reason"]) for run in runs(home.paths)}
    reason = "this machine is called new now, and its host is old"
    assert states == {"mine-0": ("skipped", reason), "its-0": ("succeeded", None)}
    assert [name for _, _, name in home.executed()] == ["its-0"]
    found = rows(home.paths, "SELECT id, elsewhere FROM jobs ORDER BY key")
    assert found == [{"id": "mine-0", "elsewhere": 1}, {"id": "its-0", "elsewhere": 0}]
    check_settled(home)

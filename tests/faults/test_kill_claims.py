"""kill -9 of the engine while shared occurrences wait for the verdict on who runs them."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from lsh.domain.errors import LshError
from tests.support.daemon import DYING_DAEMON, Home, until
from tests.support.invariants import check_always, check_settled, events, runs, settle

AHEAD = 1.2  # seconds from the definition of the jobs to their instant
SIDE_BY_SIDE = 4
PATIENT = 60.0  # seconds that an occurrence waits: longer than any of these tests
VERDICTS = {"won-0": "won", "lost-0": "lost", "run-0": "unreachable", "skip-0": "unreachable"}
ENDS = {"won-0": "succeeded", "lost-0": "skipped", "run-0": "succeeded", "skip-0": "skipped"}


@pytest.fixture
def nowhere() -> Iterator[dict[str, str]]:
    """A project that takes every connection and never says a word: the verdicts are the test's."""
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        yield {"SUPABASE_URL": url, "SUPABASE_SERVICE_ROLE_KEY": "sb_secret_of_a_test"}


def define(home: Home, timeout: float = PATIENT) -> None:
    """A job for each verdict, all at one instant."""
    home.configure(host="here", claim_timeout=timeout)
    at = (datetime.now(UTC) + timedelta(seconds=AHEAD)).isoformat(timespec="milliseconds")
    shared: dict[str, Any] = {"schedule": f"at {at}", "claim": "shared", "hosts": ["here", "b"]}
    specs = [
        home.spec(name, on_unreachable="run" if name == "run-0" else "skip", **shared)
        for name in VERDICTS
    ]
    home.apply("job_create_many", specs=specs)


def answer(home: Home) -> None:
    """Say the verdicts on all that is pending, as a sink would; a daemon may die of it."""
    for run in runs(home.paths):
        if run["claim"] == "pending":
            with contextlib.suppress(LshError, OSError):
                home.call("run_claim", run=str(run["id"]), verdict=VERDICTS[run["job"]])


def is_over(home: Home) -> bool:
    answer(home)
    found = runs(home.paths)
    return len(found) == len(VERDICTS) and all(run["finished_at"] for run in found)


def check_ends(home: Home) -> None:
    """Each ended once, as its verdict has it, with a reason."""
    found = {run["job"]: run for run in runs(home.paths)}
    assert {name: run["state"] for name, run in found.items()} == ENDS
    assert {name: run["claim"] for name, run in found.items()} == VERDICTS
    assert found["lost-0"]["reason"] == "claimed by another machine"
    assert "on_unreachable is skip" in found["skip-0"]["reason"]
    told = sorted(event["run_id"] for event in events(home.paths, "job:claimed"))
    assert told == sorted(run["id"] for run in found.values())
    settle(home)
    check_settled(home)
    assert sorted(name for _, _, name in home.executed()) == ["run-0", "won-0"]


def die_at(number: int, environ: dict[str, str]) -> str:
    """Kill the engine at moment ``number`` of the scenario; which moment it was, "" if it has fewer."""
    home = Home()
    try:
        define(home)
        moments = home.root / "moments"
        dying = home.launch(DYING_DAEMON, str(number), str(moments), **environ)
        until(
            lambda: dying.process.poll() is not None or is_over(home), f"moment {number} or the end"
        )
        reached = dying.process.poll() is not None
        if not reached:
            dying.kill()
        check_always(home.paths)
        home.start(**environ)
        until(lambda: is_over(home), f"all is decided after moment {number}: {runs(home.paths)}")
        check_ends(home)
        home.stop()
        return moments.read_text().splitlines()[-1] if reached else ""
    finally:
        home.end_everything()
        home.remove()


def test_killed_at_every_write(nowhere: dict[str, str], soak: bool) -> None:
    """All moments with --soak, a fifth of them without."""
    numbers = range(1, 500, 1 if soak else 5)
    reached = []
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        for first in range(0, len(numbers), SIDE_BY_SIDE):
            batch = numbers[first : first + SIDE_BY_SIDE]
            some = list(pool.map(lambda number: die_at(number, nowhere), batch))
            reached += [moment for moment in some if moment]
            if "" in some:
                break
    assert len(reached) >= 4, "the scenario has more moments than that"


def pending(home: Home) -> bool:
    found = runs(home.paths)
    return len(found) == len(VERDICTS) and all(run["claim"] == "pending" for run in found)


def test_verdicts_after_a_kill(home: Home, nowhere: dict[str, str]) -> None:
    define(home)
    daemon = home.start(**nowhere)
    until(lambda: pending(home), "all of them wait")
    daemon.kill()
    due = max(run["due_at"] for run in runs(home.paths)) / 1e6
    until(lambda: datetime.now(UTC).timestamp() > due, "their instant has passed")
    home.start(**nowhere)
    assert pending(home)
    until(lambda: is_over(home), "all is decided")
    check_ends(home)


def test_what_nobody_decides_after_a_kill_is_unreachable(
    home: Home, nowhere: dict[str, str]
) -> None:
    define(home, timeout=2.0)
    daemon = home.start(**nowhere)
    until(lambda: pending(home), "all of them wait")
    daemon.kill()
    home.start(**nowhere)
    until(lambda: all(run["finished_at"] for run in runs(home.paths)), "all gave up")
    assert {run["claim"] for run in runs(home.paths)} == {"unreachable"}
    settle(home)
    check_settled(home)
    assert [name for _, _, name in home.executed()] == ["run-0"]

"""kill -9 of the engine at every write around claim, start, exit and record, and at random."""

from __future__ import annotations

import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from tests.support.daemon import DYING_DAEMON, Home, until
from tests.support.invariants import (
    check_always,
    check_living,
    check_settled,
    runs,
    settle,
)

AHEAD = 1.2  # seconds from the definition of the jobs to their instant
SIDE_BY_SIDE = 6
SHARES = 6  # tests that share the moments between them, so that workers do too


def define(home: Home) -> None:
    """A success, a retry, a failure that is told, and one that overlaps itself, all at about one time."""
    at = (datetime.now(UTC) + timedelta(seconds=AHEAD)).isoformat(timespec="milliseconds")
    flaky = home.spec("flaky-3-0", work='test "$LSH_ATTEMPT" = 2 || exit 3')
    told = f"echo told $LSH_FAILED_RUN_ID >> {home.root}/told"
    slow = home.spec("slow-0", work="sleep 1.2", schedule="* * * * * *", overlap="skip")
    specs = [
        home.spec("good-0", schedule=f"at {at}"),
        flaky | {"schedule": f"at {at}", "max_retries": 1, "retry_delay": 0.1},
        home.spec("bad-4", schedule=f"at {at}", on_failure=told),
        home.spec("stray-0", schedule=f"at {at}", work="sleep 0.3", overlap="queue_all"),
        slow,
    ]
    home.apply("job_create_many", specs=specs)


def scenario_is_over(home: Home) -> bool:
    """Everything that is due once has ended, a failure was told, and one occurrence was skipped."""
    over = {
        run["job"] for run in runs(home.paths) if run["finished_at"] and run["kind"] != "notify"
    }
    told = [run for run in runs(home.paths) if run["kind"] == "notify" and run["finished_at"]]
    skipped = [run for run in runs(home.paths, "slow-0") if run["state"] == "skipped"]
    return {"good-0", "flaky-3-0", "bad-4", "stray-0"} <= over and bool(told) and bool(skipped)


def die_at(number: int) -> str:
    """Kill the engine at moment ``number`` of the scenario; which moment it was, "" if it has fewer."""
    home = Home()
    try:
        define(home)
        moments = home.root / "moments"
        dying = home.launch(DYING_DAEMON, str(number), str(moments))
        until(
            lambda: dying.process.poll() is not None or scenario_is_over(home),
            f"moment {number} or the end of the scenario",
        )
        reached = dying.process.poll() is not None
        if not reached:
            dying.kill()
        check_always(home.paths)
        home.start()
        until(lambda: scenario_is_over(home), f"the scenario ends after moment {number}")
        settle(home)
        check_settled(home)
        (told,) = [run for run in runs(home.paths) if run["kind"] == "notify"]
        assert (home.root / "told").read_text().split() == ["told", str(told["parent_run_id"])]
        home.stop()
        assert not home.marked()
        return moments.read_text().splitlines()[-1] if reached else ""
    finally:
        home.end_everything()
        home.remove()


@pytest.mark.parametrize("share", range(SHARES))
def test_killed_at_every_write(share: int, soak: bool) -> None:
    """All moments with --soak, a third of them without; the share is every sixth of those."""
    step = 1 if soak else 3
    numbers = range(1 + share * step, 2000, SHARES * step)
    reached = []
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        for first in range(0, len(numbers), SIDE_BY_SIDE):
            some = list(pool.map(die_at, numbers[first : first + SIDE_BY_SIDE]))
            reached += [moment for moment in some if moment]
            if "" in some:
                break
    assert len(reached) >= 4, "the scenario has more moments than that"


LIVE = 200
DEATHS = 4


@pytest.mark.rounds(3, 50)
def test_killed_at_random_under_two_hundred_runs(home: Home, turn: int) -> None:
    chance = random.Random(turn)
    home.configure(max_concurrent_runs=LIVE + 50)
    at = (datetime.now(UTC) + timedelta(seconds=1.0)).isoformat(timespec="milliseconds")
    specs = [
        home.spec(
            f"r{n}-{chance.choice([0, 0, 0, 1, 7, 255])}",
            work=f"sleep {chance.uniform(0.2, 4):.2f}",
            schedule=f"at {at}",
        )
        for n in range(LIVE)
    ]
    home.apply("job_create_many", specs=specs)
    for _ in range(DEATHS):
        daemon = home.start()
        pause = time.monotonic() + chance.uniform(0.0, 1.5)
        until(lambda: time.monotonic() >= pause, "a while")  # noqa: B023
        daemon.kill()
        check_always(home.paths)
    home.start()
    check_living(home)
    settle(home)
    check_settled(home)
    assert len(home.executed()) == LIVE
    home.stop()

"""The wall clock set on and back, the machine asleep, the daemon away, and summer time."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from lsh.domain.errors import TryAgain
from lsh.domain.policy import CatchUp
from tests.support.invariants import check_occurrences, check_paths, events, runs
from tests.support.world import World

NOON = datetime(2026, 6, 10, 12, tzinfo=UTC)


@pytest.fixture
def world(tmp_path: Path) -> World:
    return World(tmp_path, NOON)


def states(world: World, name: str) -> Counter[str]:
    return Counter(run["state"] for run in runs(world.paths, name))


def check(world: World) -> None:
    check_paths(world.paths)
    check_occurrences(world.paths)
    assert not [run for run in runs(world.paths) if run["state"] in {"queued", "running"}]


@pytest.mark.parametrize(
    ("catch_up", "caught_up", "missed", "coalesced"),
    [(CatchUp.SKIP, 0, 59, 0), (CatchUp.LATEST, 0, 0, 59), (CatchUp.ALL, 10, 49, 0)],
)
@pytest.mark.parametrize("how", ["set", "away"])
def test_an_hour_is_missing(
    world: World, how: str, catch_up: CatchUp, caught_up: int, missed: int, coalesced: int
) -> None:
    """Set on, asleep, or without a daemon: grace and catch-up decide, and every minute has its row.

    12:00:30 to 13:00:30: only what was due at 13:00 is within the grace of a minute; where ten are
    caught up, it waits its turn behind them.
    """
    world.job("each", "* * * * *", catch_up=catch_up, catch_up_limit=10)
    world.live(seconds=30)
    if how == "away":
        world.stop()
    world.clock.set(3600)
    if how == "away":
        world.start()
    world.live(minutes=2)
    check(world)
    total = states(world, "each")
    assert total["missed"] == missed
    assert total["skipped"] == coalesced
    assert total["succeeded"] == caught_up + 3
    assert len(world.executed("each")) == total["succeeded"]


def test_a_fixed_time_that_was_jumped_over_runs_once(world: World) -> None:
    world.job("daily", "30 12 * * *")
    world.clock.set(3600)
    world.live(hours=1)
    check(world)
    assert world.executed("daily") == ["13:00:00"]
    (event,) = events(world.paths, "clock:jumped")
    assert event["data"] == {"seconds": 3600}


def test_an_hour_twice(world: World) -> None:
    """Wildcards follow real time, fixed times are not repeated."""
    world.job("each", "*/10 * * * *")
    world.job("interval", "every 10m")
    world.job("before", "30 12 * * *")
    world.job("after", "30 13 * * *")
    world.live(hours=1, seconds=5)
    assert world.executed("before") == ["12:30:00"]
    world.clock.set(-3600)
    world.live(hours=2)
    check(world)
    assert world.executed("before") == ["12:30:00"]
    assert world.executed("after") == ["13:30:00"]
    assert len(world.executed("each")) == 18
    assert len(world.executed("interval")) >= 17


def test_an_hour_twice_with_a_restart_in_it(world: World) -> None:
    world.job("each", "*/10 * * * *")
    world.live(hours=1, seconds=5)
    world.clock.set(-3600)
    world.live(minutes=15)
    world.stop()
    world.start()
    world.live(minutes=45)
    check(world)
    assert len(world.executed("each")) == 12


def test_set_back_while_nobody_is_there(world: World) -> None:
    world.job("each", "*/10 * * * *")
    world.job("daily", "30 12 * * *")
    world.live(hours=1, seconds=5)
    world.stop()
    world.clock.set(-3600)
    world.start()
    world.live(hours=1)
    check(world)
    assert len(world.executed("each")) == 12
    assert world.executed("daily") == ["12:30:00"]


def test_the_service_notices_that_the_clock_was_set_back_while_it_was_away(world: World) -> None:
    world.job("each", "*/10 * * * *")
    world.live(hours=1)
    world.clock.set(-3600)
    world.serve(seconds=0)
    assert len(events(world.paths, "clock:jumped")) == 1


def test_what_was_armed_when_the_clock_was_set_back_runs_once_at_its_instant(world: World) -> None:
    world.job("each", "0 * * * *", overlap="skip")
    world.live(minutes=59, seconds=59.7)
    assert states(world, "each") == {"scheduled": 1}, "armed"
    world.clock.set(-3600)
    world.live(hours=1.5)
    check(world)
    assert world.executed("each").count("13:00:00") == 1
    assert len(runs(world.paths, "each")) == len(world.executed("each"))


def test_ten_hours_back_is_a_correction(world: World) -> None:
    """Everything starts afresh from now: what ran at noon runs at noon again."""
    world.job("daily", "30 12 * * *")
    world.job("each", "0 * * * *")
    world.live(hours=1)
    world.clock.set(-10 * 3600)
    world.live(hours=10)
    check(world)
    assert world.executed("daily") == ["12:30:00", "12:30:00"]
    assert len(world.executed("each")) == 11


def test_a_jump_that_could_not_be_written_is_not_forgotten(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.job("each", "*/10 * * * *")
    world.live(hours=1, seconds=5)
    world.clock.set(-3600)
    with monkeypatch.context() as patch:

        def locked() -> None:
            raise TryAgain("the database is locked by another program")

        patch.setattr(world.ledger, "transaction", locked)
        world.scheduler.tick()
        world.scheduler.tick()
    world.live(hours=1)
    check(world)
    assert len(world.executed("each")) == 12
    assert len(events(world.paths, "clock:jumped")) == 1


def test_to_and_fro(world: World) -> None:
    """A time server that cannot make up its mind."""
    world.job("each", "* * * * *", catch_up=CatchUp.SKIP)
    world.job("daily", "5 12 * * *")
    for seconds in (3600, -3600, 1800, -1800, -7200, 7200):
        world.live(minutes=1)
        world.clock.set(seconds)
    world.live(minutes=10)
    check(world)
    assert len(world.executed("daily")) == 1
    assert len(world.executed("each")) >= 14


@pytest.mark.parametrize(
    ("start", "expected"),
    [
        (
            datetime(2026, 3, 28, 12, tzinfo=UTC),
            ["01:00:00"],
        ),  # 02:30 is not: the first instant after
        (datetime(2026, 10, 24, 12, tzinfo=UTC), ["00:30:00"]),  # 02:30 is twice: its first
    ],
)
@pytest.mark.parametrize("away", [False, True])
def test_summer_time_begins_and_ends(
    tmp_path: Path, start: datetime, expected: list[str], away: bool
) -> None:
    world = World(tmp_path, start)
    world.job("night", "30 2 * * *", timezone="Europe/Berlin")
    world.job("quarter", "*/15 * * * *", timezone="Europe/Berlin")
    if away:
        world.stop()
        world.clock.pass_time(20 * 3600 * 1_000_000)
        world.start()
        world.live(hours=4)
        assert len(world.executed("night")) == 1
    else:
        world.live(hours=24)
        assert world.executed("night") == expected
        assert len(world.executed("quarter")) == 96
    check(world)
    assert len(runs(world.paths, "quarter")) == 96


def test_after_a_night_asleep_all_run_but_not_at_once(world: World) -> None:
    for n in range(40):
        world.job(f"nightly-{n}", f"{n} 3 * * *")
    world.live(minutes=1)
    world.clock.set(20 * 3600)
    world.live(minutes=2)
    check(world)
    assert len(world.executions) == 40
    assert len({run for run, _ in world.executions}) == 40
    woken = NOON + timedelta(hours=20, minutes=1)
    seconds = sorted((at - woken).total_seconds() for _, at in world.executions)
    assert 5 < seconds[-1] <= 60
    assert max(Counter(map(int, seconds)).values()) < 20, "spread out"

"""Pruning on demand and the sweep of logs, with the files."""

from __future__ import annotations

import asyncio
import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lsh.domain.errors import InvalidInput, StorageFull
from lsh.domain.events import EventType
from lsh.domain.instant import to_micros
from lsh.engine import housekeeping, retention
from lsh.engine.dispatcher import Dispatcher
from lsh.engine.operations import Context, find_operation
from lsh.engine.operations import retention as operation
from lsh.engine.retention import Retention
from lsh.engine.sweep import sweep
from lsh.history.record import Ran, Started
from lsh.store import history
from tests.support.ledger import History, days_before
from tests.support.world import World

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


class Written(History):
    """A history in a world's ledger."""

    def __init__(self, world: World) -> None:
        self.ledger = world.ledger


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path, NOW)
    yield made
    made.stop()


def logged(world: World, runs: list[int], days_old: int = 0) -> list[Path]:
    paths = [world.paths.run_log(run, 1) for run in runs]
    for path in paths:
        path.parent.mkdir(exist_ok=True)
        path.write_text("output\n")
        then = NOW.timestamp() - days_old * 86_400
        os.utime(path, (then, then))
    return paths


def ten_days(world: World) -> list[int]:
    written = Written(world)
    job = written.job("Backup")
    return [written.run(job, days_before(NOW, ago)) for ago in range(9, -1, -1)]


def prune(world: World, **params: Any) -> tuple[dict[str, int], int]:
    """What it answers, and how often others had their turn."""
    turns = 0

    async def others() -> None:
        nonlocal turns
        while True:
            turns += 1
            await asyncio.sleep(0)

    async def scene() -> dict[str, int]:
        beside = asyncio.create_task(others())
        context = Context(world.engine, Dispatcher(world.engine), "test")
        answer: dict[str, int] = await find_operation("ledger_prune").handler(context, params)
        beside.cancel()
        return answer

    return asyncio.run(scene()), turns


def test_others_get_their_turn(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(operation, "_SLICE", 2)
    logs = logged(world, ten_days(world))
    would, _ = prune(world, keep_runs=3, dry_run=True)
    assert all(log.exists() for log in logs)
    done, turns = prune(world, keep_runs=3)
    assert would == done == {"runs": 7, "bytes": 7 * len("output\n")}
    assert [log.exists() for log in logs] == [False] * 7 + [True] * 3
    assert turns >= 4


@pytest.mark.parametrize(
    "params",
    [{}, {"keep_days": "x"}, {"keep_runs": True}, {"keep_days": -1}, {"keep_runs": 1, "job": [2]}],
)
def test_wrong_wishes(world: World, params: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        prune(world, **params)


def test_more_days_than_there_ever_were(world: World) -> None:
    ten_days(world)
    assert prune(world, keep_days=10**30)[0]["runs"] == 0


def test_logs_of_nobody_are_swept_when_they_are_old(world: World) -> None:
    kept = logged(world, ten_days(world), days_old=200)
    kept += logged(world, [500, 7000], days_old=10)
    gone = logged(world, [501, 8000, 8001], days_old=200)
    notes = gone[0].with_name("notes.txt")
    notes.write_text("mine")
    assert sum(sweep(world.engine, 90)) == 3 * len("output\n")
    assert all(path.exists() for path in [*kept, notes])
    assert not any(path.exists() for path in gone)
    assert not gone[1].parent.exists()


def recorded(world: World, session: str, days_old: int, *commands: str, over: bool = True) -> None:
    """A shell that entered these commands so many days ago."""
    at = to_micros(days_before(NOW, days_old))
    connection = world.ledger.connection
    with world.ledger.transaction():
        began = Started(session, at, "bash", 1, "here", "/", {})
        history.begin_session(connection, began, host="here", environment={})
        for command in commands:
            history.append_entry(
                connection, Ran(session, at, 0.1, 0, "/", command), command, "here"
            )
        if over:
            history.end_session(connection, session, at)


def kept(world: World) -> tuple[set[str], set[str]]:
    """The shells and the command lines that there are."""
    found = [
        {row[0] for row in world.ledger.connection.execute(f"SELECT {column} FROM {table}")}
        for column, table in (("id", "shell_sessions"), ("command", "shell_history"))
    ]
    return found[0], found[1]


def test_shells_go_with_the_last_of_their_history(world: World) -> None:
    recorded(world, "old", 400, "rm old")
    recorded(world, "silent", 400)
    recorded(world, "open", 400, "vi old", over=False)
    recorded(world, "new", 10, "ls")
    round_of = Retention(world.engine)
    assert round_of.prune_sessions(365) == 1
    assert kept(world)[0] == {"old", "open", "new"}
    assert round_of.prune_history(365) == 2
    assert round_of.prune_sessions(365) == 1
    assert round_of.prune_sessions(365) == 0
    assert kept(world) == ({"open", "new"}, {"ls"})
    told = [
        json.loads(data)
        for (data,) in world.ledger.connection.execute(
            "SELECT data FROM events WHERE type = 'ledger:pruned' ORDER BY id"
        )
    ]
    assert told == [
        {"sessions": ["silent"], "count": 1},
        {"history": [[1, 2]], "count": 2},
        {"sessions": ["old"], "count": 1},
    ]


def test_a_machine_that_only_records_shells_lets_go_of_them(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(housekeeping, "_PAUSE", 0.0)
    monkeypatch.setattr(retention, "_BETWEEN_SLICES", 0.0)
    keeper = housekeeping.Housekeeping(world.engine)

    async def until_kept(wanted: set[str]) -> None:
        async with asyncio.timeout(10):
            growth = world.engine.bus.growth()
            while kept(world)[0] != wanted:
                await growth.wait()
                growth = world.engine.bus.growth()

    async def hours() -> None:
        recorded(world, "first", 400, "ls")
        task = asyncio.create_task(keeper.run())
        await until_kept(set())
        recorded(world, "second", 400, "ls")
        note(world)
        keeper.look()  # within the hour: nothing is done
        await asyncio.sleep(0.05)
        assert kept(world)[0] == {"second"}
        world.clock.pass_time(3_600_000_000)
        keeper.look()
        await until_kept(set())
        task.cancel()

    asyncio.run(hours())


def test_an_hour_without_an_event_wakes_nobody(world: World) -> None:
    keeper = housekeeping.Housekeeping(world.engine)
    keeper._poked.clear()
    world.clock.pass_time(10 * 3_600_000_000)
    keeper.look()
    assert not keeper._poked.is_set()
    note(world)
    keeper.look()
    assert keeper._poked.is_set()


def test_jobs_are_looked_at_only_after_runs_have_ended(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A hundred thousand jobs are minutes of work, which an idle engine has not."""
    looked: list[bool] = []
    monkeypatch.setattr(retention.Retention, "_pass_over_jobs", _noting(looked))
    keeper = retention.Retention(world.engine)

    async def quiet() -> None:
        return

    assert asyncio.run(keeper.pass_when_due(quiet, runs=False))
    assert not asyncio.run(keeper.pass_when_due(quiet))  # within the hour
    assert looked == []
    world.clock.pass_time(3_600_000_000)
    assert asyncio.run(keeper.pass_when_due(quiet))
    assert looked == [True]


def _noting(looked: list[bool]) -> Any:
    async def look(keeper: retention.Retention, quiet: Any) -> None:
        looked.append(True)

    return look


def note(world: World) -> None:
    """Write an event, as everything that is recorded does."""
    with world.ledger.transaction():
        world.ledger.events.append(EventType.SHELL_RECORDED, world.clock.now())


def test_a_round_that_the_disk_did_not_take_is_made_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = Retention(world.engine)

    def full() -> Any:
        raise StorageFull("no room")

    async def at_once() -> None:
        """Nothing is due."""

    with monkeypatch.context() as patch:
        patch.setattr(world.ledger, "transaction", full)
        with pytest.raises(StorageFull):
            asyncio.run(kept.pass_when_due(at_once))
    assert asyncio.run(kept.pass_when_due(at_once))
    assert not asyncio.run(kept.pass_when_due(at_once))

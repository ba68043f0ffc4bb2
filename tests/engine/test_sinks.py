"""What sinks ask of the engine: cursors, status, dead letters, a name of their own, versions."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lsh.client.door import Door
from lsh.client.reading import reading
from lsh.client.rpc import Connection
from lsh.domain.errors import DaemonNotRunning, InvalidInput, NotFound
from lsh.domain.events import EventType
from lsh.domain.instant import to_micros
from lsh.engine.account import account
from lsh.engine.dispatcher import Dispatcher
from lsh.engine.offline import apply
from lsh.engine.operations import Context, find_operation
from lsh.engine.retention import Retention
from lsh.paths import Paths, find_paths
from lsh.store.ledger import Ledger
from lsh.store.sinks import cursor_of, dead_letters, sink_status, standings
from tests.support.daemon import Home
from tests.support.invariants import rows
from tests.support.ledger import History, days_before
from tests.support.world import World

NOW = datetime(2026, 11, 22, 6, 30, tzinfo=UTC)


@pytest.fixture
def paths(tmp_path: Path) -> Paths:
    made = find_paths({"LSH_HOME": str(tmp_path)})
    for name in ("one", "two", "three"):
        apply(made, "job_create", {"spec": {"id": name, "name": name, "command": "/bin/true"}})
    return made


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path, NOW)
    yield made
    made.stop()


def progress(paths: Paths, **params: Any) -> int | None:
    moved: int | None = apply(paths, "sink_progress", {"sink": "supabase"} | params)["event_id"]
    return moved


def letters(paths: Paths, sink: str = "supabase") -> list[dict[str, Any]]:
    with reading(paths) as ledger:
        return dead_letters(ledger, sink)


def row(key: str = "a", **more: Any) -> dict[str, Any]:
    return {"target": "shell_jobs", "row_key": key, "body": {"id": key}, "error": "no"} | more


# Cursor and status


def test_a_cursor_goes_forward_only_and_not_beyond_the_log(paths: Paths) -> None:
    with reading(paths) as ledger:
        assert cursor_of(ledger, "supabase") is None
    assert progress(paths) is None
    assert progress(paths, event_id=2) == 2
    assert progress(paths, event_id=1) == 2
    assert progress(paths, event_id="3") == 3
    assert progress(paths, event_id=10**9) == 3
    with reading(paths) as ledger:
        assert cursor_of(ledger, "supabase") == 3


def test_a_status_is_kept_without_a_cursor(paths: Paths) -> None:
    """A cursor says that a first sync is done; a sink tells of itself before."""
    assert progress(paths, status={"lag": 1.5, "last_error": None}) is None
    with reading(paths) as ledger:
        assert sink_status(ledger, "supabase") == {"lag": 1.5, "last_error": None}
        assert cursor_of(ledger, "supabase") is None
        assert sink_status(ledger, "other") is None


def test_cursor_and_status_are_one_commit_and_none_when_nothing_is_new(world: World) -> None:
    world.job("one", "0 2 * * *")
    assert commits(world, event_id=1, status={"rows": 3}) == 1
    assert commits(world, event_id=1, status={"rows": 3}) == 0
    assert commits(world, event_id=1, status={"rows": 4}) == 1
    assert world.ledger.events.last_id() == 1, "progress itself is no event"


def commits(world: World, **params: Any) -> int:
    before = world.ledger.commits
    call(world, "sink_progress", sink="supabase", **params)
    return world.ledger.commits - before


def call(world: World, method: str, **params: Any) -> Any:
    async def scene() -> Any:
        context = Context(world.engine, Dispatcher(world.engine), "test")
        return await find_operation(method).handler(context, params)

    return asyncio.run(scene())


@pytest.mark.parametrize(
    "params",
    [
        {"sink": None},
        {"sink": "Supabase"},
        {"sink": "9lives"},
        {"sink": "s" * 33},
        {"sink": "a b"},
        {"event_id": -1},
        {"event_id": True},
        {"event_id": 1.0},
        {"event_id": "1e3"},
        {"event_id": "9" * 19},
        {"status": []},
        {"status": "fine"},
        {"status": {"nested": {}}},
        {"status": {"long": "x" * 9000}},
    ],
)
def test_wrong_progress_is_refused(paths: Paths, params: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        progress(paths, **params)
    assert rows(paths, "SELECT * FROM cursors") == []


def test_a_sink_that_is_behind_holds_events_back_until_it_is_forgotten(world: World) -> None:
    retention = Retention(world.engine)
    for name in ("one", "two", "three", "four"):
        world.job(name, "0 2 * * *")
    call(world, "sink_progress", sink="behind", event_id=1)
    call(world, "sink_progress", sink="ahead", event_id=4)
    world.clock.pass_time(round(timedelta(days=100).total_seconds() * 1e6))
    assert retention.prune_events(90) == 1
    call(world, "sink_progress", sink="behind", event_id=2)
    assert retention.prune_events(90) == 1
    call(world, "dead_letters_add", sink="behind", rows=[row()])
    call(world, "sink_progress", sink="behind", status={"lag": 1})
    forgotten = call(world, "sink_forget", sink="behind")
    assert forgotten == {"event_id": 2, "dead_letters": 1}
    assert sink_status(world.ledger.connection, "behind") is None
    assert dead_letters(world.ledger.connection, "behind") == []
    assert retention.prune_events(90) == 2
    assert cursor_of(world.ledger.connection, "ahead") == 4


def test_a_part_of_a_sink_is_shown_and_forgotten_with_it(paths: Paths) -> None:
    apply(paths, "sink_progress", {"sink": "supabase-pull", "status": {"taken": 2}})
    with reading(paths) as ledger:
        alone = {"cursor": None, "behind": None, "oldest_at": None, "pull": {"taken": 2}}
        assert standings(ledger) == {"supabase": alone}
    progress(paths, event_id=2, status={"lag": 0.5})
    apply(paths, "sink_progress", {"sink": "supabaseother", "event_id": 3})
    with reading(paths) as ledger:
        found = standings(ledger)
    oldest = found["supabase"].pop("oldest_at")
    assert datetime.fromisoformat(oldest) <= datetime.now(UTC)
    assert found["supabase"] == {"lag": 0.5, "cursor": "2", "behind": 1, "pull": {"taken": 2}}
    apply(paths, "sink_forget", {"sink": "supabase"})
    with reading(paths) as ledger:
        left = {"cursor": "3", "behind": 0, "oldest_at": None}
        assert standings(ledger) == {"supabaseother": left}


def test_what_a_sink_says_of_itself_does_not_wait_for_it(paths: Paths) -> None:
    progress(paths, event_id=3)
    apply(paths, "sink_event", {"type": "supabase:sync", "data": {}})
    with reading(paths) as ledger:
        assert standings(ledger)["supabase"]["behind"] == 0


# Events, and who made them


def test_an_event_of_a_sink(paths: Paths) -> None:
    wanted = {"type": "supabase:conflict", "job": "one", "data": {"version": 3}}
    assert apply(paths, "sink_event", wanted, "supabase (laptop)") == {}
    (event,) = rows(
        paths,
        "SELECT e.type, e.actor, e.data, j.id FROM events e JOIN jobs j ON j.key = e.job_id"
        " WHERE e.type LIKE 'supabase:%'",
    )
    assert (event["type"], event["id"]) == ("supabase:conflict", "one")
    assert event["data"] == '{"version":3}'
    assert event["actor"] == f"{account().name} as supabase (laptop)"


@pytest.mark.parametrize(
    "params",
    [
        {},
        {"type": "job:created"},
        {"type": "supabase:anything"},
        {"type": "supabase:sync", "data": [1]},
        {"type": "supabase:sync", "data": {"x": "y" * 20_000}},
        {"type": "supabase:sync", "job": 7},
    ],
)
def test_wrong_events_are_refused(paths: Paths, params: dict[str, Any]) -> None:
    with pytest.raises(InvalidInput):
        apply(paths, "sink_event", params)


def test_an_event_names_a_job_by_its_whole_id(paths: Paths) -> None:
    with pytest.raises(NotFound):
        apply(paths, "sink_event", {"type": "supabase:sync", "job": "on"})


def test_a_caller_can_act_as_something(home: Home) -> None:
    home.start()
    with Connection(home.paths.socket, role="supabase (laptop)") as connection:
        connection.call("job_create", {"spec": home.spec("over-0")})
    with Door(home.paths, role="shell spool") as door:
        door.call("job_create", {"spec": home.spec("door-0")})
    home.call("job_create", spec=home.spec("plain-0"))
    home.stop()
    with Door(home.paths, role="offline") as door:
        door.call("job_create", {"spec": home.spec("off-0")})
    me = account().name
    made = {
        event["id"]: event["actor"]
        for event in rows(
            home.paths,
            "SELECT j.id, e.actor FROM events e JOIN jobs j ON j.key = e.job_id"
            " WHERE e.type = 'job:created'",
        )
    }
    assert made == {
        "over-0": f"{me} as supabase (laptop)",
        "door-0": f"{me} as shell spool",
        "plain-0": me,
        "off-0": f"{me} as offline",
    }


@pytest.mark.parametrize("role", ["", "  ", "a\nb", "x" * 65, "\x1b[31mroot"])
def test_a_role_is_short_printable_text(home: Home, role: str) -> None:
    home.start()
    with (
        Connection(home.paths.socket, role=role) as connection,
        pytest.raises(InvalidInput, match="role"),
    ):
        connection.call("daemon_status", {})
    with pytest.raises(InvalidInput):
        apply(find_paths({"LSH_HOME": str(home.root / "b")}), "sink_forget", {"sink": "a"}, role)


def test_sinks_are_reloaded_by_a_daemon_only(paths: Paths) -> None:
    with pytest.raises(DaemonNotRunning):
        apply(paths, "sinks_reload", {})


# Dead letters


def test_a_row_that_fails_again_is_one_dead_letter(paths: Paths) -> None:
    add = {"sink": "supabase", "rows": [row("a"), row("b")]}
    assert apply(paths, "dead_letters_add", add) == {"added": 2}
    again = row("a", body={"id": "a", "text": "ü"}, error="still not")
    apply(paths, "dead_letters_add", {"sink": "supabase", "rows": [again]})
    first, second = letters(paths)
    assert (first["row_key"], first["tries"], first["error"]) == ("a", 2, "still not")
    assert first["body"] == {"id": "a", "text": "ü"}
    assert first["first_at"] < first["last_at"]
    assert (second["row_key"], second["tries"]) == ("b", 1)
    assert letters(paths, "other") == []


def test_dead_letters_are_dropped_one_by_one_or_all(paths: Paths) -> None:
    for sink in ("supabase", "other"):
        wanted = {"sink": sink, "rows": [row(key) for key in "abc"]}
        apply(paths, "dead_letters_add", wanted)
    first, *_ = letters(paths)
    (foreign, *_) = letters(paths, "other")
    ids = [str(first["id"]), foreign["id"], 999]
    dropped = apply(paths, "dead_letters_drop", {"sink": "supabase", "ids": ids})
    assert dropped == {"dropped": 1}
    assert apply(paths, "dead_letters_drop", {"sink": "supabase", "ids": None}) == {"dropped": 2}
    assert letters(paths) == []
    assert len(letters(paths, "other")) == 3


def test_a_page_for_an_error_is_cut(paths: Paths) -> None:
    apply(paths, "dead_letters_add", {"sink": "supabase", "rows": [row(error="<html>" * 9999)]})
    assert len(letters(paths)[0]["error"]) == 2000


@pytest.mark.parametrize(
    "wanted",
    [
        None,
        {},
        [1],
        [row(target="")],
        [row(row_key=None)],
        [row(row_key="k" * 600)],
        [row(body="text")],
        [row(body={"x": "y" * 1_100_000})],
        [row(error="")],
        [row()] * 1001,
        [row("good"), row(body=None)],
    ],
)
def test_wrong_dead_letters_are_refused_whole(paths: Paths, wanted: Any) -> None:
    with pytest.raises(InvalidInput):
        apply(paths, "dead_letters_add", {"sink": "supabase", "rows": wanted})
    assert letters(paths) == []


@pytest.mark.parametrize("params", [{}, {"ids": 1}, {"ids": ["x"]}, {"ids": [True]}])
def test_dropping_says_what(paths: Paths, params: dict[str, Any]) -> None:
    apply(paths, "dead_letters_add", {"sink": "supabase", "rows": [row()]})
    with pytest.raises(InvalidInput):
        apply(paths, "dead_letters_drop", {"sink": "supabase"} | params)
    assert len(letters(paths)) == 1


# Versions that another machine gave


def test_adopted_versions_are_unique_and_grow(paths: Paths) -> None:
    spec = {"id": "far", "name": "far", "command": "/bin/true"}
    assert apply(paths, "job_create", {"spec": spec, "adopt_version": 7})["version"] == 7

    def update(command: str, adopt: int | None = None) -> int:
        params = {"job": "far", "changes": {"command": command}, "adopt_version": adopt}
        version: int = apply(paths, "job_update", params)["version"]
        return version

    assert update("/bin/false") == 8
    assert update("/bin/ls", adopt=20) == 20
    assert update("/bin/cat", adopt=5) == 21, "a lower number does not lead back"
    assert update("/bin/cat", adopt=21) == 21, "nothing is new"
    assert update("/bin/cat", adopt=30) == 30, "the same definition under a later number"
    apply(paths, "job_remove", {"job": "far"})
    assert apply(paths, "job_create", {"spec": spec, "adopt_version": 2})["version"] == 31
    apply(paths, "job_remove", {"job": "far"})
    assert apply(paths, "job_create", {"spec": spec, "adopt_version": 50})["version"] == 50
    kept = rows(
        paths,
        "SELECT v.version FROM job_versions v JOIN jobs j ON j.key = v.job_id"
        " WHERE j.id = 'far' ORDER BY v.created_at",
    )
    assert [version["version"] for version in kept] == [7, 8, 20, 21, 30, 31, 50]


def test_a_run_that_is_committed_ahead_goes_to_the_adopted_version(world: World) -> None:
    key = world.job("soon", "* * * * *")
    world.scheduler.tick()
    world.clock.pass_time(59_700_000)
    world.scheduler.tick()
    ahead = world.ledger.runs.active_of(key)
    assert [run.job_version for run in ahead] == [1]
    call(world, "job_update", job="soon", changes={"description": "x"}, adopt_version=9)
    assert [run.job_version for run in world.ledger.runs.active_of(key)] == [9]
    assert world.ledger.jobs.spec_of(key, 9).description == "x"


@pytest.mark.parametrize("version", [0, -1, True, "3", 1.5, 2**31])
def test_wrong_versions_are_refused(paths: Paths, version: Any) -> None:
    changes = {"job": "one", "changes": {"command": "/bin/ls"}, "adopt_version": version}
    with pytest.raises(InvalidInput, match="version"):
        apply(paths, "job_update", changes)


# What pruning tells


class Written(History):
    """A history in a world's ledger."""

    def __init__(self, world: World) -> None:
        self.ledger = world.ledger


def pruned(world: World) -> list[dict[str, Any]]:
    from lsh.store.event_queries import read_events

    events = read_events(world.ledger.connection, after=0, limit=10_000)
    return [event for event in events if event["type"] == EventType.LEDGER_PRUNED]


def test_retention_names_the_runs_that_it_deletes(world: World) -> None:
    written = Written(world)
    old, young = written.job("Old"), written.job("Young")
    gone: list[int] = []
    for ago in range(220, 95, -1):
        gone.append(written.run(old, days_before(NOW, ago)))
        if ago % 10 == 0:  # holes: runs that stay
            written.run(young, days_before(NOW, 1) + timedelta(minutes=ago))
    written.run(old, days_before(NOW, 1))
    written.roll_up()
    retention = Retention(world.engine)
    while retention.slice(90, 10_000):
        pass
    events = pruned(world)
    assert len(events) == 3, "one a slice of fifty, not one a run"
    named = [n for event in events for a, b in event["data"]["runs"] for n in range(a, b + 1)]
    assert sorted(named) == gone, "each of them, and none that stays"
    assert sum(event["data"]["count"] for event in events) == len(gone)
    assert {event["actor"] for event in events} == {None}


def test_a_prune_of_many_jobs_is_not_an_event_for_each(world: World) -> None:
    written = Written(world)
    gone = []
    for number in range(60):
        job = written.job(f"job {number}")
        gone.append(written.run(job, days_before(NOW, 5)))
        written.run(job, days_before(NOW, 1))
    answer = call(world, "ledger_prune", keep_runs=1)
    assert answer["runs"] == 60
    (event,) = pruned(world)
    assert event["data"] == {"runs": [[run, run] for run in gone], "count": 60}
    assert event["actor"] == "test"
    assert call(world, "ledger_prune", keep_runs=1)["runs"] == 0
    assert len(pruned(world)) == 1, "nothing was deleted, nothing is told"


def test_old_shell_history_goes_and_is_named(world: World) -> None:
    for entry, days in enumerate((500, 400, 300, 370, 1), start=1):
        world.ledger.connection.execute(
            "INSERT INTO shell_history (id, session_id, command, started_at, host)"
            " VALUES (?, 's', 'ls', ?, 'here')",
            (entry, to_micros(NOW - timedelta(days=days))),
        )
    retention = Retention(world.engine)
    assert retention.prune_history(365) == 3
    assert retention.prune_history(365) == 0
    (event,) = pruned(world)
    assert event["data"] == {"history": [[1, 2], [4, 4]], "count": 3}
    left = world.ledger.connection.execute("SELECT id FROM shell_history").fetchall()
    assert left == [(3,), (5,)]


def test_the_whole_round_deletes_shell_history_too(world: World) -> None:
    async def quiet() -> None:
        pass

    world.ledger.connection.execute(
        "INSERT INTO shell_history (session_id, command, started_at, host) VALUES ('s', 'ls', 1, 'h')"
    )
    asyncio.run(Retention(world.engine).pass_when_due(quiet))
    assert pruned(world)[0]["data"]["history"] == [[1, 1]]


def test_a_second_ledger_reads_what_the_first_wrote(tmp_path: Path) -> None:
    """Cursor and status are in the file, not in the process."""
    paths = find_paths({"LSH_HOME": str(tmp_path)})
    apply(paths, "job_create", {"spec": {"id": "a", "name": "a", "command": "/bin/true"}})
    progress(paths, event_id=1, status={"lag": 0})
    with closing(Ledger(paths.database).connection) as connection:
        assert cursor_of(connection, "supabase") == 1
        assert sink_status(connection, "supabase") == {"lag": 0}

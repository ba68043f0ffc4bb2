"""The daemon keeps its sinks: started, started again, stopped, and never in its way."""

from __future__ import annotations

import asyncio
import json
import os
import re
import signal
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from lsh.daemon.sinks import KINDS, SinkKind, Supervisor
from lsh.domain.errors import ConfigurationError
from lsh.engine.service import Service
from lsh.setting_tables import SupabaseSettings
from lsh.settings import Settings
from tests.support.daemon import PATIENCE, Daemon, Home, alive, kill, until
from tests.support.invariants import rows
from tests.support.world import World

PROGRAM = str(Path(__file__).parents[1] / "support" / "sink_daemon.py")
ROOT = Path(__file__).parents[2]


class Sunk:
    """A home whose daemon has the small sink."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.file = home.root / "order"
        self.want()

    def want(self, **table: Any) -> None:
        """Write the table of the settings that the sink is wanted by."""
        values = {"url": "http://127.0.0.1:9", "enabled": True} | table
        lines = [f"{name} = {str(value).lower() if value in {True, False} else repr(value)}"
                 for name, value in values.items()]  # fmt: skip
        self.home.paths.config_file.write_text("[supabase]\n" + "\n".join(lines) + "\n")

    def order(self, word: str) -> None:
        """What the next child does."""
        self.file.write_text(word)

    def start(self, word: str = "steady") -> Daemon:
        self.order(word)
        paths = f"{ROOT}:{os.environ.get('PYTHONPATH', '')}".rstrip(":")
        daemon = self.home.launch(PROGRAM, SMALL_SINK=str(self.file), PYTHONPATH=paths)
        answer = daemon.wait_ready()
        assert answer.get("pid") == daemon.pid, f"{answer}; {self.home.log()}"
        return daemon

    def sink(self) -> dict[str, Any]:
        """What the daemon says of the sink; empty when it names none."""
        status = self.home.status()
        assert status is not None, self.home.log()
        found: dict[str, Any] = status["sinks"].get("small", {})
        return found

    def until(self, state: str) -> dict[str, Any]:
        """Wait until the sink is in this state."""

        def there() -> dict[str, Any] | None:
            sink = self.sink()
            return sink if sink.get("state") == state else None

        found: dict[str, Any] = until(there, f"the sink {state}; {self.sink()}; {self.home.log()}")
        return found


@pytest.fixture
def sunk(home: Home) -> Sunk:
    return Sunk(home)


def test_a_wanted_sink_runs_beside_the_engine(sunk: Sunk) -> None:
    daemon = sunk.start()
    sink = sunk.until("running")
    assert (sink["word"], sink["lag"]) == ("steady", 0.25)
    assert (sink["restarts"], sink["last_exit"], sink["cursor"]) == (0, None, None)
    pid = sink["pid"]
    assert sink["memory_rss"] > 1_000_000
    assert os.getsid(pid) == pid
    assert os.getpriority(os.PRIO_PROCESS, pid) == os.getpriority(os.PRIO_PROCESS, daemon.pid) + 5
    open_files = {fd.name: str(fd.readlink()) for fd in Path(f"/proc/{pid}/fd").iterdir()}
    assert [open_files.pop(fd) for fd in "01"] == ["/dev/null"] * 2
    assert open_files.pop("2").startswith("pipe:")
    assert all(target.startswith("socket:") for target in open_files.values()), open_files


def test_its_cursor_and_how_far_it_is_behind_are_shown(sunk: Sunk) -> None:
    sunk.start()
    sunk.until("running")
    sunk.home.call("job_create", spec=sunk.home.spec("one-0"))
    sink = until(lambda: (s := sunk.sink())["cursor"] and s, "a cursor")
    assert sink["behind"] == 0
    assert sink["word"] == "steady"


def test_one_that_is_killed_is_started_again(sunk: Sunk) -> None:
    sunk.start()
    first = sunk.until("running")
    kill(first["pid"])
    backing_off = sunk.until("backing off")
    assert (backing_off["pid"], backing_off["last_exit"]) == (None, -signal.SIGKILL)
    second = sunk.until("running")
    assert second["restarts"] == 1
    assert second["pid"] != first["pid"]
    assert "signal 9" in sunk.home.log()


def test_one_that_crashes_is_tried_ever_more_rarely(sunk: Sunk) -> None:
    began = time.monotonic()
    sunk.start("crash")
    sink = until(lambda: (s := sunk.sink())["restarts"] == 2 and s, "two restarts")
    assert time.monotonic() - began > 0.75 + 1.5
    assert sink["last_exit"] == 1
    log = sunk.home.log()
    assert "RuntimeError: it had to be" in log, "its last words are in the daemon's log"
    assert '"logger": "lsh.sinks.small"' in log


def test_one_without_configuration_waits_for_a_reload(sunk: Sunk) -> None:
    sunk.start("unconfigured")
    assert sunk.until("not configured")["last_exit"] == 78
    sunk.order("steady")
    answer = sunk.home.call("sinks_reload")
    assert answer["small"]["state"] == "starting"
    assert sunk.until("running")["restarts"] == 0


def test_one_that_is_not_wanted_is_not_there(sunk: Sunk) -> None:
    sunk.want(enabled=False)
    sunk.start()
    assert sunk.sink() == {}
    assert sunk.home.call("sinks_reload") == {}
    sunk.want()
    sunk.home.call("sinks_reload")
    pid = sunk.until("running")["pid"]
    sunk.want(enabled=False)
    assert sunk.home.call("sinks_reload") == {}
    assert not alive(pid)
    left = sunk.sink()
    assert (left["state"], left["pid"], left["word"]) == ("stopped", None, "steady")


def test_claims_wait_only_for_a_sink_that_may_answer(
    sunk: Sunk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The engine knows which sinks are wanted before anything falls due, and which cannot work."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    sunk.order("unconfigured")
    settings = Settings(supabase=SupabaseSettings(url="http://127.0.0.1:9"))
    world = World(tmp_path, datetime(2026, 11, 22, tzinfo=UTC), supabase=settings.supabase)
    kind = SinkKind("small", "tests.support.small_sink", KINDS[0].wanted)
    seen: list[set[str]] = []

    async def scene() -> None:
        service = Service(world.engine, world.executor)
        changed = asyncio.Event()
        world.engine.bus.on_change(changed.set)
        environ = os.environ | {"SMALL_SINK": str(sunk.file)}
        supervisor = Supervisor(service, set(), kinds=(kind,), environ=environ)
        seen.append(world.engine.sinks_wanted)
        supervisor.start()
        changed.clear()
        await asyncio.wait_for(changed.wait(), PATIENCE)
        seen.append(world.engine.sinks_wanted)
        assert supervisor.describe()["small"]["state"] == "not configured"
        sunk.order("silent")
        await supervisor.reload(settings)
        seen.append(world.engine.sinks_wanted)
        await supervisor.reload(Settings())
        seen.append(world.engine.sinks_wanted)
        assert supervisor.describe()["small"]["pid"] is None
        await supervisor.close()

    asyncio.run(scene())
    world.stop()
    assert seen == [{"small"}, set(), {"small"}, set()]


def test_wrong_settings_change_nothing(sunk: Sunk) -> None:
    sunk.start()
    pid = sunk.until("running")["pid"]
    sunk.want(batch_rows=0)
    with pytest.raises(ConfigurationError, match="batch_rows"):
        sunk.home.call("sinks_reload")
    assert sunk.sink()["pid"] == pid


def test_the_daemons_end_is_the_sinks_end(sunk: Sunk) -> None:
    sunk.start()
    pid = sunk.until("running")["pid"]
    sunk.home.stop()
    assert not alive(pid)
    done = sunk.home.lsh("daemon", "status", "--json")
    left = json.loads(done.stdout)["sinks"]["small"]
    assert (left["state"], left["word"]) == ("stopped", "steady")


def test_a_person_sees_how_it_fares(sunk: Sunk) -> None:
    sunk.start()
    sunk.until("running")
    sunk.home.call("job_create", spec=sunk.home.spec("one-0"))
    at = "2026-11-22T12:00:0{}+00:00"
    told = {"last_error": "the project is paused", "last_error_at": at.format(1)}
    until(lambda: sunk.sink()["cursor"], "a cursor")
    sunk.home.call("sink_progress", sink="small", status=told)
    shown = sunk.home.lsh("daemon", "status").stdout
    assert re.search(r"^small     running, lag \S+.*; error: the project is paused$", shown, re.M)
    healed = told | {"last_success_at": at.format(2)}
    sunk.home.call("sink_progress", sink="small", status=healed)
    assert "paused" not in sunk.home.lsh("daemon", "status").stdout


def test_a_sink_that_hangs_does_not_hold_up_the_end(sunk: Sunk) -> None:
    daemon = sunk.start("stubborn")
    pid = sunk.until("running")["pid"]
    sunk.home.call("daemon_stop")
    daemon.wait()
    assert not alive(pid)


def test_a_sink_that_hangs_is_killed_by_a_reload(sunk: Sunk) -> None:
    sunk.start("stubborn")
    pid = sunk.until("running")["pid"]
    sunk.order("steady")
    sunk.home.call("sinks_reload")
    assert not alive(pid)
    assert sunk.until("running")["word"] == "steady"


@pytest.mark.parametrize("word", ["steady", "silent"])
def test_no_sink_outlives_a_daemon_that_is_killed(sunk: Sunk, word: str) -> None:
    daemon = sunk.start(word)
    pid = until(lambda: f"begin {word}" in sunk.home.log() and sunk.sink()["pid"], "its start")
    daemon.kill()
    until(lambda: not alive(pid), "the sink's end")


def test_a_sink_that_floods_neither_hangs_nor_fills_the_log(sunk: Sunk) -> None:
    sunk.start("flood")
    sunk.until("running")
    until(lambda: "water" in sunk.home.log(), "its words")
    began = time.monotonic()
    for _ in range(20):
        assert sunk.home.status(), "the engine has time for others"
    periods = 2 + (time.monotonic() - began) // 10  # of the 64 KiB that a sink may say in each
    assert len(sunk.home.log()) < periods * 200_000
    kill(sunk.sink()["pid"])
    assert sunk.until("backing off")["last_exit"] == -signal.SIGKILL


def test_its_exit_is_told_where_strays_are_collected(sunk: Sunk) -> None:
    """With its spawner killed the daemon reaps what falls to it, and leaves the sinks to us."""
    sunk.start()
    sunk.until("running")
    old = sunk.home.spawner()
    kill(old)
    until(lambda: sunk.home.spawner() not in {None, old}, "another spawner")
    until(lambda: (s := sunk.home.status()) and s["spawner"]["pid"] != old, "its hello")
    sunk.order("unconfigured")
    kill(sunk.sink()["pid"])
    assert sunk.until("not configured")["last_exit"] == 78


def test_while_the_daemon_waits_for_runs_sinks_go_on(sunk: Sunk) -> None:
    daemon = sunk.start()
    sunk.until("running")
    gate = sunk.home.root / "gate"
    work = f"while [ ! -e {gate} ]; do sleep 0.05; done"
    sunk.home.call("job_create", spec=sunk.home.spec("long-0", work=work))
    sunk.home.call("job_run", job="long-0")
    until(sunk.home.executed, "the run's start")
    sunk.home.call("daemon_stop", runs="wait")
    until(lambda: (s := sunk.home.status()) and s["stopping"], "the daemon to end")
    assert sunk.sink()["state"] == "running"
    sunk.home.call("sink_progress", sink="small", event_id=1, status={"word": "still"})
    gate.touch()
    daemon.wait()
    (cursor,) = rows(sunk.home.paths, "SELECT event_id FROM cursors WHERE name = 'small'")
    assert cursor["event_id"] > 1

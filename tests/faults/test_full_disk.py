"""No room: nothing new is claimed, ``status`` says so, nothing acknowledged is lost, and it mends itself."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lsh.domain.errors import StorageFull
from tests.support.daemon import Home, until
from tests.support.invariants import check_settled, events, rows, runs, settle
from tests.support.mounts import mounted

SIZE = 4 * 1024 * 1024


@pytest.fixture
def small(home: Home) -> Iterator[Home]:
    """A home on a file system of four megabytes."""
    shutil.rmtree(home.root)
    home.root.mkdir(mode=0o700)
    with mounted(home.root, f"size={SIZE},mode=700"):
        home.prepare()
        home.configure(min_free_bytes=256 * 1024)
        home.side = Path(f"{home.root}.side")  # what the runs note themselves is not what is tested
        try:
            yield home
        finally:
            home.end_everything()
            home.side.unlink(missing_ok=True)
    home.root.mkdir(exist_ok=True)


def fill(home: Home, leave: int) -> Path:
    """Take up the file system's room but for ``leave`` bytes."""
    ballast = home.root / "ballast"
    status = os.statvfs(home.root)
    free = status.f_bavail * status.f_frsize
    with ballast.open("ab", buffering=0) as file, contextlib.suppress(OSError):
        for _ in range(max(free - leave, 0) // 4096):
            file.write(b"\0" * 4096)
    return ballast


def trouble(home: Home) -> str | None:
    told: dict[str, str | None] = home.call("daemon_status")["storage"]
    return told["trouble"]


def busy(home: Home) -> None:
    specs = [
        home.spec("tick-0", schedule="* * * * * *", overlap="allow"),
        home.spec("flaky-3-0", work='test "$LSH_ATTEMPT" = 2 || exit 3', schedule="* * * * * *",
                  max_retries=1, retry_delay=0.1, overlap="queue_all"),
    ]  # fmt: skip
    home.call("job_create_many", specs=specs)
    until(lambda: len(home.executed()) >= 4, "runs begin")


def test_below_the_reserve_nothing_new_is_claimed(small: Home) -> None:
    small.start()
    busy(small)
    small.call("job_create", spec=small.spec("long-7", work="sleep 1.5"))
    small.call("job_run", job="long-7")
    ballast = fill(small, leave=128 * 1024)
    said = until(lambda: trouble(small), "it says so")
    assert "free" in said
    assert "KiB" in said
    with pytest.raises(StorageFull):
        small.call("job_run", job="tick-0")
    with pytest.raises(StorageFull):
        small.call("job_create", spec=small.spec("more-0"))
    done = small.lsh("daemon", "status")
    assert "free" in done.stdout
    until(lambda: runs(small.paths, "long-7")[0]["state"] == "failed", "what ran is recorded")
    claimed = len(runs(small.paths, "tick-0"))
    ballast.unlink()
    until(lambda: trouble(small) is None, "it has noticed")
    until(lambda: len(runs(small.paths, "tick-0")) >= claimed + 2, "it goes on by itself")
    assert len(events(small.paths, "storage:full")) == 1
    assert len(events(small.paths, "storage:recovered")) == 1
    settle(small)
    check_settled(small)


def test_really_full(small: Home) -> None:
    """The reserve is off, so that the disk fills up to the last byte under way."""
    small.configure(min_free_bytes=0)
    daemon = small.start()
    busy(small)
    small.call("job_create", spec=small.spec("long-7", work="sleep 2; printf x >/dev/full"))
    run = int(small.call("job_run", job="long-7")["run_id"])
    log = small.paths.run_log(run, 1)
    until(lambda: log.exists() and log.read_text(), "it has said what it has to say")
    ballast = fill(small, leave=0)
    said = until(lambda: trouble(small), "it says so")
    assert "room" in said
    until(lambda: not small.marked(), "what ran has ended")
    assert daemon.process.poll() is None
    with pytest.raises(StorageFull):
        small.call("job_create", spec=small.spec("more-0"))
    assert small.lsh("cron", "list", "--json").returncode == 0
    ballast.unlink()
    until(lambda: trouble(small) is None, "it has noticed")
    before = len(runs(small.paths, "tick-0"))
    until(lambda: len(runs(small.paths, "tick-0")) >= before + 2, "it goes on by itself")
    settle(small)
    _check_but_for_output(small)


def _check_but_for_output(home: Home) -> None:
    """Runs that could not have a log did not start, and say why; the rest is as ever."""
    for run in runs(home.paths):
        log = home.paths.run_log(run["id"], run["attempt"])
        if run["attempt"] and not log.exists() and run["outcome"] == "error":
            assert "log" in run["reason"], run
    executed = home.executed()
    assert len({(run, attempt) for run, attempt, _ in executed}) == len(executed)
    (verdict,) = rows(home.paths, "PRAGMA integrity_check")
    assert list(verdict.values()) == ["ok"]


def test_killed_while_full(small: Home) -> None:
    """What was acknowledged before is there after the next start."""
    small.configure(min_free_bytes=0)
    daemon = small.start()
    created = [small.call("job_create", spec=small.spec(f"kept{n}-0"))["id"] for n in range(20)]
    small.call("job_create", spec=small.spec("long-7", work="sleep 1"))
    run = int(small.call("job_run", job="long-7")["run_id"])
    log = small.paths.run_log(run, 1)
    until(lambda: log.exists() and log.read_text(), "it has said what it has to say")
    ballast = fill(small, leave=0)
    until(lambda: not small.marked(), "the run has ended")
    daemon.kill()
    refused = small.lsh("daemon", "start")
    assert "Traceback" not in refused.stderr
    if refused.returncode:
        assert refused.returncode == 75, refused.stderr
    else:
        small.stop()
    ballast.unlink()
    small.start()
    settle(small)
    check_settled(small)
    found = {row["id"] for row in rows(small.paths, "SELECT id FROM jobs")}
    assert found == {*created, "long-7"}
    assert len(small.executed()) == 1


def test_a_log_that_meets_the_end_of_the_disk(small: Home) -> None:
    """The run sees its own write fail; the daemon and the others go on."""
    small.start()
    chatter = "dd if=/dev/zero bs=64k count=200 2>/dev/null | tr '\\0' x; true"
    small.call("job_create", spec=small.spec("chatty-0", work=chatter, log_limit=100_000_000))
    small.call("job_run", job="chatty-0")
    until(lambda: trouble(small), "it says so")
    until(lambda: not small.marked(), "it ends")
    run_id = runs(small.paths)[0]["id"]
    small.paths.run_log(run_id, 1).unlink()
    until(lambda: trouble(small) is None, "there is room again")
    until(lambda: runs(small.paths)[0]["finished_at"], "its end is recorded")


def test_a_limit_on_file_sizes_is_not_taken_for_a_full_disk(home: Home) -> None:
    """RLIMIT_FSIZE of the caller must not end the daemon by SIGXFSZ."""
    code = (
        "import resource, os, sys;"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (20_000_000, 20_000_000));"
        "os.execv(sys.executable, [sys.executable, '-m', 'lsh', 'daemon', 'start'])"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=home.environ, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    work = "head -c 30000000 /dev/zero"
    home.call("job_create", spec=home.spec("big-0", work=work, log_limit=100_000_000))
    home.call("job_run", job="big-0")
    settle(home)
    (run,) = runs(home.paths)
    assert run["outcome"] in {"error", "success"}
    assert home.call("daemon_status")["running"]

"""What the caller has open stays the caller's."""

from __future__ import annotations

import fcntl
import os
import subprocess
import sys

from tests.support.daemon import Home


def test_a_lock_of_the_callers_is_not_held_by_daemon_or_runs(home: Home) -> None:
    lock = os.open(home.root / "lock", os.O_CREAT | os.O_RDWR)
    os.set_inheritable(lock, True)
    fcntl.flock(lock, fcntl.LOCK_EX)
    started = subprocess.run(
        [sys.executable, "-m", "lsh", "daemon", "start"],
        env=home.environ,
        pass_fds=[lock],
        capture_output=True,
        check=False,
    )
    assert started.returncode == 0
    os.close(lock)
    other = os.open(home.root / "lock", os.O_RDWR)
    fcntl.flock(other, fcntl.LOCK_EX | fcntl.LOCK_NB)
    os.close(other)


def test_a_run_has_three_descriptors(home: Home) -> None:
    home.start()
    home.lsh("cron", "create", "--id", "fds", "--", "/bin/ls", "/proc/self/fd")
    assert home.lsh("cron", "run", "fds", "--wait").returncode == 0
    # the fourth is the folder that ls reads
    assert home.lsh("cron", "logs", "fds").stdout.split() == ["0", "1", "2", "3"]

"""A home that is named by a relative path is one home, for the daemon and for the jobs that call lsh."""

from __future__ import annotations

import shlex
import subprocess
import sys

from tests.support.daemon import Home


def test_a_relative_home_is_one_home(home: Home) -> None:
    def lsh(*words: str) -> str:
        done = subprocess.run(
            [sys.executable, "-m", "lsh", *words],
            env=home.environ | {"LSH_HOME": home.root.name}, cwd=home.root.parent,
            capture_output=True, text=True, timeout=60, check=True,
        )  # fmt: skip
        return done.stdout

    path = home.environ.get("PYTHONPATH")
    inner = shlex.join([sys.executable, "-m", "lsh", "cron", "list", "--quiet"])
    given = ("--env", f"PYTHONPATH={path}") if path else ()
    lsh("daemon", "start")
    try:
        assert f"home\t{home.root}\n" in lsh("daemon", "status", "--plain")
        lsh("cron", "create", "--id", "inner", "--name", "inner", "--command", inner, *given)
        lsh("cron", "run", "inner", "--wait")
        assert lsh("cron", "logs", "inner") == "inner\n"
    finally:
        lsh("daemon", "stop")

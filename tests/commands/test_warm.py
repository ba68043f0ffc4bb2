"""The commands of these tests are forks of one warm process: that they are as those of a new interpreter."""

from __future__ import annotations

import json
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.support.daemon import PATIENCE, Home
from tests.support.warm import Warm

JOBS = json.dumps({"version": 1, "jobs": [{"id": "é", "name": "é", "command": "true"}]})


@pytest.mark.parametrize(
    ("words", "stdin"),
    [
        (("cron", "export"), None),
        (("cron", "import", "-", "--dry-run"), JOBS),
        (("cron", "info", "nobody-é"), None),
        (("cron", "create", "--", "b\udcff"), None),
    ],
)
def test_it_does_as_a_new_interpreter(
    home: Home, words: tuple[str, ...], stdin: str | None
) -> None:
    new = subprocess.run(
        [sys.executable, "-m", "lsh", *words],
        env=home.environ, input=stdin, capture_output=True, text=True, check=False,
    )  # fmt: skip
    warm = home.lsh(*words, stdin=stdin)
    assert (warm.returncode, warm.stderr) == (new.returncode, new.stderr)
    assert [line for line in warm.stdout.splitlines() if '"exported_at"' not in line] == [
        line for line in new.stdout.splitlines() if '"exported_at"' not in line
    ]


def test_nothing_stays_of_a_command(home: Home) -> None:
    home.environ["TZ"] = "Asia/Tokyo"
    assert "+09:00" in home.lsh("cron", "next", "@daily", "-n", "1", "--json").stdout
    home.environ["TZ"] = "UTC"
    assert "+00:00" in home.lsh("cron", "next", "@daily", "-n", "1", "--json").stdout


def test_several_at_the_same_time(home: Home) -> None:
    with ThreadPoolExecutor(4) as pool:
        done = list(
            pool.map(lambda n: home.lsh("cron", "create", "--id", f"j{n}", "--", "true"), range(8))
        )
    assert [each.stdout for each in done] == [f"j{n}\n" for n in range(8)]


def test_what_takes_too_long_is_ended(home: Home) -> None:
    warm = Warm(home.environ)
    try:
        assert warm.run(("--version",), home.environ, None, PATIENCE).returncode == 0
        with pytest.raises(subprocess.TimeoutExpired):
            warm.run(("daemon", "logs", "--follow"), home.environ, None, 0.1)
    finally:
        warm.close()

"""What is typed all day must not load what it does not need."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.support.daemon import Home

HOT = {
    "cron list": (),
    "daemon job list": (),
    "daemon status": (),
    "cron info job": (),
    "daemon db history": (),
    "cron list --json": (),
}
HEAVY = (
    "sqlmodel", "sqlalchemy", "pydantic", "httpx", "textual", "rich", "asyncio", "msgspec",
    "croniter", "psutil", "tomlkit", "platformdirs", "logging", "lsh.engine.core", "lsh.manager",
)  # fmt: skip
LEAN = ("hashlib", "lsh.domain.job", "lsh.store.queries", "zoneinfo")  # for the two hottest


def modules_after(home: Home, words: str) -> set[str]:
    program = (
        "import sys; from lsh.cli import run; code = run(sys.argv[1:]); "
        "print('|'.join(['', *sys.modules, '']), file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words.split()],
        env=home.environ,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return set(done.stderr.strip().splitlines()[-1].strip("|").split("|"))


@pytest.mark.parametrize("words", HOT)
def test_hot_command_loads_nothing_heavy(lived_in: Home, words: str) -> None:
    lived_in.lsh("cron", "create", "--id", "job", "--schedule", "@daily", "--", "true")
    loaded = modules_after(lived_in, words)
    assert "lsh.commands.output" in loaded
    assert not {name for name in loaded if name.split(".")[0] in HEAVY or name in HEAVY}


@pytest.mark.parametrize("words", ["cron list", "daemon status"])
def test_the_hottest_do_without_the_domain(lived_in: Home, words: str) -> None:
    assert not set(LEAN) & modules_after(lived_in, words)


def test_completion_loads_next_to_nothing(lived_in: Home) -> None:
    program = (
        "import sys; before = set(sys.modules); sys.argv = ['', 'job', '']; import lsh.completion; "
        "lsh.completion.main(); print('|'.join(set(sys.modules) - before), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=lived_in.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    loaded = set(done.stderr.strip().split("|"))
    assert (
        not {"sqlite3", "json", "typer", "datetime", "pathlib", "lsh.paths", "lsh.settings"}
        & loaded
    )

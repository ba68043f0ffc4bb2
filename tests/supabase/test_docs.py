"""Every command of ``docs/supabase.md`` is run, in order, on two homes before one project."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.docs.pages import DOCS, steps_of
from tests.support.daemon import Home
from tests.support.postgrest import Project

PAGE = DOCS / "supabase.md"
SECONDS = 60


def steps() -> list[tuple[str, str]]:
    """Machine and command, in the order of the page; the first line of a block names the machine."""
    found = [(step.machine, step.command) for step in steps_of(PAGE)]
    assert all(machine for machine, _ in found), "a block must say on which machine it is"
    return found


@pytest.fixture
def machines(project: Project, tmp_path: Path) -> Iterator[dict[str, dict[str, str]]]:
    """The environment of each machine; files with key and URL lie in the folder."""
    (tmp_path / "key.txt").write_text(f"{project.service_key}\n")
    (tmp_path / "database-url.txt").write_text(f"{project.db_url}\n")
    homes = {name: Home() for name in ("laptop", "server")}
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    yield {
        name: home.environ
        | {"LSH_HOST": name, "LSH_PATH": path, "LSH_SECRETS": "file", "PATH": path}
        | {"PROJECT_URL": project.url, "NO_COLOR": "1"}
        for name, home in homes.items()
    }
    for home in homes.values():
        home.lsh("daemon", "stop", "--kill")
        home.end_everything()
        home.remove()


def test_every_command_of_the_page_works(
    machines: dict[str, dict[str, str]], tmp_path: Path
) -> None:
    said = {}
    for machine, command in steps():
        done = subprocess.run(
            ["/bin/bash", "-c", command],
            env=machines[machine], cwd=tmp_path, capture_output=True, text=True,
            timeout=SECONDS, stdin=subprocess.DEVNULL, check=False,
        )  # fmt: skip
        assert done.returncode == 0, f"{machine}: {command}\n{done.stdout}{done.stderr}"
        said[machine, command] = done.stdout
    assert "hello" in said["laptop", "lsh cron list"]
    assert "elsewhere" in said["laptop", "lsh cron list"]
    assert "report" in said["server", "lsh cron list"]
    report = said["laptop", "lsh supabase rows job_runs --where job_id=report"]
    assert "server" in report
    history = said["server", "lsh daemon db history --job-id either --limit 4"]
    assert "claimed by laptop" in history or "succeeded" in history


def test_the_page_is_whole() -> None:
    assert {machine for machine, _ in steps()} == {"laptop", "server"}
    shown = " ".join(command for _, command in steps())
    for verb in ("config set", "init", "test", "sync", "status", "rows", "silent", "history",
                 "dead-letter", "migrations"):  # fmt: skip
        assert f"lsh supabase {verb}" in shown, verb

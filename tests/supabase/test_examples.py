"""The examples of the help texts that want a project are run against one."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from lsh.cli import run
from tests.supabase.fleet import Machine
from tests.support.examples import WANT_A_PROJECT, examples, is_shell
from tests.support.postgres import Database, Postgres
from tests.support.postgrest import Project

EXAMPLES = [
    line for line in examples() if line.startswith(WANT_A_PROJECT) and "--watch" not in line
]
CALLED = [line for line in EXAMPLES if not is_shell(line)]


@pytest.fixture(scope="module")
def linked_home(
    postgres: Postgres, migrated: Database, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Machine, Path]]:
    """A home with a job before a project, and a folder with the database's URL."""
    folder = tmp_path_factory.mktemp("linked")
    database = postgres.create_database(template=migrated.name)
    (folder / "database-url.txt").write_text(f"{database.url}\n")
    project = Project(database)
    machine = Machine(project, "here")
    machine.create("backup")
    yield machine, folder
    machine.close()
    project.close()
    database.drop()


@pytest.fixture
def folder(linked_home: tuple[Machine, Path], monkeypatch: pytest.MonkeyPatch) -> Path:
    machine, folder = linked_home
    for name, value in machine.home.environ.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(folder)
    return folder


def test_some_want_a_project() -> None:
    assert len(EXAMPLES) > 15


@pytest.mark.parametrize("line", CALLED)
@pytest.mark.usefixtures("folder")
def test_an_example_does_what_it_says(
    line: str, linked_home: tuple[Machine, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    machine, _ = linked_home
    words = shlex.split(line)
    assert run(words[1:]) == 0, capsys.readouterr().err
    shown = capsys.readouterr()
    assert "Traceback" not in shown.err
    if not {"--json", "test"} & set(words):
        assert machine.project.url in shown.err, "whom it asked is always named"
    if "--json" in words:
        json.loads(shown.out)


@pytest.mark.parametrize("line", [line for line in EXAMPLES if is_shell(line)])
def test_an_example_in_a_shell(line: str, folder: Path) -> None:
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run(
        ["/bin/bash", "-c", line], env=os.environ | {"PATH": path}, cwd=folder, timeout=120,
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr

"""An installed wheel, used from an empty folder by somebody who has no checkout."""

from __future__ import annotations

import json
import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest

from lsh import __version__
from tests.packaging.conftest import Checkout, Installation, run
from tests.packaging.test_wheel import SHARED


class Person:
    """Somebody with a home folder, who stands in an empty one."""

    def __init__(self, installation: Installation) -> None:
        self._installation = installation
        # short, for the path of a socket has little room
        self.home = Path(tempfile.mkdtemp(prefix="lsh-person-"))
        self.folder = self.home / "empty"
        self.folder.mkdir()

    def types(self, program: str, *words: str) -> str:
        path = f"{self._installation.prefix / 'bin'}:/usr/bin:/bin"
        words = (self._installation.program(program), *words)
        return run(list(words), self.folder, {"HOME": str(self.home), "PATH": path, "TZ": "UTC"})

    def lsh(self, *words: str) -> str:
        return self.types("lsh", *words)

    def told(self, *words: str) -> Any:
        return json.loads(self.lsh(*words, "--json"))


@pytest.fixture
def person(installation: Installation) -> Iterator[Person]:
    made = Person(installation)
    yield made
    shutil.rmtree(made.home)


def test_the_version_names_the_commit_that_was_built(person: Person, checkout: Checkout) -> None:
    told = person.told("--version")
    assert (told["version"], told["commit"], told["changed"]) == (
        __version__, checkout.commit, False,
    )  # fmt: skip
    assert person.lsh("--version").startswith(f"lsh {__version__} ({checkout.commit[:12]} of ")


def test_what_belongs_beside_the_modules_is_found(person: Person, checkout: Checkout) -> None:
    listed = {
        line.split("\t")[0] for line in person.lsh("cron", "templates", "--plain").splitlines()
    }
    assert listed == {path.stem for path in (checkout.root / "templates").iterdir()}
    words = person.types("lsh-complete", "template", "").splitlines()
    assert {word.split("\t")[0] for word in words} == listed
    completion = (checkout.root / "completions/lsh.bash").read_text()
    assert person.lsh("completion", "show", "bash") == completion
    assert "PROMPT_COMMAND" in person.lsh("supabase", "history", "hook", "bash")


def test_shells_and_man_find_theirs_under_the_prefix(
    installation: Installation, checkout: Checkout
) -> None:
    for name, source in SHARED.items():
        assert (installation.prefix / name).read_bytes() == (checkout.root / source).read_bytes()


def test_a_job_is_run_and_reported_on(person: Person, checkout: Checkout) -> None:
    person.lsh("daemon", "start")
    try:
        status = person.told("daemon", "status")
        assert status["running"]
        assert status["commit"] == checkout.commit
        person.lsh("cron", "create", "--id", "greet", "--schedule", "@daily", "--", "echo", "hello")
        assert person.told("cron", "run", "greet", "--wait")["state"] == "succeeded"
        assert person.lsh("cron", "logs", "greet") == "hello\n"
        assert person.told("cron", "report", "greet")["runs"] == 1
        person.lsh("daemon", "stop", "--kill")
        assert not any(person.folder.iterdir())
    finally:
        for pid in (status["pid"], status["spawner"]["pid"]):
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)

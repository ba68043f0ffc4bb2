from __future__ import annotations

import os
import pwd
from pathlib import Path
from typing import Any

import pytest

from lsh.engine.account import account
from lsh.engine.environment import base_environment
from lsh.engine.offline import apply
from lsh.paths import find_paths


def test_ours() -> None:
    entry = pwd.getpwuid(os.getuid())
    assert account() == (entry.pw_name, entry.pw_dir)


def test_without_an_entry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A container runs as whatever number it is told."""

    def unknown(uid: int) -> Any:
        raise KeyError(uid)

    monkeypatch.setattr(pwd, "getpwuid", unknown)
    number = str(os.getuid())
    assert base_environment("/bin", {"HOME": "/data"})["HOME"] == "/data"
    found = base_environment("/bin", {})
    assert (found["HOME"], found["USER"]) == ("/", number)
    spec = {"name": "a", "command": "/bin/true"}
    apply(find_paths({"LSH_HOME": str(tmp_path)}), "job_create", {"spec": spec})


def test_a_run_knows_the_home_of_its_daemon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir("/")
    assert base_environment("/bin", {"LSH_HOME": "data/lsh"})["LSH_HOME"] == "/data/lsh"
    assert "LSH_HOME" not in base_environment("/bin", {"LSH_HOME": ""})

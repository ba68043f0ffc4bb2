"""What an upgrade leaves behind until it is restarted: a daemon, and an idle spawner, of another build."""

from __future__ import annotations

from typing import Any

import pytest

from lsh import __version__, built
from lsh.commands.daemon.builds import upgrade_notice
from tests.support.daemon import Home, kill, until

OLD, NEW = "a" * 40, "b" * 40


def status(version: str = __version__, commit: str | None = OLD) -> dict[str, Any]:
    return {"running": True, "version": version, "commit": commit}


@pytest.mark.parametrize(
    ("theirs", "theirs_shown"),
    [
        (status(), f"{__version__} (aaaaaaaaaaaa)"),
        (status(version="0.0.9", commit=NEW), "0.0.9 (bbbbbbbbbbbb)"),
        (status(version="0.0.9", commit=None), "0.0.9"),
        ({"running": True, "version": __version__}, __version__),  # from before commits were told
    ],
)
def test_a_daemon_of_another_build_is_told(
    theirs: dict[str, Any], theirs_shown: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(built, "COMMIT", NEW)
    assert upgrade_notice(theirs) == (
        f"the daemon is still lsh {theirs_shown}, this is {__version__} (bbbbbbbbbbbb): "
        "lsh daemon restart (what runs goes on)"
    )


@pytest.mark.parametrize("commit", [None, OLD])
def test_the_same_build_is_not_mentioned(
    commit: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(built, "COMMIT", commit)
    assert upgrade_notice(status(commit=commit)) is None
    assert upgrade_notice({"running": False, "version": "0.0.9", "commit": NEW}) is None


_OF_ANOTHER_COMMIT = f"""
from lsh import built
built.COMMIT = "{NEW}"
from lsh.daemon import lshd
lshd.main()
"""


def test_an_idle_spawner_of_another_commit_makes_way(home: Home) -> None:
    first = home.start()
    spawner = home.spawner()
    first.process.kill()
    first.wait()
    assert home.spawner() == spawner  # it outlives a daemon that was killed
    second = home.launch("-c", _OF_ANOTHER_COMMIT)
    assert second.wait_ready()["pid"] == second.pid
    assert home.call("daemon_status")["commit"] == NEW
    replaced = home.spawner()
    assert replaced not in {None, spawner}
    # lsh was upgraded under a daemon: what it starts now is of another commit than itself
    kill(replaced)
    until(lambda: home.spawner() not in {None, replaced}, "a spawner after that")
    home.call("job_create", spec=home.spec("still-0"))
    home.call("job_run", job="still-0")
    until(home.executed, "a run")
    home.stop()

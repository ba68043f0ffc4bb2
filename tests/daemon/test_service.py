"""The service's definition by the judgement of systemd itself, and installing it with and without one."""

from __future__ import annotations

import plistlib
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from lsh.daemon.service import install, service_of, uninstall
from lsh.domain.errors import ConfigurationError, LshError, NotAllowed

Environ = dict[str, str]


@pytest.fixture
def environ(tmp_path: Path) -> Environ:
    """A home of its own, and no service manager in the PATH."""
    (tmp_path / "bin").mkdir()
    return {"HOME": str(tmp_path / "home"), "PATH": str(tmp_path / "bin"), "USER": "nobody-here"}


@pytest.fixture
def manager(tmp_path: Path, environ: Environ) -> Callable[..., Callable[[], list[str]]]:
    """Puts a service manager's program into the PATH; what it gives tells how it was called."""

    def make(name: str, *, fails: str = "", saying: str = "no") -> Callable[[], list[str]]:
        calls = tmp_path / "calls"
        program = tmp_path / "bin" / name
        refusal = f'case "$*" in {fails}) echo "{saying}" >&2; exit 1;; esac' if fails else ""
        program.write_text(f'#!/bin/sh\necho "$*" >> {calls}\n{refusal}\n')
        program.chmod(0o755)

        def called() -> list[str]:
            lines = calls.read_text().splitlines() if calls.exists() else []
            calls.unlink(missing_ok=True)
            return lines

        return called

    return make


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="systemd is not installed")
@pytest.mark.parametrize("home", [None, "/plain", '/odd $HOME %h "quoted" \\ é'])
def test_systemd_understands_every_line(home: str | None, tmp_path: Path, environ: Environ) -> None:
    service = service_of(environ | ({"LSH_HOME": home} if home else {}), platform="linux")
    unit = tmp_path / service.name
    unit.write_text(service.text)
    verified = subprocess.run(
        ["systemd-analyze", "--user", "verify", str(unit)],
        capture_output=True,
        text=True,
        check=False,
        env={"XDG_RUNTIME_DIR": str(tmp_path), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"},
    )
    assert (verified.returncode, verified.stderr) == (0, "")


def test_what_makes_runs_survive_a_restart(environ: Environ) -> None:
    unit = service_of(environ, platform="linux")
    assert unit.name == "lshd.service"
    assert {
        "Type=notify",
        "KillMode=process",
        "Restart=on-failure",
        "OOMPolicy=continue",
        f"ExecStart={sys.executable} -m lsh daemon start --foreground",
    } <= set(unit.text.splitlines())
    agent = service_of(environ, platform="darwin")
    settings = plistlib.loads(agent.text.encode())
    assert settings["AbandonProcessGroup"] is True
    assert settings["KeepAlive"] == {"SuccessfulExit": False}
    assert settings["ProgramArguments"][1:] == ["-m", "lsh", "daemon", "start", "--foreground"]
    assert agent.path == Path(environ["HOME"], "Library/LaunchAgents/lsh.lshd.plist")


def test_words_are_quoted_for_systemd(environ: Environ) -> None:
    service = service_of(
        environ | {"LSH_HOME": '/a "b" %h $c \\'}, platform="linux", python="/my %py/$python"
    )
    assert 'Environment="LSH_HOME=/a \\"b\\" %%h $c \\\\"' in service.text
    assert 'ExecStart="/my %%py/$python" -m lsh' in service.text


def test_each_home_has_a_service_of_its_own(environ: Environ, tmp_path: Path) -> None:
    names = [
        service_of(environ | extra, platform="linux").name
        for extra in ({}, {"LSH_HOME": "/a"}, {"LSH_HOME": "/b"}, {"LSH_HOME": "/a/"})
    ]
    assert len(set(names)) == 3
    assert names[1] == names[3]


def test_a_relative_home_is_made_absolute(
    environ: Environ, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    service = service_of(environ | {"LSH_HOME": "here"}, platform="linux")
    assert f"Environment=LSH_HOME={tmp_path}/here\n" in service.text


def test_a_configured_folder_is_respected_and_passed_on(environ: Environ) -> None:
    service = service_of(environ | {"XDG_CONFIG_HOME": "/etc/mine"}, platform="linux")
    assert service.path == Path("/etc/mine/systemd/user/lshd.service")
    assert "Environment=XDG_CONFIG_HOME=/etc/mine\n" in service.text


def test_install_starts_it_and_again_changes_nothing(
    environ: Environ, manager: Callable[..., Callable[[], list[str]]]
) -> None:
    called = manager("systemctl")
    report = install(environ, platform="linux")
    assert (report.changed, report.path.read_text()) == (
        True,
        service_of(environ, platform="linux").text,
    )
    assert called() == [
        "--user daemon-reload",
        "--user enable lshd.service",
        "--user restart lshd.service",
    ]
    assert "loginctl enable-linger" in report.messages[0]
    assert install(environ, platform="linux").changed is False
    assert called()[-1] == "--user start lshd.service"
    report.path.write_text("something old")
    assert install(environ, platform="linux").changed is True
    assert called()[-1] == "--user restart lshd.service"


@pytest.mark.parametrize("present", [False, True])
def test_without_a_user_manager_the_file_is_written_and_the_rest_is_said(
    environ: Environ, manager: Callable[..., Callable[[], list[str]]], present: bool
) -> None:
    if present:
        manager("systemctl", fails="*", saying="Failed to connect to bus: No medium found")
    report = install(environ, platform="linux")
    assert report.path.exists()
    (message,) = report.messages
    assert ("Failed to connect to bus" if present else "there is no systemctl") in message
    assert "systemctl --user enable --now lshd.service" in message
    assert uninstall(environ, platform="linux").changed is True
    assert not report.path.exists()


def test_a_daemon_that_does_not_start_is_an_error_that_says_where_to_look(
    environ: Environ, manager: Callable[..., Callable[[], list[str]]]
) -> None:
    manager("systemctl", fails="*restart*", saying="Job for lshd.service failed.")
    with pytest.raises(LshError, match=r"does not start: Job for lshd\.service failed") as failed:
        install(environ, platform="linux")
    assert "journalctl --user -u lshd.service" in (failed.value.hint or "")


def test_uninstall_stops_and_forgets_it_and_again_does_nothing(
    environ: Environ, manager: Callable[..., Callable[[], list[str]]]
) -> None:
    called = manager("systemctl")
    path = install(environ, platform="linux").path
    link = path.parent / "default.target.wants" / path.name
    link.parent.mkdir()
    link.symlink_to(path)
    called()
    report = uninstall(environ, platform="linux")
    assert (report.changed, path.exists(), link.is_symlink()) == (True, False, False)
    assert called() == ["--user disable --now lshd.service", "--user daemon-reload"]
    again = uninstall(environ, platform="linux")
    assert (again.changed, again.messages) == (False, ["no service is installed for this home"])
    assert called() == []


def test_launchd(environ: Environ, manager: Callable[..., Callable[[], list[str]]]) -> None:
    called = manager("launchctl", fails="print*")
    report = install(environ, platform="darwin")
    assert report.changed is True
    verbs = [line.split()[0] for line in called()]
    assert verbs == ["print", "bootstrap"]
    assert uninstall(environ, platform="darwin").changed is True
    assert [line.split()[0] for line in called()] == ["bootout"]
    assert not report.path.exists()


def test_launchd_reloads_only_what_has_changed(
    environ: Environ, manager: Callable[..., Callable[[], list[str]]]
) -> None:
    called = manager("launchctl")
    path = install(environ, platform="darwin").path
    assert [line.split()[0] for line in called()] == ["print", "bootout", "bootstrap"]
    install(environ, platform="darwin")
    assert [line.split()[0] for line in called()] == ["print"]
    path.write_text("old")
    install(environ, platform="darwin")
    assert [line.split()[0] for line in called()] == ["print", "bootout", "bootstrap"]


def test_launchd_that_refuses(
    environ: Environ, manager: Callable[..., Callable[[], list[str]]]
) -> None:
    manager("launchctl", fails="*", saying="Bootstrap failed: 5: Input/output error")
    with pytest.raises(LshError, match="Bootstrap failed"):
        install(environ, platform="darwin")


def test_other_platforms_are_told_what_to_do(environ: Environ) -> None:
    with pytest.raises(NotAllowed) as refused:
        install(environ, platform="freebsd14")
    assert "--foreground" in (refused.value.hint or "")


def test_a_folder_that_cannot_be_written(environ: Environ) -> None:
    home = Path(environ["HOME"])
    home.mkdir()
    (home / ".config").write_text("a file where a folder should be")
    with pytest.raises(ConfigurationError, match=r"lshd\.service cannot be written"):
        install(environ, platform="linux")

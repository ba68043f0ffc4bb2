"""The home's folders, files, configuration and disk: each check is made to fail for real."""

from __future__ import annotations

import os
import socket
import subprocess
from pathlib import Path

import pytest

from lsh.doctor import home as checks
from lsh.domain.finding import Finding, Verdict
from lsh.paths import find_paths
from tests.doctor.conftest import Around
from tests.support.daemon import Home
from tests.support.mounts import mounted

OK, WARNING, FAILED, SKIPPED = Verdict.OK, Verdict.WARNING, Verdict.FAILED, Verdict.SKIPPED


def says(found: Finding, verdict: Verdict, *words: str) -> None:
    """The verdict, the words, and for what is not well a remedy."""
    assert found.verdict is verdict, found
    for word in words:
        assert word in f"{found.detail} {found.remedy}", found
    assert bool(found.remedy) == (verdict in {WARNING, FAILED})
    assert (found.exit_code != 0) == (verdict is FAILED)


def test_a_home_that_is_well(home: Home, around: Around) -> None:
    home.apply("job_create", spec=home.spec("a-0"))
    for check in (
        checks.folders,
        checks.files,
        checks.configuration,
        checks.filesystem,
        checks.disk,
    ):
        says(check(around()), OK)
    says(checks.logs(around()), OK)
    says(checks.socket_path(around()), OK)


def test_a_home_that_is_not_there(tmp_path: Path, around: Around) -> None:
    here = around({"LSH_HOME": str(tmp_path / "none")})
    says(checks.folders(here), SKIPPED, "no home yet")
    says(checks.files(here), SKIPPED)
    for check in (checks.configuration, checks.filesystem, checks.disk, checks.logs):
        says(check(here), OK)
    assert not (tmp_path / "none").exists()


def test_a_home_that_cannot_be_made(tmp_path: Path, around: Around) -> None:
    (tmp_path / "file").touch()
    says(checks.folders(around({"LSH_HOME": str(tmp_path / "file")})), FAILED, "not a folder")
    here = around({"LSH_HOME": str(tmp_path / "file" / "deeper")})
    says(checks.folders(here), FAILED, "not a folder")
    assert checks.folders(here).exit_code == 78
    (tmp_path / "shut").mkdir(mode=0o500)
    here = around({"LSH_HOME": str(tmp_path / "shut" / "deeper")})
    if not os.access(tmp_path / "shut", os.W_OK):  # root may write everywhere
        says(checks.folders(here), FAILED, "not writable")


@pytest.mark.parametrize(
    ("mode", "verdict", "word"),
    [
        (0o755, WARNING, "open to others"),
        (0o500, FAILED, "not writable"),
        (0o600, FAILED, "not writable"),
    ],
)
def test_a_folder_with_the_wrong_mode(
    mode: int, verdict: Verdict, word: str, home: Home, around: Around
) -> None:
    home.paths.state.chmod(mode)
    says(checks.folders(around()), verdict, word, f"chmod 700 {home.paths.state}")
    home.paths.state.chmod(0o700)


def test_a_file_where_a_folder_would_be(home: Home, around: Around) -> None:
    home.paths.state.rmdir()
    home.paths.state.write_text("")
    says(checks.folders(around()), FAILED, "not a folder", "mv")
    assert checks.files(around()).verdict is SKIPPED, "the other checks go on"


@pytest.mark.skipif(os.geteuid() != 0, reason="only root gives files away")
def test_what_belongs_to_somebody_else(home: Home, around: Around) -> None:
    home.apply("job_create", spec=home.spec("a-0"))
    os.chown(home.paths.database, 12345, -1)
    says(checks.files(around()), FAILED, "belongs to user 12345", "chown")
    os.chown(home.paths.state, 12345, -1)
    says(checks.folders(around()), FAILED, "belongs to user 12345")


def test_files_with_the_wrong_mode(home: Home, around: Around) -> None:
    home.apply("job_create", spec=home.spec("a-0"))
    home.paths.database.chmod(0o644)
    says(checks.files(around()), WARNING, "open to others", f"chmod 600 {home.paths.database}")
    home.paths.database.chmod(0o400)
    says(checks.files(around()), FAILED, "not writable")


@pytest.mark.parametrize(
    ("text", "word"),
    [("= nonsense", "TOML"), ("no_such = 1", "no_such"), ("timezone = 'Mars/Olympus'", "Mars")],
)
def test_a_configuration_that_makes_no_sense(
    text: str, word: str, home: Home, around: Around
) -> None:
    home.paths.config_file.write_text(text)
    says(checks.configuration(around()), FAILED, word)
    assert checks.configuration(around()).exit_code == 78
    assert around().settings.keep_days == 90, "the other checks go on with the defaults"


def test_a_variable_and_a_folder_for_the_configuration(home: Home, around: Around) -> None:
    says(checks.configuration(around({"LSH_KEEP_DAYS": "many"})), FAILED, "LSH_KEEP_DAYS")
    home.paths.config_file.mkdir()
    says(checks.configuration(around()), FAILED, "config.toml")


def test_a_path_too_long_for_a_socket(home: Home, around: Around) -> None:
    here = around({"LSH_HOME": str(home.root / ("x" * 90))})
    says(checks.socket_path(here), FAILED, "LSH_HOME")


def test_a_network_filesystem(home: Home, around: Around, tmp_path: Path) -> None:
    table = tmp_path / "mountinfo"
    table.write_text(
        "22 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
        f"23 22 0:40 / {home.root} rw shared:1 - nfs4 server:/export rw\n"
    )
    says(checks.filesystem(around(mountinfo=table)), FAILED, "nfs4", "XDG_DATA_HOME")
    says(checks.filesystem(around(mountinfo=tmp_path / "none")), SKIPPED)


def test_the_nearest_mount_counts(tmp_path: Path) -> None:
    lines = [
        "1 0 8:1 / / rw - ext4 a rw",
        r"2 1 8:1 / /mnt/two\040words rw - xfs b rw",
        "3 1 8:1 / /mnt rw - nfs c rw",
        "4 1 8:1 / /mnt rw - btrfs on-top rw",
    ]
    assert checks.filesystem_of(Path("/mnt/two words/x"), lines) == ("xfs", "/mnt/two words")
    assert checks.filesystem_of(Path("/mnt/x"), lines) == ("btrfs", "/mnt")
    assert checks.filesystem_of(Path("/mntx"), lines) == ("ext4", "/")


def test_a_mount_may_have_any_name(home: Home, around: Around, tmp_path: Path) -> None:
    table = tmp_path / "mountinfo"
    lines = ["1 0 8:1 / / rw - ext4 a rw", "2 1 8:1 / /mnt/donn\u00e9es\\040\udce9 rw - nfs4 b rw"]
    path = Path("/mnt/donn\u00e9es \udce9")
    assert checks.filesystem_of(path / "x", lines) == ("nfs4", str(path))
    table.write_text("\n".join(lines), errors="surrogateescape")
    says(checks.filesystem(around(mountinfo=table)), OK, "ext4")


def test_a_disk_that_is_almost_full(home: Home, around: Around) -> None:
    with mounted(home.root / "data", "size=20m"):
        says(checks.disk(around()), WARNING, "MB")
        home.configure(min_free_bytes=30_000_000)
        says(checks.disk(around()), FAILED, "min_free_bytes", "prune")


def test_logs_are_counted_for_a_bounded_time(home: Home, around: Around) -> None:
    for name in ("a", "b"):
        folder = home.paths.runs / name
        folder.mkdir()
        (folder / "1.1.log").write_bytes(b"x" * 100_000)
    assert "in 2 files" in checks.logs(around()).detail
    hurried = iter(range(0, 1000, 10))
    assert "over" in checks.logs(around(ticks=lambda: float(next(hurried)))).detail


def test_a_log_that_goes_while_it_is_counted(
    home: Home, around: Around, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home.paths.runs / "1.1.log").write_bytes(b"x")
    scandir = os.scandir

    def late(folder: Path) -> list[os.DirEntry[str]]:
        entries = list(scandir(folder))
        for entry in entries:
            if entry.name == "1.1.log":
                Path(entry).unlink()
        return entries

    monkeypatch.setattr(os, "scandir", late)
    says(checks.logs(around()), OK, "0 files")


@pytest.mark.parametrize("name", ["two words", "a;b", "$HOME", "it's"])
def test_a_remedy_can_be_pasted(name: str, around: Around, tmp_path: Path) -> None:
    root = tmp_path / name
    here = around({"LSH_HOME": str(root)})
    for folder in here.paths.folders():
        folder.mkdir(parents=True, mode=0o755)
    here.paths.database.touch(0o644)
    for check in (checks.folders, checks.files):
        remedy = check(here).remedy
        assert remedy is not None
        subprocess.run(["sh", "-c", remedy], check=True)
        says(check(here), OK)


def test_logs_that_take_much(home: Home, around: Around, monkeypatch: pytest.MonkeyPatch) -> None:
    (home.paths.runs / "1.1.log").write_bytes(b"x" * 100_000)
    monkeypatch.setattr(checks, "_LOGS_LARGE", 50_000)
    says(checks.logs(around()), WARNING, "keep_days")


def test_find_paths_is_what_is_looked_at(home: Home, around: Around) -> None:
    assert around().paths == find_paths({"LSH_HOME": str(home.root)})


def test_a_socket_of_the_home_is_private(home: Home, around: Around) -> None:
    made = socket.socket(socket.AF_UNIX)
    made.bind(str(home.paths.socket))
    home.paths.socket.chmod(0o666)
    says(checks.files(around()), WARNING, "open to others")
    made.close()

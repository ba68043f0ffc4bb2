"""Python and packages, clock and zone, terminal and completion; and the command as a whole."""

from __future__ import annotations

import json
import os
import re
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from lsh.completion import installed
from lsh.completion.installed import place_of
from lsh.doctor import examination, face, installation
from lsh.doctor import time as times
from lsh.doctor.examination import EXAMINATIONS, Examination, examine
from lsh.domain.errors import TryAgain
from lsh.domain.finding import Finding
from tests.doctor.conftest import Around, Program
from tests.doctor.test_home import FAILED, OK, SKIPPED, WARNING, says
from tests.support.daemon import Home
from tests.support.terminal import Terminal


def test_python(around: Around) -> None:
    says(installation.python(around()), OK)
    says(installation.python(around(python=(3, 10, 4))), FAILED, "3.10.4", "3.11")


def test_lsh_and_its_packages(around: Around, monkeypatch: pytest.MonkeyPatch) -> None:
    says(installation.packages(around()), OK)
    assert installation.lsh(around()).detail.startswith("lsh ")
    monkeypatch.setattr("lsh.__version__", "9.9.9")
    says(installation.lsh(around()), WARNING, "9.9.9, ", "install lsh again")


def test_a_package_that_is_missing_or_of_the_wrong_version(
    around: Around, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed = ["typer<0.2,>=0.1", "no-such-package>=1", 'also-missing; extra == "dev"']
    monkeypatch.setattr("importlib.metadata.requires", lambda name: needed)
    says(
        installation.packages(around()),
        FAILED,
        "typer 0.",
        "<0.2 is needed",
        "no-such-package is missing",
    )
    assert "also-missing" not in installation.packages(around()).detail


@pytest.mark.parametrize(
    ("found", "bounds", "fits"),
    [
        ("1.10", ">=1.9", True), ("1.9", ">=1.10", False), ("2.0", "<2", False), ("2.0rc1", "<2.1", True),
        ("1.4.2", "~=1.4.0", True), ("1.5.0", "~=1.4.0", False), ("1.0", "==1", True),
        ("1.0", "!=1.0", False),
        ("3", ">2,<=3", True), ("3.0.1", "<=3", False), ("1", "", True),
    ],
)  # fmt: skip
def test_versions(found: str, bounds: str, fits: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("importlib.metadata.version", lambda name: found)
    assert (installation.package_trouble("x", bounds) is None) == fits


def test_the_clock(
    home: Home, around: Around, program: Program, jumping: Callable[[], float]
) -> None:
    says(times.clock(around()), OK, "timedatectl")
    program("timedatectl", "no")
    says(times.clock(around()), WARNING, "NTP", "set-ntp")
    program("timedatectl", "yes")
    says(times.clock(around()), OK, "kept by NTP")
    says(times.clock(around(now=jumping)), WARNING, "jumped")
    home.apply("job_create", spec=home.spec("a-0"))
    says(times.clock(around()), OK)
    says(times.clock(around(now=lambda: time.time() - 7200)), FAILED, "in the future", "put back")


def test_the_zone(home: Home, around: Around, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Europe/Berlin")
    says(times.zone(around()), OK, "Europe/Berlin")
    for name, zone in (("a", "Europe/Berlin"), ("b", "Europe/Berlin")):
        spec = {"id": name, "name": name, "command": "true", "schedule": "@daily", "timezone": zone}
        home.apply("job_create", spec=spec)
    says(times.zone(around()), OK)
    monkeypatch.setenv("TZ", "America/New_York")
    says(times.zone(around()), WARNING, "Europe/Berlin", "moved", "lsh cron edit")
    monkeypatch.setenv("TZ", "Mars/Olympus")
    says(times.zone(around()), FAILED, "Mars/Olympus")


def test_completion(home: Home, around: Around, program: Program) -> None:
    says(face.completion(around({"SHELL": "/bin/tcsh"})), SKIPPED, "tcsh")
    fish = {"SHELL": "/usr/bin/fish"}
    here = around(fish)
    says(face.completion(here), WARNING, "lsh completion install")
    place = place_of("fish", here.environ)
    place.write()
    says(face.completion(here), WARNING, "lsh-complete")
    program("lsh-complete")
    says(face.completion(here), OK, str(place.path))
    place.path.write_text(place.path.read_text() + "\n# older\n")
    says(face.completion(here), WARNING, "another lsh", "lsh completion install")
    place.path.write_text("complete -c lsh -a mine\n")
    says(face.completion(here), OK, "your own")


def test_a_shared_completion_counts_where_the_shell_looks(
    around: Around, program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program("lsh-complete")
    loader = tmp_path / "bash_completion"
    monkeypatch.setattr(installed, "_LOADERS", (str(loader),))
    share = tmp_path / "share"
    folders = {
        "bash": share / "bash-completion" / "completions",
        "zsh": share / "zsh" / "site-functions",
        "fish": share / "fish" / "vendor_completions.d",
    }
    readers = {shell: {"XDG_DATA_DIRS": str(share)} for shell in ("bash", "fish")}
    readers["zsh"] = {"FPATH": str(folders["zsh"])}
    for shell, folder in folders.items():
        environ = {"SHELL": f"/bin/{shell}"}
        place_of(shell, {}, folder).write()
        # pip puts the files into an environment's share/, where nothing reads them
        alone = around(environ)
        says(face.completion(alone), WARNING, "lsh completion install")
        read = around(environ | readers[shell])
        if shell == "bash":  # without bash-completion nothing reads any of its folders
            says(face.completion(read), WARNING, "lsh completion install")
            loader.touch()
        says(face.completion(read), OK, str(folder))


def test_completion_that_the_shell_does_not_read(around: Around, program: Program) -> None:
    program("lsh-complete")
    here = around({"SHELL": "/bin/zsh"})
    place = place_of("zsh", here.environ)
    place.write()
    says(face.completion(here), WARNING, "not read by zsh", "fpath=")
    (Path(here.environ["HOME"]) / ".zshrc").write_text(f"fpath=({place.path.parent} $fpath)\n")
    says(face.completion(here), OK)


def test_a_terminal_without_utf_8(home: Home) -> None:
    home.environ |= {"PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    (check,) = [c for c in document(home)["checks"] if c["name"] == "terminal"]
    assert (check["verdict"], "UTF-8" in check["remedy"]) == ("warning", True)


def document(home: Home, code: int = 0) -> dict[str, list[dict[str, str]]]:
    done = home.lsh("doctor", "--json")
    assert done.returncode == code, done.stdout + done.stderr
    answer: dict[str, list[dict[str, str]]] = json.loads(done.stdout)
    return answer


def test_a_terminal_is_shown_a_table(home: Home) -> None:
    home.environ |= {"COLORTERM": "truecolor"}
    with Terminal(home, "doctor") as terminal:
        assert terminal.wait() == 0
    shown = re.sub(rb"\x1b\[[0-9;]*[mK]", b"", terminal.shown).decode()
    assert "looking at database …" in shown
    assert re.search(r"^CHECK +VERDICT +TOOK +DETAIL", shown.replace("\r", "\n"), re.MULTILINE)
    assert re.search(r"terminal +ok +\S+ +xterm, all colours, UTF-8", shown)
    assert "warning: daemon: no daemon runs" in shown
    assert "hint: lsh daemon start" in shown


def test_a_dumb_terminal_is_shown_nothing_that_moves(home: Home) -> None:
    with Terminal(home, "doctor", TERM="dumb") as terminal:
        assert terminal.wait() == 0
    assert b"\x1b" not in terminal.shown
    assert b"looking at" not in terminal.shown
    assert b"VERDICT" in terminal.shown


def test_the_command_in_a_home_that_is_broken_all_over(home: Home) -> None:
    home.paths.config_file.write_text("= nonsense")
    home.paths.database.write_bytes(b"garbage" * 1000)
    home.paths.runs.rmdir()
    home.paths.runs.write_text("")
    home.paths.journal.mkdir()
    found = {check["name"]: check for check in document(home, 78)["checks"]}
    assert list(found) == [name for name, _, _ in EXAMINATIONS]
    failed = {name for name, check in found.items() if check["verdict"] == "failed"}
    assert {"configuration", "folders", "spawner"} <= failed
    assert all(found[name]["remedy"] for name in failed)
    assert not [check for check in found.values() if "the check itself failed" in check["detail"]]
    quiet = home.lsh("doctor", "--quiet")
    assert set(quiet.stdout.split()) == failed
    assert quiet.stderr == ""


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can be somebody else")
@pytest.mark.parametrize("folder", ["config", "data", "state", "run", "log", ""])
def test_a_folder_that_cannot_be_looked_into(folder: str, home: Home, around: Around) -> None:
    home.apply("job_create", spec=home.spec("a-0"))
    for path in (home.root, *home.root.rglob("*")):
        os.chown(path, 65534, -1)
    assert list(examine(around())), "everything that is imported on the way is there now"
    (home.root / folder).chmod(0)
    os.seteuid(65534)  # root may look into anything
    try:
        checks = list(examine(around()))
    finally:
        os.seteuid(0)
        (home.root / folder).chmod(0o700)
    assert [check.name for check in checks] == [name for name, _, _ in EXAMINATIONS]
    assert not [check for check in checks if "the check itself failed" in check.detail]
    failed = next(check for check in checks if check.verdict is FAILED)
    assert failed.exit_code == 78
    assert failed.remedy
    assert str(home.root) in failed.detail


def test_it_changes_nothing(home: Home) -> None:
    def everything() -> dict[str, tuple[int, bytes]]:
        # a reader of SQLite makes these two, and takes them away again
        found = (path for path in home.root.rglob("*") if not path.name.endswith(("-wal", "-shm")))
        return {
            str(path): (path.stat().st_mode, path.read_bytes() if path.is_file() else b"")
            for path in found
        }

    home.apply("job_create", spec=home.spec("a-0"))
    home.paths.state.chmod(0o755)
    before = everything()
    assert document(home)["ok"]
    assert everything() == before


def test_a_check_that_breaks_breaks_no_other(
    around: Around, monkeypatch: pytest.MonkeyPatch
) -> None:
    def faints(here: object) -> Finding:
        raise ZeroDivisionError("oh")

    def refuses(here: object) -> Finding:
        raise PermissionError(13, os.strerror(13), "/some/file")

    def busy(here: object) -> Finding:
        raise TryAgain("not now", hint="later")

    checks = tuple(
        Examination(look.__name__, look, needs)
        for look, needs in (
            (faints, None),
            (refuses, None),
            (busy, None),
            (installation.python, "faints"),
        )
    )
    monkeypatch.setattr(examination, "EXAMINATIONS", checks)
    first, second, third, last = examine(around())
    assert (first.verdict, first.exit_code) == (FAILED, 1)
    assert "ZeroDivisionError" in first.detail
    assert (second.detail, second.exit_code) == ("/some/file: Permission denied", 78)
    assert (third.detail, third.remedy, third.exit_code) == ("not now", "later", 1)
    assert (last.verdict, last.detail) == (SKIPPED, "faints failed")

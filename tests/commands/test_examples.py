"""Every example that a help text shows is run, against a real home; what cannot be is read at least."""

from __future__ import annotations

import io
import json
import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from lsh.cli import run
from lsh.client.reading import reading
from lsh.commands.lazy import root
from lsh.store.queries import JobFilter, list_jobs
from tests.support.daemon import Home, until
from tests.support.examples import SHELL_SYNTAX, WANT_A_PROJECT, examples, is_shell

JOBS = ("backup", "greet", "sync", "poll", "old-backup")
PROJECT = "needs a project: tests/supabase/test_examples.py"
ONLY_READ = {
    "lsh daemon start": "each costs a daemon of its own: test_every_command.py, tests/docs",
    "lsh daemon stop": "as above",
    "lsh daemon restart": "as above",
    "lsh supabase config new-identity": "asks on a terminal; with --yes it is run",
    "lsh supabase init --db-url": "needs a database: tests/supabase/test_init.py",
    "lsh supabase init --print": "as above",
    "lsh cron remove old-backup": "asks on a terminal: test_asking.py; with --yes it is run",
    "lsh tui": "needs a terminal: tests/tui",
}
WHOLE = {
    "lsh cron remove old-backup",
    "lsh supabase config new-identity",
}  # with --yes they are run
ENDLESS = {"--follow", "--watch", "--foreground"}
APART = (  # in a home without a daemon, of a person who has nothing: they change more than a ledger
    "lsh daemon install", "lsh daemon uninstall", "lsh supabase config", "lsh supabase init",
    "lsh completion", "lsh doctor",
)  # fmt: skip
CODES = {
    "lsh supabase status": 78,  # no project is configured
    "lsh supabase history forget": 3,  # nothing was typed here
    "lsh supabase dead-letter retry 3 4": 3,  # nothing was refused
    "lsh supabase dead-letter drop 3": 3,
    "lsh daemon job stop --run": 3,  # it is over
}


def why_only_read(example: str) -> str | None:
    if ENDLESS & set(shlex.split(example, comments=True)):
        return "it has no end: test_watching.py, test_following.py"
    if example.startswith(WANT_A_PROJECT):
        return PROJECT
    return next(
        (
            reason
            for start, reason in ONLY_READ.items()
            if example == start or (start not in WHOLE and f"{example} ".startswith(f"{start} "))
        ),
        None,
    )


EXAMPLES = examples()
RUN = [line for line in EXAMPLES if not why_only_read(line)]
HERE = [line for line in RUN if not line.startswith(APART)]
CALLED = [line for line in HERE if not is_shell(line)]
KEY = "sb_secret_" + "a" * 24


def test_most_examples_are_run() -> None:
    unread = [line for line in EXAMPLES if why_only_read(line) not in {None, PROJECT}]
    assert len(unread) < 0.15 * len(EXAMPLES)
    assert not [start for start in CODES if not any(line.startswith(start) for line in RUN)]


@pytest.mark.parametrize("line", [line for line in EXAMPLES if why_only_read(line)])
def test_an_example_that_is_not_run_can_be_read(line: str) -> None:
    words = shlex.split(line, comments=True)
    for word in SHELL_SYNTAX & set(words):
        words = words[: words.index(word)]
    group, path, rest = root(), "lsh", words[1:]
    while rest and (entry := group.get_command(None, rest[0])) is not None:
        group, path, rest = entry, f"{path} {rest[0]}", rest[1:]
        if not hasattr(group, "branch"):
            break
    context = group.make_context(path, rest)
    assert context.command is group


@pytest.fixture(scope="module")
def kept(lived_in: Home, tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Path]:
    """A home with the jobs that the examples name, and a folder with their files."""
    folder = tmp_path_factory.mktemp("examples")
    (folder / "job.toml").write_text('name = "backup"\ncommand = "true"\n')
    template = {"id": "custom-backup", "name": "Custom", "description": "A copy", "command": "true"}
    (folder / "custom-backup.json").write_text(json.dumps(template))
    (folder / "custom-backup.toml").write_text(
        "".join(f"{key} = {json.dumps(value)}\n" for key, value in template.items())
    )
    (folder / "crontab").write_text("0 3 * * * root true\n")
    settle(lived_in)
    number = lived_in.call("job_run", job="backup", kind="manual", force=False)["run_id"]
    until(lambda: lived_in.call("run_wait", run=number)["state"] == "succeeded", "a first run")
    (folder / "run").write_text(str(number))
    return lived_in, folder


def settle(home: Home, *, paused: bool = False) -> None:
    """One job of each name, on its schedule or paused, whatever the last example did."""
    with reading(home.paths) as connection:
        living = list_jobs(connection, JobFilter())
    for name in JOBS:
        named = [job for job in living if job["name"] == name]
        for job in named[1:]:
            home.call("job_remove", job=job["id"], force=True)
        spec = {"name": name, "command": "true", "schedule": "@daily", "tags": ["backup"]}
        first = named[0] if named else home.call("job_create", spec=spec)
        if first["state"] != "active":
            home.call("job_arm", job=first["id"])
        if paused:
            home.call("job_pause", job=first["id"])


@pytest.fixture
def there(kept: tuple[Home, Path], monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Home, Path]]:
    home, folder = kept
    for name, value in home.environ.items():
        monkeypatch.setenv(name, value)
    for name, value in {"EDITOR": "true", "NO_COLOR": "1", "HOME": str(folder)}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.chdir(folder)
    if not (folder / "jobs.json").exists():
        (folder / "jobs.json").write_text(json.dumps({"version": 1, "jobs": []}))
    yield home, folder


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, Path]]:
    """A home that no daemon follows, and the home folder of whoever has it."""
    folder = tmp_path_factory.mktemp("person")
    (folder / ".config/fish/completions").mkdir(parents=True)
    (folder / "service-role-key.txt").write_text(KEY)
    home = Home()
    yield home, folder
    home.remove()


@pytest.fixture
def apart(elsewhere: tuple[Home, Path], monkeypatch: pytest.MonkeyPatch) -> tuple[Home, Path]:
    home, folder = elsewhere
    for name in [name for name in os.environ if name.startswith(("XDG_", "SUPABASE_", "LSH_"))]:
        monkeypatch.delenv(name)
    # without systemctl, and with no keyring of the session
    own = {"PATH": str(Path(sys.executable).parent), "LSH_SECRETS": "file", "SHELL": "/bin/bash"}
    for name, value in (home.environ | own | {"NO_COLOR": "1", "HOME": str(folder)}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(KEY.encode())))
    monkeypatch.chdir(folder)
    return home, folder


def prepared(line: str, home: Home, folder: Path) -> str:
    """The example with a run that there is, and what it takes away put back."""
    settle(home, paused="cron resume" in line)
    own = home.paths.templates / "custom-backup.toml"
    if "custom-backup" in line and "add" not in line:
        own.parent.mkdir(parents=True, exist_ok=True)
        own.write_text((folder / "custom-backup.toml").read_text())
    elif "templates add" in line and "--replace" not in line:
        own.unlink(missing_ok=True)
    if "db backup" in line and "--force" not in line:
        (folder / "lsh-backup.db").unlink(missing_ok=True)
    return line.replace("1234", (folder / "run").read_text()).replace("/etc/crontab", "crontab")


def expected(line: str) -> int:
    return next((code for start, code in CODES.items() if line.startswith(start)), 0)


@pytest.mark.parametrize("line", CALLED)
def test_an_example_does_what_it_says(
    line: str, there: tuple[Home, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    words = shlex.split(prepared(line, *there), comments=True)
    code = run(words[1:])
    shown = capsys.readouterr()
    assert code == expected(line), shown.err
    assert "Traceback" not in shown.err
    if "--json" in words:
        json.loads(shown.out)
        assert all(json.loads(text) for text in shown.err.splitlines())


SHOWING = [line for line in CALLED if "--output" not in line and "--format" not in line]
NOT_JSON = (  # nothing was changed, or the document is the output anyway
    "lsh cron edit backup", "lsh cron templates edit", "lsh cron export",
)  # fmt: skip


@pytest.mark.parametrize("line", [line for line in SHOWING if "--json" not in line])
def test_with_json_it_is_one_document_and_nothing_else(
    line: str, there: tuple[Home, Path], capsys: pytest.CaptureFixture[str]
) -> None:
    words = shlex.split(prepared(line, *there), comments=True)
    at = words.index("--") if "--" in words else len(words)
    code = run([*words[1:at], "--json", *words[at:]])
    shown = capsys.readouterr()
    assert code == expected(line), shown.err
    complaints: list[Any] = [json.loads(text) for text in shown.err.splitlines()]
    assert all(set(each) <= {"warning", "error"} for each in complaints)
    if code == 0 and not line.startswith(NOT_JSON):
        json.loads(shown.out)


@pytest.mark.parametrize("line", [line for line in HERE if is_shell(line)])
def test_an_example_in_a_shell(line: str, there: tuple[Home, Path]) -> None:
    home, folder = there
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    crontab = "crontab() { echo '0 3 * * * true'; }; "
    done = subprocess.run(
        ["/bin/bash", "-c", crontab + prepared(line, home, folder)],
        env=os.environ | {"PATH": path}, cwd=folder, capture_output=True, text=True,
        stdin=subprocess.DEVNULL, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == expected(line), done.stderr


@pytest.mark.parametrize("more", [[], ["--json"]], ids=["", "json"])
@pytest.mark.parametrize(
    "line", [line for line in RUN if line.startswith(APART) and not is_shell(line)]
)
@pytest.mark.usefixtures("apart")
def test_an_example_that_changes_more_than_a_ledger(
    line: str, more: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    words = [*shlex.split(line, comments=True), *more]
    code = run(words[1:])
    shown = capsys.readouterr()
    # the doctor judges the machine
    assert code in ({0, 1, 78} if "doctor" in words else {0}), shown.err
    assert "Traceback" not in shown.err
    assert "internal error" not in shown.err
    if "--json" in words:
        json.loads(shown.out)


@pytest.mark.parametrize(
    "line", [line for line in RUN if line.startswith(APART) and is_shell(line)]
)
def test_an_example_of_these_in_a_shell(line: str, apart: tuple[Home, Path]) -> None:
    done = subprocess.run(
        ["/bin/bash", "-c", line], capture_output=True, text=True, stdin=subprocess.DEVNULL,
        cwd=apart[1], timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr

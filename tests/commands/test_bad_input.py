"""What bad input gets: one line saying what is wrong, one saying what to do, and the right exit code."""

from __future__ import annotations

import os
import socket
import sqlite3
from pathlib import Path

import pytest

from tests.support.daemon import Home

CREATE = ("cron", "create", "--command", "true")


def refuse(home: Home, code: int, message: str, *words: str, stdin: str | None = None) -> str:
    """The hint of a refusal, after everything else about it was checked."""
    done = home.lsh(*words, stdin=stdin)
    lines = done.stderr.splitlines()
    assert done.returncode == code, done.stderr
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    said = [line for line in lines if not line.startswith("warning: ")]
    assert said[0].startswith("lsh: ")
    assert message in said[0]
    assert len(said) <= 2
    return said[1].removeprefix("hint: ") if len(said) == 2 else ""


@pytest.fixture(scope="module")
def quiet_home(lived_in: Home) -> Home:
    """With two jobs that an ambiguous prefix may mean."""
    for job in ("twin-one", "twin-two"):
        assert lived_in.lsh("cron", "create", "--id", job, "--", "true").returncode == 0
    return lived_in


@pytest.mark.parametrize(
    ("code", "message", "words"),
    [
        (2, "minute: 61 is out of range", (*CREATE, "--schedule", "61 * * * *")),
        (2, "'banana' is not a schedule", (*CREATE, "--schedule", "banana")),
        (2, "'Mars/Base' is not a known time zone", (*CREATE, "--timezone", "Mars/Base")),
        (2, "--timeout: '3x' is not a duration", (*CREATE, "--timeout", "3x")),
        (2, "--memory-limit: 'lots' is not a size", (*CREATE, "--memory-limit", "lots")),
        (2, "--overlap: 'never' is none of", (*CREATE, "--overlap", "never")),
        (2, "priority 11 is not between", (*CREATE, "--priority", "11")),
        (2, "'abc' is not a whole number", (*CREATE, "--priority", "abc")),
        (2, "'abc' is not a whole number", ("cron", "list", "--limit", "abc")),
        (2, "'abc' is not a number", (*CREATE, "--retry-factor", "abc")),
        (2, "'a b' cannot be a job's id", (*CREATE, "--id", "a b")),
        (2, "the job's name is empty", (*CREATE, "--name", "")),
        (2, "'1A' cannot be the name", (*CREATE, "--env", "1A=2")),
        (2, "LSH_X is set by lsh itself", (*CREATE, "--env", "LSH_X=2")),
        (2, "the job's command is missing", ("cron", "create", "--name", "x")),
        (2, "'twin' fits several jobs", ("cron", "info", "twin")),
        (3, "no job has the id or name 'nobody'", ("cron", "info", "nobody")),
        (3, "no job has the id or name 'nobody'", ("cron", "report", "nobody")),
        (3, "no job has the id or name 'nobody'", ("cron", "run", "nobody")),
        (3, "no job has the id or name 'nobody'", ("cron", "pause", "twin-one", "nobody")),
        (3, "no job has the id or name 'nobody'", ("daemon", "db", "history", "--job-id", "nobody")),
        (3, "true has not run yet", ("cron", "logs", "twin-one")),
        (3, "there is no template 'database-backp'", ("cron", "templates", "show", "database-backp")),
        (3, "there is no template 'nothing'", ("cron", "create-from-template", "nothing")),
        (2, "has no parameter 'hots'", ("cron", "create-from-template", "data-sync", "--set", "hots=x")),
        (2, "--state: 'weird' is unknown", ("cron", "list", "--state", "weird")),
        (2, "--state: 'weird' is unknown", ("daemon", "db", "history", "--state", "weird")),
        (2, "'2026-13-01' is not a time", ("cron", "why", "twin-one", "2026-13-01")),
        (2, "'abc' is not a run's id", ("cron", "logs", "--run", "abc")),
        (3, "no run has the id 999999", ("cron", "logs", "--run", "999999")),
        (2, "--to is not after --from", ("cron", "simulate", "--to", "-1d")),
        (2, "nobody is here to be asked", ("cron", "remove", "twin-one")),
        (4, "there is a job with the id", (*CREATE, "--id", "twin-one")),
        (2, "cannot be read: No such file", ("cron", "import", "/nowhere/at/all")),
        (2, "say what to keep", ("daemon", "db", "prune")),
        (2, "cannot be a file", ("daemon", "db", "backup", "/nowhere/at/all")),
        (2, "'FOO' is not a signal", ("daemon", "job", "stop", "twin-one", "--signal", "FOO")),
        (75, "the daemon already runs", ("daemon", "start")),
    ],
)  # fmt: skip
def test_bad_input(quiet_home: Home, code: int, message: str, words: tuple[str, ...]) -> None:
    refuse(quiet_home, code, message, *words)


def test_nothing_is_changed_when_one_of_several_is_unknown(quiet_home: Home) -> None:
    refuse(quiet_home, 3, "nobody", "cron", "pause", "twin-two", "nobody")
    assert "twin-two" in quiet_home.lsh("cron", "list", "--state", "active", "--quiet").stdout


def test_a_missing_working_directory_is_a_warning(quiet_home: Home) -> None:
    done = quiet_home.lsh(*CREATE, "--name", "homeless", "--working-dir", "/nowhere/at/all")
    assert done.returncode == 0
    assert "warning: the working directory /nowhere/at/all does not exist" in done.stderr


@pytest.mark.parametrize(
    "words",
    [
        ("cron", "run", "x"),
        ("daemon", "stop"),
        ("daemon", "job", "stop", "x"),
        ("cron", "test", "x"),
    ],
)
def test_what_needs_the_daemon_says_so(home: Home, words: tuple[str, ...]) -> None:
    home.lsh(*CREATE, "--id", "x")
    assert refuse(home, 69, "the daemon is not running", *words) == "lsh daemon start"


def test_unknown_setting(home: Home) -> None:
    home.configure(max_concurent_runs=3)
    hint = refuse(home, 78, "unknown setting 'max_concurent_runs'", "daemon", "start")
    assert hint == "did you mean 'max_concurrent_runs'?"


def test_damaged_database(home: Home) -> None:
    home.paths.database.write_bytes(b"not a database, but long enough to look at" * 100)
    for words in (("cron", "list"), ("daemon", "start"), CREATE):
        hint = refuse(home, 78, "is damaged", *words)
        assert "lsh daemon db backup" in hint


def test_newer_database(home: Home) -> None:
    assert home.lsh(*CREATE).returncode == 0
    connection = sqlite3.connect(home.paths.database)
    connection.execute("PRAGMA user_version = 999")
    connection.close()
    for words in (("cron", "list"), ("daemon", "start"), CREATE):
        refuse(home, 78, "was written by a newer lsh", *words)


def test_database_of_another_program(home: Home) -> None:
    connection = sqlite3.connect(home.paths.database)
    connection.execute("CREATE TABLE theirs (x)")
    connection.close()
    refuse(home, 78, "not one of lsh's", "cron", "list")


def test_stale_socket_is_no_obstacle(home: Home) -> None:
    left = socket.socket(socket.AF_UNIX)
    left.bind(str(home.paths.socket))
    left.close()
    status = home.lsh("daemon", "status")
    assert (status.returncode, status.stdout) == (69, "the daemon is not running\n")
    assert home.lsh("daemon", "start").returncode == 0
    assert home.lsh("daemon", "stop").returncode == 0


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="there is no /proc")
def test_home_that_cannot_be_made(home: Home) -> None:
    home.environ["LSH_HOME"] = "/proc/no-home"
    for words in (("daemon", "start"), CREATE):
        refuse(home, 78, "cannot be made", *words)


@pytest.mark.skipif(os.getuid() == 0, reason="root may write everywhere")
def test_unwritable_home(home: Home) -> None:
    home.paths.data.chmod(0o500)
    refuse(home, 78, "is not writable", "daemon", "start")

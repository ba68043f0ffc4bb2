"""What no terminal sends but scripts do: bytes that are no text, numbers that fit nowhere, closed streams."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
from pathlib import Path

import pytest

from lsh.cli import run
from lsh.engine import offline
from tests.commands.test_bad_input import refuse
from tests.support.daemon import Home

LATIN = b"b\xff"


@pytest.mark.parametrize(
    "words",
    [
        ("info", LATIN),
        ("pause", "job", "-r", LATIN),
        ("list", "--search", LATIN),
        ("create", "--env", b"A=\xff", "--command", "true"),
        ("create", "--", "echo", LATIN),
    ],
)
def test_an_argument_that_is_no_text_is_refused(home: Home, words: tuple[str | bytes, ...]) -> None:
    told = [
        word.decode(errors="surrogateescape") if isinstance(word, bytes) else word for word in words
    ]
    refuse(home, 2, "\\xff' is not valid UTF-8", "cron", *told)


def test_a_variable_that_is_no_text_is_not_copied(home: Home) -> None:
    home.environ["ODD"] = LATIN.decode(errors="surrogateescape")
    refuse(home, 2, "your ODD is not valid UTF-8", "cron", "create", "--env", "ODD", "--", "true")


@pytest.mark.parametrize(
    ("message", "words"),
    [
        ("--limit is at most", ("daemon", "db", "history", "--limit", "9" * 23)),
        ("--limit is at most", ("cron", "list", "--limit", "9" * 23)),
        ("out of range", ("daemon", "db", "history", "--since", "-99999999d")),
        ("out of range", ("daemon", "db", "stats", "--since", "-99999999d")),
        ("out of range", ("cron", "report", "job", "--since", "-99999999d")),
        ("out of range", ("cron", "report", "job", "--since", "0001-01-01T00:00+14:00")),
        ("depends on the job's id", ("cron", "next", "H 2 * * *")),
        ("the schedule is empty", ("cron", "next", " ")),
        ("out of range", ("cron", "simulate", "--to", "+99999999d")),
        ("out of range", ("cron", "why", "job", "-99999999d")),
        ("out of range", ("cron", "next", "* * * * *", "--from", "+99999999d")),
    ],
)
def test_what_no_calendar_holds_is_refused(
    home: Home, message: str, words: tuple[str, ...]
) -> None:
    home.lsh("cron", "create", "--id", "job", "--", "true")
    refuse(home, 2, message, *words)


@pytest.mark.parametrize("closed", [">&-", "2>&-", "<&- >&- 2>&-"])
def test_a_closed_stream_is_no_failure(home: Home, closed: str) -> None:
    home.lsh("cron", "create", "--id", "job", "--", "true")
    script = f"lsh cron list {closed} && lsh cron info job {closed}"
    done = subprocess.run(
        ["/bin/sh", "-c", script], env=home.environ, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0
    assert "Traceback" not in done.stderr
    assert home.lsh("cron", "list", "--quiet").stdout == "job\n"


def test_a_stream_that_cannot_write_a_character_escapes_it(home: Home) -> None:
    home.lsh("cron", "create", "--id", "job", "--name", "é", "--", "true")
    home.environ["PYTHONIOENCODING"] = "ascii"
    done = home.lsh("cron", "list")
    assert done.returncode == 0
    assert "\\xe9" in done.stdout


def test_the_daemons_log_is_one_document(home: Home) -> None:
    assert json.loads(home.lsh("daemon", "logs", "--json").stdout) == []
    home.paths.daemon_log.write_text('{"message": "a"}\n{"message": "b"}\ncut sho')
    done = home.lsh("daemon", "logs", "--json", "--lines", "2")
    assert json.loads(done.stdout) == [{"message": "b"}, {"message": "cut sho"}]


def test_a_home_too_long_for_a_socket_has_no_daemon(home: Home) -> None:
    home.environ["LSH_HOME"] = str(home.root / ("x" * 100))
    assert home.lsh("daemon", "status").returncode == 69
    refuse(home, 78, "too long", "cron", "create", "--", "true")


def test_a_home_that_is_a_file_is_said(home: Home) -> None:
    home.environ["LSH_HOME"] = str(home.root / "file")
    (home.root / "file").write_text("")
    refuse(home, 78, "is not a folder", "cron", "list")


def test_a_damaged_database_is_no_backup(home: Home) -> None:
    for number in range(40):
        spec = {"name": f"j{number}", "command": "x" * 3000}
        offline.apply(home.paths, "job_create", {"spec": spec})
    with sqlite3.connect(home.paths.database) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    with home.paths.database.open("r+b") as file:
        file.seek(0, os.SEEK_END)
        pages = file.tell() // 4096
        for page in range(20, pages):
            file.seek(page * 4096)
            file.write(b"\xff" * 4096)
    copy = home.root / "copy.db"
    copy.write_text("the last good one")
    refuse(home, 78, "damaged", "daemon", "db", "backup", str(copy), "--force")
    assert copy.read_text() == "the last good one"


def test_a_full_disk_for_messages_is_no_failure(home: Home) -> None:
    script = "lsh cron create --id job --command true && ! lsh cron nope; lsh cron info nobody"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(
            ["/bin/sh", "-c", script], env=home.environ, stdout=subprocess.PIPE, stderr=full,
            text=True, check=False,
        )  # fmt: skip
    assert (done.returncode, done.stdout) == (3, "job\n")


def test_no_message_moves_the_cursor(within: Home, capsys: pytest.CaptureFixture[str]) -> None:
    within.apply("job_create", spec={"id": "job", "name": "job", "command": "true"})
    assert run(["cron", "pause", "job", "--reason", "be\x1b[2Jcause"]) == 0
    assert run(["cron", "why", "job"]) == 0
    assert run(["cron", "export", "--output", str(within.root / "o\x1b[2J.json")]) == 0
    assert run(["cron", "import", str(within.root / "o\x1b[2K.json")]) == 2
    shown = capsys.readouterr()
    assert "\x1b" not in shown.out + shown.err
    assert "be\ufffd[2Jcause" in shown.out


def test_a_backup_replaces_nothing_but_files(home: Home) -> None:
    home.lsh("cron", "create", "--id", "job", "--", "true")
    pipe = home.root / "pipe"
    os.mkfifo(pipe)
    for place in (pipe, home.root):
        refuse(home, 2, "cannot be a file", "daemon", "db", "backup", str(place), "--force")
    assert pipe.is_fifo()


def test_failures_in_a_row_come_back_with_an_export(home: Home) -> None:
    spec = {"id": "job", "name": "job", "command": "false"}
    offline.apply(home.paths, "job_create", {"spec": spec})
    with sqlite3.connect(home.paths.database) as connection:
        connection.execute("UPDATE jobs SET failures_in_row = 3")
    connection.close()
    exported = home.lsh("cron", "export", "--format", "json").stdout
    home.environ["LSH_HOME"] = str(home.root / "n")
    assert home.lsh("cron", "import", "-", stdin=exported).returncode == 0
    assert json.loads(home.lsh("cron", "info", "job", "--json").stdout)["failures_in_row"] == 3


def test_a_schedule_before_now_is_past(home: Home) -> None:
    done = home.lsh("cron", "next", "0 0 * * *", "--from", "2020-01-01", "-n", "1")
    assert done.stdout.splitlines()[1].split()[-1] == "past"


def test_logs_that_were_pruned_are_gone(home: Home) -> None:
    offline.apply(home.paths, "job_create", {"spec": {"id": "job", "name": "j", "command": "true"}})
    assert "has not run yet" in home.lsh("cron", "logs", "job").stderr
    with sqlite3.connect(home.paths.database) as connection:
        connection.execute("UPDATE jobs SET last_success_at = 1")
    connection.close()
    assert "its logs are gone (pruned)" in home.lsh("cron", "logs", "job").stderr


def test_jobs_by_hand_are_not_on_schedule(home: Home) -> None:
    for schedule in (None, "manual", "@daily"):
        spec = {"name": "j", "command": "true", "schedule": schedule}
        offline.apply(home.paths, "job_create", {"spec": spec})
    status = json.loads(home.lsh("daemon", "status", "--json").stdout)
    assert (status["jobs"]["total"], status["jobs"]["enabled"]) == (3, 1)


def test_a_home_without_a_name_is_the_folder_of_the_data(home: Home) -> None:
    del home.environ["LSH_HOME"]
    home.environ["HOME"] = str(home.root)
    status = json.loads(home.lsh("daemon", "status", "--json").stdout)
    assert status["home"] == str(home.root / ".local/share/lsh")


@pytest.mark.parametrize(
    "words",
    [
        ("cron", "comprehensive-report", "--since", "+1d"),
        ("cron", "reports", "--since", "-1d", "--until", "-2d"),
        ("cron", "report", "job", "--since", "-1d", "--until", "-2d"),
        ("daemon", "db", "stats", "--since", "2030-01-01", "--until", "2030-01-01"),
    ],
)
def test_a_window_that_ends_before_it_begins_is_refused(home: Home, words: tuple[str, ...]) -> None:
    home.lsh("cron", "create", "--id", "job", "--", "true")
    refuse(home, 2, "--since", *words)


@pytest.mark.parametrize(
    ("words", "forms"),
    [
        (("comprehensive-report",), ("html", "terminal")),
        (("reports",), ("markdown",)),
        (("export",), ("csv",)),
    ],
)
def test_json_in_another_form_is_refused(
    home: Home, words: tuple[str, ...], forms: tuple[str, ...]
) -> None:
    for form in forms:
        done = home.lsh("cron", *words, "--json", "--format", form)
        error = json.loads(done.stderr)["error"]
        assert (done.returncode, done.stdout, error["hint"]) == (2, "", "leave out one")
        assert f"--format {form}" in error["message"]
    assert home.lsh("cron", *words, "--json", "--format", "json").stdout[0] in "[{"
    assert home.lsh("cron", *words, "--json").stdout[0] in "[{"


def test_a_report_until_some_day_is_of_the_days_before_it(home: Home) -> None:
    done = home.lsh("cron", "comprehensive-report", "--until", "2026-03-01", "--json")
    window = json.loads(done.stdout)["window"]
    assert window["since"].startswith("2026-01-31")

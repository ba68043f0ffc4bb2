"""Homes that cannot be worked in: one clear line, the right exit code, no traceback, nothing lost."""

from __future__ import annotations

import re
import socket
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.daemon import Home, until
from tests.support.invariants import check_settled, rows, settle
from tests.support.mounts import mounted

CONFIGURATION, TRY_AGAIN, NOT_RUNNING = 78, 75, 69


def refused(done: subprocess.CompletedProcess[str], code: int, *words: str) -> None:
    """The command said in a line (and perhaps a hint) what is wrong, and ended with ``code``."""
    assert done.returncode == code, (done.returncode, done.stdout, done.stderr)
    lines = done.stderr.strip().splitlines()
    assert 1 <= len(lines) <= 2, done.stderr
    assert "Traceback" not in done.stderr
    assert "internal error" not in done.stderr
    for word in words:
        assert word in done.stderr, done.stderr


def starts_again(home: Home) -> None:
    """Mended, the home works, and what was in it is still there."""
    assert home.lsh("daemon", "start").returncode == 0
    assert home.lsh("cron", "list", "--json").stdout.count('"id"') >= 1
    assert home.lsh("daemon", "stop").returncode == 0
    until(lambda: not home.everything(), "all has ended")


@pytest.fixture
def lived_in(home: Home) -> Home:
    """A home with a job and some history."""
    home.apply("job_create", spec=home.spec("kept-0"))
    home.start()
    for _ in range(30):
        home.call("job_run", job="kept-0", force=True)
    settle(home)
    home.stop()
    until(lambda: not home.everything(), "all has ended")
    return home


BOTH = pytest.mark.parametrize("command", [("daemon", "start"), ("daemon", "start", "-f")])


def a_file_instead_of_the_folder(home: Home) -> None:
    home.paths.state.rmdir()
    home.paths.state.write_text("")


def a_file_instead_of_the_runs(home: Home) -> None:
    home.paths.runs.rmdir()
    home.paths.runs.write_text("")


def a_folder_instead_of_the_lock(home: Home) -> None:
    home.paths.lock.mkdir()


def a_folder_instead_of_the_socket(home: Home) -> None:
    (home.paths.socket / "x").mkdir(parents=True)


def a_folder_instead_of_the_log(home: Home) -> None:
    home.paths.daemon_log.mkdir()


def a_folder_instead_of_the_database(home: Home) -> None:
    home.paths.database.mkdir()


@BOTH
@pytest.mark.parametrize(
    "spoil",
    [
        a_file_instead_of_the_folder,
        a_file_instead_of_the_runs,
        a_folder_instead_of_the_lock,
        a_folder_instead_of_the_socket,
        a_folder_instead_of_the_log,
        a_folder_instead_of_the_database,
    ],
)
def test_something_is_in_the_way(
    home: Home, spoil: Callable[[Home], None], command: tuple[str, ...]
) -> None:
    spoil(home)
    refused(home.lsh(*command), CONFIGURATION)
    until(lambda: not home.everything(), "nothing is left behind")


def test_a_read_only_home(home: Home) -> None:
    with mounted(home.root / "data", "size=2m,ro"):
        refused(home.lsh("daemon", "start"), CONFIGURATION, "writable")
        job = ("cron", "create", "x", "true", "--schedule", "@daily")
        assert home.lsh(*job).returncode != 0


def test_a_path_too_long_for_a_socket(home: Home) -> None:
    home.environ["LSH_HOME"] = str(home.root / ("x" * 90))
    refused(home.lsh("daemon", "start"), CONFIGURATION, "too long", "shorter")


@BOTH
@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("max_concurent_runs = 3", ["max_concurent_runs", "max_concurrent_runs"]),
        ("max_concurrent_runs = 0", ["max_concurrent_runs", "between 1 and"]),
        ("max_concurrent_runs = 'many'", ["max_concurrent_runs", "int"]),
        ("timezone = 'Mars/Olympus'", ["Mars/Olympus"]),
        ("this is no TOML", ["config.toml"]),
        ("log_level = 'loud'", ["log_level"]),
        ("queues = {slow = 0}", ["slow"]),
        ("arm_ahead = -1", ["arm_ahead"]),
        ("min_free_bytes = -5", ["min_free_bytes"]),
    ],
)
def test_a_configuration_that_makes_no_sense(
    home: Home, text: str, words: list[str], command: tuple[str, ...]
) -> None:
    home.paths.config_file.write_text(text)
    refused(home.lsh(*command), CONFIGURATION, *words)
    until(lambda: not home.everything(), "nothing is left behind")


def test_a_variable_that_makes_no_sense(home: Home) -> None:
    home.environ["LSH_MAX_CONCURRENT_RUNS"] = "lots"
    refused(home.lsh("daemon", "start"), CONFIGURATION, "LSH_MAX_CONCURRENT_RUNS")


def write_at(path: Path, offset: int, data: bytes) -> None:
    with path.open("r+b") as file:
        file.seek(offset)
        file.write(data)


def test_a_database_with_a_broken_head(lived_in: Home) -> None:
    database = lived_in.paths.database
    head = database.read_bytes()[:100]
    write_at(database, 0, b"\xff" * 100)
    for command in (("daemon", "start"), ("daemon", "start", "-f"), ("cron", "list")):
        refused(lived_in.lsh(*command), CONFIGURATION, "damaged", "backup")
    write_at(database, 0, head)
    starts_again(lived_in)


@pytest.mark.parametrize("table", ["jobs", "runs", "sqlite_autoindex_runs_1", "runs_active"])
def test_a_database_with_a_broken_page(lived_in: Home, table: str) -> None:
    """Found when it is read, wherever that is: nothing is started on a ledger that cannot be trusted."""
    paths = lived_in.paths
    (page,) = rows(paths, "SELECT rootpage FROM sqlite_master WHERE name = ?", table)
    (size,) = rows(paths, "PRAGMA page_size")
    offset = (page["rootpage"] - 1) * size["page_size"]
    good = paths.database.read_bytes()[offset : offset + size["page_size"]]
    write_at(paths.database, offset, b"\xee" * len(good))
    started = lived_in.lsh("daemon", "start")
    if started.returncode == 0:  # not needed so far: an operation comes to it
        done = lived_in.lsh("cron", "run", "kept-0")
        refused(done, CONFIGURATION, "damaged", "backup")
        lived_in.lsh("daemon", "stop")
    else:
        refused(started, CONFIGURATION, "damaged", "backup")
    assert "Traceback" not in lived_in.log()
    for command in (("cron", "list"), ("daemon", "db", "history"), ("daemon", "db", "stats")):
        shown = lived_in.lsh(*command)
        if shown.returncode:
            refused(shown, CONFIGURATION, "damaged")
    until(lambda: not lived_in.everything(), "all has ended")
    write_at(paths.database, offset, good)
    starts_again(lived_in)
    check_settled(lived_in)


def test_a_foreign_database(home: Home) -> None:
    with sqlite3.connect(home.paths.database) as connection:
        connection.execute("CREATE TABLE mine (x)")
    connection.close()
    before = home.paths.database.read_bytes()
    refused(home.lsh("daemon", "start"), CONFIGURATION, "not one of lsh's", "move it aside")
    refused(home.lsh("cron", "list"), CONFIGURATION, "not one of lsh's")
    with sqlite3.connect(home.paths.database) as connection:
        assert connection.execute("SELECT name FROM sqlite_master").fetchall() == [("mine",)]
    connection.close()
    assert len(before) == len(home.paths.database.read_bytes())


def test_a_database_from_the_future(lived_in: Home) -> None:
    with sqlite3.connect(lived_in.paths.database) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    for command in (("daemon", "start"), ("cron", "list")):
        refused(lived_in.lsh(*command), CONFIGURATION, "newer lsh", "99")


def test_a_stale_socket_and_a_stale_lock(lived_in: Home) -> None:
    stale = socket.socket(socket.AF_UNIX)
    stale.bind(str(lived_in.paths.socket))
    stale.close()
    lived_in.paths.lock.write_text("4711\n")
    assert lived_in.lsh("daemon", "status").returncode == NOT_RUNNING
    starts_again(lived_in)


def test_a_second_daemon(home: Home) -> None:
    daemon = home.start()
    refused(home.lsh("daemon", "start"), TRY_AGAIN, str(daemon.pid))
    refused(home.lsh("daemon", "start", "--foreground"), TRY_AGAIN, str(daemon.pid))
    second = home.launch()
    answer = second.wait_ready()
    assert answer["code"] == "try_again"
    assert second.wait() == TRY_AGAIN
    assert home.call("daemon_status")["pid"] == daemon.pid


def test_a_lock_held_by_something_that_is_no_daemon(home: Home) -> None:
    from lsh.store.lock import HomeLock

    lock = HomeLock(home.paths.lock)
    assert lock.take()
    try:
        refused(home.lsh("daemon", "start"), TRY_AGAIN)
        done = home.lsh("cron", "create", "x", "true", "--schedule", "@daily")
        refused(done, TRY_AGAIN)
    finally:
        lock.release()


GARBAGE = [
    b"garbage\n",
    b"[]\n",
    b"null\n",
    b"17\n",
    b'"text"\n',
    b'{"method": 3}\n',
    b'{"method": "daemon_status", "params": null}\n',
    b'{"method": "daemon_status", "params": []}\n',
    b'{"method": "no_such", "id": 1}\n',
    b'{"id": 1}\n',
    b"\xff\xfe\x00\x01\n",
    b"\0" * 1000 + b"\n",
    b"[" * 200_000 + b"\n",
    b'{"method": "job_create", "params": {"spec": {"name": "\\ud800", "command": "x"}}}\n',
    b'{"method": "job_create", "params": {"spec": {"name": 3}}}\n',
    b'{"method": "run_wait", "params": {"run": "1", "timeout": "x"}}\n',
    b'{"method": "run_stop", "params": {"run": -1}}\n',
    b'{"method": "events_subscribe", "params": {"after": "x"}}\n',
    b'{"method": "job_create_many", "params": {"specs": 3}}\n',
    b'{"method": "job_run", "params": {"job": {}}}\n',
    b'{"method": "job_run", "params": {"job": "kept-0", "kind": []}}\n',
    b'{"method": "daemon_stop", "params": {"runs": {}}}\n',
    b"\n",
]


def test_garbage_on_the_socket(home: Home) -> None:
    home.apply("job_create", spec=home.spec("kept-0"))
    daemon = home.start()
    for line in GARBAGE:
        with socket.socket(socket.AF_UNIX) as caller:
            caller.settimeout(20)
            caller.connect(str(home.paths.socket))
            caller.sendall(line)
            answer = caller.makefile("rb").readline()
            assert b'"error"' in answer, (line[:80], answer)
            caller.sendall(b'{"id": 5, "method": "daemon_status"}\n')  # it still listens
    for cut in (b'{"id": 1, "method": "daemon_st', b"", b"x" * 100_000):
        with socket.socket(socket.AF_UNIX) as caller:
            caller.connect(str(home.paths.socket))
            caller.sendall(cut)
    assert home.call("daemon_status")["pid"] == daemon.pid
    assert "Traceback" not in home.log(), re.sub(r"\\n", "\n", home.log())


def test_a_line_without_end(home: Home) -> None:
    daemon = home.start()
    with socket.socket(socket.AF_UNIX) as caller:
        caller.settimeout(60)
        caller.connect(str(home.paths.socket))
        piece = b"x" * (1 << 20)
        answer = b""
        try:
            for _ in range(70):
                caller.sendall(piece)
            answer = caller.makefile("rb").readline()
        except OSError:
            pass  # it hung up
        assert not answer or b"too long" in answer
    assert home.call("daemon_status")["pid"] == daemon.pid

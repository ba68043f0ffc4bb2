"""Taking the spool in: nothing lost, nothing doubled, nothing secret, whoever is killed when."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from lsh.history.record import END, MARK
from lsh.history.spool import REPLACE_AT, Spool
from tests.support.daemon import Home

NOW = int(time.time() * 1e6)


class Writer:
    """Writes a session's file as a hook does."""

    def __init__(self, home: Home, session: str = "s-1", pid: int | None = None) -> None:
        home.paths.spool.mkdir(mode=0o700, exist_ok=True)
        self.session = session
        self.path = home.paths.spool / f"history.{session}"
        self.begun = int(time.time() * 1e6)
        self.write("start", session, self.begun, "bash", pid or os.getpid(), "", "/", "TERM=xterm")

    def write(self, *fields: Any, end: bytes = END) -> None:
        with self.path.open("ab") as file:
            file.write(MARK + b"\x1f".join(str(f).encode() for f in fields) + end)

    def ran(self, command: str, *, code: int = 0, at: int = 0) -> None:
        self.write("command", self.session, NOW + at, 1_000_000, code, "/here", command)


def rows(home: Home, query: str = "SELECT command FROM shell_history ORDER BY id") -> list[Any]:
    with sqlite3.connect(home.paths.database) as connection:
        found = connection.execute(query).fetchall()
    connection.close()
    return [row[0] if len(row) == 1 else row for row in found]


def events(home: Home) -> list[dict[str, Any]]:
    texts = rows(home, "SELECT data FROM events WHERE type = 'shell:recorded' ORDER BY id")
    return [json.loads(text) for text in texts]


def test_records_become_rows_once(home: Home) -> None:
    writer = Writer(home)
    writer.ran("make")
    writer.ran("make test", code=2)
    writer.write("command", "s-1", NOW, end=b"")  # still being written
    assert home.apply("history_take_in") == {"entries": 2, "ignored": 0, "skipped": 0}
    assert home.apply("history_take_in")["entries"] == 0
    query = "SELECT session_id, command, cwd, exit_code, duration FROM shell_history"
    assert rows(home, query) == [
        ("s-1", "make", "/here", 0, 1.0),
        ("s-1", "make test", "/here", 2, 1.0),
    ]
    with writer.path.open("ab") as file:
        file.write(b"\x1f5\x1f0\x1f/\x1flate" + END)
    assert home.apply("history_take_in")["entries"] == 1
    assert rows(home) == ["make", "make test", "late"]
    assert events(home)[0] == {"first": 1, "last": 2, "sessions": ["s-1"]}
    ((environment, ended),) = rows(home, "SELECT environment, ended_at FROM shell_sessions")
    assert (json.loads(environment), ended) == ({"TERM": "xterm"}, None)


def test_a_shell_in_which_nothing_was_typed_is_told_of(home: Home) -> None:
    Writer(home)
    assert home.apply("history_take_in")["entries"] == 0
    assert events(home) == [{"first": None, "last": None, "sessions": ["s-1"]}]


def test_what_is_taken_in_is_wiped(home: Home) -> None:
    writer = Writer(home)
    writer.ran("export API_KEY=s3cr3tvalue")
    writer.ran("curl -H 'Authorization: Bearer abcdefghijklmnopqrstuv' x")
    home.apply("history_take_in")
    assert b"s3cr3t" not in writer.path.read_bytes()
    for path in home.root.rglob("*"):
        if path.is_file():
            assert b"s3cr3tvalue" not in path.read_bytes()
            assert b"abcdefghijklmnop" not in path.read_bytes()
    assert rows(home)[0] == "export API_KEY=[masked]"


def test_ignored_lines_and_nonsense(home: Home) -> None:
    home.paths.config_file.write_text('history_ignore = ["pass *"]\n')
    writer = Writer(home)
    writer.ran("pass show mail")
    writer.ran("lsh supabase config set key")
    writer.write("unheard-of", "x")
    with writer.path.open("ab") as file:
        file.write(b"\xff\xfegarbage" + END + b"more" + END)
    writer.ran("kept")
    assert home.apply("history_take_in") == {"entries": 1, "ignored": 2, "skipped": 3}
    assert rows(home) == ["kept"]


def test_files_that_no_hook_made_are_left_alone(home: Home) -> None:
    home.paths.spool.mkdir()
    (home.paths.spool / "history.junk").write_bytes(b"no record" * 100)
    (home.paths.spool / "history.empty").touch()
    (home.paths.spool / "history.link").symlink_to("/etc/passwd")
    os.mkfifo(home.paths.spool / "history.pipe")
    (home.paths.spool / "history.folder").mkdir()
    (home.paths.spool / "other").write_text("x")
    assert home.apply("history_take_in") == {"entries": 0, "ignored": 0, "skipped": 0}


def test_many_records_are_many_commits(home: Home) -> None:
    writers = [Writer(home, f"s-{n}") for n in range(3)]
    for number in range(1000):
        writers[number % 3].ran(f"true {number}", at=number)
    assert home.apply("history_take_in")["entries"] == 1000
    assert sorted(rows(home), key=lambda c: int(c[5:])) == [f"true {n}" for n in range(1000)]
    assert len(events(home)) >= 1000 / 500
    assert all(e["last"] - e["first"] < 500 for e in events(home) if e["first"])


def test_a_shell_that_ended_leaves_no_file(home: Home) -> None:
    writer = Writer(home)
    writer.ran("last words")
    (home.paths.spool / "line.s-1").touch()
    writer.write("end", "s-1", writer.begun + 5)
    home.apply("history_take_in")
    assert not list(home.paths.spool.iterdir())
    assert rows(home, "SELECT ended_at FROM shell_sessions") == [writer.begun + 5]


def test_a_shell_that_was_killed_is_ended(home: Home) -> None:
    process = subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE)
    writer = Writer(home, pid=process.pid)
    at = writer.begun + 7
    writer.write("command", "s-1", at, 1_000_000, 0, "/here", "last words")
    home.apply("history_take_in")
    assert rows(home, "SELECT ended_at FROM shell_sessions") == [None]
    process.kill()
    process.communicate()
    home.apply("history_take_in")
    assert rows(home, "SELECT ended_at FROM shell_sessions") == [at + 1_000_000]
    assert events(home)[-1]["sessions"] == ["s-1"]
    assert writer.path.exists(), "it may be a shell of another machine that shares the folder"
    writer.ran("after all")
    home.apply("history_take_in")
    assert rows(home) == ["last words", "after all"]


def test_a_large_file_is_replaced_and_nothing_of_it_lost(home: Home) -> None:
    writer = Writer(home)
    for number in range(20):
        writer.ran(f"true {number} {'x' * 60_000}")
    late = writer.path.open("ab")  # a shell that has it open at this moment
    assert writer.path.stat().st_size > REPLACE_AT
    assert home.apply("history_take_in")["entries"] == 20
    assert writer.path.stat().st_size < 200
    assert writer.path.stat().st_mode & 0o777 == 0o600
    with late:
        late.write(MARK + b"command\x1fs-1\x1f5\x1f\x1f0\x1f/\x1fvery late" + END)
    writer.ran("in the new file")
    assert home.apply("history_take_in")["entries"] == 2
    assert rows(home)[-2:] == ["very late", "in the new file"]
    old = writer.path.with_name(writer.path.name + ".old")
    os.utime(old, (1, 1))
    assert home.apply("history_take_in")["entries"] == 0
    assert not old.exists()


@pytest.mark.parametrize("step", ["wipe", "replace", "remove"])
def test_killed_at_any_step_nothing_is_doubled(home: Home, step: str) -> None:
    """The process dies just before or in the middle of what follows the commit."""
    writer = Writer(home)
    for number in range(30):
        writer.ran(f"true {number} {'x' * 60_000 if step == 'replace' else ''}")
    if step == "remove":
        writer.write("end", "s-1", NOW)
    program = (
        "import os, sys; from lsh.history import spool; from lsh.engine.offline import apply;"
        "from lsh.paths import find_paths; die = lambda *a, **k: os.kill(os.getpid(), 9);"
        f"setattr(spool.SpoolFile, {step!r}, die) if {step!r} != 'replace' else "
        "setattr(spool.Path, 'replace', die);"
        "apply(find_paths(), 'history_take_in', {})"
    )
    done = subprocess.run([sys.executable, "-c", program], env=home.environ, check=False)
    assert done.returncode == -9
    writer_again = writer.path
    with writer_again.open("ab") as file:
        file.write(MARK + b"command\x1fs-1\x1f5\x1f\x1f0\x1f/\x1fafterwards" + END)
    home.apply("history_take_in")
    home.apply("history_take_in")
    names = [command.split()[1] for command in rows(home) if command.startswith("true")]
    assert names == [str(number) for number in range(30)]
    assert rows(home).count("afterwards") == 1


def test_forgetting(home: Home) -> None:
    writer = Writer(home)
    for number in range(6):
        writer.ran(f"true {number}")
    home.apply("history_take_in")
    assert home.apply("history_forget", ids=[1, 2, 3, 5, 99]) == {"forgotten": 4}
    assert rows(home) == ["true 3", "true 5"]
    (data,) = rows(home, "SELECT data FROM events WHERE type = 'ledger:pruned'")
    assert json.loads(data) == {"history": [[1, 3], [5, 5]]}
    assert b"true 2" not in home.paths.database.read_bytes()
    assert b"true 3" in home.paths.database.read_bytes()


def test_a_quiet_folder_is_only_looked_at(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "nowhere")
    assert spool.signature() == frozenset()
    assert spool.files() == []

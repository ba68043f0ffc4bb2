"""Real shells beside a real daemon: what they record comes in while they live and after they died."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from typing import Any

from tests.support.daemon import Home, until
from tests.support.shells import Shell

Begin = Callable[..., Shell]


def ask(home: Home, query: str) -> list[Any]:
    connection = sqlite3.connect(home.paths.database)
    try:
        return connection.execute(query).fetchall()
    finally:
        connection.close()


def test_a_killed_shell_and_a_killed_daemon(home: Home, shell_name: str, begin: Begin) -> None:
    daemon = home.start()
    shell, other = begin(shell_name), begin(shell_name)
    shell.enter("true 1")
    assert home.call("history_take_in")["entries"] == 1
    daemon.kill()
    shell.enter("true 2")
    home.start()
    shell.enter("true 3")
    shell.kill()
    other.enter("true other")
    other.leave()
    home.call("history_take_in")
    assert ask(home, "SELECT command FROM shell_history WHERE command LIKE 'true%' ORDER BY id") == [
        ("true 1",), ("true 2",), ("true 3",), ("true other",),
    ]  # fmt: skip
    rows = ask(home, "SELECT pid, ended_at >= started_at, shell, host FROM shell_sessions")
    assert len(rows) == 2
    assert all(ended == 1 and name == shell_name for _, ended, name, _ in rows)
    assert not list(home.paths.spool.glob(f"history.*-{other.pid}-*"))
    home.stop("kill")


def test_secrets_reach_neither_ledger_nor_log(home: Home, shell_name: str, begin: Begin) -> None:
    home.start()
    shell = begin(shell_name)
    secret = "abcdefghij0123456789klmnop"
    export = "set -gx API_KEY" if shell_name == "fish" else "export API_KEY"
    shell.enter(f"{export}{' ' if shell_name == 'fish' else '='}{secret}")
    shell.enter(f"true -H 'Authorization: Bearer {secret}' https://x.example")
    home.call("history_take_in")
    assert len(ask(home, "SELECT 1 FROM shell_history")) == 2
    home.stop("kill")
    for folder in (home.paths.data, home.paths.logs, home.paths.spool, home.paths.state):
        for path in folder.rglob("*"):
            if path.is_file():
                assert secret.encode() not in path.read_bytes(), path


def test_the_daemon_notices_by_itself(home: Home, begin: Begin) -> None:
    home.start()
    shell = begin("bash")
    shell.enter("true noticed")
    home.call("job_create", spec=home.spec("waker-0") | {"schedule": "* * * * * *"})
    query = "SELECT 1 FROM shell_history WHERE command = 'true noticed'"
    until(lambda: ask(home, query), "the daemon has taken it in")
    home.stop("kill")

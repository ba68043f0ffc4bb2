"""The shell history of two machines in Supabase: sent, listed, and forgotten."""

from __future__ import annotations

import json
import os
import time
from typing import Any

from lsh.history.record import END, MARK
from tests.supabase.fleet import Machine, MakeMachine

NOW = int(time.time() * 1e6)


def typed(machine: Machine, *lines: tuple[str, int]) -> None:
    spool = machine.home.paths.spool
    spool.mkdir(mode=0o700, exist_ok=True)
    session = f"1-{machine.name}"
    records: list[tuple[Any, ...]] = [("start", session, NOW, "bash", os.getpid(), "", "/")]
    records += [
        ("command", session, NOW + n * 1000, 2_000_000, code, "/here", line)
        for n, (line, code) in enumerate(lines)
    ]
    data = b"".join(MARK + "\x1f".join(map(str, r)).encode() + END for r in records)
    (spool / f"history.{session}").write_bytes(data)
    machine.call("history_take_in")


def remote(machine: Machine, *words: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(
        machine.lsh("supabase", "history", "--remote", "--json", *words)
    )
    return found


def test_two_machines_see_each_others_lines(machine: MakeMachine) -> None:
    one, two = machine("one"), machine("two")
    typed(one, ("make", 0), ("export API_KEY=abcdefghijkl", 0))
    typed(two, ("make 100%_sure", 2))
    for each in (one, two):
        each.lsh("supabase", "sync", "--push")
    entries = remote(one)
    assert {(e["host"], e["command"]) for e in entries} == {
        ("one", "make"),
        ("one", "export API_KEY=[masked]"),
        ("two", "make 100%_sure"),
    }
    assert [e["started_at"] for e in entries] == sorted(
        (e["started_at"] for e in entries), reverse=True
    )
    (found,) = remote(one, "--search", "0%_S")
    assert (found["cwd"], found["exit_code"], found["duration"]) == ("/here", 2, 2.0)
    assert remote(one, "--search", "0__s") == []
    assert [e["host"] for e in remote(two, "--exit-code", "!0")] == ["two"]
    assert len(remote(two, "--session", "1-one")) == 2
    assert remote(two, "--since", "2d", "--until", "1d", "--cwd", "/here") == []
    assert remote(two, "--limit", "1") == entries[:1]
    assert "two" in two.lsh("supabase", "history", "--remote")


def test_what_is_forgotten_here_is_forgotten_there(machine: MakeMachine) -> None:
    one = machine("one")
    typed(one, ("make", 0), ("precious", 0), ("make test", 0))
    one.lsh("supabase", "sync", "--push")
    one.lsh("supabase", "history", "forget", "--search", "precious", "--yes")
    one.lsh("supabase", "sync", "--push")
    assert sorted(entry["command"] for entry in remote(one)) == ["make", "make test"]

"""``lsh supabase history`` from the outside: in a home whose shells really recorded something."""

from __future__ import annotations

import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from typing import Any

import pytest

from lsh.history.record import END, MARK
from tests.support.daemon import Home
from tests.support.shells import Shell

HOUR = 3_600_000_000
LINES = (
    ("make", 0, 3_000_000, "/project", 1),
    ("make test", 2, 60_000_000, "/project", 2),
    ("make test", 0, 50_000_000, "/project", 3),
    ("docker ps", 0, 100_000, "/", 4),
    ("Docker PULL x", 1, 2_000_000, "/", 50),
    ("sleep 100", 130, 5_000_000, "/", 60),
    ("ancient", 0, 1000, "/", 24 * 40),
)


@pytest.fixture(scope="module")
def recorded() -> Iterator[Home]:
    """A home with the lines of ``LINES``, each so many hours old, in its spool."""
    made = Home()
    made.paths.spool.mkdir(mode=0o700)
    now = int(time.time() * 1e6)
    path = made.paths.spool / "history.100-1-1"
    records: list[tuple[object, ...]] = [("start", "100-1-1", now - HOUR, "bash", "", "", "/")]
    records += [
        ("command", "100-1-1", now - hours * HOUR, took, code, cwd, line)
        for line, code, took, cwd, hours in LINES
    ]
    texts = ("\x1f".join(map(str, fields)).encode() for fields in records)
    path.write_bytes(b"".join(MARK + text + END for text in texts))
    yield made
    made.end_everything()
    made.remove()


def listed(home: Home, *words: str) -> list[dict[str, Any]]:
    done = home.lsh("supabase", "history", *words, "--json")
    assert done.returncode == 0, done.stderr
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def test_newest_first_with_all_that_is_known(recorded: Home) -> None:
    entries = listed(recorded)
    assert [entry["command"] for entry in entries] == [line for line, *_ in LINES]
    newest = entries[0]
    assert newest.keys() == {
        "id", "session_id", "host", "command", "cwd", "exit_code", "started_at", "duration",
    }  # fmt: skip
    assert (newest["session_id"], newest["cwd"], newest["exit_code"]) == ("100-1-1", "/project", 0)
    assert newest["duration"] == 3.0
    assert isinstance(newest["id"], str)
    assert listed(recorded, "--reverse", "--limit", "1") == entries[:1]


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("--search", "DOCKER"), ["docker ps", "Docker PULL x"]),
        (("--search", "stats"), []),  # the name of a command, but not meant as one
        (("--since", "150m"), ["make", "make test"]),
        (("--since", "-150m", "--until", "-90m"), ["make test"]),
        (("--exit-code", "0", "--search", "make"), ["make", "make test"]),
        (("--exit-code", "!0"), ["make test", "Docker PULL x", "sleep 100"]),
        (("--exit-code", "130"), ["sleep 100"]),
        (("--cwd", "/project/../project"), ["make", "make test", "make test"]),
        (("--session", "100-", "--limit", "2"), ["make", "make test"]),
        (("--session", "%",), []),
    ],
)  # fmt: skip
def test_filters(recorded: Home, words: tuple[str, ...], expected: list[str]) -> None:
    assert [entry["command"] for entry in listed(recorded, *words)] == expected


def test_a_table_for_people_and_rows_for_scripts(recorded: Home) -> None:
    table = recorded.lsh("supabase", "history", "--limit", "2").stdout.splitlines()
    assert table[0].split() == ["ID", "TIME", "TOOK", "EXIT", "FOLDER", "COMMAND"]
    assert table[2].endswith("make test")
    rows = recorded.lsh("supabase", "history", "--plain", "--limit", "1").stdout
    assert rows.split("\t")[3] == "make"
    ids = recorded.lsh("supabase", "history", "list", "-q", "--limit", "1").stdout
    assert ids.strip() == listed(recorded, "--limit", "1")[0]["id"]


def test_figures(recorded: Home) -> None:
    done = recorded.lsh("supabase", "history", "stats", "--since", "30d", "--json")
    assert done.returncode == 0, done.stderr
    report = json.loads(done.stdout)
    assert (report["commands"], report["distinct"], report["failures"]) == (6, 5, 2)
    assert report["most_used"][0] == {
        "command": "make test", "count": 2, "failures": 1, "duration": 110.0,
    }  # fmt: skip
    assert {one["command"] for one in report["failing"]} == {"make test", "Docker PULL x"}
    assert report["failing"][0]["exit_code"] in {1, 2}
    assert [one["command"] for one in report["slowest"]][:2] == ["make test", "make test"]
    assert sum(report["by_hour"]) == 6
    assert sum(day["commands"] for day in report["by_day"]) == 6
    assert len(report["by_day"]) == 31
    assert report["sessions"] == 1
    shown = recorded.lsh("supabase", "history", "stats", "--week").stdout
    for title in ("By day", "By hour", "Most used", "Programs", "Failing", "Slowest"):
        assert f"\n{title}\n" in shown
    assert "█" in shown
    today = json.loads(recorded.lsh("supabase", "history", "stats", "--day", "--json").stdout)
    assert len(today["by_day"]) == 1


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--exit-code", "bad"), "'bad' is no exit code"),
        (("--since", "yesteryear"), "is not a time"),
        (("stats", "--day", "--week"), "exclude each other"),
        (("stats", "--since", "1d", "--until", "2d"), "ends before it begins"),
        (("hook", "tcsh"), "there is no hook for 'tcsh'"),
        (("forget",), "say which lines"),
        (("forget", "1", "--search", "x"), "exclude each other"),
        (("forget", "x"), "is no id of a line"),
    ],
)
def test_what_makes_no_sense(recorded: Home, words: tuple[str, ...], message: str) -> None:
    done = recorded.lsh("supabase", "history", *words)
    assert done.returncode == 2
    assert message in done.stderr
    assert done.stdout == ""


def test_nothing_recorded_says_how(home: Home) -> None:
    for words in ((), ("stats",)):
        done = home.lsh("supabase", "history", *words)
        assert done.returncode == 0
        assert 'eval "$(lsh supabase history hook bash)"' in done.stderr
    assert home.lsh("supabase", "history", "--json").stdout == "[]\n"
    assert not home.paths.spool.exists()
    assert home.lsh("supabase", "history", "--remote").returncode == 78


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_the_printed_hook_is_for_this_home(home: Home, shell: str) -> None:
    done = home.lsh("supabase", "history", "hook", shell)
    assert done.returncode == 0, done.stderr
    assert str(home.paths.spool) in done.stdout
    assert "@" not in done.stdout.replace("[@]", "")
    assert home.paths.spool.stat().st_mode & 0o777 == 0o700
    program = shutil.which(shell)
    if program is not None:
        subprocess.run([program, "-n"], input=done.stdout, text=True, check=True)
        quiet = subprocess.run(
            [program], input=done.stdout, text=True, capture_output=True, check=False
        )
        assert (quiet.returncode, quiet.stdout, quiet.stderr) == (0, "", "")
    assert not list(home.paths.spool.iterdir()), "a script is no session"


def test_from_the_prompt_to_the_list_and_gone(home: Home) -> None:
    shell = Shell(home, "bash")
    try:
        shell.enter("export API_KEY=abcdefghijkl")
        shell.enter("echo precious")
    finally:
        shell.close()
    assert [entry["command"] for entry in listed(home)] == [
        "echo precious",
        "export API_KEY=[masked]",
    ]
    done = home.lsh("supabase", "history", "forget", "--search", "PRECIOUS")
    assert done.returncode == 2
    assert "--yes" in done.stderr
    done = home.lsh("supabase", "history", "forget", "--search", "PRECIOUS", "--yes")
    assert done.stdout == "1 line forgotten\n"
    (left,) = listed(home)
    assert home.lsh("supabase", "history", "forget", left["id"], "99", "--yes").returncode == 3
    done = home.lsh("supabase", "history", "forget", left["id"], "--yes", "--json")
    assert json.loads(done.stdout) == {"forgotten": 1}
    assert listed(home) == []

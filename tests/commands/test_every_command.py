"""What people expect of every command, asked of every command of the table."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from importlib import import_module
from typing import Any

import pytest

from lsh.cli import run
from lsh.commands.lazy import build
from lsh.commands.mode import FLAGS
from lsh.commands.tree import leaves
from tests.support.daemon import Home
from tests.support.terminal import Terminal

LEAVES = dict(leaves())
NOT_MINE = ("completion", "doctor")  # see tests/completion, tests/doctor


def function(words: tuple[str, ...]) -> Any:
    return import_module(f"lsh.commands.{LEAVES[words].module}").command


@pytest.mark.parametrize("words", LEAVES, ids=" ".join)
def test_help(words: tuple[str, ...], capsys: pytest.CaptureFixture[str]) -> None:
    assert run([*words, "--help"]) == 0
    text = capsys.readouterr().out
    assert run([*words, "-h"]) == 0
    assert capsys.readouterr().out == text
    summary, _, rest = text.partition("\n\n")
    assert summary.strip()[-1] in ".)"
    assert f"Usage: lsh {' '.join(words)} " in rest
    examples = (function(words).__doc__ or "").partition("Examples:\n")[2]
    number = len([line for line in examples.splitlines() if line.strip()])
    assert words[0] in NOT_MINE or 2 <= number <= 4, "two to four examples"


@pytest.mark.parametrize("words", LEAVES, ids=" ".join)
def test_every_flag_is_there(words: tuple[str, ...]) -> None:
    command = build(words[-1], function(words))
    names = [name for param in command.params for name in param.opts]
    assert set(FLAGS) <= set(names)
    assert len(names) == len(set(names)), "no two options of one name"
    assert command.watchable == ("--watch" in names) or words == ("supabase", "sync")


@pytest.fixture(scope="module")
def nearby(lived_in: Home) -> Home:
    lived_in.call("job_create", spec={"id": "nearby", "name": "nearby", "command": "true"})
    return lived_in


LISTS = (
    "cron list", "daemon db history", "cron templates list", "daemon status", "cron reports",
    "supabase status", "supabase history list", "supabase dead-letter list", "daemon db stats",
    "cron comprehensive-report", "supabase history stats",
)  # fmt: skip


@pytest.mark.parametrize("words", LISTS)
def test_what_shows_something_that_changes_can_be_watched(words: str) -> None:
    path = tuple(words.split())
    assert build(path[-1], function(path)).watchable == (words != "cron templates list")


@pytest.mark.parametrize(
    "words",
    ["cron list", "cron templates", "cron export", "cron next @daily", "cron comprehensive-report"],
)
def test_a_reader_that_has_enough(nearby: Home, words: str) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "lsh", *words.split()],
        env=nearby.environ, stdout=writer, stderr=subprocess.PIPE, text=True, check=False,
    )  # fmt: skip
    os.close(writer)
    assert "Traceback" not in done.stderr
    assert "Broken" not in done.stderr
    assert done.returncode == 141


def test_nobody_listens_at_all(lived_in: Home) -> None:
    reader, writer = os.pipe()
    os.close(reader)
    done = subprocess.run(
        [sys.executable, "-m", "lsh", "cron", "info", "nobody"],
        env=lived_in.environ, stdout=writer, stderr=writer, check=False,
    )  # fmt: skip
    os.close(writer)
    assert done.returncode == 141


def test_ctrl_c_while_it_waits(lived_in: Home) -> None:
    lived_in.call("job_create", spec={"id": "slow", "name": "slow", "command": "sleep 600"})
    with Terminal(lived_in, "cron", "run", "slow", "--wait") as terminal:
        terminal.wait_for("goes on")
        terminal.process.send_signal(signal.SIGINT)
        assert terminal.wait() == 130
        assert b"Traceback" not in terminal.shown
    for run_id in lived_in.call("run_stop", job="slow", grace=0.1)["stopped"]:
        lived_in.call("run_wait", run=run_id)


@pytest.mark.parametrize(
    ("environ", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)]
)
def test_colour_on_a_terminal(lived_in: Home, environ: dict[str, Any], coloured: bool) -> None:
    lived_in.lsh("cron", "create", "--id", "coloured", "--command", "true")
    with Terminal(lived_in, "cron", "list", "--search", "coloured", **environ) as terminal:
        assert terminal.wait() == 0
        assert (b"\x1b[" in terminal.shown) == coloured


def test_exact_times(lived_in: Home) -> None:
    lived_in.lsh("cron", "create", "--id", "exact", "--schedule", "0 0 1 1 *", "--command", "true")
    table = lived_in.lsh("cron", "list", "--search", "exact", "--exact").stdout.splitlines()[1]
    assert "-01-01T00:00:00+00:00" in table
    assert table.split()[8].endswith("s"), "what is left, in seconds"
    spans = lived_in.lsh("cron", "info", "exact", "--exact").stdout
    assert "on time within 60s" in spans
    assert "on time within 1m" in lived_in.lsh("cron", "info", "exact").stdout


@pytest.mark.parametrize(
    ("words", "near"),
    [
        (["cron", "info", "nearbye"], "'nearby'"),
        (["cron", "list", "--state", "activ"], "'active'"),
        (["cron", "report", "nearby", "--format", "jsn"], "'json'"),
        (["cron", "create", "--timezone", "Berlni", "--command", "true"], "Europe/Berlin"),
        (["cron", "create", "--overlap", "skp", "--command", "true"], "'skip'"),
        (["cron", "create-from-template", "dta-sync"], "'data-sync'"),
        (["cron", "import", "x", "--on-conflict", "relpace"], "'replace'"),
        (["supabase", "config", "set", "pull-intervall", "3"], "'pull_interval'"),
        (["supabase", "rows", "shel_jobs"], "'shell_jobs'"),
    ],
)
def test_a_slip_of_a_value(
    nearby: Home,
    words: list[str],
    near: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name, value in nearby.environ.items():
        monkeypatch.setenv(name, value)
    assert run(words) in {2, 3}
    assert f"did you mean {near}?" in capsys.readouterr().err


def test_a_definition_from_a_file(lived_in: Home, tmp_path: Any) -> None:
    toml = 'id = "written"\nname = "Written"\ncommand = "true"\ntimeout = "5m"\n'
    made = lived_in.lsh("cron", "create", "--from-file", "-", "--tags", "a", stdin=toml)
    assert (made.stdout, made.returncode) == ("written\n", 0), made.stderr
    file = tmp_path / "job.json"
    file.write_text('{"name": "Rewritten", "command": "false"}')
    changed = lived_in.lsh("cron", "edit", "written", "--from-file", str(file))
    assert changed.returncode == 0, changed.stderr
    with_options = lived_in.lsh("cron", "edit", "written", "--from-file", str(file), "--name", "x")
    assert (with_options.returncode, with_options.stdout) == (2, "")
    assert "Rewritten" in lived_in.lsh("cron", "list", "--search", "written").stdout
    wrong = lived_in.lsh("cron", "create", "--from-file", "-", stdin='{"name": 1')
    assert wrong.returncode == 2
    assert "stdin is not valid JSON" in wrong.stderr


def test_errors_as_json(lived_in: Home) -> None:
    done = lived_in.lsh("cron", "info", "nobody-here", "--json")
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith('{"error": {"code": "not_found", "message": "no job has')
    assert lived_in.lsh("--json", "cron", "nope").stderr.startswith('{"error": {"code": "inv')


def test_quiet_says_nothing_of_what_went_well(home: Home) -> None:
    for words in (["start"], ["restart"], ["stop"]):
        done = home.lsh("daemon", *words, "--quiet")
        assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

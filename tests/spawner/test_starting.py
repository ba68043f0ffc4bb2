"""Starts, ends, and why a start failed."""

from __future__ import annotations

import os
import resource
import time
from pathlib import Path

import pytest

from lsh.spawner.kernel import pid_start
from tests.support.daemon import alive, kill

from .harness import HERE, Client, SpawnerProcess, read_pid


def test_exit_codes_and_output(engine: Client) -> None:
    ending = engine.run(1, "echo out; echo err >&2; exit 7")
    assert os.waitstatus_to_exitcode(ending["status"]) == 7
    assert engine.log(1).read_text() == "out\nerr\n"
    assert ending["log_bytes"] == 8
    assert ending["cause"] is None
    assert engine.log(1).stat().st_mode & 0o777 == 0o600


def test_death_by_signal(engine: Client) -> None:
    assert os.WTERMSIG(engine.run(1, "kill -SEGV $$")["status"]) == 11


def test_times_and_resource_use(engine: Client) -> None:
    burn = "import time\nx = b'x' * 80_000_000\nt = time.process_time\nwhile t() < 0.3: pass"
    before = time.time_ns() // 1000
    ending = engine.run(1, ["python3", "-S", "-c", burn])
    assert 0.3 <= ending["cpu_seconds"] < 2
    assert 80_000_000 < ending["max_rss_bytes"] < 160_000_000
    assert before <= ending["started_us"] <= ending["ended_us"]
    wall = (ending["ended_us"] - ending["started_us"]) / 1e6
    assert ending["duration"] == pytest.approx(wall, abs=0.1)


def test_start_is_reported_as_the_kernel_has_it(engine: Client) -> None:
    for run in range(1, 21):
        engine.submit(run, ["sleep", "5"])
    for run in range(1, 17):
        pid = engine.wait_start(run)
        assert engine.started[run, 1][1] == pid_start(pid)


def test_environment_is_what_was_given_and_the_mark(engine: Client) -> None:
    engine.run(4, ["env"], attempt=1, env={"A": "b c", "UMLAUT": "ä"})
    lines = engine.log(4).read_text().splitlines()
    given = ["A=b c", f"LSH_DAEMON={HERE}", "PATH=/usr/local/bin:/usr/bin:/bin", "UMLAUT=ä"]
    assert sorted(lines) == sorted([*given, "LSH_ATTEMPT=1", "LSH_RUN_ID=4"])


def test_secrets_stay_out_of_journal_and_log(engine: Client, spawner: SpawnerProcess) -> None:
    engine.run(1, "true", env={"TOKEN": "hunter2"})
    engine.say(op="submit", runs=[engine.spec(2, [""], env={"TOKEN": "hunter2"})])
    assert "hunter2" not in str(engine.wait_event("error"))
    assert "hunter2" not in spawner.journal_path.read_text()


def test_signals_session_and_input_are_those_of_a_daemon(engine: Client) -> None:
    engine.run(1, "grep -E 'SigIgn|SigBlk' /proc/self/status; cat; ps -o pid=,sid= -p $$; umask")
    blocked, ignored, ids, umask = engine.log(1).read_text().splitlines()
    glibcs_own = 0b11 << 31  # posix_spawn ignores the two real-time signals of the thread library
    assert int(ignored.split()[1], 16) & ~glibcs_own == 0
    assert int(blocked.split()[1], 16) == 0
    assert len(set(ids.split())) == 1
    assert umask != "0077"


def test_working_directory(engine: Client, folder: Path) -> None:
    engine.run(1, ["pwd"], cwd=str(folder))
    assert engine.log(1).read_text().strip() == str(folder)


def test_script_without_interpreter_line_runs_in_the_shell(engine: Client, folder: Path) -> None:
    script = folder / "plain"
    script.write_text("echo plain $1\n")
    script.chmod(0o755)
    assert engine.run(1, [str(script), "x"])["status"] == 0
    assert engine.log(1).read_text() == "plain x\n"


@pytest.mark.parametrize(
    ("argv", "code", "words"),
    [
        (["no-such-program"], 127, "not found in the job's PATH"),
        (["/no/such/program"], 127, "does not exist"),
        (["/etc/passwd"], 126, "chmod +x"),
        (["/etc"], 126, "folder"),
        (["{folder}/orphaned"], 127, "interpreter"),
        (["/bin/true", "x" * 200_000], None, "too long"),
    ],
)
@pytest.mark.parametrize("limit", [None, 2**30])
def test_what_cannot_start_says_why(
    engine: Client, folder: Path, argv: list[str], code: int | None, words: str, limit: int | None
) -> None:
    orphaned = folder / "orphaned"
    orphaned.write_text("#!/no/such/interpreter\n")
    orphaned.chmod(0o755)
    argv = [word.replace("{folder}", str(folder)) for word in argv]
    ending = engine.run(1, argv, memory_limit=limit)
    if limit is not None and "interpreter" in words:
        assert os.waitstatus_to_exitcode(ending["status"]) == 127  # said by the shell, in the log
        return
    assert ending["cause"] == "spawn"
    assert words in ending["error"]
    assert ending["started_us"] is None
    assert ending["status"] == (None if code is None else code << 8)


def test_missing_folder_and_unwritable_log(engine: Client) -> None:
    ending = engine.run(1, ["true"], cwd="/no/such/folder")
    assert "working directory /no/such/folder does not exist" in ending["error"]
    ending = engine.run(2, ["true"], log="/proc/no/log")
    assert "log /proc/no/log cannot be written" in ending["error"]
    assert engine.run(3, ["true"])["status"] == 0


def test_too_many_processes_is_an_ending_not_a_death(
    engine: Client, spawner: SpawnerProcess
) -> None:
    if os.getuid() == 0:
        resource.prlimit(spawner.pid, resource.RLIMIT_NOFILE, (3, 3))  # root has no process limit
        words = "too many files"
    else:
        resource.prlimit(spawner.pid, resource.RLIMIT_NPROC, (1, 1))
        words = "too many processes"
    ending = engine.run(1, ["true"])
    assert ending["cause"] == "spawn"
    assert words in ending["error"].lower() or "log" in ending["error"]
    engine.settle()


def test_a_background_child_outlives_its_run_as_under_cron(engine: Client, folder: Path) -> None:
    pid_file = folder / "pid"
    ending = engine.run(1, f"sleep 60 & echo $! > {pid_file}")
    assert ending["status"] == 0
    left = read_pid(pid_file)
    assert alive(left)
    kill(left)

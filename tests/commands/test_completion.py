"""The completions: current, right in a real bash, and silent when the home is broken."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.support.daemon import Home

ROOT = Path(__file__).parent.parent.parent
SHELL = ROOT / "completions"


@pytest.fixture(scope="module")
def stocked(lived_in: Home) -> Home:
    for words in (
        ("--id", "job_alpha", "--name", "Daily Backup", "--tags", "red,blue", "--queue", "slow"),
        ("--id", "job_beta", "--name", "beta", "--schedule", "@daily", "--category", "backup"),
    ):
        assert lived_in.lsh("cron", "create", *words, "--", "true").returncode == 0
    assert lived_in.lsh("cron", "run", "job_beta", "--wait").returncode == 0
    return lived_in


def complete(home: Home, *words: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-m", "lsh.completion", *words],
        env=home.environ,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return done.stdout.splitlines()


def test_the_files_are_current() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "scripts/render-completions"), "--check"], check=False
    )
    assert done.returncode == 0


def test_jobs_are_told_apart_by_what_they_do(stocked: Home) -> None:
    alpha, beta = sorted(complete(stocked, "job", "job_"))
    assert alpha == "job_alpha\tDaily Backup, by hand"
    word, about = beta.split("\t")
    assert word == "job_beta"
    assert about.startswith("beta, next in ")
    assert about.endswith(", last succeeded")
    assert [line.split("\t")[0] for line in complete(stocked, "job", "dai")] == ["Daily Backup"]


@pytest.mark.parametrize(
    ("kind", "prefix", "words"),
    [
        ("tag", "", ["blue", "red"]),
        ("queue", "s", ["slow"]),
        ("category", "", ["backup"]),
        ("template", "da", ["data-sync", "database-backup"]),
        ("zone", "Europe/Berl", ["Europe/Berlin"]),
        ("unheard-of", "", []),
    ],
)
def test_words_of_a_kind(stocked: Home, kind: str, prefix: str, words: list[str]) -> None:
    assert complete(stocked, kind, prefix) == words


def test_a_broken_home_has_no_words(home: Home) -> None:
    assert complete(home, "job", "") == []
    home.paths.database.write_bytes(b"garbage" * 1000)
    assert complete(home, "job", "") == []


BASH = """
. {file}
COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); COMP_TYPE={kind}
_lsh
printf '%s\\n' "${{COMPREPLY[@]}}"
"""


def in_bash(home: Home, words: str, kind: int = 9) -> list[str]:
    script = BASH.format(file=SHELL / "lsh.bash", words=words, kind=kind)
    # the helper beside this very interpreter
    path = f"{Path(sys.executable).parent}:{home.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", script],
        env=home.environ | {"PATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stderr == ""
    return [line for line in done.stdout.splitlines() if line]


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
@pytest.mark.parametrize(
    ("words", "offered"),
    [
        ("lsh ''", ["daemon", "cron", "supabase"]),
        ("lsh cron li", ["list"]),
        ("lsh --json cron templates s", ["show"]),
        ("lsh cron list --st", ["--state"]),
        ("lsh cron list --state p", ["paused"]),
        ("lsh cron info job_a", ["job_alpha"]),
        ("lsh cron info dai", ["Daily\\ Backup"]),
        ("lsh cron create --overlap q", ["queue_one", "queue_all"]),
        ("lsh cron create --name ''", []),
        ("lsh cron create --timezone Europe/Berl", ["Europe/Berlin"]),
        ("lsh daemon job start job_b", ["job_beta"]),
        ("lsh daemon db history --job-id job_b", ["job_beta"]),
        ("lsh daemon db backup /etc/host_", []),
        ("lsh cron create-from-template data", ["data-sync", "database-backup"]),
    ],
)
def test_bash_offers(stocked: Home, words: str, offered: list[str]) -> None:
    assert in_bash(stocked, words) == offered


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash")
def test_bash_lists_jobs_with_what_they_do(stocked: Home) -> None:
    listed = in_bash(stocked, "lsh cron info job_", kind=63)
    assert "job_alpha  (Daily Backup, by hand)" in listed
    assert in_bash(stocked, "lsh cron info job_", kind=9) == ["job_alpha", "job_beta"]


@pytest.mark.parametrize(
    ("shell", "file"), [("zsh", "_lsh"), ("fish", "lsh.fish"), ("bash", "lsh.bash")]
)
def test_the_shell_can_read_its_file(shell: str, file: str) -> None:
    program = shutil.which(shell)
    if program is None:
        pytest.skip(f"there is no {shell}")
    subprocess.run([program, "-n", str(SHELL / file)], check=True)

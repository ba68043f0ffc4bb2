"""What people do with jobs, from making one to reading what became of it."""

from __future__ import annotations

import csv
import io
import json
import signal
import sqlite3
import subprocess
import sys
import time
from typing import Any

import pytest

from tests.support.daemon import PATIENCE, Home, until

LSH = (sys.executable, "-m", "lsh")


def ask(home: Home, *words: str) -> Any:
    done = home.lsh(*words, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def make(home: Home, name: str, command: str, *words: str) -> Any:
    return ask(home, "cron", "create", "--id", name, "--command", command, *words)


def test_making_a_job_prints_its_id_and_says_what_it_means(lived_in: Home) -> None:
    made = lived_in.lsh(
        "cron",
        "create",
        "-n",
        "greet",
        "-s",
        "30 2 * * *",
        "--timezone",
        "Europe/Berlin",
        "-c",
        "echo",
    )
    assert made.stdout.count("\n") == 1
    assert made.stdout.startswith("job_")
    assert "greet: at 02:30 every day, Europe/Berlin\ndue next: " in made.stderr
    assert "warning: 02:30 does not exist on " in made.stderr
    assert f"next: lsh cron next {made.stdout.strip()}" in made.stderr


def test_what_is_run_by_hand_is_suggested_to_be_run(lived_in: Home) -> None:
    made = lived_in.lsh("cron", "create", "--name", "by hand", "--", "true")
    assert f"next: lsh cron run {made.stdout.strip()}, " in made.stderr


def test_the_flags_hold_in_any_position(lived_in: Home) -> None:
    make(lived_in, "anywhere", "true")
    for words in (
        ["--json", "cron", "list", "--search", "anywhere"],
        ["cron", "--json", "list", "--search", "anywhere"],
        ["cron", "list", "--search", "anywhere", "--json"],
    ):
        assert json.loads(lived_in.lsh(*words).stdout)[0]["id"] == "anywhere"


def test_the_list(lived_in: Home) -> None:
    make(
        lived_in,
        "listed",
        "exit 3",
        "--name",
        "In the list",
        "--tags",
        "shown",
        "--schedule",
        "@daily",
    )
    lived_in.lsh("cron", "run", "listed", "--wait")
    table = lived_in.lsh("cron", "list", "--tag", "shown").stdout.splitlines()
    assert table[0].split() == [
        "NAME",
        "ID",
        "SCHEDULE",
        "NEXT",
        "LEFT",
        "LAST",
        "OUTCOME",
        "STATE",
    ]
    assert "failed (exit 3)" in table[1]
    assert table[1].endswith("active")
    plain = lived_in.lsh("cron", "list", "--tag", "shown", "--plain").stdout.split("\t")
    assert (plain[0], plain[1], plain[5], plain[6]) == (
        "In the list",
        "listed",
        "error",
        "active\n",
    )
    assert lived_in.lsh("cron", "list", "--tag", "shown", "-q").stdout == "listed\n"
    (job,) = ask(lived_in, "daemon", "job", "list", "--tag", "shown")
    assert job["last_run"]["exit_code"] == 3
    assert len(ask(lived_in, "cron", "list", "--limit", "1")) == 1


def test_running_and_waiting(lived_in: Home) -> None:
    make(lived_in, "works", "echo out; echo err >&2")
    make(lived_in, "fails", "echo no >&2; exit 7")
    ran = lived_in.lsh("cron", "run", "works", "--wait")
    assert ran.returncode == 0
    assert ran.stdout.strip().isdigit()
    assert lived_in.lsh("cron", "logs", "works").stdout == "out\nerr\n"
    failed = lived_in.lsh("cron", "run", "fails", "--wait")
    assert failed.returncode == 5
    assert "lsh: fails failed" in failed.stderr or "exit code 7" in failed.stderr
    (run,) = ask(lived_in, "daemon", "db", "history", "--job-id", "fails", "--limit", "1")
    assert (run["state"], run["exit_code"], run["output_tail"]) == ("failed", 7, "no\n")
    assert "because" in ask(lived_in, "cron", "why", "fails")["why"]


def test_pausing_and_resuming(lived_in: Home) -> None:
    make(lived_in, "pausing", "true", "--schedule", "@hourly")
    make(lived_in, "stays", "true")
    paused = ask(lived_in, "cron", "pause", "pausing", "--reason", "new disk")
    assert (paused["state"], paused["next_fire_at"]) == ("paused", None)
    assert (
        ask(lived_in, "cron", "why", "pausing")["why"]
        == "true waits because it is paused: new disk."
    )
    assert ask(lived_in, "cron", "resume", "pausing")["next_fire_at"] is not None
    assert ask(lived_in, "cron", "stop", "pausing")["state"] == "stopped"
    assert [job["state"] for job in ask(lived_in, "cron", "start", "pausing", "stays")] == [
        "active"
    ] * 2


def test_stopping_a_run(lived_in: Home) -> None:
    make(lived_in, "endless", "sleep 600 & sleep 600; wait")
    run = ask(lived_in, "cron", "run", "endless")
    until(lambda: history(lived_in, "endless")[0]["state"] == "running", "it runs")
    assert ask(lived_in, "daemon", "job", "stop", "endless") == {"stopped": [run["run_id"]]}
    until(lambda: history(lived_in, "endless")[0]["state"] == "cancelled", "it was stopped")
    assert ask(lived_in, "daemon", "job", "stop", "endless") == {"stopped": []}


def test_stopping_one_run_of_several(lived_in: Home) -> None:
    make(lived_in, "twins", "sleep 600", "--overlap", "allow")
    first, second = (ask(lived_in, "cron", "run", "twins")["run_id"] for _ in range(2))

    def running() -> list[str]:
        return [run["run_id"] for run in history(lived_in, "twins") if run["state"] == "running"]

    until(lambda: len(running()) == 2, "both run")
    make(lived_in, "single", "true")
    other = lived_in.lsh("daemon", "job", "stop", "single", "--run", first)
    assert (other.returncode, "is not a run of 'single' but of 'sleep'" in other.stderr) == (
        2,
        True,
    )
    for more in ((), ("-1d",)):
        why = lived_in.lsh("cron", "why", "single", *more, "--run", first)
        said = "exclude each other" if more else "is not a run of 'single' but of 'sleep'"
        assert (why.returncode, said in why.stderr) == (2, True)
    nothing = lived_in.lsh("daemon", "job", "stop")
    assert (nothing.returncode, "what to stop is missing" in nothing.stderr) == (2, True)
    stopped = lived_in.lsh("daemon", "job", "stop", "--run", first)
    assert stopped.stdout == f"{first}\n"
    assert f"lsh cron logs --run {first}" in stopped.stderr
    until(lambda: running() == [second], "the other one goes on")
    assert ask(lived_in, "daemon", "job", "stop", "twins", "--run", second)["stopped"] == [second]
    until(lambda: running() == [], "it was stopped, too")
    over = lived_in.lsh("daemon", "job", "stop", "--run", second)
    assert "is over (cancelled)" in over.stderr


def history(home: Home, job: str) -> Any:
    return ask(home, "daemon", "db", "history", "--job-id", job)


def test_a_test_run_shows_output_and_the_difference(lived_in: Home) -> None:
    make(lived_in, "tested", "echo $LSH_KIND; exit 2", "-e", "MINE=1", "-e", "API_TOKEN=s3cret")
    lived_in.environ["ONLY_HERE"] = "x"
    done = lived_in.lsh("cron", "test", "tested")
    assert done.returncode == 5
    assert done.stdout == "test\n"
    assert "ONLY_HERE" in done.stderr
    assert "only in the job: API_TOKEN" in done.stderr
    assert "s3cret" not in done.stderr + done.stdout


def test_secrets_are_masked(lived_in: Home) -> None:
    make(lived_in, "secretive", "true", "-e", "DB_PASSWORD=hunter2")
    for words in (["cron", "info", "secretive"], ["cron", "list"], ["cron", "export", "secretive"]):
        for more in ([], ["--json"]):
            assert "hunter2" not in lived_in.lsh(*words, *more).stdout
    assert "hunter2" in lived_in.lsh("cron", "export", "secretive", "--reveal-secrets").stdout


def test_secrets_in_commands_and_output_are_masked(lived_in: Home) -> None:
    telling = "echo sent token=hunter2; exit 1"
    make(lived_in, "telling", telling, "--on-failure", "tell --password=hunter2")
    make_argv = ("cron", "create", "--id", "arguing", "--", "echo", "--password", "hunter2")
    assert lived_in.lsh(*make_argv).returncode == 0
    for job in ("telling", "arguing"):
        assert "hunter2" not in lived_in.lsh("cron", "run", job, "--wait", "--json").stdout
        for words in (["cron", "info", job], ["cron", "list"], ["daemon", "db", "history"]):
            for more in ([], ["--json"]):
                assert "hunter2" not in lived_in.lsh(*words, *more).stdout
    assert lived_in.lsh("cron", "run", "telling", "--wait").returncode, "it is run as it is"
    assert "hunter2" not in lived_in.lsh("cron", "logs", "telling").stdout
    assert "hunter2" in lived_in.lsh("cron", "logs", "telling", "--raw").stdout


def test_following_goes_on_until_interrupted(lived_in: Home) -> None:
    make(lived_in, "talks", "for i in 1 2 3; do echo $i; sleep 0.2; done")
    make(lived_in, "spoke", "echo out; echo err >&2")
    lived_in.lsh("cron", "run", "spoke", "--wait")
    tail = subprocess.Popen(
        [*LSH, "cron", "logs", "talks", "spoke", "--follow"],
        env=lived_in.environ,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert tail.stdout is not None
    assert [tail.stdout.readline() for _ in range(2)] == ["echo | out\n", "echo | err\n"]
    lived_in.lsh("cron", "run", "talks", "--wait")
    assert [tail.stdout.readline() for _ in range(3)] == [f"for | {n}\n" for n in (1, 2, 3)]
    time.sleep(0.2)
    tail.send_signal(signal.SIGINT)
    _, said = tail.communicate(timeout=PATIENCE)
    assert tail.returncode == 130
    assert "Traceback" not in said


def test_a_closed_pipe_is_no_error(lived_in: Home) -> None:
    make(lived_in, "wordy", "seq 200000")
    lived_in.lsh("cron", "run", "wordy", "--wait")
    program = f"'{sys.executable}' -m lsh cron logs wordy | head -1"
    done = subprocess.run(
        ["sh", "-c", program], env=lived_in.environ, capture_output=True, text=True, check=True
    )
    assert (done.stdout, done.stderr) == ("1\n", "")


def test_export_and_import(lived_in: Home, home: Home) -> None:
    make(
        lived_in,
        "travels",
        "echo 'a,b'",
        "--schedule",
        "@daily",
        "--tags",
        "x,y",
        "--name",
        'A "b", c',
    )
    exported = lived_in.lsh("cron", "export", "travels").stdout
    done = home.lsh("cron", "import", "-", "--json", stdin=exported)
    assert json.loads(done.stdout)["created"] == 1, done.stderr
    assert "no daemon is running" in done.stderr
    keys = ("name", "command", "schedule", "timezone", "tags", "definition")
    here, there = ask(lived_in, "cron", "info", "travels"), ask(home, "cron", "info", "travels")
    assert [here[key] for key in keys] == [there[key] for key in keys]
    again = home.lsh("cron", "import", "-", stdin=exported)
    assert again.returncode == 4
    assert (
        json.loads(
            home.lsh(
                "cron", "import", "-", "--on-conflict", "skip", "--json", stdin=exported
            ).stdout
        )["skipped"]
        == 1
    )
    rows = list(
        csv.reader(io.StringIO(lived_in.lsh("cron", "export", "travels", "--format", "csv").stdout))
    )
    assert rows[1][:3] == ["travels", 'A "b", c', "active"]


def test_importing_a_crontab(home: Home) -> None:
    text = "MAILTO=me\n*/5 * * * * echo hi % there\n61 * * * * bad\n"
    refused = home.lsh("cron", "import", "-", stdin=text)
    assert refused.returncode == 2
    assert "line 3: not imported" in refused.stderr
    assert ask(home, "cron", "list") == []
    tried = home.lsh("cron", "import", "-", "--partial", "--dry-run", "--json", stdin=text)
    assert json.loads(tried.stdout)["created"] == 1
    assert ask(home, "cron", "list") == []
    assert home.lsh("cron", "import", "-", "--partial", stdin=text).returncode == 0
    assert [job["schedule"] for job in ask(home, "cron", "list")] == ["*/5 * * * *"]


def test_next(lived_in: Home) -> None:
    ahead = ask(
        lived_in,
        "cron",
        "next",
        "30 2 * * *",
        "--timezone",
        "Europe/Berlin",
        "--from",
        "2026-10-24T12:00",
        "-n",
        "2",
    )
    assert [item["at"] for item in ahead] == [
        "2026-10-25T00:30:00+00:00",
        "2026-10-26T01:30:00+00:00",
    ]
    assert ahead[0]["local"] == "2026-10-25T02:30:00+02:00"
    assert "clocks go back" in ahead[0]["note"]
    explained = lived_in.lsh("cron", "next", "@daily", "--explain", "-q", "-n", "1")
    assert explained.stdout.count("\n") == 1
    make(lived_in, "hourly", "true", "--schedule", "@hourly")
    assert len(ask(lived_in, "cron", "next", "hourly", "-n", "3")) == 3


def test_simulating(lived_in: Home) -> None:
    for name in ("first", "second"):
        make(lived_in, f"sim-{name}", "true", "--schedule", "0 3 * * *")
    result = ask(
        lived_in,
        "cron",
        "simulate",
        "sim-first",
        "sim-second",
        "--from",
        "2026-12-01",
        "--to",
        "2026-12-03",
    )
    assert result["collision_count"] == 2
    assert (
        "collisions: 2 instants"
        in lived_in.lsh("cron", "simulate", "sim-first", "sim-second", "--to", "+2d").stdout
    )


def test_backup_and_prune(lived_in: Home) -> None:
    copy = lived_in.root / "copy.db"
    assert ask(lived_in, "daemon", "db", "backup", str(copy))["path"] == str(copy)
    assert copy.stat().st_mode & 0o777 == 0o600
    connection = sqlite3.connect(copy)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()
    assert lived_in.lsh("daemon", "db", "backup", str(copy)).returncode == 4
    assert lived_in.lsh("daemon", "db", "backup", str(copy), "--force").returncode == 0
    make(lived_in, "pruned", "true")
    for _ in range(3):
        lived_in.lsh("cron", "run", "pruned", "--wait")
    prune = ("daemon", "db", "prune", "--keep-runs", "1", "--job-id", "pruned")
    assert ask(lived_in, *prune, "--dry-run")["runs"] == 2
    assert lived_in.lsh(*prune).returncode == 2
    assert ask(lived_in, *prune, "--yes")["runs"] == 2
    assert len(history(lived_in, "pruned")) == 1


@pytest.mark.parametrize("form", ["markdown", "html", "json", "terminal"])
@pytest.mark.parametrize("words", [["report", "works"], ["reports"], ["comprehensive-report"]])
def test_reports(lived_in: Home, words: list[str], form: str) -> None:
    make(lived_in, f"works-{form}-{len(words)}-{words[0]}", "true")
    job = f"works-{form}-{len(words)}-{words[0]}"
    lived_in.lsh("cron", "run", job, "--wait")
    done = lived_in.lsh("cron", words[0], *([job] if len(words) > 1 else []), "--format", form)
    assert done.returncode == 0, done.stderr
    assert "true" in done.stdout


def test_a_report_goes_into_a_file_by_its_name(lived_in: Home) -> None:
    file = lived_in.root / "report.html"
    assert lived_in.lsh("cron", "comprehensive-report", "-o", str(file)).returncode == 0
    assert file.read_text().lower().startswith("<!doctype html")
    assert lived_in.lsh("cron", "reports", "-o", str(lived_in.root / "report.xyz")).returncode == 2


def test_templates_of_ones_own(home: Home) -> None:
    template = {
        "id": "custom-backup", "name": "Custom Backup", "description": "Custom backup job",
        "command": "custom-backup-script.sh", "schedule": "0 1 * * *", "category": "backup",
        "tags": ["custom", "backup"], "environment": {"BACKUP_PATH": "/backups"},
        "workingDirectory": "/scripts", "priority": 7, "maxRetries": 3, "timeout": 1800000,
    }  # fmt: skip
    text = json.dumps(template)
    assert home.lsh("cron", "templates", "validate", "-", stdin=text).returncode == 0
    assert home.lsh("cron", "templates", "add", "-", stdin=text).stdout == "custom-backup\n"
    assert home.lsh("cron", "templates", "add", "-", stdin=text).returncode == 4
    job = ask(home, "cron", "create-from-template", "custom-backup", "--env", "MORE=1")
    assert (job["priority"], job["max_retries"], job["timeout"]) == (7, 3, 1800)
    assert job["environment"] == {"BACKUP_PATH": "/backups", "MORE": "1"}
    broken = home.lsh("cron", "templates", "validate", "-", stdin='{"id": "x"}')
    assert broken.returncode == 2
    assert home.lsh("cron", "templates", "remove", "custom-backup", "--yes").returncode == 0
    assert home.lsh("cron", "templates", "remove", "data-sync", "--yes").returncode == 4


def test_without_a_daemon_everything_can_be_read_and_defined(home: Home) -> None:
    made = home.lsh("cron", "create", "--id", "early", "--schedule", "@daily", "--", "true")
    assert made.returncode == 0
    assert "warning: no daemon is running: nothing fires until 'lsh daemon start'" in made.stderr
    for words in (
        ["cron", "list"],
        ["cron", "info", "early"],
        ["cron", "reports"],
        ["daemon", "db", "history"],
    ):
        assert home.lsh(*words).returncode == 0
    status = home.lsh("daemon", "status", "--json")
    assert status.returncode == 69
    assert json.loads(status.stdout)["jobs"] == {"total": 1, "enabled": 1, "running": 0}
    assert ask(home, "cron", "pause", "early")["state"] == "paused"
    assert home.lsh("cron", "remove", "early", "--yes").stdout == "early\n"

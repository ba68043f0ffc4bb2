"""``cron logs`` and the history hide what a job was given as a secret, and what looks like one."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from tests.support.daemon import Home, until

_SECRET = "hunter2-hunter2"


@pytest.fixture
def ran(home: Home) -> Home:
    """A home with a run that printed its secret three times, the last time without a line feed."""
    home.start()
    spec = {
        "id": "leaky", "name": "leaky", "environment": {"API_TOKEN": _SECRET}, "timezone": "UTC",
        "command": 'echo "is $API_TOKEN"; echo password=abcdef123; printf %s "end $API_TOKEN"',
    }  # fmt: skip
    home.call("job_create", spec=spec)
    run = home.call("job_run", job="leaky", kind="manual", force=False)
    home.call("run_wait", run=run["run_id"])
    return home


def test_the_log_is_masked_unless_it_is_wanted_raw(ran: Home) -> None:
    shown = ran.lsh("cron", "logs", "leaky").stdout
    assert shown == "is [masked]\npassword=[masked]\nend [masked]"
    document = json.loads(ran.lsh("cron", "logs", "leaky", "--json").stdout)
    assert document["output"] == shown
    raw = ran.lsh("cron", "logs", "leaky", "--raw").stdout
    assert raw == f"is {_SECRET}\npassword=abcdef123\nend {_SECRET}"


def test_the_history_is_masked(ran: Home) -> None:
    (run,) = json.loads(ran.lsh("daemon", "db", "history", "--json").stdout)
    assert run["output_tail"] == "is [masked]\npassword=[masked]\nend [masked]"


def test_following_a_finished_run_ends_with_its_last_words(ran: Home) -> None:
    (run,) = json.loads(ran.lsh("daemon", "db", "history", "--json").stdout)
    followed = ran.lsh("cron", "logs", "--run", run["run_id"], "--follow")
    assert followed.stdout == "is [masked]\npassword=[masked]\nend [masked]"


def test_a_begun_line_is_shown_while_it_is_begun(home: Home) -> None:
    home.start()
    flag = home.root / "flag"
    command = f'printf "Proceed? "; while [ ! -e {flag} ]; do sleep 0.05; done; echo yes'
    home.call("job_create", spec={"id": "asks", "name": "asks", "command": command})
    run = home.call("job_run", job="asks", kind="manual", force=False)
    words = [sys.executable, "-m", "lsh", "cron", "logs", "--run", run["run_id"], "--follow"]
    with subprocess.Popen(words, env=home.environ, stdout=subprocess.PIPE) as following:
        assert following.stdout is not None
        until(lambda: home.paths.run_log(int(run["run_id"]), 1).exists(), "it has begun")
        assert following.stdout.read(9) == b"Proceed? "
        flag.touch()
        assert following.stdout.read() == b"yes\n"
        assert following.wait(60) == 0

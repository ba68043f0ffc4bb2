"""``--watch``: shown again when it changed, and the terminal left as it was found."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from lsh.cli import run
from lsh.commands.lazy import root
from lsh.commands.mode import MODE
from lsh.commands.screen import Screen
from lsh.commands.watching import Look
from tests.support.daemon import PATIENCE, Home
from tests.support.terminal import Terminal

ENTERED, LEFT = b"\x1b[?1049h", b"\x1b[?7h\x1b[?25h\x1b[?1049l"
SELDOM = "600"  # seconds: what is shown again sooner was told by an event


def create(home: Home, name: str) -> None:
    home.call("job_create", spec={"id": name, "name": name, "command": "true"})


@contextmanager
def watching(home: Home, *words: str) -> Iterator[subprocess.Popen[str]]:
    """The command with its stdout in a pipe."""
    process = subprocess.Popen(
        [sys.executable, "-m", "lsh", *words],
        env=home.environ, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    # what never comes would be waited for for ever
    fuse = threading.Timer(PATIENCE, process.kill)
    fuse.start()
    try:
        yield process
    finally:
        fuse.cancel()
        process.kill()
        process.communicate()


@pytest.mark.parametrize(
    ("number", "code"),
    [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129), (signal.SIGQUIT, 131)],
)
def test_on_a_terminal(lived_in: Home, number: int, code: int) -> None:
    create(lived_in, f"seen{number}")
    search = ("--search", "seen", "--no-color", f"--watch={SELDOM}")
    with Terminal(lived_in, "cron", "list", *search) as terminal:
        terminal.wait_for(f"seen{number}")
        terminal.wait_for("Ctrl-C ends")
        terminal.enter("typed-unseen")
        create(lived_in, f"seen-later{number}")
        terminal.wait_for(f"seen-later{number}")
        assert not terminal.echoes(), "what is typed would stand on the page"
        os.kill(terminal.process.pid, number)
        assert terminal.wait() == code
        assert terminal.echoes()
        assert b"typed-unseen" not in terminal.shown
        assert terminal.shown.startswith(ENTERED)
        assert terminal.shown.endswith(LEFT)
        assert b"Traceback" not in terminal.shown


def test_a_stop_gives_the_terminal_back(home: Home) -> None:
    with Terminal(home, "cron", "list", "--no-color", f"--watch={SELDOM}") as terminal:
        terminal.wait_for("Ctrl-C ends")
        # a group without a shell is not stopped by it, but goes on at once
        os.kill(terminal.process.pid, signal.SIGTSTP)
        terminal.wait_for((LEFT + ENTERED).decode())
        terminal.shown = terminal.shown.partition(LEFT)[2]
        terminal.wait_for("Ctrl-C ends")
        assert not terminal.echoes()
        os.kill(terminal.process.pid, signal.SIGINT)
        assert terminal.wait() == 130
        assert terminal.echoes()


def test_json_is_a_document_a_line(lived_in: Home) -> None:
    create(lived_in, "lined")
    words = ("cron", "list", "--search", "lined", "--json", "--watch", SELDOM)
    with watching(lived_in, *words) as process:
        assert process.stdout
        assert [job["id"] for job in json.loads(process.stdout.readline())] == ["lined"]
        create(lived_in, "lined-too")
        found: list[str] = []
        while len(found) < 2:
            found = [job["id"] for job in json.loads(process.stdout.readline())]
        assert found == ["lined", "lined-too"]
        process.send_signal(signal.SIGINT)
        assert process.wait(PATIENCE) == 130
        assert process.stderr
        assert process.stderr.read() == ""


def test_off_a_terminal_rows_are_printed_as_they_change(home: Home) -> None:
    home.apply("job_create", spec={"id": "one", "name": "one", "command": "true"})
    # nobody tells what happens: no daemon runs
    with watching(home, "cron", "list", "--watch", "0.25") as process:
        assert process.stdout
        assert process.stdout.readline() == "one\tone\tmanual\t\t\t\tactive\n"
        home.apply("job_create", spec={"id": "two", "name": "two", "command": "true"})
        assert process.stdout.readline() == "two\ttwo\tmanual\t\t\t\tactive\n"
        home.apply("job_pause", job="one", reason=None)
        assert process.stdout.readline() == "one\tone\tmanual\t\t\t\tpaused\n"
        process.stdout.close()  # as head does
        home.apply("job_pause", job="two", reason=None)
        assert process.wait(PATIENCE) == 141
        assert process.stderr
        assert "Traceback" not in process.stderr.read()


@pytest.mark.parametrize("seconds", ["0", "0.1", "100000"])
def test_a_length_that_makes_no_sense(seconds: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cron", "list", "--watch", seconds]) == 2
    assert "is not between 0.25 and 86400" in capsys.readouterr().err


def test_a_file_is_not_watched(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["cron", "reports", "--watch", "--output", "x.html"]) == 2
    assert "--watch shows it, --output writes it" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("words", "seconds", "state"),
    [
        (["--watch"], 2.0, None),
        (["--watch", "5"], 5.0, None),
        (["--watch=1.5"], 1.5, None),
        (["--watch", "--state", "active"], 2.0, "active"),
        (["--state", "active", "--watch", ".5"], 0.5, "active"),
    ],
)
def test_the_number_may_be_left_out(words: list[str], seconds: float, state: str | None) -> None:
    MODE.reset()
    command = root().get_command(None, "cron").get_command(None, "list")
    try:
        context = command.make_context("list", list(words))
        assert (MODE.watch, context.params["state"]) == (seconds, state)
    finally:
        MODE.reset()


def test_what_does_not_fit_is_counted(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LINES", "6")
    monkeypatch.setenv("COLUMNS", "80")
    screen = Screen()
    screen.paint(Look("a\nb\nc\nd\ne\nf\n", "warning: w\n"))
    first = capsys.readouterr().out
    assert [part.strip("\x1b[HKJ\r") for part in first.split("\n")] == [
        "a", "b", "c", "… 3 more", "warning: w", "Ctrl-C ends",
    ]  # fmt: skip
    screen.paint(Look("a\nb\nc\nd\ne\nf\n", "warning: w\n"))
    assert capsys.readouterr().out == "", "what stands there is not painted again"

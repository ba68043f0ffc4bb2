"""The whole program in a real terminal: tmux, 80 × 24, 256 colours, with a real daemon."""

from __future__ import annotations

import contextlib
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator

import psutil
import pytest

from tests.support.daemon import Home, until


class Tmux:
    """A tmux server of its own with one window; ended by its process id's own command."""

    def __init__(self, home: Home) -> None:
        if shutil.which("tmux") is None:
            pytest.skip("there is no tmux")
        self._home = home
        self._call("new-session", "-d", "-x", "80", "-y", "24", "sh")
        self.press("PS1='$ '; clear", "Enter")
        until(lambda: self.shown().strip() == "$", "a shell waits")

    def _call(self, *words: str) -> str:
        environ = self._home.environ | {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "ENV": ""}
        socket = str(self._home.root / "tmux")
        done = subprocess.run(
            ["tmux", "-u", "-f", "/dev/null", "-S", socket, *words],
            env=environ, capture_output=True, text=True, timeout=30, check=True,
        )  # fmt: skip
        return done.stdout

    def press(self, *keys: str) -> None:
        """Keys by tmux's names, or text."""
        self._call("send-keys", *keys)

    def shown(self, *more: str) -> str:
        """What stands in the window."""
        return self._call("capture-pane", "-p", *more)

    def modes(self) -> str:
        """Whether the second screen is shown, the mouse is reported and the cursor is seen: 0 or 1 each."""
        flags = "#{alternate_on}#{mouse_any_flag}#{cursor_flag}"
        return self._call("display-message", "-p", flags).strip()

    def wait_for(self, text: str) -> None:
        """Until it is shown."""
        until(lambda: text in self.shown(), f"{text!r} in the window")

    def resize(self, width: int, height: int) -> None:
        """Another size."""
        self._call("resize-window", "-x", str(width), "-y", str(height))

    def close(self) -> None:
        """End the server and what runs in it."""
        self._call("kill-server")


@pytest.fixture
def terminal(home: Home) -> Iterator[Tmux]:
    home.start()
    for name in ("alpha", "beta", "gamma"):
        spec = {"id": name, "name": name, "command": "echo hello", "schedule": "0 4 1 1 *"}
        home.call("job_create", spec=spec | {"timezone": "UTC"})
    tmux = Tmux(home)
    yield tmux
    with contextlib.suppress(subprocess.CalledProcessError):  # a test has ended it
        tmux.close()


def lsh(*words: str) -> str:
    return shlex.join([sys.executable, "-m", "lsh", *words])


def test_a_morning_with_it(home: Home, terminal: Tmux) -> None:
    terminal.press(lsh("tui"), "Enter")
    terminal.wait_for("daemon runs")
    terminal.wait_for("gamma")
    terminal.press("/")
    until(lambda: "/ filter" not in terminal.shown(), "the line has the keys")
    terminal.press("beta", "Enter")
    until(lambda: "alpha" not in terminal.shown(), "the filter works")
    terminal.wait_for("/ filter")  # the table has the keys again
    terminal.press("p")
    terminal.wait_for("$ lsh cron pause beta")
    terminal.wait_for("‖ paused")
    terminal.press("p")
    terminal.wait_for("$ lsh cron resume beta")
    terminal.press("r")
    terminal.wait_for("✓ succeeded")
    terminal.press("2")
    terminal.wait_for("newest first")
    terminal.resize(120, 30)
    terminal.wait_for("9System")
    terminal.press("q")
    until(lambda: terminal.shown().strip().endswith("$"), "the shell is back")
    assert "Traceback" not in terminal.shown("-S", "-")


def test_without_colour(home: Home, terminal: Tmux) -> None:
    terminal.press(f"NO_COLOR=1 {lsh('tui')}", "Enter")
    terminal.wait_for("daemon runs")
    terminal.wait_for("gamma")
    shown = terminal.shown("-e")
    assert not [code for code in _hues(shown) if not _grey(code)]
    terminal.press("q")
    until(lambda: terminal.shown().strip().endswith("$"), "the shell is back")
    terminal.press(lsh("tui"), "Enter")
    terminal.wait_for("gamma")
    assert [code for code in _hues(terminal.shown("-e")) if not _grey(code)]


def _hues(text: str) -> list[int]:
    """The colours that are set, as numbers of the 256."""
    return [int(code) for code in re.findall(r"[34]8;5;([0-9]+)", text)]


def _grey(code: int) -> bool:
    """Whether a colour of the 256 has no hue: black, white, the ramp, or a diagonal of the cube."""
    if 16 <= code < 232:
        return len({(code - 16) // 36, (code - 16) // 6 % 6, (code - 16) % 6}) == 1
    return code >= 232 or code in {0, 7, 8, 15}


def test_a_dumb_terminal_is_refused(home: Home, terminal: Tmux) -> None:
    terminal.press(f"TERM=dumb {lsh('tui')}", "Enter")
    terminal.wait_for("needs a terminal")


def test_a_failure_is_told_in_a_line(home: Home, terminal: Tmux) -> None:
    broken = (
        "import sys; from lsh.tui.screens.jobs import Jobs; from lsh.cli import run;"
        " Jobs.cells_of = lambda self, job: 1 / 0; sys.exit(run(['tui']))"
    )
    terminal.press(shlex.join([sys.executable, "-c", broken]) + '; echo "exit $?"', "Enter")
    terminal.wait_for("exit 1")
    assert "lsh: internal error: ZeroDivisionError: division by zero" in terminal.shown()
    assert "Traceback" not in terminal.shown("-S", "-")


def test_why_an_edit_failed_can_be_read(home: Home, terminal: Tmux) -> None:
    terminal.press(f"EDITOR=false VISUAL= {lsh('tui')}", "Enter")
    terminal.wait_for("gamma")
    terminal.press("e")
    terminal.wait_for("press enter to go back")
    assert "the editor 'false' ended with 1; nothing was changed" in terminal.shown()
    terminal.press("Enter")
    terminal.wait_for("$ lsh cron edit alpha")
    terminal.wait_for("exit 1")
    terminal.press("2")
    terminal.wait_for("newest first")


def test_ctrl_c_ends_the_editor_and_not_the_program(home: Home, terminal: Tmux) -> None:
    editor = home.root / "editor"
    editor.write_text("#!/bin/sh\necho editing\nread line\n")
    editor.chmod(0o755)
    terminal.press(f"EDITOR={shlex.quote(str(editor))} VISUAL= {lsh('tui')}", "Enter")
    terminal.wait_for("daemon runs")
    terminal.wait_for("gamma")
    terminal.press("e")
    terminal.wait_for("editing")
    terminal.press("C-c")
    terminal.wait_for("$ lsh cron edit alpha")
    terminal.press("2")
    terminal.wait_for("newest first")
    terminal.press("q")
    until(lambda: terminal.shown().strip().endswith("$"), "the shell is back")
    assert "Traceback" not in terminal.shown("-S", "-")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_a_signal_to_end_gives_the_terminal_back(
    home: Home, terminal: Tmux, number: signal.Signals
) -> None:
    its_pid = home.root / "pid"
    started = shlex.join(["sh", "-c", f"echo $$ > {its_pid}; exec {lsh('tui')}"])
    terminal.press(f'{started}; echo "exit $?"', "Enter")
    terminal.wait_for("gamma")
    assert terminal.modes() == "110"
    os.kill(int(its_pid.read_text()), number)
    terminal.wait_for(f"exit {128 + number}")
    assert terminal.modes() == "001"
    assert "Traceback" not in terminal.shown("-S", "-")


def test_it_ends_with_its_terminal(home: Home, terminal: Tmux) -> None:
    its_pid = home.root / "pid"
    terminal.press(shlex.join(["sh", "-c", f"echo $$ > {its_pid}; exec {lsh('tui')}"]), "Enter")
    terminal.wait_for("gamma")
    process = psutil.Process(int(its_pid.read_text()))
    terminal.close()
    until(lambda: not process.is_running(), "it has ended")


def test_ctrl_z_gives_the_shell_and_fg_comes_back(home: Home, terminal: Tmux) -> None:
    terminal.press(lsh("tui"), "Enter")
    terminal.wait_for("gamma")
    terminal.press("C-z")
    until(lambda: terminal.modes() == "001", "the shell is in front")
    terminal.press("fg", "Enter")
    until(lambda: terminal.modes() == "110", "it is back")
    terminal.wait_for("gamma")
    terminal.press("C-c")
    until(lambda: terminal.modes() == "001", "it has ended")
    assert "Traceback" not in terminal.shown("-S", "-")

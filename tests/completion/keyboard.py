"""A real shell on a terminal, with the completion as ``lsh completion install`` puts it there.

``lsh`` is a program that notes the words it was called with, so that what TAB inserted is read where
it counts: after the shell's own quoting.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pty
import re
import select
import shutil
import signal
import struct
import subprocess
import sys
import termios
import threading
from pathlib import Path

import pytest

from tests.support.daemon import Home, kill, until

SHELLS = ("bash", "zsh", "fish")
_SIZE = (50, 220)  # rows and columns: nothing is cut, nobody asks whether to show it all
_CONTROL = re.compile(
    rb"\x1b(\[[0-9;?>=]*[A-Za-z@]|\][^\x07]*\x07|[()][0-9A-B]|[=>78])|[\x07\r\x0f]"
)
_NOTE = """#!{python}
import json, os, sys
with open(os.environ["NOTES"], "a") as notes:
    notes.write(json.dumps(sys.argv[1:]) + "\\n")
"""
_RC = {
    "bash": "PS1='READY '\n",
    # a dump of what was found is for the next start; there is none
    "zsh": "PS1='READY '\nunsetopt beep prompt_sp\n",
    "fish": "function fish_prompt\n echo -n 'READY '\nend\nfunction fish_greeting\nend\n",
}
_WIPE = "\x15"  # Ctrl-U


class Keyboard:
    """One interactive shell, and its keys."""

    def __init__(self, home: Home, shell: str, *, helper: bool = True) -> None:
        """``helper``: whether ``lsh-complete`` is on its PATH."""
        program = shutil.which(shell)
        if program is None:
            pytest.skip(f"there is no {shell}")
        self.home, self.shell, self._shown = home, shell, b""
        folder = home.root / f"keyboard-{shell}"
        (folder / "bin").mkdir(parents=True)
        self.notes = folder / "notes"
        self.notes.touch()
        noter = folder / "bin" / "lsh"
        noter.write_text(_NOTE.format(python=sys.executable))
        noter.chmod(0o755)
        if helper:
            (folder / "bin" / "lsh-complete").symlink_to(
                Path(sys.executable).with_name("lsh-complete")
            )
        self.environ = {
            "HOME": str(folder), "SHELL": program, "TERM": "xterm", "TZ": "UTC", "LC_ALL": "C.UTF-8",
            "PATH": f"{folder}/bin:/usr/local/bin:/usr/bin:/bin",
            "LSH_HOME": str(home.root), "NOTES": str(self.notes), "ZDOTDIR": str(folder),
            "HISTFILE": str(folder / "history"),
        }  # fmt: skip
        self._start(program, folder, self._install())
        self._wait_for("READY ", "the first prompt")

    def _install(self) -> str:
        """Install the completion as a person does; the line that it asks for."""
        done = subprocess.run(
            [sys.executable, "-m", "lsh", "completion", "install", "--json"],
            env=self.environ, capture_output=True, text=True, check=True,
        )  # fmt: skip
        line = json.loads(done.stdout)["rc_line"]
        return "" if line is None else f"{line}\n"

    def _start(self, program: str, folder: Path, line: str) -> None:
        arguments = ["-i"]
        if self.shell == "bash":
            (folder / ".bashrc").write_text(_RC["bash"] + line)
            arguments = ["--rcfile", str(folder / ".bashrc"), "-i"]
        elif self.shell == "zsh":
            (folder / ".zshrc").write_text(_RC["zsh"] + line)
        else:
            # without this folder it reads every manual page of the machine, in the background
            (folder / ".local/share/fish/generated_completions").mkdir(parents=True)
            config = folder / ".config" / "fish" / "config.fish"
            config.parent.mkdir(parents=True, exist_ok=True)
            config.write_text(_RC["fish"] + line)
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            os.chdir(folder)
            os.execve(program, [self.shell, *arguments], self.environ)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", *_SIZE, 0, 0))
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        with contextlib.suppress(OSError):
            while data := os.read(self._terminal, 65536):
                self._shown += data

    @property
    def shown(self) -> str:
        """All that the terminal was sent, without what moves its cursor or colours it."""
        return _CONTROL.sub(b"", self._shown).decode(errors="replace")

    def _press(self, keys: str) -> None:
        def raw() -> bool:
            return not termios.tcgetattr(self._terminal)[3] & termios.ICANON

        until(raw, "the line editor is ready")
        data = keys.encode()
        while data:
            select.select([], [self._terminal], [])
            data = data[os.write(self._terminal, data) :]

    def _wait_for(self, text: str, what: str, after: int = 0) -> None:
        try:
            until(lambda: text in self.shown[after:], what)
        except AssertionError:
            raise AssertionError(f"never shown: {text!r} in {self.shown[after:]!r}") from None

    def offered(self, line: str, *expected: str) -> str:
        """What TAB shows after ``line``, once all of ``expected`` is there."""
        before = len(self.shown)
        self._press(line + ("\t\t" if self.shell == "bash" else "\t"))
        try:
            for text in expected:
                self._wait_for(text, f"TAB after {line!r} shows it", before)
            return self.shown[before:]
        finally:
            self._leave_line()

    def called(self, keys: str) -> list[str]:
        """The words that ``lsh`` gets when these keys are pressed, and Enter."""
        before = len(self._notes())
        self._press(f"{keys}\n")
        until(
            lambda: len(self._notes()) > before, f"lsh is called by {keys!r}: {self.shown[-500:]!r}"
        )
        words: list[str] = self._notes()[-1]
        return words

    def _leave_line(self) -> None:
        """Wipe the line; that all of it is gone is seen by what a command is called with."""
        self._press(_WIPE if self.shell != "fish" else "\x1b\x1b" + _WIPE)
        assert self.called("lsh wiped") == ["wiped"]

    def _notes(self) -> list[list[str]]:
        return [json.loads(line) for line in self.notes.read_text().splitlines()]

    def close(self) -> None:
        """End the shell."""
        kill(self.pid, signal.SIGKILL)
        os.waitpid(self.pid, 0)
        os.close(self._terminal)
        self._reader.join(5)

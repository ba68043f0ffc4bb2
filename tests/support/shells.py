"""Real interactive shells on a terminal of their own, with the history hook in their rc file."""

from __future__ import annotations

import contextlib
import os
import pty
import select
import shutil
import signal
import termios
import threading
from pathlib import Path

import pytest

from lsh.history.hook import render
from lsh.history.record import Ended, Ran, Record, Started, parse
from tests.support.daemon import Home, kill, until

SHELLS = ("bash", "zsh", "fish")
# each notes at every prompt how the last command ended, as a person's own prompt would
_PROMPTS = {
    "bash": "PS1='$ '\nPROMPT_COMMAND='echo $? >>\"$NOTES\"'\n",
    "zsh": "PS1='$ '\nnote() { echo $? >>$NOTES }\nprecmd_functions=(note)\n",
    "fish": "function note_prompt --on-event fish_prompt\n echo $status >>$NOTES\nend\n"
    "function note_cancel --on-event fish_cancel\n echo 130 >>$NOTES\nend\n"
    "function fish_prompt\n echo -n '$ '\nend\nfunction fish_greeting\nend\n",
}


class Shell:
    """One interactive shell. ``before`` and ``after`` are lines of the rc file around the hook."""

    def __init__(
        self, home: Home, name: str, *, before: str = "", after: str = "", **environ: str
    ) -> None:
        program = shutil.which(name)
        if program is None:
            pytest.skip(f"there is no {name}")
        self.home, self.name = home, name
        self.shown = b""
        folder = home.root / f"shell-{len(list(home.root.glob('shell-*')))}"
        folder.mkdir()
        self.notes = folder / "notes"
        self.notes.touch()
        home.paths.spool.mkdir(mode=0o700, exist_ok=True)
        hook = folder / "hook"
        hook.write_text(render(name, home.paths.spool))
        rc = _PROMPTS[name] + before + f"\n. '{hook}'\n" + after + "\n"
        self._start(program, folder, rc, environ)
        until(self.prompts, "the first prompt")

    def _start(self, program: str, folder: Path, rc: str, environ: dict[str, str]) -> None:
        environ = {
            "PATH": self.home.environ["PATH"], "HOME": str(folder), "TERM": "dumb", "TZ": "UTC",
            "LC_ALL": "C.UTF-8", "NOTES": str(self.notes), "SECRET_TOKEN": "never-to-be-seen",
            "HISTFILE": str(folder / "histfile"), "ZDOTDIR": str(folder), "SHELL": program,
            "XDG_CONFIG_HOME": str(folder), "XDG_DATA_HOME": str(folder), "EDITOR": "ed",
        } | environ  # fmt: skip
        arguments = ["-i"]
        if self.name == "bash":
            (folder / "rc").write_text(rc)
            arguments = ["--rcfile", str(folder / "rc"), "-i"]
        elif self.name == "zsh":
            (folder / ".zshrc").write_text(rc)
        else:
            (folder / "fish").mkdir()
            (folder / "fish" / "config.fish").write_text(rc)
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            os.chdir("/")
            os.execve(program, [self.name, *arguments], environ)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                data = os.read(self._terminal, 65536)
            except OSError:
                return
            if not data:
                return
            self.shown += data

    def prompts(self) -> list[str]:
        """How the last command had ended, at each prompt until now."""
        return self.notes.read_text().split()

    def type(self, text: str | bytes) -> None:
        """Press these keys."""
        data = text.encode() if isinstance(text, str) else text
        while data:
            select.select([], [self._terminal], [])
            data = data[os.write(self._terminal, data[:512]) :]

    def enter(self, line: str | bytes) -> str:
        """Type a line and wait for the prompt after it; how the line ended, as the prompt saw it."""
        before = len(self.prompts())
        self._await_editor()
        self.type((line.encode() if isinstance(line, str) else line) + b"\n")
        until(lambda: len(self.prompts()) > before, f"a prompt after {line!r}")
        return self.prompts()[-1]

    def _await_editor(self) -> None:
        """Wait until the line editor has the terminal: what is typed earlier it may throw away."""

        def raw() -> bool:
            return not termios.tcgetattr(self._terminal)[3] & termios.ICANON

        until(raw, "the line editor is ready")

    def interrupt(self, text: str) -> None:
        """Type something, give it up with Ctrl-C, and wait for the next prompt."""
        before = len(self.prompts())
        self._await_editor()
        self.type(text)
        until(lambda: text.encode() in self.shown, "what was typed is shown")
        # perhaps by the kernel, between two prompts: then Ctrl-C would be a signal, and no key
        self._await_editor()
        # fish before 4 takes Ctrl-C as a signal, and loses it when it comes between its paint and its
        # wait for keys (two in 150 on a busy machine; the next press always works, as for a person)
        for _ in range(5):
            self.type(b"\x03")
            with contextlib.suppress(AssertionError):
                until(lambda: len(self.prompts()) > before, "a prompt after Ctrl-C", seconds=6)
                return
            assert self.name == "fish", "Ctrl-C was lost"
        raise AssertionError("never happened: a prompt after five Ctrl-C")

    def leave(self, line: str = "exit") -> int:
        """End it with a line; its exit status."""
        self._await_editor()
        self.type(line + "\n")
        return self.wait()

    def wait(self) -> int:
        """Its exit status, once it has ended."""
        found: list[int] = []

        def ended() -> bool:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                found.append(status)
            return bool(pid)

        until(ended, f"{self.name} ends")
        self.pid = 0
        return os.waitstatus_to_exitcode(found[0])

    def kill(self) -> None:
        """kill -9."""
        kill(self.pid)
        self.wait()

    def close(self) -> None:
        """End it if it is there; again is fine."""
        if self._terminal < 0:
            return
        if self.pid:
            kill(self.pid, signal.SIGKILL)
            self.wait()
        os.close(self._terminal)
        self._terminal = -1
        self._reader.join(5)


def records(home: Home) -> list[Record]:
    """Everything whole in the spool that nobody has taken in, file after file."""
    found = []
    for path in sorted(home.paths.spool.glob("history.*")):
        *whole, _ = path.read_bytes().split(b"\0")
        parsed = [parse(data) for data in whole]
        assert not sum(skipped for _, skipped in parsed)
        found += [record for record, _ in parsed if record is not None]
    return found


def commands(home: Home) -> list[str]:
    """The command lines in the spool."""
    return [record.command for record in records(home) if isinstance(record, Ran)]


def ran(home: Home) -> list[Ran]:
    """The commands in the spool."""
    return [record for record in records(home) if isinstance(record, Ran)]


def sessions(home: Home) -> list[Started]:
    """The sessions that the spool tells of."""
    return [record for record in records(home) if isinstance(record, Started)]


def ended(home: Home) -> list[Ended]:
    """The sessions' ends in the spool."""
    return [record for record in records(home) if isinstance(record, Ended)]

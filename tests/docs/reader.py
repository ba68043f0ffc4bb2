"""A reader who types what a page shows, in a fresh home and in one shell from the first line to the last."""

from __future__ import annotations

import contextlib
import os
import select
import subprocess
import sys
import time
from pathlib import Path

from tests.docs.comparing import agrees
from tests.docs.pages import Step
from tests.support.daemon import Home, kill

PATIENCE = 90.0
"""Seconds until a command that does not return counts as hanging."""
_END = "the step is over:"
# its exit code is told, and then is $? again, as it would be for the reader's next line
_TYPED = "{command}\n__code=$?; printf '\\n%s %s\\n' '{end}' $__code; (exit $__code)\n"


class Shell:
    """A bash that is given its lines one by one; it has no terminal and nothing to read."""

    def __init__(self, environ: dict[str, str], folder: Path) -> None:
        lines, self._typing = os.pipe()
        self._process = subprocess.Popen(
            ["/bin/bash", f"/dev/fd/{lines}"],
            env=environ,
            cwd=folder,
            pass_fds=[lines],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        os.close(lines)

    def type(self, command: str) -> tuple[int, str]:
        """Exit code of a command, and all that it printed, stderr too."""
        os.write(self._typing, _TYPED.format(command=command, end=_END).encode())
        assert self._process.stdout
        printed, deadline = b"", time.monotonic() + PATIENCE
        while True:
            text, end, code = printed.decode(errors="replace").rpartition(f"\n{_END} ")
            if end and code.endswith("\n"):
                return int(code), text
            left = max(deadline - time.monotonic(), 0)
            ready = select.select([self._process.stdout], [], [], left)[0]
            part = os.read(self._process.stdout.fileno(), 65536) if ready else b""
            assert part, f"{command}\nnever came back; so far:\n{printed.decode()}"
            printed += part

    def close(self) -> None:
        """Hang up, and wait for the shell's end."""
        os.close(self._typing)
        self._process.kill()
        self._process.wait(PATIENCE)
        if self._process.stdout:
            self._process.stdout.close()


class Reader:
    """One person with one home. What they start is ended by ``leave``."""

    def __init__(self) -> None:
        self.home = Home()
        folder = self.home.root / "me"
        folder.mkdir()
        environ = {
            "HOME": str(folder),
            "LSH_HOME": str(self.home.root),
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "TZ": "UTC",
            "NO_COLOR": "1",
            "PYTHONUNBUFFERED": "1",  # stdout and stderr in the order in which a terminal has them
            "LANG": "C.UTF-8",
            "SHELL": "/bin/bash",
            "LSH_SECRETS": "file",
        }
        self._shell = Shell(environ, folder)

    def follow(self, steps: list[Step]) -> None:
        """Type every step; raises AssertionError where the page is wrong."""
        for number, step in enumerate(steps):
            code, printed = self._shell.type(step.command)
            deadline = time.monotonic() + PATIENCE
            while step.eventually and not _as_shown(step, printed):
                if time.monotonic() > deadline:
                    break
                code, printed = self._shell.type(step.command)
            asked = number + 1 < len(steps) and steps[number + 1].command == "echo $?"
            said = f"line {step.line}: {step.command}\n(exit code {code})\n{printed}"
            assert code == 0 or asked, said
            shown = "\n".join(step.prints)
            assert _as_shown(step, printed), f"{said}\nthe page shows:\n{shown}"

    def leave(self) -> None:
        """End all that was started, and take the home away."""
        self._shell.close()
        self.home.lsh("daemon", "stop", "--kill")
        self.home.end_everything()
        for _ in range(100):
            living = self._runs()
            if not living:
                break
            for pid in living:
                kill(pid)
            time.sleep(0.02)
        self.home.remove()

    def _runs(self) -> list[int]:
        """Living processes of this home's runs: each has the path of its daemon's socket."""
        mark = f"LSH_DAEMON={self.home.root}/".encode()
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                with contextlib.suppress(OSError):
                    if mark in (entry / "environ").read_bytes():
                        found.append(int(entry.name))
        return found


def _as_shown(step: Step, printed: str) -> bool:
    return not step.prints or agrees(step.prints, printed.splitlines())

"""Calling the service manager's own program."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass

_SECONDS = 60.0


class ToolFailed(Exception):
    """The program is missing or did not do it; the text says why in one line."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A program of the system, found by the PATH of ``environ``; calling it runs it."""

    name: str
    environ: Mapping[str, str]
    seconds: float = _SECONDS

    def __call__(self, *arguments: str) -> str:
        """What it prints. Raises ToolFailed when it is missing, hangs, or exits with another code than 0."""
        program = shutil.which(self.name, path=self.environ.get("PATH"))
        if program is None:
            raise ToolFailed(f"there is no {self.name}")
        try:
            done = subprocess.run(
                [program, *arguments],
                env=dict(self.environ),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=self.seconds,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise ToolFailed(f"{self.name}: {error}") from None
        if done.returncode != 0:
            said = (done.stderr.strip() or done.stdout.strip()).splitlines()
            raise ToolFailed(said[0] if said else f"{self.name} exited with {done.returncode}")
        return done.stdout

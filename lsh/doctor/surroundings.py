"""What the checks look at: one home, one environment, and what is known of them so far."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from time import monotonic, time
from typing import Any

from lsh.daemon.tools import Tool
from lsh.domain.errors import LshError
from lsh.paths import Paths, find_paths
from lsh.settings import Settings, load_settings


@dataclass(frozen=True)
class Surroundings:
    """Everything that a check may ask; tests give it other clocks, tools and files of the system."""

    environ: Mapping[str, str] = field(default_factory=lambda: os.environ)
    platform: str = sys.platform
    python: tuple[int, ...] = tuple(sys.version_info[:3])
    prefix: str = sys.prefix
    now: Callable[[], float] = time
    ticks: Callable[[], float] = monotonic
    mountinfo: Path = Path("/proc/self/mountinfo")
    linger: Path = Path("/var/lib/systemd/linger")

    @cached_property
    def paths(self) -> Paths:
        """The files of the home."""
        return find_paths(self.environ)

    @cached_property
    def settings(self) -> Settings:
        """The settings, or the defaults where they cannot be read; ``home.configuration`` says so."""
        with suppress(LshError, OSError):
            return load_settings(self.paths, self.environ)
        return Settings()

    @cached_property
    def daemon(self) -> dict[str, Any] | None:
        """What the daemon says of itself, None when none answers. Raises TryAgain when it hangs."""
        from lsh.daemon.control import status

        return status(self.paths)

    def tool(self, name: str) -> Tool:
        """A program of the system."""
        return Tool(name, self.environ, seconds=5.0)

"""Command lines that mend a file, to be pasted into a shell whatever the file is called."""

from __future__ import annotations

import os
import shlex
from pathlib import Path


def private(path: Path, mode: str) -> str:
    """Open to nobody but its owner; ``mode`` is 700 for a folder, 600 for a file."""
    return shlex.join(("chmod", mode, str(path)))


def ours(path: Path) -> str:
    """Belonging to whoever asks."""
    return shlex.join(("chown", str(os.geteuid()), str(path)))


def aside(path: Path) -> str:
    """Out of the way, and kept."""
    return "move it aside: " + shlex.join(("mv", str(path), f"{path}.old"))

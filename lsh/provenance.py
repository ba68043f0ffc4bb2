"""Which commit this lsh is of: what was written down when it was built, or what git says of a checkout.

hatch_build.py loads this file by its path, without lsh being installed: the standard library only.
"""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

SOURCES = (
    "lsh",
    "templates",
    "completions",
    "man",
    "README.md",
    "pyproject.toml",
    "hatch_build.py",
)
"""What a wheel is made of; a change anywhere else leaves it the same."""
_SECONDS = 10.0  # git on a network disk may be slow, but nobody waits longer for a version


class Provenance(NamedTuple):
    """``commit`` has 40 hex digits, ``committed_at`` is RFC 3339 in UTC.

    ``changed``: the source was not as committed. All three are None where nobody knows.
    """

    commit: str | None = None
    committed_at: str | None = None
    changed: bool | None = None


def provenance() -> Provenance:
    """Where the running lsh comes from. Starts git in a checkout, so it is for ``--version`` alone."""
    from lsh import built

    if built.COMMIT is not None:
        return Provenance(built.COMMIT, built.COMMITTED_AT, built.CHANGED)
    return of_checkout(Path(built.__file__).parents[1])


def of_checkout(root: Path) -> Provenance:
    """What git says of the checkout at ``root``; nothing is known where it is none.

    A folder that merely lies inside somebody else's repository (an unpacked sdist, a virtual
    environment) is not of that repository's commit.
    """
    top = _git(root, "rev-parse", "--show-toplevel")
    if top is None or Path(top) != root.resolve() or not _git(root, "ls-files", "lsh/built.py"):
        return Provenance()
    # not log, which shows signatures too where a person has asked for them
    head = _git(root, "rev-list", "--max-count=1", "--timestamp", "HEAD")
    changes = _git(root, "status", "--porcelain", "--", *SOURCES)
    if not head or changes is None:
        return Provenance()
    seconds, commit = head.split()
    committed_at = datetime.fromtimestamp(int(seconds), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return Provenance(commit, committed_at, bool(changes))


def _git(root: Path, *arguments: str) -> str | None:
    """What git prints, None when it is missing or fails."""
    # within a git hook these name another repository
    environment = {name: value for name, value in os.environ.items() if name[:4] != "GIT_"}
    try:
        done = subprocess.run(
            ["git", "--no-optional-locks", *arguments],
            cwd=root, env=environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=_SECONDS, check=True,
        )  # fmt: skip
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return None
    return done.stdout.strip()

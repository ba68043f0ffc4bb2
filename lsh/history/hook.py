"""The hooks: shell code that records an interactive session with builtins alone.

They are files beside this one, with words to fill in. What they write is read by ``record``.
"""

from __future__ import annotations

from pathlib import Path

from lsh.domain.errors import InvalidInput

SHELLS = {"bash": "bash.sh", "zsh": "zsh.zsh", "fish": "fish.fish"}
ENVIRONMENT = (
    "SHELL", "TERM", "TERM_PROGRAM", "LANG", "LC_ALL", "TZ", "USER", "LOGNAME", "SSH_TTY",
    "VIRTUAL_ENV", "CONDA_DEFAULT_ENV", "EDITOR",
)  # fmt: skip
"""The only variables that a session's record holds (and TTY, its terminal)."""

SPOOL_LIMIT = 4_000_000
"""Characters that a session writes while nobody takes them in; then it falls silent."""

SESSION_LIMIT = 1000
"""Sessions whose files are there; then no new one begins."""


def render(shell: str, spool: Path) -> str:
    """The hook for ``shell``, writing into the folder ``spool``. Raises InvalidInput."""
    if shell not in SHELLS:
        raise InvalidInput(
            f"there is no hook for {shell!r}", hint=f"there is one for {', '.join(SHELLS)}"
        )
    text = (Path(__file__).parent / "hooks" / SHELLS[shell]).read_text(encoding="utf-8")
    words = {
        "@SPOOL@": _quoted(str(spool), fish=shell == "fish"),
        "@MOST@": str(SPOOL_LIMIT),
        "@SESSIONS@": str(SESSION_LIMIT),
        "@NAMES@": " ".join(ENVIRONMENT),
    }
    for word, value in words.items():
        text = text.replace(word, value)
    return text


def _quoted(text: str, *, fish: bool) -> str:
    if fish:
        return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"
    return "'" + text.replace("'", "'\\''") + "'"

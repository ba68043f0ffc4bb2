"""The daemon as an agent of macOS's launchd."""

from __future__ import annotations

import plistlib
from collections.abc import Mapping, Sequence
from pathlib import Path

from lsh.daemon.tools import Tool, ToolFailed
from lsh.domain.errors import LshError

SUFFIX = ".plist"


def agent_text(
    label: str, command: Sequence[str], environment: Mapping[str, str], log: Path
) -> str:
    """The property list of the agent that runs ``command``; see launchd.plist(5)."""
    agent = {
        "Label": label,
        "ProgramArguments": list(command),
        "EnvironmentVariables": dict(environment),
        # with the session, and again after a crash; 'lsh daemon stop' exits with 0, which is none
        "RunAtLoad": True,
        "KeepAlive": {"SuccessfulExit": False},
        # a daemon that keeps failing is not started more often than this
        "ThrottleInterval": 10,
        # only the daemon is stopped: running jobs go on, and the next daemon finds them again
        "AbandonProcessGroup": True,
        # what it creates is for this user alone; launchd wants the mask as a decimal number
        "Umask": 0o077,
        # what goes wrong before its own log is open
        "StandardErrorPath": str(log),
    }
    return plistlib.dumps(agent, sort_keys=False).decode()


def agent_folder(home: Path) -> Path:
    """Where the user's agents are."""
    return home / "Library" / "LaunchAgents"


def start(label: str, path: Path, launchctl: Tool, *, uid: int, changed: bool) -> list[str]:
    """Load the agent as it is written now; what to tell the person. Raises LshError."""
    domain = f"gui/{uid}"
    loaded = _succeeds(launchctl, "print", f"{domain}/{label}")
    if loaded and changed:
        _succeeds(launchctl, "bootout", f"{domain}/{label}")
    if not loaded or changed:
        try:
            launchctl("bootstrap", domain, str(path))
        except ToolFailed as error:
            raise LshError(
                f"the agent is installed, but launchd does not load it: {error}",
                hint=f"in a session on the screen run: launchctl bootstrap {domain} {path}",
            ) from None
    return [f"{label} runs, and starts when you log in"]


def stop(label: str, launchctl: Tool, *, uid: int) -> list[str]:
    """Unload the agent; what to tell the person. One that is not loaded is no error."""
    try:
        launchctl("bootout", f"gui/{uid}/{label}")
    except ToolFailed as error:
        return [f"launchd did not stop it ({error}); 'lsh daemon stop' does"]
    return [f"{label} is stopped; running jobs go on"]


def _succeeds(launchctl: Tool, *arguments: str) -> bool:
    try:
        launchctl(*arguments)
    except ToolFailed:
        return False
    return True

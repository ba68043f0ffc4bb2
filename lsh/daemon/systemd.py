"""The daemon as a unit of the user's systemd."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

from lsh.daemon.tools import Tool, ToolFailed
from lsh.domain.errors import InvalidInput, LshError

_LINGER = Path("/var/lib/systemd/linger")
_PLAIN = re.compile(r"[A-Za-z0-9_./:@=+-]+")

_UNIT = """\
# Written by 'lsh daemon install', which writes it again; 'lsh daemon uninstall' removes it.
# For changes of your own: systemctl --user edit {name}

[Unit]
Description=lsh, the scheduler and its ledger
# a daemon that keeps failing is given up after five starts in a minute
StartLimitIntervalSec=60
StartLimitBurst=5

[Service]
# it tells systemd when its socket answers; only then is it started
Type=notify
ExecStart={command}
{environment}# what it creates is for this user alone
UMask=0077
# only the daemon is stopped: running jobs go on, and the next daemon finds them again
KillMode=process
# a job that the kernel kills for its memory is that job's failure, not the daemon's end
OOMPolicy=continue
# stopping waits for the ledger's last commit, not for jobs
TimeoutStopSec=30
# after a crash it is back in a second; 'lsh daemon stop' is no crash
Restart=on-failure
RestartSec=1
# 75: another daemon has this home; 78: the configuration is wrong; neither mends itself
RestartPreventExitStatus=75 78

[Install]
WantedBy=default.target
"""


def unit_text(name: str, command: Sequence[str], environment: Mapping[str, str]) -> str:
    """The unit that runs ``command`` with ``environment`` added to the user manager's own.

    Raises InvalidInput for a path that a unit cannot hold.
    """
    variables = (
        _quoted(f"{variable}={value}", dollars=False) for variable, value in environment.items()
    )
    lines = "".join(f"Environment={variable}\n" for variable in variables)
    if lines:
        lines = f"# the home that it was installed for\n{lines}"
    program, *arguments = command
    quoted = [_quoted(program, dollars=False), *(_quoted(a, dollars=True) for a in arguments)]
    return _UNIT.format(name=name, command=" ".join(quoted), environment=lines)


def _quoted(word: str, *, dollars: bool) -> str:
    """``word`` for systemd.syntax(7); ``dollars`` where variables would be expanded."""
    if not word.isprintable():
        raise InvalidInput(f"{word!r} cannot stand in a service's definition")
    escaped = word.replace("%", "%%")
    if dollars:
        escaped = escaped.replace("$", "$$")
    if _PLAIN.fullmatch(word):
        return escaped
    escaped = escaped.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def unit_folder(environ: Mapping[str, str], home: Path) -> Path:
    """Where the user's units are."""
    configured = environ.get("XDG_CONFIG_HOME", "")
    base = Path(configured) if configured.startswith("/") else home / ".config"
    return base / "systemd" / "user"


def start(name: str, systemctl: Tool, *, changed: bool, user: str) -> list[str]:
    """Enable the unit and run it as it is written now; what to tell the person.

    Raises LshError when the manager is there and the daemon does not start.
    """
    by_hand = f"systemctl --user daemon-reload && systemctl --user enable --now {name}"
    try:
        systemctl("--user", "daemon-reload")
    except ToolFailed as error:
        # containers and ssh sessions without a login have none; the file is right all the same
        return [f"no systemd of this user answers ({error}); once there is one, run: {by_hand}"]
    try:
        systemctl("--user", "enable", name)
        systemctl("--user", "restart" if changed else "start", name)
    except ToolFailed as error:
        raise LshError(
            f"the service is installed, but does not start: {error}",
            hint=f"if a daemon runs already, stop it first; 'journalctl --user -u {name}' says more",
        ) from None
    if (_LINGER / user).exists():
        return [f"{name} runs, and starts with the machine"]
    return [f"{name} runs while you are logged in; from boot to shutdown: loginctl enable-linger"]


def stop(name: str, systemctl: Tool) -> list[str]:
    """Stop and disable the unit; what to tell the person. A missing manager is no error."""
    try:
        systemctl("--user", "disable", "--now", name)
    except ToolFailed as error:
        return [f"systemd did not stop it ({error}); 'lsh daemon stop' does"]
    return [f"{name} is stopped; running jobs go on"]


def forget(name: str, systemctl: Tool, folder: Path) -> None:
    """Make the manager forget a unit whose file is gone, and remove the link that enabled it."""
    (folder / "default.target.wants" / name).unlink(missing_ok=True)
    try:
        systemctl("--user", "daemon-reload")
    except ToolFailed:
        return  # no manager, nothing to forget

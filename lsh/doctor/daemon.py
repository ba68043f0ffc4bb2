"""The daemon, its socket, its spawner, and the service that starts it."""

from __future__ import annotations

import json
import os
import stat

from lsh.daemon.tools import ToolFailed
from lsh.doctor import remedy
from lsh.doctor.surroundings import Surroundings
from lsh.domain.errors import ConfigurationError, LshError
from lsh.domain.finding import Finding
from lsh.domain.humane import span

_HEADER = 4096  # bytes in which the journal's first line ends


def daemon(here: Surroundings) -> Finding:
    """Whether a daemon answers, and is of the version that this command is of."""
    from lsh import __version__, built

    status = here.daemon
    if status is None:
        return Finding.warning("no daemon runs: nothing fires", "lsh daemon start")
    text = f"process {status['pid']}, up {span(status['uptime'])}"
    theirs = (status["version"], status.get("commit", built.COMMIT))
    if theirs != (__version__, built.COMMIT):
        return Finding.warning(
            f"{text}: it is lsh {_named(*theirs)}, this is {_named(__version__, built.COMMIT)}",
            "lsh daemon restart; what runs goes on",
        )
    trouble = status["storage"]["trouble"] or status["spawner"].get("trouble")
    if trouble:
        return Finding.failed(f"{text}: {trouble}", f"see {status['log']}", 1)
    return Finding.ok(text)


def _named(version: str, commit: str | None) -> str:
    return f"{version} ({commit[:12]})" if commit else version


def socket(here: Surroundings) -> Finding:
    """Whether the daemon's socket is one, ours, and answered."""
    path = here.paths.socket
    try:
        found = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return Finding.skipped("there is none while no daemon runs")
    if not stat.S_ISSOCK(found.st_mode):
        return Finding.failed(
            f"{path} is no socket: no daemon can start",
            remedy.aside(path),
            ConfigurationError.exit_code,
        )
    if found.st_uid != os.geteuid():
        return Finding.failed(
            f"{path} belongs to user {found.st_uid}", "ask its owner to remove it", 1
        )
    if here.daemon is None:
        return Finding.ok(f"left over from a daemon that is gone; the next one replaces it: {path}")
    return Finding.ok(str(path))


def spawner(here: Surroundings) -> Finding:
    """Whether the process that holds the runs is of this version: an old one stays as long as its runs."""
    from lsh import __version__
    from lsh.spawner.kernel import has_ended

    try:
        with here.paths.journal.open("rb") as file:
            header = json.loads(file.readline(_HEADER))
        kind, _, boot, pid, version = header
        if kind != "header" or not isinstance(pid, int) or not isinstance(boot, str):
            raise ValueError("no header")
    except (FileNotFoundError, NotADirectoryError):
        return Finding.skipped("there is none yet: the daemon starts it")
    except (ValueError, TypeError):  # TypeError: not even a list
        return Finding.warning(
            f"{here.paths.journal} does not begin as a journal does",
            "the daemon mends it when it starts: lsh daemon restart",
        )
    if boot != _boot_id() or has_ended(pid):
        return Finding.ok("none runs; the daemon starts it when it is needed")
    if version != __version__:
        return Finding.warning(
            f"process {pid} is of lsh {version}, and holds runs that began under it",
            "it makes way at the next start of the daemon after they have ended: lsh daemon restart",
        )
    return Finding.ok(f"process {pid}")


def _boot_id() -> str:
    from lsh.spawner.kernel import boot_id

    return boot_id()


def service(here: Surroundings) -> Finding:
    """Whether the daemon starts with the session or the machine, as it is installed now."""
    from lsh.daemon.service import service_of

    try:
        wanted = service_of(here.environ, platform=here.platform)
    except LshError as error:
        return Finding.skipped(error.message)
    if not wanted.path.exists():
        return Finding.warning(
            "no service is installed: after a restart of the machine nothing fires",
            "lsh daemon install",
        )
    if wanted.path.read_text(errors="replace") != wanted.text:
        return Finding.warning(
            f"{wanted.path} is not what this lsh would write", "lsh daemon install"
        )
    if here.platform == "linux":
        return _systemd(here, wanted.name)
    return Finding.ok(str(wanted.path))


def _systemd(here: Surroundings, name: str) -> Finding:
    try:
        here.tool("systemctl")("--user", "is-enabled", name)
    except ToolFailed as error:
        return Finding.warning(
            f"{name} is installed, but not enabled: {error}",
            f"systemctl --user enable --now {name}",
        )
    user = here.environ.get("USER") or here.environ.get("LOGNAME") or ""
    if not user or not (here.linger / user).exists():
        return Finding.warning(
            f"{name} runs only while you are logged in",
            "from boot to shutdown: loginctl enable-linger",
        )
    return Finding.ok(f"{name} is enabled, and starts with the machine")

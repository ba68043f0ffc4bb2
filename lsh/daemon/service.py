"""Installing the daemon as a service of the user: systemd's on Linux, launchd's on macOS.

Under either, running jobs survive a stop or restart of the daemon, and so an upgrade of lsh.
"""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from lsh.daemon import launchd, systemd
from lsh.daemon.tools import Tool
from lsh.domain.errors import ConfigurationError, NotAllowed
from lsh.paths import find_paths

# what decides where the home is; everything else the daemon reads from its configuration
_HOME_VARIABLES = ("LSH_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")


@dataclass(frozen=True, slots=True)
class Service:
    """The service of one home: its name, the file that defines it, and the text of that."""

    name: str
    path: Path
    text: str


@dataclass(frozen=True, slots=True)
class ServiceReport:
    """What was done. ``changed`` is whether the file is new, different or gone."""

    path: Path
    changed: bool
    messages: list[str]


def service_of(
    environ: Mapping[str, str] = os.environ,
    *,
    platform: str = sys.platform,
    python: str = sys.executable,
) -> Service:
    """The service for the home that ``environ`` names. Writes nothing.

    Raises NotAllowed on a platform with neither systemd nor launchd.
    """
    command = [python, "-m", "lsh", "daemon", "start", "--foreground"]
    environment = {name: environ[name] for name in _HOME_VARIABLES if environ.get(name)}
    if "LSH_HOME" in environment:
        environment["LSH_HOME"] = str(_root(environ["LSH_HOME"]))
    home = Path(environ.get("HOME") or Path("~").expanduser())
    if platform == "linux":
        name = f"lshd{_suffix(environ)}.service"
        path = systemd.unit_folder(environ, home) / name
        return Service(name, path, systemd.unit_text(name, command, environment))
    if platform == "darwin":
        name = f"lsh.lshd{_suffix(environ)}"
        path = launchd.agent_folder(home) / f"{name}{launchd.SUFFIX}"
        log = find_paths(environ).logs / "launchd.log"
        return Service(name, path, launchd.agent_text(name, command, environment, log))
    raise NotAllowed(
        f"lsh knows no service manager on {platform}",
        hint="start 'lsh daemon start --foreground' by your system's own means",
    )


def install(
    environ: Mapping[str, str] = os.environ,
    *,
    platform: str = sys.platform,
    python: str = sys.executable,
) -> ServiceReport:
    """Define the service and start it; doing it again changes nothing.

    Where no service manager answers, the file is written and a message says what to run later.
    Raises ConfigurationError when the file cannot be written, LshError when the daemon does not
    start.
    """
    service = service_of(environ, platform=platform, python=python)
    changed = _write(service)
    if platform == "linux":
        user = environ.get("USER") or environ.get("LOGNAME") or ""
        systemctl = Tool("systemctl", environ)
        messages = systemd.start(service.name, systemctl, changed=changed, user=user)
    else:
        launchctl = Tool("launchctl", environ)
        messages = launchd.start(
            service.name, service.path, launchctl, uid=os.getuid(), changed=changed
        )
    return ServiceReport(service.path, changed, messages)


def uninstall(
    environ: Mapping[str, str] = os.environ, *, platform: str = sys.platform
) -> ServiceReport:
    """Stop the service and remove its definition; running jobs go on. Doing it again is no error."""
    service = service_of(environ, platform=platform)
    if not service.path.exists():
        return ServiceReport(service.path, False, ["no service is installed for this home"])
    if platform == "linux":
        systemctl = Tool("systemctl", environ)
        messages = systemd.stop(service.name, systemctl)
        _remove(service)
        systemd.forget(service.name, systemctl, service.path.parent)
    else:
        messages = launchd.stop(service.name, Tool("launchctl", environ), uid=os.getuid())
        _remove(service)
    return ServiceReport(service.path, True, messages)


def _suffix(environ: Mapping[str, str]) -> str:
    """Tells the services of several homes apart; the ordinary home's has none."""
    home = environ.get("LSH_HOME")
    if not home:
        return ""
    root = str(_root(home))
    return "-" + hashlib.sha256(root.encode()).hexdigest()[:8]


def _write(service: Service) -> bool:
    """Write the definition; whether that changed anything."""
    try:
        if service.path.exists() and service.path.read_text() == service.text:
            return False
        service.path.parent.mkdir(parents=True, exist_ok=True)
        draft = service.path.with_name(f".{service.path.name}.{os.getpid()}")
        draft.write_text(service.text)
        draft.replace(service.path)
    except OSError as error:
        raise ConfigurationError(
            f"{service.path} cannot be written: {error.strerror}",
            hint="check the folder's owner and mode",
        ) from error
    return True


def _remove(service: Service) -> None:
    try:
        service.path.unlink(missing_ok=True)
    except OSError as error:
        raise ConfigurationError(
            f"{service.path} cannot be removed: {error.strerror}",
            hint="check the folder's owner and mode",
        ) from error


def _root(home: str) -> Path:
    """``LSH_HOME`` as the settings read it, whatever folder the service starts in."""
    return Path(home).expanduser().absolute()

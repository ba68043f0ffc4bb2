"""The home's folders and files: there, ours alone, on a disk that suits, with room."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from lsh.doctor import remedy
from lsh.doctor.surroundings import Surroundings
from lsh.domain.errors import ConfigurationError, LshError
from lsh.domain.finding import Finding
from lsh.domain.humane import plural, size
from lsh.paths import SOCKET_PATH_LIMIT
from lsh.settings import load_settings

_CONFIGURATION = ConfigurationError.exit_code
_NETWORK = frozenset(
    (
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "9p", "afs", "ceph", "glusterfs", "lustre"),
        *("virtiofs", "vboxsf", "fuse.sshfs", "fuse.rclone", "fuse.s3fs", "fuse.glusterfs"),
    )
)
_OCTAL = re.compile(r"\\([0-7]{3})")  # blanks and backslashes of a mount point; all are ASCII
_LOW = 1 << 30  # bytes free below which somebody should know
_LOGS_LARGE = 10 << 30
_LOGS_SECONDS = 2.0


def folders(here: Surroundings) -> Finding:
    """Whether the folders are there, ours, private and writable."""
    troubles, missing = [], 0
    for folder in here.paths.folders():
        if not folder.exists() and not folder.is_symlink():
            missing += 1
            continue
        trouble = _folder_trouble(folder)
        if trouble:
            troubles.append(trouble)
    where = str(here.paths.data)
    if troubles:
        return _trouble(troubles)
    if missing == len(here.paths.folders()):
        trouble = _making_trouble(here.paths.data)
        if trouble:
            return _trouble([trouble])
        return Finding.skipped("there is no home yet: the first command that needs one makes it")
    return Finding.ok(f"private and writable: {where} and {len(here.paths.folders()) - 1} others")


def _making_trouble(folder: Path) -> tuple[str, str, bool] | None:
    """What keeps a folder that is not there from being made; as ``_folder_trouble`` tells it."""
    above = next(parent for parent in folder.parents if parent.exists())
    elsewhere = "point LSH_HOME at a folder, or where one can be made"
    if not above.is_dir():
        return f"there is no home yet, and {above} is not a folder", elsewhere, True
    if not os.access(above, os.W_OK | os.X_OK):
        return f"there is no home yet, and {above} is not writable", elsewhere, True
    return None


def _folder_trouble(folder: Path) -> tuple[str, str, bool] | None:
    """What is wrong, what mends it, and whether lsh cannot work so."""
    try:
        found = folder.stat()
    except OSError as error:
        return f"{folder}: {error.strerror}", "check the owner and mode of what is above it", True
    if not stat.S_ISDIR(found.st_mode):
        return f"{folder} is not a folder", remedy.aside(folder), True
    if found.st_uid != os.geteuid():
        return f"{folder} belongs to user {found.st_uid}", remedy.ours(folder), True
    if found.st_mode & 0o700 != 0o700 or not os.access(folder, os.W_OK | os.X_OK):
        return f"{folder} is not writable", remedy.private(folder, "700"), True
    if found.st_mode & 0o077:
        return f"{folder} is open to others", remedy.private(folder, "700"), False
    return None


def files(here: Surroundings) -> Finding:
    """Whether the files that hold what is private are this user's alone."""
    troubles, count = [], 0
    for path in _private_files(here):
        try:
            found = path.stat()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            troubles.append(
                (f"{path}: {error.strerror}", "check its folder's owner and mode", True)
            )
            continue
        count += 1
        if found.st_uid != os.geteuid():
            troubles.append((f"{path} belongs to user {found.st_uid}", remedy.ours(path), True))
        elif found.st_mode & 0o077:
            troubles.append((f"{path} is open to others", remedy.private(path, "600"), False))
        elif stat.S_ISREG(found.st_mode) and found.st_mode & 0o600 != 0o600:
            troubles.append((f"{path} is not writable", remedy.private(path, "600"), True))
    if troubles:
        return _trouble(troubles)
    return (
        Finding.ok(f"all {count} are private") if count else Finding.skipped("there are none yet")
    )


def _private_files(here: Surroundings) -> Iterator[Path]:
    paths = here.paths
    yield from (paths.database, Path(f"{paths.database}-wal"), Path(f"{paths.database}-shm"))
    yield from (paths.lock, paths.journal, paths.daemon_log, paths.socket, paths.spawner_socket)
    yield from (paths.config / "secrets.enc", paths.state / "secrets.key")


def _trouble(troubles: list[tuple[str, str, bool]]) -> Finding:
    """All that is wrong in one line; it is a failure if lsh cannot work with any of it."""
    detail = "; ".join(what for what, _, _ in troubles)
    mending = " && ".join(dict.fromkeys(what_mends for _, what_mends, _ in troubles))
    if any(fatal for _, _, fatal in troubles):
        return Finding.failed(detail, mending, _CONFIGURATION)
    return Finding.warning(detail, mending)


def socket_path(here: Surroundings) -> Finding:
    """Whether the system takes so long a path for a socket."""
    path = here.paths.spawner_socket
    length = len(bytes(path))
    if length > SOCKET_PATH_LIMIT:
        return Finding.failed(
            f"the path of the socket has {length} bytes, {SOCKET_PATH_LIMIT} is the most: {path}",
            "point LSH_HOME (or XDG_RUNTIME_DIR) at a shorter path",
            _CONFIGURATION,
        )
    return Finding.ok(f"{length} of {SOCKET_PATH_LIMIT} bytes: {path}")


def configuration(here: Surroundings) -> Finding:
    """Whether config.toml and the variables make sense."""
    path = here.paths.config_file
    try:
        load_settings(here.paths, here.environ)
    except LshError as error:
        hint = error.hint or f"correct it: {path}"
        return Finding.failed(error.message, hint, _CONFIGURATION)
    except OSError as error:
        return Finding.failed(
            f"{path}: {error.strerror}", remedy.private(path, "600"), _CONFIGURATION
        )
    return Finding.ok(str(path) if path.exists() else "the defaults: there is no config.toml")


def filesystem(here: Surroundings) -> Finding:
    """Whether the database stands on a disk of this machine: SQLite's WAL needs shared memory."""
    try:
        lines = here.mountinfo.read_text(errors="surrogateescape").split("\n")
    except OSError:
        return Finding.skipped("this system does not tell what its disks are")
    kind, mount = filesystem_of(_existing(here.paths.data), lines)
    if kind in _NETWORK:
        return Finding.failed(
            f"{here.paths.data} is on {mount}, a network filesystem ({kind}): the database would be damaged",
            "point LSH_HOME, or XDG_DATA_HOME, at a disk of this machine",
            _CONFIGURATION,
        )
    return Finding.ok(f"{kind} at {mount}")


def filesystem_of(path: Path, mountinfo: list[str]) -> tuple[str, str]:
    """Kind and mount point of the filesystem that holds ``path``; see proc(5) for the lines."""
    best = ("unknown", "")
    for line in filter(None, mountinfo):
        left, _, right = line.partition(" - ")
        point = _OCTAL.sub(lambda match: chr(int(match[1], 8)), left.split(" ")[4])
        # of two mounts at one point the later one is on top
        if path.is_relative_to(point) and len(point) >= len(best[1]):
            best = (right.split()[0], point)
    return best


def disk(here: Surroundings) -> Finding:
    """Whether there is room for what comes."""
    place = _existing(here.paths.data)
    found = os.statvfs(place)
    free = found.f_bavail * found.f_frsize
    least = here.settings.min_free_bytes
    if free < least:
        return Finding.failed(
            f"{size(free)} free at {place}: below {size(least)} (min_free_bytes) nothing is started",
            "free some space: lsh daemon db prune --older-than 30d helps",
            _CONFIGURATION,
        )
    if free < _LOW or (found.f_files and found.f_favail < 1000):
        return Finding.warning(
            f"{size(free)} and {found.f_favail:,} files left at {place}",
            "free some space: lsh daemon db prune --older-than 30d helps",
        )
    return Finding.ok(f"{size(free)} free at {place}")


def logs(here: Surroundings) -> Finding:
    """How much the output of runs takes, counted for two seconds at most."""
    total = count = 0
    give_up_at = here.ticks() + _LOGS_SECONDS
    pending = [here.paths.logs]
    while pending:
        try:
            entries = list(os.scandir(pending.pop()))
        except OSError:
            continue
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                pending.append(Path(entry.path))
                continue
            with suppress(FileNotFoundError):  # pruned just now
                total += entry.stat(follow_symlinks=False).st_blocks * 512
                count += 1
        if here.ticks() > give_up_at:
            break
    text = (
        f"{'over ' if pending else ''}{size(total)} in {plural(count, 'file')}: {here.paths.logs}"
    )
    if total > _LOGS_LARGE:
        return Finding.warning(
            text, "keep less: lsh daemon db prune --older-than 30d, or keep_days in config.toml"
        )
    return Finding.ok(text)


def _existing(path: Path) -> Path:
    """The path, or the nearest above it that is there."""
    return next(place for place in (path, *path.parents) if place.exists()).resolve()

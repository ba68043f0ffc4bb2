"""What the operating system alone can do or tell; what only Linux has is guarded here."""

from __future__ import annotations

import _socket
import os
import struct
import sys
import time

LINUX = sys.platform == "linux"
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36
_SO_PEERCRED = getattr(_socket, "SO_PEERCRED", 0)
_TICK_NS = 1_000_000_000 // os.sysconf("SC_CLK_TCK")
CLOCK_TICK = _TICK_NS / 1e9
PAGE = os.sysconf("SC_PAGE_SIZE")


def become_subreaper() -> bool:
    """Make orphaned descendants ours, so that they can be found and reaped. False where impossible."""
    return _prctl(_PR_SET_CHILD_SUBREAPER, 1)


def end_with_parent() -> bool:
    """Let the kernel send us SIGTERM when our parent dies, even by SIGKILL. False where impossible."""
    return _prctl(_PR_SET_PDEATHSIG, 15)


def _prctl(option: int, value: int) -> bool:
    """``_ctypes`` alone, since the ``ctypes`` package costs half a megabyte for this one call."""
    if not LINUX:
        return False
    try:
        import _ctypes

        # None is the program itself; the stubs know of libraries only.
        prctl = _ctypes.dlsym(_ctypes.dlopen(None, 0), "prctl")  # type: ignore[arg-type]
        return bool(_ctypes.call_function(prctl, (option, value, 0, 0, 0)) == 0)
    except (ImportError, AttributeError, OSError):
        return False


def name_process(name: str) -> None:
    """Name this process for ``ps`` and ``top``; at most 15 characters. Best effort."""
    try:
        with open("/proc/self/comm", "w") as comm:
            comm.write(name)
    except OSError:
        pass


def boot_id() -> str:
    """What tells one boot of this machine from another; pids mean nothing across boots."""
    if LINUX:
        try:
            with open("/proc/sys/kernel/random/boot_id") as file:
                return file.read().strip()
        except OSError:
            return ""
    import subprocess

    shown = subprocess.run(
        ["/usr/sbin/sysctl", "-n", "kern.bootsessionuuid"],
        capture_output=True,
        text=True,
        check=False,
    )
    return shown.stdout.strip()


def boot_ticks() -> int:
    """Clock ticks since boot, rounded down as the kernel rounds a process's start time."""
    if LINUX:
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME) // _TICK_NS
    return 0


def pid_start(pid: int) -> int | None:
    """The start time of ``pid`` in clock ticks since boot; None when it is gone or nobody tells."""
    stat = _stat_fields(pid)
    return int(stat[19]) if stat else None


def resident(pid: int) -> int | None:
    """The bytes of memory that ``pid`` holds; None when it is gone or nobody tells."""
    try:
        with open(f"/proc/{pid}/statm", "rb", buffering=0) as file:
            return int(file.read(256).split()[1]) * PAGE
    except (OSError, IndexError):
        return None


def has_ended(pid: int) -> bool:
    """Whether ``pid`` is gone, or is a zombie that nobody has waited for: it holds nothing then."""
    fields = _stat_fields(pid)
    if fields:
        return fields[0] == b"Z"
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        pass
    return False


def _stat_fields(pid: int) -> list[bytes] | None:
    """The fields of /proc/PID/stat from ``state`` (proc(5) number 3) on."""
    try:
        with open(f"/proc/{pid}/stat", "rb", buffering=0) as file:
            return file.read(4096).rpartition(b")")[2].split()
    except OSError:
        return None


def peer_uid(connection: _socket.socket) -> int | None:
    """The user at the other end of a Unix socket; None where the system does not tell."""
    try:
        if LINUX:  # struct ucred {pid_t pid; uid_t uid; gid_t gid;}
            ucred = connection.getsockopt(_socket.SOL_SOCKET, _SO_PEERCRED, 12)
            return int(struct.unpack("3i", ucred)[1])
        # macOS: struct xucred {u_int version; uid_t uid; ...} by LOCAL_PEERCRED of SOL_LOCAL.
        return int(struct.unpack_from("2I", connection.getsockopt(0, 0x001, 76))[1])
    except (OSError, struct.error):
        return None

"""The processes of one run, wherever they went: session, descendants, and those that left both.

A process belongs to a run when it is in the run's session (and so in its process group), descends
from such a process, or was adopted by the spawner and carries the run's mark in its environment.
"""

from __future__ import annotations

import os
import signal
import sys
import time

from lsh.spawner.kernel import LINUX, pid_start
from lsh.spawner.protocol import ATTEMPT_MARK, DAEMON_MARK, RUN_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from lsh.spawner.shapes import Key


class Process:
    """One row of the process table. ``cpu`` is in clock ticks with waited-for children, ``rss`` in pages."""

    __slots__ = ("cpu", "parent", "pid", "rss", "session", "start", "zombie")

    def __init__(self, pid: int, parent: int, session: int, start: int | None) -> None:
        self.pid = pid
        self.parent = parent
        self.session = session
        self.start = start
        self.cpu = 0
        self.rss = 0
        self.zombie = False


class Snapshot:
    """The process table at one moment."""

    def __init__(self) -> None:
        self.processes = _proc_table() if LINUX else _ps_table()
        self._children: dict[int, list[Process]] = {}
        self._sessions: dict[int, list[Process]] = {}
        for process in self.processes.values():
            self._children.setdefault(process.parent, []).append(process)
            self._sessions.setdefault(process.session, []).append(process)

    def members(
        self,
        pid: int,
        start: int | None,
        key: Key,
        adopter: int | None = None,
        daemon: str | None = None,
    ) -> list[Process]:
        """The living processes of the run whose main process is or was ``pid``.

        ``adopter`` is the subreaper to which escaped processes fall; without one, the mark is
        looked for in every process, and ``daemon`` tells its runs from those of other homes.
        """
        root = self.processes.get(pid)
        found: dict[int, Process] = {}
        reused = root is not None and None not in (start, root.start) and root.start != start
        if pid and not reused:
            found = {process.pid: process for process in self._sessions.get(pid, ())}
            if root is not None:
                found[pid] = root
        for process in self._strays(adopter):
            if process.pid not in found and carries_mark(process.pid, key, daemon):
                found[process.pid] = process
        self._add_descendants(found)
        spared = (os.getpid(), os.getppid())
        return [p for p in found.values() if not p.zombie and p.pid not in spared]

    def _strays(self, adopter: int | None) -> Iterable[Process]:
        return self.processes.values() if adopter is None else self._children.get(adopter, ())

    def _add_descendants(self, found: dict[int, Process]) -> None:
        unseen = list(found.values())
        while unseen:
            for child in self._children.get(unseen.pop().pid, ()):
                if child.pid not in found:
                    found[child.pid] = child
                    unseen.append(child)


def _proc_table() -> dict[int, Process]:
    table = {}
    for name in os.listdir("/proc"):
        if not name.isdigit():
            continue
        try:
            with open(f"/proc/{name}/stat", "rb", buffering=0) as file:
                fields = file.read(4096).rpartition(b")")[2].split()
        except OSError:
            continue  # it ended meanwhile
        if len(fields) < 22:
            continue
        process = Process(int(name), int(fields[1]), int(fields[3]), int(fields[19]))
        process.zombie = fields[0] in (b"Z", b"X")
        process.cpu = sum(map(int, fields[11:15]))
        process.rss = int(fields[21])
        table[process.pid] = process
    return table


def _ps_table() -> dict[int, Process]:
    """Where there is no /proc: pid, parent and group by ps; a run's session leader leads its group."""
    import subprocess

    shown = subprocess.run(
        ["/bin/ps", "-A", "-o", "pid=,ppid=,pgid=,stat="],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    table = {}
    for line in shown.stdout.splitlines():
        pid, parent, group, state = line.split(None, 3)
        process = Process(int(pid), int(parent), int(group), None)
        process.zombie = state.startswith("Z")
        table[process.pid] = process
    return table


def carries_mark(pid: int, key: Key, daemon: str | None = None) -> bool:
    """Whether the environment that ``pid`` was executed with names this run and attempt.

    Every home counts its runs from 1: with ``daemon`` it must also have been that one's.
    """
    try:
        with open(f"/proc/{pid}/environ", "rb", buffering=0) as file:
            environ = file.readall().split(b"\0")
    except OSError:
        return False  # ended, another user's, or no /proc
    run, attempt = key
    marks = [f"{RUN_MARK}={run}", f"{ATTEMPT_MARK}={attempt}"]
    if daemon is not None:
        marks.append(f"{DAEMON_MARK}={daemon}")
    return all(os.fsencode(mark) in environ for mark in marks)


def send(process: Process, number: int) -> None:
    """Signal exactly this process: a pid that was reused since is left alone. Gone is fine."""
    try:
        if sys.platform != "linux" or process.start is None:
            os.kill(process.pid, number)
            return
        handle = os.pidfd_open(process.pid)
        try:
            if pid_start(process.pid) == process.start:
                signal.pidfd_send_signal(handle, number)
        finally:
            os.close(handle)
    except OSError:
        pass


def send_all(processes: Iterable[Process], number: int) -> None:
    """Signal each; a stopped process is woken, or it would not see the signal."""
    for process in processes:
        send(process, number)
        if number not in (signal.SIGKILL, signal.SIGSTOP):
            send(process, signal.SIGCONT)


def kill_tree(
    pid: int,
    start: int | None,
    key: Key,
    *,
    daemon: str,
    grace: float,
    wait: float = 5.0,
) -> list[int]:
    """TERM the whole tree of a run, KILL after ``grace``; the pids that outlived it (none: done).

    Blocks, for up to ``grace + wait`` seconds. The spawner itself does this without blocking.
    """
    began = time.monotonic()
    members = Snapshot().members(pid, start, key, daemon=daemon)
    send_all(members, signal.SIGTERM)
    pause = 0.005
    while members and time.monotonic() < began + grace + wait:
        time.sleep(pause)
        pause = min(pause * 2, 0.1)
        members = Snapshot().members(pid, start, key, daemon=daemon)
        if time.monotonic() >= began + grace:
            send_all(members, signal.SIGKILL)
    return sorted(process.pid for process in members)

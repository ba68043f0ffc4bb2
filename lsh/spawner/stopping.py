"""Ending runs: a signal to the whole tree, KILL after the grace, again until nothing is left.

The report of a run that is being stopped is held back until its whole tree is gone: "stopped"
then means that, and a retry cannot meet what is left of the attempt before.
"""

from __future__ import annotations

import os
import signal

from lsh.spawner.run import INFINITY
from lsh.spawner.tree import Snapshot, send_all

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from lsh.spawner.run import Run
    from lsh.spawner.shapes import Ending, Key
    from lsh.spawner.tree import Process

_SHORTEST = 0.005  # s between two looks at a tree, doubling up to
_LONGEST = 0.25
PATIENCE = 10.0  # s of KILL before we say that it does not help


class Stop:
    """One run that is being ended."""

    __slots__ = ("ending", "kill_at", "look_at", "pause", "run", "seen")

    def __init__(self, run: Run, kill_at: float) -> None:
        self.run = run
        self.kill_at = kill_at
        self.look_at = kill_at
        self.pause = _SHORTEST
        self.seen: dict[int, Process] = {}
        self.ending: Ending | None = None  # set once the main process has ended


class Stopper:
    """All stops under way. ``due`` is when ``tick`` has something to do."""

    def __init__(
        self, finish: Callable[[Run, Ending], None], complain: Callable[[str], None]
    ) -> None:
        self.due = INFINITY
        self._stops: dict[Key, Stop] = {}
        self._finish = finish
        self._complain = complain

    def begin(self, run: Run, number: int, grace: float, now: float, table: Snapshot) -> None:
        """Signal the tree of ``run`` now; a second call may only shorten the grace.

        ``table`` is fresh, and shared between runs that are stopped together: reading it takes
        milliseconds.
        """
        kill_at = now if number == signal.SIGKILL else now + grace
        stop = self._stops.setdefault(run.key, Stop(run, kill_at))
        stop.kill_at = min(stop.kill_at, kill_at)
        stop.look_at = min(stop.look_at, stop.kill_at)
        send_all(self._members(stop, table), number)
        self.due = min(self.due, stop.look_at)

    def hold(self, run: Run, ending: Ending, now: float) -> bool:
        """The main process ended: True if ``run`` is being stopped, and ``finish`` will be called."""
        stop = self._stops.get(run.key)
        if stop is None:
            return False
        stop.ending = ending
        stop.look_at = self.due = now
        return True

    def tick(self, now: float) -> None:
        """Look at the trees whose time has come."""
        table = Snapshot()
        for stop in [stop for stop in self._stops.values() if stop.look_at <= now]:
            self._look(stop, table, now)
        self.due = min((stop.look_at for stop in self._stops.values()), default=INFINITY)

    def _look(self, stop: Stop, table: Snapshot, now: float) -> None:
        members = self._members(stop, table)
        if stop.ending is not None and not members:
            self._let_go(stop)
            return
        if now >= stop.kill_at:
            send_all(members, signal.SIGKILL)
        if members and now >= stop.kill_at + PATIENCE:
            self._give_up(stop, members)
            return
        stop.pause = min(stop.pause * 2, _LONGEST)
        stop.look_at = now + stop.pause
        if now < stop.kill_at:
            stop.look_at = min(stop.look_at, stop.kill_at)

    def _give_up(self, stop: Stop, members: list[Process]) -> None:
        pids = ", ".join(str(process.pid) for process in members)
        self._complain(
            f"Run {stop.run.run} was killed, but these processes do not end: {pids};"
            " they hang in the kernel (state D in ps), most often on a dead network file system."
        )
        if stop.ending is not None:
            self._let_go(stop)
        else:
            stop.kill_at += 6 * PATIENCE
            stop.look_at = stop.kill_at

    def _let_go(self, stop: Stop) -> None:
        del self._stops[stop.run.key]
        if stop.ending is not None:
            self._finish(stop.run, stop.ending)

    def _members(self, stop: Stop, table: Snapshot) -> list[Process]:
        """The run's processes, those seen before included even if they have lost every mark since."""
        run = stop.run
        members = table.members(run.pid, run.pid_start, run.key, adopter=os.getpid())
        for process in members:
            stop.seen[process.pid] = process
        known = {process.pid for process in members}
        for pid, before in stop.seen.items():
            still = table.processes.get(pid)
            if pid not in known and still and still.start == before.start and not still.zombie:
                members.append(still)
        return members

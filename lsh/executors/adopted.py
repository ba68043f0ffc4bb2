"""Runs whose spawner died: they go on, and are watched from here until they end.

Their exit status is kept where the engine is a subreaper and the dead spawner was its child: the
kernel then gives the orphans to the engine, which can wait for them. Elsewhere their end is seen, but
not how it was, and they end as lost.
"""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Callable, Set
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from lsh.domain.run import AttemptEnd
from lsh.executors.base import Ended
from lsh.executors.endings import attempt_end, lost_end
from lsh.spawner.adoption import kill_tree, pid_start
from lsh.spawner.protocol import TIMEOUT

LOST_REASON = "its spawner was killed; that the run ended was seen, but not how"
_POLL_SECONDS = 1.0


@dataclass(slots=True)
class _Orphan:
    run_id: int
    attempt: int
    pid: int
    start: int | None
    started_at: int | None
    why: str | None = None
    descriptor: int | None = None
    deadline: asyncio.TimerHandle | None = None
    killer: asyncio.Future[list[int]] | None = None


class Adopted:
    """Watches orphaned runs; ``report`` is called with the end of each. ``daemon`` is the home's mark."""

    def __init__(self, report: Callable[[Ended], None], daemon: str) -> None:
        self._report = report
        self._daemon = daemon
        self._orphans: dict[tuple[int, int], _Orphan] = {}

    def __contains__(self, key: object) -> bool:
        return key in self._orphans

    def watch(
        self, key: tuple[int, int], pid: int, start: int | None, started_at: int | None
    ) -> None:
        """Wait for the end of this living process."""
        if key in self._orphans:
            return
        orphan = _Orphan(*key, pid, start, started_at)
        self._orphans[key] = orphan
        loop = asyncio.get_running_loop()
        try:
            orphan.descriptor = os.pidfd_open(pid)
        except (AttributeError, OSError):
            loop.call_later(_POLL_SECONDS, self._poll, orphan)
            return
        loop.add_reader(orphan.descriptor, self._ended, orphan)

    def stop(self, key: tuple[int, int], *, grace: float, why: str) -> None:
        """End the whole process tree, in a thread: it may take as long as the grace."""
        orphan = self._orphans[key]
        orphan.why = orphan.why or why  # the first cause is the cause
        work = partial(kill_tree, orphan.pid, orphan.start, key, grace=grace, daemon=self._daemon)
        orphan.killer = asyncio.get_running_loop().run_in_executor(None, work)

    def limit(self, key: tuple[int, int], seconds: float, grace: float) -> None:
        """Keep the time limit that the spawner would have kept."""
        orphan = self._orphans[key]
        if orphan.deadline is None:
            orphan.deadline = asyncio.get_running_loop().call_later(
                max(seconds, 0), lambda: self.stop(key, grace=grace, why=TIMEOUT)
            )

    def reap_strays(self, spared: int | None, others: Set[int] = frozenset()) -> None:
        """Collect what fell to us and is nobody's: children that runs left behind, and that ended.

        ``spared`` is the living spawner, ``others`` are reaped by whoever started them. Runs are
        collected when their end is reported.
        """
        mine = {orphan.pid for orphan in self._orphans.values()} | {spared, *others}
        strays = [pid for pid in _children() if pid not in mine]
        # asked after they were listed: while the spawner lives, none of them is a run of its
        if spared is None or not _is_living_child(spared):
            return
        for pid in strays:
            with suppress(ChildProcessError):
                os.waitpid(pid, os.WNOHANG)

    def _poll(self, orphan: _Orphan) -> None:
        if pid_start(orphan.pid) == orphan.start and orphan.start is not None:
            asyncio.get_running_loop().call_later(_POLL_SECONDS, self._poll, orphan)
        else:
            self._ended(orphan)

    def _ended(self, orphan: _Orphan) -> None:
        if orphan.descriptor is not None:
            asyncio.get_running_loop().remove_reader(orphan.descriptor)
            os.close(orphan.descriptor)
            orphan.descriptor = None
        if orphan.deadline is not None:
            orphan.deadline.cancel()
        if orphan.killer is not None and not orphan.killer.done():
            # stopped means that the whole tree is gone
            orphan.killer.add_done_callback(lambda _: self._ended(orphan))
            return
        del self._orphans[orphan.run_id, orphan.attempt]
        self._report(
            reap(orphan.run_id, orphan.attempt, orphan.pid, orphan.started_at, why=orphan.why)
        )


def _children() -> list[int]:
    folder = Path(f"/proc/self/task/{os.getpid()}")
    with suppress(OSError):
        return [int(pid) for pid in (folder / "children").read_text().split()]
    return []  # only Linux gives orphans to a subreaper


def _is_living_child(pid: int) -> bool:
    try:
        return os.waitid(os.P_PID, pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None
    except ChildProcessError:
        return False


def reap(
    run_id: int, attempt: int, pid: int, started_at: int | None, *, why: str | None = None
) -> Ended:
    """The end of a process that is over: with its status if it fell to us, as lost otherwise."""
    now = time.time_ns() // 1000
    duration = None if started_at is None else max(now - started_at, 0) / 1e6
    try:
        waited, status, usage = os.wait4(pid, os.WNOHANG)
    except ChildProcessError:
        waited = 0
    if not waited:
        end: AttemptEnd = lost_end(LOST_REASON)
        if why is not None:
            end = attempt_end(None, why, None)
        return Ended(run_id, attempt, end, started_at, now, duration)
    return Ended(
        run_id,
        attempt,
        attempt_end(status, why, None),
        started_at,
        now,
        duration,
        usage.ru_utime + usage.ru_stime,
        usage.ru_maxrss * 1024,
    )

"""The life of runs in the spawner: submitted, started, reaped, reported. Knows no socket.

A run ends when its main process ends. What it leaves in the background is left alone, as cron does,
unless the run is being stopped: then it ends with its whole tree (see :mod:`lsh.spawner.stopping`).
"""

from __future__ import annotations

import os
import signal
import time
from collections import deque
from contextlib import suppress

from lsh.spawner import launch, reports
from lsh.spawner.admission import Admission
from lsh.spawner.journal import Journal
from lsh.spawner.kernel import boot_ticks, pid_start
from lsh.spawner.limits import Watch, seconds_text, verdict
from lsh.spawner.logcap import LogKeeper, log_size
from lsh.spawner.outbox import Outbox
from lsh.spawner.protocol import SPAWN, TIMEOUT
from lsh.spawner.run import INFINITY, Run
from lsh.spawner.stopping import Stopper
from lsh.spawner.tree import Snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from resource import struct_rusage
    from typing import Any

    from lsh.spawner.shapes import Ending, Key

_BURST = 16  # starts, and preparations, before ends and messages get their turn
_RSS_UNIT = 1024 if os.uname().sysname == "Linux" else 1


class Spawner:
    """All runs. Call ``turn`` whenever something may have happened; it never blocks for long."""

    def __init__(self, journal: Journal, complain: Callable[[str | None], None]) -> None:
        self.admission = Admission()
        self.outbox = Outbox()
        self.live: dict[Key, Run] = {}
        self.stopping = False  # a shutdown was asked for
        self._journal = journal
        self._by_pid: dict[int, Run] = {}
        self._unprepared: deque[Run] = deque()
        self._more_to_start = False
        self._next_deadline = INFINITY
        self._stopper = Stopper(self._report_end, complain)
        self._watch = Watch(self._end_for_limit)
        self._logs = LogKeeper(complain)
        for report in journal.taken_over:
            self._report_leftover(report)

    # What the engine asks for

    def submit(self, spec: dict[str, Any]) -> bool:
        """Take in one run; True also when it is known already. ValueError if it makes no sense."""
        run = Run(spec)
        if self.knows(run.key):
            return True
        if self.stopping:
            return False
        self.admission.add(run, time.time_ns() // 1000)
        self._unprepared.append(run)
        return True

    def knows(self, key: Key) -> bool:
        """Whether the run is live, waits, or ended without the engine having acknowledged it."""
        return key in self.live or key in self.admission.waiting or self.outbox.knows(key)

    def stop(self, keys: list[Key], number: int, grace: float | None, why: str) -> None:
        """End runs; those that still wait are reported as ended, never started."""
        live = [run for key in keys if (run := self.live.get(key)) is not None]
        self._end(live, why, None, number=number, grace=grace)
        for run in self.withdraw(keys):
            self._report_unstarted(run, None, why, None)

    def withdraw(self, keys: list[Key]) -> list[Run]:
        """Take back those that have not started, with the empty logs made for them."""
        gone = self.admission.withdraw(keys)
        for run in gone:
            if run.prepared and log_size(run) == 0:
                with suppress(OSError):
                    os.unlink(run.log)
        return gone

    def shut_down(self) -> list[Run]:
        """Accept nothing more, and give back what waits."""
        self.stopping = True
        return self.withdraw(list(self.admission.waiting))

    def acknowledge(self, seq: int) -> None:
        """Forget reports; and let the journal shrink when it can."""
        self.outbox.acknowledge(seq)
        if self.outbox.empty and not self.live:
            self._journal.clear()
        elif self._journal.overgrown(len(self.outbox) + len(self.live)):
            starts = [reports.started(run) for run in self.live.values()]
            self._journal.compact([*self.outbox, *starts])

    # The turn

    def turn(self) -> None:
        """Reap, do what is due, and start what may start: one burst of it."""
        self._reap()
        now = time.monotonic()
        if now >= self._next_deadline:
            self._expire(now)
        if now >= self._stopper.due:
            self._stopper.tick(now)
        if now >= self._watch.due:
            self._watch.tick(now, self.live.values())
        if now >= self._logs.due:
            self._logs.tick(now, self.live.values())
        if self._logs.busy:
            self._logs.step()
        if now >= self._journal.due:
            self._journal.tick(now)
        self.admission.due(time.time_ns() // 1000)
        if not self._start_burst():
            self._prepare_burst()

    def idle_for(self) -> float:
        """Seconds until ``turn`` has something to do of itself; 0 at once, infinity never."""
        if self._unprepared or self._logs.busy or self._more_to_start:
            return 0.0
        due = min(
            self._next_deadline,
            self._stopper.due,
            self._watch.due,
            self._logs.due,
            self._journal.due,
        )
        wait = due - time.monotonic() if due != INFINITY else INFINITY
        instant = self.admission.next_instant()
        if instant is not None:
            # The wall clock may be set while we sleep, and a sleep does not count suspended time.
            wait = min(wait, 1.0, instant / 1e6 - time.time())
        return max(0.0, wait)

    @property
    def at_rest(self) -> bool:
        """Nothing is live and nothing waits."""
        return not self.live and not self.admission.waiting

    @property
    def on_disk(self) -> bool:
        """Whether this process may end without losing a report."""
        return self._journal.safe

    # Starting

    def _start_burst(self) -> bool:
        """Start up to a burst of runs; True if there may be more."""
        self._more_to_start = False
        for _ in range(_BURST):
            run = self.admission.take()
            if run is None:
                return False
            self._start(run)
        self._more_to_start = True
        return True

    def _prepare_burst(self) -> None:
        for _ in range(min(_BURST, len(self._unprepared))):
            run = self._unprepared.popleft()
            if not run.prepared and run.key in self.admission.waiting:
                launch.prepare(run)

    def _start(self, run: Run) -> None:
        self._journal.write(reports.intent(run, time.time_ns() // 1000))
        ticks = boot_ticks()
        try:
            run.pid = launch.start(run)
        except launch.SpawnError as error:
            self.admission.release(run)
            self._report_unstarted(run, error.status, SPAWN, str(error))
            return
        run.started = now = time.monotonic()
        run.started_us = time.time_ns() // 1000
        # The kernel notes the start in ticks of 10 ms. When no tick passed, it is known without
        # asking, which saves 12 µs of the 300 that a start costs.
        run.pid_start = ticks if ticks and ticks == boot_ticks() else pid_start(run.pid)
        run.forget_request()
        self.live[run.key] = self._by_pid[run.pid] = run
        line = reports.started(run)
        self._journal.write(line)
        self.outbox.add(line)
        self._begin_care(run, now)

    def _begin_care(self, run: Run, now: float) -> None:
        if run.timeout is not None:
            run.deadline = now + run.timeout
            self._next_deadline = min(self._next_deadline, run.deadline)
        if run.limited:
            self._watch.begin(now)
        if run.log_cap is not None:
            self._logs.begin(now)

    # Ending

    def _expire(self, now: float) -> None:
        late = [run for run in self.live.values() if run.deadline <= now]
        for run in late:
            run.deadline = INFINITY
            if run.cause is None:
                run.error = f"Ran longer than its time limit of {seconds_text(run.timeout)} s."
        self._end([run for run in late if run.cause is None], TIMEOUT, None)
        self._next_deadline = min((run.deadline for run in self.live.values()), default=INFINITY)

    def _end_for_limit(self, run: Run, cause: str, sentence: str) -> None:
        self._end([run], cause, sentence)

    def _end(
        self,
        runs: list[Run],
        cause: str,
        sentence: str | None,
        number: int = signal.SIGTERM,
        grace: float | None = None,
    ) -> None:
        if not runs:
            return
        table = Snapshot()
        now = time.monotonic()
        for run in runs:
            if run.cause is None:  # the first cause is the cause
                run.cause, run.error = cause, sentence or run.error
            self._stopper.begin(run, number, run.grace if grace is None else grace, now, table)

    def _reap(self) -> None:
        """Collect all that ended: our runs, and orphans that we adopted, silently."""
        while True:
            try:
                pid, status, usage = os.wait4(-1, os.WNOHANG)
            except ChildProcessError:
                return
            if pid == 0:
                return
            run = self._by_pid.pop(pid, None)
            if run is not None:
                self._ended(run, status, usage)

    def _ended(self, run: Run, status: int, usage: struct_rusage) -> None:
        now = time.monotonic()
        cpu = usage.ru_utime + usage.ru_stime
        max_rss = usage.ru_maxrss * _RSS_UNIT
        if run.limited and run.cause is None:
            run.cause, run.error = verdict(run, status, cpu, max_rss) or (None, None)
        ending: Ending = {
            "status": status,
            "cause": run.cause,
            "error": run.error,
            "started_us": run.started_us,
            "ended_us": time.time_ns() // 1000,
            "duration": round(now - run.started, 6),
            "cpu_seconds": round(cpu, 6),
            "max_rss_bytes": max_rss,
            "log_bytes": run.log_rotated + log_size(run),
        }
        if run.cause is None or not self._stopper.hold(run, ending, now):
            self._report_end(run, ending)

    # Reporting: first on disk, then to the engine

    def _report_end(self, run: Run, ending: Ending) -> None:
        del self.live[run.key]
        self.admission.release(run)
        if run.log_cap is not None:
            self._logs.check(run)
        self._report_last(run.key, ending)

    def _report_unstarted(
        self, run: Run, status: int | None, cause: str, error: str | None
    ) -> None:
        ending = reports.unstarted(status, cause, error, time.time_ns() // 1000)
        self._report_last(run.key, ending)

    def _report_last(self, key: Key, ending: Ending) -> None:
        line = reports.ended(key, ending)
        self._journal.write(line)
        self.outbox.add_last(key, line)

    def _report_leftover(self, report: list[Any]) -> None:
        line = reports.leftover(report)
        if report[0] == "started":
            self.outbox.add(line)
        else:
            self.outbox.add_last((report[1], report[2]), line)

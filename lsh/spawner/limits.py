"""Memory and CPU limits: the kernel's on each process, and a watch over the whole process tree."""

from __future__ import annotations

import errno
import math
import os
import signal

from lsh.spawner.kernel import CLOCK_TICK, LINUX, PAGE
from lsh.spawner.protocol import CPU, MEMORY
from lsh.spawner.run import INFINITY
from lsh.spawner.tree import Snapshot

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from lsh.spawner.run import Run

INTERVAL = 0.5  # s between two samples
SUSTAINED = 2  # samples in a row over the limit before the run is ended
_CPU_HEADROOM = 5  # s between XCPU, which a program may catch, and KILL
# A child's peak begins with the spawner's own, whose memory it shares until it has executed.
_RSS_FLOOR = 32 * 2**20
_TAIL = 4096
# What programs say when the kernel refuses them memory: libc, Python, C++, Go and Rust, Node, Java.
_REFUSALS = (
    b"Cannot allocate memory", b"MemoryError", b"bad_alloc", b"out of memory",
    b"memory allocation of", b"OutOfMemoryError",
)  # fmt: skip


def wrap(run: Run, program: str) -> tuple[str, list[str]]:
    """The command under /bin/sh with its kernel limits; OSError as exec would have raised.

    posix_spawn sets no limits, and setting the spawner's own would race with other starts.
    Memory is limited as data (-d: private writable memory), not as address space (-v), which
    runtimes reserve by the gigabyte without using it.
    """
    if not os.path.exists(program):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
    if os.path.isdir(program) or not os.access(program, os.X_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))
    script = ""
    if run.memory_limit is not None:
        script += f"ulimit -d {max(1, int(run.memory_limit) // 1024)} 2>/dev/null; "
    if run.cpu_limit is not None:
        soft = max(1, math.ceil(run.cpu_limit))
        script += f"ulimit -Ht {soft + _CPU_HEADROOM} 2>/dev/null; ulimit -St {soft} 2>/dev/null; "
    return "/bin/sh", ["sh", "-c", f'{script}exec "$@"', "sh", program, *run.argv[1:]]


def verdict(run: Run, status: int, cpu_seconds: float, max_rss: int) -> tuple[str, str] | None:
    """Whether a run that ended by itself did so by a limit: (cause, sentence), or None."""
    by_signal = os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0
    if run.cpu_limit is not None and (
        by_signal == signal.SIGXCPU
        or (by_signal == signal.SIGKILL and cpu_seconds >= run.cpu_limit)
    ):
        return CPU, _cpu_sentence(run, cpu_seconds)
    if (
        run.memory_limit is not None
        and status != 0
        and (max_rss > max(run.memory_limit, _RSS_FLOOR) or _was_refused_memory(run.log))
    ):
        return MEMORY, _memory_sentence(run, max_rss)
    return None


def _was_refused_memory(log: str) -> bool:
    """The kernel leaves no trace of an allocation that it refused; the program's last words do."""
    try:
        with open(log, "rb") as file:
            file.seek(-min(_TAIL, file.seek(0, os.SEEK_END)), os.SEEK_END)
            tail = file.read(_TAIL)
    except OSError:
        return False
    return any(words in tail for words in _REFUSALS)


def seconds_text(seconds: float | None) -> str:
    """Seconds as a person counts them: what a run's limit leaves an attempt has many digits."""
    return f"{round(seconds or 0, 1) or seconds:g}"


def _cpu_sentence(run: Run, used: float) -> str:
    limit = seconds_text(run.cpu_limit)
    return f"Used {used:.1f} s of CPU time, its limit is {limit} s; raise it or do less."


def _memory_sentence(run: Run, used: int) -> str:
    limit = (run.memory_limit or 0) / 2**20
    seen = f"; {used / 2**20:.0f} MiB were seen" if used else ""
    return f"Reached its memory limit of {limit:.0f} MiB{seen}; raise the limit or use less."


class Watch:
    """Samples the trees of limited runs, and says which must end. Idle while there are none."""

    def __init__(self, end: Callable[[Run, str, str], None]) -> None:
        """``end`` is given the run, the cause and the sentence."""
        self.due = INFINITY
        self._end = end

    def begin(self, now: float) -> None:
        """A limited run was started."""
        self.due = min(self.due, now + INTERVAL)

    def tick(self, now: float, live: Iterable[Run]) -> None:
        """Take one sample of all limited runs, in one reading of the process table."""
        limited = [run for run in live if run.limited]
        self.due = now + INTERVAL if limited else INFINITY
        if not limited or not LINUX:
            return
        table = Snapshot()
        for run in limited:
            if run.cause is None:
                self._judge(run, table)

    def _judge(self, run: Run, table: Snapshot) -> None:
        processes = table.members(run.pid, run.pid_start, run.key, adopter=os.getpid())
        memory = sum(process.rss for process in processes) * PAGE
        cpu = sum(process.cpu for process in processes) * CLOCK_TICK
        over_memory = run.memory_limit is not None and memory > run.memory_limit
        over_cpu = run.cpu_limit is not None and cpu > run.cpu_limit
        run.strikes = run.strikes + 1 if over_memory or over_cpu else 0
        if run.strikes >= SUSTAINED:
            if over_memory:
                self._end(run, MEMORY, _memory_sentence(run, memory))
            else:
                self._end(run, CPU, _cpu_sentence(run, cpu))

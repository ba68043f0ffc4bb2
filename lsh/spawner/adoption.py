"""For the engine, when a spawner died: which of its runs are alive, and how to end them.

The runs of a dead spawner go on, but their exit status and resource use are lost with it.
"""

from __future__ import annotations

from lsh.spawner.kernel import boot_id, pid_start
from lsh.spawner.tree import Snapshot, carries_mark, kill_tree

__all__ = ["boot_id", "find_run", "is_same_process", "kill_tree", "pid_start"]


def is_same_process(pid: int, start: int | None, boot: str) -> bool:
    """Whether ``pid`` is alive and still the process that started at ``start`` under ``boot``.

    Where the system tells no start times (``start`` None), the process must exist.
    """
    if boot != boot_id():
        return False
    process = Snapshot().processes.get(pid)
    if process is None or process.zombie:
        return False
    return start is None or process.start == start


def find_run(run: int, attempt: int, daemon: str) -> tuple[int, int | None] | None:
    """The pid and start of the run's oldest living process, found by its mark; None if there is none.

    For a run of which only the intent was written. The main process is the oldest of its tree, if
    it is alive; else the oldest that it left.
    """
    marked = [
        process
        for process in Snapshot().processes.values()
        if not process.zombie and carries_mark(process.pid, (run, attempt), daemon)
    ]
    if not marked:
        return None
    oldest = min(marked, key=lambda process: (process.start or 0, process.pid))
    return oldest.pid, oldest.start

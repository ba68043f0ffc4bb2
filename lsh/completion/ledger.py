"""Words of the ledger: jobs, runs, and what jobs are sorted by."""

# pathlib alone would cost a quarter of the time that there is
# ruff: noqa: PTH110, PTH118, PTH123
import os
import time

from lsh.completion import folder
from lsh.store import words as ledger

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from lsh.completion import Word

_SHOWN = 60  # characters of a command, or of an error


def words(kind: str, prefix: str, typed: "list[str]", limit: int) -> "Iterator[Word]":
    """The words of ``kind``, as many as ``limit``. Raises whatever a broken home raises."""
    path = os.path.join(folder("data"), "lsh.db")
    if not os.path.exists(path):  # connecting would make one
        raise FileNotFoundError(path)
    now = time.time()
    if kind == "job":
        return _jobs(path, prefix, limit, now)
    if kind == "run":
        return _runs(path, prefix, typed, limit, now)
    if kind == "queue":
        return _queues(path, prefix, limit)
    if kind == "host":
        return _hosts(path, prefix, limit)
    if kind in ledger.GROUPS:
        return _groups(path, kind, prefix, limit)
    return _rows(path, kind, prefix, limit, now)


def _jobs(path: str, prefix: str, limit: int, now: float) -> "Iterator[Word]":
    for job_id, name, state, next_fire_at, run_state in ledger.job_words(path, prefix, limit):
        if state != "active":
            about = state
        else:
            about = f"next in {_span(next_fire_at / 1e6 - now)}" if next_fire_at else "by hand"
        if run_state:
            about = f"{about}, last {run_state}"
        # the id is one word; a name is offered when that is what was begun
        if prefix and not job_id.startswith(prefix):
            yield name, about
        else:
            yield job_id, f"{name}, {about}"


def _runs(path: str, prefix: str, typed: "list[str]", limit: int, now: float) -> "Iterator[Word]":
    for run_id, name, state, at in ledger.run_words(path, prefix, typed, limit):
        yield str(run_id), f"{name}, {state}, {_when(at, now)}"


def _groups(path: str, kind: str, prefix: str, limit: int) -> "Iterator[Word]":
    for word, count in ledger.group_words(path, kind, prefix, limit):
        yield word, _jobs_counted(count)


def _queues(path: str, prefix: str, limit: int) -> "Iterator[Word]":
    """The queues of jobs and of the settings, with their slots."""
    counts = dict(ledger.group_words(path, "queue", prefix, limit))
    slots = _slots()
    for queue in sorted({"default", *counts, *slots}):
        about = _jobs_counted(counts.get(queue, 0))
        if queue in slots:
            about += f", {slots[queue]} slot{'' if slots[queue] == 1 else 's'}"
        yield queue, about


def _slots() -> "dict[str, int]":
    try:
        with open(os.path.join(folder("config"), "config.toml"), "rb") as file:
            import tomllib

            queues = tomllib.load(file).get("queues")
    except (OSError, ValueError):  # a file that is broken is said elsewhere
        return {}
    found = queues.items() if isinstance(queues, dict) else ()
    return {name: slots for name, slots in found if isinstance(slots, int)}


def _hosts(path: str, prefix: str, limit: int) -> "Iterator[Word]":
    """The machines that jobs name, and this one."""
    counts = dict(ledger.group_words(path, "host", prefix, limit))
    here = os.uname().nodename
    for host in sorted({here, *counts}):
        about = _jobs_counted(counts.get(host, 0))
        yield host, f"this machine, {about}" if host == here else about


def _rows(path: str, kind: str, prefix: str, limit: int, now: float) -> "Iterator[Word]":
    for word, about, at in ledger.row_words(path, kind, prefix, limit):
        yield str(word), f"{about[:_SHOWN]}, {_when(at, now)}"


def _jobs_counted(count: int) -> str:
    return "1 job" if count == 1 else f"{count} jobs"


def _when(micros: int, now: float) -> str:
    """How far an instant is away; a run that is armed lies ahead."""
    seconds = now - micros / 1e6
    return f"{_span(seconds)} ago" if seconds >= 0 else f"in {_span(-seconds)}"


def _span(seconds: float) -> str:
    """One unit is enough here, and ``domain.humane`` would bring datetime with it."""
    for size, unit in ((86400, "d"), (3600, "h"), (60, "m")):
        if seconds >= size:
            return f"{seconds // size:.0f}{unit}"
    return f"{max(seconds, 0):.0f}s"

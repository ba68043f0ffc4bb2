"""Deleting what is older than anybody asked to keep, a little at a time.

A thousand deletions just before a burst of runs would delay it: the engine asks for small slices,
away from due instants. Each slice looks at some jobs, by index, and the next goes on where it ended.
The roll-ups stay for ever; only runs that are in them are deleted.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from typing import Any

from lsh.domain.tally import DAY
from lsh.store.facts import Facts

_HIGHEST = "highest_run"  # the highest id among deleted runs; see ``runs.NEXT_ID``
_POSITION = "retention_position"  # key of the last job that has been looked at
_JOBS_A_SLICE = 200
_ENTRIES_A_SLICE = 50_000  # index entries counted; a job with 10,000 runs costs 10,000
_IDS_A_STATEMENT = 500
# definitions of an older lsh may ask for more than SQLite can reckon with
_LONGEST_DAYS, _MOST_RUNS = 36_600, 10**9

# a run whose notification is not over is still read: for what it says of the failure
_UNREAD = (
    " AND NOT EXISTS (SELECT 1 FROM runs AS child WHERE child.job_id = runs.job_id"
    " AND child.state IN ('scheduled', 'queued', 'running', 'retrying')"
    " AND child.parent_run_id = runs.id)"
)
_DELETABLE = f"SELECT id, attempt FROM runs WHERE job_id = ? AND rolled_up = 1{_UNREAD}"

Expired = tuple[int, int]
"""A run's id, and how many attempts it had: each has a log file."""


def expired_runs(
    connection: sqlite3.Connection, *, now: int, keep_days: int, keep_runs: int, limit: int
) -> list[Expired]:
    """Up to ``limit`` runs that need not be kept, of the jobs that are next to be looked at.

    A job's own ``keep_days`` and ``keep_runs`` go before the given ones; a run expires by whichever
    of the two it exceeds. The newest run of a job that is not removed stays: a yearly job's last
    result is no less wanted than a daily one's. Call it inside a transaction, as it remembers its
    position; ``now`` is in microseconds. ``at_first_job`` tells when it has been round.
    """
    facts = Facts(connection)
    position = int(facts.get(_POSITION) or 0)
    jobs = connection.execute(
        "SELECT key, spec, removed_at IS NOT NULL FROM jobs WHERE key > ? ORDER BY key LIMIT ?",
        (position, _JOBS_A_SLICE),
    ).fetchall()
    expired: list[Expired] = []
    budget = _ENTRIES_A_SLICE
    for key, text, removed in jobs:
        spec = json.loads(text)
        days = min(spec.get("keep_days") or keep_days, _LONGEST_DAYS)
        runs = min(spec.get("keep_runs") or keep_runs, _MOST_RUNS)
        room = limit - len(expired)
        found, counted = _expired_of(connection, key, now - days * DAY, runs, removed, room)
        expired += found
        budget -= counted
        if len(found) == room:
            break  # perhaps there is more of this job: the next slice begins with it
        position = key
        if budget <= 0:
            break
    else:
        if len(jobs) < _JOBS_A_SLICE:
            position = 0
    facts.put(_POSITION, str(position))
    return expired


def at_first_job(connection: sqlite3.Connection) -> bool:
    """Whether the next slice begins a new round over all jobs."""
    return int(Facts(connection).get(_POSITION) or 0) == 0


def _expired_of(
    connection: sqlite3.Connection, key: int, before: int, keep: int, removed: bool, limit: int
) -> tuple[list[Expired], int]:
    """The oldest expired runs of one job, and how many index entries were counted for it."""
    (count,) = connection.execute(
        "SELECT count(*) FROM (SELECT 1 FROM runs WHERE job_id = ? LIMIT ?)",
        (key, keep + limit + 1),
    ).fetchone()
    spared = 0 if removed else 1
    (newest,) = connection.execute(
        "SELECT max(scheduled_for) FROM runs WHERE job_id = ?", (key,)
    ).fetchone()
    bound: tuple[Any, ...] = (key, before, newest or 0, spared)
    by_age = connection.execute(
        f"{_DELETABLE} AND scheduled_for < ? AND scheduled_for <= ? - ? ORDER BY scheduled_for LIMIT ?",
        (*bound, limit),
    ).fetchall()
    surplus = min(count - keep, limit)
    if surplus <= len(by_age):
        return by_age, count
    by_count = connection.execute(
        f"{_DELETABLE} AND scheduled_for <= ? - ? ORDER BY scheduled_for LIMIT ?",
        (key, newest or 0, spared, surplus),
    ).fetchall()
    return by_count, count


def delete_runs(connection: sqlite3.Connection, ids: Sequence[int]) -> int:
    """Delete these runs and their attempts, noting for each job how far back its runs are complete.

    Returns how many there were. Their log files are the caller's to delete, before or after: a log
    without a run is found by the sweep of log folders, a run without its log says so.
    """
    if ids:
        facts = Facts(connection)
        facts.put(_HIGHEST, str(max(*ids, int(facts.get(_HIGHEST) or 0))))
    deleted = 0
    for first in range(0, len(ids), _IDS_A_STATEMENT):
        some = tuple(ids[first : first + _IDS_A_STATEMENT])
        places = ",".join("?" * len(some))
        newest = connection.execute(
            f"SELECT max(scheduled_for) + 1, job_id FROM runs WHERE id IN ({places})"
            " GROUP BY job_id",
            some,
        ).fetchall()
        connection.executemany(
            "UPDATE jobs SET runs_since = max(coalesce(runs_since, 0), ?) WHERE key = ?", newest
        )
        connection.execute(f"DELETE FROM attempts WHERE run_id IN ({places})", some)
        deleted += connection.execute(f"DELETE FROM runs WHERE id IN ({places})", some).rowcount
    return deleted


def prune_history(connection: sqlite3.Connection, *, before: int, limit: int) -> list[int]:
    """Delete up to ``limit`` of a person's command lines that are older than ``before``; their ids."""
    rows = connection.execute(
        "SELECT id FROM shell_history WHERE started_at < ? ORDER BY started_at LIMIT ?",
        (before, limit),
    ).fetchall()
    connection.executemany("DELETE FROM shell_history WHERE id = ?", rows)
    return [entry for (entry,) in rows]


def prune_sessions(connection: sqlite3.Connection, *, before: int, limit: int) -> list[str]:
    """Delete up to ``limit`` shells that ended before ``before`` and left no command line; their ids."""
    ended = connection.execute(
        "SELECT id FROM shell_sessions WHERE ended_at < ? ORDER BY ended_at", (before,)
    ).fetchall()
    if not ended:
        return []
    # one walk through the history, which has no index by session, and only when a shell is that old
    names = json.dumps([name for (name,) in ended])
    kept = connection.execute(
        "SELECT DISTINCT session_id FROM shell_history"
        " WHERE session_id IN (SELECT value FROM json_each(?))",
        (names,),
    ).fetchall()
    gone = [row for row in ended if row not in set(kept)][:limit]
    connection.executemany("DELETE FROM shell_sessions WHERE id = ?", gone)
    return [name for (name,) in gone]


def ranges(ids: Iterable[int]) -> list[list[int]]:
    """These ids as ``[[first, last], …]``, in order; what lies between two ranges is not among them."""
    found: list[list[int]] = []
    for number in sorted(ids):
        if found and number <= found[-1][1] + 1:
            found[-1][1] = number
        else:
            found.append([number, number])
    return found


def prune_events(connection: sqlite3.Connection, *, before: int, limit: int) -> int:
    """Delete the oldest events that every reader has passed and that are older than ``before``.

    Looks at ``limit`` of them at most and stops at the first that must stay, so the log never has a
    hole. Returns how many went.
    """
    (passed,) = connection.execute("SELECT min(event_id) FROM cursors").fetchone()
    oldest = connection.execute("SELECT id, at FROM events ORDER BY id LIMIT ?", (limit,))
    last = 0
    for event_id, at in oldest:
        if at >= before or (passed is not None and event_id > passed):
            break
        last = event_id
    return connection.execute("DELETE FROM events WHERE id <= ?", (last,)).rowcount


def known_runs(connection: sqlite3.Connection, first: int, end: int) -> set[int]:
    """Which runs there are of those from ``first`` to before ``end``."""
    rows = connection.execute("SELECT id FROM runs WHERE id >= ? AND id < ?", (first, end))
    return {run_id for (run_id,) in rows}


def job_keys(connection: sqlite3.Connection) -> list[int]:
    """All jobs, the removed ones too."""
    return [key for (key,) in connection.execute("SELECT key FROM jobs ORDER BY key")]


def prunable_runs(
    connection: sqlite3.Connection,
    key: int,
    *,
    now: int,
    keep_days: int | None,
    keep_runs: int | None,
) -> list[Expired]:
    """A job's finished runs beyond the given age or number: what a person asks to prune.

    Reads every run of the job, so it is for a command, not for the daemon's slices.
    """
    before = 0 if keep_days is None else now - keep_days * DAY
    expired: list[Expired] = connection.execute(
        f"{_DELETABLE} AND scheduled_for < ?", (key, before)
    ).fetchall()
    if keep_runs is not None:
        expired += connection.execute(
            f"{_DELETABLE} ORDER BY scheduled_for DESC LIMIT -1 OFFSET ?", (key, keep_runs)
        ).fetchall()
    return list(dict(expired).items())

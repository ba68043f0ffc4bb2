"""Dead letters tried again: as their row stands now, not as it stood when it was refused."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from lsh.client.door import Door
from lsh.client.reading import reading
from lsh.paths import Paths
from lsh.settings import Settings
from lsh.sinks.supabase.batches import HISTORY, JOBS, RUNS, SESSIONS, TABLES, Rendering
from lsh.sinks.supabase.gateway import Gateway
from lsh.sinks.supabase.opening import find_home, role_of_sink
from lsh.sinks.supabase.poison import deliver, replace_stale
from lsh.sinks.supabase.progress import Progress
from lsh.sinks.supabase.rows import Row, history_row, session_row
from lsh.sinks.supabase.target import Target
from lsh.sinks.supabase.turn import turn
from lsh.store import sync_queries as queries

Letter = dict[str, Any]


class Retried(NamedTuple):
    """Dead letters by what became of them: delivered, refused again, or of a row that is no more."""

    delivered: list[int]
    rejected: list[int]
    outdated: list[int]


def retry(
    paths: Paths,
    settings: Settings,
    target: Target,
    letters: Sequence[Letter],
    told: Callable[[int], None] = lambda _: None,
) -> Retried:
    """Send the rows of these dead letters again. Raises the gateway's errors; what was sent until then is.

    ``told`` hears after each request how many letters are dealt with. Between two requests the daemon's
    sink may have its turn.
    """
    result = Retried([], [], [])
    timeout = settings.supabase.request_timeout
    with (
        Door(paths, role=role_of_sink(settings)) as door,
        Gateway(target, timeout=timeout) as gateway,
    ):
        home = find_home(paths, settings, target, door)
        again = _Again(paths, gateway, Rendering(paths, settings, home), door)
        for table in TABLES:
            mine = [letter for letter in letters if letter["target"] == table]
            for first in range(0, len(mine), settings.supabase.batch_rows):
                again.send(table, mine[first : first + settings.supabase.batch_rows], result)
                told(sum(map(len, result)))
        unknown = [letter["id"] for letter in letters if letter["target"] not in TABLES]
        Progress(door, event_id=None, status={}).take_back(unknown)
        result.outdated.extend(unknown)
    return result


class _Again(NamedTuple):
    """What sending a table's letters again needs."""

    paths: Paths
    gateway: Gateway
    rendering: Rendering
    door: Door

    def send(self, table: str, letters: Sequence[Letter], result: Retried) -> None:
        """One request, or the halves of one that is refused; the ledger knows what came of it."""
        progress = Progress(self.door, event_id=None, status={})
        rows: dict[str, Row] = {}
        with turn(self.paths):
            with reading(self.paths) as ledger:
                for letter in letters:
                    row = _present(ledger, letter, self.rendering)
                    if row is not None and row["id"] == letter["row_key"]:
                        rows[row["id"]] = row
            rejected = deliver(self.gateway, table, list(rows.values()))
            if rejected and table == RUNS:
                rejected = replace_stale(self.gateway, rejected)
            progress.set_aside(table, rejected)
        refused = {one.row["id"] for one in rejected}
        gone = [letter["id"] for letter in letters if letter["row_key"] not in rows]
        arrived = [x["id"] for x in letters if x["row_key"] in rows.keys() - refused]
        progress.take_back([*arrived, *gone])
        result.outdated.extend(gone)
        result.delivered.extend(arrived)
        result.rejected.extend(x["id"] for x in letters if x["row_key"] in refused)


def _present(ledger: sqlite3.Connection, letter: Letter, rendering: Rendering) -> Row | None:
    """The row as it would be sent now; None when it is not there any more, or not to be sent."""
    body, home = letter["body"], rendering.home
    if letter["target"] == JOBS:
        key = queries.job_key(ledger, str(body.get("job_id")))
        jobs = queries.job_records(ledger, [key] if key is not None else [])
        return rendering.job(jobs[0], time.time_ns() // 1000) if jobs else None
    if letter["target"] == RUNS:
        runs = queries.run_records(ledger, [int(body["execution_number"])])
        return rendering.run(runs[0]) if runs else None
    if letter["target"] == SESSIONS:
        sessions = queries.session_records(ledger, [str(body["session_id"])])
        return session_row(sessions[0], home) if sessions else None
    if letter["target"] == HISTORY:
        entry = int(body["entry"])
        entries = queries.history_records(ledger, [(entry, entry)])
        return history_row(entries[0], home) if entries else None
    return None

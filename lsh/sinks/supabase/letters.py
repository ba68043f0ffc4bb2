"""Dead letters tried again: as their row stands now, not as it stood when it was refused."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence
from typing import Any, NamedTuple

from lsh.client.door import Door
from lsh.client.reading import reading
from lsh.paths import Paths
from lsh.settings import Settings
from lsh.sinks.supabase.batches import HISTORY, JOBS, RUNS, SESSIONS, Rendering
from lsh.sinks.supabase.gateway import Gateway
from lsh.sinks.supabase.opening import find_home, role_of_sink
from lsh.sinks.supabase.poison import deliver
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


def retry(paths: Paths, settings: Settings, target: Target, letters: Sequence[Letter]) -> Retried:
    """Send the rows of these dead letters again. Raises the gateway's errors."""
    result = Retried([], [], [])
    timeout = settings.supabase.request_timeout
    with (
        Door(paths, role=role_of_sink(settings)) as door,
        Gateway(target, timeout=timeout) as gateway,
    ):
        home = find_home(paths, settings, target, door)
        rendering = Rendering(paths, settings, home)
        progress = Progress(door, event_id=None, status={})
        with turn(paths):
            for letter in letters:
                with reading(paths) as ledger:
                    row = _present(ledger, letter, rendering)
                if row is None or row["id"] != letter["row_key"]:
                    result.outdated.append(letter["id"])
                    continue
                rejected = deliver(gateway, letter["target"], [row])
                progress.set_aside(letter["target"], rejected)
                (result.rejected if rejected else result.delivered).append(letter["id"])
        progress.take_back([*result.delivered, *result.outdated])
    return result


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

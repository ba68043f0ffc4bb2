"""What is to be sent next, read in one moment of the ledger: after the cursor, or everything."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from lsh.paths import Paths
from lsh.settings import Settings
from lsh.sinks.supabase.identity import job_row_id, session_row_id
from lsh.sinks.supabase.printed import printed
from lsh.sinks.supabase.rows import (
    Home,
    Row,
    execution_row,
    history_row,
    job_row,
    session_row,
)
from lsh.store import sync_queries as queries
from lsh.store.sync_records import HistoryRecord, JobRecord, RunRecord, SessionRecord

JOBS, RUNS, SESSIONS, HISTORY = "shell_jobs", "job_executions", "shell_sessions", "shell_history"
TABLES = (JOBS, RUNS, SESSIONS, HISTORY)
"""What is synced, in the order in which it is sent: jobs before their runs."""
EVENTS_A_BATCH = 5000
_IDS_A_REQUEST = 50  # they stand in the URL
_ONE_BY_ONE = 50  # a shorter range of ids is asked for by its ids, together with others

Filters = list[tuple[str, str, Any]]


class Deletion(NamedTuple):
    """Rows that are to go, by the filters that find them."""

    table: str
    filters: Filters


@dataclass(slots=True)
class Batch:
    """Records as they stand now. ``event_id``: where the cursor stands when they are delivered."""

    event_id: int | None = None
    more: bool = False
    deletions: list[Deletion] = field(default_factory=list)
    jobs: list[JobRecord] = field(default_factory=list)
    runs: list[RunRecord] = field(default_factory=list)
    sessions: list[SessionRecord] = field(default_factory=list)
    history: list[HistoryRecord] = field(default_factory=list)
    position: Position | None = None  # of a sync of everything: what comes next

    @property
    def counts(self) -> dict[str, int]:
        """Rows by table."""
        found: tuple[Sequence[Any], ...] = (self.jobs, self.runs, self.sessions, self.history)
        return {table: len(some) for table, some in zip(TABLES, found, strict=True) if some}


class Position(NamedTuple):
    """How far a sync of everything has come: it began at ``event_id``; ``after`` is in ``table``."""

    event_id: int
    table: str = JOBS
    after: str = ""

    def as_text(self) -> str:
        """One word, to be kept in the sink's status."""
        return f"{self.event_id}|{self.table}|{self.after}"

    @classmethod
    def from_text(cls, text: str) -> Position | None:
        """What ``as_text`` wrote; None for anything else."""
        event_id, _, rest = text.partition("|")
        table, _, after = rest.partition("|")
        return cls(int(event_id), table, after) if event_id.isdigit() and table in TABLES else None


Part = tuple[str, list[Row]]
"""A table, and rows for it: one request."""


def _ahead(parts: Iterator[Part]) -> Iterator[Part]:
    """The same, each made while the one before is under way: the server's time is not ours."""
    with ThreadPoolExecutor(1) as pool:
        following = pool.submit(next, parts, None)
        while (part := following.result()) is not None:
            following = pool.submit(next, parts, None)
            yield part


class Rendering(NamedTuple):
    """What records need to become rows."""

    paths: Paths
    settings: Settings
    home: Home

    def parts(self, batch: Batch, push_seq: int) -> Iterator[Part]:
        """The batch as rows, a request at a time: these are in memory, and the next ones being made."""
        made = self._made(batch, push_seq)
        several = sum(batch.counts.values()) > self.settings.supabase.batch_rows
        return _ahead(made) if several else made

    def _made(self, batch: Batch, push_seq: int) -> Iterator[Part]:
        size = self.settings.supabase.batch_rows
        makers: tuple[tuple[str, Sequence[Any], Callable[[Any], Row]], ...] = (
            (JOBS, batch.jobs, lambda job: self.job(job, push_seq)),
            (RUNS, batch.runs, self.run),
            (SESSIONS, batch.sessions, lambda one: session_row(one, self.home)),
            (HISTORY, batch.history, lambda one: history_row(one, self.home)),
        )
        for table, records, make in makers:
            for first in range(0, len(records), size):
                yield table, [make(record) for record in records[first : first + size]]

    def job(self, job: JobRecord, push_seq: int) -> Row:
        """A job with the output of its last run."""
        output = self._printed(job.last_run_id, job.last_attempt, job.spec)
        return job_row(job, self.home, push_seq=push_seq, output=output)

    def run(self, run: RunRecord) -> Row:
        """A run with its output."""
        return execution_row(
            run, self.home, output=self._printed(run.run_id, run.attempt, run.spec)
        )

    def _printed(self, run_id: int | None, attempt: int | None, spec: str) -> str | None:
        return printed(self.paths, run_id, attempt, self.settings.supabase.output_limit, spec)


def read_changes(
    ledger: sqlite3.Connection, home: Home, after: int, limit: int = EVENTS_A_BATCH
) -> Batch:
    """What the next events after the cursor made dirty, as it stands now."""
    found = queries.changes_after(ledger, after, limit)
    off = queries.unsynced(ledger, found.switched)
    jobs, runs = set(found.jobs), set(found.runs)
    if found.all_jobs:
        jobs |= queries.job_keys_synced(ledger)
    if found.defined:
        runs |= queries.active_runs_of(ledger, found.defined)
    if found.switched:
        runs |= queries.runs_of(ledger, found.switched)
    return Batch(
        event_id=found.last_event,
        more=found.more,
        deletions=[
            *_unsynced(off, home),
            *_gone(RUNS, "execution_number", queries.gone_runs(ledger, found.pruned_runs), home),
            *_gone(HISTORY, "entry", found.pruned_history, home),
            *_ended(queries.gone_sessions(ledger, found.pruned_sessions), home),
        ],
        jobs=queries.job_records(ledger, jobs) if jobs else [],
        runs=queries.run_records(ledger, runs) if runs else [],
        sessions=queries.session_records(ledger, found.sessions) if found.sessions else [],
        history=queries.history_records(ledger, found.history) if found.history else [],
    )


def changes(ledger: sqlite3.Connection, home: Home, after: int) -> Iterator[Batch]:
    """What all events after the cursor made dirty, batch by batch; a row may be in several."""
    more = True
    while more:
        batch = read_changes(ledger, home, after)
        yield batch
        assert batch.event_id is not None, "changes have a place"
        after, more = batch.event_id, batch.more


def everything(ledger: sqlite3.Connection, home: Home, position: Position) -> Iterator[Batch]:
    """All there is from ``position`` on, batch by batch, in one moment of the ledger."""
    following: Position | None = position
    while following is not None:
        batch = read_everything(ledger, home, following, EVENTS_A_BATCH)
        yield batch
        following = batch.position


def _unsynced(job_ids: Sequence[str], home: Home) -> Iterator[Deletion]:
    for some in _slices(job_ids):
        ids = [job_row_id(home.user_id, home.home_id, job_id) for job_id in some]
        yield Deletion(JOBS, [("id", "in", ids)])
        yield Deletion(RUNS, [("home_id", "eq", home.home_id), ("job_id", "in", list(some))])


def _ended(session_ids: Sequence[str], home: Home) -> Iterator[Deletion]:
    for some in _slices(session_ids):
        ids = [session_row_id(home.home_id, session_id) for session_id in some]
        yield Deletion(SESSIONS, [("id", "in", ids)])


def _gone(
    table: str, column: str, ranges: Iterable[queries.Range], home: Home
) -> Iterator[Deletion]:
    """Deletions of what was pruned: long ranges by their ends, what lies scattered by its ids."""
    mine = ("home_id", "eq", home.home_id)
    scattered: list[int] = []
    for first, last in ranges:
        if last - first < _ONE_BY_ONE:
            scattered += range(first, last + 1)
        else:
            yield Deletion(table, [mine, (column, "gte", first), (column, "lte", last)])
    for some in _slices(scattered, 4 * _IDS_A_REQUEST):
        yield Deletion(table, [mine, (column, "in", list(some))])


def _slices(ids: Sequence[Any], size: int = _IDS_A_REQUEST) -> Iterator[Sequence[Any]]:
    for first in range(0, len(ids), size):
        yield ids[first : first + size]


def read_everything(
    ledger: sqlite3.Connection, home: Home, position: Position, limit: int
) -> Batch:
    """The next slice of a sync of everything. The last one has an ``event_id`` and no position.

    What changed since ``position.event_id`` is read again afterwards, as changes: a row may be sent
    twice, none is left out.
    """
    batch = Batch(more=True)
    after = position.after
    if position.table == JOBS:
        batch.jobs = queries.jobs_after(ledger, int(after or 0), limit)
        last = str(batch.jobs[-1].key) if batch.jobs else ""
    elif position.table == RUNS:
        batch.runs = queries.runs_after(ledger, int(after or 0), limit)
        last = str(batch.runs[-1].run_id) if batch.runs else ""
    elif position.table == SESSIONS:
        batch.sessions = queries.sessions_after(ledger, after, limit)
        last = batch.sessions[-1].session_id if batch.sessions else ""
    else:
        batch.history = queries.history_after(ledger, int(after or 0), limit)
        last = str(batch.history[-1].entry) if batch.history else ""
    if sum(batch.counts.values()) == limit:
        batch.position = position._replace(after=last)
    elif position.table != TABLES[-1]:
        following = TABLES[TABLES.index(position.table) + 1]
        batch.position = position._replace(table=following, after="")
    else:
        batch.event_id = position.event_id
        batch.deletions = _outlived(ledger, home)
    return batch


def _outlived(ledger: sqlite3.Connection, home: Home) -> list[Deletion]:
    """Rows of this home that the ledger has not: pruned unnoticed, or newer than a restored backup."""
    found = []
    mine = ("home_id", "eq", home.home_id)
    # a claim is made by others, perhaps for a run that was planned a moment ago
    own = {RUNS: [mine, ("claim_key", "eq", home.home_id)], HISTORY: [mine]}
    for table, column, local in (
        (RUNS, "execution_number", "runs"),
        (HISTORY, "entry", "shell_history"),
    ):
        ends = queries.ends_of(ledger, local)
        if ends is not None:
            found.append(Deletion(table, [mine, (column, "lt", ends[0])]))
            found.append(Deletion(table, [*own[table], (column, "gt", ends[1])]))
    return found

"""Claims in the ledger: the shared occurrences of which it is not known yet who runs them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from lsh.domain.claim import Verdict
from lsh.domain.events import EventType
from lsh.domain.policy import OnUnreachable
from lsh.store.events import EventLog
from lsh.store.records import StoredRun


@dataclass(frozen=True, slots=True)
class PendingClaim:
    """A shared occurrence of which nobody knows yet who runs it. Instants are microseconds."""

    run_id: int
    job_id: str
    scheduled_for: int
    due_at: int
    on_unreachable: OnUnreachable


def pending_claims(connection: sqlite3.Connection) -> list[PendingClaim]:
    """All of them, the one that is due first first; by the index ``runs_pending``."""
    rows = connection.execute(
        "SELECT r.id, j.id, r.scheduled_for, r.due_at, j.spec ->> '$.on_unreachable'"
        " FROM runs r JOIN jobs j ON j.key = r.job_id"
        " WHERE r.claim = 'pending' AND r.state = 'scheduled' ORDER BY r.due_at, r.id"
    )
    return [
        PendingClaim(run_id, job_id, scheduled_for, due_at, OnUnreachable(policy or "skip"))
        for run_id, job_id, scheduled_for, due_at, policy in rows
    ]


class Claims:
    """Reads and writes claims for the engine. Writers are called inside a transaction of the ledger."""

    def __init__(self, connection: sqlite3.Connection, events: EventLog) -> None:
        self._connection = connection
        self._events = events

    def pending(self) -> list[tuple[int, int]]:
        """Id and due instant of the runs that wait for their verdict, the earliest first."""
        rows = self._connection.execute(
            "SELECT id, due_at FROM runs WHERE claim = 'pending' AND state = 'scheduled'"
            " ORDER BY due_at"
        )
        return rows.fetchall()

    def decide(
        self,
        run: StoredRun,
        verdict: Verdict,
        *,
        at: int,
        holder: str | None = None,
        reason: str | None = None,
        actor: str | None = None,
    ) -> None:
        """Write who runs a pending occurrence; ``reason`` is added to the run's own."""
        self._connection.execute(
            "UPDATE runs SET claim = :verdict, reason = CASE WHEN :reason IS NULL THEN reason"
            " ELSE coalesce(reason || '; ', '') || :reason END"
            " WHERE id = :run AND claim = 'pending'",
            {"verdict": verdict, "reason": reason, "run": run.id},
        )
        data = {"verdict": verdict.value, "holder": holder}
        self._events.append(
            EventType.RUN_CLAIMED, at, job_key=run.job_key, run_id=run.id, actor=actor, data=data
        )

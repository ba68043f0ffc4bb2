"""Delivering rows of which some may be refused: what is refused is found, the rest goes through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lsh.sinks.supabase.errors import RowRejected
from lsh.sinks.supabase.gateway import Gateway, Row

_UNIQUE_VIOLATION = "(23505)"


class Rejected(NamedTuple):
    """A row that the project will not take as it is, and what it said."""

    row: Row
    error: RowRejected


def deliver(
    gateway: Gateway, table: str, rows: Sequence[Row], *, on_conflict: str = "id"
) -> list[Rejected]:
    """Upsert ``rows``; those that are refused by themselves are returned.

    A request is one transaction: when it is refused, its halves are tried, down to single rows. Only
    a verdict about a row counts. Raises Unreachable, Refused or SchemaMissing when it is about
    anything else; what went through until then is sent again, which changes nothing.
    """
    rejected: list[Rejected] = []
    pending = [rows]  # the halves in order: a stack, not a recursion
    while pending:
        some = pending.pop()
        try:
            if some:
                gateway.upsert(table, some, on_conflict=on_conflict)
        except RowRejected as error:
            if len(some) == 1:
                rejected.append(Rejected(some[0], error))
            else:
                middle = len(some) // 2
                pending += [some[middle:], some[:middle]]
    return rejected


def replace_stale(gateway: Gateway, rejected: Sequence[Rejected]) -> list[Rejected]:
    """Deliver runs whose instant another row of this home holds; what is still refused is returned.

    The ledger has one run for an instant of a job. Where the project has another, the ledger was
    restored from a backup since: the other run is no more.
    """
    left: list[Rejected] = []
    for one in rejected:
        if _UNIQUE_VIOLATION not in one.error.message:
            left.append(one)
            continue
        row = one.row
        same = [(name, "eq", row[name]) for name in ("home_id", "job_id", "scheduled_for")]
        gateway.delete("job_executions", [*same, ("id", "neq", row["id"])])
        left += deliver(gateway, "job_executions", [row])
    return left

"""Delivering rows of which some may be refused: what is refused is found, the rest goes through."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from lsh.sinks.supabase.errors import RowRejected
from lsh.sinks.supabase.gateway import Gateway, Row


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

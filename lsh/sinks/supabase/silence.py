"""Which jobs have gone silent, as the linked database sees it: the dead-man's switch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lsh.sinks.supabase.gateway import Gateway

VIEW = "silent_jobs"
_COLUMNS = "job_id,name,host,home_id,what,execution_number,expected_by,overdue_seconds,last_seen_at"


@dataclass(frozen=True, kw_only=True, slots=True)
class Silence:
    """A job that is overdue (``what`` is "job"), or a run that should be over ("run").

    Instants are as the server writes them; ``last_seen_at`` is the machine's last sign of life.
    """

    job_id: str
    name: str
    host: str | None
    home_id: str | None
    what: str
    run_id: str | None
    expected_by: str
    overdue: float
    last_seen_at: str | None

    def as_json(self) -> dict[str, Any]:
        """For ``--json``; ``overdue`` is seconds."""
        return {name: getattr(self, name) for name in self.__dataclass_fields__}


def silent_jobs(gateway: Gateway, *, limit: int | None = None) -> list[Silence]:
    """All that is silent now, the longest first. Raises the gateway's errors."""
    rows = gateway.select(
        VIEW, columns=_COLUMNS, order="overdue_seconds.desc,job_id,home_id,execution_number",
        limit=limit,
    )  # fmt: skip
    return [_silence(row) for row in rows]


def _silence(row: dict[str, Any]) -> Silence:
    number = row["execution_number"]
    return Silence(
        job_id=str(row["job_id"]),
        name=str(row["name"] or row["job_id"]),
        host=row["host"],
        home_id=row["home_id"],
        what=str(row["what"]),
        run_id=None if number is None else str(number),
        expected_by=str(row["expected_by"]),
        overdue=round(float(row["overdue_seconds"]), 3),
        last_seen_at=row["last_seen_at"],
    )

"""What ``lsh daemon db stats`` shows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True, slots=True)
class JobCounts:
    """Jobs that are there, and those that were removed but whose runs remain."""

    total: int
    removed: int


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredRuns:
    """Runs in the ledger; ``not_rolled_up`` of them are over and wait for an idle moment."""

    stored: int
    oldest: str | None
    newest: str | None
    not_rolled_up: int


@dataclass(frozen=True, kw_only=True, slots=True)
class EndedRuns:
    """How all runs ended that were ever rolled up, deleted ones too."""

    succeeded: int
    failed: int
    cancelled: int
    skipped: int
    missed: int


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredEvents:
    """The event log."""

    stored: int
    oldest: str | None
    last_id: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CursorStats:
    """A reader of the event log, and how many events it is behind."""

    name: str
    event_id: int
    behind: int
    updated_at: str


@dataclass(frozen=True, kw_only=True, slots=True)
class DatabaseStats:
    """The whole ledger; ``free_bytes`` of its size are empty pages that it will use again."""

    jobs: JobCounts
    runs: StoredRuns
    ended: EndedRuns
    events: StoredEvents
    cursors: list[CursorStats]
    size_bytes: int
    free_bytes: int

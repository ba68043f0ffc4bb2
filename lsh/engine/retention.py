"""Deleting old runs with their logs, slowly: a thousand deletions at once would delay a burst of starts."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

from lsh.domain.errors import TryAgain
from lsh.domain.events import EventType
from lsh.engine.core import Engine
from lsh.paths import Paths
from lsh.store.retention import (
    Expired,
    at_first_job,
    delete_runs,
    expired_runs,
    prune_events,
    prune_history,
    prune_sessions,
    ranges,
)

log = logging.getLogger("lsh.retention")

_ROUND_SECONDS = 3600.0
_SLICE = 50
_BETWEEN_SLICES = 0.5
_DAY = 86_400_000_000
_EVENTS_A_SLICE = 2000
_ENTRIES_A_SLICE = 500  # of shell history, and of shells


class Retention:
    """Goes round all jobs once an hour of activity; ``prune`` does the same at once."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._next_round = 0

    @property
    def is_due(self) -> bool:
        """Whether the last round was an hour ago."""
        return self._engine.clock.monotonic() >= self._next_round

    async def pass_when_due(
        self, quiet: Callable[[], Awaitable[None]], *, runs: bool = True
    ) -> bool:
        """One round, unless there was one within the hour; whether it was made. Raises TryAgain.

        Without ``runs`` it leaves the jobs alone: to look at a hundred thousand takes minutes, and where
        no run has ended none has become too many.
        """
        if not self.is_due:
            return False
        self._next_round = self._engine.clock.monotonic() + int(_ROUND_SECONDS * 1_000_000)
        try:
            await self._round(quiet, runs=runs)
        except TryAgain:
            self._next_round = 0  # a full disk waits for it the most
            raise
        return True

    async def _round(self, quiet: Callable[[], Awaitable[None]], *, runs: bool) -> None:
        if runs:
            await self._pass_over_jobs(quiet)
        settings = self._engine.settings
        while self.prune_history(settings.history_keep_days) == _ENTRIES_A_SLICE:
            await asyncio.sleep(_BETWEEN_SLICES)
            await quiet()
        while self.prune_sessions(settings.history_keep_days) == _ENTRIES_A_SLICE:
            await asyncio.sleep(_BETWEEN_SLICES)
            await quiet()
        while self.prune_events(settings.keep_days) == _EVENTS_A_SLICE:
            await asyncio.sleep(_BETWEEN_SLICES)
            await quiet()

    async def _pass_over_jobs(self, quiet: Callable[[], Awaitable[None]]) -> None:
        """Delete expired runs of every job, and logs that no run belongs to."""
        from lsh.engine.sweep import sweep

        settings = self._engine.settings
        while True:
            await quiet()
            deleted = self.slice(settings.keep_days, settings.keep_runs)
            if deleted == 0 and at_first_job(self._engine.ledger.connection):
                break
            await asyncio.sleep(_BETWEEN_SLICES)
        for _ in sweep(self._engine, settings.keep_days):
            await asyncio.sleep(_BETWEEN_SLICES)
            await quiet()

    def slice(self, keep_days: int, keep_runs: int) -> int:
        """Delete one slice of expired runs; how many it were."""
        engine = self._engine
        with engine.storage.writing():
            expired = expired_runs(
                engine.ledger.connection,
                now=engine.clock.now(),
                keep_days=keep_days,
                keep_runs=keep_runs,
                limit=_SLICE,
            )
            prune_runs(engine, [run_id for run_id, _ in expired])
        remove_logs(engine.paths.runs, logs_of(engine.paths, expired))
        return len(expired)

    def prune_history(self, keep_days: int) -> int:
        """Delete a slice of old shell history; how many entries it were."""
        engine = self._engine
        before = engine.clock.now() - keep_days * _DAY
        with engine.storage.writing():
            entries = prune_history(engine.ledger.connection, before=before, limit=_ENTRIES_A_SLICE)
            _note_pruned(engine, "history", ranges(entries), len(entries))
        return len(entries)

    def prune_sessions(self, keep_days: int) -> int:
        """Delete a slice of the shells that ended long ago; how many it were."""
        engine = self._engine
        before = engine.clock.now() - keep_days * _DAY
        with engine.storage.writing():
            shells = prune_sessions(engine.ledger.connection, before=before, limit=_ENTRIES_A_SLICE)
            _note_pruned(engine, "sessions", shells, len(shells))
        return len(shells)

    def prune_events(self, keep_days: int) -> int:
        """Let go of a slice of old events that every reader has passed; how many it were."""
        engine = self._engine
        before = engine.clock.now() - keep_days * _DAY
        with engine.storage.writing():
            return prune_events(engine.ledger.connection, before=before, limit=_EVENTS_A_SLICE)


def prune_runs(engine: Engine, ids: Sequence[int], *, actor: str | None = None) -> None:
    """Delete these runs, inside a transaction; one event names them, for those who keep a copy."""
    delete_runs(engine.ledger.connection, ids)
    _note_pruned(engine, "runs", ranges(ids), len(ids), actor=actor)


def _note_pruned(
    engine: Engine, what: str, which: Sequence[Any], count: int, *, actor: str | None = None
) -> None:
    if count:
        now = engine.clock.now()
        data = {what: which, "count": count}
        engine.ledger.events.append(EventType.LEDGER_PRUNED, now, actor=actor, data=data)
        engine.bus.committed()


def logs_of(paths: Paths, expired: Sequence[Expired]) -> list[Path]:
    """All log files that these runs may have."""
    logs = []
    for run_id, attempts in expired:
        for attempt in range(1, attempts + 1):
            path = paths.run_log(run_id, attempt)
            logs += [path, path.with_name(path.name + ".1")]
    return logs


def remove_logs(root: Path, logs: Sequence[Path]) -> int:
    """Delete these files and the folders that they leave empty; the bytes that were freed."""
    freed = 0
    for path in logs:
        with suppress(OSError):
            size = path.stat().st_size
            path.unlink()
            freed += size
    for folder in {path.parent for path in logs if path.parent != root}:
        with suppress(OSError):
            folder.rmdir()
    return freed

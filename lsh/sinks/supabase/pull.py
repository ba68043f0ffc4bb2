"""Taking in the definitions that other machines and people have written in the linked database.

Rows of ``shell_jobs`` come in the order of ``change_seq``, which the database raises in the order of
commits; the place in it is kept in the ledger. A row may come twice: that changes nothing. What it
means here is decided by ``lsh.domain.merge`` and done by ``taking``.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from lsh.client.door import Door
from lsh.client.reading import reading
from lsh.domain.errors import LshError, TryAgain
from lsh.domain.instant import to_wire
from lsh.domain.merge import Here
from lsh.paths import Paths
from lsh.settings import Settings
from lsh.sinks.supabase.gateway import Filter, Gateway, Row
from lsh.sinks.supabase.incoming import COLUMNS
from lsh.sinks.supabase.opening import find_home, host_of
from lsh.sinks.supabase.patience import Patience
from lsh.sinks.supabase.taking import PullSummary, Taker
from lsh.sinks.supabase.target import Target
from lsh.store.merge_queries import ROLE, shared_job_ids
from lsh.store.sinks import sink_status

__all__ = ["SINK", "PullSummary", "Puller", "pull_once"]

log = logging.getLogger("lsh.sinks.supabase.pull")

SINK = "supabase-pull"
"""The name under which the ledger keeps the puller's place."""
_PAGE = 100  # rows in one answer: a definition may be large
_LOGGED = 20  # definitions of one pull that are not taken: a log is no list
_TOLD = 200  # verdicts that are remembered, so that none is told twice


def pull_once(
    paths: Paths,
    settings: Settings,
    gateway: Gateway,
    *,
    dry_run: bool = False,
    told: Callable[[int, int], None] | None = None,
) -> PullSummary:
    """Take in all that was defined elsewhere since the last time.

    With ``dry_run`` only say what would be done. ``told`` hears after each page how many rows are done
    with, of how many; of a pull that is one page it hears nothing. Raises the gateway's errors, and
    TryAgain when the engine can do nothing now; what was done until then is kept, the rest comes the
    next time.
    """
    with Door(paths, role=ROLE) as door:
        home = find_home(paths, settings, gateway.target, door)
        with reading(paths) as ledger:
            place = _Place.of(gateway.target, sink_status(ledger, SINK))
            shared = shared_job_ids(ledger)
        here = Here(host_of(settings))
        taker = Taker(paths, here, home.home_id, shared=shared, told=place.told, dry_run=dry_run)
        try:
            _read_all(gateway, place, taker, told)
            place.last_success_at = to_wire(time.time_ns() // 1_000_000 * 1000)
        finally:
            taker.close()
            if not dry_run:
                place.step_back(taker.behind)
                with suppress(TryAgain):  # then the same rows come again
                    door.call("sink_progress", {"sink": SINK, "status": place.as_status()})
    return taker.summary


@dataclass(slots=True)
class _Place:
    """How far the reading has come, in which project, and what was told of already."""

    project: str
    user: str
    seq: int = 0
    row: str = ""  # the id of the row at the place, if one was read there
    told: list[str] = field(default_factory=list)
    last_success_at: str | None = None

    @classmethod
    def of(cls, target: Target, status: dict[str, Any] | None) -> _Place:
        place = cls(target.project, target.user_id or "")
        known = status or {}
        if (known.get("project"), known.get("user")) != (place.project, place.user):
            return place  # another project, or what another user sees of it
        place.seq, place.row = int(known.get("place") or 0), str(known.get("row") or "")
        place.told = str(known.get("told") or "").split()
        place.last_success_at = known.get("last_success_at")
        return place

    def step_back(self, behind: int | None) -> None:
        """Come to the row ``behind`` again, if there is one."""
        if behind is not None:
            self.seq, self.row = min(self.seq, behind - 1), ""

    def as_status(self) -> dict[str, Any]:
        """As the ledger keeps it."""
        return {
            "project": self.project,
            "user": self.user,
            "place": self.seq,
            "row": self.row,
            "told": " ".join(self.told[-_TOLD:]),
            "last_success_at": self.last_success_at,
        }


def _read_all(
    gateway: Gateway,
    place: _Place,
    taker: Taker,
    told: Callable[[int, int], None] | None,
) -> None:
    """Page after page; ``place`` follows when the rows of a page were dealt with."""
    rows = _page(gateway, place.seq)
    if place.seq and _is_strange(rows, place):
        place.seq = 0
        rows = _page(gateway, 0)
    several = told is not None and len(rows) == _PAGE
    total = gateway.count("shell_jobs", _from(gateway, place.seq)) if several else 0
    done = 0
    while True:
        new = [row for row in rows if row["change_seq"] > place.seq]
        if new:
            taker.take(new)
            place.seq, place.row = new[-1]["change_seq"], str(new[-1]["id"])
        done += len(new)
        if told is not None and several:
            told(done, max(total, done))
        if len(rows) < _PAGE:
            return
        rows = _page(gateway, place.seq)


def _is_strange(rows: list[Row], place: _Place) -> bool:
    """Whether the row that was seen last is no more: rows were deleted, or the database is a new one."""
    if not rows:
        return True
    first = rows[0]
    return bool(place.row) and first["change_seq"] == place.seq and str(first["id"]) != place.row


def _page(gateway: Gateway, place: int) -> list[Row]:
    """Rows from the place on, the one at it too: whether that is still there tells much.

    Only our user's. The secret key is shown every user's, and would run what anybody has written
    who may sign up in the project.
    """
    return gateway.select(
        "shell_jobs",
        columns=COLUMNS,
        filters=_from(gateway, place),
        order="change_seq.asc",
        limit=_PAGE,
    )


def _from(gateway: Gateway, place: int) -> list[Filter]:
    return [("user_id", "eq", gateway.target.user_id), ("change_seq", "gte", place)]


class Puller:
    """Pulls again and again, in a thread of the sink process."""

    def __init__(
        self,
        paths: Paths,
        settings: Settings,
        target: Target,
        patience: Patience | None = None,
        *,
        allowed: Callable[[], None] = lambda: None,
    ) -> None:
        self._paths = paths
        self._settings = settings
        self._target = target
        self._patience = patience or Patience()
        self._awake = threading.Event()
        self._turn = threading.Lock()
        self._allowed = allowed  # raises while nothing may be taken

    def pull(self, gateway: Gateway) -> PullSummary:
        """Pull now, one thread at a time, and log what is not taken; raises as ``pull_once`` does."""
        self._allowed()
        with self._turn:
            summary = pull_once(self._paths, self._settings, gateway)
        for one in summary.rejected[:_LOGGED]:
            log.warning("the definition of job %s is not taken: %s", one["job"], one["reason"])
        if len(summary.rejected) > _LOGGED:
            log.warning("%d more are not taken: see the events", len(summary.rejected) - _LOGGED)
        return summary

    def wake(self) -> None:
        """Pull at once; whoever ends the thread does so after setting its ``stop``."""
        self._awake.set()

    def run(self, stop: threading.Event) -> None:
        """Pull until ``stop``; trouble is waited out, and told of when it is another."""
        trouble: str | None = None
        timeout = self._settings.supabase.request_timeout
        with Gateway(self._target, timeout=timeout) as gateway:
            while True:
                self._awake.clear()  # before looking at stop: whoever sets that wakes us after it
                if stop.is_set():
                    return
                pause = self._settings.supabase.pull_interval
                try:
                    self._patience.call(self.pull, gateway)
                    trouble = None
                except LshError as error:
                    pause = self._patience.pause_after(error)
                    if trouble != error.message:
                        log.warning("pulling: %s", error.message)
                    trouble = error.message
                self._awake.wait(pause)

"""Taking rows of ``shell_jobs``: what each means here is decided, then done or told of.

It is done by operations, as any client's changes are, a page of definitions in one commit. A row that
cannot be taken is told of once, and holds up none of the others.
"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple

from lsh.client.door import Door
from lsh.client.reading import reading
from lsh.domain.errors import ConfigurationError, LshError, NotAllowed, NotFound, TryAgain
from lsh.domain.job import differing
from lsh.domain.merge import NOTHING, Action, Decision, Here, Local, Origin
from lsh.paths import Paths
from lsh.sinks.supabase.gateway import Row
from lsh.sinks.supabase.incoming import Reading, job_id_of, origin_of, read_row, verdict_on
from lsh.sinks.supabase.verdicts import Verdicts
from lsh.store.merge_queries import EDITED, ROLE, local_job

log = logging.getLogger("lsh.sinks.supabase.pull")

_TRIES = 3  # when somebody changes the same job at the same moment
_ROLE_CHARS = 64
_DEFINING = {Action.CREATE, Action.UPDATE, Action.ALIGN}
_OURS = (TryAgain, ConfigurationError)  # this machine's trouble, not a row's


@dataclass(slots=True)
class PullSummary:
    """What a pull did (or would do): ids of jobs, and what was lost or could not be taken."""

    read: int = 0
    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)
    armed: list[str] = field(default_factory=list)
    disarmed: list[str] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)  # to be removed when their run is over
    conflicts: list[dict[str, Any]] = field(default_factory=list)
    rejected: list[dict[str, Any]] = field(default_factory=list)

    @property
    def taken(self) -> int:
        """How many definitions were taken."""
        return len(self.created) + len(self.updated) + len(self.removed)

    def as_json(self) -> dict[str, Any]:
        """For ``--json``."""
        names = ("created", "updated", "removed", "armed", "disarmed", "waiting")
        return (
            {"read": self.read, "taken": self.taken}
            | {name: getattr(self, name) for name in names}
            | {"conflicts": self.conflicts, "rejected": self.rejected}
        )


class _Step(NamedTuple):
    """A row, understood, and what is to be done about it."""

    row: Row
    decision: Decision
    read: Reading
    local: Local | None

    @property
    def job_id(self) -> str:
        return str(self.row["job_id"])


class _Refused(NamedTuple):
    """A row whose job was changed here meanwhile, or that the engine does not take; and its words."""

    row: Row
    reason: str


class Taker:
    """Takes rows on behalf of one home. ``told`` are the marks of what was told of already.

    ``shared`` are the ids of the jobs of this home that ever named machines.
    """

    def __init__(
        self,
        paths: Paths,
        here: Here,
        home_id: str,
        *,
        shared: set[str],
        told: list[str],
        dry_run: bool,
    ) -> None:
        self._paths = paths
        self._here = here
        self._home = home_id
        self._shared = shared
        self._dry_run = dry_run
        self._doors: dict[str, Door] = {}
        self._stack = ExitStack()
        self._verdicts = Verdicts(paths, told, dry_run=dry_run)
        self.behind: int | None = None  # the first row that must be looked at again
        self.summary = PullSummary(
            conflicts=self._verdicts.conflicts, rejected=self._verdicts.rejected
        )

    def close(self) -> None:
        """Hang up."""
        self._stack.close()

    def door(self, role: str) -> Door:
        """The engine's door for a caller in this role."""
        if role not in self._doors:
            self._doors[role] = self._stack.enter_context(Door(self._paths, role=role))
        return self._doors[role]

    def take(self, rows: Sequence[Row]) -> None:
        """These rows, in their order, whatever they hold.

        Raises TryAgain or ConfigurationError when nothing can be done; what was done then is kept, and
        done again it changes nothing.
        """
        pending = self._concerning(rows)
        self.summary.read += len(pending)
        refused: list[_Refused] = []
        for _ in range(_TRIES):
            refused = self._take_all(pending)
            pending = [each.row for each in refused]
        for row, reason in refused:
            self._reject(row, reason)
        self._verdicts.keep(self.door)

    def _concerning(self, rows: Iterable[Row]) -> list[Row]:
        with reading(self._paths) as ledger:
            return [row for row in rows if self._concerns_us(ledger, row)]

    def _concerns_us(self, ledger: sqlite3.Connection, row: Row) -> bool:
        origin = origin_of(row, self._home)
        if origin is Origin.OWN:
            return row.get("definition_hash") is None or _is_ahead(ledger, row)
        hosts = row.get("hosts")
        named = isinstance(hosts, list) and self._here.is_named([str(host) for host in hosts])
        return named or row.get("job_id") in self._shared

    def _take_all(self, rows: Sequence[Row]) -> list[_Refused]:
        """Take rows; those that were refused are returned. A job comes once in what is done at once."""
        refused: list[_Refused] = []
        while rows:
            steps, rows = self._look(rows)
            refused += self._do(steps)
        return refused

    def _look(self, rows: Sequence[Row]) -> tuple[list[_Step], Sequence[Row]]:
        """What the next rows ask for, as things stand now; and the rows from a job's second one on."""
        steps: list[_Step] = []
        seen: set[str] = set()
        with reading(self._paths) as ledger:
            for number, row in enumerate(rows):
                job = str(row.get("job_id"))
                if job in seen:
                    return steps, rows[number:]
                seen.add(job)
                step = self._understood(ledger, row)
                if step is not None:
                    steps.append(step)
        return steps, []

    def _understood(self, ledger: sqlite3.Connection, row: Row) -> _Step | None:
        """None for a row that asks for nothing, or says nothing that can be done."""
        try:
            job_id = job_id_of(row)
            local = local_job(ledger, job_id)
            if local is None and (row.get("removed_at") or row.get("state") == "removed"):
                return None
            read = read_row(row, local, self._home)
            decision = verdict_on(read, local, self._here)
        except _OURS:
            raise
        except LshError as error:
            self._reject(row, error.message)
        except Exception:  # a row is a stranger's: it must not keep the others waiting
            log.exception("the row %s could not be read", row.get("id"))
            self._reject(row, "it could not be read")
        else:
            if decision.action is Action.REFUSE:
                self._reject(row, decision.reason)
            elif decision != NOTHING:
                return _Step(row, decision, read, local)
        return None

    def _do(self, steps: Sequence[_Step]) -> list[_Refused]:
        """Do what these steps ask for, each of another job; those that were refused are returned."""
        by_role: dict[str, list[_Step]] = {}
        for step in steps:
            by_role.setdefault(self._role(step.row), []).append(step)
        refused: list[_Refused] = []
        for role, some in by_role.items():
            defining = [step for step in some if step.decision.action in _DEFINING]
            removing = [step for step in some if step.decision.action is Action.REMOVE]
            left = self._define(role, defining)
            self._remove(role, removing)
            for step in some:
                if step.job_id in left:
                    refused.append(_Refused(step.row, left[step.job_id]))
                else:
                    self._tell_conflict(role, step)
        return refused

    def _define(self, role: str, steps: Sequence[_Step]) -> dict[str, str]:
        """Define jobs in one commit; what was refused: its job's id and why."""
        refused: dict[str, str] = {}
        if not self._dry_run:
            refused = self._adopt(role, [_definition(step) for step in steps])
        for step in steps:
            if step.job_id not in refused:
                self._defined(role, step)
        return refused

    def _adopt(self, role: str, definitions: list[dict[str, Any]]) -> dict[str, str]:
        """Have the engine take definitions. One at which it fails is found, and is refused as well."""
        refused: dict[str, str] = {}
        pending = [definitions] if definitions else []
        while pending:
            some = pending.pop()
            try:
                answer = self.door(role).call("jobs_adopt", {"definitions": some})
                refused |= answer["refused"]
            except _OURS:
                raise
            except Exception as error:  # without a daemon it is not even put in words
                if len(some) == 1:
                    refused[some[0]["spec"]["id"]] = str(error) or "the engine failed at it"
                else:
                    middle = len(some) // 2
                    pending += [some[middle:], some[:middle]]
        return refused

    def _defined(self, role: str, step: _Step) -> None:
        """The definition of ``step`` stands; arm or disarm what was there before, if that is asked for."""
        job_id, decision = step.job_id, step.decision
        new = decision.action is Action.CREATE
        if not self._dry_run:
            self._shared.add(job_id)
        if decision.action is not Action.ALIGN:
            (self.summary.created if new else self.summary.updated).append(job_id)
        if new or decision.enabled is None:
            return
        (self.summary.armed if decision.enabled else self.summary.disarmed).append(job_id)
        if not self._dry_run:
            with suppress(NotFound):  # somebody has removed it this moment
                method = "job_arm" if decision.enabled else "job_disarm"
                self.door(role).call(method, {"job": job_id})

    def _remove(self, role: str, steps: Sequence[_Step]) -> None:
        """Remove jobs, each once its run is over: what was started is not for a row to stop."""
        refused: dict[str, str] = {}
        if steps and not self._dry_run:
            jobs = [
                {"id": step.job_id, "adopt_defined_at": step.read.remote.defined_at or None}
                for step in steps
            ]
            refused = self.door(role).call("jobs_remove", {"jobs": jobs})["refused"]
        for step in steps:
            if step.job_id in refused:
                self._remove_later(role, step)
            else:
                self.summary.removed.append(step.job_id)

    def _remove_later(self, role: str, step: _Step) -> None:
        with suppress(NotAllowed, NotFound):  # it is stopped, or gone, already
            reason = "it was removed in the linked database, and waits for its run"
            self.door(role).call("job_pause", {"job": step.job_id, "reason": reason})
        self.summary.waiting.append(step.job_id)
        self.behind = min(self.behind or step.row["change_seq"], step.row["change_seq"])

    def _role(self, row: Row) -> str:
        if origin_of(row, self._home) is not Origin.OTHER:
            return EDITED
        host = "".join(c for c in str(row.get("host") or "?") if c.isprintable())
        return f"{ROLE} ({host[: _ROLE_CHARS - len(ROLE) - 3]})"

    def _reject(self, row: Row, reason: str) -> None:
        self._verdicts.reject(row, reason, role=self._role(row))

    def _tell_conflict(self, role: str, step: _Step) -> None:
        if step.decision.conflict:
            assert step.local is not None, "a conflict has two sides"
            self._verdicts.conflict(
                step.row, step.decision, step.read, step.local, host=self._here.host, role=role
            )


def _is_ahead(ledger: sqlite3.Connection, row: Row) -> bool:
    """Whether a home's own row is newer than the job: its ledger is a restored backup."""
    local = local_job(ledger, str(row.get("job_id")))
    return local is not None and row["version"] > local.version


def _definition(step: _Step) -> dict[str, Any]:
    """What ``jobs_adopt`` takes."""
    decision, remote = step.decision, step.read.remote
    assert decision.spec is not None, "there is something to define"
    spec, version = decision.spec, None
    if decision.action is Action.CREATE:
        spec = replace(spec, enabled=bool(decision.enabled))
    else:
        assert step.local is not None, "what is updated is there"
        version = step.local.version
    return {
        "spec": differing(spec) | {"id": step.job_id},
        "version": version,
        "adopt_version": remote.version,
        "adopt_defined_at": remote.defined_at or None,
    }

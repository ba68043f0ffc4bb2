"""Taking one row of ``shell_jobs``: what it means here is decided, then done or told of.

It is done by the same operations as any client's. A row that cannot be taken is told of once.
"""

from __future__ import annotations

import json
import logging
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field, replace
from typing import Any

from lsh.client.door import Door
from lsh.client.reading import reading
from lsh.domain.errors import ConfigurationError, LshError, NotAllowed, NotFound, TryAgain
from lsh.domain.job import JobSpec, differing
from lsh.domain.merge import Action, Decision, Here, Local, Origin
from lsh.paths import Paths
from lsh.sinks.supabase.gateway import Row
from lsh.sinks.supabase.incoming import Reading, job_id_of, origin_of, read_row, verdict_on
from lsh.sinks.supabase.rows import shown_definition
from lsh.store.merge_queries import EDITED, ROLE, local_job

log = logging.getLogger("lsh.sinks.supabase.pull")

_DEFINITION_BYTES = 12_000  # of a loser's definition in an event; in JSON once more they may double
_TRIES = 3  # when somebody changes the same job at the same moment
_ROLE_CHARS = 64


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
        self._told = told
        self._dry_run = dry_run
        self._doors: dict[str, Door] = {}
        self._stack = ExitStack()
        self.behind: int | None = None  # the first row that must be looked at again
        self.summary = PullSummary()

    def close(self) -> None:
        """Hang up."""
        self._stack.close()

    def door(self, role: str) -> Door:
        """The engine's door for a caller in this role."""
        if role not in self._doors:
            self._doors[role] = self._stack.enter_context(Door(self._paths, role=role))
        return self._doors[role]

    def take(self, row: Row) -> None:
        """One row, whatever it holds. Raises TryAgain or ConfigurationError when nothing can be done."""
        try:
            if self._concerns_us(row):
                self.summary.read += 1
                self._decide_and_do(row)
        except (TryAgain, ConfigurationError):  # this machine's trouble, not the row's
            raise
        except LshError as error:
            self._reject(row, error.message)
        except Exception:  # a row is a stranger's: it must not keep the others waiting
            log.exception("the row %s could not be read", row.get("id"))
            self._reject(row, "it could not be read")

    def _concerns_us(self, row: Row) -> bool:
        origin = origin_of(row, self._home)
        if origin is Origin.OWN:
            return row.get("definition_hash") is None or self._is_ahead(row)
        hosts = row.get("hosts")
        named = isinstance(hosts, list) and self._here.is_named([str(host) for host in hosts])
        return named or row.get("job_id") in self._shared

    def _is_ahead(self, row: Row) -> bool:
        """Whether our own row is newer than the job: this home's ledger is a restored backup."""
        local = self._local(str(row.get("job_id")))
        return local is not None and row["version"] > local.version

    def _decide_and_do(self, row: Row) -> None:
        job_id = job_id_of(row)
        for last in (False,) * (_TRIES - 1) + (True,):
            local = self._local(job_id)
            if local is None and (row.get("removed_at") or row.get("state") == "removed"):
                return
            read = read_row(row, local, self._home)
            decision = verdict_on(read, local, self._here)
            try:
                self._do(row, decision, read, local)
            except (NotAllowed, NotFound):  # somebody changed the job meanwhile
                if last:
                    raise
            else:
                if decision.conflict:
                    self._tell_conflict(row, decision, read, local)
                return

    def _local(self, job_id: str) -> Local | None:
        with reading(self._paths) as connection:
            return local_job(connection, job_id)

    def _do(self, row: Row, decision: Decision, read: Reading, local: Local | None) -> None:
        if decision.action is Action.REFUSE:
            self._reject(row, decision.reason)
        elif decision.action is Action.REMOVE:
            self._remove(row, read.remote.defined_at)
        elif decision.action is not Action.NOTHING:
            assert decision.spec is not None, "there is something to define"
            self._define(row, decision, read, local)

    def _define(self, row: Row, decision: Decision, read: Reading, local: Local | None) -> None:
        spec, job_id, door = decision.spec, str(row["job_id"]), self.door(self._role(row))
        new = decision.action is Action.CREATE
        if spec is not None and not self._dry_run:
            remote = read.remote
            params: dict[str, Any] = {"adopt_version": remote.version}
            params |= {"adopt_defined_at": remote.defined_at} if remote.defined_at else {}
            if new:
                spec = replace(spec, enabled=bool(decision.enabled))
                door.call("job_create", params | {"spec": differing(spec)})
            else:
                assert local is not None, "what is updated is there"
                params |= {"job": job_id, "version": local.version, "spec": differing(spec)}
                door.call("job_update", params)
            self._shared.add(job_id)
        if decision.action is not Action.ALIGN:
            (self.summary.created if new else self.summary.updated).append(job_id)
        if not new and decision.enabled is not None:
            self._arm(job_id, decision.enabled, door)

    def _arm(self, job_id: str, enabled: bool, door: Door) -> None:
        (self.summary.armed if enabled else self.summary.disarmed).append(job_id)
        if not self._dry_run:
            door.call("job_arm" if enabled else "job_disarm", {"job": job_id})

    def _remove(self, row: Row, removed_at: int) -> None:
        """Remove the job, once its run is over: what was started is not this row's to stop."""
        job_id, door = str(row["job_id"]), self.door(self._role(row))
        if self._dry_run:
            self.summary.removed.append(job_id)
            return
        try:
            adopted = {"adopt_defined_at": removed_at} if removed_at else {}
            door.call("job_remove", {"job": job_id} | adopted)
        except NotAllowed:
            with suppress(NotAllowed):  # it is stopped already
                reason = "it was removed in the linked database, and waits for its run"
                door.call("job_pause", {"job": job_id, "reason": reason})
            self.summary.waiting.append(job_id)
            self.behind = min(self.behind or row["change_seq"], row["change_seq"])
        else:
            self.summary.removed.append(job_id)

    def _role(self, row: Row) -> str:
        if origin_of(row, self._home) is not Origin.OTHER:
            return EDITED
        host = "".join(c for c in str(row.get("host") or "?") if c.isprintable())
        return f"{ROLE} ({host[: _ROLE_CHARS - len(ROLE) - 3]})"

    def _tell_conflict(
        self, row: Row, decision: Decision, read: Reading, local: Local | None
    ) -> None:
        assert local is not None, "a conflict has two sides"
        remote = read.remote
        ours = _side(self._here.host, local.version, local.hash, local.spec, local.removed)
        theirs = _side(remote.host, remote.version, remote.hash, remote.spec, remote.removed)
        winner, loser = (theirs, ours) if decision.local_lost else (ours, theirs)
        winner.pop("definition")
        reason = f"{_named(winner)} stands, {_named(loser)} does not"
        data = {"job": str(row["job_id"]), "reason": reason, "winner": winner, "loser": loser}
        if self._tell("supabase:conflict", row, f"{local.version}.{local.hash}", data):
            self.summary.conflicts.append(data)

    def _reject(self, row: Row, reason: str) -> None:
        data = {
            "job": str(row.get("job_id"))[:200],
            "row": str(row.get("id")),
            "version": row.get("version"),
            "host": str(row.get("host") or "")[:200],
            "reason": reason[:1000],
        }
        if self._tell("supabase:rejected", row, "", data):
            log.warning("the definition of job %s is not taken: %s", data["job"], reason)
            self.summary.rejected.append(data)

    def _tell(self, kind: str, row: Row, about: str, data: dict[str, Any]) -> bool:
        """Write the event, unless this very thing was told of before; whether it was new."""
        from hashlib import sha256

        words = (kind, row.get("id"), row.get("version"), row.get("defined_at"), about)
        mark = sha256("|".join(map(str, words)).encode()).hexdigest()[:12]
        if mark in self._told:
            return False
        if not self._dry_run:
            self._told.append(mark)
            params: dict[str, Any] = {"type": kind, "data": data}
            known = self._local(str(row.get("job_id"))) is not None
            params |= {"job": row["job_id"]} if known else {}
            self.door(self._role(row)).call("sink_event", params)
        return True


def _side(host: str, version: int, name: str, spec: JobSpec, removed: bool) -> dict[str, Any]:
    """One side of a conflict, as its event tells it; secrets stay hidden."""
    fields = shown_definition({k: v for k, v in differing(spec).items() if k != "enabled"})
    text = json.dumps(fields, ensure_ascii=False)
    if len(text.encode()) > _DEFINITION_BYTES:
        fields = {"begins": text.encode()[: _DEFINITION_BYTES // 2].decode(errors="ignore")}
    side = {"host": host, "version": version, "hash": name, "definition": fields}
    return side | ({"removed": True} if removed else {})


def _named(side: dict[str, Any]) -> str:
    host = side["host"] or "a person"
    what = "the removal of version" if side.get("removed") else "version"
    return f"{what} {side['version']} of {host}"

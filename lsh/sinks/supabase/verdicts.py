"""What a pull has to say: definitions that lost against others, and those that cannot be taken.

Each is an event that can be read, told once; many at a time are one commit.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, NamedTuple

from lsh.client.door import Door
from lsh.client.reading import reading
from lsh.domain.events import EventType
from lsh.domain.job import JobSpec, differing
from lsh.domain.merge import Decision, Local
from lsh.paths import Paths
from lsh.sinks.supabase.gateway import Row
from lsh.sinks.supabase.incoming import Reading
from lsh.sinks.supabase.rows import shown_definition
from lsh.store.sync_queries import job_key

_DEFINITION_BYTES = 12_000  # of a loser's definition in an event; in JSON once more they may double
_AT_ONCE = 200  # events in a commit


class _Word(NamedTuple):
    """An event to be written by the door of ``role``, and the mark that it was told."""

    role: str
    mark: str
    kind: EventType
    data: dict[str, Any]


class Verdicts:
    """The verdicts of one pull. ``told`` are the marks of what was told before, and grows."""

    def __init__(self, paths: Paths, told: list[str], *, dry_run: bool) -> None:
        self._paths = paths
        self._told = told
        self._known = set(told)
        self._dry_run = dry_run
        self._waiting: list[_Word] = []
        self.conflicts: list[dict[str, Any]] = []
        self.rejected: list[dict[str, Any]] = []

    def conflict(
        self, row: Row, decision: Decision, read: Reading, local: Local, *, host: str, role: str
    ) -> None:
        """A definition is lost that the winner did not know. ``host`` is this machine's name."""
        remote = read.remote
        ours = _side(host, local.version, local.hash, local.spec, local.removed)
        theirs = _side(remote.host, remote.version, remote.hash, remote.spec, remote.removed)
        winner, loser = (theirs, ours) if decision.local_lost else (ours, theirs)
        winner.pop("definition")
        reason = f"{_named(winner)} stands, {_named(loser)} does not"
        data = {"job": str(row["job_id"]), "reason": reason, "winner": winner, "loser": loser}
        mark = _mark(EventType.SUPABASE_CONFLICT, row, f"{local.version}.{local.hash}")
        if self._tell(_Word(role, mark, EventType.SUPABASE_CONFLICT, data)):
            self.conflicts.append(data)

    def reject(self, row: Row, reason: str, *, role: str) -> None:
        """A row cannot be taken, whatever it holds."""
        data = {
            "job": str(row.get("job_id"))[:200],
            "row": str(row.get("id")),
            "version": row.get("version"),
            "host": str(row.get("host") or "")[:200],
            "reason": reason[:1000],
        }
        kind = EventType.SUPABASE_REJECTED
        if self._tell(_Word(role, _mark(kind, row, ""), kind, data)):
            self.rejected.append(data)

    def _tell(self, word: _Word) -> bool:
        """Have the event written by ``keep``, unless it was told before; whether it is new."""
        if word.mark in self._known:
            return False
        self._known.add(word.mark)
        self._waiting.append(word)
        return True

    def keep(self, door: Callable[[str], Door]) -> None:
        """Write the events that wait; ``door`` gives one for a role. Raises what the door raises."""
        waiting, self._waiting = self._waiting, []
        if self._dry_run or not waiting:
            return
        by_role: dict[str, list[_Word]] = {}
        for word in waiting:
            by_role.setdefault(word.role, []).append(word)
        for role, words in by_role.items():
            for first in range(0, len(words), _AT_ONCE):
                some = words[first : first + _AT_ONCE]
                door(role).call("sink_events", {"events": self._events(some)})
                self._told += [word.mark for word in some]

    def _events(self, words: list[_Word]) -> list[dict[str, Any]]:
        with reading(self._paths) as ledger:
            known = {job for word in words if job_key(ledger, job := word.data["job"]) is not None}
        return [
            {"type": word.kind, "data": word.data}
            | ({"job": word.data["job"]} if word.data["job"] in known else {})
            for word in words
        ]


def _mark(kind: EventType, row: Row, about: str) -> str:
    """The same for the same verdict on the same version of a row."""
    from hashlib import sha256

    words = (kind, row.get("id"), row.get("version"), row.get("defined_at"), about)
    return sha256("|".join(map(str, words)).encode()).hexdigest()[:12]


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

"""Which of two definitions of one job stands, when several machines and people write them.

Every home keeps its own copy of a shared job under a version number that only grows, and that it moves
on whenever it sees a higher one: a Lamport clock. The higher version stands; under the same number the
later definition does, then the one with the greater hash, then a removal. Who adopts a definition, or
a removal, keeps the instant at which it was written, so every home decides the same, and all end with
one definition, whatever the order in which they hear of each other.

A job is shared once its definition names machines (``hosts``). Jobs that name none belong to their
home alone, though two homes may use the same id for them.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from enum import StrEnum

from lsh.domain.job import JobSpec


class Origin(StrEnum):
    """Whose copy of a job it is that is read in the linked database."""

    OWN = "own"  # this home's own row, which a person has edited there
    OTHER = "other"  # another home's
    NOBODY = "nobody"  # a row that no home has written: a person made it


class Action(StrEnum):
    """What is to be done here about a definition from elsewhere."""

    NOTHING = "nothing"
    CREATE = "create"
    UPDATE = "update"
    ALIGN = "align"  # the same definition under a higher number: only the number is taken
    REMOVE = "remove"
    REFUSE = "refuse"


@dataclass(frozen=True, slots=True)
class Here:
    """The home that decides: its machine's name."""

    host: str

    def is_named(self, hosts: Collection[str]) -> bool:
        """Whether ``hosts`` name this machine; an empty list names none."""
        return self.host.casefold() in {host.casefold() for host in hosts}


@dataclass(frozen=True, kw_only=True, slots=True)
class Local:
    """A job as this home has it. ``defined_at`` is microseconds; of a removed job, of its removal.

    A removal counts as a version of its own: ``version`` is one more than that of what was removed.

    ``history`` are the hashes of all definitions it had here. ``shared``: one of them named machines.
    ``adopted``: the present one came from another home, where it is kept too.
    """

    spec: JobSpec
    version: int
    defined_at: int
    hash: str
    removed: bool = False
    history: frozenset[str] = frozenset()
    shared: bool = False
    adopted: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Remote:
    """A job as a row of the linked database has it, its masked values filled in where they are known.

    ``host`` is the row's machine. ``hash`` names the definition, ``names`` are all hashes that it may
    have here. ``lineage`` are the hashes that its home had before; None when the row does not tell.
    """

    spec: JobSpec
    version: int
    defined_at: int
    hash: str
    origin: Origin
    host: str = ""
    names: frozenset[str] = frozenset()
    removed: bool = False
    enabled: bool = True
    lineage: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do. ``conflict``: a definition is lost that the winner did not know; it must be told of.

    ``spec`` is what to define, ``enabled`` whether to arm or disarm (None: neither is asked for).
    """

    action: Action
    spec: JobSpec | None = None
    conflict: bool = False
    local_lost: bool = False
    enabled: bool | None = None
    reason: str = ""


NOTHING = Decision(Action.NOTHING)


def decide(local: Local | None, remote: Remote, here: Here) -> Decision:
    """What this home does about ``remote``. Doing it and deciding again gives NOTHING."""
    if local is None or (local.removed and not _is_ours(local, remote)):
        return _first_seen(remote, here)
    if not local.spec.database_sync:  # its owner keeps it out of the database
        return NOTHING
    if not _is_ours(local, remote):
        return _taken_id(remote, here)
    if remote.origin is not Origin.OWN and not remote.spec.hosts:
        return _moved_away(local, remote, here)
    return _merged(local, remote, here)


def same_definition(local: Local, remote: Remote, here: Here) -> bool:
    """Whether both run the same in the same places; being armed is no part of a definition."""
    ours = replace(local.spec, enabled=True, hosts=_places(local.spec, here.host))
    theirs = replace(remote.spec, enabled=True, hosts=_places(remote.spec, remote.host))
    return ours == theirs


def _places(spec: JobSpec, home: str) -> list[str]:
    return sorted(host.casefold() for host in spec.hosts) or [home.casefold()]


def _is_ours(local: Local, remote: Remote) -> bool:
    """Whether the row speaks of this very job, and not of another home's under the same id."""
    return local.shared or remote.origin is Origin.OWN


def _first_seen(remote: Remote, here: Here) -> Decision:
    own = remote.origin is Origin.OWN and not remote.spec.hosts
    if remote.removed or not (own or here.is_named(remote.spec.hosts)):
        return NOTHING
    return Decision(Action.CREATE, remote.spec, enabled=remote.enabled)


def _taken_id(remote: Remote, here: Here) -> Decision:
    if remote.removed or not here.is_named(remote.spec.hosts):
        return NOTHING
    reason = "this home has a job of its own with that id"
    return Decision(Action.REFUSE, reason=reason)


def _moved_away(local: Local, remote: Remote, here: Here) -> Decision:
    """A row without hosts runs where it was made: for us that is its machine, by name."""
    if remote.origin is Origin.NOBODY or remote.removed or not remote.host:
        return NOTHING
    if local.removed:
        return NOTHING
    pinned = replace(remote, spec=replace(remote.spec, hosts=[remote.host]))
    return _merged(local, pinned, here)


def _merged(local: Local, remote: Remote, here: Here) -> Decision:
    if local.removed and remote.removed:
        return NOTHING
    if local.removed or remote.removed:
        return _with_removal(local, remote, here)
    if same_definition(local, remote, here):
        if remote.version <= local.version:
            return NOTHING
        return Decision(Action.ALIGN, local.spec, enabled=_wanted_enabled(local, remote))
    if not _is_newer(remote, local):
        return Decision(Action.NOTHING, conflict=_is_unknown_here(local, remote))
    return Decision(
        Action.UPDATE,
        replace(remote.spec, enabled=local.spec.enabled),
        conflict=_is_unknown_to(local, remote),
        local_lost=True,
        enabled=_wanted_enabled(local, remote),
    )


def _with_removal(local: Local, remote: Remote, here: Here) -> Decision:
    newer = _is_newer(remote, local)
    if remote.removed:
        if newer:
            lost = _is_unknown_to(local, remote)
            return Decision(Action.REMOVE, conflict=lost, local_lost=True)
        # removed later than we defined it, yet against an older version: somebody may wonder
        return Decision(Action.NOTHING, conflict=remote.defined_at > local.defined_at)
    if not newer:
        return Decision(Action.NOTHING, conflict=_is_unknown_here(local, remote))
    first = _first_seen(remote, here)
    if first.action is Action.NOTHING:
        return NOTHING
    # under the same number neither knew of the other
    unknown = remote.version == local.version or remote.defined_at < local.defined_at
    return replace(first, conflict=unknown and not local.adopted, local_lost=True)


def _is_newer(remote: Remote, local: Local) -> bool:
    theirs = (remote.version, remote.defined_at, remote.hash, remote.removed)
    return theirs > (local.version, local.defined_at, local.hash, local.removed)


def _is_unknown_here(local: Local, remote: Remote) -> bool:
    """Whether what stands here was written without knowledge of ``remote``, which it replaces."""
    return not local.history & {remote.hash, *remote.names}


def _is_unknown_to(local: Local, remote: Remote) -> bool:
    """Whether ``remote`` was written without knowledge of what stands here and is now replaced."""
    if local.adopted:  # its author hears of it
        return False
    if remote.lineage is not None:
        return local.hash not in remote.lineage
    return remote.version == local.version or remote.defined_at < local.defined_at


def _wanted_enabled(local: Local, remote: Remote) -> bool | None:
    """Arming is each machine's own affair; only an edit of this home's row, or of nobody's, does it."""
    if remote.origin is Origin.OTHER or remote.enabled == local.spec.enabled:
        return None
    return remote.enabled

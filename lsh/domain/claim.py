"""Claims: which of several machines runs an occurrence of a shared job, and how long that is waited for.

A shared occurrence is written as pending. The sink of the linked database answers with a verdict, by
inserting the occurrence there under its unique key; without an answer in time it counts as
unreachable. Instants and spans are microseconds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lsh.domain.job import JobSpec
from lsh.domain.policy import Claim, OnUnreachable


class Verdict(StrEnum):
    """Who runs a shared occurrence. Only a pending one is ever decided, and only once."""

    PENDING = "pending"  # not decided; or called off before it was
    WON = "won"  # this machine
    LOST = "lost"  # another one
    UNREACHABLE = "unreachable"  # nobody could be asked; the job's ``on_unreachable`` decided


@dataclass(frozen=True, slots=True)
class Consequence:
    """Whether the occurrence runs here, and the reason as a short sentence where one is needed."""

    runs: bool
    reason: str | None = None


def consequence(
    verdict: Verdict, policy: OnUnreachable, *, holder: str | None = None, linked: bool = True
) -> Consequence:
    """What follows from a verdict. ``holder`` is the host that has it, if that is known.

    ``linked`` tells an unreachable database from one that was never set up.
    """
    if verdict is Verdict.WON:
        return Consequence(runs=True)
    if verdict is Verdict.LOST:
        return Consequence(runs=False, reason=f"claimed by {holder or 'another machine'}")
    if verdict is Verdict.PENDING:
        raise ValueError("pending is no verdict to follow")
    trouble = "the linked database could not be reached" if linked else "no database is linked"
    if policy is OnUnreachable.RUN:
        reason = f"{trouble}, so it is run here all the same (on_unreachable is run)"
        return Consequence(runs=True, reason=reason)
    return Consequence(runs=False, reason=f"{trouble} to claim it (on_unreachable is skip)")


def claim_warnings(spec: JobSpec, *, linked: bool) -> list[str]:
    """What the owner of a shared job should know now rather than later."""
    if spec.claim is not Claim.SHARED:
        return []
    warnings = []
    if len({host.casefold() for host in spec.hosts}) < 2:
        named = "one host" if spec.hosts else "no hosts"
        warnings.append(f"it is shared, but names {named}: there is nothing to share")
    if (spec.schedule or "").strip().lower() == "@reboot":
        warnings.append("it is shared, but each machine's start is its own: all of them run it")
    if not linked:
        sequel = "every machine runs every occurrence"
        if spec.on_unreachable is OnUnreachable.SKIP:
            sequel = "every occurrence is skipped"
        warnings.append(
            f"it is shared, but no Supabase is linked to claim it in: until one is, {sequel}"
            f" (on_unreachable is {spec.on_unreachable})"
        )
    return warnings


@dataclass(frozen=True, slots=True)
class VerdictWait:
    """How long occurrences wait for their verdict: until ``timeout`` after their instant.

    ``since`` is the instant from which on somebody could ask: the daemon's start, or when it noticed
    that the clock was set or the machine had slept. ``timeout`` is 0 where there is nobody to ask.
    """

    since: int
    timeout: int

    def deadline(self, due_at: int) -> int:
        """When an occurrence that is due at ``due_at`` counts as unreachable."""
        return max(due_at, self.since) + self.timeout

    def lateness(self, due_at: int, now: int) -> int:
        """How late it is without what it waited for its verdict: what misfire grace is about."""
        return max(self.since - due_at, 0) + max(now - self.deadline(due_at), 0)

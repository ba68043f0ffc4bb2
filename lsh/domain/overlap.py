"""What happens when an occurrence falls due while an earlier run of its job is still going."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from lsh.domain.policy import Overlap

WAITING_LIMIT = 1000
"""Runs of one job that ``queue_all`` lets wait; a job that can never keep up must not grow for ever."""


class OverlapAction(StrEnum):
    """What to do with the new occurrence."""

    START = "start"
    WAIT = "wait"
    SKIP = "skip"
    CANCEL_RUNNING = "cancel_running"  # politely, then start
    TERMINATE_RUNNING = "terminate_running"  # at once, then start


@dataclass(frozen=True, slots=True)
class OverlapDecision:
    """The action, and for a skip the reason as a short sentence."""

    action: OverlapAction
    reason: str | None = None


def decide_overlap(policy: Overlap, going: list[str], waiting: list[str]) -> OverlapDecision:
    """Decide about an occurrence of a job of which ``going`` run ids run and ``waiting`` wait.

    A run between two attempts is still going. The policies are Temporal's (see ``semantics``): skip,
    one or all wait their turn, the old one makes way, or both run.
    """
    if policy is Overlap.ALLOW or not (going or waiting):
        return OverlapDecision(OverlapAction.START)
    if policy is Overlap.SKIP:
        return OverlapDecision(
            OverlapAction.SKIP, f"run {(going or waiting)[0]} was still going (overlap is skip)"
        )
    if policy is Overlap.QUEUE_ONE and waiting:
        return OverlapDecision(
            OverlapAction.SKIP, f"run {waiting[0]} was already waiting (overlap is queue_one)"
        )
    if len(waiting) >= WAITING_LIMIT:
        return OverlapDecision(
            OverlapAction.SKIP, f"{WAITING_LIMIT} runs of this job were already waiting"
        )
    if policy is Overlap.CANCEL_RUNNING:
        return OverlapDecision(OverlapAction.CANCEL_RUNNING)
    if policy is Overlap.TERMINATE_RUNNING:
        return OverlapDecision(OverlapAction.TERMINATE_RUNNING)
    return OverlapDecision(OverlapAction.WAIT)

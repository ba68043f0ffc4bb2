"""The choices a job makes about its own schedule: what to do when late, and when still running."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum


class CatchUp(StrEnum):
    """Which of the occurrences that came too late (misfires) are still run; after Temporal and Dagu."""

    SKIP = "skip"  # none; each one is missed
    LATEST = "latest"  # the newest only; the earlier ones are coalesced into it
    ALL = "all"  # the newest ``catch_up_limit``, oldest first; the rest are missed


class Overlap(StrEnum):
    """What happens to an occurrence while the previous run still goes on; after Temporal."""

    SKIP = "skip"  # the new one is skipped
    QUEUE_ONE = "queue_one"  # one waits; further ones are skipped
    QUEUE_ALL = "queue_all"  # all wait, oldest first
    CANCEL_RUNNING = "cancel_running"  # the running one is asked to stop, the new one follows it
    TERMINATE_RUNNING = "terminate_running"  # the running one is killed, the new one follows it
    ALLOW = "allow"  # both run


class Claim(StrEnum):
    """Which of the machines that a job names runs an occurrence."""

    EACH = "each"  # every one of them
    SHARED = "shared"  # exactly one: the first to claim it in the linked database


class OnUnreachable(StrEnum):
    """What becomes of a shared occurrence while the linked database cannot be asked who runs it."""

    RUN = "run"  # here, and perhaps on another machine as well
    SKIP = "skip"  # nowhere, rather than twice


@dataclass(frozen=True, slots=True)
class SchedulePolicy:
    """What planning needs of a job's policies.

    An occurrence late by at most ``misfire_grace`` is run as it is. Later than that it is a misfire,
    and ``catch_up`` decides; a misfire older than ``catch_up_window`` is not run any more.
    """

    catch_up: CatchUp = CatchUp.LATEST
    catch_up_window: timedelta = timedelta(days=7)
    catch_up_limit: int = 100
    misfire_grace: timedelta = timedelta(seconds=60)

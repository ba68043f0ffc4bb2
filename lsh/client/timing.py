"""When a job in wire form is due: its trigger and its zone, as the engine would read them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from lsh.domain.trigger import Trigger, parse_trigger
from lsh.domain.zones import check_timezone
from lsh.paths import Paths
from lsh.settings import load_settings

_SHARED_ANCHOR = datetime(1970, 1, 1, tzinfo=UTC)


def trigger_of(job: dict[str, Any], paths: Paths) -> Trigger:
    """The job's trigger, in its own zone."""
    anchor = datetime.fromisoformat(job["created_at"])
    if job["claim"] == "shared":  # its machines count from one instant: see ``engine.jobs``
        anchor = _SHARED_ANCHOR
    return parse_trigger(job["schedule"], job["timezone"] or default_zone(paths), anchor=anchor)


def zone_of(job: dict[str, Any], paths: Paths) -> ZoneInfo:
    """The zone by whose clock the job is due."""
    return check_timezone(job["timezone"] or default_zone(paths))


def default_zone(paths: Paths) -> str:
    """The zone of jobs that name none: this home's, else the machine's."""
    from lsh.engine.jobs import machine_zone

    return load_settings(paths).timezone or machine_zone()

"""From stored definitions to triggers and instants, for scheduler and operations alike."""

from __future__ import annotations

import time
from datetime import timedelta
from functools import lru_cache
from pathlib import Path

from lsh.domain.errors import ConfigurationError, InvalidInput
from lsh.domain.instant import from_micros, to_micros
from lsh.domain.jitter import stable_offset
from lsh.domain.job import JobSpec, is_named
from lsh.domain.policy import Claim
from lsh.domain.trigger import CronTrigger, IntervalTrigger, Trigger, parse_trigger
from lsh.store.jobs import NEVER, OVER, Moment
from lsh.store.records import StoredJob

_ENDING = frozenset({"at", "cron", "interval"})  # triggers of which nothing may come any more


def trigger_of(spec: JobSpec, anchor_at: int) -> Trigger:
    """The job's trigger. Raises InvalidInput for a schedule or zone that makes no sense."""
    return _trigger(spec.schedule, spec.timezone or "UTC", _anchor(spec, anchor_at))


def _anchor(spec: JobSpec, anchor_at: int) -> int:
    # only intervals count from somewhere; the rest share one trigger among equal texts. The machines
    # that share a job count from one instant, or they would never meet in the same occurrence
    counts = spec.schedule is not None and "every" in spec.schedule.lower()
    return anchor_at if counts and spec.claim is not Claim.SHARED else 0


@lru_cache(maxsize=512)
def _trigger(schedule: str | None, zone: str, anchor_at: int) -> Trigger:
    return parse_trigger(schedule, zone, anchor=from_micros(anchor_at))


def follows_real_time(trigger: Trigger) -> bool:
    """Whether the job goes on at once after the clock was put back: wildcards and intervals do."""
    if isinstance(trigger, CronTrigger):
        return not trigger.expression.is_fixed_time
    return isinstance(trigger, IntervalTrigger)


def offset_of(job_id: str, spec: JobSpec, host: str) -> timedelta:
    """The job's jitter on this host."""
    if not spec.jitter:
        return timedelta()
    return stable_offset(job_id, host, timedelta(seconds=spec.jitter))


def first_moment(job_id: str, spec: JobSpec, trigger: Trigger, after: int, host: str) -> Moment:
    """When the job is due next here, strictly after ``after``.

    NEVER for a job that is disarmed, only run by hand, or run on other machines than ``host``.
    """
    if not spec.enabled or not is_named(spec.hosts, host):
        return NEVER
    return moment_after(job_id, spec, trigger, after, host)


def moment_after(job_id: str, spec: JobSpec, trigger: Trigger, after: int, host: str) -> Moment:
    """The nominal and the actual instant of the first occurrence after ``after``."""
    fire = _next_after(trigger, after)
    if fire is None:
        return OVER if trigger.kind in _ENDING else NEVER
    return Moment(fire, fire + offset_of(job_id, spec, host) // timedelta(microseconds=1))


@lru_cache(maxsize=512)
def _next_after(trigger: Trigger, after: int) -> int | None:
    # equal expressions in one zone share one computation
    found = trigger.next_after(from_micros(after))
    return None if found is None else to_micros(found)


def is_due_at(trigger: Trigger, instant: int) -> bool:
    """Whether ``instant`` is one of the trigger's."""
    return _next_after(trigger, instant - 1) == instant


def resumed_moment(job: StoredJob, after: int, host: str) -> Moment:
    """Where a job's schedule goes on when it is armed or resumed: from now, without misfires.

    NEVER for one that other machines than ``host`` run.
    """
    if not is_named(job.spec.hosts, host):
        return NEVER
    trigger = trigger_of(job.spec, job.anchor_at)
    return moment_after(job.id, job.spec, trigger, after, host)


def machine_zone() -> str:
    """The machine's time zone by its IANA name; UTC when it has none that can be told.

    Raises ConfigurationError for a TZ that is set and means nothing.
    """
    import os

    named = os.environ.get("TZ", "").removeprefix(":")
    if named:
        return _named_zone(named)
    localtime = Path("/etc/localtime")
    found = _in_zoneinfo(localtime)
    if found is not None:
        return found
    return "UTC" if time.tzname[0] in {"UTC", "GMT"} else _debian_zone()


def _named_zone(named: str) -> str:
    """The zone that TZ names, by itself or by its file. Raises ConfigurationError: UTC would be a guess."""
    from lsh.domain.zones import check_timezone

    name = _in_zoneinfo(Path(named)) if named.startswith("/") else named
    try:
        check_timezone(name or named)
    except InvalidInput as error:
        raise ConfigurationError(
            f"variable TZ: {error.message}", hint=error.hint or "write an IANA name"
        ) from None
    return name or named


def _in_zoneinfo(file: Path) -> str | None:
    """The name of the zone whose file it is; as written rather than what that links to."""
    try:
        candidates = (file.parts, file.resolve().parts)
    except OSError:
        return None
    for parts in candidates:
        if "zoneinfo" in parts:
            return "/".join(parts[parts.index("zoneinfo") + 1 :])
    return None


def _debian_zone() -> str:
    try:
        return Path("/etc/timezone").read_text().strip() or "UTC"
    except OSError:
        return "UTC"

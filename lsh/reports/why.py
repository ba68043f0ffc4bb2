"""Why a job ran, waits, was skipped or did nothing: one causal sentence over its job and its run.

Pure: wire dictionaries in, a sentence and its details out; instants are shown in ``zone``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Any

from lsh.domain.duration import format_duration
from lsh.domain.job import hosts_clause

_KINDS = {
    "scheduled": "its schedule was due",
    "catch_up": "it was caught up",
    "manual": "{actor} ran it by hand",
    "test": "{actor} tested it",
    "notify": "the run of another job failed",
}
_CLAIMS = {
    "won": " and it was claimed by {host}",
    "unreachable": " and nobody could be asked which machine runs it",
}
_LATE = 1.0  # seconds from which a start is worth a word


@dataclass(frozen=True, slots=True)
class Why:
    """The sentence, and what there is to know besides."""

    sentence: str
    details: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Instant:
    """The instant asked about: whether the schedule meets it, and its neighbours on the schedule."""

    at: datetime
    due: bool
    before: datetime | None = None
    after: datetime | None = None


def why_run(run: dict[str, Any], zone: tzinfo) -> Why:
    """Why this run ended as it did, or has not ended yet."""
    tell = {
        "scheduled": _ahead,
        "queued": _queued,
        "running": _running,
        "retrying": _retrying,
        "succeeded": _succeeded,
        "failed": _failed,
        "cancelled": _cancelled,
        "skipped": _skipped,
        "missed": _missed,
    }[run["state"]]
    sentence = f"{run['job_name']} {tell(run, zone)}."
    return Why(sentence, tuple(_details(run, zone)))


def why_idle(job: dict[str, Any], *, daemon_running: bool, now: datetime, zone: tzinfo) -> Why:
    """Why nothing runs of this job now, when no run of it is under way."""
    name, upcoming = job["name"], _parsed(job["next_fire_at"])
    last = job["last_run"]
    details = (f"last run: {last['run_id']}, {last['state']}",) if last else ("it has not run yet",)
    if (idle := _not_followed(job)) is not None:
        return Why(f"{name} {idle}.", details)
    if upcoming is None:
        reason = _without_instant(job["schedule"])
        return Why(f"{name} waits because {reason}.", details)
    when = _shown(upcoming, zone)
    if not daemon_running:
        late = "was due" if upcoming <= now else "is due"
        return Why(f"{name} {late} {when}, but no daemon is running to start it.", details)
    if upcoming <= now:
        return Why(f"{name} was due {when} and is about to start.", details)
    return Why(f"{name} waits because it is due next {when}.", details)


def _not_followed(job: dict[str, Any]) -> str | None:
    """Why the schedule of this job is not followed, or not here; None when it is."""
    match job["state"]:
        case "stopped":
            return "does not run because its schedule was stopped"
        case "paused":
            reason = f": {job['pause_reason']}" if job["pause_reason"] else ""
            return f"waits because it is paused{reason.rstrip('.')}"
        case "elsewhere":
            return f"does not run on this machine because {hosts_clause(job['hosts'])}"
        case "finished":
            return "does not run any more: nothing is due after its last time"
        case "removed":
            return "does not run because it was removed"
    return None


def _without_instant(schedule: str | None) -> str:
    """Why nothing is ahead of a job that follows its schedule."""
    if not schedule or schedule.strip().lower() == "manual":
        return "it has no schedule"
    if "@reboot" in schedule.lower():
        return "it runs when the machine starts"
    return "its time is past"


def why_no_run(
    job: dict[str, Any], asked: Instant, *, daemon_running: bool, now: datetime, zone: tzinfo
) -> Why:
    """Why there is no run of this job for the instant asked about."""
    name, when = job["name"], _shown(asked.at, zone)
    details = tuple(_neighbours(asked, zone))
    if not asked.due:
        rule = (
            f"its schedule ({job['schedule']})" if job["schedule"] else "a job without a schedule"
        )
        if asked.at > now:
            return Why(f"{name} will not run {when} because {rule} is not due then.", details)
        return Why(f"{name} did not run {when} because {rule} was not due then.", details)
    if job["state"] == "elsewhere":
        done = "will not run" if asked.at > now else "did not run"
        return Why(
            f"{name} {done} {when} on this machine because {hosts_clause(job['hosts'])}.", details
        )
    created = _parsed(job["created_at"])
    if created and asked.at < created:
        return Why(
            f"{name} did not run {when} because it was created only {_shown(created, zone)}.",
            details,
        )
    if asked.at > now:
        idle = "" if daemon_running else ", if a daemon runs by then"
        return Why(f"{name} has not run because {when} is still to come{idle}.", details)
    updated = _parsed(job["updated_at"])
    changed = f"; it was last changed {_shown(updated, zone)}" if updated else ""
    return Why(
        f"{name} has no record for {when}: it was stopped or defined otherwise then, or the record"
        f" was pruned{changed}.",
        details,
    )


def _ahead(run: dict[str, Any], zone: tzinfo) -> str:
    if run.get("claim") == "pending":
        due = _when(run, "due_at", zone)
        return f"waits to be claimed by one of its machines: it is due {due}"
    return f"is about to run: it is due {_when(run, 'due_at', zone)}"


def _queued(run: dict[str, Any], zone: tzinfo) -> str:
    return f"waits for a free slot since {_when(run, 'queued_at', zone)}: {_cause(run)}"


def _running(run: dict[str, Any], zone: tzinfo) -> str:
    again = f" (attempt {run['attempt']} of {run['attempts']})" if run["attempt"] > 1 else ""
    return f"runs since {_when(run, 'started_at', zone)} because {_cause(run)}{again}"


def _retrying(run: dict[str, Any], zone: tzinfo) -> str:
    due = _when(run, "due_at", zone)
    return f"waits until {due} to be tried again because attempt {run['attempt']} {_reason(run)}"


def _succeeded(run: dict[str, Any], zone: tzinfo) -> str:
    tries = f" at attempt {run['attempt']}" if run["attempt"] > 1 else ""
    return f"ran {_when(run, 'started_at', zone)} because {_cause(run)}, and succeeded{tries}"


def _failed(run: dict[str, Any], zone: tzinfo) -> str:
    tries = f" after {run['attempt']} attempts" if run["attempt"] > 1 else ""
    if run["started_at"] is None:
        return f"failed without having started: {_reason(run)}"
    return (
        f"ran {_when(run, 'started_at', zone)} because {_cause(run)}, and failed{tries}:"
        f" {_reason(run)}"
    )


def _cancelled(run: dict[str, Any], zone: tzinfo) -> str:
    by = f" by {run['actor']}" if run["actor"] and run["kind"] not in {"manual", "test"} else ""
    return f"was stopped {_when(run, 'finished_at', zone)}{by}: {_reason(run)}"


def _skipped(run: dict[str, Any], zone: tzinfo) -> str:
    if _reason(run).startswith("claimed by "):
        return f"did not run here {_when(run, 'scheduled_for', zone)}: it was {_reason(run)}"
    return f"did not run {_when(run, 'scheduled_for', zone)} because {_reason(run)}"


def _missed(run: dict[str, Any], zone: tzinfo) -> str:
    return f"missed {_when(run, 'scheduled_for', zone)}: {_reason(run)}"


def _cause(run: dict[str, Any]) -> str:
    kind = str(run["kind"])
    cause = _KINDS.get(kind, kind).format(actor=run["actor"] or "somebody")
    return cause + _CLAIMS.get(run.get("claim") or "", "").format(
        host=run.get("host") or "this machine"
    )


def _reason(run: dict[str, Any]) -> str:
    # the sentence that it goes into has a full stop of its own
    return str(run["reason"] or run["outcome"] or "no reason was written down").rstrip(".")


def _details(run: dict[str, Any], zone: tzinfo) -> list[str]:
    lines = [f"run {run['run_id']}, scheduled for {_when(run, 'scheduled_for', zone)}"]
    if run["kind"] == "catch_up" and run["reason"]:
        lines.append(run["reason"])
    if run["lateness"] is not None and run["lateness"] >= _LATE:
        lines.append(f"started {format_duration(round(run['lateness'], 1))} late")
    for attempt in run.get("history", ())[:-1]:
        lines.append(f"attempt {attempt['attempt']}: {attempt['reason'] or attempt['outcome']}")
    if run["error"]:
        lines.append(f"last words: {run['error']}")
    if run["parent_run_id"]:
        lines.append(f"because of run {run['parent_run_id']}")
    return lines


def _neighbours(asked: Instant, zone: tzinfo) -> list[str]:
    lines = []
    if asked.before is not None:
        lines.append(f"the time before: {_shown(asked.before, zone)}")
    if asked.after is not None:
        lines.append(f"the time after: {_shown(asked.after, zone)}")
    return lines


def _when(run: dict[str, Any], key: str, zone: tzinfo) -> str:
    instant = _parsed(run[key])
    return _shown(instant, zone) if instant else "at a time unknown"


def _shown(instant: datetime, zone: tzinfo) -> str:
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M:%S}"


def _parsed(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)

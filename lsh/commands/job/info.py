"""``lsh cron info``, ``lsh daemon job info``."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import PurePath
from typing import Any

from lsh.commands.job.view import masked, meaning, parsed, trigger_of, zone_of
from lsh.commands.kinds import long, watchable
from lsh.commands.mode import MODE
from lsh.commands.options import Job
from lsh.commands.output import (
    emit_ids,
    emit_json,
    emit_pairs,
    emit_table,
    emit_text,
    suggest,
    warn,
)
from lsh.commands.session import ledger, warn_when_idle
from lsh.commands.shown import ago, left, length, moment, size
from lsh.domain.explain import Upcoming, lint, upcoming
from lsh.domain.humane import plural
from lsh.domain.job import hosts_clause
from lsh.store.queries import RunFilter, get_job, list_runs

SHOWN = 5
_SHELLS = frozenset({"sh", "bash", "dash", "zsh", "ksh", "fish"})


@watchable
@long
def command(job: Job) -> None:
    """Show all about a job: its definition, its state, the next times it is due, its last runs.

    Examples:
        lsh cron info greet
        lsh cron info greet --json
    """
    now = datetime.now(UTC)
    with ledger() as connection:
        found = get_job(connection, job)
        runs = list_runs(connection, RunFilter(job=found["id"], limit=SHOWN))
    trigger = trigger_of(found)
    followed = found["enabled"] and found["state"] != "elsewhere"
    ahead = upcoming(trigger, now, SHOWN) if followed else []
    if MODE.json:
        extra = {"meaning": meaning(found), "upcoming": [wire(item) for item in ahead]}
        emit_json(masked(found) | extra | {"warnings": lint(trigger, now)})
    elif MODE.quiet:
        emit_ids([found["id"]])
    else:
        _show(found, ahead, runs, now)
        for warning in lint(trigger, now):
            warn(warning)
        suggest(f"lsh cron report {found['id']}", f"lsh cron logs {found['id']}")
        warn_when_idle()


def wire(item: Upcoming) -> dict[str, Any]:
    """An occurrence ahead as the JSON contract has it."""
    return {"at": item.at.isoformat(), "local": item.local.isoformat(), "note": item.note}


def _show(
    job: dict[str, Any], ahead: list[Upcoming], runs: list[dict[str, Any]], now: datetime
) -> None:
    job = masked(job)
    emit_pairs([*_identity(job), *_schedule(job, now), *_policies(job), *_last(job, now)])
    if MODE.plain:
        return
    if ahead:
        emit_text("")
        zone = zone_of(job)
        rows = [(moment(item.at, zone), left(item.at, now), item.note or " ") for item in ahead]
        emit_table(("NEXT", "LEFT", " "), rows)
    if runs:
        from lsh.commands.db.history import show_runs

        emit_text("")
        show_runs(runs)


def _identity(job: dict[str, Any]) -> list[tuple[str, str]]:
    return [
        ("id", job["id"]),
        ("name", job["name"]),
        ("description", job["description"]),
        ("category", job["category"]),
        ("tags", ", ".join(job["tags"])),
        ("template", job["template"] or ""),
        ("command", job["command"] + _directly(job["argv"])),
        ("working dir", job["working_dir"] or "~"),
        ("environment", "\n".join(_variables(job))),
    ]


def _directly(argv: list[str] | None) -> str:
    """A remark for a program that is started itself, unless that is a shell again."""
    if not argv or PurePath(argv[0]).name in _SHELLS:
        return ""
    return "   (without a shell)"


def _variables(job: dict[str, Any]) -> list[str]:
    return [f"{name}={value}" for name, value in job["environment"].items()]


def _schedule(job: dict[str, Any], now: datetime) -> list[tuple[str, str]]:
    state = job["state"]
    if job["pause_reason"]:
        state += f" ({job['pause_reason']})"
    if job["state"] == "elsewhere":
        state += f" (it does not run on this machine: {hosts_clause(job['hosts'])})"
    return [
        ("schedule", job["schedule"] or "manual"),
        ("meaning", meaning(job)),
        ("state", state),
        ("version", f"{job['version']} ({job['definition']})"),
        ("created", f"{ago(parsed(job['created_at']), now)}"),
    ]


def _policies(job: dict[str, Any]) -> list[tuple[str, str]]:
    retries = job["max_retries"]
    backoff = f"{length(job['retry_delay'])} × {job['retry_factor']:g}, at most "
    return [
        ("priority", f"{job['priority']} in queue {job['queue']}"),
        ("hosts", ", ".join(job["hosts"])),
        ("claim", _claim(job)),
        ("overlap", job["overlap"]),
        ("catch up", f"{job['catch_up']}; on time within {length(job['misfire_grace'])}"),
        ("retries", f"{retries}, {backoff}{length(job['retry_max_delay'])}" if retries else ""),
        ("time limit", _limits(job)),
        ("memory limit", size(job["memory_limit"]) if job["memory_limit"] else ""),
        ("cpu limit", length(job["cpu_limit"]) if job["cpu_limit"] else ""),
        ("jitter", length(job["jitter"]) if job["jitter"] else ""),
        ("on failure", job["on_failure"] or ""),
        (
            "pause after",
            f"{job['pause_after_failures']} failures" * bool(job["pause_after_failures"]),
        ),
    ]


def _claim(job: dict[str, Any]) -> str:
    if job["claim"] != "shared":
        return ""
    return f"shared: one of its hosts runs it; where none can be asked: {job['on_unreachable']}"


def _limits(job: dict[str, Any]) -> str:
    parts = []
    if job["timeout"]:
        parts.append(f"{length(job['timeout'])} an attempt")
    if job["run_timeout"]:
        parts.append(f"{length(job['run_timeout'])} a run")
    return ", ".join(parts)


def _last(job: dict[str, Any], now: datetime) -> list[tuple[str, str]]:
    last = job["last_run"]
    if last is None:
        return [("last run", "none yet")]
    when = ago(parsed(last["started_at"] or last["scheduled_for"]), now)
    reason = f": {last['reason']}" if last["reason"] else ""
    return [
        ("last run", f"{last['state']} {when} (run {last['run_id']}){reason}"),
        ("in a row", plural(job["failures_in_row"], "failure") if job["failures_in_row"] else ""),
    ]

"""A job's definition as labelled lines: what it is in full, of its policies only what is unusual."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import PurePath
from typing import Any

from lsh.domain import humane
from lsh.domain.job import DEFAULTS
from lsh.domain.policy import CatchUp, Overlap

Line = tuple[str, str]
"""A label and what it says."""

_SHELLS = frozenset({"sh", "bash", "dash", "zsh", "ksh", "fish"})
_OVERLAPS = {
    Overlap.SKIP: "the new run is skipped",
    Overlap.QUEUE_ONE: "one run waits, further ones are skipped",
    Overlap.QUEUE_ALL: "all runs wait",
    Overlap.CANCEL_RUNNING: "the running one is asked to stop",
    Overlap.TERMINATE_RUNNING: "the running one is killed",
    Overlap.ALLOW: "both run",
}
_CATCH_UPS = {
    CatchUp.SKIP: "nothing",
    CatchUp.LATEST: "the latest only",
    CatchUp.ALL: "every occurrence",
}


def lines(job: dict[str, Any], meaning: str) -> list[Line]:
    """``job`` in wire form, already masked; ``meaning`` is its schedule in words. No empty ones."""
    told = [*_identity(job, meaning), *_policies(job), *_environment(job)]
    return [(label, text) for label, text in told if text]


def _identity(job: dict[str, Any], meaning: str) -> list[Line]:
    return [
        ("about", job["description"]),
        ("schedule", job["schedule"] or "by hand"),
        ("", meaning if job["schedule"] else ""),
        ("runs", job["command"] + _directly(job["argv"])),
        ("in", job["working_dir"] or ""),
        ("on", ", ".join(job["hosts"])),
        ("tags", ", ".join(job["tags"])),
        ("category", job["category"]),
        ("template", job["template"] or ""),
    ]


def _directly(argv: list[str] | None) -> str:
    """A remark for a program that is started itself, unless that is a shell again."""
    return "  (without a shell)" if argv and PurePath(argv[0]).name not in _SHELLS else ""


def _policies(job: dict[str, Any]) -> list[Line]:
    """What differs from what every job does that says nothing."""
    return [
        (label, tell(job))
        for label, names, tell in _POLICIES
        if any(job[name] != DEFAULTS[name] for name in names)
    ]


def _retries(job: dict[str, Any]) -> str:
    if not job["max_retries"]:
        return ""
    first, longest = humane.length(job["retry_delay"]), humane.length(job["retry_max_delay"])
    only = ", ".join(map(str, job["retry_on"]))
    on = f", on exit {only} only" if only else ""
    return (
        f"{job['max_retries']}, after {first}, then × {job['retry_factor']:g} up to {longest}{on}"
    )


def _limits(job: dict[str, Any]) -> str:
    parts = [
        f"{humane.length(job['timeout'])} an attempt" if job["timeout"] else "",
        f"{humane.length(job['run_timeout'])} a run" if job["run_timeout"] else "",
        f"{humane.size(job['memory_limit'])} of memory" if job["memory_limit"] else "",
        f"{humane.length(job['cpu_limit'])} of CPU" if job["cpu_limit"] else "",
    ]
    return ", ".join(part for part in parts if part)


def _catch_up(job: dict[str, Any]) -> str:
    window, limit = humane.length(job["catch_up_window"]), job["catch_up_limit"]
    within = f" of the last {window}" if job["catch_up"] != CatchUp.SKIP else ""
    most = f", at most {limit:,}" if job["catch_up"] == CatchUp.ALL else ""
    return _CATCH_UPS[CatchUp(job["catch_up"])] + within + most


def _claim(job: dict[str, Any]) -> str:
    if job["claim"] != "shared":
        return ""
    return f"one of its hosts runs it; when none can be asked: {job['on_unreachable']}"


def _kept(job: dict[str, Any]) -> str:
    parts = [
        humane.plural(job["keep_days"], "day") if job["keep_days"] else "",
        humane.plural(job["keep_runs"], "run") if job["keep_runs"] else "",
        f"{humane.size(job['log_limit'])} of a log" if job["log_limit"] else "",
    ]
    return ", ".join(part for part in parts if part)


_POLICIES: tuple[tuple[str, tuple[str, ...], Callable[[dict[str, Any]], str]], ...] = (
    ("priority", ("priority",), lambda job: f"{job['priority']} of 10"),
    ("queue", ("queue",), lambda job: str(job["queue"])),
    (
        "retries",
        ("max_retries", "retry_delay", "retry_factor", "retry_max_delay", "retry_on"),
        _retries,
    ),
    ("limits", ("timeout", "run_timeout", "memory_limit", "cpu_limit"), _limits),
    ("kill", ("kill_grace",), lambda job: f"{humane.length(job['kill_grace'])} after TERM"),
    ("overlap", ("overlap",), lambda job: _OVERLAPS[Overlap(job["overlap"])]),
    ("catch up", ("catch_up", "catch_up_window", "catch_up_limit"), _catch_up),
    ("grace", ("misfire_grace",), lambda job: f"{humane.length(job['misfire_grace'])} late is fine"),
    ("jitter", ("jitter",), lambda job: f"spread over {humane.length(job['jitter'])}"),
    ("claim", ("claim", "on_unreachable"), _claim),
    ("pauses", ("pause_after_failures",), lambda job: _in_a_row(job["pause_after_failures"])),
    ("on failure", ("on_failure",), lambda job: str(job["on_failure"])),
    ("keeps", ("keep_days", "keep_runs", "log_limit"), _kept),
    ("sync", ("database_sync",), lambda job: "kept out of a linked database"),
)  # fmt: skip


def _in_a_row(number: int) -> str:
    return f"after {humane.plural(number, 'failure')} in a row"


def _environment(job: dict[str, Any]) -> list[Line]:
    pairs = [f"{name}={value}" for name, value in job["environment"].items()]
    return [("environment" if first else "", pair) for first, pair in _firsts(pairs)]


def _firsts(texts: list[str]) -> list[tuple[bool, str]]:
    return [(place == 0, text) for place, text in enumerate(texts)]

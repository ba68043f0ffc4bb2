"""What a person can do from the TUI: operations of the engine, each with the command that equals it."""

from __future__ import annotations

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Deed:
    """Calls of one operation, the ``lsh …`` line that does the same, and how to say that it is done.

    ``leaves`` are the states in which jobs are after it, by their ids, where that is known.
    """

    method: str
    calls: tuple[dict[str, Any], ...]
    command: str
    done: str
    leaves: Mapping[str, str] = field(default_factory=dict)


def command_line(*words: str) -> str:
    """``lsh`` with these words, quoted so that a shell reads them back."""
    return shlex.join(("lsh", *words))


def _of_jobs(
    method: str, verb: str, past: str, jobs: Sequence[str], *, leaves: str | None = None
) -> Deed:
    return Deed(
        method,
        tuple({"job": job} for job in jobs),
        command_line("cron", verb, *jobs),
        f"{_named(jobs)} {past}",
        {} if leaves is None else dict.fromkeys(jobs, leaves),
    )


def pause(jobs: Sequence[str]) -> Deed:
    """Leave the schedules for a while."""
    return _of_jobs("job_pause", "pause", "paused", jobs, leaves="paused")


def resume(jobs: Sequence[str]) -> Deed:
    """Follow the schedules of paused jobs again."""
    return _of_jobs("job_resume", "resume", "resumed", jobs, leaves="active")


def start(jobs: Sequence[str]) -> Deed:
    """Follow the schedules of stopped jobs again."""
    return _of_jobs("job_arm", "start", "started", jobs, leaves="active")


def stop(jobs: Sequence[str]) -> Deed:
    """Leave the schedules, and stop what runs."""
    return _of_jobs("job_disarm", "stop", "stopped", jobs, leaves="stopped")


def remove(jobs: Sequence[str]) -> Deed:
    """Remove jobs; their history stays."""
    return _of_jobs("job_remove", "remove", "removed", jobs)


def create(spec: dict[str, Any], words: Sequence[str]) -> Deed:
    """Make a job. ``words`` are those of the command that does the same, after ``lsh``."""
    return Deed("job_create", ({"spec": spec},), command_line(*words), f"{spec['name']} created")


def run(jobs: Sequence[str]) -> Deed:
    """Run jobs now. The command takes one at a time."""
    calls = tuple({"job": job, "kind": "manual", "force": False} for job in jobs)
    return Deed("job_run", calls, _each(jobs, "cron", "run"), f"{_named(jobs)} asked to run")


def stop_running(jobs: Sequence[str]) -> Deed:
    """Stop what runs of jobs; their schedules go on."""
    calls = tuple({"job": job} for job in jobs)
    done = f"what runs of {_named(jobs)} is stopped"
    return Deed("run_stop", calls, _each(jobs, "daemon", "job", "stop"), done)


def stop_runs(runs: Sequence[int]) -> Deed:
    """Stop these runs."""
    ids = [str(run_id) for run_id in runs]
    named = f"run {ids[0]}" if len(ids) == 1 else f"{len(ids)} runs"
    calls = tuple({"run": run_id} for run_id in ids)
    return Deed("run_stop", calls, _each(ids, "daemon", "job", "stop", "--run"), f"{named} stopped")


def drop_letters(sink: str, letters: Sequence[int]) -> Deed:
    """Forget rows that a sink could not deliver."""
    ids = [str(letter) for letter in letters]
    named = "1 refused row" if len(ids) == 1 else f"{len(ids)} refused rows"
    line = command_line(sink, "dead-letter", "drop", *ids)
    return Deed("dead_letters_drop", ({"sink": sink, "ids": ids},), line, f"{named} forgotten")


def _named(jobs: Sequence[str]) -> str:
    return jobs[0] if len(jobs) == 1 else f"{len(jobs)} jobs"


def _each(names: Sequence[str], *words: str) -> str:
    return " && ".join(command_line(*words, name) for name in names)

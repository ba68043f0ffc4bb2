"""A job's definition: what to run, when, and under which policies. Plain data and its checks."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import MISSING, dataclass, field, fields
from datetime import timedelta
from enum import StrEnum
from typing import Any

from lsh.domain.errors import InvalidInput
from lsh.domain.policy import CatchUp, Claim, OnUnreachable, Overlap, SchedulePolicy
from lsh.domain.prose import listed
from lsh.domain.retry import RetryPolicy

JOB_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]{0,63}")
NAME_LIMIT = 200
PRIORITIES = range(11)
DEFAULT_QUEUE = "default"


class JobState(StrEnum):
    """Whether a job's schedule is followed here, and if not, why; ``job_state`` chooses."""

    ACTIVE = "active"
    PAUSED = "paused"  # by a person, or after too many failures in a row; resume goes on from now
    STOPPED = "stopped"  # disarmed; start arms it again
    ELSEWHERE = "elsewhere"  # its ``hosts`` name other machines; it runs there
    FINISHED = "finished"  # a one-time trigger has fired, nothing more is due


def job_state(*, enabled: bool, paused: bool, elsewhere: bool, finished: bool) -> JobState:
    """The one state of a job of which several things may be true.

    What a person did to it comes first, since only a person undoes it; then where it runs. Whether
    anything is still due is a question for the machines that it runs on.
    """
    if not enabled:
        return JobState.STOPPED
    if paused:
        return JobState.PAUSED
    if elsewhere:
        return JobState.ELSEWHERE
    return JobState.FINISHED if finished else JobState.ACTIVE


def is_named(hosts: Sequence[str], host: str) -> bool:
    """Whether a job with these ``hosts`` runs on ``host``: it names none, or this one in any case."""
    return not hosts or host.casefold() in (name.casefold() for name in hosts)


def hosts_clause(hosts: Sequence[str]) -> str:
    """Where a job runs, to be gone on with: "its hosts are a, b and c"."""
    return f"its {'host is' if len(hosts) == 1 else 'hosts are'} {listed(hosts)}"


@dataclass(frozen=True, kw_only=True, slots=True)
class JobSpec:
    """All that a person defines of a job. Durations are seconds, sizes bytes.

    ``command`` is a string for ``/bin/sh -c``; with ``argv`` it is run directly, without a shell, and
    ``command`` is only how it is shown. ``schedule`` is any trigger that ``parse_trigger`` reads, or
    None for a job that is only run by hand. ``environment`` is all that the run gets besides PATH,
    HOME, USER, LOGNAME, SHELL, LANG and the LSH_* variables.
    """

    name: str
    command: str
    argv: list[str] | None = None
    id: str | None = None
    description: str = ""
    category: str = ""
    tags: list[str] = field(default_factory=list)
    template: str | None = None

    schedule: str | None = None
    timezone: str | None = None
    enabled: bool = True
    catch_up: CatchUp = CatchUp.LATEST
    catch_up_window: float = 7 * 86400.0
    catch_up_limit: int = 100
    misfire_grace: float = 60.0
    overlap: Overlap = Overlap.SKIP
    jitter: float = 0.0

    working_dir: str | None = None
    environment: dict[str, str] = field(default_factory=dict)

    priority: int = 5
    queue: str = DEFAULT_QUEUE
    timeout: float | None = None
    run_timeout: float | None = None
    kill_grace: float = 10.0
    memory_limit: int | None = None
    cpu_limit: float | None = None

    max_retries: int = 0
    retry_delay: float = 10.0
    retry_factor: float = 2.0
    retry_max_delay: float = 3600.0
    retry_jitter: float = 0.1
    retry_on: list[int] = field(default_factory=list)
    pause_after_failures: int | None = None
    on_failure: str | None = None

    keep_days: int | None = None
    keep_runs: int | None = None
    log_limit: int | None = None
    database_sync: bool = True

    hosts: list[str] = field(default_factory=list)  # machines by name; empty: where it was made
    claim: Claim = Claim.EACH
    on_unreachable: OnUnreachable = OnUnreachable.SKIP

    @property
    def schedule_policy(self) -> SchedulePolicy:
        """The part of the policies that planning needs."""
        return SchedulePolicy(
            catch_up=self.catch_up,
            catch_up_window=timedelta(seconds=self.catch_up_window),
            catch_up_limit=self.catch_up_limit,
            misfire_grace=timedelta(seconds=self.misfire_grace),
        )

    @property
    def retry_policy(self) -> RetryPolicy:
        """The part of the policies that the end of an attempt needs."""
        return RetryPolicy(
            max_retries=self.max_retries,
            base=timedelta(seconds=self.retry_delay),
            factor=self.retry_factor,
            ceiling=timedelta(seconds=self.retry_max_delay),
            jitter=self.retry_jitter,
            exit_codes=frozenset(self.retry_on),
        )


FIELDS = tuple(f.name for f in fields(JobSpec))
DEFAULTS: dict[str, Any] = {
    f.name: f.default_factory() if f.default_factory is not MISSING else f.default
    for f in fields(JobSpec)
    if f.default is not MISSING or f.default_factory is not MISSING
}
"""What a definition means by a field that it does not name."""


def differing(spec: JobSpec) -> dict[str, Any]:
    """The fields of ``spec`` that differ from their default: how a definition is kept and shown."""
    found = {}
    for name in FIELDS:
        value = getattr(spec, name)
        if name not in DEFAULTS or value != DEFAULTS[name]:
            found[name] = value
    return found


def definition_json(spec: JobSpec) -> str:
    """The canonical text of a definition; equal definitions have equal texts.

    Whether the job is armed is not part of it: that changes without a new version.
    """
    fields = differing(spec)
    fields.pop("enabled", None)
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def hash_of(text: str) -> str:
    """Twelve hex digits that name the definition with this canonical text."""
    import hashlib  # some milliseconds, which a plain list of jobs need not spend

    return hashlib.sha256(text.encode()).hexdigest()[:12]


def definition_hash(spec: JobSpec) -> str:
    """Twelve hex digits that name this very definition; every run says which one it ran."""
    return hash_of(definition_json(spec))


def check_spec(spec: JobSpec) -> None:
    """Raise InvalidInput at the first thing about ``spec`` that cannot be meant.

    The trigger and the zone are checked by ``trigger.parse_trigger``, which the caller needs anyway.
    """
    _check_identity(spec)
    _check_places(spec)
    _check_environment(spec)
    _check_numbers(spec)


def _check_identity(spec: JobSpec) -> None:
    if not spec.name.strip():
        raise InvalidInput("the job's name is empty", hint="give one with --name")
    if len(spec.name) > NAME_LIMIT or not spec.name.isprintable():
        raise InvalidInput(
            f"the job's name must be at most {NAME_LIMIT} printable characters: {spec.name[:40]!r}"
        )
    if not spec.command.strip() or spec.argv == []:
        raise InvalidInput("the job's command is empty", hint="give one with --command or after --")
    if "\0" in spec.command or any("\0" in arg for arg in spec.argv or ()):
        raise InvalidInput("the job's command holds a NUL character, which no program can receive")
    for name in ("on_failure", "working_dir", "description", "category", "template"):
        if "\0" in (getattr(spec, name) or ""):
            raise InvalidInput(f"the job's {name} holds a NUL character")
    if spec.id is not None and not JOB_ID.fullmatch(spec.id):
        raise InvalidInput(
            f"{spec.id!r} cannot be a job's id",
            hint="use up to 64 letters, digits, '_', '-' and '.', beginning with a letter or digit",
        )
    if not spec.queue.strip() or not spec.queue.isprintable():
        raise InvalidInput(f"{spec.queue!r} cannot be a queue's name")
    _check_words("a tag", spec.tags)


def _check_places(spec: JobSpec) -> None:
    _check_words("a host", spec.hosts)
    if spec.claim is Claim.SHARED and not spec.database_sync:
        raise InvalidInput(
            "a shared job is claimed in the linked database; it cannot be kept out of it"
        )


def _check_words(kind: str, words: list[str]) -> None:
    for word in words:
        if not word.strip() or "," in word or not word.isprintable():
            raise InvalidInput(f"{word!r} cannot be {kind}", hint="separate them by commas")


def _check_environment(spec: JobSpec) -> None:
    for name, value in spec.environment.items():
        if not re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", name):
            raise InvalidInput(f"{name!r} cannot be the name of an environment variable")
        if "\0" in value:
            raise InvalidInput(f"the value of {name} holds a NUL character")
        if name.startswith("LSH_"):
            raise InvalidInput(f"{name} is set by lsh itself", hint="names with LSH_ are reserved")
    if spec.working_dir is not None and not spec.working_dir.startswith(("/", "~")):
        raise InvalidInput(
            f"the working directory {spec.working_dir!r} is relative; a daemon has no place to start from",
            hint="give an absolute path",
        )


# Above these nothing is meant: a hundred years, a billion runs, what a signed 64-bit number holds.
_LONGEST = 100 * 366 * 86_400.0
_LIMITS = {
    "keep_days": 36_600,
    "keep_runs": 10**9,
    "catch_up_limit": 10**6,
    "max_retries": 10**6,
    "pause_after_failures": 10**6,
    "memory_limit": 2**62,
    "log_limit": 2**62,
}


def _check_numbers(spec: JobSpec) -> None:
    if spec.priority not in PRIORITIES:
        raise InvalidInput(f"priority {spec.priority} is not between 0 (last) and 10 (first)")
    positive = ("timeout", "run_timeout", "memory_limit", "cpu_limit", "log_limit")
    counted = ("pause_after_failures", "keep_runs", "keep_days", "catch_up_limit")
    for name in (*positive, *counted):
        value = getattr(spec, name)
        if value is not None and not 0 < value <= _LIMITS.get(name, _LONGEST):
            most = _LIMITS.get(name, _LONGEST)
            raise InvalidInput(
                f"{name} must be more than 0 and at most {_plain(most)}, not {_plain(value)}"
            )
    not_negative = ("catch_up_window", "misfire_grace", "jitter", "kill_grace", "max_retries")
    for name in (*not_negative, "retry_delay", "retry_max_delay"):
        if not 0 <= getattr(spec, name) <= _LIMITS.get(name, _LONGEST):
            most = _LIMITS.get(name, _LONGEST)
            raise InvalidInput(f"{name} must be between 0 and {_plain(most)}")
    if not 1 <= spec.retry_factor <= 100:
        raise InvalidInput(f"retry_factor must be between 1 and 100, not {spec.retry_factor:g}")
    if not 0 <= spec.retry_jitter <= 1:
        raise InvalidInput(f"retry_jitter is a share, 0 to 1, not {spec.retry_jitter:g}")
    if any(not 0 < code < 256 for code in spec.retry_on):
        raise InvalidInput("retry_on lists exit codes, 1 to 255")


def _plain(value: float) -> str:
    return str(int(value)) if value == value // 1 else str(value)

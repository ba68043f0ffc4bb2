"""One attempt in the spawner's hands, from submission to its report."""

from __future__ import annotations

import os

from lsh.spawner.protocol import ATTEMPT_MARK, DEFAULT_GRACE, RUN_MARK

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from lsh.spawner.shapes import Key

INFINITY = float("inf")
_LARGEST = 2**62


class Run:
    """What was asked for, and once started, what is known of the process.

    Not a dataclass for the sake of memory. ``repr`` shows no argument and no environment: secrets.
    Times: ``at`` and ``started_us`` are wall-clock µs, ``started`` and ``deadline`` monotonic s.
    """

    __slots__ = (
        "argv", "at", "attempt", "cause", "cpu_limit", "cwd", "deadline", "env", "error", "grace",
        "key", "log", "log_cap", "log_rotated", "memory_limit", "pid", "pid_start", "prepared",
        "priority", "program", "queue", "run", "started", "started_us", "strikes", "timeout",
    )  # fmt: skip

    def __init__(self, spec: dict[str, Any]) -> None:
        """Take a ``RunSpec``; ValueError names the field that will not do."""
        self.run = _number(spec, "run")
        self.attempt = _number(spec, "attempt", 1)
        self.key: Key = (self.run, self.attempt)
        self.at = _optional(spec, "at")
        self.argv = _strings(spec)
        self.env = _environment(spec, self.key)
        self.cwd = _text(spec, "cwd", "/")
        self.log = _text(spec, "log")
        self.priority = _number(spec, "priority", 0)
        self.queue = _text(spec, "queue", "default")
        self.timeout = _optional(spec, "timeout")
        self.grace: float = _optional(spec, "grace") or DEFAULT_GRACE
        if spec.get("grace") == 0:
            self.grace = 0.0
        self.memory_limit = _optional(spec, "memory_limit")
        self.cpu_limit = _optional(spec, "cpu_limit")
        self.log_cap = _optional(spec, "log_cap")
        self.program: str | None = None  # argv[0] found along the run's own PATH
        self.prepared = False
        self.pid = 0
        self.pid_start: int | None = None
        self.started = 0.0
        self.started_us = 0
        self.deadline = INFINITY
        self.cause: str | None = None  # why the spawner is ending it, if it is
        self.error: str | None = None
        self.log_rotated = 0  # bytes moved away from the log so far
        self.strikes = 0  # samples in a row over a limit

    @property
    def limited(self) -> bool:
        """Whether the process tree must be watched."""
        return self.memory_limit is not None or self.cpu_limit is not None

    def forget_request(self) -> None:
        """Drop what only the start needed: the environment may hold secrets."""
        self.argv = []
        self.env = {}

    def __repr__(self) -> str:
        return f"<Run {self.run} attempt {self.attempt} pid {self.pid or None}>"


def _number(spec: dict[str, Any], name: str, default: int | None = None) -> int:
    value = spec.get(name, default)
    if type(value) is not int:
        raise ValueError(f"{name} must be a whole number")
    return value


def _optional(spec: dict[str, Any], name: str) -> Any:
    value = spec.get(name)
    # The upper bound keeps out infinity and NaN, which Python's JSON lets in.
    if value is not None and (type(value) not in (int, float) or not 0 <= value < _LARGEST):
        raise ValueError(f"{name} must be a finite number of at least 0, or null")
    return value


def _text(spec: dict[str, Any], name: str, default: str | None = None) -> str:
    value = spec.get(name, default)
    if type(value) is not str or not value or "\0" in value:
        raise ValueError(f"{name} must be a text without NUL")
    os.fsencode(value)  # a lone surrogate is a ValueError here, and would be one at the start
    return value


def _strings(spec: dict[str, Any]) -> list[str]:
    argv = spec.get("argv")
    if type(argv) is not list or not argv or not argv[0]:
        raise ValueError("argv must be a list of texts and begin with a program")
    for argument in argv:
        if type(argument) is not str or "\0" in argument:
            raise ValueError("argv must be a list of texts without NUL")
        os.fsencode(argument)
    return argv


def _environment(spec: dict[str, Any], key: Key) -> dict[str, str]:
    env = spec.get("env", {})
    if type(env) is not dict:
        raise ValueError("env must be an object")
    for name, value in env.items():
        if type(value) is not str or not name or "=" in name or "\0" in name or "\0" in value:
            raise ValueError("env must map names to texts, without NUL and without = in a name")
        os.fsencode(name)
        os.fsencode(value)
    env[RUN_MARK] = str(key[0])
    env[ATTEMPT_MARK] = str(key[1])
    return env

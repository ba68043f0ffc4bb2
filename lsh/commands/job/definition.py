"""The options that define a job, once for every command that takes them.

An option that was not given is not in the result: a template's value, or the one that a job has,
must not be overridden by a default.
"""

from __future__ import annotations

import inspect
import os
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, NamedTuple

import typer

from lsh.domain.errors import InvalidInput


class Option(NamedTuple):
    """One field of a job as an option. ``kind`` is the type that one value of it has."""

    flags: tuple[str, ...]
    metavar: str
    help: str
    kind: Any = str


OPTIONS: dict[str, Option] = {
    "name": Option(("--name", "-n"), "NAME", "how people call it"),
    "command": Option(("--command", "-c"), "TEXT", "a command line for /bin/sh"),
    "schedule": Option(
        ("--schedule", "-s"), "WHEN", "'30 2 * * *', '@daily', 'every 30s', 'at 2026-12-01T10:00'"
    ),
    "interval": Option(("--interval", "-i"), "SPAN", "short for --schedule 'every SPAN'"),
    "timezone": Option(("--timezone",), "ZONE", "IANA name, like Europe/Berlin"),
    "working_dir": Option(("--working-dir", "-w"), "DIR", "where it runs; default: your home"),
    "env": Option(
        ("--env", "-e"), "NAME=VALUE", "a variable of its environment; NAME alone copies yours",
        list[str],
    ),
    "description": Option(("--description", "-d"), "TEXT", "what it is for"),
    "category": Option(("--category",), "WORD", "its kind"),
    "tags": Option(("--tags", "-t"), "A,B", "words to find it by", list[str]),
    "id": Option(("--id",), "ID", "an id of your own; default: one is made"),
    "priority": Option(("--priority", "-p"), "0-10", "10 goes first", int),
    "queue": Option(("--queue",), "NAME", "jobs of one queue share its slots"),
    "overlap": Option(
        ("--overlap",), "POLICY", "while the last run still goes on: skip, queue_one, queue_all,"
        " cancel_running, terminate_running, allow",
    ),
    "catch_up": Option(("--catch-up",), "POLICY", "what was missed: skip, latest, all"),
    "catch_up_window": Option(("--catch-up-window",), "SPAN", "what is older is not caught up"),
    "catch_up_limit": Option(("--catch-up-limit",), "N", "how many are caught up at most", int),
    "misfire_grace": Option(("--misfire-grace",), "SPAN", "how late is still on time"),
    "jitter": Option(("--jitter",), "SPAN", "spread the start over this span"),
    "timeout": Option(("--timeout",), "SPAN", "time limit of an attempt; 0: none"),
    "run_timeout": Option(("--run-timeout",), "SPAN", "time limit of all attempts together"),
    "kill_grace": Option(("--kill-grace",), "SPAN", "from TERM to KILL"),
    "memory_limit": Option(("--memory-limit",), "SIZE", "of all its processes: 512MiB, 1G"),
    "cpu_limit": Option(("--cpu-limit",), "SPAN", "CPU time of an attempt"),
    "max_retries": Option(("--max-retries",), "N", "how often it is tried again", int),
    "retry_delay": Option(("--retry-delay",), "SPAN", "before the first retry"),
    "retry_factor": Option(("--retry-factor",), "X", "each wait is X times the last", float),
    "retry_max_delay": Option(("--retry-max-delay",), "SPAN", "the longest wait"),
    "retry_jitter": Option(("--retry-jitter",), "SHARE", "of a wait left to chance, 0 to 1", float),
    "retry_on": Option(("--retry-on",), "1,75", "only these exit codes"),
    "on_failure": Option(("--on-failure",), "TEXT", "a command to run when a run has failed"),
    "pause_after_failures": Option(
        ("--pause-after-failures",), "N", "pause it after N in a row; none: never"
    ),
    "keep_days": Option(("--keep-days",), "N", "forget runs older than N days; none: as the daemon does"),
    "keep_runs": Option(("--keep-runs",), "N", "keep at most N runs; none: as the daemon does"),
    "log_limit": Option(("--log-limit",), "SIZE", "of a run's output"),
    "hosts": Option(("--hosts",), "A,B", "the machines that run it; default: this one", list[str]),
    "claim": Option(("--claim",), "each|shared", "shared: one of its hosts runs an occurrence"),
    "on_unreachable": Option(
        ("--on-unreachable",), "run|skip", "what a shared one does when it cannot be claimed"
    ),
    "disabled": Option(("--disabled",), "", "do not follow the schedule yet", bool),
    "no_database_sync": Option(
        ("--no-database-sync",), "", "keep it out of a linked database", bool
    ),
}  # fmt: skip

_COUNT_OR_NONE = ("pause_after_failures", "keep_days", "keep_runs")


def takes_definition(function: Callable[..., Any]) -> Callable[..., Any]:
    """Let ``function`` take all of ``OPTIONS``: what was given comes as its argument ``given``."""

    def command(**values: Any) -> Any:
        chosen = {name: values.pop(name) for name in OPTIONS}
        return function(**values, given=_given(chosen))

    own = inspect.signature(function, eval_str=True).parameters.values()
    taken = [parameter for parameter in own if parameter.name != "given"]
    signature = inspect.Signature([*taken, *map(_parameter, OPTIONS)])
    command.__signature__ = signature  # type: ignore[attr-defined]
    command.__doc__ = function.__doc__
    return command


def _parameter(name: str) -> inspect.Parameter:
    option = OPTIONS[name]
    info = typer.Option(*option.flags, metavar=option.metavar or None, help=option.help)
    return inspect.Parameter(
        name,
        inspect.Parameter.KEYWORD_ONLY,
        default=False if option.kind is bool else None,
        annotation=Annotated[option.kind if option.kind is bool else option.kind | None, info],
    )


def fields_of(given: dict[str, Any]) -> dict[str, Any]:
    """The fields of a job, as ``JobSpec`` holds them, that ``given`` writes. Raises InvalidInput."""
    from lsh.schema.fields import RULES

    fields = {}
    for name, written in given.items():
        try:
            fields[name] = RULES[name].value_of(written)
        except InvalidInput as error:
            flag = OPTIONS[name].flags[0] if name in OPTIONS else name
            raise InvalidInput(f"{flag}: {error.message}", hint=error.hint) from None
    return fields


def _given(chosen: dict[str, Any]) -> dict[str, Any]:
    """What was given, by the names of a job's fields, as it was written."""
    # by identity: a 0 that was given is equal to False
    given: dict[str, Any] = {
        name: _count(name, value) if name in _COUNT_OR_NONE else value
        for name, value in chosen.items()
        if value is not None and value is not False and value != []
    }
    if "interval" in given:
        if "schedule" in given:
            raise InvalidInput("--interval and --schedule exclude each other")
        given["schedule"] = f"every {given.pop('interval')}"
    for flag, field in (("disabled", "enabled"), ("no_database_sync", "database_sync")):
        if given.pop(flag, False):
            given[field] = False
    for name in ("tags", "hosts"):
        if name in given:
            given[name] = ",".join(given[name])
    if "env" in given:
        given["environment"] = _environment(given.pop("env"))
    if "working_dir" in given:
        given["working_dir"] = _absolute(given["working_dir"])
    return given


def _count(name: str, written: str) -> int | str:
    """A number, or the word that empties the field."""
    if written == "none":
        return written
    try:
        return int(written)
    except ValueError:
        raise InvalidInput(
            f"{OPTIONS[name].flags[0]}: {written!r} is not a whole number", hint="or write none"
        ) from None


def _absolute(folder: str) -> str:
    # not resolve(): a symbolic link may be meant to be followed at each run
    return os.path.abspath(Path(folder).expanduser())  # noqa: PTH100


def _environment(pairs: list[str]) -> dict[str, str]:
    environment: dict[str, str] = {}
    for pair in pairs:
        name, equals, value = pair.partition("=")
        if not equals:
            if name not in os.environ:
                raise InvalidInput(f"--env: {name!r} is not set here", hint="write NAME=VALUE")
            value = os.environ[name]
            if not value.isascii() and os.fsencode(value).decode(errors="replace") != value:
                raise InvalidInput(f"--env: your {name} is not valid UTF-8")
        environment[name] = value
    return environment

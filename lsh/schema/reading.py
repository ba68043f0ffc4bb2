"""Reading the fields of a job from a mapping that a person wrote, and finding all that is wrong.

Keys may be spelled ``working_dir``, ``working-dir`` or ``workingDir``; ``workingDirectory`` and
``env`` are other names that such documents use, and ``schedule`` may be ``{cron: "…"}``. Documents in
camelCase come from programs that count in milliseconds (``timeout: 1800000, // 30 minutes``): there,
and only there, a plain number is milliseconds, and one too small to be meant so is refused.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterable, Mapping
from dataclasses import MISSING, fields
from datetime import UTC, datetime
from typing import Any

from lsh.domain.errors import InvalidInput
from lsh.domain.job import JobSpec, check_spec
from lsh.domain.nearest import did_you_mean
from lsh.schema.fields import RULES
from lsh.schema.problem import Problem
from lsh.schema.values import expected

OTHER_NAMES = {"working_directory": "working_dir", "cwd": "working_dir", "env": "environment"}
OWED = tuple(
    f.name for f in fields(JobSpec) if f.default is MISSING and f.default_factory is MISSING
)
_CAMEL = re.compile(r"[a-z0-9]+(?:[A-Z][a-z0-9]*)+")
_HUMP = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SCHEDULE_FORMS = {"cron": "{}", "every": "every {}", "at": "at {}"}
_HASHED = re.compile(r"(?<![^\s,])H(?:\(([0-9]+-[0-9]+)\))?(?=$|[\s,/])")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_LEAST_MILLISECONDS = 1000


def is_camel(key: str) -> bool:
    """Whether ``key`` is spelled like ``maxRetries``."""
    return _CAMEL.fullmatch(key) is not None


def plain_name(key: str) -> str:
    """The name that ``key`` is a spelling of: ``maxRetries`` and ``max-retries`` are max_retries."""
    snake = _HUMP.sub("_", key).lower() if is_camel(key) else key.replace("-", "_")
    return OTHER_NAMES.get(snake, snake)


def read_fields(
    mapping: Mapping[str, Any], *, source: str, others: Iterable[str] = ()
) -> tuple[dict[str, Any], list[Problem]]:
    """The fields of a job that ``mapping`` gives, as ``JobSpec`` holds them, and what is wrong.

    Only what is given is in the result, and only what could be read. ``others`` are names that the
    caller reads itself.
    """
    extra = set(others)
    milliseconds = any(isinstance(key, str) and is_camel(key) for key in mapping)
    found: dict[str, Any] = {}
    spelled: dict[str, str] = {}
    problems: list[Problem] = []
    for key, written in mapping.items():
        name = plain_name(str(key))
        if name in extra:
            continue
        try:
            if name not in RULES:
                raise InvalidInput("unknown key", hint=did_you_mean(name, {*RULES, *extra}))
            if name in spelled:
                raise InvalidInput(f"is given twice: {spelled[name]!r} is the same")
            spelled[name] = str(key)
            found |= _values(name, written, milliseconds=milliseconds)
        except InvalidInput as error:
            problems.append(Problem.of(f"{source}: {key}", error))
    return found, problems


def _values(name: str, written: Any, *, milliseconds: bool) -> dict[str, Any]:
    if name == "schedule" and isinstance(written, Mapping):
        return _schedule(written)
    rule = RULES[name]
    if rule.is_duration and milliseconds and type(written) in (int, float):
        written = _from_milliseconds(written)
    return {name: rule.value_of(written)}


def _from_milliseconds(written: float) -> float:
    if 0 < written < _LEAST_MILLISECONDS:
        raise InvalidInput(
            f"{written:g} would be milliseconds in a document spelled in camelCase",
            hint=f"write '{written:g}s', or '{written:g}ms' if you mean it",
        )
    return written / 1000


def _schedule(written: Mapping[str, Any]) -> dict[str, Any]:
    """``{cron: "0 2 * * *", timezone: "Europe/Berlin"}`` and the like, as one or two fields."""
    forms = [key for key in written if key in _SCHEDULE_FORMS]
    unknown = set(written) - set(_SCHEDULE_FORMS) - {"timezone"}
    if len(forms) != 1 or unknown:
        raise expected("a text, or a table with one of cron, every and at", written)
    (form,) = forms
    if not isinstance(written[form], str):
        raise expected(f"a text under {form!r}", written[form])
    found = {"schedule": _SCHEDULE_FORMS[form].format(written[form])}
    if "timezone" in written:
        found["timezone"] = RULES["timezone"].value_of(written["timezone"])
    return found


def completed(found: dict[str, Any]) -> dict[str, Any]:
    """``found`` with the command that ``argv`` alone implies."""
    if found.get("argv") and "command" not in found:
        return {**found, "command": shlex.join(found["argv"])}
    return found


def missing(found: Mapping[str, Any], *, source: str) -> list[Problem]:
    """A problem for each field that a job cannot do without."""
    return [Problem(source, f"{name!r} is missing") for name in OWED if name not in found]


def definition_problems(spec: JobSpec, *, source: str) -> list[Problem]:
    """What the domain finds wrong with a definition as a whole; its schedule is for the next one."""
    try:
        check_spec(spec)
    except InvalidInput as error:
        return [Problem.of(source, error)]
    return []


def schedule_problems(found: Mapping[str, Any], *, source: str) -> list[Problem]:
    """What is wrong with the schedule and the zone among the fields that were read."""
    # the engine parses the trigger itself, at an instant of its own
    from lsh.domain.trigger import parse_trigger

    # H is replaced by a value of the job's own when it is defined: here anything it may become does
    plain = _HASHED.sub(lambda match: match[1] or "*", found.get("schedule") or "")
    try:
        parse_trigger(plain, found.get("timezone") or "UTC", anchor=_EPOCH)
    except InvalidInput as error:
        return [Problem.of(f"{source}: schedule", error)]
    return []

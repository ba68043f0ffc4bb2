"""What becomes of a draft: all that is wrong with it by field, and what the job would do."""

from __future__ import annotations

import socket
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any

from lsh.client.timing import default_zone
from lsh.domain.errors import InvalidInput
from lsh.domain.explain import Upcoming, describe, lint, upcoming
from lsh.domain.job import JobSpec, check_spec, is_named
from lsh.domain.trigger import parse_trigger
from lsh.domain.zones import check_timezone
from lsh.engine.environment import base_environment, folder_warning, program_warning
from lsh.engine.hashed import resolve_hashed
from lsh.paths import Paths
from lsh.schema.masking import mask_text
from lsh.settings import load_settings
from lsh.store.live_queries import JobLine
from lsh.tui.jobs.drafts import Draft, begin

AHEAD = 5
PARAMETER = "set:"
"""Before a parameter's name, where fields are named."""
_ANY_COMMAND = "true"


@dataclass(frozen=True, slots=True)
class Place:
    """Where the job would run: the zone of jobs that name none, its runs' environment, the host."""

    zone: str
    environment: dict[str, str]
    host: str


@dataclass(slots=True)
class Findings:
    """``problems`` keep it from being made, ``warnings`` do not: both by field, "" is all of it.

    ``spec`` is the definition, unless something in it is wrong. ``command`` is masked.
    """

    problems: dict[str, str] = field(default_factory=dict)
    warnings: dict[str, str] = field(default_factory=dict)
    meaning: str = ""
    notes: list[str] = field(default_factory=list)
    ahead: list[Upcoming] = field(default_factory=list)
    command: str = ""
    spec: dict[str, Any] | None = None


def place_of(paths: Paths) -> Place:
    """This home and machine."""
    settings = load_settings(paths)
    return Place(
        default_zone(paths), base_environment(settings.path), settings.host or socket.gethostname()
    )


def examine(draft: Draft, *, jobs: Iterable[JobLine], place: Place, now: datetime) -> Findings:
    """Everything there is to say; ``jobs`` are those that there are already."""
    found = Findings()
    _look_at_fields(draft, found)
    _look_at_schedule(draft, found, place, now)
    _preview(draft, found)
    if not found.problems:
        _try(draft, found)
    _look_at_names(draft, found, jobs)
    if found.spec is not None:
        _look_around(found, place)
    return found


def _look_at_fields(draft: Draft, found: Findings) -> None:
    """Each field by itself, by the rule that the whole definition is held to as well."""
    given = draft.given()
    for name, check in _CHECKS.items():
        if name in given:
            _note(found.problems, name, partial(check, given[name]))
    if draft.template is None:
        if "command" not in given:
            found.problems["command"] = "must be given"
        return
    for parameter in draft.template.parameters:
        text = draft.parameters[parameter.name]
        if not text and parameter.default is None:
            found.problems[PARAMETER + parameter.name] = "must be set"
        else:
            _note(found.problems, PARAMETER + parameter.name, partial(parameter.check, text))


def _note(into: dict[str, str], name: str, check: Callable[[], object]) -> None:
    try:
        check()
    except InvalidInput as error:
        # a form has no options to give
        hint = f" ({error.hint})" if error.hint and "--" not in error.hint else ""
        into[name] = f"{error.message}{hint}"


def _check_name(text: str) -> None:
    check_spec(JobSpec(name=text, command=_ANY_COMMAND))


def _check_id(text: str) -> None:
    if text:
        check_spec(JobSpec(name="a job", command=_ANY_COMMAND, id=text))


def _check_zone(text: str) -> None:
    if text:
        check_timezone(text)


def _check_folder(text: str) -> None:
    check_spec(JobSpec(name="a job", command=_ANY_COMMAND, working_dir=text or None))


def _check_command(text: str) -> None:
    check_spec(JobSpec(name="a job", command=text))


_CHECKS: dict[str, Callable[[str], None]] = {
    "name": _check_name,
    "id": _check_id,
    "timezone": _check_zone,
    "working_dir": _check_folder,
    "command": _check_command,
}


def _look_at_schedule(draft: Draft, found: Findings, place: Place, now: datetime) -> None:
    """In words, what comes, and what may surprise; even while other fields are not right yet."""
    written, zone = draft.meant("schedule"), draft.meant("timezone")
    if "timezone" in found.problems:
        zone = ""

    def read() -> None:
        plain = resolve_hashed(written or None, draft.options["id"].strip())
        trigger = parse_trigger(plain, zone or place.zone, anchor=now)
        found.meaning = describe(trigger)
        found.notes = lint(trigger, now)
        found.ahead = upcoming(trigger, now, AHEAD)

    _note(found.problems, "schedule", read)


def _preview(draft: Draft, found: Findings) -> None:
    """What it would run, even while its name or its schedule is not right yet."""
    first = begin(draft.template).options
    only = draft.changed(**{name: first[name] for name in first if name != "command"})
    with suppress(InvalidInput):
        found.command = mask_text(str(only.spec()["command"]))


def _try(draft: Draft, found: Findings) -> None:
    """The definition as a whole."""

    def make() -> None:
        found.spec = draft.spec()

    _note(found.problems, "", make)


def _look_at_names(draft: Draft, found: Findings, jobs: Iterable[JobLine]) -> None:
    wanted = draft.options["id"].strip()
    name = str(found.spec["name"]) if found.spec else draft.meant("name")
    for job in jobs:
        if wanted and job.id == wanted:
            found.problems.setdefault("id", f"{job.name!r} has this id already")
        elif name and job.name == name:
            found.warnings.setdefault("name", f"{job.id} has this name, too")


def _look_around(found: Findings, place: Place) -> None:
    """Whether its runs would find their folder and program."""
    assert found.spec is not None
    known = {name: found.spec[name] for name in _PLACED if name in found.spec}
    spec = JobSpec(name=found.spec["name"], **known)
    folder = folder_warning(place.environment, spec)
    if folder is not None:
        found.warnings["working_dir"] = folder
    elif is_named(spec.hosts, place.host):
        program = program_warning(place.environment, spec)
        if program is not None:
            found.warnings["command"] = program


_PLACED = ("command", "argv", "working_dir", "environment", "hosts")

"""The history in an export: runs and former definitions, checked so that they can be stored again."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from lsh.domain.errors import InvalidInput
from lsh.domain.job import JobSpec
from lsh.domain.run import Outcome, RunKind, RunState
from lsh.schema import values
from lsh.schema.coerce import spec_problems
from lsh.schema.problem import Problem
from lsh.schema.run import Run

_INSTANTS = ("scheduled_for", "due_at", "queued_at", "started_at", "finished_at")
_NULLABLE_INSTANTS = frozenset(_INSTANTS[2:])


@dataclass(frozen=True, kw_only=True, slots=True)
class RestoredVersion:
    """A definition that a job had; runs name it by ``version``."""

    version: int
    spec: JobSpec
    actor: str
    created_at: datetime


def instant(value: Any) -> datetime:
    """An RFC 3339 time with an offset."""
    try:
        found = datetime.fromisoformat(values.text(value))
    except ValueError:
        raise values.expected("a time like 2026-12-01T10:00:00+00:00", value) from None
    if found.tzinfo is None:
        raise values.expected("a time with an offset from UTC", value)
    return found


def restored_runs(
    entries: list[Any], job_ids: Collection[str | None], source: str, problems: list[Problem]
) -> list[dict[str, Any]]:
    """The runs as plain records, with every key of ``schema.run.Run``; problems are added."""
    runs: list[dict[str, Any]] = []
    seen: set[tuple[str, str]] = set()
    for index, entry in enumerate(entries):
        place = f"{source}: runs[{index}]"
        try:
            run = _run(entry)
            if run["job_id"] not in job_ids:
                raise InvalidInput(f"no job in the file has its job_id {run['job_id']!r}")
            occurrence = (run["job_id"], run["scheduled_for"])
            if occurrence in seen:
                raise InvalidInput("another run of the file is of the same job and instant")
            seen.add(occurrence)
        except InvalidInput as error:
            problems.append(Problem.of(place, error))
        else:
            runs.append(run)
    return runs


def restored_versions(entries: Any, place: str, problems: list[Problem]) -> list[RestoredVersion]:
    """The former definitions of a job; problems are added."""
    if not isinstance(entries, list):
        problems.append(Problem.of(f"{place}: versions", values.expected("a list", entries)))
        return []
    versions: list[RestoredVersion] = []
    for index, entry in enumerate(entries):
        where = f"{place}: versions[{index}]"
        try:
            versions.append(_version(entry, where, problems))
        except InvalidInput as error:
            problems.append(Problem.of(where, error))
        except KeyError as error:
            problems.append(Problem(where, f"{error.args[0]!r} is missing"))
    return versions


def _version(entry: Any, where: str, problems: list[Problem]) -> RestoredVersion:
    if not isinstance(entry, dict) or not isinstance(entry.get("spec"), dict):
        raise values.expected("a version with its spec", entry)
    spec, found = spec_problems(entry["spec"], source=f"{where}.spec")
    problems += found
    return RestoredVersion(
        version=values.whole(entry["version"]),
        spec=spec or JobSpec(name="?", command="?"),  # never used: there are problems
        actor=values.text(entry["actor"]),
        created_at=instant(entry["created_at"]),
    )


def _run(entry: Any) -> dict[str, Any]:
    import msgspec  # only a history needs it

    try:
        run = msgspec.convert(entry, Run, strict=True)
    except msgspec.ValidationError as error:
        raise InvalidInput(str(error)) from None
    for name in _INSTANTS:
        value = getattr(run, name)
        if value is not None or name not in _NULLABLE_INSTANTS:
            instant(value)
    values.choice(RunState, run.state)
    values.choice(RunKind, run.kind)
    if run.outcome is not None:
        values.choice(Outcome, run.outcome)
    if not (run.run_id.isascii() and run.run_id.isdigit()):
        raise InvalidInput(f"run_id must be a number, not {values.shown(run.run_id)}")
    return asdict(run)

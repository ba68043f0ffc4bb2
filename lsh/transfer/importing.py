"""Reading an export back: the long form that ``export`` writes, or a short one made by hand.

The short form is ``{"version": 1, "jobs": [{"name": …, "command": …, "schedule": …}]}``, or just the
list of jobs. Keys that only show where a job stands are ignored; any other unknown key is an error
that says where it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import datetime
from typing import Any

from lsh.domain.errors import InvalidInput
from lsh.domain.job import FIELDS, JobSpec, JobState
from lsh.domain.nearest import did_you_mean
from lsh.schema import values
from lsh.schema.coerce import spec_problems
from lsh.schema.job import Job
from lsh.schema.json_text import read_json
from lsh.schema.masking import TEXTS, is_masked
from lsh.schema.problem import Problem, refuse
from lsh.transfer.export import VERSION
from lsh.transfer.restored import RestoredVersion, instant, restored_runs, restored_versions

_KEYS = ("version", "exported_at", "jobs", "runs", "reports")
_MOST_FAILURES = 10**9
_VIEW_ONLY = frozenset(f.name for f in fields(Job)) - frozenset(FIELDS) | {"versions"}


@dataclass(frozen=True, kw_only=True, slots=True)
class ImportedJob:
    """A definition, and where the job stood when it was exported (None where the file is silent)."""

    spec: JobSpec
    state: JobState = JobState.ACTIVE
    pause_reason: str | None = None
    failures_in_row: int = 0
    created_at: datetime | None = None
    updated_at: datetime | None = None
    version: int = 1
    versions: list[RestoredVersion] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ImportedDocument:
    """All that a document holds. ``runs`` have the keys of ``schema.run.Run``, checked."""

    jobs: list[ImportedJob]
    runs: list[dict[str, Any]]

    @property
    def specs(self) -> list[JobSpec]:
        """The definitions alone."""
        return [job.spec for job in self.jobs]


def read_document(text: str, *, source: str) -> ImportedDocument:
    """What ``text`` holds. Raises InvalidInput naming the first problem and how many more there are."""
    document, problems = check_document(text, source=source)
    refuse(problems)
    assert document is not None
    return document


def check_document(text: str, *, source: str) -> tuple[ImportedDocument | None, list[Problem]]:
    """What ``text`` holds, or None, and all that is wrong with it."""
    try:
        jobs, runs = _outline(read_json(text.lstrip("\ufeff"), source="the text"))
    except InvalidInput as error:
        return None, [Problem.of(source, error)]
    problems: list[Problem] = []
    imported = [
        job
        for index, entry in enumerate(jobs)
        if (job := _job(entry, _place(source, index, entry), problems)) is not None
    ]
    problems += _repeated_ids(imported, source)
    ids = {entry.get("id") for entry in jobs if isinstance(entry, dict)}
    records = restored_runs(runs, ids, source, problems)
    return (None if problems else ImportedDocument(imported, records)), problems


def _outline(document: Any) -> tuple[list[Any], list[Any]]:
    """The lists of jobs and of runs of either form."""
    if isinstance(document, list):
        return document, []
    if not isinstance(document, dict):
        raise InvalidInput("it holds no jobs", hint='it begins like {"version": 1, "jobs": [')
    for key in document:
        if key not in _KEYS:
            raise InvalidInput(f"unknown key {key!r}", hint=did_you_mean(key, _KEYS))
    version = document.get("version", VERSION)
    if version != VERSION or isinstance(version, bool):
        raise InvalidInput(
            f"it is of version {values.shown(version)}, this lsh reads version {VERSION}",
            hint="install a newer lsh, or export again with this one",
        )
    jobs, runs = document.get("jobs"), document.get("runs", [])
    if not isinstance(jobs, list) or not isinstance(runs, list):
        raise InvalidInput("'jobs' and 'runs' must be lists")
    return jobs, runs


def _place(source: str, index: int, entry: Any) -> str:
    name = entry.get("name") if isinstance(entry, dict) else None
    return f"{source}: jobs[{index}]" + (f" ({values.shown(name)})" if name else "")


def _job(entry: Any, place: str, problems: list[Problem]) -> ImportedJob | None:
    if not isinstance(entry, dict):
        problems.append(Problem.of(place, values.expected("a job", entry)))
        return None
    definition = {
        key: value for key, value in entry.items() if key not in _VIEW_ONLY or key == "id"
    }
    found: list[Problem] = []
    standing = _standing(entry, place, found)
    if "state" in entry:
        # the view's "enabled" is false for a paused job too; its state says which of the two
        definition["enabled"] = standing.get("state") is not JobState.STOPPED
    spec, spec_found = spec_problems(definition, source=place)
    found += spec_found
    if spec is not None:
        found += masked_problems(spec, place)
    problems += found
    return ImportedJob(spec=spec, **standing) if spec is not None and not found else None


def _standing(entry: Mapping[str, Any], place: str, problems: list[Problem]) -> dict[str, Any]:
    """What an entry says about where the job stood."""
    readers = {
        "state": lambda value: values.choice(JobState, value),
        "pause_reason": lambda value: value if value is None else values.text(value),
        "failures_in_row": _failures,
        "created_at": instant,
        "updated_at": instant,
        "version": values.whole,
    }
    standing: dict[str, Any] = {}
    for name, read in readers.items():
        if name in entry:
            try:
                standing[name] = read(entry[name])
            except InvalidInput as error:
                problems.append(Problem.of(f"{place}: {name}", error))
    standing["versions"] = restored_versions(entry.get("versions", []), place, problems)
    return standing


def _failures(value: Any) -> int:
    count = values.whole(value)
    if not 0 <= count <= _MOST_FAILURES:
        raise values.expected(f"between 0 and {_MOST_FAILURES}", value)
    return count


def masked_problems(spec: JobSpec, place: str) -> list[Problem]:
    """A problem for each value that the export hid, and that is therefore not known any more."""
    hint = "write the value into the file, or export again with --reveal-secrets"
    return [
        Problem(f"{place}: {what}", "was masked by the export", hint)
        for what, text in _texts(spec)
        if is_masked(text)
    ]


def _texts(spec: JobSpec) -> Iterator[tuple[str, str]]:
    yield from ((name, getattr(spec, name) or "") for name in TEXTS)
    yield from (("argv", argument) for argument in spec.argv or ())
    yield from ((f"environment.{name}", text) for name, text in spec.environment.items())


def _repeated_ids(jobs: list[ImportedJob], source: str) -> list[Problem]:
    ids = [job.spec.id for job in jobs if job.spec.id is not None]
    twice = sorted({job_id for job_id in ids if ids.count(job_id) > 1})
    return [Problem(source, f"two jobs have the id {job_id!r}") for job_id in twice]

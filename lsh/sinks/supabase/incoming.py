"""From a row of ``shell_jobs`` to what the rule of ``lsh.domain.merge`` decides on. Pure.

A row may hold anything: it is read as written by a stranger. What was masked on its way out is taken
from this home's own definition where that is the one that was masked.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from lsh.domain.errors import InvalidInput
from lsh.domain.instant import to_micros
from lsh.domain.job import FIELDS, JOB_ID, JobSpec, check_spec, definition_hash
from lsh.domain.merge import Action, Decision, Here, Local, Origin, Remote, decide
from lsh.domain.trigger import parse_trigger
from lsh.schema.masking import MASK, TEXTS, is_masked, mask_arguments, mask_environment, mask_text
from lsh.sinks.supabase.rows import FIELD_OF_COLUMN, Row

COLUMNS = (
    f"id,home_id,host,job_id,{','.join(FIELD_OF_COLUMN)},definition::text,definition_hash,lineage,"
    "version,enabled,state,defined_at,removed_at,change_seq"
)
"""A definition comes as text: JSON that nobody can read must spoil its own row, not the whole answer."""
_LARGEST = 256 * 1024  # bytes of a definition
_MOST_VERSIONS = 10**9
_HOST_CHARS = 255
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_HASHED = re.compile(r"(?<![^\s,])H")


@dataclass(frozen=True, slots=True)
class Reading:
    """A row, understood: ``hidden`` names what was masked in it and is not known here."""

    remote: Remote
    hidden: tuple[str, ...] = ()


def job_id_of(row: Row) -> str:
    """The job's id. Raises InvalidInput for what cannot be one."""
    job_id = row.get("job_id")
    if not isinstance(job_id, str) or not JOB_ID.fullmatch(job_id):
        raise InvalidInput(f"{_brief(job_id)} cannot be a job's id")
    return job_id


def origin_of(row: Row, home_id: str) -> Origin:
    """Whose row it is."""
    if row.get("home_id") is None:
        return Origin.NOBODY
    return Origin.OWN if row["home_id"] == home_id else Origin.OTHER


def verdict_on(reading: Reading, local: Local | None, here: Here) -> Decision:
    """What to do about a row; a definition that is wanted and not wholly known is refused."""
    decision = decide(local, reading.remote, here)
    if reading.hidden and decision.action in {Action.CREATE, Action.UPDATE}:
        what = ", ".join(reading.hidden)
        reason = f"{what} was masked, and this home does not know the value"
        return Decision(Action.REFUSE, reason=reason)
    return decision


def read_row(row: Row, local: Local | None, home_id: str) -> Reading:
    """What ``row`` says. Raises InvalidInput naming what is wrong with it."""
    job_id = job_id_of(row)
    removed = row.get("removed_at") is not None or row.get("state") == "removed"
    named = row.get("definition_hash")
    hidden: list[str] = []
    if local is not None and (removed or named == local.hash):
        spec = local.spec
    else:
        spec, hidden = _spec(row, job_id, local)
    computed = definition_hash(spec)
    lineage = row.get("lineage")
    remote = Remote(
        spec=spec,
        version=_version(row.get("version")),
        defined_at=_instant(row.get("removed_at") if removed else row.get("defined_at")),
        hash=named if isinstance(named, str) else computed,
        names=frozenset({computed}),
        origin=origin_of(row, home_id),
        host=_words(row.get("host"))[:_HOST_CHARS],
        removed=removed,
        enabled=row.get("enabled") is not False,
        lineage=frozenset(map(str, lineage)) if isinstance(lineage, list) and lineage else None,
    )
    return Reading(remote, tuple(hidden))


def _spec(row: Row, job_id: str, local: Local | None) -> tuple[JobSpec, list[str]]:
    import msgspec

    wanted = _fields(row)
    unknown = wanted.keys() - set(FIELDS)
    if unknown:
        raise InvalidInput(f"a job has no field {_brief(min(unknown))}")
    fields = wanted | {"id": job_id, "enabled": row.get("enabled") is not False}
    try:
        spec = msgspec.convert(fields, JobSpec)
    except msgspec.ValidationError as error:
        raise InvalidInput(f"the job's definition is wrong: {error}") from None
    spec, hidden = fill_masked(spec, local.spec if local else None)
    spec = _settled(row, spec, local)
    check_spec(spec)
    parse_trigger(spec.schedule, spec.timezone or "UTC", anchor=_EPOCH)
    return spec, hidden


def _fields(row: Row) -> dict[str, Any]:
    """The definition as the row has it; of a row without one, what its plain columns say."""
    text = row.get("definition")
    if text is None:
        text = json.dumps(
            {
                field: row[column]
                for column, field in FIELD_OF_COLUMN.items()
                if row.get(column) is not None
            }
        )
    if len(text) > _LARGEST:
        raise InvalidInput(f"the job's definition is larger than {_LARGEST // 1024} KiB")
    try:
        definition = json.loads(text)
    except (ValueError, RecursionError):  # a number of thousands of digits, a list in a list in a …
        raise InvalidInput("the job's definition cannot be read") from None
    if not isinstance(definition, dict):
        raise InvalidInput(f"the job's definition is no object: {_brief(definition)}")
    return definition


def _settled(row: Row, spec: JobSpec, local: Local | None) -> JobSpec:
    """``spec`` with the zone and the hashed fields that the engine would give it."""
    zone = spec.timezone or (local.spec.timezone if local else None)
    if zone is None and row.get("home_id") is None and len(spec.hosts) > 1:
        zone = "UTC"  # several machines must mean the same instants
    schedule = spec.schedule or None
    if schedule and _HASHED.search(schedule):
        from lsh.engine.hashed import resolve_hashed

        schedule = resolve_hashed(schedule, spec.id or "")
    return replace(spec, timezone=zone, schedule=schedule)


def fill_masked(spec: JobSpec, known: JobSpec | None) -> tuple[JobSpec, list[str]]:
    """``spec`` with what was masked filled in from ``known``, and the names of what could not be."""
    hidden: list[str] = []
    filled: dict[str, Any] = {}
    for name in TEXTS:
        text = getattr(spec, name)
        if text and is_masked(text):
            filled[name] = _unmasked(name, text, getattr(known, name, None), mask_text, hidden)
    if spec.argv and any(map(is_masked, spec.argv)):
        ours = known.argv if known else None
        filled["argv"] = _unmasked("argv", spec.argv, ours, mask_arguments, hidden)
    if any(map(is_masked, spec.environment.values())):
        variables = known.environment if known else {}
        filled["environment"] = _environment(spec.environment, variables, hidden)
    return (replace(spec, **filled) if filled else spec), hidden


def _unmasked(
    name: str, shown: Any, known: Any, mask: Callable[[Any], Any], hidden: list[str]
) -> Any:
    if known and mask(known) == shown:
        return known
    hidden.append(name)
    return shown


def _environment(shown: dict[str, str], known: dict[str, str], hidden: list[str]) -> dict[str, str]:
    masked = mask_environment(known)
    filled = dict(shown)
    for name, value in shown.items():
        if not is_masked(value):
            continue
        if name in known and (value == MASK or masked[name] == value):
            filled[name] = known[name]
        else:
            hidden.append(f"environment.{name}")
    return filled


def _version(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= _MOST_VERSIONS:
        raise InvalidInput(f"{_brief(value)} is not a version of a job")
    return value


def _instant(value: Any) -> int:
    if value is None:
        return 0
    try:
        instant = datetime.fromisoformat(str(value))
        return to_micros(instant) if instant.tzinfo else 0
    except ValueError:  # infinity, or a year that no calendar of ours has
        return 0


def _words(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _brief(value: Any) -> str:
    shown = repr(value)
    return shown if len(shown) <= 60 else f"{shown[:59]}…"

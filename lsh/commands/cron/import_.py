"""``lsh cron import``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lsh.client.door import Door
from lsh.commands.mode import MODE
from lsh.commands.output import emit_ids, emit_json, emit_table, note, suggest, warn
from lsh.commands.progress import during
from lsh.commands.reading import text_of
from lsh.commands.session import changing
from lsh.domain.errors import InvalidInput
from lsh.domain.humane import plural
from lsh.domain.job import JobSpec, JobState
from lsh.paths import find_paths
from lsh.transfer.findings import Finding, Severity

if TYPE_CHECKING:
    from lsh.transfer.importing import ImportedDocument


class Conflict(StrEnum):
    """What to do with a job whose id is taken."""

    ERROR = "error"
    SKIP = "skip"
    REPLACE = "replace"


def command(
    file: Annotated[str, typer.Argument(metavar="FILE|-", help="a crontab, or JSON; - is stdin")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would happen")] = False,
    on_conflict: Annotated[
        Conflict,
        typer.Option(metavar="POLICY", help="an id that is taken: error, skip or replace"),
    ] = Conflict.ERROR,
    system: Annotated[
        bool, typer.Option("--system", help="a system crontab, with a user before each command")
    ] = False,
    partial: Annotated[
        bool, typer.Option("--partial", help="leave out lines of a crontab that cannot be read")
    ] = False,
) -> None:
    """Import a crontab, with every difference in meaning said, or an export of lsh. All or nothing.

    Examples:
        crontab -l | lsh cron import - --dry-run
        lsh cron import /etc/crontab --system
        lsh cron import jobs.json --on-conflict replace
    """
    text = text_of(file)
    source = "stdin" if file == "-" else file
    if text.lstrip("\ufeff \t\r\n")[:1] in {"{", "["}:
        _import_document(text, source, dry_run, on_conflict)
    else:
        _import_crontab(text, source, dry_run, system=system, partial=partial)


def _import_document(text: str, source: str, dry_run: bool, on_conflict: Conflict) -> None:
    from lsh.transfer.importing import read_document

    document = read_document(text, source=source)
    specs = document.specs
    if dry_run:
        with Door(find_paths()) as door:
            result = _create(door, specs, on_conflict, dry_run=True)
        _tell(result, specs, [], dry_run=True)
        return
    with changing() as door:
        result = _create(door, specs, on_conflict, history=_history(document))
    _tell(result, specs, [])
    if result["runs"]:
        note(f"{plural(result['runs'], 'run')} of their history restored")
    if result["runs"] < len(document.runs):
        left = plural(len(document.runs) - result["runs"], "run")
        warn(f"{left} in {source} stay there: not over yet, or of jobs that were here already")


def _history(document: ImportedDocument) -> dict[str, Any]:
    """What goes with the definitions, as the engine takes it."""
    jobs = {
        job.spec.id: {
            "created_at": _wire(job.created_at),
            "updated_at": _wire(job.updated_at),
            "paused": job.state is JobState.PAUSED,
            "pause_reason": job.pause_reason,
            "failures_in_row": job.failures_in_row,
            "versions": [
                {
                    "version": version.version,
                    "spec": asdict(version.spec),
                    "actor": version.actor,
                    "created_at": version.created_at.isoformat(),
                }
                for version in job.versions
            ],
        }
        for job in document.jobs
        if job.spec.id is not None
    }
    return {"jobs": jobs, "runs": document.runs}


def _wire(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()


def _import_crontab(text: str, source: str, dry_run: bool, *, system: bool, partial: bool) -> None:
    from getpass import getuser

    from lsh.transfer.crontab import read_crontab

    found = read_crontab(text, system=system, user=getuser() if system else None)
    for finding in found.findings:
        _say(finding)
    if not found.complete and not partial:
        raise InvalidInput(
            f"{source} was not imported: some lines cannot be",
            hint="mend them, or leave them out with --partial",
        )
    if dry_run:
        with Door(find_paths()) as door:
            result = _create(door, found.specs, Conflict.ERROR, dry_run=True)
    else:
        with changing() as door:
            result = _create(door, found.specs, Conflict.ERROR)
    _tell(result, found.specs, found.findings, dry_run=dry_run)


def _create(
    door: Door,
    specs: Sequence[JobSpec],
    on_conflict: Conflict,
    *,
    dry_run: bool = False,
    history: dict[str, Any] | None = None,
) -> dict[str, Any]:
    params = {
        "specs": [asdict(spec) for spec in specs],
        "on_conflict": on_conflict.value,
        "dry_run": dry_run,
        "history": history,
    }
    what = f"importing {plural(len(specs), 'job')}"
    result: dict[str, Any] = during(what, lambda: door.call("job_create_many", params))
    return result


def _tell(
    result: dict[str, Any],
    specs: Sequence[JobSpec],
    findings: Sequence[Finding],
    *,
    dry_run: bool = False,
) -> None:
    if MODE.json:
        emit_json(
            result | {"dry_run": dry_run, "findings": [asdict(finding) for finding in findings]}
        )
    elif dry_run and not MODE.quiet:
        rows = [(spec.name, spec.schedule or "manual", spec.command) for spec in specs]
        emit_table(("NAME", "SCHEDULE", "COMMAND"), rows)
    else:
        emit_ids(result["ids"])
    would = "would be " if dry_run else ""
    counts = (f"{result[what]} {would}{what}" for what in ("created", "replaced", "skipped"))
    note(", ".join(text for text in counts if text[0] != "0") or "nothing to import")
    if not dry_run and result["created"] + result["replaced"]:
        suggest("lsh cron list", "lsh cron simulate")


def _say(finding: Finding) -> None:
    if finding.severity is Severity.INFO:
        note(str(finding))
    else:
        where = f"line {finding.line}" if finding.line else "the file"
        warn(f"{where}: {finding.message}")

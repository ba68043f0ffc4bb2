"""``lsh cron edit``."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from lsh.commands.editing import edit_until_right
from lsh.commands.job.create import Argv, with_program
from lsh.commands.job.definition import fields_of, takes_definition
from lsh.commands.job.view import announce, emit_changed
from lsh.commands.job.written import FromFile, spec_in
from lsh.commands.options import Job
from lsh.commands.output import note
from lsh.commands.session import changing, ledger
from lsh.domain.errors import InvalidInput
from lsh.domain.job import JobSpec
from lsh.store.queries import get_job, get_spec


@takes_definition
def command(job: Job, given: dict[str, Any], argv: Argv = None, from_file: FromFile = None) -> None:
    """Edit a job: with options what they say, without any its definition as TOML in $EDITOR.

    With --from-file its whole definition is replaced.

    Examples:
        lsh cron edit backup
        lsh cron edit backup --schedule '0 4 * * *' --timeout 2h
        lsh cron edit backup --timeout none
        lsh cron edit backup --from-file - < job.toml
    """
    changes = fields_of(with_program(given, argv))
    if "command" in changes and not argv:
        changes["argv"] = None
    wanted = _wanted(job, changes, from_file)
    if wanted is None:
        note("nothing was changed")
        return
    if "id" in changes:
        with ledger() as connection:
            _check_id(changes["id"], get_job(connection, job)["id"])
    with changing() as door:
        changed = door.call("job_update", {"job": job, **wanted})
    emit_changed(changed)
    announce(changed)


def _wanted(job: str, changes: dict[str, Any], from_file: str | None) -> dict[str, Any] | None:
    """What is to become of it, as the engine takes it; None when nothing was changed."""
    if changes and from_file is not None:
        raise InvalidInput("--from-file is the whole definition; leave out the other options")
    if from_file is not None:
        return _replaced(job, from_file)
    return {"changes": changes} if changes else _edited(job)


def _replaced(reference: str, name: str) -> dict[str, Any]:
    spec = spec_in(name)
    with ledger() as connection:
        found = get_job(connection, reference)
    _check_id(spec.id, found["id"])
    return {"spec": asdict(spec), "version": found["version"]}


def _edited(reference: str) -> dict[str, Any] | None:
    """The whole definition after it was edited, and the version that it began from."""
    from lsh.schema.coerce import spec_from_toml, spec_to_toml

    with ledger() as connection:
        job, spec = get_job(connection, reference), get_spec(connection, reference)

    def read(text: str) -> JobSpec:
        edited = spec_from_toml(text)
        _check_id(edited.id, job["id"])
        return edited

    edited = edit_until_right(spec_to_toml(spec), f"{job['id']}.toml", read)
    if edited is None or edited[1] == spec:
        return None
    return {"spec": asdict(edited[1]), "version": job["version"]}


def _check_id(wanted: str | None, job_id: str) -> None:
    if wanted is not None and wanted != job_id:
        raise InvalidInput(
            f"the id of a job stays what it is: {job_id}",
            hint="its name may change; for another id, create another job",
        )

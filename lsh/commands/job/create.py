"""``lsh daemon job create``, ``lsh cron create``."""

from __future__ import annotations

import shlex
from typing import Annotated, Any

import typer

from lsh.commands.job.definition import fields_of, takes_definition
from lsh.commands.job.view import announce, emit_changed
from lsh.commands.job.written import FromFile, fields_in
from lsh.commands.session import changing
from lsh.domain.errors import InvalidInput

Argv = Annotated[
    list[str] | None,
    typer.Argument(metavar="[-- PROGRAM ARGS...]", help="what to run, without a shell"),
]


@takes_definition
def command(given: dict[str, Any], argv: Argv = None, from_file: FromFile = None) -> None:
    """Create a job and print its id. An option beats what --from-file says.

    Examples:
        lsh cron create --name greet --schedule '*/5 * * * *' --command 'echo hello'
        lsh cron create --name sync --schedule '30 2 * * *' --timezone Europe/Berlin -- rsync -a a/ b/
        lsh cron create --name poll --interval 30s --timeout 10s --max-retries 3 --command ./poll.sh
        lsh cron create --from-file job.toml --disabled
    """
    given = with_program(given, argv)
    if from_file is None:
        from lsh.client.drafting import named

        create(fields_of(named(given)))
        return
    changes = fields_of(given)
    if "command" in changes and not argv:
        changes["argv"] = None
    create(fields_in(from_file) | changes)


def create(spec: dict[str, Any]) -> None:
    """Define the job, print it, and tell what it means."""
    with changing() as door:
        job = door.call("job_create", {"spec": spec})
    emit_changed(job)
    announce(job)


def with_program(given: dict[str, Any], argv: list[str] | None) -> dict[str, Any]:
    """``given`` with what follows ``--``."""
    if not argv:
        return given
    if "command" in given:
        raise InvalidInput("--command and a program after -- exclude each other")
    return given | {"argv": list(argv), "command": shlex.join(argv)}

"""``lsh daemon job create``, ``lsh cron create``."""

from __future__ import annotations

import shlex
from pathlib import PurePath
from typing import Annotated, Any

import typer

from lsh.commands.job.definition import takes_definition
from lsh.commands.job.view import announce, emit_changed
from lsh.commands.session import changing
from lsh.domain.errors import InvalidInput

Argv = Annotated[
    list[str] | None,
    typer.Argument(metavar="[-- PROGRAM ARGS...]", help="what to run, without a shell"),
]


@takes_definition
def command(given: dict[str, Any], argv: Argv = None) -> None:
    """Create a job and print its id.

    Examples:
        lsh cron create --name greet --schedule '*/5 * * * *' --command 'echo hello'
        lsh cron create --name backup --schedule '30 2 * * *' --timezone Europe/Berlin -- rsync -a /data /backup
        lsh cron create --name poll --interval 30s --timeout 10s --max-retries 3 --command ./poll.sh
        lsh cron create --name once --schedule 'at 2030-12-01T10:00' --command 'echo now'
    """
    spec = with_program(given, argv)
    with changing() as door:
        job = door.call("job_create", {"spec": spec})
    emit_changed(job)
    announce(job)


def with_program(given: dict[str, Any], argv: list[str] | None) -> dict[str, Any]:
    """``given`` with what follows ``--``, and with a name if there is none."""
    spec = dict(given)
    if argv:
        if "command" in given:
            raise InvalidInput("--command and a program after -- exclude each other")
        spec |= {"argv": list(argv), "command": shlex.join(argv)}
    if not spec.get("command", "").strip():
        raise InvalidInput(
            "the job's command is missing", hint="give one with --command, or after --"
        )
    spec.setdefault("name", _name_of(spec["command"]))
    return spec


def _name_of(command: str) -> str:
    """What a job is called that nobody gave a name: its program."""
    return PurePath(command.split(maxsplit=1)[0].strip("\"'")).name or "job"

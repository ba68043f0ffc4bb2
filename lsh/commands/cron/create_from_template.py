"""``lsh cron create-from-template``."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from lsh.commands.job.create import Argv, create, with_program
from lsh.commands.job.definition import fields_of, takes_definition
from lsh.commands.templates.library import library
from lsh.domain.errors import InvalidInput

Template = Annotated[str, typer.Argument(metavar="TEMPLATE", help="a template's id")]
Set = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="NAME=VALUE", help="a parameter of the template"),
]


@takes_definition
def command(
    template: Template, given: dict[str, Any], parameters: Set = None, argv: Argv = None
) -> None:
    """Create a job from a template and print its id. An option beats the template.

    Examples:
        lsh cron create-from-template database-backup
        lsh cron create-from-template database-backup --name nightly --set host=prod-db
        lsh cron create-from-template log-cleanup --schedule '0 4 * * *'
    """
    from lsh.client.drafting import from_template

    fields_of(given)  # complains about the options by their names
    found = library().get(template)
    create(from_template(found, with_program(given, argv), _pairs(parameters or [])))


def _pairs(written: list[str]) -> dict[str, str]:
    pairs = {}
    for text in written:
        name, equals, value = text.partition("=")
        if not equals:
            raise InvalidInput(f"--set: {text!r} is not NAME=VALUE")
        pairs[name.strip()] = value
    return pairs

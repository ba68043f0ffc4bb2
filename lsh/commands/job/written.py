"""A definition that was written down: TOML as ``lsh cron edit`` shows it, or JSON with the same keys."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from lsh.commands.reading import text_of
from lsh.domain.errors import InvalidInput
from lsh.domain.job import JobSpec, differing

FromFile = Annotated[
    str | None,
    typer.Option("--from-file", metavar="FILE|-", help="a definition in TOML or JSON; - is stdin"),
]


def spec_in(name: str) -> JobSpec:
    """The whole definition in the file of that name, or for ``-`` on stdin. Raises InvalidInput."""
    from lsh.schema.coerce import spec_from_mapping, spec_from_toml

    text, source = text_of(name), "stdin" if name == "-" else name
    if text.lstrip("\ufeff \t\r\n")[:1] == "{":
        return spec_from_mapping(_document(text, source), source=source)
    return spec_from_toml(text, source=source)


def fields_in(name: str) -> dict[str, Any]:
    """The fields that the file sets to something else than their default."""
    return differing(spec_in(name))


def _document(text: str, source: str) -> dict[str, Any]:
    import json

    try:
        document: dict[str, Any] = json.loads(text)
    except ValueError as error:
        raise InvalidInput(f"{source} is not valid JSON: {error}") from None
    return document

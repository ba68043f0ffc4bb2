"""``lsh cron export``."""

from __future__ import annotations

from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from lsh.commands.kinds import long
from lsh.commands.output import emit_document, note, suggest
from lsh.commands.progress import Progress
from lsh.commands.session import ledger
from lsh.reports.summary import all_reports


class Form(StrEnum):
    """How an export is written."""

    JSON = "json"
    CSV = "csv"
    MARKDOWN = "markdown"


@long
def command(
    jobs: Annotated[
        list[str] | None, typer.Argument(metavar="JOB...", help="only these; default: all")
    ] = None,
    form: Annotated[
        Form, typer.Option("--format", metavar="FORM", help="json, csv or markdown")
    ] = Form.JSON,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="FILE", help="write it there, not here")
    ] = None,
    no_runs: Annotated[bool, typer.Option("--no-runs", help="leave out the history")] = False,
    reveal_secrets: Annotated[
        bool, typer.Option("--reveal-secrets", help="write secrets in the clear")
    ] = False,
) -> None:
    """Export jobs, their runs and reports. 'lsh cron import' reads the JSON back.

    Examples:
        lsh cron export --format json > jobs.json
        lsh cron export --format csv --output jobs.csv
        lsh cron export backup --no-runs
    """
    from lsh.transfer.export import export_document

    now = datetime.now(UTC)
    with Progress("exporting"), ledger() as connection:
        document = export_document(
            connection,
            now=now,
            jobs=jobs or None,
            with_runs=not no_runs and form is Form.JSON,
            reports=all_reports(connection, now=now),
            reveal_secrets=reveal_secrets,
        )
    _publish(_text(document, form), form, output)


def _publish(text: str, form: Form, output: Path | None) -> None:
    if output is None:
        emit_document(text)
        return
    _write(output, text)
    note(f"written to {output}")
    if form is Form.JSON:
        suggest(f"lsh cron import {output} --dry-run")


def _text(document: dict[str, Any], form: Form) -> str:
    if form is Form.JSON:
        from lsh.transfer.export import to_json

        return to_json(document)
    from lsh.transfer.tables import to_csv, to_markdown

    return to_csv(document) if form is Form.CSV else to_markdown(document)


def _write(output: Path, text: str) -> None:
    output.touch(mode=0o600)  # private from birth: secrets may be in it
    with output.open("w", encoding="utf-8", newline="") as file:
        file.write(text)

"""``lsh daemon db prune``."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from lsh.commands.asking import confirm
from lsh.commands.mode import MODE
from lsh.commands.options import MaybeJob
from lsh.commands.output import emit_json, emit_text
from lsh.commands.session import call
from lsh.commands.shown import size
from lsh.domain.duration import parse_duration
from lsh.domain.errors import InvalidInput
from lsh.domain.humane import plural

_DAY = 86400


def command(
    older_than: Annotated[
        str | None, typer.Option("--older-than", metavar="SPAN", help="delete what is older: 30d")
    ] = None,
    keep_runs: Annotated[
        int | None, typer.Option("--keep-runs", min=0, metavar="N", help="keep N runs a job")
    ] = None,
    job_id: MaybeJob = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="only say what would go")] = False,
) -> None:
    """Delete old runs and their output. Daily figures stay, and so do reports.

    Examples:
        lsh daemon db prune --older-than 30d --dry-run
        lsh daemon db prune --keep-runs 100 --job-id poll --yes
    """
    params: dict[str, Any] = {"keep_days": _days(older_than), "keep_runs": keep_runs}
    params |= {"job": job_id} if job_id else {}
    expected = call("ledger_prune", params | {"dry_run": True})
    if dry_run or not expected["runs"]:
        _tell(expected, "would be deleted" if dry_run else "were deleted")
        return
    confirm(f"delete {plural(expected['runs'], 'run')} ({size(expected['bytes'])} of output)?")
    _tell(call("ledger_prune", params), "were deleted")


def _tell(result: dict[str, Any], what: str) -> None:
    if MODE.json:
        emit_json(result)
        return
    emit_text(f"{plural(result['runs'], 'run')} and {size(result['bytes'])} of output {what}")


def _days(text: str | None) -> int | None:
    if text is None:
        return None
    seconds = parse_duration(text).total_seconds()
    if seconds % _DAY:
        raise InvalidInput("--older-than counts whole days", hint="write it like 30d or 8w")
    return int(seconds // _DAY)

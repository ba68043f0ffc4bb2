"""``lsh daemon db prune``."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from lsh.commands.asking import confirm, confirm_by_name
from lsh.commands.feed import Event, Feed
from lsh.commands.mode import MODE
from lsh.commands.options import MaybeJob
from lsh.commands.output import emit_done, emit_json, suggest
from lsh.commands.progress import Progress, during
from lsh.commands.session import call, ledger
from lsh.commands.shown import size
from lsh.domain.duration import parse_duration
from lsh.domain.errors import InvalidInput
from lsh.domain.humane import plural
from lsh.paths import find_paths
from lsh.store.queries import get_job
from lsh.store.statistics import ended_count

_DAY = 86400
_PRUNED = ("ledger:pruned",)


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
    expected = during(
        "counting what would go", lambda: call("ledger_prune", params | {"dry_run": True})
    )
    if dry_run or not expected["runs"]:
        _tell(expected, "would be deleted" if dry_run else "were deleted")
        return
    _ask(expected, job_id)
    _tell(_prune(params, expected["runs"]), "were deleted")
    suggest("lsh daemon db stats")


def _ask(expected: dict[str, Any], job_id: str | None) -> None:
    """A yes for some of the runs; the name of what goes for all of them."""
    going = f"{plural(expected['runs'], 'run')} ({size(expected['bytes'])} of output)"
    with ledger() as connection:
        name = get_job(connection, job_id)["id"] if job_id else None
        stored = ended_count(connection, name)
    if expected["runs"] < stored:
        confirm(f"delete {going}?")
    else:
        whose = f"all runs of {name}" if name else "all runs of all jobs"
        confirm_by_name(f"Delete {whose}, {going}?", name or "everything")


def _prune(params: dict[str, Any], total: int) -> Any:
    """Do it; how far it is comes from the events of the slices, which only a daemon sends."""
    done = 0

    def hear(event: Event | None) -> None:
        nonlocal done
        done += event["data"].get("count", 0) if event else 0
        progress.update(done, total)

    with Progress("deleting runs") as progress, Feed(find_paths(), hear, _PRUNED):
        return call("ledger_prune", params)


def _tell(result: dict[str, Any], what: str) -> None:
    if MODE.json:
        emit_json(result)
        return
    emit_done(f"{plural(result['runs'], 'run')} and {size(result['bytes'])} of output {what}")


def _days(text: str | None) -> int | None:
    if text is None:
        return None
    seconds = parse_duration(text).total_seconds()
    if seconds % _DAY:
        raise InvalidInput("--older-than counts whole days", hint="write it like 30d or 8w")
    return int(seconds // _DAY)

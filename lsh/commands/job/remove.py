"""``lsh cron remove``, ``lsh daemon job remove``."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from lsh.commands.asking import confirm
from lsh.commands.job.change import found
from lsh.commands.mode import MODE
from lsh.commands.options import Jobs
from lsh.commands.output import emit_ids, emit_json, note, suggest
from lsh.commands.session import call


def command(
    jobs: Jobs,
    force: Annotated[
        bool, typer.Option("--force", "-f", help="do not ask; stop what runs of it")
    ] = False,
) -> None:
    """Remove a job. Its history stays; its id is never given again.

    Examples:
        lsh cron remove old-backup
        lsh cron remove old-backup --yes
        lsh cron remove poll --force
    """
    wanted = found(jobs)
    if not force:
        confirm(f"remove {_named(wanted)}?")
    removed = [call("job_remove", {"job": job["id"], "force": force}) for job in wanted]
    if MODE.json:
        shown = [result or {"id": job["id"]} for result, job in zip(removed, wanted, strict=True)]
        emit_json(shown if len(shown) > 1 else shown[0])
        return
    emit_ids(job["id"] for job in wanted)
    note(f"removed {_named(wanted)}")
    suggest(f"lsh daemon db history --job-id {wanted[0]['id']}")


def _named(jobs: list[dict[str, Any]]) -> str:
    return ", ".join(f"{job['name']} ({job['id']})" for job in jobs)

"""``lsh cron run``, ``lsh daemon job start``."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from lsh.client.door import Door
from lsh.commands.mode import MODE
from lsh.commands.options import Job
from lsh.commands.output import emit_ids, emit_json, note, suggest
from lsh.commands.progress import during
from lsh.commands.runs import with_output
from lsh.commands.shown import span
from lsh.domain.errors import RunFailed
from lsh.paths import find_paths


def command(
    job: Job,
    wait: Annotated[
        bool, typer.Option("--wait", "-w", help="return when it is over; exit code 5 if it failed")
    ] = False,
    force: Annotated[
        bool, typer.Option("--force", "-f", help="even while another run of it goes on")
    ] = False,
) -> None:
    """Run a job now, whatever its schedule says, and print the run's id.

    Examples:
        lsh cron run backup
        lsh cron run backup --wait && echo done
    """
    with Door(find_paths()) as door:
        run = door.call("job_run", {"job": job, "kind": "manual", "force": force})
        if wait:
            note(f"run {run['run_id']} of {run['job_name']} goes on …")
            number = run["run_id"]
            run = during(f"run {number}", lambda: door.call("run_wait", {"run": number}))
    if MODE.json:
        emit_json(with_output([run])[0])
    else:
        emit_ids([run["run_id"]])
    if wait:
        conclude(run)
    else:
        suggest(f"lsh cron logs {run['job_id']} --follow")


def conclude(run: dict[str, Any]) -> None:
    """Say how a run ended; raise RunFailed unless it succeeded."""
    took = f" in {span(run['duration'])}" if run["duration"] is not None else ""
    if run["state"] == "succeeded":
        note(f"{run['job_name']} succeeded{took}")
        return
    reason = f": {run['reason']}" if run["reason"] else ""
    raise RunFailed(
        f"{run['job_name']} {run['state']}{took}{reason}",
        hint=f"lsh cron logs --run {run['run_id']}",
    )

"""``lsh cron pause``."""

from __future__ import annotations

from typing import Annotated

import typer

from lsh.commands.job.change import change_each, found
from lsh.commands.options import Jobs
from lsh.commands.output import note, suggest


def command(
    jobs: Jobs,
    reason: Annotated[
        str | None, typer.Option("--reason", "-r", metavar="TEXT", help="why, for whoever asks")
    ] = None,
) -> None:
    """Leave a job's schedule for a while. What runs goes on; what falls due is not caught up.

    Examples:
        lsh cron pause backup --reason 'the disk is being replaced'
        lsh cron pause backup sync
    """
    for job in change_each("job_pause", found(jobs), reason=reason):
        note(f"{job['name']} is paused")
        suggest(f"lsh cron resume {job['id']}")

"""``lsh cron resume``."""

from __future__ import annotations

from lsh.commands.job.change import change_each, found
from lsh.commands.job.view import announce
from lsh.commands.options import Jobs


def command(jobs: Jobs) -> None:
    """Follow a paused job's schedule again, from now.

    Examples:
        lsh cron resume backup
        lsh cron resume backup sync
    """
    for job in change_each("job_resume", found(jobs)):
        announce(job)

"""``lsh cron start``."""

from __future__ import annotations

from lsh.commands.job.change import change_each, found
from lsh.commands.job.view import announce
from lsh.commands.options import Jobs


def command(jobs: Jobs) -> None:
    """Follow a job's schedule, from now on. ('lsh cron run' runs it now.)

    Examples:
        lsh cron start backup
        lsh cron start backup sync
    """
    for job in change_each("job_arm", found(jobs)):
        announce(job)

"""``lsh cron stop``."""

from __future__ import annotations

from lsh.commands.job.change import change_each
from lsh.commands.options import Jobs
from lsh.commands.output import note


def command(jobs: Jobs) -> None:
    """Leave a job's schedule until 'lsh cron start', and stop what runs of it.

    Examples:
        lsh cron stop backup
    """
    for job in change_each("job_disarm", jobs):
        note(f"{job['name']} is stopped; follow its schedule again: lsh cron start {job['id']}")

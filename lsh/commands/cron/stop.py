"""``lsh cron stop``."""

from __future__ import annotations

from lsh.commands.asking import confirm_stop
from lsh.commands.job.change import change_each, found, running
from lsh.commands.options import Jobs
from lsh.commands.output import note, suggest
from lsh.domain.humane import plural


def command(jobs: Jobs) -> None:
    """Leave a job's schedule until 'lsh cron start', and stop what runs of it.

    Examples:
        lsh cron stop backup
        lsh cron stop backup sync --yes
    """
    wanted = found(jobs)
    going = running(wanted)
    if going:
        confirm_stop(
            f"stop {plural(len(going), 'run')} of {', '.join(sorted({*going.values()}))}, too?"
        )
    for job in change_each("job_disarm", wanted):
        note(f"{job['name']} is stopped")
        suggest(f"lsh cron start {job['id']}")

"""``lsh cron report``."""

from __future__ import annotations

from lsh.commands.kinds import long, watchable
from lsh.commands.options import Job
from lsh.commands.reports.window import Output, Since, Until, Written, publish, window
from lsh.commands.session import ledger
from lsh.reports.summary import job_report


@watchable
@long
def command(
    job: Job,
    since: Since = None,
    until: Until = None,
    form: Written = None,
    output: Output = None,
) -> None:
    """Report on a job: success rate, durations, resources, errors, lateness, trend.

    Examples:
        lsh cron report backup
        lsh cron report backup --since -30d --json
        lsh cron report backup --output backup.html
    """
    with ledger() as connection:
        report = job_report(connection, job, **window(since, until, everything=True))
    publish(report, "job", form, output)

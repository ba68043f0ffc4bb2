"""``lsh cron comprehensive-report``."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from lsh.commands.kinds import long, watchable
from lsh.commands.reports.window import Output, Since, Until, Written, publish, window
from lsh.commands.session import ledger
from lsh.engine.jobs import machine_zone
from lsh.reports.comprehensive import comprehensive


@watchable
@long
def command(
    since: Since = None, until: Until = None, form: Written = None, output: Output = None
) -> None:
    """Report on everything: totals, what fails, what did not run, what is slow or hungry.

    Examples:
        lsh cron comprehensive-report
        lsh cron comprehensive-report --since -7d --output week.html
        lsh cron comprehensive-report --format markdown
    """
    zone = ZoneInfo(machine_zone())
    with ledger() as connection:
        report = comprehensive(connection, **window(since, until), zone=zone)
    publish(report, "comprehensive", form, output)

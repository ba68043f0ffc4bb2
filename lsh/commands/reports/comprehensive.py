"""``lsh cron comprehensive-report``."""

from __future__ import annotations

from lsh.commands.kinds import long, watchable
from lsh.commands.reports.window import Output, Since, Until, Written, publish, window
from lsh.commands.session import ledger
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
    with ledger() as connection:
        report = comprehensive(connection, **window(since, until))
    publish(report, "comprehensive", form, output)

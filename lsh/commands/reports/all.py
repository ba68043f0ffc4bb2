"""``lsh cron reports``."""

from __future__ import annotations

from typing import Any

from lsh.commands.kinds import columns, long, watchable
from lsh.commands.mode import MODE
from lsh.commands.options import Limit
from lsh.commands.output import emit_ids, emit_table
from lsh.commands.reports.window import Output, Since, Until, Written, publish, window
from lsh.commands.session import ledger
from lsh.reports.summary import all_reports

_COLUMNS = ("runs", "successes", "failures", "success_rate", "skipped", "missed", "cpu_seconds")


@watchable
@long
@columns("id", "name", *_COLUMNS)
def command(
    since: Since = None,
    until: Until = None,
    form: Written = None,
    output: Output = None,
    limit: Limit = None,
) -> None:
    """Report on every job, a line each.

    Examples:
        lsh cron reports
        lsh cron reports --since -7d --json
    """
    with ledger() as connection:
        reports = all_reports(connection, **window(since, until))[:limit]
    here = form is None and output is None
    if MODE.quiet and here:
        emit_ids(report["job"]["id"] for report in reports)
    elif MODE.plain and here:
        emit_table(("ID", "NAME", *_COLUMNS), [_plain(report) for report in reports])
    else:
        publish(reports, "all", form, output)


def _plain(report: dict[str, Any]) -> tuple[str, ...]:
    values = ("" if report[key] is None else str(report[key]) for key in _COLUMNS)
    return (report["job"]["id"], report["job"]["name"], *values)

"""``lsh supabase silent``."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from lsh.commands.kinds import columns, long, watchable
from lsh.commands.mode import MODE
from lsh.commands.options import bounded
from lsh.commands.output import emit_ids, emit_json, emit_table, note
from lsh.commands.shown import ago, clock, span
from lsh.commands.supabase.project import gateway
from lsh.domain.humane import plural

if TYPE_CHECKING:
    from lsh.sinks.supabase.silence import Silence

_HEADINGS = ("JOB", "NAME", "HOST", "WHAT", "EXPECTED", "OVERDUE", "LAST SEEN")


@watchable
@long
@columns("job", "name", "host", "what", "expected_by", "overdue", "last_seen_at")
def command(
    limit: Annotated[
        int,
        typer.Option(
            "--limit", "-l", min=0, callback=bounded, metavar="N", help="at most N; 0: all"
        ),
    ] = 0,
) -> int:
    """Show the jobs whose machine has gone silent: due by now, and nothing was heard of them.

    Supabase is asked, so that any machine can watch over the others. Exit code 1 when there are some,
    0 when there are none: a job of its own may run it and tell you.

    Examples:
        lsh supabase silent
        lsh supabase silent --json
        lsh supabase silent --quiet || echo 'somebody look after the machines'
    """
    from lsh.sinks.supabase.silence import silent_jobs

    with gateway() as project:
        found = silent_jobs(project, limit=limit or None)
    _show(found)
    return 1 if found else 0


def _show(found: list[Silence]) -> None:
    if MODE.json:
        emit_json([silence.as_json() for silence in found])
    elif MODE.quiet:
        emit_ids(silence.job_id for silence in found)
    elif found or MODE.plain:
        now = datetime.now(UTC)
        emit_table(_HEADINGS, [_row(silence, now) for silence in found])
        note(f"{plural(len({silence.home_id for silence in found}), 'machine')} silent")
    else:
        note("nothing is silent")


def _row(silence: Silence, now: datetime) -> tuple[str, ...]:
    return (
        silence.job_id,
        silence.name,
        silence.host or "",
        "job" if silence.run_id is None else f"run {silence.run_id}",
        clock(datetime.fromisoformat(silence.expected_by), now),
        span(silence.overdue),
        ago(datetime.fromisoformat(silence.last_seen_at), now) if silence.last_seen_at else "",
    )

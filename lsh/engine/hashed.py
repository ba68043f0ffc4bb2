"""Hashed cron fields: ``H 2 * * *`` is some fixed minute, another one for each job.

Jenkins' remedy for everybody's jobs at minute 0. croniter expands such fields; it is asked once, when
a job is defined, and the job keeps the plain expression that came out.
"""

from __future__ import annotations

import re

from lsh.domain.errors import InvalidInput

_HASHED = re.compile(r"(?:^|[\s,])H(?:$|[\s,/(])")


def resolve_hashed(schedule: str | None, job_id: str) -> str | None:
    """``schedule`` with every hashed field replaced by this job's values; others as they are."""
    if schedule is None or not _HASHED.search(schedule):
        return schedule
    from croniter import CroniterError, croniter

    fields = schedule.split()
    if len(fields) not in {5, 6}:
        return schedule  # the parser says what is wrong with it
    try:
        expanded, _ = croniter.expand(
            schedule, hash_id=job_id.encode(), second_at_beginning=len(fields) == 6
        )
    except (CroniterError, ValueError) as error:
        raise InvalidInput(f"{schedule!r} is not a schedule: {error}") from error
    if len(fields) == 6:
        expanded = [expanded[5], *expanded[:5]]  # croniter keeps the seconds last
    plain = [
        ",".join(str(value) for value in values) if _HASHED.search(field) else field
        for field, values in zip(fields, expanded, strict=True)
    ]
    return " ".join(plain)

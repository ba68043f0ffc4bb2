"""Runs by their id, and with what they printed."""

from __future__ import annotations

from sqlite3 import Connection
from typing import Any

from lsh.commands.session import ledger
from lsh.domain.errors import InvalidInput
from lsh.paths import find_paths


def run_of(connection: Connection, run_id: str, job: str) -> dict[str, Any]:
    """The run of that id. Raises InvalidInput when it is another job's, NotFound when there is none."""
    from lsh.store.queries import get_job, get_run

    run = get_run(connection, run_id)
    if run["job_id"] != get_job(connection, job, removed=True)["id"]:
        raise InvalidInput(
            f"run {run_id} is not a run of {job!r} but of {run['job_name']!r}",
            hint="the run's id says all; name its own job, or none where that is allowed",
        )
    return run


def with_output(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """``runs`` with their log's path and its last lines, as the JSON contract has them; secrets masked."""
    from lsh.engine.output import tail
    from lsh.schema.masking import mask_output, mask_text
    from lsh.store.queries import environment_of

    paths = find_paths()
    shown = []
    with ledger() as connection:
        for run in runs:
            run_id, printed, log = int(run["run_id"]), None, None
            if run["attempt"]:
                log = paths.run_log(run_id, run["attempt"])
                printed = mask_output(tail(log), environment_of(connection, run_id))
            command = mask_text(run["command"])
            file = None if log is None else str(log)
            shown.append(run | {"command": command, "log": file, "output_tail": printed})
    return shown

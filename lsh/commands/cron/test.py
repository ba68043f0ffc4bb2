"""``lsh cron test``."""

from __future__ import annotations

import os
import time
from typing import Any

from lsh.client.door import Door
from lsh.client.logs import PAUSE
from lsh.commands.cron.logs import Tail
from lsh.commands.job.run import conclude
from lsh.commands.job.view import masked
from lsh.commands.mode import MODE
from lsh.commands.options import Job
from lsh.commands.output import emit_json, note
from lsh.commands.runs import with_output
from lsh.commands.session import ledger
from lsh.domain.run import ACTIVE, RunState
from lsh.paths import find_paths
from lsh.settings import load_settings
from lsh.store.queries import get_job, get_run

_OWN = ("PWD", "OLDPWD", "SHLVL", "_")  # what a shell sets for itself


def command(job: Job) -> None:
    """Run a job now exactly as the daemon would, watch it, and see how your shell differs.

    Examples:
        lsh cron test backup
        lsh cron test backup --json
    """
    paths = find_paths()
    with ledger() as connection:
        found = get_job(connection, job)
    difference = compare(expected_environment(found), dict(os.environ))
    with Door(paths) as door:
        run = door.call("job_run", {"job": found["id"], "kind": "test", "force": True})
    run = _watch(run)
    if MODE.json:
        emit_json(with_output([run])[0] | {"environment_difference": difference})
    else:
        _tell(difference)
    conclude(run)


def _watch(run: dict[str, Any]) -> dict[str, Any]:
    """Show the run's output as it comes; return the run when it is over."""
    tail: Tail | None = None
    while True:
        with ledger() as connection:
            run = get_run(connection, run["run_id"])
        over = RunState(run["state"]) not in ACTIVE
        if not MODE.json and run["attempt"]:
            tail = tail or Tail(run, find_paths(), None, several=False)
            tail.advance(stay=True)
            tail.show()
        if over:
            return run
        time.sleep(PAUSE)


def expected_environment(job: dict[str, Any]) -> dict[str, str]:
    """The environment that the daemon gives to a run, LSH_* variables aside."""
    from lsh.engine.environment import base_environment

    base = base_environment(load_settings(find_paths()).path)
    environment: dict[str, str] = masked(job)["environment"]
    return base | environment


def compare(theirs: dict[str, str], yours: dict[str, str]) -> dict[str, Any]:
    """How the environment of a run differs from the caller's; values of both only where both have one."""
    from lsh.schema.masking import mask_environment

    shown = mask_environment(yours)
    return {
        "only_in_job": sorted(set(theirs) - set(yours)),
        "only_in_shell": sorted(set(yours) - set(theirs) - set(_OWN)),
        "different": {
            name: {"job": theirs[name], "shell": shown[name]}
            for name in sorted(set(theirs) & set(yours))
            if theirs[name] != shown[name]
        },
    }


def _tell(difference: dict[str, Any]) -> None:
    different = difference["different"]
    if not any(difference.values()):
        note("the environment was the same as your shell's")
        return
    note("the environment differs from your shell's:")
    for name, values in different.items():
        note(f"  {name}: {values['job']}   (yours: {values['shell']})")
    for title, key in (("only in the job", "only_in_job"), ("only in yours", "only_in_shell")):
        if difference[key]:
            note(f"  {title}: {', '.join(difference[key])}")

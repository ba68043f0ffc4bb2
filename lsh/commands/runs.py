"""Runs with what they printed."""

from __future__ import annotations

from typing import Any

from lsh.settings import find_paths


def with_output(runs: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """``runs`` with their log's path and its last lines, as the JSON contract has them; secrets masked."""
    from lsh.engine.output import tail
    from lsh.schema.masking import mask_text

    paths = find_paths()
    shown = []
    for run in runs:
        log = paths.run_log(int(run["run_id"]), run["attempt"]) if run["attempt"] else None
        shown.append(
            run
            | {
                "command": mask_text(run["command"]),
                "log": None if log is None else str(log),
                "output_tail": None if log is None else mask_text(tail(log)),
            }
        )
    return shown

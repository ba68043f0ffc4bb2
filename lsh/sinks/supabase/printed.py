"""The end of a run's output, as it may leave the machine: capped, masked, kept by Postgres as it is."""

from __future__ import annotations

import json

from lsh.engine.output import tail
from lsh.paths import Paths
from lsh.schema.masking import mask_output
from lsh.sinks.supabase.rows import clean

_CONTEXT = 8192
"""Bytes read before the cap: a key whose head is cut away would not be known for one."""


def printed(
    paths: Paths, run_id: int | None, attempt: int | None, limit: int, spec: str = "{}"
) -> str | None:
    """The last ``limit`` bytes of what an attempt printed, from the start of a line; None: nothing.

    ``spec`` is the job's definition as JSON: the secrets of its environment are masked.
    """
    if run_id is None or not attempt or not limit:
        return None
    text = tail(paths.run_log(run_id, attempt), limit + _CONTEXT)
    return _capped(clean(mask_output(text, _environment(spec))), limit) or None if text else None


def _environment(spec: str) -> dict[str, str]:
    if '"environment"' not in spec:  # most have none; a sync asks thousands of times
        return {}
    found: dict[str, str] = json.loads(spec).get("environment", {})
    return found


def _capped(text: str, limit: int) -> str:
    data = text.encode()
    if len(data) <= limit:
        return text
    kept = data[-limit:].decode(errors="ignore")  # half a character at the cut is left out
    return kept.partition("\n")[2] or kept

"""The end of a run's output, as it may leave the machine: capped, masked, kept by Postgres as it is."""

from __future__ import annotations

from lsh.engine.output import tail
from lsh.schema.masking import mask_text
from lsh.settings import Paths
from lsh.sinks.supabase.rows import clean

_CONTEXT = 8192
"""Bytes read before the cap: a key whose head is cut away would not be known for one."""


def printed(paths: Paths, run_id: int | None, attempt: int | None, limit: int) -> str | None:
    """The last ``limit`` bytes of what an attempt printed, from the start of a line; None: nothing."""
    if run_id is None or not attempt or not limit:
        return None
    text = tail(paths.run_log(run_id, attempt), limit + _CONTEXT)
    return _capped(clean(mask_text(text)), limit) or None if text else None


def _capped(text: str, limit: int) -> str:
    data = text.encode()
    if len(data) <= limit:
        return text
    kept = data[-limit:].decode(errors="ignore")  # half a character at the cut is left out
    return kept.partition("\n")[2] or kept

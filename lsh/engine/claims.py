"""How long shared occurrences wait in this engine for the verdict on who runs them."""

from __future__ import annotations

import os

from lsh.domain.claim import VerdictWait
from lsh.engine.core import Engine

CLAIMING_SINK = "supabase"
"""The sink whose database decides."""


def is_linked(engine: Engine) -> bool:
    """Whether there is a database to claim in."""
    return CLAIMING_SINK in engine.sinks_wanted


def verdict_wait(engine: Engine) -> VerdictWait:
    """The wait that is allowed now; none when there is nobody to ask."""
    timeout = round(engine.settings.claim_timeout * 1e6) if is_linked(engine) else 0
    return VerdictWait(engine.claims_since, timeout)


def will_be_linked(engine: Engine) -> bool:
    """Whether there will be a database to claim in when a daemon runs, as far as that can be told."""
    supabase = engine.settings.supabase
    return supabase.enabled and bool(supabase.url or os.environ.get("SUPABASE_URL"))

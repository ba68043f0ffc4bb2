"""How a sink stands, by what it told of itself."""

from __future__ import annotations

from typing import Any


def is_troubled(sink: dict[str, Any]) -> bool:
    """Whether the last thing that a sink told of was an error."""
    error_at, success_at = sink.get("last_error_at"), sink.get("last_success_at")
    healed = error_at and success_at and str(error_at) < str(success_at)
    return bool(sink.get("last_error")) and not healed

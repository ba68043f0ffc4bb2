"""What one stage of ``lsh supabase test`` came to."""

from __future__ import annotations

from enum import StrEnum
from typing import NamedTuple, Self


class Verdict(StrEnum):
    """How a stage ended."""

    OK = "ok"
    WARNING = "warning"  # it works, and somebody should know
    FAILED = "failed"
    SKIPPED = "skipped"  # nothing to look at, or an earlier stage failed


class Finding(NamedTuple):
    """A verdict, what was seen, and what to do about it."""

    verdict: Verdict
    detail: str
    remedy: str | None = None
    exit_code: int = 0

    @classmethod
    def ok(cls, detail: str) -> Self:
        """Nothing to do."""
        return cls(Verdict.OK, detail)

    @classmethod
    def failed(cls, detail: str, remedy: str | None, exit_code: int) -> Self:
        """A failure; ``exit_code`` is the command's, if it is the first."""
        return cls(Verdict.FAILED, detail, remedy, exit_code)

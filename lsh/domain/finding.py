"""What a check came to: ``lsh supabase test`` and ``lsh doctor`` are lists of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Self


class Verdict(StrEnum):
    """How a check ended."""

    OK = "ok"
    WARNING = "warning"  # it works, and somebody should know
    FAILED = "failed"
    SKIPPED = "skipped"  # nothing to look at, or an earlier check failed


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
    def warning(cls, detail: str, remedy: str) -> Self:
        """It works, and somebody should know."""
        return cls(Verdict.WARNING, detail, remedy)

    @classmethod
    def failed(cls, detail: str, remedy: str | None, exit_code: int) -> Self:
        """A failure; ``exit_code`` is the command's, if it is the first."""
        return cls(Verdict.FAILED, detail, remedy, exit_code)

    @classmethod
    def skipped(cls, detail: str) -> Self:
        """Nothing to look at."""
        return cls(Verdict.SKIPPED, detail)


@dataclass(frozen=True, slots=True)
class Check:
    """A finding with its name and how long it took. ``exit_code`` is what a failure ends the command with."""

    name: str
    verdict: Verdict
    detail: str
    remedy: str | None
    seconds: float
    exit_code: int = 0


def first_failure(checks: list[Check]) -> int:
    """The exit code of a command that did these checks: the first failure's, else 0."""
    return next((check.exit_code for check in checks if check.verdict is Verdict.FAILED), 0)

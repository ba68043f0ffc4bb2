"""How a list of checks is shown: a table, then what is wrong and what mends it."""

from __future__ import annotations

import sys
from typing import Any

from lsh.commands.mode import MODE
from lsh.commands.output import emit_ids, emit_table, fail, note, warn
from lsh.commands.progress import CLEAR, wanted
from lsh.commands.shown import span
from lsh.domain.finding import Check, Verdict


def tell(doing: str | None) -> None:
    """One line on the terminal that says what is being waited for, and goes when it is over."""
    if not wanted(sys.stderr):
        return
    sys.stderr.write(f"{CLEAR}{doing} …" if doing else CLEAR)
    sys.stderr.flush()


def document(checks: list[Check]) -> dict[str, Any]:
    """The checks as JSON."""
    return {
        "ok": not any(check.verdict is Verdict.FAILED for check in checks),
        "checks": [
            {
                "name": check.name,
                "verdict": str(check.verdict),
                "detail": check.detail,
                "remedy": check.remedy,
                "seconds": check.seconds,
            }
            for check in checks
        ],
    }


def show(checks: list[Check]) -> None:
    """The table on stdout, failures and warnings with their remedies on stderr."""
    if MODE.quiet:
        emit_ids(check.name for check in checks if check.verdict is Verdict.FAILED)
        return
    emit_table(("CHECK", "VERDICT", "TOOK", "DETAIL"), [_row(check) for check in checks])
    for check in checks:
        if check.verdict is Verdict.FAILED:
            fail(f"{check.name}: {check.detail}", check.remedy)
        elif check.verdict is Verdict.WARNING:
            warn(f"{check.name}: {check.detail}")
            note(f"hint: {check.remedy}")


def _row(check: Check) -> tuple[str, ...]:
    if MODE.plain:
        remedy = check.remedy or ""
        return check.name, str(check.verdict), f"{check.seconds:.6f}", check.detail, remedy
    took = span(check.seconds) if check.verdict is not Verdict.SKIPPED else ""
    return check.name, str(check.verdict), took, check.detail

"""``lsh supabase test``."""

from __future__ import annotations

import socket
import sys
from typing import Any

from lsh.commands.mode import MODE
from lsh.commands.output import emit_ids, emit_json, emit_table, fail, note, warn
from lsh.commands.shown import span
from lsh.settings import Paths, Settings, find_paths, load_settings
from lsh.sinks.supabase.checks import Check, Examination, HomeFacts, Verdict

_CLEAR = "\r\033[K"


def command() -> int:
    """Test the way to Supabase stage by stage: name, port, certificate, key, schema, rows, clock.

    Every stage has its own verdict, and what fails its own remedy. A stage that another one makes
    meaningless is skipped. Exit code by the first failure: 78 configuration or schema, 75 not
    reachable or paused, 4 refused, 1 anything else.

    Examples:
        lsh supabase test
        lsh supabase test --json
        lsh supabase test --quiet && lsh supabase sync
    """
    paths = find_paths()
    settings = load_settings(paths)
    examination = Examination(paths, settings, _home(paths, settings))
    checks = list(examination.run(_tell))
    _tell(None)
    if MODE.json:
        emit_json(_document(examination, checks))
    else:
        _show(checks)
    return next((check.exit_code for check in checks if check.verdict is Verdict.FAILED), 0)


def _home(paths: Paths, settings: Settings) -> HomeFacts:
    from lsh.client.reading import reading
    from lsh.store.identity import home_id

    host = settings.host or socket.gethostname()
    if not paths.database.exists():
        return HomeFacts(None, host)
    with reading(paths) as connection:
        try:
            return HomeFacts(home_id(connection), host)
        except KeyError:
            return HomeFacts(None, host)


def _tell(stage: str | None) -> None:
    """One line on the terminal that says what is being waited for, and goes when it is over."""
    if MODE.json or MODE.quiet or not sys.stderr.isatty():
        return
    sys.stderr.write(f"{_CLEAR}testing {stage} …" if stage else _CLEAR)
    sys.stderr.flush()


def _document(examination: Examination, checks: list[Check]) -> dict[str, Any]:
    target = examination.target
    return {
        "target": target.project if target else None,
        "key": target.shown_key if target else None,
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


def _show(checks: list[Check]) -> None:
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

"""``lsh supabase status``."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from lsh.commands.kinds import long, watchable
from lsh.commands.mode import MODE
from lsh.commands.output import emit_json, emit_pairs
from lsh.commands.shown import ago, span, within
from lsh.domain.humane import plural
from lsh.domain.standing import is_troubled
from lsh.paths import find_paths


@watchable
@long
def command() -> int:
    """Show how the sync with Supabase stands. Asks the project nothing, and needs no daemon.

    Exit code 78 when no project is configured.

    Examples:
        lsh supabase status
        lsh supabase status --json
    """
    from lsh.sinks.supabase.standing import sync_status

    status = sync_status(find_paths())
    if MODE.json:
        emit_json(status)
    elif not MODE.quiet:
        _show(status)
    return 0 if status["configured"] else 78


def _show(status: dict[str, Any]) -> None:
    now = datetime.now(UTC)
    trouble = status["trouble"] and f"{status['trouble']}; {status['hint']}"
    letters = status["dead_letters"]
    pulled = (status["pull"] or {}).get("last_success_at")
    emit_pairs(
        [
            ("project", status["target"] or "not configured"),
            ("trouble", trouble or ""),
            ("key", status["key"] or ""),
            ("sink", _process(status, now)),
            *(_place(status) if status["configured"] else ()),
            ("sent", _ago(status["last_success_at"], now)),
            ("pulled", _ago(pulled, now)),
            ("error" if is_troubled(status) else "last error", _error(status, now)),
            ("remedy", (is_troubled(status) and status["last_error_hint"]) or ""),
            (
                "refused",
                f"{plural(letters, 'row')}: lsh supabase dead-letter list" if letters else "",
            ),
            ("verdicts", "\n".join(_verdict(each, now) for each in status["verdicts"])),
        ]
    )


def _place(status: dict[str, Any]) -> Iterator[tuple[str, str]]:
    lag = status["lag"]
    behind = f"{plural(lag['events'], 'event')}, the oldest {span(lag['seconds'])} old"
    yield "behind", behind if lag["events"] else "nothing waits"
    yield "cursor", _cursor(status)


def _process(status: dict[str, Any], now: datetime) -> str:
    breaker = status["breaker"]
    text = str(status["state"])
    if status["sink"] and status["sink"]["pid"]:
        text += f" (pid {status['sink']['pid']})"
    if breaker not in {None, "closed"}:
        text += f", breaker {breaker}"
    if is_troubled(status) and status["next_try_at"]:
        text += f", next try {within(datetime.fromisoformat(status['next_try_at']), now)}"
    return text


def _cursor(status: dict[str, Any]) -> str:
    if status["cursor"] is None:
        return "none yet: a first sync sends everything"
    return f"event {status['cursor']} of {status['last_event']}"


def _error(status: dict[str, Any], now: datetime) -> str:
    if not status["last_error"]:
        return ""
    return f"{_ago(status['last_error_at'], now)}: {status['last_error']}"


def _verdict(event: dict[str, Any], now: datetime) -> str:
    what = event["type"].partition(":")[2]
    reason = event["data"].get("reason") or event["data"].get("error") or ""
    data = event["data"]
    job = event["job_id"] or data.get("job") or "a job"
    where = f" of {data['host']}" if data.get("host") else ""
    return f"{_ago(event['at'], now)}: {what} {job}{where} {reason}".rstrip()


def _ago(text: str | None, now: datetime) -> str:
    return ago(datetime.fromisoformat(text), now) if text else ""

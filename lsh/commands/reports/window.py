"""What all reports take: a window of time, a form, and where it goes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer

from lsh.commands.mode import MODE
from lsh.commands.output import (
    emit_document,
    emit_json,
    emit_rich,
    emit_table,
    emit_text,
    note,
)
from lsh.domain.errors import InvalidInput
from lsh.domain.instant import parse_instant
from lsh.engine.jobs import machine_zone
from lsh.paths import find_paths
from lsh.reports.summary import recent
from lsh.settings import load_settings


class Form(StrEnum):
    """How a report is written."""

    TERMINAL = "terminal"
    JSON = "json"
    MARKDOWN = "markdown"
    HTML = "html"


Since = Annotated[
    str | None,
    typer.Option("--since", metavar="WHEN", help="from: -7d, 2026-12-01, or beginning"),
]
Until = Annotated[str | None, typer.Option("--until", metavar="WHEN", help="before this instant")]
Written = Annotated[
    Form | None, typer.Option("--format", metavar="FORM", help="terminal, json, markdown or html")
]
Output = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="write it there, not here")
]


_BEGINNING = "beginning"
_NESTED = frozenset({"duration", "lateness"})  # figures that are several


def window(since: str | None, until: str | None, *, everything: bool = False) -> dict[str, Any]:
    """What the report functions take: ``since``, ``until``, ``now``, ``zone`` and the price of CPU time.

    Without ``since`` it is the 30 days before its end, whose reading does not grow with the ledger; with
    ``everything`` it is all there is. Raises InvalidInput when it ends before it begins.
    """
    now, settings = datetime.now().astimezone(), load_settings(find_paths())
    end = parse_instant(until, now).astimezone(UTC) if until else None
    begin = None if everything else recent(min(end or now, now))
    if since:
        begin = None if since == _BEGINNING else parse_instant(since, now).astimezone(UTC)
    if since and begin is not None and begin >= (end or now):
        raise InvalidInput(
            f"--since {since} is not before {f'--until {until}' if until else 'now'}",
            hint="a report is of what lies between them",
        )
    return {
        "since": begin,
        "until": end,
        "now": now.astimezone(UTC),
        "zone": ZoneInfo(settings.timezone or machine_zone()),
        **settings.price,
    }


def publish(report: Any, kind: str, form: Form | None, output: Path | None) -> None:
    """Print or write a report; ``kind`` is job, all or comprehensive."""
    if MODE.plain and form is None and output is None:
        emit_table(("NAME", "VALUE"), _figures(report))
        return
    form = form or (Form.JSON if MODE.json else Form.TERMINAL)
    if output is not None and form is Form.TERMINAL:
        form = _form_of(output)
    if output is not None:
        output.write_text(_text(report, kind, form), encoding="utf-8")
        note(f"written to {output}")
    elif form is Form.TERMINAL:
        emit_rich(_renderer("terminal", kind)(report))
    elif form is Form.JSON:
        emit_json(report)
    elif form is Form.HTML:
        emit_document(_text(report, kind, form))
    else:
        emit_text(_text(report, kind, form))


def _figures(report: dict[str, Any]) -> list[tuple[str, str]]:
    """The single figures of a report under the names that they have in JSON: ``duration.p50``."""
    figures = report.get("totals", report)
    found = []
    for name, value in figures.items():
        inner = value if isinstance(value, dict) and name in _NESTED else {"": value}
        for key, one in inner.items():
            if one is None or isinstance(one, str | int | float):
                label = f"{name}.{key}" if key else name
                found.append((label, "" if one is None else str(one)))
    return found


def _text(report: Any, kind: str, form: Form) -> str:
    if form is Form.JSON:
        import json

        return json.dumps(report, indent=2, ensure_ascii=False) + "\n"
    text: str = _renderer(form, kind)(report)
    return text


def _renderer(form: str, kind: str) -> Callable[[Any], Any]:
    from importlib import import_module

    function: Callable[[Any], Any] = getattr(import_module(f"lsh.reports.{form}"), f"render_{kind}")
    return function


def _form_of(output: Path) -> Form:
    """What the name of a file says."""
    suffixes = {".json": Form.JSON, ".md": Form.MARKDOWN, ".html": Form.HTML, ".htm": Form.HTML}
    form = suffixes.get(output.suffix.lower())
    if form is None:
        raise InvalidInput(
            f"the name {str(output)!r} does not say in which form", hint="give --format"
        )
    return form

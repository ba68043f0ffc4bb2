"""``lsh supabase sync``."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated, Any

import typer

from lsh.commands.mode import MODE
from lsh.commands.output import emit_json, emit_pairs, emit_text, note, warn
from lsh.commands.progress import Progress
from lsh.commands.shown import span
from lsh.commands.supabase.project import project
from lsh.domain.errors import InvalidInput, NotAllowed
from lsh.domain.humane import plural
from lsh.settings import Settings

if TYPE_CHECKING:
    from lsh.sinks.supabase.manual import Manual, Summary, Watcher

_NAMES = 10  # of jobs, before the rest is only counted
_LETTERS = "'lsh supabase dead-letter list' shows them, 'dead-letter retry' sends them again"


def command(
    push: Annotated[bool, typer.Option("--push", help="only send what changed here")] = False,
    pull: Annotated[
        bool, typer.Option("--pull", help="only take in what was defined elsewhere")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="only say what would be sent, taken and refused")
    ] = False,
    once: Annotated[bool, typer.Option("--once", help="sync and end (the default)")] = False,
    watch: Annotated[bool, typer.Option("--watch", help="go on until Ctrl-C")] = False,
    everything: Annotated[
        bool, typer.Option("--all", help="send everything again, not only what changed")
    ] = False,
) -> int:
    """Sync with Supabase now: take in what was defined elsewhere, send what changed here.

    The daemon does the same all the time. Exit code 1 when rows were refused (dead letters).

    Examples:
        lsh supabase sync
        lsh supabase sync --dry-run
        lsh supabase sync --push --all
        lsh supabase sync --watch
    """
    if watch and (once or dry_run or everything):
        raise InvalidInput("--watch goes on for ever; leave out --once, --dry-run and --all")
    if everything and pull and not push:
        raise InvalidInput("--all sends everything again; --pull alone sends nothing")
    with _opened() as (manual, settings):
        ways = {"push": push or not pull, "pull": _takes_in(push, pull, settings)}
        if dry_run:
            with _bar() as watcher:
                preview = manual.preview(**ways, everything=everything, watcher=watcher)
            _foretell(preview, sends=ways["push"])
            return 0
        if watch:
            return _watch(manual, ways)
        return _once(manual, ways, everything=everything)


def _takes_in(push: bool, pull: bool, settings: Settings) -> bool:
    """Whether to pull. Raises NotAllowed where this machine is to take nothing in."""
    if pull and not settings.supabase.pull:
        raise NotAllowed(
            "this machine takes nothing in: pull is turned off",
            hint="lsh supabase config set pull true",
        )
    return pull or (not push and settings.supabase.pull)


@contextmanager
def _opened() -> Iterator[tuple[Manual, Settings]]:
    from lsh.sinks.supabase.manual import opened

    paths, settings, target = project()
    with opened(paths, settings, target) as manual:
        yield manual, settings


def _once(manual: Manual, ways: dict[str, bool], *, everything: bool) -> int:
    with _bar() as watcher:
        summary = manual.sync(**ways, everything=everything, watcher=watcher)
    manual.announce(summary)
    if MODE.json:
        emit_json(summary.as_json())
    elif not MODE.quiet:
        _show(summary, sent=ways["push"])
    if summary.dead_letters:
        warn(f"{plural(summary.dead_letters, 'row')} refused; {_LETTERS}")
        return 1
    return 0


def _show(summary: Summary, *, sent: bool) -> None:
    emit_pairs(
        [
            ("sent", (_counts(summary.sent.rows) or "nothing new") if sent else ""),
            ("taken", _taken(summary.pulled.as_json()) if summary.pulled else ""),
            ("cursor", "" if summary.cursor is None else f"event {summary.cursor}"),
            ("behind", plural(summary.lag_events, "event") if summary.lag_events else ""),
            ("time", span(summary.seconds)),
        ]
    )


def _foretell(preview: dict[str, Any], *, sends: bool) -> None:
    if MODE.json:
        emit_json(preview)
        return
    taken = preview["pull"]
    refused = [f"{one['row']} ({one['table']}): {one['reason']}" for one in preview["refused"]]
    emit_pairs(
        [
            ("to send", (_counts(preview["push"]) or "nothing") if sends else ""),
            ("to take", _taken(taken) if taken else ""),
            ("refused", "\n".join(_first(refused))),
        ]
    )


def _counts(rows: dict[str, int]) -> str:
    return ", ".join(f"{count:,} {table}" for table, count in rows.items() if count)


def _taken(pulled: dict[str, Any]) -> str:
    told = [
        f"{len(pulled[what]):,} {what}: {_some(pulled[what])}"
        for what in ("created", "updated", "removed", "armed", "disarmed", "waiting")
        if pulled[what]
    ]
    for what, noun in (("conflicts", "conflict"), ("rejected", "refusal")):
        if pulled[what]:
            told.append(plural(len(pulled[what]), noun))
            told += _first([f"  {one['job']}: {one['reason']}" for one in pulled[what]])
    return "\n".join(told) or "nothing new"


def _first(lines: list[str]) -> list[str]:
    more = len(lines) - _NAMES
    return lines[:_NAMES] + ([f"… and {more:,} more"] if more > 0 else [])


def _some(names: list[Any]) -> str:
    more = f" … and {len(names) - _NAMES:,} more" if len(names) > _NAMES else ""
    return " ".join(map(str, names[:_NAMES])) + more


def _watch(manual: Manual, ways: dict[str, bool]) -> int:
    """A line whenever something changed, until Ctrl-C."""
    last = None
    try:
        for state in manual.watch(**ways):
            if state == last:
                continue
            last = state
            if MODE.json:
                emit_json(state)
            else:
                emit_text(_line(state))
            sys.stdout.flush()
    except KeyboardInterrupt:
        note("ended")
        raise
    return 0


def _line(state: dict[str, Any]) -> str:
    if state["error"]:
        behind = plural(state["lag_events"], "event")
        return f"{behind} behind; {state['error']}; again in {span(state['again_in'])}"
    if state["lag_events"]:
        behind = plural(state["lag_events"], "event")
        return f"{state['pushed']:,} rows sent, {behind} and {span(state['lag_seconds'])} behind"
    return f"{state['pushed']:,} rows sent, nothing waits"


@contextmanager
def _bar() -> Iterator[Watcher | None]:
    with Progress("comparing") as progress:
        yield lambda what, done, total: progress.update(done, total, what)

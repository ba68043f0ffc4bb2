"""``lsh daemon job stop``."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from lsh.commands.asking import confirm_stop
from lsh.commands.job.change import found, running
from lsh.commands.mode import MODE
from lsh.commands.output import emit_ids, emit_json, note, suggest
from lsh.commands.runs import run_of
from lsh.commands.session import call, ledger
from lsh.domain.errors import InvalidInput
from lsh.domain.humane import plural


def command(
    job: Annotated[
        str | None, typer.Argument(metavar="[JOB]", help="id, unique prefix or name")
    ] = None,
    run: Annotated[
        str | None, typer.Option("--run", metavar="RUN", help="this run alone, by its id")
    ] = None,
    signal: Annotated[
        str | None,
        typer.Option("--signal", "-s", metavar="NAME", help="the first signal; default: TERM"),
    ] = None,
    grace: Annotated[
        str | None,
        typer.Option("--grace", metavar="SPAN", help="from it to KILL; default: the job's"),
    ] = None,
) -> None:
    """Stop what runs of a job, the whole process tree: TERM, a grace, KILL. Its schedule goes on.

    Examples:
        lsh daemon job stop backup
        lsh daemon job stop backup --signal INT --grace 30s
        lsh daemon job stop --run 1234
    """
    how = _how(signal, grace)
    if run is not None:
        owner, what = _owner(run, job)
        confirm_stop(f"stop run {run} of {owner['name']}?")
    elif job is not None:
        (owner,) = found([job])
        what = {"job": owner["id"]}
        if going := running([owner]):
            confirm_stop(f"stop {plural(len(going), 'run')} of {owner['name']}?")
    else:
        raise InvalidInput("what to stop is missing", hint="name a job, or a run with --run")
    _tell(call("run_stop", what | how)["stopped"], owner, run)


def _owner(run: str, job: str | None) -> tuple[dict[str, Any], dict[str, Any]]:
    """The job of a run, and what names the run to the engine. Raises InvalidInput for another's."""
    from lsh.store.queries import get_job, get_run

    with ledger() as connection:
        told = get_run(connection, run) if job is None else run_of(connection, run, job)
        owner = get_job(connection, told["job_id"], removed=True)
    return owner, {"run": run}


def _how(signal: str | None, grace: str | None) -> dict[str, Any]:
    """The first signal, and how long until KILL, where they were given."""
    how: dict[str, Any] = {}
    if signal is not None:
        how["signal"] = _signal(signal)
    if grace is not None:
        from lsh.domain.duration import parse_duration

        how["grace"] = parse_duration(grace).total_seconds()
    return how


def _tell(stopped: list[str], owner: dict[str, Any], run: str | None) -> None:
    if MODE.json:
        emit_json({"stopped": stopped})
        return
    emit_ids(stopped)
    if not stopped:
        note("nothing of it runs")
    elif run is not None:
        suggest(f"lsh cron why {owner['id']} --run {run}", f"lsh cron logs --run {run}")
    else:
        suggest(f"lsh cron why {owner['id']}", f"lsh cron logs {owner['id']}")


def _signal(text: str) -> str:
    from signal import Signals

    name = text.upper().removeprefix("SIG")
    if name.isdigit() and int(name) in list(Signals):
        return Signals(int(name)).name.removeprefix("SIG")
    if f"SIG{name}" in Signals.__members__:
        return name
    raise InvalidInput(f"{text!r} is not a signal", hint="TERM, INT, HUP, QUIT, KILL …")

"""``lsh daemon job stop``."""

from __future__ import annotations

from typing import Annotated

import typer

from lsh.commands.asking import confirm_stop
from lsh.commands.job.change import found, running
from lsh.commands.mode import MODE
from lsh.commands.options import Job
from lsh.commands.output import emit_ids, emit_json, note, suggest
from lsh.commands.session import call
from lsh.domain.humane import plural


def command(
    job: Job,
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
    """
    (wanted,) = found([job])
    going = running([wanted])
    params: dict[str, object] = {"job": wanted["id"]}
    if signal is not None:
        params["signal"] = _signal(signal)
    if grace is not None:
        from lsh.domain.duration import parse_duration

        params["grace"] = parse_duration(grace).total_seconds()
    if going:
        confirm_stop(f"stop {plural(len(going), 'run')} of {wanted['name']}?")
    stopped = call("run_stop", params)["stopped"]
    if MODE.json:
        emit_json({"stopped": stopped})
        return
    emit_ids(stopped)
    if not stopped:
        note("nothing of it runs")
    else:
        suggest(f"lsh cron why {wanted['id']}", f"lsh cron logs {wanted['id']}")


def _signal(text: str) -> str:
    from signal import Signals

    from lsh.domain.errors import InvalidInput

    name = text.upper().removeprefix("SIG")
    if name.isdigit() and int(name) in list(Signals):
        return Signals(int(name)).name.removeprefix("SIG")
    if f"SIG{name}" in Signals.__members__:
        return name
    raise InvalidInput(f"{text!r} is not a signal", hint="TERM, INT, HUP, QUIT, KILL …")

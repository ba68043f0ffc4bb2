"""``lsh daemon stop``."""

from __future__ import annotations

from typing import Annotated

import typer

from lsh.commands.asking import confirm_stop
from lsh.commands.mode import MODE
from lsh.commands.output import emit_done, emit_json, note, suggest
from lsh.commands.progress import during
from lsh.commands.session import ledger
from lsh.domain.errors import InvalidInput, LshError
from lsh.domain.humane import plural
from lsh.paths import find_paths
from lsh.store.queries import run_counts


def command(
    wait: Annotated[
        bool, typer.Option("--wait", help="start nothing new, wait for what runs")
    ] = False,
    kill: Annotated[bool, typer.Option("--kill", help="stop what runs, too")] = False,
) -> None:
    """Stop the daemon. What runs goes on, and the next daemon takes it up.

    Examples:
        lsh daemon stop
        lsh daemon stop --wait
    """
    from lsh.daemon.control import stop

    if wait and kill:
        raise InvalidInput("--wait and --kill exclude each other")
    going = _running() if kill else 0
    if going:
        confirm_stop(f"stop the daemon and {plural(going, 'run')}?")
    runs = "wait" if wait else "kill" if kill else "leave"
    during("stopping", lambda: stop(find_paths(), runs=runs))
    if MODE.json:
        emit_json({"running": False})
        return
    emit_done("the daemon has stopped")
    note("nothing fires until it is started again")
    suggest("lsh daemon start")


def _running() -> int:
    """How many runs go on; of a ledger that cannot be read none are known, and it is stopped unasked."""
    try:
        with ledger() as connection:
            return run_counts(connection)["running"]
    except LshError:
        return 0

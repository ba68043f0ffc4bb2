"""Applying an operation without a daemon: under the home's lock, by the same handler."""

from __future__ import annotations

import asyncio
from typing import Any

from lsh.domain.errors import DaemonNotRunning, HomeBusy
from lsh.engine.account import account
from lsh.engine.clock import SystemClock
from lsh.engine.core import Engine
from lsh.engine.dispatcher import Dispatcher
from lsh.engine.operations import Context, find_operation, in_role
from lsh.executors.base import NoExecutor
from lsh.paths import Paths, make_folders
from lsh.schema.json_text import json_line
from lsh.settings import load_settings
from lsh.store.ledger import Ledger
from lsh.store.lock import HomeLock


def apply(paths: Paths, method: str, params: dict[str, Any], role: str | None = None) -> Any:
    """The operation's result, committed, done as ``role``.

    Raises DaemonNotRunning for what needs one, and HomeBusy, without a wait, while another process has
    the home; and what the operation raises.
    """
    operation = find_operation(method)
    if not operation.offline:
        raise DaemonNotRunning("the daemon is not running", hint="lsh daemon start")
    json_line(params)  # what could not be sent to a daemon is refused here as well
    make_folders(paths)
    settings = load_settings(paths)
    lock = HomeLock(paths.lock)
    if not lock.take():
        raise HomeBusy(
            "the daemon is starting or ending, or another command changes the same home",
            hint="try again in a moment",
        )
    try:
        ledger = Ledger(paths.database)
        try:
            engine = Engine(paths, settings, ledger, SystemClock(), NoExecutor())
            context = Context(engine, Dispatcher(engine), account().name)
            return asyncio.run(operation.handler(in_role(context, role), params))
        finally:
            ledger.close()
    finally:
        lock.release()

"""The daemon's process: ``python -m lsh.daemon.lshd``. Its name is what ``ps`` shows.

Exits 0 when it was told to stop, 75 when another daemon has the home, 78 when the home or its
configuration keeps it from working.
"""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import os
import signal
import sys

from lsh.daemon.logs import open_log
from lsh.daemon.readiness import Readiness
from lsh.domain.errors import LshError, TryAgain
from lsh.settings import Paths, Settings, find_paths, load_settings, make_folders

log = logging.getLogger("lsh.daemon")


def main() -> int:
    """Run the daemon until it is stopped; the exit code."""
    parser = argparse.ArgumentParser(prog="lshd")
    parser.add_argument("--ready-fd", type=int, default=-1)
    parser.add_argument("--foreground", action="store_true")
    options = parser.parse_args()
    ready = Readiness(options.ready_fd)
    try:
        paths = find_paths()
        make_folders(paths)
        settings = load_settings(paths)
        open_log(paths, settings, foreground=options.foreground)
        return _hold_home(paths, settings, ready)
    except LshError as error:
        ready.failed(error)
        log.error("%s", error.message)
        return error.exit_code
    except Exception as error:
        log.exception("the daemon failed")
        ready.failed(LshError(f"the daemon failed: {error}", hint="its log says more"))
        return 1


def _hold_home(paths: Paths, settings: Settings, ready: Readiness) -> int:
    from lsh.store.lock import HomeLock

    lock = HomeLock(paths.lock)
    if not lock.take():
        raise TryAgain(
            f"a daemon already runs in this home (process {lock.holder()})",
            hint="lsh daemon status",
        )
    lock.note_holder()
    try:
        asyncio.run(_serve(paths, settings, ready))
    finally:
        lock.release()
    return 0


async def _serve(paths: Paths, settings: Settings, ready: Readiness) -> None:
    from lsh.engine.clock import SystemClock
    from lsh.engine.core import Engine
    from lsh.engine.server import Server
    from lsh.engine.service import Service
    from lsh.executors.local import LocalExecutor
    from lsh.spawner.kernel import become_subreaper
    from lsh.store.ledger import Ledger

    # should the spawner be killed, its runs fall to us, and with them their exit status
    become_subreaper()
    ledger = Ledger(paths.database)
    try:
        executor = LocalExecutor(paths)
        engine = Engine(paths, settings, ledger, SystemClock(), executor)
        service = Service(engine, executor)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, service.stopping.set)
        loop.add_signal_handler(signal.SIGHUP, lambda: None)
        await service.start()
        server = Server(service)
        await server.open()
        gc.collect()
        gc.freeze()
        log.info("ready: process %d, home %s", os.getpid(), paths.data.parent)
        ready.ready()
        await service.run()
        await service.drain()
        await server.close()
        log.info("stopped")
    finally:
        ledger.close()


if __name__ == "__main__":
    sys.exit(main())

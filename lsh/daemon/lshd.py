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
from typing import TYPE_CHECKING

from lsh.daemon.logs import log_to_stderr, open_log
from lsh.daemon.readiness import Readiness
from lsh.domain.errors import ConfigurationError, LshError, TryAgain
from lsh.paths import Paths, find_paths, make_folders
from lsh.settings import Settings, load_settings

if TYPE_CHECKING:
    from lsh.daemon.sinks import Supervisor
    from lsh.engine.server import Server
    from lsh.engine.service import Service

log = logging.getLogger("lsh.daemon")


def main() -> int:
    """Run the daemon until it is stopped; the exit code."""
    parser = argparse.ArgumentParser(prog="lshd")
    parser.add_argument("--ready-fd", type=int, default=-1)
    parser.add_argument("--foreground", action="store_true")
    options = parser.parse_args()
    _close_inherited(options.ready_fd)
    ready = Readiness(options.ready_fd)
    log_to_stderr()
    try:
        paths = find_paths()
        make_folders(paths)
        settings = load_settings(paths)
        open_log(paths, settings, foreground=options.foreground)
        return _hold_home(paths, settings, ready)
    except LshError as error:
        return _failed(error, ready)
    except OSError as error:
        return _failed(_in_the_way(error), ready)
    except Exception as error:
        log.exception("the daemon failed")
        ready.failed(LshError(f"the daemon failed: {error}", hint="its log says more"))
        return 1


def _close_inherited(ready: int) -> None:
    """Let go of whatever the caller had open: a lock or a pipe would be held by every run for ever."""
    kept = ready if ready > 2 else 2
    os.closerange(3, kept)
    os.closerange(kept + 1, os.sysconf("SC_OPEN_MAX"))


def _failed(error: LshError, ready: Readiness) -> int:
    ready.failed(error)
    log.error("%s", error.message, extra={"hint": error.hint})
    return error.exit_code


def _in_the_way(error: OSError) -> LshError:
    where = f"{error.filename}: " if error.filename else ""
    return ConfigurationError(
        f"the daemon cannot work in this home: {where}{error.strerror or error}",
        hint="mend that, or point LSH_HOME elsewhere",
    )


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
    from lsh.daemon.sinks import Supervisor
    from lsh.engine.clock import SystemClock
    from lsh.engine.core import Engine
    from lsh.engine.server import Server
    from lsh.engine.service import Service
    from lsh.executors.local import LocalExecutor
    from lsh.spawner.kernel import become_subreaper
    from lsh.store.database import translated
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
        with translated(paths.database):
            await _work(service, Server(service), Supervisor(service, executor.children), ready)
    finally:
        ledger.close()


async def _work(service: Service, server: Server, sinks: Supervisor, ready: Readiness) -> None:
    engine = service.engine
    try:
        await service.start()
        await server.open()
        engine.ledger.hurry()
        gc.collect()
        gc.freeze()
        log.info("ready: process %d, home %s", os.getpid(), engine.paths.home)
        ready.ready()
        sinks.start()
        await service.run()
        if service.stop_mode == "leave":
            sinks.tell_to_end()  # while we put things in order; who waits for runs, syncs their ends
        await service.drain()
        await sinks.close()
        await server.close()
        log.info("stopped")
    finally:
        sinks.tell_to_end()
        # after a failure too: a spawner without runs need not outlive us
        await engine.executor.close(finish=not engine.flights)


if __name__ == "__main__":
    sys.exit(main())

"""Running on this machine: the engine's side of the spawner."""

from __future__ import annotations

import asyncio
import logging
import os
import sys
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from lsh import __version__
from lsh.domain.run import AttemptEnd, Outcome
from lsh.executors.adopted import Adopted, reap
from lsh.executors.base import Begun, Ended, Holdings, Launch, Listener, Report
from lsh.executors.endings import attempt_end, lost_end
from lsh.settings import Paths
from lsh.spawner import adoption, protocol

_SPAWNER = Path(protocol.__file__).with_name("lshd_spawner.py")
_READY_SECONDS = 20.0
_RESTART_SECONDS = 1.0
_RUNS_A_MESSAGE = 200  # one long line would hold up the starts of a burst
log = logging.getLogger("lsh.spawner")

Key = tuple[int, int]


class LocalExecutor:
    """Talks to the spawner, starting it when there is none, and again should it die."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._listener: Listener
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter | None = None
        self._watch: asyncio.Task[None] | None = None
        self._withdrawals: dict[int, asyncio.Future[set[Key]]] = {}
        self._last_withdrawal = 0
        self._slots: dict[str, Any] = {}
        self._adopted = Adopted(self._report_adopted)
        self._closing = False
        self.pid: int | None = None

    async def connect(self, listener: Listener) -> None:
        """Reach the spawner, or start one, and tell the listener what it has in hand."""
        self._listener = listener
        hello = await self._open()
        self._watch = asyncio.create_task(self._listen(hello))
        # what is in hand must be known before anything new is started
        await asyncio.sleep(0)

    async def _open(self) -> dict[str, Any]:
        try:
            streams = await self._dial()
        except OSError:
            await self._start_spawner()
            streams = await self._dial()
        hello = await self._greet(*streams)
        if hello.get("version") != __version__ and not (hello["live"] or hello["waiting"]):
            hello = await self._replace_spawner()
        if hello.get("ev") != "hello" or hello.get("protocol") != protocol.PROTOCOL:
            raise RuntimeError(f"the spawner speaks another protocol: {hello.get('protocol')}")
        self.pid = hello["pid"]
        if self._slots:
            self._send(self._slots)
        self._listener.on_connected(self._holdings(hello))
        return hello

    async def _greet(
        self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> dict[str, Any]:
        self._reader, self._writer = reader, writer
        self._send({"op": "hello", "protocol": protocol.PROTOCOL})
        return protocol.decode(await self._reader.readline())

    async def _replace_spawner(self) -> dict[str, Any]:
        """An idle spawner of another lsh makes way; what it has to report is in its journal."""
        self._send({"op": "shutdown"})
        while await self._reader.readline():
            pass
        await self._start_spawner()
        return await self._greet(*await self._dial())

    async def _dial(self) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        return await asyncio.open_unix_connection(
            str(self._paths.spawner_socket), limit=protocol.MAX_LINE
        )

    async def _start_spawner(self) -> None:
        reader, writer = os.pipe()
        arguments = [
            sys.executable, "-I", "-S", str(_SPAWNER),
            "--socket", str(self._paths.spawner_socket),
            "--journal", str(self._paths.journal),
            "--ready-fd", str(writer),
        ]  # fmt: skip
        pid = os.posix_spawn(  # noqa: ASYNC221 - takes a millisecond, and is done once
            sys.executable,
            arguments,
            _spawner_environment(),
            file_actions=[(os.POSIX_SPAWN_DUP2, writer, writer)],
            setsid=True,
        )
        os.close(writer)
        _reap_when_over(pid)
        try:
            answer = await asyncio.wait_for(_read_line(reader), _READY_SECONDS)
        finally:
            os.close(reader)
        if answer != "ready":
            raise RuntimeError(f"the spawner did not start: {answer or 'it ended at once'}")

    async def _listen(self, hello: dict[str, Any]) -> None:
        while not self._closing:
            try:
                line = await self._reader.readline()
            except (OSError, ValueError):
                line = b""
            if line.endswith(b"\n"):
                self._handle(protocol.decode(line))
            elif not self._closing:
                await self._recover()

    async def _recover(self) -> None:
        """The spawner is gone; start another, which reads its journal and tells what was left."""
        log.error("the spawner went away; starting another")
        self._listener.on_trouble("the spawner went away")
        for waiting in self._withdrawals.values():
            waiting.cancel()
        self._withdrawals.clear()
        self._writer = None
        while self._writer is None:
            try:
                await self._open()
            except (OSError, RuntimeError, TimeoutError) as error:
                log.error("the spawner cannot be started: %s", error)
                await asyncio.sleep(_RESTART_SECONDS)

    def _handle(self, message: dict[str, Any]) -> None:
        match message["ev"]:
            case "batch":
                reports = [r for item in message["reports"] for r in self._read_report(item)]
                self._listener.on_reports(message["seq"], reports)
            case "withdrawn":
                future = self._withdrawals.pop(message["id"], None)
                if future is not None and not future.done():
                    future.set_result({(run, attempt) for run, attempt in message["runs"]})
            case "error":
                log.error("spawner: %s", message["error"])
                if message.get("run"):  # it will not take this one, so nobody else reports it
                    run_id, attempt = message["run"]
                    refusal = _refused(run_id, attempt, message["error"])
                    self._listener.on_reports(0, [refusal])
            case "trouble" if message["error"] is not None:
                self._listener.on_trouble(message["error"])

    def _holdings(self, hello: dict[str, Any]) -> Holdings:
        live = tuple(
            Begun(item["run"], item["attempt"], item["pid"], item["started_us"])
            for item in hello["live"]
        )
        reports = tuple(r for item in hello["unacked"] for r in self._read_report(item))
        waiting = frozenset((run, attempt) for run, attempt in hello["waiting"])
        return Holdings(waiting, live, reports, hello["seq"])

    def _read_report(self, item: list[Any]) -> list[Report]:
        kind, run_id, attempt, *rest = item
        if kind == "started":
            pid, _, started_at = rest
            return [Begun(run_id, attempt, pid, started_at)]
        if kind == "orphan":
            return self._adopt(run_id, attempt, *rest)
        ending = rest[0]
        return [
            Ended(
                run_id,
                attempt,
                attempt_end(ending["status"], ending["cause"], ending["error"]),
                ending["started_us"],
                ending["ended_us"],
                ending["duration"],
                ending["cpu_seconds"],
                ending["max_rss_bytes"],
            )
        ]

    def _adopt(
        self,
        run_id: int,
        attempt: int,
        pid: int | None,
        start: int | None,
        started_at: int | None,
        boot: str,
    ) -> list[Report]:
        """A run that a dead spawner held: watched if it lives, else ended as far as that is known."""
        if (run_id, attempt) in self._adopted:
            return []
        if pid is None:
            return self.find(run_id, attempt)
        begun: list[Report] = [Begun(run_id, attempt, pid, started_at)] if started_at else []
        if adoption.is_same_process(pid, start, boot):
            self._adopted.watch((run_id, attempt), pid, start, started_at)
            return begun
        if boot != adoption.boot_id():
            end = lost_end("the machine went down while it ran")
            now = started_at or 0
            return [*begun, Ended(run_id, attempt, end, started_at, now)]
        return [*begun, reap(run_id, attempt, pid, started_at)]

    def find(self, run_id: int, attempt: int) -> list[Report]:
        """Look for a living process of this attempt by its mark; adopt it, or report it lost."""
        found = adoption.find_run(run_id, attempt)
        now = time.time_ns() // 1000
        if found is None:
            reason = "its spawner was killed as it started; whether it ran is not known"
            return [Ended(run_id, attempt, lost_end(reason), None, now)]
        pid, start = found
        self._adopted.watch((run_id, attempt), pid, start, now)
        return [Begun(run_id, attempt, pid, now)]

    def _report_adopted(self, ended: Ended) -> None:
        self._listener.on_reports(0, [ended])

    def submit(self, launches: Iterable[Launch]) -> None:
        """Hand over attempts; the spawner holds, starts and reaps them."""
        runs = [_run_spec(launch) for launch in launches]
        for first in range(0, len(runs), _RUNS_A_MESSAGE):
            self._send({"op": "submit", "runs": runs[first : first + _RUNS_A_MESSAGE]})

    async def withdraw(self, keys: Iterable[Key]) -> set[Key]:
        """Take back what was not started; an empty set when the spawner is gone meanwhile."""
        wanted = [list(key) for key in keys if key not in self._adopted]
        if not wanted or self._writer is None:
            return set()
        self._last_withdrawal += 1
        future: asyncio.Future[set[Key]] = asyncio.get_running_loop().create_future()
        self._withdrawals[self._last_withdrawal] = future
        self._send({"op": "withdraw", "id": self._last_withdrawal, "runs": wanted})
        try:
            return await future
        except asyncio.CancelledError:
            return set()

    def stop(self, keys: Iterable[Key], *, grace: float, signal: str, why: str) -> None:
        """Signal whole process trees; those of a dead spawner from here."""
        named = []
        for key in keys:
            if key in self._adopted:
                self._adopted.stop(key, grace=grace, why=why)
            else:
                named.append(list(key))
        if named:
            self._send({"op": "stop", "runs": named, "grace": grace, "signal": signal, "why": why})

    def set_slots(self, total: int, queues: dict[str, int]) -> None:
        """Remembered, for a spawner that is started later."""
        self._slots = {"op": "slots", "total": total, "queues": queues}
        self._send(self._slots)

    def acknowledge(self, seq: int) -> None:
        """Let the spawner forget reports; 0 is what no spawner sent."""
        if seq:
            self._send({"op": "ack", "seq": seq})

    async def close(self, *, finish: bool) -> None:
        """Hang up. The spawner ends with its last run if ``finish``, else it waits for an engine."""
        self._closing = True
        if finish:
            self._send({"op": "shutdown"})
        if self._writer is not None:
            with suppress(OSError):
                await self._writer.drain()
                self._writer.close()
                await self._writer.wait_closed()
        if self._watch is not None:
            self._watch.cancel()

    def _send(self, message: dict[str, Any]) -> None:
        if self._writer is not None:
            self._writer.write(protocol.encode(message).encode() + b"\n")


def _refused(run_id: int, attempt: int, error: str) -> Ended:
    end = AttemptEnd(Outcome.ERROR, reason=error)
    return Ended(run_id, attempt, end, None, time.time_ns() // 1000)


def _run_spec(launch: Launch) -> dict[str, Any]:
    return {
        "run": launch.run_id,
        "attempt": launch.attempt,
        "at": launch.at,
        "argv": launch.argv,
        "env": launch.environment,
        "cwd": launch.working_dir,
        "log": launch.log,
        "priority": launch.priority,
        "queue": launch.queue,
        "timeout": launch.timeout,
        "grace": launch.kill_grace,
        "memory_limit": launch.memory_limit,
        "cpu_limit": launch.cpu_limit,
        "log_cap": launch.log_limit,
    }


def _spawner_environment() -> dict[str, str]:
    # nothing of the caller's environment may reach a run by way of the spawner
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": os.environ.get("LANG", "C.UTF-8")}


def _reap_when_over(pid: int) -> None:
    """Collect our own spawner's status when it ends, so that it does not stay as a zombie."""
    try:
        descriptor = os.pidfd_open(pid)
    except (AttributeError, OSError):
        return
    loop = asyncio.get_running_loop()

    def reap_spawner() -> None:
        loop.remove_reader(descriptor)
        os.close(descriptor)
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)

    loop.add_reader(descriptor, reap_spawner)


async def _read_line(descriptor: int) -> str:
    """One line from a pipe, without blocking the loop."""
    os.set_blocking(descriptor, False)
    loop = asyncio.get_running_loop()
    text = b""
    while not text.endswith(b"\n"):
        readable = loop.create_future()
        loop.add_reader(descriptor, readable.set_result, None)
        try:
            await readable
        finally:
            loop.remove_reader(descriptor)
        part = os.read(descriptor, 4096)
        if not part:
            break
        text += part
    return text.decode(errors="replace").strip()

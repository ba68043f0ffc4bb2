"""Running on this machine: the engine's side of the spawner."""

from __future__ import annotations

import asyncio
import logging
import signal as signals
import time
from collections.abc import Iterable
from contextlib import suppress
from typing import Any

from lsh import __version__, built
from lsh.domain.errors import ConfigurationError, LshError, TryAgain
from lsh.domain.run import AttemptEnd, Outcome
from lsh.executors.adopted import Adopted, reap
from lsh.executors.base import Begun, Ended, Holdings, Launch, Listener, Report
from lsh.executors.endings import attempt_end, lost_end
from lsh.executors.starting import start_spawner
from lsh.paths import Paths
from lsh.spawner import adoption, protocol

_HELLO_SECONDS = 10.0
_WITHDRAW_SECONDS = 5.0
_ENDING_SECONDS = 0.05
_RESTART_SECONDS = 1.0
_RUNS_A_MESSAGE = 200  # one long line would hold up the starts of a burst
log = logging.getLogger("lsh.spawner")

Key = tuple[int, int]

_UNKNOWN_START = "its spawner was killed as it started; whether it ran is not known"
_ENDING = "the spawner is about to end; new runs wait until the last of its runs is over"
_NO_RECORD = "its spawner is gone and left no record of how it ended"


class LocalExecutor:
    """Talks to the spawner, starting it when there is none, and again should it die."""

    def __init__(self, paths: Paths) -> None:
        self._paths = paths
        self._listener: Listener
        self._reader: asyncio.StreamReader
        self._writer: asyncio.StreamWriter | None = None
        self._watch: asyncio.Task[None] | None = None
        self._withdrawals: dict[int, asyncio.Future[set[Key] | None]] = {}
        self._connected = asyncio.Event()
        self._last_withdrawal = 0
        self._slots: dict[str, Any] = {}
        self._adopted = Adopted(self._report, str(paths.socket))
        self._closing = False
        self._held: set[Key] = set()  # for the successor of a spawner that takes no more
        self.trouble: str | None = None
        self.pid: int | None = None
        self.children: set[int] = set()  # of the daemon's, which are nobody's strays

    async def connect(self, listener: Listener) -> None:
        """Reach the spawner, or start one, and tell the listener what it has in hand."""
        self._listener = listener
        await self._open()
        self._watch = asyncio.create_task(self._listen())

    async def _open(self) -> None:
        """Say hello to the spawner, or to a new one. Raises LshError when neither can be had."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + _HELLO_SECONDS
        ours = False
        while (hello := await self._greet(ours)) is None:
            try:
                await start_spawner(self._paths)
                ours = True
            except TryAgain:  # the old one may be about to end
                if loop.time() > deadline:
                    raise
                await asyncio.sleep(_ENDING_SECONDS)
        self.pid = hello["pid"]
        self._held.clear()  # what is not in the new one's hands is handed over again
        self.trouble = None
        if hello["stopping"]:
            self._note_ending()
        if self._slots:
            self._send(self._slots)
        self._listener.on_connected(self._holdings(hello))
        self._connected.set()

    def _note_ending(self) -> None:
        """The spawner was told to end while runs are alive: it starts nothing more, and we say so."""
        if self.trouble is None:
            self.trouble = _ENDING
            self._listener.on_trouble(_ENDING)

    async def _greet(self, ours: bool) -> dict[str, Any] | None:
        """The answer to our hello; None when no spawner listens, or one that is about to end."""
        try:
            async with asyncio.timeout(_HELLO_SECONDS):
                hello = await self._say_hello(ours)
        except TimeoutError:
            self._hang_up()
            raise TryAgain(
                "the spawner of this home does not answer",
                hint="its process (lshd-spawner) is stopped or hangs; continue or end it",
            ) from None
        if hello is None:
            self._hang_up()
        elif hello.get("ev") != "hello" or hello.get("protocol") != protocol.PROTOCOL:
            self._hang_up()
            raise ConfigurationError(
                "the spawner that holds this home's runs belongs to another version of lsh",
                hint="'lsh daemon stop --wait' with that version, then start this one",
            )
        return hello

    async def _say_hello(self, ours: bool) -> dict[str, Any] | None:
        try:
            self._reader, self._writer = await asyncio.open_unix_connection(
                str(self._paths.spawner_socket), limit=protocol.MAX_LINE
            )
            self._send({"op": "hello", "protocol": protocol.PROTOCOL})
            line = await self._reader.readline()
            if not line.endswith(b"\n"):
                return None
            hello = protocol.decode(line)
            if hello.get("ev") != "hello" or hello["live"] or hello["waiting"]:
                return hello
            same = (hello["version"], hello.get("commit")) == (__version__, built.COMMIT)
            if not same and not ours:
                # an idle spawner of another lsh makes way; its journal has what it would report.
                # One that we have started is what is installed now: to start another would not end
                self._send({"op": "shutdown"})
            elif not hello["stopping"]:
                return hello
            while await self._reader.readline():
                pass
        except OSError:
            pass
        return None

    def _hang_up(self) -> None:
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    async def _listen(self) -> None:
        """Hear the spawner until we hang up. A defect of ours must not leave the daemon deaf."""
        try:
            await self._hear()
        except Exception as error:
            self._listener.on_failure(error)

    async def _hear(self) -> None:
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
            if not waiting.done():
                waiting.set_result(None)
        self._withdrawals.clear()
        self._connected.clear()
        self._hang_up()
        while self._writer is None:
            try:
                await self._open()
            except (OSError, LshError) as error:
                log.error("the spawner cannot be started: %s", error)
                await asyncio.sleep(_RESTART_SECONDS)
        # its orphans fell to us: from now on others than our own may end as our children
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signals.SIGCHLD, self._reap_strays)
        self._reap_strays()

    def _reap_strays(self) -> None:
        if self._connected.is_set():
            self._adopted.reap_strays(self.pid, self.children)

    def _handle(self, message: dict[str, Any]) -> None:
        match message["ev"]:
            case "batch":
                reports = [r for item in message["reports"] for r in self._read_report(item)]
                self._listener.on_reports(message["seq"], reports)
            case "withdrawn":
                keys = {(run, attempt) for run, attempt in message["runs"]}
                future = self._withdrawals.pop(message["id"], None)
                if future is not None and not future.done():
                    future.set_result(keys)
                else:
                    if message["id"] is None:  # nobody asked for them
                        self._note_ending()
                    self._listener.on_returned(keys)
            case "error":
                log.error("spawner: %s", message["error"])
                if message.get("run"):  # it will not take this one, so nobody else reports it
                    run_id, attempt = message["run"]
                    self._report(_refused(run_id, attempt, message["error"]))
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
        down = lost_end("the machine went down while it ran")
        if pid is None:
            if boot != adoption.boot_id():
                return [Ended(run_id, attempt, down, None, _now())]
            return self._find(run_id, attempt, _UNKNOWN_START)
        begun: list[Report] = [Begun(run_id, attempt, pid, started_at)] if started_at else []
        if adoption.is_same_process(pid, start, boot):
            self._adopted.watch((run_id, attempt), pid, start, started_at)
            return begun
        if boot != adoption.boot_id():
            return [*begun, Ended(run_id, attempt, down, started_at, _now())]
        return [*begun, reap(run_id, attempt, pid, started_at)]

    def find(self, run_id: int, attempt: int) -> list[Report]:
        """Look for a living process of this running attempt by its mark; adopt it, or it is lost."""
        if (run_id, attempt) in self._adopted:
            return []
        return self._find(run_id, attempt, _NO_RECORD)

    def _find(self, run_id: int, attempt: int, otherwise: str) -> list[Report]:
        found = adoption.find_run(run_id, attempt, str(self._paths.socket))
        if found is None:
            return [Ended(run_id, attempt, lost_end(otherwise), None, _now())]
        pid, start = found
        self._adopted.watch((run_id, attempt), pid, start, _now())
        return [Begun(run_id, attempt, pid, _now())]

    def limit(self, key: Key, seconds: float, grace: float) -> None:
        """Keep an adopted attempt's time limit; the spawner keeps those of its own."""
        if key in self._adopted:
            self._adopted.limit(key, seconds, grace)

    def _report(self, ended: Ended) -> None:
        self._listener.on_reports(0, [ended])

    def submit(self, launches: Iterable[Launch]) -> None:
        """Hand over attempts; the spawner holds, starts and reaps them.

        One that is about to end would give them back at once: they are kept for its successor.
        """
        if self.trouble is not None:
            self._held |= {(launch.run_id, launch.attempt) for launch in launches}
            return
        runs = [_run_spec(launch) for launch in launches]
        for first in range(0, len(runs), _RUNS_A_MESSAGE):
            self._send({"op": "submit", "runs": runs[first : first + _RUNS_A_MESSAGE]})

    async def withdraw(self, keys: Iterable[Key]) -> set[Key]:
        """Take back what was not started. Raises TryAgain when the spawner does not say what that is."""
        everything = set(keys)
        try:
            async with asyncio.timeout(_WITHDRAW_SECONDS):
                while wanted := {
                    key for key in everything - self._held if key not in self._adopted
                }:
                    await self._connected.wait()
                    answer = await self._ask_back(wanted)
                    if answer is not None:
                        return answer | self._take_held(everything)
        except TimeoutError:
            raise TryAgain(
                "the spawner does not answer", hint="try again in a moment; nothing was changed"
            ) from None
        return self._take_held(everything)

    def _take_held(self, keys: set[Key]) -> set[Key]:
        taken = self._held & keys
        self._held -= taken
        return taken

    async def _ask_back(self, keys: Iterable[Key]) -> set[Key] | None:
        """Those of ``keys`` that the spawner gave back; None when it died over it."""
        self._last_withdrawal += 1
        future: asyncio.Future[set[Key] | None] = asyncio.get_running_loop().create_future()
        self._withdrawals[self._last_withdrawal] = future
        self._send(
            {"op": "withdraw", "id": self._last_withdrawal, "runs": [list(key) for key in keys]}
        )
        return await future

    def stop(self, keys: Iterable[Key], *, grace: float, signal: str, why: str) -> None:
        """Signal whole process trees; those of a dead spawner from here."""
        named = []
        for key in keys:
            if key in self._adopted:
                self._adopted.stop(key, grace=0.0 if signal == "KILL" else grace, why=why)
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
        if self._closing:
            return
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


def _now() -> int:
    return time.time_ns() // 1000


def _refused(run_id: int, attempt: int, error: str) -> Ended:
    end = AttemptEnd(Outcome.ERROR, reason=error)
    return Ended(run_id, attempt, end, None, _now())


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

"""Taking in what interactive shells have recorded: in slices, each one commit with how far it came."""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from collections import Counter
from dataclasses import dataclass, field

from lsh.domain.errors import LshError
from lsh.domain.events import EventType
from lsh.engine.core import Engine
from lsh.history.discretion import is_ignored, mask_command
from lsh.history.record import Continued, Ended, Ran, Record, Started
from lsh.history.spool import REPLACE_AT, Spool, SpoolFile
from lsh.schema.masking import mask_environment
from lsh.spawner.kernel import boot_ticks, has_ended, pid_start
from lsh.store import history

log = logging.getLogger("lsh.intake")

SLICE = 200
"""Records in one commit: some 10 ms, in which nothing else is done."""

_QUIET = 1_500_000  # µs: nothing may be due within
_LOOK_EVERY = 5_000_000  # µs between two looks at the folder
_PUT_OFF = 10_000_000  # … where there is always something about to be due
_PASS_EVERY = 600_000_000  # µs after which sessions are looked at though nobody wrote
_CLOCK_SLACK = 10_000_000  # µs that the wall clock may have been set while a shell started
_OLD_AFTER = 60.0  # seconds without a write after which nobody has a replaced file open
_DEAD_AFTER = 86_400.0  # … and after which the file of a shell that was killed may go


@dataclass(slots=True)
class Taken:
    """What came of taking in: entries written, lines left out, pieces that made no sense."""

    entries: int = 0
    ignored: int = 0
    skipped: int = 0
    more: bool = False
    over: set[str] = field(default_factory=set)  # sessions that said that they end


@dataclass(slots=True)
class _Slice:
    """Records of one commit, and how far each file is read with them."""

    records: list[Record] = field(default_factory=list)
    read: list[tuple[SpoolFile, int]] = field(default_factory=list)
    skipped: int = 0


class Intake:
    """The daemon's: looks at the folder when it is awake anyway, and costs nothing otherwise."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._spool = Spool(engine.paths.spool)
        self._seen: frozenset[tuple[str, int]] = frozenset()
        self._looked = -_LOOK_EVERY
        self._passed = -_PASS_EVERY
        self._task: asyncio.Task[None] | None = None

    def look(self) -> None:
        """Begin taking in when somebody has written; rather not just before something is due."""
        now = self._engine.clock.monotonic()
        if now - self._looked < _LOOK_EVERY or (self._task and not self._task.done()):
            return
        if self._engine.storage.trouble:
            return
        if _is_due(self._engine) and now - self._looked < _PUT_OFF:
            return
        self._looked = now
        signature = self._spool.signature()
        if signature == self._seen and (not signature or now - self._passed < _PASS_EVERY):
            return
        self._seen, self._passed = signature, now
        self._task = asyncio.get_running_loop().create_task(self._take_in())

    async def _take_in(self) -> None:
        try:
            await take_in(self._engine)
        except LshError as error:
            log.error("shell history waits: %s", error.message)
            self._seen = frozenset()
        except Exception:  # what people typed must not end what runs on time
            log.exception("shell history could not be taken in")


def _is_due(engine: Engine) -> bool:
    due = engine.ledger.jobs.next_due_at()
    return due is not None and due - engine.clock.now() < _QUIET


async def take_in(engine: Engine) -> Taken:
    """Take in all that is there, and tidy the folder. Raises StorageFull, TryAgain."""
    total = Taken()
    while True:
        some = take_slice(engine)
        total.entries += some.entries
        total.ignored += some.ignored
        total.skipped += some.skipped
        total.over |= some.over
        if not some.more:
            break
        await asyncio.sleep(0)
    end_sessions(engine)
    _tidy(engine, total.over)
    if total.skipped:
        log.warning("%d pieces of shell history made no sense", total.skipped)
    return total


def take_slice(engine: Engine, limit: int = SLICE) -> Taken:
    """Take in at most ``limit`` records in one commit; ``more`` says whether there may be others."""
    files = Spool(engine.paths.spool).files()
    connection = engine.ledger.connection
    offsets = history.spool_offsets(connection)
    known = {file.key: offsets.get(file.key, 0) for file in files}
    part = _read(files, known, limit)
    taken = Taken(skipped=part.skipped, more=len(part.records) >= limit)
    if not part.read:
        if known.keys() != offsets.keys():
            with engine.storage.writing():
                history.keep_spool_offsets(connection, known)
        return taken
    with engine.storage.writing():
        _write(engine, part, taken)
        history.keep_spool_offsets(connection, known)
    for file, end in part.read:
        file.wipe(end)
    if taken.entries or part.records:
        engine.bus.committed()
    return taken


def _read(files: list[SpoolFile], offsets: dict[str, int], limit: int) -> _Slice:
    """What is new in the files, oldest first in each; moves ``offsets`` on."""
    part = _Slice()
    for file in files:
        room = limit - len(part.records)
        start = offsets[file.key]
        if room <= 0:
            break
        if start >= file.size:
            continue
        stretch = file.read(start, room)
        if stretch.end > start:
            offsets[file.key] = stretch.end
            part.records += stretch.records
            part.skipped += stretch.skipped
            part.read.append((file, stretch.end))
    return part


def _write(engine: Engine, part: _Slice, taken: Taken) -> None:
    """Write the records, and one event that says which."""
    connection, patterns = engine.ledger.connection, engine.settings.history_ignore
    hosts = history.session_hosts(connection, {record.session for record in part.records})
    ids: list[int] = []
    for record in part.records:
        host = hosts.get(record.session, engine.host)
        if isinstance(record, Started):
            hosts[record.session] = host = _host(engine, record.host)
            environment = mask_environment(record.environment)
            history.begin_session(connection, record, host=host, environment=environment)
        elif isinstance(record, Ended):
            taken.over.add(record.session)
            history.end_session(connection, record.session, record.at)
        elif isinstance(record, Continued):
            continue
        elif is_ignored(record.command, patterns):
            taken.ignored += 1
        else:
            history.reopen_session(connection, record.session)
            command = mask_command(record.command)
            ids.append(history.append_entry(connection, record, command, host))
    taken.entries = len(ids)
    sessions = _changed(part.records)
    if ids or sessions:
        data = {"first": ids[0], "last": ids[-1]} if ids else {"first": None, "last": None}
        engine.ledger.events.append(
            EventType.SHELL_RECORDED, engine.clock.now(), data=data | {"sessions": sessions}
        )


def _changed(records: list[Record]) -> list[str]:
    """The sessions whose rows may have changed."""
    return list(
        Counter(record.session for record in records if isinstance(record, Started | Ended | Ran))
    )


def _host(engine: Engine, recorded: str) -> str:
    """This machine by its name in lsh; another that shares the home by its own."""
    return engine.host if recorded in {"", socket.gethostname()} else recorded


def end_sessions(engine: Engine) -> int:
    """End the sessions whose shell is gone without a word; how many it were."""
    connection = engine.ledger.connection
    gone = [
        (session, last)
        for session, pid, begun, last in history.open_sessions(connection, engine.host)
        if pid is not None and _is_gone(pid, begun, engine.clock.now())
    ]
    if gone:
        with engine.storage.writing():
            for session, last in gone:
                history.end_session(connection, session, last)
            data = {"first": None, "last": None, "sessions": [session for session, _ in gone]}
            engine.ledger.events.append(EventType.SHELL_RECORDED, engine.clock.now(), data=data)
        engine.bus.committed()
    return len(gone)


def _is_gone(pid: int, begun: int, now: int) -> bool:
    """Whether the process that began to record at ``begun`` is gone, and its number another's."""
    started = pid_start(pid)
    if has_ended(pid) or started is None:
        return has_ended(pid)
    age = (boot_ticks() - started) * 1_000_000 // os.sysconf("SC_CLK_TCK")
    return now - age > begun + _CLOCK_SLACK


def _tidy(engine: Engine, said: set[str]) -> None:
    """Remove files that nobody writes to any more, and replace those that have grown large.

    A shell that ``said`` that it ends is gone. Of others that is known only from their process id,
    which may be another machine's: they are given a day.
    """
    connection = engine.ledger.connection
    offsets = history.spool_offsets(connection)
    files = [
        file for file in Spool(engine.paths.spool).files() if offsets.get(file.key, 0) >= file.size
    ]
    over = history.ended_sessions(connection, {file.session for file in files})
    now = engine.clock.now() / 1e6
    for file in files:
        quiet = now - file.changed_at
        if file.replaced:
            if quiet > _OLD_AFTER:
                file.remove()
        elif file.session in said or (file.session in over and quiet > _DEAD_AFTER):
            file.remove()
        elif file.size >= REPLACE_AT:
            file.replace()

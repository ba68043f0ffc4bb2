"""What each message of the engine does."""

from __future__ import annotations

import os
import signal

from lsh import __version__, built
from lsh.spawner.protocol import CANCELLED, PROTOCOL

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from lsh.spawner.connection import Connection
    from lsh.spawner.core import Spawner
    from lsh.spawner.shapes import Key

    Message = dict[str, Any]


class BadMessageError(Exception):
    """The message cannot be carried out; the sentence goes back as an ``error`` event."""


def hello_answer(spawner: Spawner, boot: str) -> str:
    """The answer to ``hello``, encoded; reports are encoded already."""
    import json

    unacked = ",".join(spawner.outbox.everything())
    rest = {
        "protocol": PROTOCOL,
        "version": __version__,
        "commit": built.COMMIT,
        "pid": os.getpid(),
        "boot_id": boot,
        "stopping": spawner.stopping,
        "live": [_live(run) for run in spawner.live.values()],
        "waiting": list(spawner.admission.waiting),
        "seq": spawner.outbox.seq,
    }
    return f'{{"ev":"hello","unacked":[{unacked}],{json.dumps(rest)[1:]}'


def _live(run: Any) -> dict[str, int | None]:
    return {
        "run": run.run,
        "attempt": run.attempt,
        "pid": run.pid,
        "pid_start": run.pid_start,
        "started_us": run.started_us,
    }


def slots(spawner: Spawner, _engine: Connection, message: Message) -> None:
    """``total`` and ``queues``: how many runs may be live, in all and by queue."""
    total, queues = message.get("total"), message.get("queues", {})
    if type(total) is not int or total < 0:
        raise BadMessageError("slots: total must be a whole number of at least 0")
    if type(queues) is not dict or any(type(n) is not int or n < 0 for n in queues.values()):
        raise BadMessageError("slots: queues must map names to whole numbers of at least 0")
    spawner.admission.total = total
    spawner.admission.limits = queues


def submit(spawner: Spawner, engine: Connection, message: Message) -> None:
    """``runs``: take in each; one that makes no sense costs an error, and only itself."""
    refused = []
    for spec in _list(message, "runs"):
        try:
            if not spawner.submit(spec):
                refused.append([spec["run"], spec.get("attempt", 1)])
        except ValueError as error:
            key = [spec.get("run"), spec.get("attempt", 1)] if isinstance(spec, dict) else None
            engine.say(ev="error", error=f"submit: {error}", op="submit", run=key)
    if refused:  # a shutdown is under way
        engine.say(ev="withdrawn", id=None, runs=refused)


def withdraw(spawner: Spawner, engine: Connection, message: Message) -> None:
    """``id``, ``runs``: take back those that did not start yet, and say which."""
    gone = spawner.withdraw(_keys(message))
    engine.say(ev="withdrawn", id=message.get("id"), runs=[run.key for run in gone])


def stop(spawner: Spawner, _engine: Connection, message: Message) -> None:
    """``runs``, ``signal``, ``grace``, ``why``: end each with its whole tree. Unknown ones ended."""
    grace = message.get("grace")
    if grace is not None and (type(grace) not in (int, float) or grace < 0):
        raise BadMessageError("stop: grace must be a number of at least 0, or null")
    why = message.get("why", CANCELLED)
    if type(why) is not str:
        raise BadMessageError("stop: why must be a text")
    number = _signal(message.get("signal", "TERM"))
    spawner.stop(_keys(message), number, grace, why)


def ack(spawner: Spawner, _engine: Connection, message: Message) -> None:
    """``seq``: the reports up to it are in the ledger."""
    seq = message.get("seq")
    if type(seq) is not int:
        raise BadMessageError("ack: seq must be a whole number")
    spawner.acknowledge(seq)


def shutdown(spawner: Spawner, engine: Connection, _message: Message) -> None:
    """End when no run is live. What still waits is given back first, by a ``withdrawn`` event."""
    gone = spawner.shut_down()
    if gone:
        engine.say(ev="withdrawn", id=None, runs=[run.key for run in gone])


OPERATIONS: dict[str, Callable[[Spawner, Connection, Message], None]] = {
    "slots": slots,
    "submit": submit,
    "withdraw": withdraw,
    "stop": stop,
    "ack": ack,
    "shutdown": shutdown,
}


def _signal(name: object) -> int:
    number = getattr(signal, f"SIG{name}", None) if isinstance(name, str) else None
    if not isinstance(number, signal.Signals):
        raise BadMessageError("stop: signal must be a name such as TERM, INT or KILL")
    return int(number)


def _list(message: Message, name: str) -> list[Any]:
    value = message.get(name)
    if type(value) is not list:
        raise BadMessageError(f"{message.get('op')}: {name} must be a list")
    return value


def _keys(message: Message) -> list[Key]:
    keys = []
    for pair in _list(message, "runs"):
        if type(pair) is not list or len(pair) != 2 or any(type(n) is not int for n in pair):
            raise BadMessageError(f"{message['op']}: runs must be a list of [run, attempt]")
        keys.append((pair[0], pair[1]))
    return keys

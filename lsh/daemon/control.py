"""Starting, stopping and asking the daemon, from another process."""

from __future__ import annotations

import json
import os
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

from lsh.client.rpc import Connection
from lsh.domain.errors import DaemonNotRunning, LshError, TryAgain, by_code
from lsh.paths import Paths, make_folders
from lsh.settings import load_settings
from lsh.spawner import protocol

_READY_SECONDS = 30.0
_STOP_SECONDS = 30.0


def start(paths: Paths) -> dict[str, Any]:
    """Start the daemon, detached, and return when it is ready: ``{pid}``.

    Raises TryAgain when one runs already, or the error that kept it from starting.
    """
    make_folders(paths)
    load_settings(paths)
    running = status(paths)
    if running is not None:
        raise TryAgain(
            f"the daemon already runs in this home (process {running['pid']})",
            hint="lsh daemon restart, or lsh daemon status",
        )
    reader, writer = os.pipe()
    _spawn_detached(writer)
    os.close(writer)
    answer = _read_answer(reader, paths)
    if "pid" in answer:
        return answer
    raise by_code(answer["code"])(answer["message"], hint=answer["hint"])


def run_in_foreground() -> None:
    """Become the daemon; does not return."""
    sys.stdout.flush()
    arguments = [sys.executable, "-m", "lsh.daemon.lshd", "--foreground"]
    os.execve(sys.executable, arguments, _environment())


def _spawn_detached(ready: int) -> None:
    """Fork twice, so that the daemon belongs to nobody's terminal, and run it."""
    environment = _environment()
    pid = os.fork()
    if pid:
        os.waitpid(pid, 0)
        return
    # from here on only what is safe between fork and exec
    try:
        os.setsid()
        if os.fork():
            os._exit(0)
        os.chdir("/")
        null = os.open(os.devnull, os.O_RDWR)
        for descriptor in (0, 1, 2):
            os.dup2(null, descriptor)
        os.set_inheritable(ready, True)
        arguments = [sys.executable, "-m", "lsh.daemon.lshd", "--ready-fd", str(ready)]
        os.execve(sys.executable, arguments, environment)
    finally:  # whatever went wrong, the caller goes on in one process only
        os._exit(127)


def _environment() -> dict[str, str]:
    """Ours without the marks of a run: a daemon that a run has started is not a part of it.

    It works in another folder than ours, so it is told its home by the whole path.
    """
    marks = {protocol.RUN_MARK, protocol.ATTEMPT_MARK, protocol.DAEMON_MARK}
    environment = {name: value for name, value in os.environ.items() if name not in marks}
    if environment.get("LSH_HOME"):
        environment["LSH_HOME"] = str(Path(environment["LSH_HOME"]).expanduser().absolute())
    return environment


def _read_answer(descriptor: int, paths: Paths) -> dict[str, Any]:
    import select

    text = b""
    deadline = time.monotonic() + _READY_SECONDS
    try:
        while not text.endswith(b"\n"):
            left = max(deadline - time.monotonic(), 0)
            readable, _, _ = select.select([descriptor], [], [], left)
            part = os.read(descriptor, 65536) if readable else b""
            if not part:
                raise LshError(
                    "the daemon ended before it was ready", hint=f"see {paths.daemon_log}"
                )
            text += part
    finally:
        os.close(descriptor)
    answer: dict[str, Any] = json.loads(text)
    return answer


def stop(paths: Paths, *, runs: str = "leave") -> dict[str, Any]:
    """Stop the daemon and return when it is gone: ``{pid, running}``. Raises DaemonNotRunning.

    ``runs``: leave them going (their results are recorded at the next start), wait, or kill them.
    """
    from lsh.spawner.kernel import has_ended

    with Connection(paths.socket) as connection:
        answer: dict[str, Any] = connection.call("daemon_stop", {"runs": runs})
    deadline = None if runs == "wait" else time.monotonic() + _STOP_SECONDS
    while not has_ended(answer["pid"]):  # the lock would tell, too, but trying it takes it
        if deadline is not None and time.monotonic() > deadline:
            raise TryAgain(
                f"the daemon (process {answer['pid']}) has not ended yet", hint="look at its log"
            )
        time.sleep(0.01)
    return answer


def restart(paths: Paths) -> dict[str, Any]:
    """Stop the daemon, if one runs, and start it; runs go on meanwhile."""
    with suppress(DaemonNotRunning):
        stop(paths)
    return start(paths)


def status(paths: Paths) -> dict[str, Any] | None:
    """What the daemon says of itself; None when none runs."""
    try:
        with Connection(paths.socket) as connection:
            answer: dict[str, Any] = connection.call("daemon_status", {})
            return answer
    except DaemonNotRunning:
        return None

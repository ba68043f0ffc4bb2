"""Starting the spawner's process."""

from __future__ import annotations

import asyncio
import os
import sys
from contextlib import suppress
from pathlib import Path

from lsh.domain.errors import LshError, TryAgain
from lsh.paths import Paths
from lsh.spawner import protocol

_PROGRAM = Path(protocol.__file__).with_name("lshd_spawner.py")
_READY_SECONDS = 20.0


async def start_spawner(paths: Paths) -> None:
    """Return when it listens. Raises TryAgain when another one holds the home, LshError or OSError else."""
    reader, writer = os.pipe()
    try:
        pid = _spawn(paths, writer)
    except OSError:
        os.close(reader)
        raise
    finally:
        os.close(writer)
    _reap_when_over(pid)
    try:
        async with asyncio.timeout(_READY_SECONDS):
            answer = await _read_line(reader)
    except TimeoutError:
        answer = f"it said nothing for {_READY_SECONDS:g} s"
    finally:
        os.close(reader)
    if answer.startswith("error: Another"):
        raise TryAgain(
            f"the spawner of this home does not answer: {answer.removeprefix('error: ')}",
            hint="its process may hang; end it ('pkill' knows it as lshd-spawner), its runs go on",
        )
    if answer != "ready":
        raise LshError(f"the spawner did not start: {answer or 'it ended at once'}")


def _spawn(paths: Paths, ready: int) -> int:
    """The spawner's process id; it tells by ``ready`` how it fares."""
    arguments = [
        sys.executable, "-I", "-S", str(_PROGRAM),
        "--socket", str(paths.spawner_socket),
        "--journal", str(paths.journal),
        "--ready-fd", str(ready),
    ]  # fmt: skip
    return os.posix_spawn(
        sys.executable,
        arguments,
        _environment(),
        file_actions=[
            (os.POSIX_SPAWN_DUP2, ready, ready),
            # it outlives us, and must not keep a terminal or a pipe of ours busy
            (os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0),
            (os.POSIX_SPAWN_DUP2, 1, 2),
        ],
        setsid=True,
    )


def _environment() -> dict[str, str]:
    # nothing of the caller's environment may reach a run by way of the spawner
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "LANG": os.environ.get("LANG", "C.UTF-8")}


def _reap_when_over(pid: int) -> None:
    """Collect our own spawner's status when it ends, so that it does not stay as a zombie."""
    try:
        descriptor = os.pidfd_open(pid)
    except (AttributeError, OSError):
        return
    loop = asyncio.get_running_loop()

    def reap() -> None:
        loop.remove_reader(descriptor)
        os.close(descriptor)
        with suppress(ChildProcessError):
            os.waitpid(pid, os.WNOHANG)

    loop.add_reader(descriptor, reap)


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

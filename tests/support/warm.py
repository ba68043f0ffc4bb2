"""Commands of ``lsh`` by a fork of a process that has imported what they need.

A new interpreter reads the same hundred modules for each command, and most of a short command's time goes
there. A fork is a process as well: it has its own streams, variables, folder and exit code, and nothing that
it does stays. What a new interpreter does differently is tested by others: what a command imports
(tests/commands/test_hot_imports.py), and commands in shells, on terminals and of the pages.

Imported, this is the one that asks; run as a program, the one that forks.
"""

from __future__ import annotations

import contextlib
import json
import os
import selectors
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Mapping, Sequence
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages
from typing import Any, NoReturn

_LENGTH = struct.Struct("!I")
_MOST = ("client", "commands", "domain", "engine", "reports", "schema", "transfer")
_OF_GROUPS = {"supabase": ("sinks.supabase",)}
_OF_THE_INTERPRETER = ("PYTHON", "LC_", "LANG", "LD_")


class Warm:
    """The process that forks, and what is asked of it; threads may ask at the same time."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._shape = _shape(environ)
        self._sending = threading.Lock()
        self._socket, theirs = socket.socketpair()
        # it has no variable of a home: whoever clears a home away ends what has one
        self._process = subprocess.Popen(
            [sys.executable, str(Path(__file__)), str(theirs.fileno())],
            env={"PATH": environ["PATH"], "TZ": "UTC"} | self._shape,
            pass_fds=[theirs.fileno()],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
        )
        theirs.close()

    def fits(self, environ: Mapping[str, str]) -> bool:
        """Whether an interpreter with these variables would be one like it."""
        return _shape(environ) == self._shape

    def run(
        self,
        words: Sequence[str],
        environ: Mapping[str, str],
        stdin: str | None,
        seconds: float,
        where: str | Path = ".",
    ) -> subprocess.CompletedProcess[str]:
        """As ``subprocess.run`` with text and captured output; raises TimeoutExpired as it does."""
        pipes = [os.pipe() for _ in range(3)]
        ours, theirs = [list(ends) for ends in zip(*pipes, strict=True)]
        fed, feed = os.pipe() if stdin is not None else (os.dup(0), None)
        folder = os.open(where, os.O_RDONLY)
        try:
            self._send([fed, *theirs, folder], [list(words), dict(environ)])
        finally:
            for number in (fed, *theirs, folder):
                os.close(number)
        if feed is not None:
            threading.Thread(target=_feed, args=(feed, stdin), daemon=True).start()
        out, err, told = _read(ours, time.monotonic() + seconds)
        pid, _, code = told.decode().partition(" ")
        if not code:
            if pid:
                os.kill(int(pid), signal.SIGKILL)
            raise subprocess.TimeoutExpired(list(words), seconds, out, err)
        return subprocess.CompletedProcess(list(words), int(code), out.decode(), err.decode())

    def close(self) -> None:
        """End it; what it forked goes on."""
        self._socket.close()
        self._process.wait()

    def _send(self, numbers: list[int], request: Any) -> None:
        data = json.dumps(request).encode()
        with self._sending:
            socket.send_fds(self._socket, [_LENGTH.pack(len(data))], numbers)
            self._socket.sendall(data)


def _shape(environ: Mapping[str, str]) -> dict[str, str]:
    return {name: value for name, value in environ.items() if name.startswith(_OF_THE_INTERPRETER)}


def _feed(number: int, text: str) -> None:
    with contextlib.suppress(BrokenPipeError), os.fdopen(number, "w", encoding="utf-8") as file:
        file.write(text)


def _read(numbers: Sequence[int], deadline: float) -> list[bytes]:
    """All that comes of each until its end or the deadline; then they are closed."""
    parts = dict.fromkeys(numbers, b"")
    with selectors.DefaultSelector() as selector:
        for number in numbers:
            selector.register(number, selectors.EVENT_READ)
        while selector.get_map() and (left := deadline - time.monotonic()) > 0:
            for key, _ in selector.select(left):
                part = os.read(key.fd, 65536)
                parts[key.fd] += part
                if not part:
                    selector.unregister(key.fd)
    for number in numbers:
        os.close(number)
    return list(parts.values())


# The one that forks


def _serve(control: socket.socket) -> None:
    """Fork for each request, until nobody can ask any more."""
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # nobody waits for those who wait
    while True:
        head, numbers, _, _ = socket.recv_fds(control, _LENGTH.size, 5)
        if not head:
            return
        data = _exactly(control, _LENGTH.unpack(head)[0])
        words, environ = json.loads(data)
        for name in _OF_GROUPS.get(next(iter(words), ""), ()):
            _import_all(name)
        if os.fork() == 0:
            control.close()
            _wait_for_a_command(words, environ, numbers)
        for number in numbers:
            os.close(number)


def _exactly(control: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        data += control.recv(size - len(data))
    return data


def _wait_for_a_command(words: list[str], environ: dict[str, str], numbers: list[int]) -> NoReturn:
    """Fork once more, and say the process id at once, and how it ended when it has."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    *streams, told, folder = numbers
    pid = os.fork()
    if pid == 0:
        os.close(told)
        _become(words, environ, streams, folder)
    for number in (*streams, folder):
        os.close(number)
    os.write(told, str(pid).encode())
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os.write(told, f" {code}".encode())
    os._exit(0)


def _become(words: list[str], environ: dict[str, str], streams: list[int], folder: int) -> NoReturn:
    """Be ``python -m lsh WORDS`` with these variables, streams and folder."""
    try:
        os.fchdir(folder)
        os.close(folder)
        for number, stream in enumerate(streams):
            os.dup2(stream, number)
            os.close(stream)
        _open_streams()
        for name in ("PATH", "TZ"):  # what else is there is the interpreter's own
            del os.environ[name]
        os.environ.update(environ)
        time.tzset()
        sys.argv = ["lsh", *words]
        from lsh.cli import main

        main()
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(1)


def _open_streams() -> None:
    """Streams as an interpreter makes them that starts with these files."""
    for number, name in enumerate(("stdin", "stdout", "stderr")):
        old = getattr(sys, name)
        new = open(  # noqa: SIM115 -- a number, and as long as the process
            number, old.mode, encoding=old.encoding, errors=old.errors, closefd=False
        )
        new.reconfigure(line_buffering=name == "stderr" or new.isatty())
        setattr(sys, name, new)


def _import_all(name: str) -> None:
    """Import a package of lsh and all that is in it."""
    package = import_module(f"lsh.{name}")
    for module in walk_packages(package.__path__, f"lsh.{name}."):
        if not module.name.endswith("__main__"):
            import_module(module.name)


if __name__ == "__main__":
    sys.path[0] = str(Path(__file__).parents[2])  # of this folder nothing is meant
    for each in _MOST:
        _import_all(each)
    with contextlib.suppress(KeyboardInterrupt):
        _serve(socket.socket(fileno=int(sys.argv[1])))

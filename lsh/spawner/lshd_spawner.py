"""Entry of the spawner: ``python -I -S lshd_spawner.py --socket P --journal P --ready-fd N``.

A file of its own name, so that ``ps`` shows what it is; started by path, so that nothing but
``lsh.spawner`` and the standard library is on its path. Writes one line to the ready descriptor:
``ready``, or ``error: `` and a sentence, and then exits with 75 (held by another) or 1.
"""

from __future__ import annotations

import gc
import os
import sys
from contextlib import suppress

if __name__ == "__main__":
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__)))))

from lsh import __version__
from lsh.spawner import kernel
from lsh.spawner.core import Spawner
from lsh.spawner.door import Door, SocketTakenError, listen
from lsh.spawner.journal import Journal, JournalLockedError
from lsh.spawner.loop import Loop
from lsh.spawner.protocol import DEFAULT_LINGER, EXIT_REFUSED

_OPTIONS = ("--socket", "--journal", "--ready-fd", "--linger")


def main(arguments: list[str]) -> int:
    """Run the spawner; the exit code."""
    options = dict(zip(arguments[::2], arguments[1::2], strict=False))
    unknown = set(options) - set(_OPTIONS)
    if unknown or len(arguments) % 2 or not {"--socket", "--journal"} <= set(options):
        sys.stderr.write(f"usage: lshd_spawner.py {' VALUE '.join(_OPTIONS)} VALUE\n")
        return 2
    ready = int(options.get("--ready-fd", -1))
    try:
        loop = _build(
            os.path.abspath(options["--socket"]),
            os.path.abspath(options["--journal"]),
            float(options.get("--linger", DEFAULT_LINGER)),
        )
    except (JournalLockedError, SocketTakenError) as error:
        return _refuse(ready, str(error), EXIT_REFUSED)
    except OSError as error:
        return _refuse(ready, f"The spawner could not start: {error}.", 1)
    _tell(ready, "ready")
    # What is loaded now stays for ever: the collector need not look at it again.
    gc.collect()
    gc.freeze()
    loop.run()
    return 0


def _build(socket_path: str, journal_path: str, linger: float) -> Loop:
    _detach()
    kernel.become_subreaper()
    kernel.name_process("lshd-spawner")
    boot = kernel.boot_id()
    troubles: list[str | None] = []
    journal = Journal(journal_path, boot, __version__, troubles.append)
    spawner = Spawner(journal, troubles.append)
    return Loop(spawner, Door(listen(socket_path), spawner, boot), linger, troubles)


def _detach() -> None:
    """Our own session, so that no terminal's signal reaches us; standard input is what runs inherit."""
    with suppress(PermissionError):  # if the engine has seen to it
        os.setsid()
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    if null != 0:
        os.close(null)


def _tell(descriptor: int, text: str) -> None:
    if descriptor >= 0:
        os.write(descriptor, f"{text}\n".encode())
        os.close(descriptor)


def _refuse(descriptor: int, sentence: str, code: int) -> int:
    sys.stderr.write(f"lsh: {sentence}\n")
    _tell(descriptor, f"error: {sentence}")
    return code


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

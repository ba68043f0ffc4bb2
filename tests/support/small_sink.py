"""A sink that does as a file beside its home tells it: a real child for the daemon's supervisor.

``SMALL_SINK`` names that file. It holds one word, read when the sink starts: ``steady`` (report and wait
for the engine's end), ``stubborn`` (the same, but deaf to SIGTERM), ``crash`` (exit code 3),
``unconfigured`` (78), ``flood`` (write to stderr without end), ``silent`` (never report).
"""

from __future__ import annotations

import os
import signal
import sys
import time
from pathlib import Path

from lsh.client.rpc import Connection
from lsh.domain.errors import LshError
from lsh.paths import find_paths
from lsh.spawner.kernel import end_with_parent

NAME = "small"


def main() -> int:
    word = Path(os.environ["SMALL_SINK"]).read_text()
    sys.stderr.write(f"<6>begin {word}\n")
    if word == "crash":
        raise RuntimeError("it had to be")
    if word == "unconfigured":
        return 78
    if word == "stubborn":
        signal.signal(signal.SIGTERM, signal.SIG_IGN)
    else:
        end_with_parent()
    if word == "silent":
        signal.pause()
    socket = find_paths().socket
    with Connection(socket, role="small sink") as engine, Connection(socket) as hearing:
        # before it is told that it runs: what a test does then is heard
        news = hearing.stream("events_subscribe", {})
        engine.call("sink_progress", {"sink": NAME, "status": {"word": word, "lag": 0.25}})
        while word == "flood":
            sys.stderr.write("<4>" + "water " * 100 + "\n")
        try:
            for _ in news:
                engine_progress(engine, word)
        except LshError:
            return 0
    return 0


def engine_progress(engine: Connection, word: str) -> None:
    """Tell how far we are; the stream has a connection of its own."""
    answer = engine.call("daemon_status", {})
    told = {"word": word, "seen_running": answer["runs"]["running"], "at": time.time()}
    engine.call("sink_progress", {"sink": NAME, "event_id": 10**9, "status": told})


if __name__ == "__main__":
    sys.exit(main())

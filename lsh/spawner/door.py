"""The Unix socket: bound private from birth, peers of this user only, one engine at a time."""

from __future__ import annotations

import errno
import os
import time
from _socket import AF_UNIX, SOCK_STREAM, socket
from contextlib import suppress

from lsh.spawner.connection import Connection, GoneError
from lsh.spawner.kernel import peer_uid
from lsh.spawner.operations import OPERATIONS, BadMessageError, hello_answer
from lsh.spawner.protocol import PROTOCOL, decode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from lsh.spawner.core import Spawner

_NO_DESCRIPTOR = 0.01  # s
_MOST_PEERS = 16
_BACKPRESSURE = 1024 * 1024  # bytes unsent before batches wait for the engine to read


class SocketTakenError(Exception):
    """Somebody else listens on the socket; it must end first, or this spawner use another path."""


def listen(path: str) -> socket:
    """Bind ``path`` as mode 0600; a stale socket is replaced, a live one is not."""
    listener = socket(AF_UNIX, SOCK_STREAM)
    if _answers(path):
        raise SocketTakenError(f"Another process listens on {path}; stop it first.")
    if os.path.exists(path):
        os.unlink(path)
    before = os.umask(0o177)
    try:
        listener.bind(path)
    finally:
        os.umask(before)
    listener.listen(16)
    listener.setblocking(False)
    return listener


def _answers(path: str) -> bool:
    probe = socket(AF_UNIX, SOCK_STREAM)
    try:
        probe.connect(path)
    except OSError:
        return False
    finally:
        probe.close()
    return True


class Door:
    """The listener and its peers. Anyone of this user may ping; who says hello is the engine."""

    def __init__(self, listener: socket, spawner: Spawner, boot: str) -> None:
        self.listener = listener
        self._path = listener.getsockname()
        self.peers: list[Connection] = []
        self.engine: Connection | None = None
        self._spawner = spawner
        self._boot = boot

    def accept(self) -> None:
        """Let in a peer, if it is this user's."""
        try:
            descriptor, _ = self.listener._accept()  # type: ignore[attr-defined]
        except OSError as error:
            if error.errno in (errno.EMFILE, errno.ENFILE):
                time.sleep(_NO_DESCRIPTOR)  # the peer still waits, and we would spin
            return
        peer = socket(fileno=descriptor)
        if peer_uid(peer) not in (None, os.getuid()):
            peer.close()
            return
        self.peers.append(Connection(peer))
        if len(self.peers) > _MOST_PEERS:
            self.drop(next(other for other in self.peers if other is not self.engine))

    def serve(self, peer: Connection) -> None:
        """Read what came from ``peer`` and carry it out."""
        try:
            for line in peer.read_lines():
                if line:
                    self._handle(peer, line)
        except GoneError:
            self.drop(peer)

    def send(self, text: str) -> None:
        """Send to the engine, if there is one."""
        if self.engine is not None:
            try:
                self.engine.send(text)
            except GoneError:
                self.drop(self.engine)

    def flush(self, peer: Connection) -> None:
        """Write on."""
        try:
            peer.flush()
        except GoneError:
            self.drop(peer)

    def drop(self, peer: Connection) -> None:
        """Forget a peer. If it is the engine, runs go on and reports wait for the next."""
        if peer in self.peers:
            self.peers.remove(peer)
        if peer is self.engine:
            self.engine = None
        peer.close()

    def close(self) -> None:
        """Take the socket away: nobody listens any more."""
        with suppress(OSError):
            os.unlink(self._path)

    @property
    def takes_batches(self) -> bool:
        """Whether there is an engine that keeps up."""
        return self.engine is not None and self.engine.unsent < _BACKPRESSURE

    def _handle(self, peer: Connection, line: bytes) -> None:
        operation = None
        try:
            message = decode(line)
            operation = message.get("op")
            self._dispatch(peer, operation, message)
        except (BadMessageError, ValueError) as error:
            peer.say(ev="error", error=str(error), op=operation)
        except GoneError:
            raise
        except Exception as error:  # a defect of ours must not end two hundred runs
            peer.say(ev="error", error=f"a defect in the spawner: {error!r}", op=operation)

    def _dispatch(self, peer: Connection, operation: object, message: dict[str, Any]) -> None:
        if operation == "ping":
            peer.say(ev="pong")
        elif operation == "hello":
            self._hello(peer, message)
        elif peer is not self.engine:
            raise BadMessageError("say hello first")
        elif isinstance(operation, str) and operation in OPERATIONS:
            OPERATIONS[operation](self._spawner, peer, message)
        else:
            raise BadMessageError("unknown op; this spawner may be older than the engine")

    def _hello(self, peer: Connection, message: dict[str, Any]) -> None:
        if message.get("protocol") != PROTOCOL:
            raise BadMessageError(f"this spawner speaks protocol {PROTOCOL} only")
        before = self.engine
        self.engine = peer
        if before is not None and before is not peer:
            with suppress(GoneError):
                before.say(ev="superseded")
            self.drop(before)
        peer.send(hello_answer(self._spawner, self._boot))

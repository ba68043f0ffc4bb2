"""A Unix stream socket as lines: non-blocking, buffered both ways."""

from __future__ import annotations

from lsh.spawner.protocol import MAX_LINE, encode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from _socket import socket

_CHUNK = 256 * 1024
_TURN = 4 * 1024 * 1024  # bytes read before others get their turn


class GoneError(Exception):
    """The other end closed, reset or broke the connection. The engine is gone; runs go on."""


class Connection:
    """One peer. ``greeted`` once it said hello and is the engine."""

    def __init__(self, peer: socket) -> None:
        peer.setblocking(False)
        self._socket = peer
        self._partial: list[bytes] = []
        self._partial_size = 0
        self._out = bytearray()
        self.greeted = False

    def fileno(self) -> int:
        """For select()."""
        return self._socket.fileno()

    @property
    def unsent(self) -> int:
        """Bytes that the peer has not taken yet."""
        return len(self._out)

    def read_lines(self) -> list[bytes]:
        """Whole lines that have come; GoneError at the end of the stream.

        What came before the end is lost with it: an engine that is gone waits for no answer.
        """
        lines: list[bytes] = []
        taken = 0
        while taken < _TURN:
            try:
                data = self._socket.recv(_CHUNK)
            except BlockingIOError:
                break
            except OSError as error:
                raise GoneError(str(error)) from None
            if not data:
                if lines:
                    break  # handle them first; the next read ends here again
                raise GoneError("closed")
            taken += len(data)
            self._split(data, lines)
        return lines

    def _split(self, data: bytes, lines: list[bytes]) -> None:
        first, *rest = data.split(b"\n")
        self._partial.append(first)
        self._partial_size += len(first)
        if rest:
            lines.append(b"".join(self._partial))
            lines += rest[:-1]
            self._partial = [rest[-1]]
            self._partial_size = len(rest[-1])
        if self._partial_size > MAX_LINE:
            raise GoneError(f"a line of more than {MAX_LINE} bytes")

    def send(self, text: str) -> None:
        """Queue one encoded message and write what the peer takes; GoneError if it is gone."""
        self._out += text.encode()
        self._out += b"\n"
        self.flush()

    def say(self, **message: object) -> None:
        """Encode and send."""
        self.send(encode(message))

    def flush(self) -> None:
        """Write what the peer takes now; GoneError if it is gone."""
        try:
            while self._out:
                del self._out[: self._socket.send(self._out)]
        except BlockingIOError:
            pass
        except OSError as error:
            raise GoneError(str(error)) from None

    def close(self) -> None:
        """Close without waiting."""
        self._socket.close()

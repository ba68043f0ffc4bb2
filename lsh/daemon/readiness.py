"""Telling whoever started the daemon that it is ready, or why it is not."""

from __future__ import annotations

import json
import os
import socket
from contextlib import suppress

from lsh.domain.errors import LshError


class Readiness:
    """One JSON line on an inherited descriptor; and systemd's notification where it asks for one."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        if descriptor >= 0:
            os.set_inheritable(descriptor, False)  # the spawner and the runs have no part in it

    def ready(self) -> None:
        """Everything is in effect: the socket answers."""
        self._tell({"pid": os.getpid()})
        _notify_systemd("READY=1")

    def failed(self, error: LshError) -> None:
        """It will not be."""
        self._tell({"code": error.code, "message": error.message, "hint": error.hint})

    def _tell(self, message: dict[str, object]) -> None:
        if self._descriptor >= 0:
            with suppress(OSError):
                os.write(self._descriptor, json.dumps(message).encode() + b"\n")
                os.close(self._descriptor)
            self._descriptor = -1


def _notify_systemd(state: str) -> None:
    # sd_notify(3): a datagram to the socket that the variable names, '@' for the abstract namespace
    address = os.environ.get("NOTIFY_SOCKET")
    if not address:
        return
    with suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as notifier:
        notifier.sendto(state.encode(), "\0" + address[1:] if address[0] == "@" else address)

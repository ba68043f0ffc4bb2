"""The stand-in's HTTP server: keep-alive, one write a response, and the faults."""

from __future__ import annotations

import contextlib
import socket
import sys
import threading
from collections import deque
from email.utils import formatdate
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from socketserver import TCPServer, ThreadingMixIn
from typing import NamedTuple
from urllib.parse import urlsplit

from tests.support.postgrest.api import Api, Reply, Request, json_reply
from tests.support.postgrest.errors import ApiError, GatewayError
from tests.support.postgrest.faults import Cut, Fault, Faults
from tests.support.postgrest.keys import SECRET, Keys

HOST = "127.0.0.1"
_PIECES = 20
_PATIENCE = 10.0
_USUAL_BODIES = {
    401: {"message": "Invalid API key"},
    429: {"message": "API rate limit exceeded"},
    503: {"message": "name resolution failed"},
}


class Seen(NamedTuple):
    """One request as it was answered; status 0 when the connection was cut instead."""

    method: str
    path: str
    status: int


class _Listener(ThreadingMixIn, TCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 128

    def __init__(self, port: int, standin: StandIn) -> None:
        self.standin = standin
        self.open: set[socket.socket] = set()
        self.lock = threading.Condition()
        super().__init__((HOST, port), _Handler)

    def process_request(self, request: object, client_address: object) -> None:
        assert isinstance(request, socket.socket)
        with self.lock:
            self.open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: object) -> None:
        assert isinstance(request, socket.socket)
        with self.lock:
            self.open.discard(request)
            self.lock.notify_all()
        super().shutdown_request(request)

    def handle_error(self, request: object, client_address: object) -> None:
        """Clients that go away are no news here; anything else is printed as usual."""
        if not isinstance(sys.exc_info()[1], OSError):
            super().handle_error(request, client_address)  # type: ignore[arg-type]

    def cut_all(self) -> None:
        """Close every connection, as a network does that is gone, and wait for their threads."""
        with self.lock:
            for each in self.open:
                with contextlib.suppress(OSError):
                    each.shutdown(socket.SHUT_RDWR)
            self.lock.wait_for(lambda: not self.open, _PATIENCE)


def keep_port(port: int = 0) -> socket.socket:
    """A socket that is bound and never listens: it keeps a port for whoever listens there later."""
    place = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    place.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    place.bind((HOST, port))
    return place


class StandIn:
    """The stand-in in threads of this process; ``stop`` refuses connections, ``start`` takes them again.

    The port stays the same.
    """

    def __init__(self, database_url: str, *, port: int = 0, secret: str = SECRET) -> None:
        self._place = keep_port(port)
        self.port = int(self._place.getsockname()[1])
        self.url = f"http://{HOST}:{self.port}"
        self.api = Api(database_url)
        self.keys = Keys(secret)
        self.faults = Faults()
        self.requests: deque[Seen] = deque(maxlen=100_000)
        self._listener: _Listener | None = None
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Take connections, on the same port as before."""
        if self._listener is None:
            self.faults.cut_pauses(False)
            self._listener = _Listener(self.port, self)
            self._thread = threading.Thread(
                target=self._listener.serve_forever, args=(0.02,), name="stand-in", daemon=True
            )
            self._thread.start()

    def stop(self) -> None:
        """Refuse connections and cut those that are open, in the middle of whatever they do."""
        if self._listener is None or self._thread is None:
            return
        self.faults.cut_pauses(True)
        self._listener.shutdown()
        self._listener.server_close()
        self._thread.join()
        self._listener.cut_all()
        self._listener = self._thread = None
        self.api.pool.close()

    def close(self) -> None:
        """Stop for good and let the port go."""
        self.faults.clear()
        self.stop()
        self._place.close()

    def answer(self, request: Request, fault: Fault | None) -> Reply:
        """Gateway, then PostgREST; errors as their bodies. ``Cut`` passes through."""
        if fault is not None and fault.kind == "status":
            body = fault.body or _USUAL_BODIES.get(fault.status, {"message": "stand-in fault"})
            return json_reply(fault.status, body, **fault.headers)
        try:
            claims = self.keys.claims(
                request.headers.get("apikey"), request.headers.get("authorization")
            )
            if request.path == "/auth/v1/health":
                return json_reply(
                    200, {"name": "GoTrue", "version": "v2", "description": "stand-in"}
                )
            if not f"{request.path}/".startswith("/rest/v1/"):
                return json_reply(404, {"message": "no Route matched with those values"})
            return self.api.answer(
                request, claims, lambda: fault.at("before") if fault is not None else None
            )
        except GatewayError as error:
            return json_reply(error.status, error.body)
        except ApiError as error:
            headers = {"Proxy-Status": f"PostgREST; error={error.body['code']}"}
            if error.status == 401:
                headers["WWW-Authenticate"] = "Bearer"
            return json_reply(error.status, error.body, **headers)


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = 0
    rbufsize = 1 << 16
    server: _Listener

    def _do(self) -> None:
        standin = self.server.standin
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        if len(body) < length:
            self.close_connection = True
            return
        parts = urlsplit(self.path)
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self.command, parts.path, parts.query, headers, body)
        fault = standin.faults.take(request.method, request.table)
        status = 0
        try:
            if fault is not None and fault.kind == "delay":
                standin.faults.pause(fault, fault.seconds)
            reply = standin.answer(request, fault)
            if fault is not None:
                fault.at("after")
            status = reply.status
        except Cut:
            self.close_connection = True
            return
        finally:  # before the answer goes: whoever has that finds the request noted
            standin.requests.append(Seen(request.method, request.path, status))
        self._send(reply, fault)

    def __getattr__(self, name: str) -> object:
        """``do_GET`` and the others, as http.server looks them up: one for all methods."""
        if name.startswith("do_"):
            return self._do
        raise AttributeError(name)

    def _send(self, reply: Reply, fault: Fault | None) -> None:
        phrase = HTTPStatus(reply.status).phrase if reply.status in _KNOWN else "Unknown"
        lines = [
            f"HTTP/1.1 {reply.status} {phrase}",
            f"Date: {formatdate(usegmt=True)}",
            "Server: postgrest/stand-in",
            *(f"{name}: {value}" for name, value in reply.headers.items()),
        ]
        if reply.status != 204:
            lines.append(f"Content-Length: {len(reply.body)}")
        body = b"" if self.command == "HEAD" else reply.body
        data = "\r\n".join([*lines, "", ""]).encode() + body
        kind = fault.kind if fault is not None else None
        if kind == "half":
            # At least one byte is owed: half of the body, or of the head when there is no body.
            self.connection.sendall(data[: len(data) - max(len(body) // 2, 3)])
            self.close_connection = True
        elif kind == "dribble" and fault is not None:
            size = max(len(data) // _PIECES, 1)
            for start in range(0, len(data), size):
                self.connection.sendall(data[start : start + size])
                self.server.standin.faults.pause(fault, fault.seconds / _PIECES)
        else:
            self.connection.sendall(data)

    def log_message(self, format: str, *args: object) -> None:
        """Nothing is logged: ``StandIn.requests`` says what was asked."""


_KNOWN = {status.value for status in HTTPStatus}

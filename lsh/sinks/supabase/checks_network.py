"""The way to a project, layer by layer: its name, its port, its certificate."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable
from ipaddress import ip_address
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

from lsh.domain.errors import TryAgain
from lsh.domain.finding import Finding, Verdict
from lsh.sinks.supabase.target import LOOPBACK, Target

_UNREACHABLE = TryAgain.exit_code
_SHOWN_ADDRESSES = 3


class Network:
    """Looks at what stands between this machine and the project, without asking it anything."""

    def __init__(self, target: Callable[[], Target], timeout: float) -> None:
        self._find = target
        self._timeout = timeout

    def dns(self) -> Finding:
        """The host's addresses."""
        target = self._find()
        proxy = proxy_for(target)
        if proxy:
            return Finding(Verdict.SKIPPED, f"the proxy {proxy} looks it up")
        if _is_address(target.host):
            return Finding.ok(f"{target.host} is an address")
        try:
            addresses = _resolve(target.host, target.port, self._timeout)
        except TimeoutError:
            return Finding.failed(
                f"no name server answered for {target.host} within {self._timeout:g} seconds",
                "is this machine on a network? see /etc/resolv.conf",
                _UNREACHABLE,
            )
        except (OSError, UnicodeError) as error:
            return Finding.failed(
                f"{target.host} is not known: {getattr(error, 'strerror', None) or error}",
                "check the URL's spelling, and the network; a deleted project loses its name",
                _UNREACHABLE,
            )
        more = len(addresses) - _SHOWN_ADDRESSES
        listed = ", ".join(addresses[:_SHOWN_ADDRESSES])
        return Finding.ok(f"{target.host} is {listed}{f' and {more} more' if more > 0 else ''}")

    def tcp(self) -> Finding:
        """Whether something takes connections there."""
        target = self._find()
        proxy = proxy_for(target)
        if proxy:
            return Finding(Verdict.SKIPPED, f"the proxy {proxy} connects")
        try:
            with self._connected(target) as connection:
                peer = connection.getpeername()
        except OSError as error:
            return _no_connection(target, error)
        return Finding.ok(f"{peer[0]} port {peer[1]} takes connections")

    def tls(self) -> Finding:
        """Whether what answers there proves to be the host, and how."""
        target = self._find()
        if not target.url.startswith("https:"):
            return Finding(Verdict.SKIPPED, "http, to this machine itself")
        proxy = proxy_for(target)
        if proxy:
            return Finding(Verdict.SKIPPED, f"through the proxy {proxy}")
        from lsh.sinks.supabase.gateway import secure_context

        try:
            with (
                self._connected(target) as connection,
                secure_context(target).wrap_socket(
                    connection, server_hostname=target.host
                ) as secured,
            ):
                ends = str((secured.getpeercert() or {}).get("notAfter", ""))
                return Finding.ok(f"{secured.version()}, certificate valid until {ends}")
        except ssl.SSLCertVerificationError as error:
            return Finding.failed(
                f"the certificate of {target.host} is not trusted: {error.verify_message}",
                "a proxy that reads along, or a wrong URL; SSL_CERT_FILE names one's own authority",
                _UNREACHABLE,
            )
        except (ssl.SSLError, ConnectionError, TimeoutError) as error:
            reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
            return Finding.failed(
                f"what listens at {target.host} port {target.port} does not speak TLS: {reason}",
                "check the URL and its port; a firewall may stand between",
                _UNREACHABLE,
            )
        except OSError as error:
            return _no_connection(target, error)

    def _connected(self, target: Target) -> socket.socket:
        return socket.create_connection((target.host, target.port), self._timeout)


def proxy_for(target: Target) -> str | None:
    """``HOST:PORT`` of the proxy that the environment names for this project, if it names one."""
    if target.host in LOOPBACK or proxy_bypass(target.host):
        return None
    proxies = getproxies()
    named = proxies.get(urlsplit(target.url).scheme) or proxies.get("all")
    if not named:
        return None
    parts = urlsplit(named if "://" in named else f"//{named}")
    return parts.netloc.rpartition("@")[2]  # never its user and password


def _resolve(host: str, port: int, timeout: float) -> list[str]:
    """Addresses, in the order of the resolver. A resolver knows no time limit, so a thread waits."""
    found: list[str] = []
    failure: list[BaseException] = []

    def look() -> None:
        try:
            for answer in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM):
                found.append(str(answer[4][0]))
        except (OSError, UnicodeError) as error:
            failure.append(error)

    thread = threading.Thread(target=look, daemon=True)
    thread.start()
    thread.join(timeout)
    if thread.is_alive():
        raise TimeoutError
    if failure:
        raise failure[0]
    return list(dict.fromkeys(found))


def _no_connection(target: Target, error: OSError) -> Finding:
    if isinstance(error, TimeoutError):
        why, remedy = "no answer", "a firewall may drop it; is this network allowed out?"
    elif isinstance(error, ConnectionRefusedError):
        why, remedy = "refused", "nothing listens there: check the URL and its port"
    else:
        why, remedy = error.strerror or str(error), "is this machine on a network?"
    return Finding.failed(
        f"{target.host} port {target.port} cannot be connected to: {why}", remedy, _UNREACHABLE
    )


def _is_address(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True

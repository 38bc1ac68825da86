"""Sockets under one deadline, which know whether something was sent and connect to no address that may not be called.

A call hangs in a context variable while it lasts; every wait on a socket is cut to what is left of it, so that an
answer that drips cannot hold a caller. Names are resolved here, the addresses are judged, and the very address that was
judged is connected. What urllib3 logs of such a call (whole addresses, with what stands in them) is not written.
Weaker than it looks: the machine's own resolver is waited for as long as it takes.
Source: reliability.md 3.6, conclusion 5, B80, B83, F1-F9.
"""

from __future__ import annotations

import logging
import socket
import ssl
from collections.abc import Callable
from contextvars import ContextVar
from datetime import timedelta
from ipaddress import ip_address
from typing import Any, Final, TypeVar

import urllib3
from attrs import define
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.util import create_urllib3_context
from urllib3.util.retry import Retry

from salessupport.runtime.http.destination import Network, Origin, allowed
from salessupport.spi.environment import Clock
from salessupport.spi.errors import DestinationForbidden

T = TypeVar("T")


@define(eq=False)
class Exchange:
    """One call on its way: how long it may last, whom it may reach, and what has happened so far."""

    clock: Clock
    until: timedelta
    connect: timedelta
    origin: Origin
    networks: tuple[Network, ...]
    sent: bool = False
    late: bool = False

    def left(self) -> float:
        """Seconds that are left; `TimeoutError` if none are."""
        rest = self.until - self.clock.running()
        if rest <= timedelta(0):
            self.late = True
            raise TimeoutError
        return rest.total_seconds()

    def reaches(self, address: str) -> bool:
        """Whether an address may be called; this machine's own only if the configuration names it as such."""
        plain = ip_address(address.split("%")[0])
        return (self.origin.loopback and plain.is_loopback) or allowed(address, self.networks)


UNDER_WAY: Final[ContextVar[Exchange | None]] = ContextVar("salessupport_exchange", default=None)
"""The call of this thread."""


def _exchange() -> Exchange:
    exchange = UNDER_WAY.get()
    if exchange is None:
        raise RuntimeError("a socket of the client outside of its calls")
    return exchange


class _Unlogged(logging.Filter):
    def filter(self, record: logging.LogRecord) -> bool:  # noqa: ARG002 - the interface's
        return UNDER_WAY.get() is None


for _name in ("urllib3.connectionpool", "urllib3.connection", "urllib3.util.retry", "urllib3.poolmanager"):
    logging.getLogger(_name).addFilter(_Unlogged())


class _PlainSocket(socket.socket):
    """A socket that waits no longer than its call."""

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        return _waiting(self, super().recv_into, *args, **kwargs)

    def sendall(self, *args: Any, **kwargs: Any) -> None:
        _exchange().sent = True
        _waiting(self, super().sendall, *args, **kwargs)


class _TlsSocket(ssl.SSLSocket):
    """The same, encrypted."""

    def do_handshake(self, block: bool = False) -> None:  # noqa: FBT001, FBT002 - the interface's
        _waiting(self, super().do_handshake, block)

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        return _waiting(self, super().recv_into, *args, **kwargs)

    def sendall(self, *args: Any, **kwargs: Any) -> None:
        _exchange().sent = True
        _waiting(self, super().sendall, *args, **kwargs)

    def send(self, *args: Any, **kwargs: Any) -> int:
        return _waiting(self, super().send, *args, **kwargs)


def _waiting(own: socket.socket, work: Callable[..., T], *args: Any, **kwargs: Any) -> T:
    """Do `work` with what is left of the call as its limit."""
    exchange = _exchange()
    own.settimeout(exchange.left())
    try:
        return work(*args, **kwargs)
    except TimeoutError:
        exchange.late = True
        raise


def _connected(host: str, port: int) -> socket.socket:
    """Connect to the first address of a name that answers and may be called."""
    exchange = _exchange()
    exchange.left()
    found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
    reachable = [each for each in found if exchange.reaches(str(each[4][0]))]
    if not reachable:
        raise DestinationForbidden("destination.address", host=host)
    failure: OSError = OSError("no address")
    for family, kind, protocol, _, address in reachable:
        own = _PlainSocket(family, kind, protocol)
        try:
            own.settimeout(min(exchange.left(), exchange.connect.total_seconds()))
            own.connect(address)
            own.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            own.close()
            failure = error
        else:
            return own
    raise failure


class _Plain(HTTPConnection):
    def _new_conn(self) -> socket.socket:
        return _connected(self._dns_host, self.port)


class _Encrypted(HTTPSConnection):
    def _new_conn(self) -> socket.socket:
        return _connected(self._dns_host, self.port)


class _PlainPool(HTTPConnectionPool):
    ConnectionCls = _Plain  # pyright: ignore[reportAssignmentType] - as urllib3's own is


class _EncryptedPool(HTTPSConnectionPool):
    ConnectionCls = _Encrypted  # pyright: ignore[reportAssignmentType] - as urllib3's own is


class Wire(HTTPAdapter):
    """What a session of `requests` sends by: nothing twice, and only by the sockets of this module."""

    def __init__(self) -> None:
        super().__init__(pool_connections=1, pool_maxsize=1, max_retries=Retry(0, read=False))

    def init_poolmanager(self, *args: Any, **kwargs: Any) -> None:
        """Make the pool of connections."""
        context = create_urllib3_context()
        context.sslsocket_class = _TlsSocket
        super().init_poolmanager(*args, **kwargs, ssl_context=context)
        manager: urllib3.PoolManager = self.poolmanager
        manager.pool_classes_by_scheme = {"http": _PlainPool, "https": _EncryptedPool}

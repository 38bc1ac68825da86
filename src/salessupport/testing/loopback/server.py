"""`Loopback`: an HTTP server on 127.0.0.1 in threads of its own, whose answers come from a handler and from mishaps."""

from __future__ import annotations

import os
import socket
import ssl
import struct
import threading
from collections.abc import Callable
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from attrs import evolve

from salessupport.testing.loopback.exchange import Answer, Request
from salessupport.testing.loopback.mishaps import Mishap

Handler = Callable[[Request], Answer]
_FAIR = Mishap("fair")
_RESET = struct.pack("ii", 1, 0)


class Loopback:
    """A server for the time of a `with`; `url` is where it listens.

    `handler` answers one request at a time; one that raises is answered with status 500, and what it raised is raised
    again when the `with` ends. `tls` is a server's context with its certificate.
    """

    def __init__(self, handler: Handler, *, tls: ssl.SSLContext | None = None) -> None:
        self._handler = handler
        self._tls = tls
        self._lock = threading.Lock()
        self._requests: list[Request] = []
        self._answers: list[Answer] = []
        self._plan: list[Mishap | None] = []
        self._failures: list[Exception] = []
        self.closing = threading.Event()

    @property
    def url(self) -> str:
        """`http://127.0.0.1:PORT`, without a slash at its end."""
        return f"{'https' if self._tls else 'http'}://127.0.0.1:{self._server.server_address[1]}"

    @property
    def requests(self) -> tuple[Request, ...]:
        """Every request that came in whole, in order."""
        with self._lock:
            return tuple(self._requests)

    def strike(self, *mishaps: Mishap | None) -> None:
        """Set what strikes the next requests, one each; None is a fair one, and behind the last all are."""
        with self._lock:
            self._plan = list(mishaps)

    def handle(self, request: Request) -> tuple[Mishap, Answer]:
        """Take a request: what strikes it, and what is answered."""
        with self._lock:
            self._requests.append(request)
            mishap = (self._plan.pop(0) if self._plan else None) or _FAIR
            answer = Answer(500)
            for _ in range(mishap.times):
                answer = self._answered(request)
            answer = mishap.rewrite(answer, tuple(self._answers))
            self._answers.append(answer)
            return mishap, answer

    def _answered(self, request: Request) -> Answer:
        try:
            return self._handler(request)
        except Exception as error:  # noqa: BLE001 - raised again at the end
            self._failures.append(error)
            return Answer.text(repr(error), status=500)

    def __enter__(self) -> Loopback:
        self._server = _Server(self)
        if self._tls is not None:
            listening = self._server.socket
            self._server.socket = self._tls.wrap_socket(listening, server_side=True, do_handshake_on_connect=False)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="loopback", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, _: TracebackType | None) -> None:
        self.closing.set()
        self._server.shutdown()
        self._thread.join()
        self._server.end()
        if kind is None and self._failures:
            raise self._failures[0]


def nobody() -> str:
    """An address of this machine where nobody listens."""
    with socket.socket() as own:
        own.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{own.getsockname()[1]}"


class _Server(ThreadingHTTPServer):
    daemon_threads = False
    request_queue_size = 64

    def __init__(self, loopback: Loopback) -> None:
        self.loopback = loopback
        self._lines: set[socket.socket] = set()
        self._guard = threading.Lock()
        super().__init__(("127.0.0.1", 0), _Connection)

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._guard:
            self._lines.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._guard:
            self._lines.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing: a client that goes away, or a handshake that fails, is what tests are about."""

    def end(self) -> None:
        """Close every connection and wait for its thread."""
        with self._guard:
            for line in self._lines:
                with suppress(OSError):
                    line.shutdown(socket.SHUT_RDWR)
        self.server_close()


class _Connection(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server  # pyright: ignore[reportIncompatibleVariableOverride] - it is only made by this one

    def do_GET(self) -> None:
        loopback = self.server.loopback
        mishap, answer = loopback.handle(self._request())
        if self.command == "HEAD":
            answer = evolve(answer.with_headers(Content_Length=str(len(answer.body))), body=b"")
        mishap.deliver(self, answer)
        if mishap.deliver is not _FAIR.deliver:
            self.close_connection = True

    do_HEAD = do_POST = do_PUT = do_PATCH = do_DELETE = do_GET  # noqa: N815 - the library's names

    def _request(self) -> Request:
        parts = urlsplit(self.path)
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        query = dict(parse_qsl(parts.query, keep_blank_values=True))
        return Request(self.command, parts.path, query, headers, body)

    def write(self, data: bytes, /) -> None:
        """Send."""
        with suppress(OSError):
            self.wfile.write(data)
            self.wfile.flush()

    def wait(self, seconds: float, /) -> None:
        """Wait, or until the server ends."""
        self.server.loopback.closing.wait(seconds)

    def reset(self) -> None:
        """Drop the connection at once."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
        os.close(self.connection.detach())  # its files would keep it open

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the interface's
        """Say nothing."""

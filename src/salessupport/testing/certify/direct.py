"""The client of an adapter without a socket: what it sends is handed to a fake at once, what comes back is judged.

Requests are made and answers judged by the very code of the real client, so that only the wire is missing; it makes a
trial cheap enough for a law to draw hundreds of them. The law `wire.sockets` plays the same fake
over real sockets. Source: ports.md 4.3, 4.4.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import timedelta
from types import MappingProxyType
from urllib.parse import parse_qsl, urlsplit

from attrs import frozen

from salessupport.runtime.http import answer, sending, verdict
from salessupport.runtime.http.destination import Origin, split
from salessupport.spi.environment import Clock, Http, HttpFactory
from salessupport.spi.secret import Secret
from salessupport.testing.loopback.exchange import Answer, Request

Handler = Callable[[Request], Answer]
Text = str | Secret


@frozen(eq=False)
class DirectFactory(HttpFactory):
    """Makes clients of one fake."""

    handler: Handler
    clock: Clock

    def client(self, base_url: str, /, *, headers: Mapping[str, Text] | None = None) -> Http:
        """A client of the fake, whatever the address."""
        return _DirectHttp(self.handler, self.clock, *split(base_url), dict(headers or {}))


@frozen(eq=False)
class _DirectHttp(Http):
    handler: Handler
    clock: Clock
    origin: Origin
    prefix: str
    headers: Mapping[str, Text]

    def request(
        self,
        method: str,
        path: str,
        /,
        *,
        effect: bool,
        params: Mapping[str, Text] | None = None,
        headers: Mapping[str, Text] | None = None,
        json: object = None,
        form: Mapping[str, Text] | None = None,
        content: bytes | None = None,
        deadline: timedelta | None = None,  # noqa: ARG002 - nothing is waited for
        accept: Collection[int] = (),
    ) -> answer.Answer:
        """Hand the request to the fake, and judge what it answers."""
        data, kind = sending.body(json, form, content)
        address = urlsplit(sending.address(self.origin, self.prefix, path, params))
        given = {name.lower(): value for name, value in sending.lines(kind, self.headers, headers).items()}
        query = dict(parse_qsl(address.query, keep_blank_values=True))
        came = self.handler(Request(method, address.path, query, given, data or b""))
        told = MappingProxyType({name.lower(): value for name, value in came.headers.items()})
        got = answer.Answer(came.status, told, came.body, effect)
        wrong = None if came.status in accept else verdict.judged(got, self.clock)
        if wrong is not None:
            raise wrong
        return got

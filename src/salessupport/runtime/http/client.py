"""The HTTP client of adapters: one call is one request on the wire, and whatever became of it has a name.

Laws: no redirect is followed, no cookie kept, no `.netrc` and no proxy of the environment used, nothing sent twice;
the deadline is over connection, request and answer together; no error, log or traceback of ours holds what was sent.
Source: reliability.md 3.6, B79-B87, B112; spi.environment.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING

from attrs import field, frozen

from salessupport.domain.values.errors import ConfigError
from salessupport.runtime.http import sending, verdict
from salessupport.runtime.http.answer import Answer
from salessupport.runtime.http.body import read_body
from salessupport.runtime.http.destination import Origin, literally_forbidden, split
from salessupport.runtime.http.settings import HttpSettings
from salessupport.spi.environment import Cancel, Clock, Http, Log
from salessupport.spi.errors import ContractViolation, DestinationForbidden, TlsRequired
from salessupport.spi.secret import Secret

if TYPE_CHECKING:
    import requests

    from salessupport.runtime.http.wire import Exchange

_CHUNK = 1 << 16


@frozen(eq=False)
class HttpClients:
    """Makes clients (`spi.environment.HttpFactory`), each with a session of its own."""

    settings: HttpSettings
    clock: Clock
    log: Log
    cancel: Cancel

    def client(self, base_url: str, /, *, headers: Mapping[str, str | Secret] | None = None) -> Http:
        """A client of the origin and path of `base_url`, which sends `headers` with every call.

        Raises `DestinationForbidden` for an address that may not be called or is not written plainly, `TlsRequired`
        for one without encryption that is not this machine's and not named in `plain_http`, `ConfigError` for a
        `ca_file` that holds no certificates.
        """
        origin, prefix = split(base_url)
        self._check(origin)
        sending.lines(headers)
        return HttpClient(self, origin, prefix, dict(headers or {}))

    def _check(self, origin: Origin) -> None:
        if self.settings.origins and origin not in self.settings.origins:
            raise DestinationForbidden("destination.origin", origin=str(origin))
        if literally_forbidden(origin, self.settings.networks):
            raise DestinationForbidden("destination.address", host=origin.host)
        if origin.scheme == "http" and not origin.loopback and origin not in self.settings.plain_http:
            raise TlsRequired("tls.required", origin=str(origin))
        if origin.scheme == "https" and self.settings.ca_file is not None and not _certificates(self.settings):
            raise ConfigError("http.ca_file", path="http.ca_file", name=self.settings.ca_file.name)


@frozen(eq=False)
class HttpClient:
    """A client of one origin; one thread uses it at a time."""

    _made_by: HttpClients = field(repr=False)
    origin: Origin
    _prefix: str = field(repr=False)
    _headers: Mapping[str, str | Secret] = field(repr=False)
    _session: list[requests.Session] = field(init=False, factory=list, repr=False)

    def request(
        self,
        method: str,
        path: str,
        /,
        *,
        effect: bool,
        params: Mapping[str, str | Secret] | None = None,
        headers: Mapping[str, str | Secret] | None = None,
        json: object = None,
        form: Mapping[str, str | Secret] | None = None,
        content: bytes | None = None,
        deadline: timedelta | None = None,
        accept: Collection[int] = (),
    ) -> Answer:
        """Call `path`; what it raises is told in `verdict`, and in `spi.environment.Http`."""
        if method not in sending.METHODS:
            raise ContractViolation("request.method", method=method[:20])
        made = self._made_by

        def prepared() -> requests.PreparedRequest:
            import requests

            data, kind = sending.body(json, form, content)
            url = sending.address(self.origin, self._prefix, path, params)
            return requests.Request(method, url, sending.lines(kind, self._headers, headers), data=data).prepare()

        made.cancel.check()
        began = made.clock.running()
        result = self._outcome(prepared(), deadline or made.settings.deadline, effect=effect, accept=accept)
        self._note(method, path, result, made.clock.running() - began)
        if isinstance(result, Answer):
            return result
        raise result  # here, where no frame holds what was sent, and no chain of errors quotes it

    def _outcome(
        self, prepared: requests.PreparedRequest, deadline: timedelta, *, effect: bool, accept: Collection[int]
    ) -> Answer | Exception:
        from salessupport.runtime.http.wire import UNDER_WAY, Exchange

        made = self._made_by
        until = made.clock.running() + deadline
        exchange = Exchange(made.clock, until, made.settings.connect, self.origin, made.settings.networks)
        token = UNDER_WAY.set(exchange)
        try:
            answer = self._sent(prepared, exchange, effect=effect)
        except Exception as error:  # noqa: BLE001 - sorted at once; its words may quote what was sent
            return verdict.lost(error, sent=exchange.sent, late=exchange.late, effect=effect)
        finally:
            UNDER_WAY.reset(token)
        return (None if answer.status in accept else verdict.judged(answer, made.clock)) or answer

    def _sent(self, prepared: requests.PreparedRequest, exchange: Exchange, *, effect: bool) -> Answer:
        settings = self._made_by.settings
        with self._opened().send(
            prepared,
            stream=True,
            timeout=(exchange.left(), exchange.left()),
            allow_redirects=False,
            verify=str(settings.ca_file) if settings.ca_file else True,
            proxies={},
        ) as response:
            chunks = response.raw.stream(_CHUNK, decode_content=False)
            content = read_body(chunks, response.headers.get("Content-Encoding", ""))
            headers = MappingProxyType({name.lower(): value for name, value in response.headers.items()})
            return Answer(response.status_code, headers, content, effect)

    def _opened(self) -> requests.Session:
        """The session, made when it is first needed."""
        if not self._session:
            import requests

            from salessupport.runtime.http.wire import Wire

            session = requests.Session()
            session.trust_env = False
            for scheme in ("http://", "https://"):
                session.mount(scheme, Wire())
            self._session.append(session)
        return self._session[0]

    def _note(self, method: str, path: str, result: Answer | Exception, took: timedelta) -> None:
        became = result.status if isinstance(result, Answer) else type(result).__name__
        place = f"{self.origin}{self._prefix}{path.partition('?')[0]}" if path.startswith("/") else str(self.origin)
        milliseconds = took // timedelta(milliseconds=1)
        self._made_by.log.note("http.call", method=method, place=place, became=became, milliseconds=milliseconds)


def _certificates(settings: HttpSettings) -> bool:
    """Whether the file of certificates can be read as such."""
    import ssl

    try:
        ssl.create_default_context(cafile=str(settings.ca_file))
    except (OSError, ValueError):
        return False
    return True

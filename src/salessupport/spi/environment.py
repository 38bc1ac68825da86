"""What an adapter may use of the world, handed to it when it is opened: nothing else, so that a test can own it all.

An adapter imports neither `time`, `random` nor `os.environ`, and makes no HTTP session of its own: clocks, chance and
the network come from here. `salessupport.runtime` implements these Protocols, `salessupport.testing` replaces them.
Source: ports.md 3.5; architecture decision 6; reliability.md 3.5, 3.6.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from attrs import frozen

from salessupport.spi.secret import Secret

T = TypeVar("T")


class Clock(Protocol):
    """Time of day and running time."""

    def now(self) -> datetime:
        """The instant, in UTC."""
        ...

    def running(self) -> timedelta:
        """Time since some fixed beginning; never goes back."""
        ...


class Sleeper(Protocol):
    """Waiting."""

    def sleep(self, duration: timedelta, /) -> None:
        """Wait."""
        ...


class Chance(Protocol):
    """A source of random numbers."""

    def uniform(self) -> float:
        """A number from 0 up to, not including, 1."""
        ...


class Log(Protocol):
    """The library's log; what is handed over is redacted before it is written."""

    def note(self, event: str, /, **values: object) -> None:
        """Note something for whoever looks into it later."""
        ...


class Cancel(Protocol):
    """Whether the caller has given up."""

    def check(self) -> None:
        """Raise `Cancelled` if the caller has given up."""
        ...


class HttpResponse(Protocol):
    """An answer, read to its end within the bounds of the client."""

    @property
    def status(self) -> int:
        """The HTTP status; on its own never a sign of success."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """Headers, by names in small letters."""
        ...

    @property
    def content(self) -> bytes:
        """The body, unpacked."""
        ...

    def text(self) -> str:
        """The body as text by its declared charset or strictly as UTF-8; `EncodingError` if it is not.

        Of a call with `effect` an answer that cannot be read is a lost one: `OutcomeUnknown`; so it is for `json`.
        """
        ...

    def json(self) -> Any:
        """The body as strict JSON, amounts as `Decimal`; `ContractViolation` if it is something else."""
        ...


class Http(Protocol):
    """The one way to the network (reliability.md 3.6): no redirects, no environment, a deadline over the whole call."""

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
    ) -> HttpResponse:
        """Call `path` of the configured origin; `path` begins with `/`, or is a link of an answer to the same origin.

        `deadline` is for connection, request and answer together. Values of the type `Secret` among `params`,
        `headers` and `form` and within `json` are revealed on the wire only.

        With `effect`, a call whose answer is lost after it may have been sent, or that ends with a status of 5xx,
        raises `OutcomeUnknown`, and nothing sends it again. Of a reading these are `Unreachable`, `DeadlineExceeded`
        and `Maintenance`, which of any call mean that certainly nothing happened. Other statuses than 2xx raise too:
        401 `AuthFailed`, 429 `RateLimited`, a redirect `DestinationForbidden`, the rest `Rejected` or a class below it
        with the remote's own words as `remote_text`. A status in `accept` is answered instead: its body says more.
        """
        ...


class HttpFactory(Protocol):
    """Makes clients, each for one origin out of the configuration."""

    def client(self, base_url: str, /, *, headers: Mapping[str, str | Secret] | None = None) -> Http:
        """A client of this origin; `DestinationForbidden` or `TlsRequired` if it may not be called."""
        ...


class Converter(Protocol):
    """Strict conversion between plain values (JSON, TOML) and attrs classes: nothing is coerced, all faults at once."""

    def structure(self, value: object, kind: type[T], /) -> T:
        """Make a `kind`; `ValidationReport` with the path of every fault."""
        ...

    def unstructure(self, value: object, /) -> Any:
        """Give plain JSON values that `structure` reads back; `SecretExposure` if a secret is among them."""
        ...


@frozen
class Environment:
    """The world of one open adapter."""

    clock: Clock
    sleeper: Sleeper
    chance: Chance
    http: HttpFactory
    converter: Converter
    log: Log
    cancel: Cancel

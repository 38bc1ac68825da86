"""Webhooks: whether a message is from whom it says, of now, and not changed on its way, before anything of it is read.

    events = Webhook("erp", (secret, older_secret), Scheme(signature="X-Signature", timestamp="X-Timestamp"))
    event = events.verified(request.headers, request.body, now=clock.now())
    inbox.receive(event, handle)          # told twice, handled once (`runtime.inbox`)

Laws: the algorithm is that of the configuration, never the message's; signatures are compared in constant time, against
every secret that is valid (they are renewed one after another); the signature covers the time and the raw bytes; what
is older or newer than the window is refused. A webhook is a hint: for money, what it tells of is fetched, not believed.
Source: reliability.md 3.11, B109, B110, F24-F26.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Literal

from attrs import Attribute, field, frozen

from salessupport.domain.values.errors import ConfigError, TooLarge
from salessupport.runtime.inbox import Event
from salessupport.spi.errors import ReplayDetected, SignatureInvalid
from salessupport.spi.secret import Secret

LARGEST: Final = 1 << 20
"""Bytes of a message."""
WINDOW: Final = timedelta(seconds=300)
"""How old a message may be, and how far ahead the sender's clock."""
_SECOND: Final[Mapping[str, timedelta]] = {"s": timedelta(seconds=1), "ms": timedelta(milliseconds=1)}
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_LONGEST_TIME: Final = 15

Part = Literal["timestamp", "id", "body"]


def _with_time_and_body(_: object, __: Attribute[Any], parts: tuple[Part, ...]) -> None:
    if not {"timestamp", "body"} <= set(parts):
        raise ConfigError("webhook.scheme", path="signed", reason="timestamp and body are signed, or replays pass")


@frozen
class Scheme:
    """How a sender signs: the headers of signature, time and id, and what is signed, joined by `separator`.

    The signature is an HMAC under `algorithm`, written as `encoding` behind `prefix`; a header may hold several, with
    blanks between. An id counts only where it is signed; without one an event is known by its time and content. `time`
    is the unit of the timestamp, which counts from 1970.
    """

    signature: str
    timestamp: str
    id: str = ""
    signed: tuple[Part, ...] = field(default=("timestamp", "body"), validator=_with_time_and_body)
    separator: str = "."
    algorithm: Literal["sha256", "sha512"] = "sha256"
    encoding: Literal["hex", "base64"] = "hex"
    prefix: str = ""
    time: Literal["s", "ms"] = "s"

    def __attrs_post_init__(self) -> None:
        if ("id" in self.signed) != bool(self.id):
            raise ConfigError(
                "webhook.scheme", path="id", reason="an id stands in a header and is signed, or there is none"
            )

    def sign(self, secret: Secret, parts: Mapping[Part, bytes]) -> str:
        """The signature of a message under a secret, without prefix."""
        content = self.separator.encode().join(parts[part] for part in self.signed)
        mac = hmac.new(secret.reveal().encode(), content, getattr(hashlib, self.algorithm))
        return mac.hexdigest() if self.encoding == "hex" else base64.b64encode(mac.digest()).decode()


@frozen
class Webhook:
    """What messages of one source are verified by."""

    source: str
    secrets: tuple[Secret, ...]
    scheme: Scheme
    window: timedelta = WINDOW

    def verified(self, headers: Mapping[str, str], body: bytes, *, now: datetime) -> Event:
        """Give the event that a message tells of, for the inbox.

        Raises `TooLarge`; `SignatureInvalid` for a header that is missing, another secret or an altered byte;
        `ReplayDetected` for a message out of its time.
        """
        if len(body) > LARGEST:
            raise TooLarge("webhook.too_large", path=self.source, limit=LARGEST >> 20)
        scheme = self.scheme
        found = {name.lower(): value for name, value in headers.items()}
        signature, stamp = self._header(found, scheme.signature), self._header(found, scheme.timestamp)
        id_ = self._header(found, scheme.id) if scheme.id else ""
        parts: dict[Part, bytes] = {"timestamp": _bytes(stamp), "id": _bytes(id_), "body": body}
        if not self._signed(signature, parts):
            raise SignatureInvalid("webhook.signature", path=self.source)
        self._check_time(stamp, now)
        return Event(self.source, id_ or hashlib.sha256(parts["timestamp"] + b"." + body).hexdigest(), body)

    def _header(self, headers: Mapping[str, str], name: str) -> str:
        value = headers.get(name.lower(), "")
        if not value:
            raise SignatureInvalid("webhook.missing", path=self.source, header=name)
        return value

    def _signed(self, given: str, parts: Mapping[Part, bytes]) -> bool:
        """Whether one of the signatures is one of ours; every pair is compared, so that time tells nothing."""
        prefix = self.scheme.prefix
        claims = [_bytes(each.removeprefix(prefix)) for each in given.split()[:8] if each.startswith(prefix)]
        if self.scheme.encoding == "hex":
            claims = [each.lower() for each in claims]
        ours = [self.scheme.sign(secret, parts).encode() for secret in self.secrets]
        return any([hmac.compare_digest(one, claim) for one in ours for claim in claims])  # noqa: C419 - all of them

    def _check_time(self, stamp: str, now: datetime) -> None:
        if not (stamp.isascii() and stamp.isdecimal() and len(stamp) <= _LONGEST_TIME):
            raise SignatureInvalid("webhook.missing", path=self.source, header=self.scheme.timestamp)
        since = now - _EPOCH - int(stamp) * _SECOND[self.scheme.time]
        if abs(since) > self.window:
            seconds = self.window // timedelta(seconds=1)
            raise ReplayDetected("webhook.time", path=self.source, seconds=seconds)


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")

"""What the configuration may say about the network: `[http]` of `salessupport.toml`."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any, Final

from attrs import Attribute, field, frozen

from salessupport.domain.values.errors import ConfigError
from salessupport.runtime.http.destination import Network, Origin

LARGEST: Final = 32 << 20
"""Bytes of an answer, unpacked."""
RATIO: Final = 200
"""How many times its bytes on the wire an answer may unpack to, beyond its first MiB."""


def _positive(_: object, attribute: Attribute[Any], value: timedelta) -> None:
    if not timedelta(0) < value <= timedelta(hours=1):
        raise ConfigError("http.span", path=attribute.name, field=attribute.name)


@frozen
class HttpSettings:
    """How other systems may be called.

    `networks`: addresses outside the public internet that may be called, such as `10.1.0.0/16`; `origins`: the only
    ones that may be called, any if empty; `plain_http`: those that may be called without encryption, besides this
    machine; `ca_file`: certificates to trust in the place of the usual ones; `deadline`: for a whole call, where the
    adapter sets no other; `connect`: for its connection.
    """

    networks: tuple[Network, ...] = ()
    origins: tuple[Origin, ...] = ()
    plain_http: tuple[Origin, ...] = ()
    ca_file: Path | None = None
    deadline: timedelta = field(default=timedelta(seconds=30), validator=_positive)
    connect: timedelta = field(default=timedelta(seconds=10), validator=_positive)

"""Which addresses may be called: of the public internet, or of networks that the configuration names.

Laws: a base address is written plainly (no user, no number in disguise, no address within another); what counts is the
address that was connected, not the name; link-local addresses and those where clouds keep their credentials are never
called, whatever is named. Source: reliability.md 3.6, B83.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final

from attrs import frozen

from salessupport.domain.values.errors import ConfigError
from salessupport.runtime.scalars import read_text
from salessupport.spi.errors import DestinationForbidden

Address = IPv4Address | IPv6Address
_URL: Final = re.compile(
    r"(https?)://(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9](?:[A-Za-z0-9_.-]*[A-Za-z0-9])?)(?::([0-9]{1,5}))?(/[!$&-;=@-Z_a-z~%]*)?\Z",
    re.IGNORECASE,
)
_NUMBER: Final = re.compile(r"(?:0x[0-9a-f]*|[0-9]+)\Z", re.IGNORECASE)
_PORTS: Final = {"http": 80, "https": 443}
_NEVER: Final = tuple(
    ip_network(text)
    for text in (
        "0.0.0.0/8", "169.254.0.0/16", "100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32", "224.0.0.0/4",
        "240.0.0.0/4", "::/128", "fe80::/10", "fec0::/10", "fd00:ec2::254/128", "fd20:ce::254/128", "ff00::/8",
    )
)  # fmt: skip
"""Link-local, metadata services of clouds, groups, and addresses that are none."""
_TRANSLATED: Final = ip_network("64:ff9b::/96")
_COMPATIBLE: Final = ip_network("::/96")
_BROADEST: Final = {4: 8, 6: 16}


@frozen
class Network:
    """A range of addresses that the configuration names."""

    range: IPv4Network | IPv6Network

    @classmethod
    def parse(cls, value: object) -> Network:
        """Read `10.1.0.0/16` or one address; nothing broader than /8 (of IPv6 /16)."""
        try:
            found = ip_network(read_text(value))
        except ValueError:
            found = None
        if found is None or found.prefixlen < _BROADEST[found.version]:
            raise ConfigError("http.network", value=str(value)[:40])
        return cls(found)


@frozen
class Origin:
    """Scheme, host and port: what one client calls and nothing else."""

    scheme: str
    host: str
    port: int

    @classmethod
    def parse(cls, value: object) -> Origin:
        """Read `https://erp.example.com:8443`, without a path."""
        origin, prefix = split(read_text(value))
        if prefix:
            raise DestinationForbidden("destination.url")
        return origin

    def __str__(self) -> str:
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{self.host}{port}"

    @property
    def loopback(self) -> bool:
        """Whether the host is written as an address of this very machine, or `localhost`."""
        literal = _literal(self.host)
        return self.host == "localhost" if literal is None else literal.is_loopback


def split(url: str) -> tuple[Origin, str]:
    """Take a base address apart into its origin and the path before every call's path.

    Raises `DestinationForbidden` for one with a user, query or fragment, or whose host is a number in disguise. The
    error does not show it: it may hold a secret.
    """
    found = _URL.match(url)
    if found is None:
        raise DestinationForbidden("destination.url")
    scheme, host, path = found[1].lower(), found[2].lower(), found[4] or ""
    port = int(found[3] or _PORTS[scheme])
    if not 0 < port < 1 << 16 or climbs(path):
        raise DestinationForbidden("destination.url")
    _check_host(host)
    return Origin(scheme, host, port), path.rstrip("/")


def climbs(path: str) -> bool:
    """Whether a path has a step upwards, also in escapes."""
    plain = re.sub("%2e", ".", re.sub("%(?:2f|5c)", "/", path, flags=re.IGNORECASE), flags=re.IGNORECASE)
    return any(step in (".", "..") for step in plain.replace("\\", "/").split("?")[0].split("/"))


def _check_host(host: str) -> None:
    literal = _literal(host)
    if literal is None and (host.startswith("[") or ".." in host or _NUMBER.match(host.rsplit(".", 1)[-1])):
        raise DestinationForbidden("destination.host", host=host)
    if isinstance(literal, IPv6Address) and list(_within(literal)):
        raise DestinationForbidden("destination.host", host=host)


def _literal(host: str) -> Address | None:
    """The address that a host is written as, in its one plain form."""
    try:
        found = ip_address(host.strip("[]"))
    except ValueError:
        return None
    return found if (found.version == 6) == host.startswith("[") else None


def allowed(address: str, networks: Iterable[Network]) -> bool:
    """Whether an address that a name stands for, or that was connected, may be called."""
    outer = ip_address(address.split("%")[0])
    named = [network.range for network in networks]
    return all(_allowed(one, named) for one in (list(_within(outer)) or [outer]))


def literally_forbidden(origin: Origin, networks: Iterable[Network]) -> bool:
    """Whether a host is written as an address that may not be called; a name is judged when it is connected."""
    literal = _literal(origin.host)
    return literal is not None and not literal.is_loopback and not allowed(str(literal), networks)


def _allowed(address: Address, named: list[IPv4Network | IPv6Network]) -> bool:
    if any(address in network for network in _NEVER):
        return False
    return address.is_global or any(address in network for network in named)


def _within(address: Address) -> Iterator[Address]:
    """The IPv4 addresses that an IPv6 address carries packets to."""
    if isinstance(address, IPv4Address):
        return
    if address.ipv4_mapped is not None:
        yield address.ipv4_mapped
    if address.sixtofour is not None:
        yield address.sixtofour
    if address.teredo is not None:
        yield from address.teredo
    if address in _TRANSLATED or (address in _COMPATIBLE and int(address) > 1):
        yield IPv4Address(int(address) & 0xFFFFFFFF)

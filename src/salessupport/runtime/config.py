"""The configuration of an installation: `salessupport.toml`, or a mapping of the same form.

    [plugins]
    allow = ["salessupport-acme==1.2.0", "salessupport-bank"]   # nothing else is imported

    [adapters.erp]                        # the name that the installation gives to a connection
    adapter = "acme"                      # what it is registered by; without it, the name itself
    config = { base_url = "https://erp.example.com", token = { env = "ERP_TOKEN" } }

    [links.erp]                           # of the connection `erp`, where documents are pulled and pushed
    ours = ["customers.credit_limit"]     # fields that a push sets there where they differ

    [http]
    networks = ["10.1.0.0/16"]            # addresses outside the public internet that may be called

Laws: all faults at once, each with its path; an unknown key is a fault; nothing is read from the environment but what a
secret's reference names; secrets are fetched last, when an adapter is opened, and stand in no fault.
Source: ports.md 3.5; architecture decision 4.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final, TypeVar

from attrs import evolve, field, frozen

from salessupport.domain.values.errors import ConfigError
from salessupport.runtime.converter import Reader, StrictConverter
from salessupport.runtime.http.destination import Network, Origin
from salessupport.runtime.http.settings import HttpSettings
from salessupport.runtime.redaction import redact
from salessupport.runtime.scalars import read_text
from salessupport.runtime.secrets import SecretSources
from salessupport.spi.secret import Secret

T = TypeVar("T")
NAME: Final = "salessupport.toml"
"""What the file is called."""
LARGEST: Final = 1 << 20
"""Bytes that it has at most."""
_PIN: Final = re.compile(r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)(?:==([A-Za-z0-9][A-Za-z0-9.!+_-]*))?\Z")


@frozen
class Pin:
    """A distribution that may be loaded, in any version or in one."""

    distribution: str
    version: str | None = None


def read_pin(value: object) -> Pin:
    """Read `name` or `name==version`."""
    found = _PIN.match(read_text(value))
    if found is None:
        raise ConfigError("config.pin", value=str(value)[:40])
    return Pin(found[1], found[2])


@frozen
class PluginSettings:
    """Which distributions may be imported."""

    allow: tuple[Pin, ...] = ()

    @property
    def pins(self) -> Mapping[str, str | None]:
        """Each distribution with its version, or None for any."""
        return {pin.distribution: pin.version for pin in self.allow}


@frozen
class AdapterSettings:
    """One connection: what its adapter is registered by, and that adapter's own table, not read yet."""

    adapter: str = ""
    config: Mapping[str, object] = field(factory=dict, hash=False, repr=False)


@frozen
class LinkSettings:
    """What is agreed about the documents of a connection: the fields that are ours, as `table.column`."""

    ours: tuple[str, ...] = ()


@frozen
class Tables:
    """What the file holds."""

    plugins: PluginSettings = PluginSettings()
    adapters: Mapping[str, AdapterSettings] = field(factory=dict, hash=False)
    http: HttpSettings = field(factory=HttpSettings)
    links: Mapping[str, LinkSettings] = field(factory=dict, hash=False)


@frozen
class Settings(Tables):
    """The whole configuration with the places that its secrets are fetched from; it is what a `Hub` is made with."""

    secrets: SecretSources = field(factory=SecretSources, kw_only=True)

    def adapter_of(self, name: str, /) -> str:
        """The adapter of a connection; the name itself where nothing else is said."""
        found = self.adapters.get(name)
        return found.adapter or name if found else name

    def ours_of(self, name: str, /) -> tuple[str, ...]:
        """The fields of a connection that are ours; none where nothing is said."""
        found = self.links.get(name)
        return found.ours if found else ()

    def configured(self, name: str, kind: type[T], /) -> T:
        """Read the table of a connection into its adapter's class and fetch its secrets.

        Raises `ConfigError` for a name that is not configured, `ValidationReport` with every fault and every secret
        that is missing, at paths such as `$.adapters.erp.config.token`.
        """
        if name not in self.adapters:
            raise ConfigError("config.adapter", name=name, known=", ".join(sorted(self.adapters)))
        readers: Mapping[Any, Reader] = {**_READERS, Secret: self.secrets.read}
        return StrictConverter(readers=readers, root=f"$.adapters.{name}.config").structure(
            self.adapters[name].config, kind
        )


_READERS: Final[Mapping[type, Reader]] = MappingProxyType({Pin: read_pin, Network: Network.parse, Origin: Origin.parse})


def read_settings(path: Path) -> Settings:
    """Read the file, or the file `salessupport.toml` of a folder.

    Raises `ConfigError` if it cannot be read or is no TOML, `ValidationReport` with every fault of its content.
    """
    file = path / NAME if path.is_dir() else path
    return settings_from(_toml(file), folder=file.parent)


def settings_from(
    table: Mapping[str, object], *, folder: Path = Path(), environ: Mapping[str, str] | None = None
) -> Settings:
    """Read a mapping of the same form; relative names of files begin in `folder`.

    `environ` holds the variables that secrets may be fetched from; without it, those of the process.
    """
    read = StrictConverter(readers=_READERS).structure(table, Tables)
    http = evolve(read.http, ca_file=folder / read.http.ca_file) if read.http.ca_file else read.http
    secrets = SecretSources(folder=folder) if environ is None else SecretSources(environ, folder)
    for name in read.links:
        if name not in read.adapters:
            raise ConfigError(
                "config.adapter", path=f"$.links.{name}", name=name, known=", ".join(sorted(read.adapters))
            )
    return Settings(read.plugins, read.adapters, http, read.links, secrets=secrets)


def _toml(file: Path) -> dict[str, object]:
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
    except OSError as error:
        reason = error.strerror or "unreadable"
        data = b""
    else:
        reason = "too large" if len(data) > LARGEST else ""
    if reason:
        raise ConfigError("config.unreadable", path=str(file), reason=reason)
    return _parsed(data, file)


def _parsed(data: bytes, file: Path) -> dict[str, object]:
    try:
        return tomllib.loads(data.decode("utf-8-sig"), parse_float=Decimal)
    except UnicodeDecodeError:
        reason = "not UTF-8"
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        reason = redact(str(error))[:200]
    raise ConfigError("config.toml", path=str(file), reason=reason)

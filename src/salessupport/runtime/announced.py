"""The adapters that plugins announce, by port and name; nothing of their code is imported.

Laws: one that was written for another version of its port, or for a port that does not exist, is left out with both
sides named; a name that two plugins announce is neither's. Source: ports.md 3.5, 3.8; architecture decision 4.
"""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches
from typing import Any, Protocol, TypeVar

from attrs import frozen

from salessupport.domain.values.errors import ConfigError, SalesSupportError
from salessupport.runtime.dispatch import Dispatcher, Said
from salessupport.spi import hooks
from salessupport.spi.adapter import Adapter
from salessupport.spi.checks import incompatible
from salessupport.spi.errors import IncompatiblePlugin
from salessupport.spi.port import Port
from salessupport.spi.ports import PORTS

P = TypeVar("P")
T = TypeVar("T")


class HubSettings(Protocol):
    """What the hub needs of the configuration (`runtime.config.Settings`)."""

    @property
    def adapters(self) -> Mapping[str, object]:
        """The configured connections by name."""
        ...

    def adapter_of(self, name: str, /) -> str:
        """The adapter that a connection uses; the name itself where nothing else is said."""
        ...

    def configured(self, name: str, kind: type[T], /) -> T:
        """The configuration of a connection as its adapter's class, with all faults at once."""
        ...


@frozen
class Announced:
    """Adapters that can be opened, with the plugins that announced them; `errors` say why others cannot."""

    adapters: Mapping[tuple[str, str], Said[Adapter[Any]]]
    errors: tuple[SalesSupportError, ...]

    @classmethod
    def by(cls, dispatcher: Dispatcher) -> Announced:
        """Ask the plugins."""
        answers = dispatcher.register(hooks.register_adapters, name_of=lambda one: f"{one.port.name}/{one.name}")
        kept, errors = {}, list(answers.errors)
        for said in answers.said:
            error = unfit(said.value)
            if error is None:
                kept[said.value.port.name, said.value.name] = said
            else:
                errors.append(error)
        return cls(kept, tuple(errors))

    def all(self) -> tuple[Said[Adapter[Any]], ...]:
        """Every adapter by port and name."""
        return tuple(said for _, said in sorted(self.adapters.items()))

    def ports_of(self, adapter: str) -> tuple[Port[Any], ...]:
        """The ports that the adapters of a name serve; none where nobody announces it."""
        return tuple(said.value.port for said in self.all() if said.value.name == adapter)

    def named(self, port: Port[P], adapter: str, connection: str) -> Adapter[P]:
        """The adapter of a connection; the error that keeps it out, or `ConfigError` with the nearest name."""
        if (port.name, adapter) in self.adapters:
            return self.adapters[port.name, adapter].value
        for error in self.errors:
            if error.path == f"{port.name}/{adapter}":
                raise error
        names = [name for kind, name in self.adapters if kind == port.name]
        raise unknown(port.name, adapter, connection, names)


def unknown(port: str, adapter: str, connection: str, names: list[str]) -> ConfigError:
    """The error for an adapter that nobody announces, with the nearest of the names that there are."""
    near = get_close_matches(adapter, names, n=1)
    hints = {"hint": f" (did you mean {near[0]}?)", "hint_zh": f"（是否为 {near[0]}？）"} if near else {}
    return ConfigError("hub.adapter", path=f"adapters.{connection}", port=port, name=adapter, **hints)


def unfit(adapter: Adapter[Any]) -> SalesSupportError | None:
    """Why an adapter cannot be used: of a port that does not exist, or written against another version of it."""
    ours, what = PORTS.get(adapter.port.name), f"{adapter.port.name}/{adapter.name}"
    if ours is None or ours is not adapter.port:
        context = {"port": adapter.port.name, "known": ", ".join(PORTS), "adapter": adapter.name}
        return IncompatiblePlugin("hub.port", path=what, **context)
    return incompatible(what, adapter.version, ours.version)

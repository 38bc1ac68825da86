"""The hub: which adapters there are, and typed access to them; an object like any other, nothing of it is global.

    unloaded      its plugin is not in use
    registered    announced; nothing of it is imported
    configured    its configuration was read into its class
    open          connected, in the thread that opened it
    closed        done with

Laws: an adapter's code is imported when it is first opened; one whose signatures do not fit its port is refused with
both sides named.
Source: ports.md 3.5; reliability.md 3.7; architecture decision 4.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from datetime import timedelta
from enum import Enum
from functools import cached_property, partial
from importlib import import_module
from typing import Any, Final, TypeVar

from attrs import frozen

from salessupport.domain.values.errors import SalesSupportError
from salessupport.runtime.announced import Announced, HubSettings
from salessupport.runtime.dispatch import Dispatcher, Said
from salessupport.runtime.guard import Guard
from salessupport.runtime.mapping import Workers
from salessupport.runtime.plugins import Plugins, reason_of
from salessupport.runtime.watch import Overdue, Watch
from salessupport.spi import hooks
from salessupport.spi.adapter import Adapter
from salessupport.spi.checks import misfits
from salessupport.spi.environment import Environment
from salessupport.spi.errors import (
    AdapterError,
    ContractViolation,
    PluginLoadFailed,
    PluginTimeout,
    SecurityError,
)
from salessupport.spi.outcomes import Health
from salessupport.spi.port import Port

P = TypeVar("P")
V = TypeVar("V")
R = TypeVar("R")
T = TypeVar("T")

PING_LIMIT: Final = timedelta(seconds=10)
"""How long `health` waits for one adapter."""


class Stage(Enum):
    """How far an adapter has come."""

    UNLOADED = "unloaded"
    REGISTERED = "registered"
    CONFIGURED = "configured"
    OPEN = "open"
    CLOSED = "closed"


@frozen
class HealthRow:
    """How a connection answered, or the error that kept it from answering."""

    port: str
    name: str
    health: Health | None = None
    error: SalesSupportError | None = None


class Hub:
    """Adapters of the plugins in use, with the configuration and the world that they get."""

    def __init__(self, settings: HubSettings, environment: Environment, plugins: Plugins) -> None:
        self._settings = settings
        self._environment = environment
        self.dispatcher = Dispatcher(plugins)
        self._stages: dict[tuple[str, str], Stage] = {}
        self._lock = threading.Lock()

    @cached_property
    def _announced(self) -> Announced:
        return Announced.by(self.dispatcher)

    def adapters(self) -> tuple[Said[Adapter[Any]], ...]:
        """Every adapter that can be opened, with the plugin that announced it; by port and name."""
        return self._announced.all()

    @property
    def refused(self) -> tuple[SalesSupportError, ...]:
        """Why adapters that were announced cannot be opened."""
        return self._announced.errors

    def stage(self, port: Port[Any], name: str) -> Stage:
        """How far a connection has come."""
        known = (port.name, self._settings.adapter_of(name)) in self._announced.adapters
        return self._stages.get((port.name, name), Stage.REGISTERED if known else Stage.UNLOADED)

    def ports_of(self, name: str) -> tuple[Port[Any], ...]:
        """The ports that the adapter of a connection serves; none where nobody announces it."""
        return self._announced.ports_of(self._settings.adapter_of(name))

    @contextmanager
    def open(self, port: Port[P], name: str) -> Iterator[P]:
        """Open a connection of a port, by its name in the configuration; it is closed at the end, in the same thread.

        Raises `ConfigError` for an unknown one and for a wrong configuration, `PluginLoadFailed` if its code cannot be
        imported, `ContractViolation` if it does not fit the port, and what the adapter itself may raise.
        """
        adapter = self._adapter(port, name)
        config = self.configure(port, name)
        with self._entered(adapter, name, config) as thing:
            wrong = [*misfits(thing, adapter.port)]
            if wrong:
                context = {"adapter": name, "port": port.name, "misfits": "; ".join(wrong)}
                raise ContractViolation("hub.misfit", path=name, **context)
            clock = self._environment.clock
            guard = Guard(thing, adapter, name=name, clock=clock, report=self._tell)
            self._reached(port, name, Stage.OPEN)
            try:
                yield guard.face(port)
            finally:
                guard.close()
                self._reached(port, name, Stage.CLOSED)

    def configure(self, port: Port[Any], name: str) -> object:
        """Read a connection's configuration into its adapter's class, without opening it."""
        adapter = self._adapter(port, name)
        config = self._settings.configured(name, imported(adapter.config, name))
        with self._lock:
            self._stages.setdefault((port.name, name), Stage.CONFIGURED)
        return config

    def map(
        self, port: Port[P], name: str, values: Sequence[V], call: Callable[[P, V], R], *, workers: int = 8
    ) -> tuple[R, ...]:
        """`call` of every value, at most `workers` at a time, each thread with a connection of its own.

        Results stand in the order of the values. If calls fail no further one is begun, and the error of the first of
        those values is raised.
        """
        return Workers(lambda: self.open(port, name), call, values).run(workers)

    def health(self, *, limit: timedelta = PING_LIMIT) -> tuple[HealthRow, ...]:
        """Open and ping every configured connection, each within a limit; nothing is raised."""
        connections = sorted(self._settings.adapters)
        asked = [(port, name) for name in connections for port in self.ports_of(name) if "ping" in port.reads]
        jobs = [partial(self._ping, port, name) for port, name in asked]
        watch = Watch("health")
        rows = [
            HealthRow(port.name, name, error=_late(name, limit)) if isinstance(row, Overdue) else row
            for (port, name), row in zip(asked, watch.run(jobs, limit), strict=True)
        ]
        watch.stop()
        return tuple(rows)

    def _ping(self, port: Port[Any], name: str) -> HealthRow:
        try:
            with self.open(port, name) as connection:
                return HealthRow(port.name, name, connection.ping())
        except SalesSupportError as error:
            return HealthRow(port.name, name, error=error)

    def _adapter(self, port: Port[P], name: str) -> Adapter[P]:
        return self._announced.named(port, self._settings.adapter_of(name), name)

    @contextmanager
    def _entered(self, adapter: Adapter[Any], name: str, config: object) -> Iterator[object]:
        """The adapter's own context; what it raises while it connects or leaves is sorted as in a call."""
        opening = imported(adapter.open, name)
        context: AbstractContextManager[object] = _kept(partial(opening, config, self._environment), name, "open")
        thing = _kept(context.__enter__, name, "open")
        try:
            yield thing
        except BaseException as error:
            _kept(partial(context.__exit__, type(error), error, error.__traceback__), name, "close", but=error)
            raise
        else:
            _kept(partial(context.__exit__, None, None, None), name, "close")

    def _reached(self, port: Port[Any], name: str, stage: Stage) -> None:
        with self._lock:
            self._stages[port.name, name] = stage

    def _tell(self, call: hooks.AdapterCall) -> None:
        for error in self.dispatcher.tell(hooks.on_call, call):
            self._environment.log.note("plugin.failed", error=str(error))


def imported(dotted: str, name: str) -> Any:
    """Import what `package.module:name` names; `PluginLoadFailed` whatever goes wrong."""
    module, _, attribute = dotted.partition(":")
    try:
        return getattr(import_module(module), attribute)
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - an import may raise anything
        reason = reason_of(error)
    raise PluginLoadFailed("hub.dotted", path=name, dotted=dotted, adapter=name, reason=reason)


def _kept(call: Callable[[], T], name: str, verb: str, *, but: BaseException | None = None) -> T:
    """Call the adapter's own code; whatever it may not raise becomes a `ContractViolation`.

    `but` is the error that it is told of: it goes on by itself.
    """
    try:
        return call()
    except KeyboardInterrupt:
        raise
    except (AdapterError, SecurityError) as error:
        error.context = {"adapter": name, "verb": verb, **error.context}
        raise
    except BaseException as error:
        if error is but:
            raise
        reason = reason_of(error)
    raise ContractViolation("hub.stray", path=f"{name}.{verb}", adapter=name, verb=verb, reason=reason)


def _late(name: str, limit: timedelta) -> PluginTimeout:
    seconds = limit / timedelta(seconds=1)
    return PluginTimeout("plugin.timeout", path=name, plugin=name, hook="ping", limit=seconds)

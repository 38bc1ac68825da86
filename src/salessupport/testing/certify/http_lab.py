"""The laboratory of an adapter that speaks HTTP: its author writes a fake remote, a class of four methods."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any, Protocol

from attrs import field, frozen

from salessupport.runtime.clock import SystemClock
from salessupport.runtime.converter import StrictConverter
from salessupport.runtime.http.client import HttpClients
from salessupport.runtime.http.settings import HttpSettings
from salessupport.runtime.hub import imported
from salessupport.spi.adapter import Adapter
from salessupport.spi.environment import Environment, HttpFactory
from salessupport.testing.certify.direct import DirectFactory
from salessupport.testing.certify.lab import Seen, Site, World
from salessupport.testing.loopback import Answer, Loopback, Mishap, Request
from salessupport.testing.simulated import KeptLog, NeverCancelled, SimulatedClock, simulated_environment
from salessupport.testing.weather import Weather, WeatherFactory

_BESIDES = frozenset(("enters", "enter", "change", "delete", "languages", "speak", "sign_out", "book"))
DEADLINE = timedelta(milliseconds=400)
"""How long a call over real sockets may take."""


class Fake(Protocol):
    """A remote that its adapter's author wrote: state in memory, answers to requests, and its truth.

    It is made anew for every trial, with the clock of the trial and what it knows from the beginning.
    """

    def handle(self, request: Request, /) -> Answer:
        """Answer a request as the real remote does, signature and all."""
        ...

    def config(self, url: str, /) -> Any:
        """The adapter's configuration for a remote at this address."""
        ...

    def seen(self) -> Sequence[Seen]:
        """Every document that was made in the trial."""
        ...

    def secrets(self) -> Sequence[str]:
        """What the adapter signs in with."""
        ...


@frozen(eq=False)
class HttpSite:
    """A fresh fake. What a fake can do besides (`enter`, `change`, `speak`, `sign_out`, …), the site can."""

    adapter: Adapter[Any]
    fake: Any
    world: World
    clock: SimulatedClock

    @contextmanager
    def open(self, weather: Weather) -> Iterator[Any]:
        """Open the adapter on the fake, its calls under the weather."""
        self._follow(weather.clock.instant)
        weather.clock.waiting.append(self._follow)
        clients = WeatherFactory(DirectFactory(self.fake.handle, weather.clock), weather)
        with self._opened("http://127.0.0.1:1", weather.clock, clients) as port:
            yield port

    @contextmanager
    def sockets(self, *mishaps: Mishap | None) -> Iterator[Any]:
        """Open the adapter on the fake over real sockets; these mishaps strike its first calls."""
        settings = HttpSettings(deadline=DEADLINE, connect=DEADLINE)
        with Loopback(self.fake.handle) as remote:
            clients = HttpClients(settings, SystemClock(), KeptLog(), NeverCancelled())
            with self._opened(remote.url, self.clock, clients) as port:
                remote.strike(*mishaps)
                yield port

    @contextmanager
    def _opened(self, url: str, clock: SimulatedClock, clients: HttpFactory) -> Iterator[Any]:
        environment: Environment = simulated_environment(clock, converter=StrictConverter(), http=clients)
        opener = imported(self.adapter.open, self.adapter.name)
        with opener(self.fake.config(url), environment) as port:
            yield port

    def _follow(self, instant: Any) -> None:
        self.clock.instant = instant

    def seen(self) -> Sequence[Seen]:
        """Every document that was made in the trial."""
        return self.fake.seen()  # type: ignore[no-any-return]

    def secrets(self) -> Sequence[str]:
        """What the adapter signs in with."""
        return self.fake.secrets()  # type: ignore[no-any-return]

    def __getattr__(self, name: str) -> Any:
        if name in _BESIDES:
            return getattr(self.fake, name)
        raise AttributeError(name)


@frozen(eq=False)
class HttpLab:
    """Makes a fresh fake for every trial: `fake(world, clock)`."""

    adapter: Adapter[Any]
    fake: Callable[[World, SimulatedClock], Fake]
    world: World = field(factory=World)

    @contextmanager
    def fresh(self) -> Iterator[Site]:
        """A fake that knows the world."""
        clock = SimulatedClock()
        yield HttpSite(self.adapter, self.fake(self.world, clock), self.world, clock)

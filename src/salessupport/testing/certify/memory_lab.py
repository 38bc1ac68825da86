"""The laboratory of the memory adapters, and of any adapter that talks to a `Remote` over a wire."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from attrs import field, frozen

from salessupport.memory.remote import Remote, Settings
from salessupport.memory.wire import Wire
from salessupport.testing.certify.lab import Seen, Site, World
from salessupport.testing.simulated import SimulatedClock
from salessupport.testing.weather import Weather

_NOT_DOCUMENTS = frozenset({"requests"})


@frozen(eq=False)
class MemorySite:
    """A fresh `Remote`, whose truth is read off it."""

    remote: Remote
    connect: Callable[[Remote, Wire], Any]
    world: World
    clock: SimulatedClock
    visibility: timedelta
    signs_in_with: tuple[str, ...]

    @contextmanager
    def open(self, weather: Weather) -> Iterator[Any]:
        """Connect the adapter to the remote over the weather."""
        self.clock.instant = weather.clock.instant
        weather.clock.waiting.append(self._follow)
        weather.visibility = self.visibility
        yield self.connect(self.remote, weather)

    def _follow(self, instant: Any) -> None:
        self.clock.instant = instant

    def seen(self) -> Sequence[Seen]:
        """Every document that a key made."""
        return [
            Seen(document.ref.kind, document.ref.id, document.keys[0].parts[-1], document.total)
            for document in self.remote.documents()
            if document.keys and not document.deleted and document.ref.kind not in _NOT_DOCUMENTS
        ]

    def secrets(self) -> Sequence[str]:
        """What the laboratory says is a secret; the memory adapters sign in to nothing."""
        return self.signs_in_with


@frozen(eq=False)
class MemoryLab:
    """Makes fresh remotes with these settings; `connect` makes the adapter of a remote and a wire."""

    connect: Callable[[Remote, Wire], Any]
    settings: Settings = field(factory=lambda: Settings(page=2))
    world: World = field(factory=World)
    visibility: timedelta = timedelta(0)
    secrets: tuple[str, ...] = ()

    @contextmanager
    def fresh(self) -> Iterator[Site]:
        """A remote that knows the customers and products of the world."""
        clock = SimulatedClock()
        remote = Remote("lab", self.settings, clock=clock.now)
        for customer in self.world.customers:
            remote.add("customers", {"customers": (customer,)})
        for product in self.world.products:
            remote.add("products", {"products": (product,)})
        yield MemorySite(remote, self.connect, self.world, clock, self.visibility, self.secrets)

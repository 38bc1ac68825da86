"""The laboratory of the memory adapters, and of any adapter that talks to a `Remote` over a wire."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

from attrs import evolve, field, frozen

from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.money import Money, SignedMoney
from salessupport.memory.adapters import ADAPTERS, capabilities
from salessupport.memory.bank_statements import book, open_account
from salessupport.memory.opening import ENDS
from salessupport.memory.remote import LANGUAGES, Document, Remote, Settings
from salessupport.memory.wire import Wire
from salessupport.spi.outcomes import Ref
from salessupport.spi.ports.bank_statements import BankAccount, BankLine
from salessupport.testing.certify.entered import ENTERED
from salessupport.testing.certify.lab import Seen, Site, World
from salessupport.testing.certify.stage import Subject
from salessupport.testing.certify.worth import rounded_worth
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
            Seen(document.ref.kind, document.ref.id, document.keys[0].parts[-1], self._total(document))
            for document in self.remote.documents()
            if document.keys and not document.deleted and document.ref.kind not in _NOT_DOCUMENTS
        ]

    def _total(self, document: Document) -> Money | None:
        lines = document.rows.get("order_lines")
        return rounded_worth(lines, self.world.currency) if lines else document.total

    @property
    def enters(self) -> Collection[str]:
        """Everything that a feed hands over."""
        return tuple(ENTERED)

    @property
    def languages(self) -> Sequence[str]:
        """Those of the remote's refusals."""
        return LANGUAGES

    def speak(self, language: str) -> None:
        """Have the remote refuse in another language."""
        self.remote.language = language

    def enter(self, kind: str, rows: Mapping[str, tuple[Fact, ...]]) -> Ref:
        """Have a person enter a document."""
        return self.remote.add(kind, rows)

    def change(self, ref: Ref, rows: Mapping[str, tuple[Fact, ...]]) -> None:
        """Have a person change a document."""
        self.remote.set(ref, rows)

    def delete(self, ref: Ref) -> None:
        """Have a person delete a document."""
        self.remote.delete(ref)

    def book(self, account: BankAccount, opening: SignedMoney, lines: Sequence[BankLine]) -> None:
        """Have the bank open an account and book lines."""
        open_account(self.remote, account, opening)
        for line in lines:
            book(self.remote, line)

    def secrets(self) -> Sequence[str]:
        """What the laboratory says is a secret; the memory adapters sign in to nothing."""
        return self.signs_in_with


@frozen(eq=False)
class SessionMemorySite(MemorySite):
    """A fresh `Remote` whose sessions end, for adapters that sign in; those of the product do not."""

    def sign_out(self) -> None:
        """End every session."""
        self.remote.sessions_ended += 1


@frozen(eq=False)
class MemoryLab:
    """Makes fresh remotes with these settings; `connect` makes the adapter of a remote and a wire.

    `sessions`: whether there are any, so that the law about them applies.
    """

    connect: Callable[[Remote, Wire], Any]
    settings: Settings = field(factory=lambda: Settings(page=2))
    world: World = field(factory=World)
    visibility: timedelta = timedelta(0)
    secrets: tuple[str, ...] = ()
    sessions: bool = False

    @contextmanager
    def fresh(self) -> Iterator[Site]:
        """A remote that knows the customers and products of the world."""
        clock = SimulatedClock()
        remote = Remote("lab", self.settings, clock=clock.now)
        for customer in self.world.customers:
            remote.add("customers", {"customers": (customer,)}, id=customer.id)
        for product in self.world.products:
            remote.add("products", {"products": (product,)}, id=product.id)
        site = SessionMemorySite if self.sessions else MemorySite
        yield site(remote, self.connect, self.world, clock, self.visibility, self.secrets)


def memory_subject(port: str, settings: Settings | None = None) -> Subject:
    """The memory adapter of a port as it is certified, on remotes with these settings."""
    settings = settings or Settings(page=2)
    adapter = next(one for one in ADAPTERS if one.port.name == port)
    declared = evolve(adapter, capabilities=capabilities(adapter.port, settings))
    return Subject(declared, MemoryLab(ENDS[port], settings))

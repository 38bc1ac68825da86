"""The laboratory: how to make a fresh, empty remote system for a law, open the adapter on it, and see its truth.

An author writes three methods, or takes `MemoryLab` or `HttpLab`. What stands at a fresh remote (customers and
products that documents may name) is its `World`. Source: ports.md 4.1.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from attrs import field, frozen

from salessupport.domain.facts import Customer, Product
from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.money import Money, SignedMoney
from salessupport.spi.outcomes import Ref
from salessupport.spi.ports.bank_statements import BankAccount, BankLine
from salessupport.testing.weather import Weather


@frozen
class World:
    """What a fresh remote knows and documents may name; `today` is a day in an open period."""

    today: date = date(2026, 3, 2)
    currency: str = "CNY"
    customers: tuple[Customer, ...] = field(
        factory=lambda: (Customer(id="C1", name="青岛某某测控有限公司"), Customer(id="C2", name="上海海川机电有限公司"))
    )
    products: tuple[Product, ...] = field(
        factory=lambda: (Product(id="P1", name="流量计"), Product(id="P2", name="压力变送器"))
    )
    tax_rates: tuple[Decimal, ...] = (Decimal("0.13"),)
    stages: tuple[str, ...] = ("new", "quoted", "won")
    services: tuple[str, ...] = ("standard",)
    remote_ids: Mapping[str, str] = field(factory=dict, hash=False)

    def ref(self, kind: str, id: str) -> Ref:  # noqa: A002 - the fact's own name
        """How the remote names a customer or product that it knows; by our id, where `remote_ids` does not say."""
        return Ref(kind, self.remote_ids.get(id, id))


@frozen
class Seen:
    """A document as it truly stands at the remote: its kind, its id there, and `mark`, our own number on it."""

    kind: str
    id: str
    mark: str
    total: Money | None = None


class Site(Protocol):
    """One fresh remote."""

    @property
    def world(self) -> World:
        """What it knows from the beginning."""
        ...

    def open(self, weather: Weather) -> AbstractContextManager[Any]:
        """Open the adapter on it, its calls under `weather`; every call opens another session."""
        ...

    def seen(self) -> Sequence[Seen]:
        """Every document that stands there, without the adapter under test: what was made in the trial."""
        ...

    def secrets(self) -> Sequence[str]:
        """The secrets that the adapter signs in with, which no error, print or log may show."""
        ...


class PeopledSite(Site, Protocol):
    """A site on which somebody else works too: needed by laws about what people there enter, change and delete.

    A method that a site does not have leaves the laws out that need it.
    """

    @property
    def enters(self) -> Collection[str]:
        """The kinds that a person can enter there, by the names of books tables."""
        ...

    def enter(self, kind: str, rows: Mapping[str, tuple[Fact, ...]]) -> Ref:
        """Have a person there enter a document and bring it into force: its rows by books table, the head's among them.

        The other system numbers it as it numbers what people enter. Where rows name another document (the order of a
        delivery), it is one that was entered before, by the id of its head as it was entered. The answer is how a feed
        names it.
        """
        ...

    def change(self, ref: Ref, rows: Mapping[str, tuple[Fact, ...]]) -> None:
        """Have a person there change what was entered to these rows: another name, or money placed on an invoice."""
        ...

    def delete(self, ref: Ref) -> None:
        """Have a person there delete a document."""
        ...


class SpeakingSite(Site, Protocol):
    """A site that speaks several languages: needed by the law about translated texts."""

    @property
    def languages(self) -> Sequence[str]:
        """The languages that it speaks, the one that it begins with first."""
        ...

    def speak(self, language: str) -> None:
        """Have it speak another language from now on, as somebody there sets it, in names, states and refusals."""
        ...


class SessionSite(Site, Protocol):
    """A site with sessions that end: needed by the law about a session that ends between two pages (F16)."""

    def sign_out(self) -> None:
        """End every session that is open there; whoever calls next has to sign in again."""
        ...


class BankSite(Site, Protocol):
    """A site that is a bank: needed by the laws about statements."""

    def book(self, account: BankAccount, opening: SignedMoney, lines: Sequence[BankLine]) -> None:
        """Open an account with what stands on it, and book these lines one after another."""
        ...


class Lab(Protocol):
    """Makes fresh remotes; cheap, for every trial of every law takes one."""

    def fresh(self) -> AbstractContextManager[Site]:
        """A new, empty remote, gone at the end."""
        ...

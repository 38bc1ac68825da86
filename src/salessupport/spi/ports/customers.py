"""Customers: master data of an ERP or CRM (CU-01, AD-01)."""

from __future__ import annotations

from typing import Final, Protocol

from salessupport.domain.facts import Customer
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Outcome, Ref, Version
from salessupport.spi.port import Port, port
from salessupport.spi.ports.shared import Feeds


class Customers(Feeds, Protocol):
    """Customers, salespeople, products and agreed prices, read as rows; customers written."""

    def get(self, ref: Ref, /) -> tuple[Customer, Version]:
        """One customer as it is now; `RemoteNotFound` if there is none."""
        ...

    def upsert(self, customer: Customer, /, *, key: Key, expect: Version | None = None) -> Outcome[Ref]:
        """Create the customer, or set it to this; with `expect`, `VersionConflict` if it is another version there."""
        ...

    def find(self, key: Key, /) -> Outcome[Ref] | None:
        """Give what the command with this key did, None if there is nothing of it."""
        ...


CUSTOMERS: Final[Port[Customers]] = port(
    "customers", "1.0", reads="changes get", commands="upsert", kinds="customers salespeople products prices"
)

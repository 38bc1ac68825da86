"""`Customers` of Tryton: parties and products read, parties set; a party's code is our id and unique there."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Final

from salessupport.domain.facts import Customer
from salessupport.spi.errors import InvalidRemoteInput, RemoteNotFound, VersionConflict
from salessupport.spi.feed import Change
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done, Outcome, Ref, Version

from salessupport_tryton.connection import Connection, Source
from salessupport_tryton.feed import Watch
from salessupport_tryton.names import change_of, version_of
from salessupport_tryton.parties import (
    PARTY_FIELDS,
    PRODUCT_FIELDS,
    changed_party,
    created_party,
    customer_of,
    customer_rows,
    identifier_of,
    product_rows,
)
from salessupport_tryton.wire import Row, id_of, text_of

_PARTY: Final = "party.party"


class TrytonCustomers(Connection):
    """`Customers` of one connection."""

    def sources(self) -> tuple[Source, ...]:
        """Parties, the company's own left out, and products."""
        own = ["id", "not in", [self._own]]
        parties = Watch("customers", _PARTY, (own,))
        products = Watch("products", "product.product")
        return (
            Source("customers", (parties,), tuple(PARTY_FIELDS), _customers),
            Source("products", (products,), tuple(PRODUCT_FIELDS), _products),
        )

    @cached_property
    def _own(self) -> int:
        """The party that is the company itself."""
        return id_of(self.client.one("company.company", str(self.client.company), ["party"]), "party")

    def get(self, ref: Ref, /) -> tuple[Customer, Version]:
        """One customer as it is now; `RemoteNotFound` if there is none."""
        if ref.kind != "customers":
            raise RemoteNotFound(path=str(ref)[:60], remote_text=f"no {ref}"[:80])
        row = self.client.one(_PARTY, ref.id, PARTY_FIELDS)
        return customer_of(row), version_of(customer_rows(row))

    def find(self, key: Key, /) -> Outcome[Ref] | None:
        """Give what the command with this key did, None if there is nothing of it or a later one set the same party."""
        found = self._ask(["identifiers.code", "=", identifier_of(key)])
        return _done(found, replayed=True) if found else None

    def upsert(self, customer: Customer, /, *, key: Key, expect: Version | None = None) -> Outcome[Ref]:
        """Create the customer, or set name, tax id, phone and e-mail to this; with `expect`, `VersionConflict`."""
        there = self.find(key)
        if there is not None:
            return there
        if not customer.id.strip() or not customer.name.strip():
            raise InvalidRemoteInput(path=customer.id, remote_text="a party needs a code and a name")
        found = self._ask(["code", "=", customer.id])
        if found is None:
            return self._created(customer, key, expect)
        current = version_of(customer_rows(found))
        if expect is not None and expect != current:
            raise VersionConflict(path=customer.id, current=current.mark, remote_text="has changed")
        stamp = text_of(found, "_timestamp")
        self.client.write(_PARTY, id_of(found), changed_party(found, customer, key), stamp=stamp)
        return _done(found)

    def _created(self, customer: Customer, key: Key, expect: Version | None) -> Outcome[Ref]:
        if expect is not None:
            raise RemoteNotFound(path=customer.id, remote_text=f"no party {customer.id}")
        try:
            return _done({"id": self.client.create(_PARTY, created_party(customer, key))})
        except InvalidRemoteInput:
            if (there := self.find(key)) is None:
                raise  # else somebody else made it under this key meanwhile: codes are unique
            return there

    def _ask(self, clause: Sequence[object]) -> Row | None:
        order = [["id", "ASC"]]
        found = self.client.ask(_PARTY, [list(clause)], PARTY_FIELDS, limit=1, order=order, archived=True)
        return found[0] if found else None


def _customers(rows: Sequence[Row]) -> list[Change]:
    return [change_of("customers", row, customer_rows(row)) for row in rows]


def _products(rows: Sequence[Row]) -> list[Change]:
    return [change_of("products", row, product_rows(row)) for row in rows]


def _done(row: Row, *, replayed: bool = False) -> Done[Ref]:
    ref = Ref("customers", str(id_of(row)))
    return Done(ref, ref, replayed)

"""Which documents a span of days may have changed for commission: those that a row of these days names (PY-02).

A row matters on the day from which it holds and on the day on which it was recorded; an order on its confirmation and
a delivery on its arrival besides. Law: a document that is not named here, and whose postings are the same, has the same
entries at both ends of the span.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cached_property
from operator import itemgetter
from typing import Any

from attrs import define, fields

from salessupport.domain.facts import Delivery, Fact, Facts, Order
from salessupport.domain.history import History

Dated = tuple[date, str, Any]
"""A day, the table and the row that matters from it."""
Links = Mapping[str, Callable[["Concerned", Any], Iterable[str]]]


def days_of(row: Fact) -> Iterator[date]:
    """The days on which a row begins to matter."""
    if (effective := row.effective) is not None:
        yield effective
    if row.recorded_on is not None:
        yield row.recorded_on
    if isinstance(row, Order) and row.confirmed_on is not None:
        yield row.confirmed_on
    if isinstance(row, Delivery) and row.delivered_on is not None:
        yield row.delivered_on


@define(eq=False, slots=False)
class Concerned:
    """The rows of a history by the days on which they matter."""

    history: History
    _dated: list[Dated]
    _of_customer: Mapping[str, Sequence[str]]

    @classmethod
    def of(cls, history: History) -> Concerned:
        """All rows of a history that have a day."""
        tables = (one.name for one in fields(Facts) if one.name != "registers")
        dated: list[Dated] = [
            (day, table, row) for table in tables for row in getattr(history.facts, table) for day in days_of(row)
        ]
        dated.sort(key=itemgetter(0))
        of_customer: defaultdict[str, list[str]] = defaultdict(list)
        for invoice in history.facts.invoices:
            of_customer[invoice.customer].append(invoice.id)
        return cls(history, dated, of_customer)

    @property
    def days(self) -> list[date]:
        """Every day on which something happened or was recorded, in order."""
        return sorted({day for day, _, _ in self._dated})

    def between(self, after: date, to: date) -> list[Dated]:
        """The rows that begin to matter after one day and up to another."""
        first = bisect_right(self._dated, after, key=itemgetter(0))
        return self._dated[first : bisect_right(self._dated, to, key=itemgetter(0))]

    def invoices(self, after: date, to: date) -> set[str]:
        """Invoices and credit notes of which a measure, a share or the day may have changed."""
        return self._linked(_TO_INVOICES, after, to)

    def orders(self, after: date, to: date) -> set[str]:
        """Orders of which a measure, a share or the day may have changed."""
        return self._linked(_TO_ORDERS, after, to)

    def honoured(self, after: date, to: date) -> set[str]:
        """Receipts of bills that something happened to."""
        rows = (row for _, table, row in self.between(after, to) if table == "bill_events")
        return {one.id for row in rows for one in self.history.receipts_of_bill.get(row.bill, ())}

    def _linked(self, links: Links, after: date, to: date) -> set[str]:
        rows = ((links[table], row) for _, table, row in self.between(after, to) if table in links)
        return {name for link, row in rows for name in link(self, row)}

    def with_notes(self, names: Iterable[str]) -> Iterator[str]:
        """Documents and the credit notes on them, which have their rate, their day and their shares."""
        for name in names:
            yield name
            yield from (note.id for note in self.history.notes_of.get(name, ()))

    def of_order(self, order: str) -> Iterator[str]:
        """Invoices of an order, with their credit notes."""
        return self.with_notes(row.id for row in self.history.invoices_of_order.get(order, ()))

    def of_contract(self, contract: str) -> Iterator[str]:
        """Invoices of a contract and of its orders, with their credit notes."""
        yield from self.with_notes(row.id for row in self.history.invoices_of_contract.get(contract, ()))
        for order in self.history.orders_of_contract.get(contract, ()):
            yield from self.of_order(order.id)

    def of_customer(self, customer: str) -> Sequence[str]:
        """Invoices and credit notes of a customer."""
        return self._of_customer.get(customer, ())

    def orders_of_contract(self, contract: str) -> Iterator[str]:
        """Orders of a contract."""
        return (row.id for row in self.history.orders_of_contract.get(contract, ()))

    def orders_of_customer(self, customer: str | None) -> Iterator[str]:
        """Orders of a customer."""
        return (row.id for row in self.history.orders_of_customer.get(customer or "", ()))

    def rated(self, row: Any) -> Iterable[str]:
        """Invoices that may be counted at the rate that a document states."""
        return self._unrated if row.rate is not None else ()

    def rated_orders(self, row: Any) -> Iterator[str]:
        """Orders that may be counted at the rate that a document states, or whose currency it is the first to tell."""
        if row.rate is not None:
            yield from self._foreign_orders
        elif row.customer in self._foreign:
            yield from self.orders_of_customer(row.customer)

    @cached_property
    def _unrated(self) -> list[str]:
        """Invoices and credit notes in a foreign currency that state no rate."""
        documents = self.history.facts.invoices
        return [one.id for one in documents if one.rate is None and one.gross.currency != self.history.currency]

    @cached_property
    def _foreign(self) -> set[str | None]:
        """Customers of documents in a foreign currency."""
        facts, home = self.history.facts, self.history.currency
        invoiced = {one.customer for one in facts.invoices if one.gross.currency != home}
        return invoiced | {one.customer for one in facts.receipts if one.amount.currency != home}

    @cached_property
    def _foreign_orders(self) -> list[str]:
        """Orders that may be in a foreign currency."""
        home = self.history.currency
        return [
            one.id
            for one in self.history.facts.orders
            if (one.currency or self.history.currency_of(one.customer)) != home or one.customer in self._foreign
        ]


def _of_split(concerned: Concerned, row: Any) -> Iterator[str]:
    if row.invoice:
        return concerned.with_notes([row.invoice])
    return concerned.of_order(row.order) if row.order else concerned.of_contract(row.contract or "")


def _of_invoice(concerned: Concerned, row: Any) -> Iterator[str]:
    yield from concerned.with_notes([row.id])
    yield from concerned.rated(row)


_TO_INVOICES: Links = {
    "invoices": _of_invoice,
    "receipts": lambda concerned, row: concerned.rated(row),
    "invoice_lines": lambda _, row: (row.invoice,),
    "commission_splits": _of_split,
    "orders": lambda concerned, row: concerned.of_order(row.id),
    "contracts": lambda concerned, row: concerned.of_contract(row.id),
    "contract_lines": lambda concerned, row: concerned.of_contract(row.contract),
    "customers": lambda concerned, row: concerned.of_customer(row.id),
    "products": lambda concerned, _: concerned.history.invoices,
}
_TO_ORDERS: Links = {
    "orders": lambda _, row: (row.id,),
    "order_lines": lambda _, row: (row.order,),
    "order_events": lambda _, row: (row.order,),
    "deliveries": lambda _, row: (row.order or "",),
    "delivery_lines": lambda concerned, row: (concerned.history.deliveries[row.delivery].order or "",),
    "commission_splits": lambda concerned, row: (
        (row.order,) if row.order else concerned.orders_of_contract(row.contract or "")
    ),
    "contracts": lambda concerned, row: concerned.orders_of_contract(row.id),
    "contract_lines": lambda concerned, row: concerned.orders_of_contract(row.contract),
    "customers": lambda concerned, row: concerned.orders_of_customer(row.id),
    "products": lambda concerned, _: concerned.history.orders,
    "invoices": lambda concerned, row: concerned.rated_orders(row),
    "receipts": lambda concerned, row: concerned.rated_orders(row),
}

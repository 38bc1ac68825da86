"""`Sales` of Tryton: sales, customer invoices and receipts read; entered in steps; who looks one up ends it."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final

from salessupport.spi.documents import (
    Availability,
    ContractDocument,
    InvoiceDocument,
    OrderDocument,
    RemoteOpenItem,
    Settlement,
)
from salessupport.spi.errors import (
    InvalidRemoteInput,
    LimitExceeded,
    RemoteNotFound,
    Unsupported,
    VersionConflict,
)
from salessupport.spi.feed import Change
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done, Outcome, Ref, Version

from salessupport_tryton.connection import Connection, Source, begun
from salessupport_tryton.entries import (
    checked_invoice,
    checked_order,
    invoice_values,
    opening_values,
    sale_head,
    sale_lines,
    with_lines,
)
from salessupport_tryton.feed import Watch
from salessupport_tryton.invoices import invoices
from salessupport_tryton.moves import checked_settlement, move_values
from salessupport_tryton.names import change_of, described, mark_of, version_of
from salessupport_tryton.openitems import open_items
from salessupport_tryton.papers import (
    ORDER_FIELDS,
    order_rows,
    order_versions,
)
from salessupport_tryton.receipts import receipts
from salessupport_tryton.shipments import shipments
from salessupport_tryton.steps import Steps
from salessupport_tryton.wire import Row, id_of, money_of, rows_of, text_of

_SALE: Final = "sale.sale"
_INVOICE: Final = "account.invoice"
_MOVE: Final = "account.move"


class TrytonSales(Connection):
    """`Sales` of one connection."""

    @cached_property
    def _steps(self) -> Steps:
        return Steps(self.client)

    def sources(self) -> tuple[Source, ...]:
        """Sales, their shipments, customer invoices, and the moves that take money."""
        orders = Source("orders", (Watch("orders", _SALE),), tuple(ORDER_FIELDS), _orders)
        return (orders, shipments(self.client), invoices(self.client), receipts(self.client))

    def open_items(self, *, as_of: date, customer: str | None = None) -> Iterator[RemoteOpenItem]:
        """Hand over the invoices and credit notes that are open on `as_of`, of one party (by its number) or all."""
        return open_items(self.client, as_of, customer)

    def stock(self, products: Collection[str], /, *, warehouse: str | None = None) -> Mapping[str, Availability]:  # noqa: ARG002 - the port's
        """Not possible."""
        raise Unsupported(path="stock", remote_text="stock is not read")

    def post_contract(self, document: ContractDocument, /, *, key: Key) -> Outcome[Ref]:  # noqa: ARG002 - the port's
        """Not possible."""
        raise Unsupported(path="post_contract", remote_text="Tryton has no contracts of sale")

    def find(self, key: Key, /) -> Outcome[Ref] | None:
        """Give what the command with this key did, None if there is nothing of it; what was begun is finished."""
        return next((found for verb in _VERBS if (found := self._there(verb, key))), None)

    def _there(self, verb: str, key: Key) -> Outcome[Ref] | None:
        kind, model = _VERBS[verb]
        domain = [["description", "like", f"% {mark_of(verb, key)}"]]
        found = self.client.ask(model, domain, ["state", "number"], limit=1, order=[["id", "ASC"]])
        if not found:
            return None
        number, state = id_of(found[0]), text_of(found[0], "state") or ""
        if state != "draft" or text_of(found[0], "number") is None:  # with a number, people made it a draft again
            with begun(lambda: self._steps.drop(model, number)):
                self._steps.finish(verb, number, state)
        return _done(kind, number, replayed=True)

    def post_order(self, document: OrderDocument, /, *, key: Key) -> Outcome[Ref]:
        """Enter an order as a confirmed sale."""
        there = self._there("post_order", key)
        return there or self._entered("post_order", self._sale(document, key))

    def post_invoice(self, document: InvoiceDocument, /, *, key: Key) -> Outcome[Ref]:
        """Enter an issued invoice or credit note as a posted one, its figures as ours to the last unit."""
        there = self._there("post_invoice", key)
        if there is not None:
            return there
        values = self._invoice(document, key)
        number = self.client.create(_INVOICE, values)
        with begun(lambda: self._steps.drop(_INVOICE, number)):
            self._same_total(number, document)
            self._steps.finish("post_invoice", number, "draft")
        return _done("invoices", number)

    def post_settlement(self, settlement: Settlement, /, *, key: Key) -> Outcome[Ref]:
        """Enter a receipt as a posted move, and pay the invoices that its allocations name."""
        there = self._there("post_settlement", key)
        return there or self._entered("post_settlement", self._move(settlement, key))

    def _entered(self, verb: str, values: Row) -> Outcome[Ref]:
        kind, model = _VERBS[verb]
        number = self.client.create(model, values)
        with begun(lambda: self._steps.drop(model, number)):
            self._steps.finish(verb, number, "draft")
        return _done(kind, number)

    def _sale(self, document: OrderDocument, key: Key) -> Row:
        checked_order(document)
        order, config = document.order, self.client.config
        return {
            **self._sale_values(document),
            "company": self.client.company,
            "description": described(order.id, "post_order", key),
            "invoice_method": config.invoice_method,
            "shipment_method": config.shipment_method,
            "lines": [["create", sale_lines(document.lines, self.directory.sold(document.lines))]],
        }

    def _sale_values(self, document: OrderDocument) -> Row:
        directory, order = self.directory, document.order
        code = order.currency or directory.company_currency
        return sale_head(order, directory.buyer(order.customer), directory.currency(code))

    def _invoice(self, document: InvoiceDocument, key: Key) -> Row:
        directory, head = self.directory, document.invoice
        buyer, currency = directory.buyer(head.customer), directory.currency(head.gross.currency)
        if head.kind == "opening":
            values = opening_values(head, buyer, directory.opening, currency=currency)
        else:
            document = with_lines(document)
            checked_invoice(document)
            origins = self._lines_of(head.original) if head.original else []
            values = invoice_values(document, buyer, directory.sold(document.lines), origins, currency=currency)
        return {
            **values,
            "company": self.client.company,
            "journal": directory.revenue_journal,
            "description": described(head.id, "post_invoice", key),
        }

    def _lines_of(self, invoice: str) -> list[int]:
        row = self._steps.invoice(invoice, ["lines.type"])
        return [id_of(line) for line in rows_of(row, "lines")]

    def _same_total(self, number: int, document: InvoiceDocument) -> None:
        """Refuse an invoice whose figures came out otherwise, before it is posted."""
        gross = document.invoice.gross
        row = self.client.one(_INVOICE, str(number), ["total_amount"])
        total = money_of(row, "total_amount", gross.currency)
        if total != (-gross if document.invoice.kind == "credit_note" else gross):
            raise LimitExceeded(path=document.invoice.id, remote_text=f"Tryton makes {total} of {gross}")

    def _move(self, settlement: Settlement, key: Key) -> Row:
        checked_settlement(settlement, self.client.config.codes)
        directory, receipt = self.directory, settlement.receipt
        for row in settlement.allocations:
            self._own(receipt.customer or "", row.target)
        code = receipt.amount.currency
        foreign = directory.currency(code) if code != directory.company_currency else None
        if foreign and receipt.rate is None:
            raise InvalidRemoteInput(path=receipt.id, remote_text=f"a receipt in {code} needs its rate")
        buyer, rate = directory.buyer(receipt.customer or ""), receipt.rate or Decimal(1)
        return {
            **move_values(settlement, buyer, directory.till, foreign=foreign, rate=rate),
            "company": self.client.company,
            "period": directory.period(receipt.received_on),
            "description": described(receipt.id, "post_settlement", key),
        }

    def _own(self, customer: str, invoice: str) -> None:
        """Refuse money of one party on the invoice of another: Tryton takes none."""
        party = id_of(self._steps.invoice(invoice, ["party"]), "party")
        if party != self.directory.buyer(customer).party:
            raise InvalidRemoteInput(path=invoice, remote_text="another customer's invoice: place the money in Tryton")

    def amend_order(self, ref: Ref, document: OrderDocument, /, *, key: Key, expect: Version) -> Outcome[Ref]:  # noqa: ARG002 - the port's
        """Set an order to this document; `VersionConflict` if it is not the version `expect` any more."""
        row, rows = self._standing(ref)
        checked_order(document)
        if rows["order_lines"] == document.lines and rows["orders"][0].customer == document.order.customer:  # type: ignore[attr-defined]
            self._steps.finish("post_order", id_of(row), text_of(row, "state") or "")
            return _done("orders", id_of(row), replayed=True)
        _expected(rows, expect, ref)
        lines = sale_lines(document.lines, self.directory.sold(document.lines))
        gone = [id_of(line) for line in rows_of(row, "lines")]
        values = {**self._sale_values(document), "lines": [["delete", gone], ["create", lines]]}
        number = self._steps.reopened(row)
        with begun(lambda: self._steps.finish("post_order", number, "draft")):
            self.client.write(_SALE, number, values)
            self._steps.finish("post_order", number, "draft")
        return _done("orders", number)

    def cancel_order(self, ref: Ref, /, *, key: Key, reason: str, expect: Version) -> Outcome[Ref]:  # noqa: ARG002 - the port's
        """Cancel an order; `VersionConflict` if it is not the version `expect` any more."""
        row, rows = self._standing(ref)
        _expected(rows, expect, ref)
        if text_of(row, "state") == "cancelled":
            return _done("orders", id_of(row), replayed=True)
        number = self._steps.reopened(row)
        with begun(lambda: self._steps.finish("post_order", number, "draft")):
            self.client.write(_SALE, number, {"comment": reason})
            self.client.press(f"{_SALE}.cancel", number)
        return _done("orders", number)

    def _standing(self, ref: Ref) -> tuple[Row, Mapping[str, tuple[object, ...]]]:
        if ref.kind != "orders":
            raise RemoteNotFound(path=str(ref)[:60], remote_text=f"no {ref}"[:80])
        row = self.client.one(_SALE, ref.id, ORDER_FIELDS)
        rows = order_rows(row)
        if rows is None:
            raise RemoteNotFound(path=str(ref), remote_text="a draft without a number")
        return row, rows


_VERBS: Final = {
    "post_order": ("orders", _SALE),
    "post_invoice": ("invoices", _INVOICE),
    "post_settlement": ("receipts", _MOVE),
}
"""What each command makes, and where."""


def _orders(rows: Sequence[Row]) -> list[Change]:
    return [change_of("orders", row, each) for row in rows if (each := order_rows(row)) is not None]


def _expected(rows: Mapping[str, tuple[object, ...]], expect: Version, ref: Ref) -> None:
    if expect.mark not in order_versions(rows):  # type: ignore[arg-type]
        raise VersionConflict(path=str(ref), current=version_of(rows).mark, remote_text="has changed")  # type: ignore[arg-type]


def _done(kind: str, number: int, *, replayed: bool = False) -> Done[Ref]:
    ref = Ref(kind, str(number))
    return Done(ref, ref, replayed)

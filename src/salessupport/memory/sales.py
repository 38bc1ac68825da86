"""Sales in memory: an ERP's contracts, orders, invoices, settlements, open items and stock (OR-01, IN-01, AR-02).

Laws: credit notes never exceed their original, settlements neither their receipt nor the item's open amount; nothing
is entered in a closed period; open items follow from what was posted. Source: ports.md 3.4; CO-16, LD-02.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date

from attrs import evolve

from salessupport.domain.facts import Order
from salessupport.memory.connection import FeedConnection
from salessupport.memory.ledger import check_credit, check_settlement, open_items
from salessupport.memory.record import View
from salessupport.memory.stock import stock_of
from salessupport.spi.documents import (
    Availability,
    ContractDocument,
    InvoiceDocument,
    OrderDocument,
    RemoteOpenItem,
    Settlement,
)
from salessupport.spi.errors import InvalidRemoteInput
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Outcome, Ref, Version
from salessupport.spi.ports.sales import SALES


class MemorySales(FeedConnection):
    """`Sales` of a remote."""

    kinds = SALES.kinds

    def open_items(self, *, as_of: date, customer: str | None = None) -> Iterator[RemoteOpenItem]:
        """Hand over what is open on `as_of`, of one customer (by the remote's id) or all."""

        def question(view: View) -> tuple[RemoteOpenItem, ...]:
            return tuple(open_items(view, as_of))

        items = self._ask("open_items", question)
        return (item for item in items if customer is None or item.customer == customer)

    def stock(self, products: Collection[str], /, *, warehouse: str | None = None) -> Mapping[str, Availability]:
        """Stock of these products (by our ids), in one warehouse or all; unknown products are left out."""
        return self._ask("stock", lambda view: stock_of(view, frozenset(products), warehouse))

    def post_contract(self, document: ContractDocument, /, *, key: Key) -> Outcome[Ref]:
        """Enter a contract (CO-16)."""
        rows = {
            "contracts": (document.contract,),
            "contract_lines": document.lines,
            "instalments": document.instalments,
        }
        return self._do("post_contract", key, document, lambda: self.remote.add("contracts", rows, by=key))

    def post_order(self, document: OrderDocument, /, *, key: Key) -> Outcome[Ref]:
        """Enter an order."""
        rows = {"orders": (document.order,), "order_lines": document.lines}
        return self._do("post_order", key, document, lambda: self.remote.add("orders", rows, by=key))

    def amend_order(self, ref: Ref, document: OrderDocument, /, *, key: Key, expect: Version) -> Outcome[Ref]:
        """Set an order to this document; `VersionConflict` if it is not the version `expect` any more."""

        def effect() -> Ref:
            there = self.remote.require(ref, kind="orders")
            self.remote.check_version(there, expect)
            _live(there.head(Order), ref)
            rows = {"orders": (document.order,), "order_lines": document.lines}
            return self.remote.set(ref, rows, by=key)

        return self._do("amend_order", key, (ref, document), effect)

    def cancel_order(self, ref: Ref, /, *, key: Key, reason: str, expect: Version) -> Outcome[Ref]:
        """Cancel an order; `VersionConflict` if it is not the version `expect` any more."""

        def effect() -> Ref:
            there = self.remote.require(ref, kind="orders")
            self.remote.check_version(there, expect)
            order = _live(there.head(Order), ref)
            rows = {**there.rows, "orders": (evolve(order, status="cancelled"),)}
            return self.remote.set(ref, rows, value=reason, by=key)

        return self._do("cancel_order", key, (ref, reason), effect)

    def post_invoice(self, document: InvoiceDocument, /, *, key: Key) -> Outcome[Ref]:
        """Enter an issued invoice or credit note."""
        invoice = document.invoice

        def effect() -> Ref:
            if invoice.status != "issued":
                raise InvalidRemoteInput(path=invoice.id, remote_text=f"status {invoice.status}, not issued")
            self.remote.check_open(invoice.issued_on)
            check_credit(self.remote, invoice)
            return self.remote.add("invoices", {"invoices": (invoice,), "invoice_lines": document.lines}, by=key)

        return self._do("post_invoice", key, document, effect)

    def post_settlement(self, settlement: Settlement, /, *, key: Key) -> Outcome[Ref]:
        """Enter a receipt and place it as its allocations say."""

        def effect() -> Ref:
            self.remote.check_open(
                settlement.receipt.received_on, *(row.effective_on for row in settlement.allocations)
            )
            placed = check_settlement(self.remote, settlement)
            rows = {"receipts": (settlement.receipt,), "allocations": placed}
            return self.remote.add("receipts", rows, by=key)

        return self._do("post_settlement", key, settlement, effect)


def _live(order: Order, ref: Ref) -> Order:
    if order.status == "cancelled":
        raise InvalidRemoteInput(path=str(ref), remote_text="the order is cancelled")
    return order

"""`Sales` of K3 Cloud: orders, out-stock, receivables and receipts read; orders, receivables and receipts put in force.

Law: the bill number is made of the command's key, so that whatever became of a call is seen by looking at that number.
Source: OR-01, IN-01, AR-02, LG-01, AD-01; wire sheet 5, 6.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from typing import NoReturn

from salessupport.spi.documents import (
    Availability,
    ContractDocument,
    InvoiceDocument,
    OrderDocument,
    RemoteOpenItem,
    Settlement,
)
from salessupport.spi.environment import Environment
from salessupport.spi.errors import Unsupported
from salessupport.spi.feed import Batch, Change, Cursor
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done, Health, Outcome, Ref, RemoteIdentity, Version
from salessupport.spi.ports.sales import Sales

from salessupport_kingdee import numbers, openitems
from salessupport_kingdee.codes import Codes, version
from salessupport_kingdee.config import Config
from salessupport_kingdee.feed import Feed
from salessupport_kingdee.identity import identity, well
from salessupport_kingdee.mapping_invoices import invoice_bill, invoice_rows
from salessupport_kingdee.mapping_orders import Rows, delivery_rows, order_bill, order_rows
from salessupport_kingdee.mapping_receipts import from_customer, receipt_bill, receipt_rows
from salessupport_kingdee.names import Names
from salessupport_kingdee.posting import posted
from salessupport_kingdee.remote import Remote
from salessupport_kingdee.wire import PUT_ASIDE, Bill

KINDS = ("orders", "deliveries", "invoices", "receipts")
WRITTEN = ("orders", "invoices", "receipts")
_EFFECTIVE = frozenset({"deliveries", "receipts"})
"""Kinds whose rows have no state: a bill that is not audited is none of them."""


class KingdeeSales:
    """`Sales` of one data centre."""

    def __init__(self, remote: Remote) -> None:
        self._remote = remote
        self._codes = Codes(remote.config.currencies, remote.config.methods)
        self._feed = Feed(remote, KINDS, self._changed)

    def identify(self) -> RemoteIdentity:
        """Say who answers: the product and the data centre; the fields of every form were checked before."""
        return identity(self._remote)

    def ping(self) -> Health:
        """Say whether it answers."""
        return well(self._remote, self._remote.form("orders"))

    def changes(self, since: Cursor | None = None, *, kinds: Collection[str] | None = None) -> Iterator[Batch[Change]]:
        """Hand over bills changed since `since`."""
        return self._feed.changes(since, kinds)

    def open_items(self, *, as_of: date, customer: str | None = None) -> Iterator[RemoteOpenItem]:
        """Hand over what was open on `as_of`: what is open now, and what receipts of later days have paid since."""
        return openitems.open_items(self._remote, self._codes, as_of=as_of, customer=customer)

    def post_order(self, document: OrderDocument, /, *, key: Key) -> Outcome[Ref]:
        """Enter a confirmed order."""
        return self._posted("orders", order_bill(document, key.short(), self._codes))

    def post_invoice(self, document: InvoiceDocument, /, *, key: Key) -> Outcome[Ref]:
        """Enter an issued invoice or credit note as a receivable."""
        invoice = document.invoice
        names = Names(orders=self._theirs("orders", invoice.order), invoices=self._theirs("invoices", invoice.original))
        return self._posted("invoices", invoice_bill(document, key.short(), self._codes, names))

    def post_settlement(self, settlement: Settlement, /, *, key: Key) -> Outcome[Ref]:
        """Enter a receipt, with the receivables that its allocations name as its sources."""
        names = Names(invoices=self._theirs("invoices", *(row.target for row in settlement.allocations)))
        return self._posted("receipts", receipt_bill(settlement, key.short(), self._codes, names))

    def find(self, key: Key, /) -> Outcome[Ref] | None:
        """Give the bill that this key put in force; one that is only saved or submitted is nothing of it yet."""
        for kind in WRITTEN:
            there = self._remote.bill(self._remote.form(kind), key.short())
            if there is not None and there.audited:
                return Done(Ref(kind, there.id), Ref(kind, there.id), replayed=True)
        return None

    def stock(self, products: Collection[str], /, *, warehouse: str | None = None) -> Mapping[str, Availability]:
        """Refuse: no public source confirms the form."""
        _refuse("stock")

    def post_contract(self, document: ContractDocument, /, *, key: Key) -> Outcome[Ref]:
        """Refuse: no public source confirms the form."""
        _refuse("post_contract")

    def amend_order(self, ref: Ref, document: OrderDocument, /, *, key: Key, expect: Version) -> Outcome[Ref]:
        """Refuse: a person takes an audited order back and changes it."""
        _refuse("amend_order")

    def cancel_order(self, ref: Ref, /, *, key: Key, reason: str, expect: Version) -> Outcome[Ref]:
        """Refuse: a person takes an audited order back and cancels it."""
        _refuse("cancel_order")

    def _theirs(self, kind: str, *ours: str | None) -> Mapping[str, str]:
        return numbers.theirs(self._remote, kind, {one for one in ours if one is not None})

    def _posted(self, kind: str, meant: Bill) -> Outcome[Ref]:
        bill, replayed = posted(self._remote, self._remote.form(kind), meant)
        ref = Ref(kind, bill.id)
        return Done(ref, ref, replayed)

    def _changed(self, kind: str, bills: list[Bill]) -> list[Change]:
        names = numbers.of_page(self._remote, kind, bills)
        return [self._change(kind, bill, names) for bill in bills]

    def _change(self, kind: str, bill: Bill, names: Names) -> Change:
        ref = Ref(kind, bill.id)
        if not _there(kind, bill):
            return Change(ref, version(bill), deleted=True)
        return Change(ref, version(bill), self._rows(kind, bill, names))

    def _rows(self, kind: str, bill: Bill, names: Names) -> Rows:
        match kind:
            case "orders":
                return order_rows(bill, self._codes)
            case "deliveries":
                return delivery_rows(bill, names)
            case "invoices":
                return invoice_rows(bill, self._codes, names)
        return receipt_rows(bill, self._codes, names)


def _there(kind: str, bill: Bill) -> bool:
    """Whether a bill is a document: not one put aside half filled in, nor money that no customer paid."""
    if bill.status == PUT_ASIDE or (kind in _EFFECTIVE and not bill.audited):
        return False
    return kind != "receipts" or from_customer(bill)


def _refuse(verb: str) -> NoReturn:
    raise Unsupported(path=f"kingdee.{verb}")


@contextmanager
def open_sales(config: Config, environment: Environment) -> Iterator[Sales]:
    """Connect, and hold the profile against the tenant's metadata."""
    yield KingdeeSales(Remote(config, environment, KINDS))

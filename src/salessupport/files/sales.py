"""Sales in a folder: contracts, orders, invoices and settlements as rows of the books; what is open follows from them.

Laws: a document whose number is there with the same rows is that document, with other rows it is refused; the books
know no stock. Source: ports.md 3.4; books.md; OR-01, CO-16, IN-01, AR-02, LD-02.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date
from functools import partial

from attrs import evolve

from salessupport.domain.facts import Fact
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.money import Money
from salessupport.domain.values.text import check_text
from salessupport.files.connection import FeedConnection, check_version, require
from salessupport.files.folder import Plan
from salessupport.files.orders import amendment, cancellation
from salessupport.files.papers import Paper, digest_of
from salessupport.files.snapshot import Snapshot
from salessupport.spi.documents import (
    Availability,
    ContractDocument,
    InvoiceDocument,
    OrderDocument,
    RemoteOpenItem,
    Settlement,
)
from salessupport.spi.errors import InvalidRemoteInput, Unsupported
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Outcome, Ref, Version
from salessupport.spi.ports.sales import SALES

Rows = Mapping[str, tuple[Fact, ...]]


class FilesSales(FeedConnection):
    """`Sales` of a folder."""

    kinds = SALES.kinds

    def open_items(self, *, as_of: date, customer: str | None = None) -> Iterator[RemoteOpenItem]:
        """Hand over what is open on `as_of`, by the rules and policies of the folder's books, in order of issue."""
        items = self._ask("open_items", lambda: tuple(_open_items(self.folder.snapshot(), as_of)))
        return (item for item in items if customer is None or item.customer == customer)

    def stock(self, products: Collection[str], /, *, warehouse: str | None = None) -> Mapping[str, Availability]:  # noqa: ARG002 - the port's
        """Not possible: books have no stock."""
        raise Unsupported(path="stock", remote_text="books have no stock")

    def post_contract(self, document: ContractDocument, /, *, key: Key) -> Outcome[Ref]:
        """Enter a contract (CO-16)."""
        rows = {
            "contracts": (document.contract,),
            "contract_lines": document.lines,
            "instalments": document.instalments,
        }
        return self._post("post_contract", key, document, rows)

    def post_order(self, document: OrderDocument, /, *, key: Key) -> Outcome[Ref]:
        """Enter an order."""
        return self._post("post_order", key, document, {"orders": (document.order,), "order_lines": document.lines})

    def amend_order(self, ref: Ref, document: OrderDocument, /, *, key: Key, expect: Version) -> Outcome[Ref]:
        """Set quantities and prices of an order's lines; `LimitExceeded` for any other change.

        `VersionConflict` if it is not the version `expect` any more.
        """

        def plan(snapshot: Snapshot) -> Plan:
            paper = _checked(snapshot, ref, expect)
            return Plan(ref, {"order_events": amendment(paper.rows, document, self.folder.today)}, {})

        return self._tell("amend_order", key, (ref, document), plan)

    def cancel_order(self, ref: Ref, /, *, key: Key, reason: str, expect: Version) -> Outcome[Ref]:
        """Cancel an order, the reason is kept in the journal; `VersionConflict` as above."""

        def plan(snapshot: Snapshot) -> Plan:
            check_text(reason)
            paper = _checked(snapshot, ref, expect)
            return Plan(ref, {"order_events": (cancellation(paper.rows, self.folder.today),)}, {"reason": reason})

        return self._tell("cancel_order", key, (ref, reason), plan)

    def post_invoice(self, document: InvoiceDocument, /, *, key: Key) -> Outcome[Ref]:
        """Enter an issued invoice or credit note; `buyer` is left out, the books know the customer."""
        invoice = document.invoice
        if invoice.status != "issued":
            raise InvalidRemoteInput(path=invoice.id, remote_text=f"status {invoice.status}, not issued")
        return self._post("post_invoice", key, document, {"invoices": (invoice,), "invoice_lines": document.lines})

    def post_settlement(self, settlement: Settlement, /, *, key: Key) -> Outcome[Ref]:
        """Enter a receipt and place it as its allocations say."""
        rows = {"receipts": (settlement.receipt,), "allocations": settlement.allocations}
        return self._post("post_settlement", key, settlement, rows)

    def _post(self, verb: str, key: Key, document: object, rows: Rows) -> Outcome[Ref]:
        """Enter a document whose head is the first of its rows."""
        kind, (head,) = next(iter(rows.items()))
        ref = Ref(kind, str(getattr(head, "id", "")))
        return self._tell(verb, key, document, partial(_planned, ref, rows))


def _planned(ref: Ref, rows: Rows, snapshot: Snapshot) -> Plan:
    paper = snapshot.paper(ref)
    if paper is None:
        return Plan(ref, rows, {})
    if not _same(paper, rows):
        raise InvalidRemoteInput(path=str(ref), remote_code="id.conflict", remote_text=f"{ref} is there, and another")
    return Plan(ref, {}, {}, there=True)


def _same(paper: Paper, rows: Rows) -> bool:
    """Whether a document that is there has these rows; the day of recording is no part of their content."""
    return {table: _plain(paper.rows.get(table, ())) for table in rows} == {t: _plain(r) for t, r in rows.items()}


def _plain(rows: tuple[Fact, ...]) -> list[str]:
    return sorted(digest_of(evolve(row, recorded_on=None)) for row in rows)


def _checked(snapshot: Snapshot, ref: Ref, expect: Version) -> Paper:
    paper = require(snapshot, ref, "orders")
    check_version(paper, expect)
    return paper


def _open_items(snapshot: Snapshot, as_of: date) -> Iterator[RemoteOpenItem]:
    for kind in ("invoices", "receipts"):
        snapshot.papers(kind)  # a table with a fault is told, not passed over
    items = place(snapshot.history, as_of).items.values()
    for item in sorted(items, key=lambda item: (item.issued_on, item.id)):
        if item.open:
            yield RemoteOpenItem(
                ref=item.id,
                number=item.number or item.id,
                customer=item.customer,
                issued_on=item.issued_on,
                due_on=item.due_on,
                gross=Money(item.gross, item.currency),
                open=Money(item.open, item.currency),
            )

"""What is sent to another system: the kinds of documents, by which verb, and each made of the rows of the books.

Only what counts is sent: issued invoices, confirmed orders, money whose payer is known. Drafts, void documents and
cancelled orders are left out. Source: ports.md 3.4; books.md Conventions 6.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Final

from attrs import evolve, frozen

from salessupport.desk import Desk
from salessupport.domain.facts import (
    Allocation,
    Contract,
    ContractLine,
    Customer,
    Fact,
    Instalment,
    Invoice,
    InvoiceLine,
    Order,
    OrderLine,
    Receipt,
)
from salessupport.domain.receivables.ledger import WRITTEN_OFF, Posting
from salessupport.domain.receivables.settlement import standing
from salessupport.domain.values.money import Money
from salessupport.files.orders import as_it_stands
from salessupport.files.papers import Paper, needed, papers
from salessupport.spi.documents import ContractDocument, InvoiceDocument, OrderDocument, Settlement
from salessupport.spi.port import Port
from salessupport.spi.ports import CUSTOMERS, SALES


@frozen
class Sending:
    """How documents of a kind are sent: by which verb of which port, and the argument made of each; None: not sent."""

    kind: str
    port: Port[Any]
    verb: str
    document: Callable[[Desk, Paper], object | None]

    def papers(self, desk: Desk) -> tuple[Paper, ...]:
        """Our documents of this kind; an invoice before the credit notes that take it back."""
        found = papers({table: tuple(desk.history.facts.rows(table)) for table in needed(self.kind)}, self.kind)
        return tuple(sorted(found, key=_takes_back))


def customer_of(paper: Paper) -> str:
    """Whose document it is."""
    head = paper.rows[paper.ref.kind][0]
    return str(getattr(head, "customer", None) or paper.ref.id)


def _takes_back(paper: Paper) -> bool:
    return getattr(paper.rows[paper.ref.kind][0], "original", None) is not None


def _customer_document(_: Desk, paper: Paper) -> Customer:
    customer: Customer = _head(paper, Customer)
    return customer


def _contract_document(_: Desk, paper: Paper) -> ContractDocument:
    rows = paper.rows
    return ContractDocument(
        _head(paper, Contract), _all(rows, "contract_lines", ContractLine), _all(rows, "instalments", Instalment)
    )


def _order_document(desk: Desk, paper: Paper) -> OrderDocument | None:
    rows = as_it_stands(paper.rows)
    order = _all(rows, "orders", Order)[0]
    if order.status not in ("confirmed", "closed_short", None):
        return None
    return OrderDocument(_in_its_currency(desk, order), _all(rows, "order_lines", OrderLine))


def _in_its_currency(desk: Desk, order: Order) -> Order:
    """An order that leaves its currency to its customer, who is not known there for one: it says so itself."""
    currency = desk.history.currency_of(order.customer)
    return order if order.currency or currency == desk.company.currency else evolve(order, currency=currency)


def _invoice_document(desk: Desk, paper: Paper) -> InvoiceDocument | None:
    invoice = _head(paper, Invoice)
    if invoice.status != "issued":
        return None
    buyer = desk.history.customers.get(invoice.customer)
    return InvoiceDocument(invoice, _all(paper.rows, "invoice_lines", InvoiceLine), buyer)


def _settlement(desk: Desk, paper: Paper) -> Settlement | None:
    """A receipt with where its money stands by the policy, as rows of its own: the other system places nothing.

    What a receipt leaves open within the tolerance is written off here and is nobody's money: it is not sent.
    """
    receipt = _head(paper, Receipt)
    if receipt.customer is None:
        return None
    posted = standing(desk.ledger(desk.today).postings_by_source.get(receipt.id, ()))
    placed = [one for one in posted if told(one) and one.target in desk.history.invoices]
    rows = (
        Allocation(
            id=f"{receipt.id}-{number}",
            source=receipt.id,
            target=one.target,
            amount=Money(one.amount, receipt.amount.currency),
            effective_on=one.on,
        )
        for number, one in enumerate(placed, 1)
    )
    return Settlement(receipt, tuple(rows))


def told(posting: Posting) -> bool:
    """Whether a posting is money on an invoice, which a settlement carries; interest, costs, write-offs are not."""
    return posting.kind == "principal" and posting.rule not in WRITTEN_OFF


def _head(paper: Paper, kind: type[Any]) -> Any:
    return _all(paper.rows, paper.ref.kind, kind)[0]


def _all(rows: Mapping[str, Collection[Fact]], table: str, kind: type[Any]) -> tuple[Any, ...]:
    return tuple(row for row in rows.get(table, ()) if isinstance(row, kind))


SENDINGS: Final = (
    Sending("customers", CUSTOMERS, "upsert", _customer_document),
    Sending("contracts", SALES, "post_contract", _contract_document),
    Sending("orders", SALES, "post_order", _order_document),
    Sending("invoices", SALES, "post_invoice", _invoice_document),
    Sending("receipts", SALES, "post_settlement", _settlement),
)
"""What is sent, in the order in which documents rest on each other."""
KIND_OF: Final[Mapping[str, str]] = {one.verb: one.kind for one in SENDINGS}
"""The kind of document that a verb sends."""

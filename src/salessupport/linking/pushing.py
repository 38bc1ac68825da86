"""Pushing: our documents that the other system does not have, as commands in the outbox, and a worker that sends them.

A document's key is a mark of our company, its kind and its number: however often a push is begun, and by however many
processes, it is one command. Commands of one customer wait for one another, in the order in which documents rest on
each other. What was sent and differs here now is told, never sent again in silence. Source: LD-02; decision 5; rule 9.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Any, Final

from attrs import frozen

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
from salessupport.domain.receivables.ledger import WRITTEN_OFF
from salessupport.domain.receivables.settlement import standing
from salessupport.domain.values.money import Money
from salessupport.files.orders import as_it_stands
from salessupport.files.papers import Paper, papers
from salessupport.linking import mirror
from salessupport.linking.amounts import amount_of
from salessupport.runtime.calls import Call
from salessupport.runtime.crash import crashpoint
from salessupport.runtime.outbox import Intent, Outbox, Row, State, Worker
from salessupport.runtime.outbox.row import row_id
from salessupport.spi.capabilities import Capabilities, Unsupported
from salessupport.spi.documents import ContractDocument, InvoiceDocument, OrderDocument, Settlement
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Ref
from salessupport.spi.port import Port
from salessupport.spi.ports import CUSTOMERS, SALES
from salessupport.spi.ports.journal import Journal


@frozen
class Sending:
    """How documents of a kind are sent: by which verb of which port, and the arguments made of them."""

    kind: str
    port: Port[Any]
    verb: str
    document: Callable[[Desk, Paper], object | None]


@frozen
class Planned:
    """A document that is to be sent, or was: its kind, number, customer and amount, and where its command stands."""

    kind: str
    id: str
    customer: str
    amount: Money | None
    state: str
    reason: str = ""


@frozen
class PushAnswer:
    """What a push would send or has sent: documents by how far they are; `changed` were sent and differ here now."""

    connection: str
    documents: tuple[Planned, ...]
    changed: tuple[Ref, ...] = ()
    dry_run: bool = False

    @property
    def left(self) -> tuple[Planned, ...]:
        """Those that wait for a person or were refused."""
        return tuple(one for one in self.documents if one.state in ("parked", "rejected"))


@frozen
class Target:
    """The connection that is pushed to: its name and what its adapters can do, by port."""

    connection: str
    capabilities: Mapping[str, Capabilities]

    def takes(self, sending: Sending) -> bool:
        """Whether the adapter has the verb."""
        given = self.capabilities.get(sending.port.name)
        return given is not None and not isinstance(given.verbs.get(sending.verb, Unsupported("")), Unsupported)


def plan(desk: Desk, journal: Journal, target: Target) -> tuple[Intent, ...]:
    """The commands for every document that is ours alone, those before others that others rest on."""
    there = {(one.ref.kind, one.ours) for one in mirror.documents(journal, target.connection)}
    return tuple(
        _intent(desk, target, sending, paper, document)
        for sending in SENDINGS
        if target.takes(sending)
        for paper in papers(_tables(desk), sending.kind)
        if (sending.kind, paper.ref.id) not in there and (document := sending.document(desk, paper)) is not None
    )


def preview(desk: Desk, journal: Journal, target: Target) -> PushAnswer:
    """What a push would send; nothing is written."""
    outbox = Outbox(journal)
    return _answer(outbox, target.connection, plan(desk, journal, target), dry_run=True)


def push_all(desk: Desk, journal: Journal, target: Target, workers: Sequence[Worker]) -> PushAnswer:
    """Put every document that is ours alone into the outbox and work until nothing is left but what waits.

    There is a worker for each port, of masters first, so that documents find those that they name.
    """
    intents = plan(desk, journal, target)
    crashpoint("push.after_plan")
    outbox = Outbox(journal)
    fresh = tuple(one for one in intents if not _changed(outbox, one))
    outbox.put_all(fresh)
    crashpoint("push.after_put")
    for worker in workers:
        worker.drain()
    crashpoint("push.after_drain")
    return _answer(outbox, target.connection, intents, dry_run=False)


def _intent(desk: Desk, target: Target, sending: Sending, paper: Paper, document: object) -> Intent:
    key = Key.of(sending.verb, company_mark(desk.company.name), paper.ref.id)
    call = Call.of(sending.port, sending.verb, document)
    return Intent(target.connection, key, call, "push", lane=_customer(paper))


def company_mark(name: str) -> str:
    """Eight digits that tell our companies apart in keys: two may send documents of one number to one system."""
    return hashlib.sha256(name.encode()).hexdigest()[:8]


def _changed(outbox: Outbox, intent: Intent) -> bool:
    """Whether another content of the document was put in before."""
    row = _row(outbox, intent)
    return row is not None and row.digest != intent.call.digest


def _row(outbox: Outbox, intent: Intent) -> Row | None:
    held = outbox.journal.slot("outbox", row_id(intent.connection, intent.key))
    return None if held is None else Row.of(held)


def _answer(outbox: Outbox, connection: str, intents: Sequence[Intent], *, dry_run: bool) -> PushAnswer:
    changed = tuple(_ref(one) for one in intents if _changed(outbox, one))
    return PushAnswer(connection, tuple(_planned(outbox, one) for one in intents), changed, dry_run)


def _planned(outbox: Outbox, intent: Intent) -> Planned:
    row, ref = _row(outbox, intent), _ref(intent)
    document = next(iter(intent.call.arguments.values()))
    state = row.state if row is not None else State.PENDING
    reason = row.reason if row is not None and row.state is not State.CONFIRMED else ""
    return Planned(ref.kind, ref.id, intent.lane, amount_of(document), "new" if row is None else state.value, reason)


def _ref(intent: Intent) -> Ref:
    kind = next(one.kind for one in SENDINGS if one.verb == intent.call.verb)
    return Ref(kind, intent.key.parts[-1])


def _tables(desk: Desk) -> Mapping[str, Sequence[Fact]]:
    kinds = {table: desk.history.facts.rows(table) for table in _READ}
    return {table: tuple(rows) for table, rows in kinds.items()}


def _customer(paper: Paper) -> str:
    head = paper.rows[paper.ref.kind][0]
    return str(getattr(head, "customer", None) or paper.ref.id)


# Documents out of rows


def _customer_document(_: Desk, paper: Paper) -> Customer:
    customer: Customer = _head(paper, Customer)
    return customer


def _contract_document(_: Desk, paper: Paper) -> ContractDocument:
    rows = paper.rows
    return ContractDocument(
        _head(paper, Contract), _all(rows, "contract_lines", ContractLine), _all(rows, "instalments", Instalment)
    )


def _order_document(_: Desk, paper: Paper) -> OrderDocument | None:
    rows = as_it_stands(paper.rows)
    order = _all(rows, "orders", Order)[0]
    if order.status not in ("confirmed", "closed_short", None):
        return None
    return OrderDocument(order, _all(rows, "order_lines", OrderLine))


def _invoice_document(desk: Desk, paper: Paper) -> InvoiceDocument | None:
    invoice = _head(paper, Invoice)
    if invoice.status != "issued":
        return None
    buyer = desk.history.customers.get(invoice.customer)
    return InvoiceDocument(invoice, _all(paper.rows, "invoice_lines", InvoiceLine), buyer)


def _settlement(desk: Desk, paper: Paper) -> Settlement | None:
    """A receipt with where its money stands by the policy, as rows of its own: the other system places nothing."""
    receipt = _head(paper, Receipt)
    if receipt.customer is None:
        return None
    posted = standing(desk.ledger(desk.today).postings_by_source.get(receipt.id, ()))
    placed = [
        one
        for one in posted
        if one.kind == "principal" and one.rule not in WRITTEN_OFF and one.named in desk.history.invoices
    ]
    rows = (
        Allocation(
            id=f"{receipt.id}-{number}",
            source=receipt.id,
            target=one.named,
            amount=Money(one.amount, receipt.amount.currency),
            effective_on=one.on,
        )
        for number, one in enumerate(placed, 1)
    )
    return Settlement(receipt, tuple(rows))


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
_READ: Final = (
    "customers",
    "contracts",
    "contract_lines",
    "instalments",
    "orders",
    "order_lines",
    "order_events",
    "invoices",
    "invoice_lines",
    "receipts",
)

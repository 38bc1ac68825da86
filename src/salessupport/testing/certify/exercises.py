"""What the kit does with each port: which commands make a document, how one is drawn, called, changed and counted.

A law is written once over `Exercise` and holds for every port. Source: ports.md 4.2, 4.3.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from attrs import evolve, frozen

from salessupport.domain.facts import Fact
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import Quantity
from salessupport.spi.documents import ContractDocument, InvoiceDocument, OrderDocument, Settlement
from salessupport.spi.keys import Key
from salessupport.testing.certify import samples
from salessupport.testing.certify.lab import World
from salessupport.testing.certify.samples import Sample


@frozen
class Exercise:
    """A command that makes one document.

    `kind` is the document's; `sample` draws it with a mark; `call` calls the command on a port; `changed` gives the
    same document with another content (same mark); `total` its amount; `rows` the rows that a feed should give back.
    """

    verb: str
    kind: str
    sample: Sample
    changed: Callable[[Any], Any]
    call: Callable[[Any, World, Any, Key], Any]
    total: Callable[[Any], Money | None] = lambda _document: None
    rows: Callable[[Any], Mapping[str, tuple[Fact, ...]]] = lambda _document: {}

    def key(self, mark: str) -> Key:
        """The key of the document with this mark."""
        return Key.of(self.verb, "lab", mark)


def _plain(verb: str) -> Callable[[Any, World, Any, Key], Any]:
    """Call a command that takes the document alone."""
    return lambda port, _world, document, key: getattr(port, verb)(document, key=key)


def _book(port: Any, world: World, document: Any, key: Key) -> Any:
    return port.book(document, world.services[0], key=key)


def _another_order(document: OrderDocument) -> OrderDocument:
    line = document.lines[0]
    return evolve(document, lines=(evolve(line, qty=Quantity(line.qty + 1)), *document.lines[1:]))


def _another_contract(document: ContractDocument) -> ContractDocument:
    return evolve(document, contract=evolve(document.contract, amount=_more(document.contract.amount)))


def _another_invoice(document: InvoiceDocument) -> InvoiceDocument:
    head = document.invoice
    return evolve(document, invoice=evolve(head, gross=_more(head.gross), net=_more(head.net or head.gross)))


def _another_settlement(document: Settlement) -> Settlement:
    return evolve(document, receipt=evolve(document.receipt, amount=_more(document.receipt.amount)))


def _more(amount: Money) -> Money:
    return Money(amount.minor + 1, amount.currency)


def _order_rows(document: OrderDocument) -> Mapping[str, tuple[Fact, ...]]:
    return {"orders": (document.order,), "order_lines": document.lines}


def _invoice_rows(document: InvoiceDocument) -> Mapping[str, tuple[Fact, ...]]:
    return {"invoices": (document.invoice,), "invoice_lines": document.lines}


def _contract_rows(document: ContractDocument) -> Mapping[str, tuple[Fact, ...]]:
    return {
        "contracts": (document.contract,),
        "contract_lines": document.lines,
        "instalments": document.instalments,
    }


def _receipt_rows(document: Settlement) -> Mapping[str, tuple[Fact, ...]]:
    return {"receipts": (document.receipt,), "allocations": document.allocations}


EXERCISES: Mapping[str, tuple[Exercise, ...]] = {
    "customers": (
        Exercise(
            "upsert",
            "customers",
            samples.customer,
            lambda one: evolve(one, name=one.name[:-1] + "改"),
            _plain("upsert"),
            rows=lambda one: {"customers": (one,)},
        ),
    ),
    "sales": (
        Exercise(
            "post_order",
            "orders",
            samples.order,
            _another_order,
            _plain("post_order"),
            rows=_order_rows,
        ),
        Exercise(
            "post_invoice",
            "invoices",
            samples.invoice,
            _another_invoice,
            _plain("post_invoice"),
            total=lambda one: one.invoice.gross,
            rows=_invoice_rows,
        ),
        Exercise(
            "post_settlement",
            "receipts",
            samples.settlement,
            _another_settlement,
            _plain("post_settlement"),
            total=lambda one: one.receipt.amount,
            rows=_receipt_rows,
        ),
        Exercise(
            "post_contract",
            "contracts",
            samples.contract,
            _another_contract,
            _plain("post_contract"),
            total=lambda one: one.contract.amount,
            rows=_contract_rows,
        ),
    ),
    "opportunities": (
        Exercise(
            "log_activity",
            "activities",
            samples.activity,
            lambda one: evolve(one, by=one.by + "!"),
            _plain("log_activity"),
        ),
    ),
    "einvoicing": (
        Exercise(
            "issue",
            "invoices",
            samples.invoice,
            _another_invoice,
            _plain("issue"),
            total=lambda one: one.invoice.gross,
        ),
    ),
    "carrier": (
        Exercise("book", "waybills", samples.consignment, lambda one: evolve(one, parcels=one.parcels + 1), _book),
    ),
    "notifier": (
        Exercise("send", "messages", samples.message, lambda one: evolve(one, text=one.text + "!"), _plain("send")),
    ),
    "documents": (
        Exercise("put", "documents", samples.blob, lambda one: evolve(one, content=one.content + b"!"), _plain("put")),
    ),
}
"""The commands that make a document, by port."""

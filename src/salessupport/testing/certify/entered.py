"""What people enter at the other side, drawn for trials: documents, what they rest on, and what becomes of them later.

A person's document has a mark as its id; the other system may give it another number, and its feed says which. Source:
ports.md 3.6; R28; F33.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from decimal import Decimal
from typing import Any, Final

from attrs import evolve, frozen
from hypothesis import strategies as st

from salessupport.domain.facts import (
    Allocation,
    Customer,
    Delivery,
    DeliveryLine,
    OrderLine,
    Product,
    Quotation,
    Return,
    ReturnLine,
)
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import Quantity
from salessupport.spi.documents import ContractDocument, InvoiceDocument, OrderDocument, Settlement
from salessupport.spi.feed import Change
from salessupport.spi.outcomes import Ref
from salessupport.testing.certify import samples
from salessupport.testing.certify.lab import World
from salessupport.testing.certify.samples import Rows
from salessupport.testing.certify.trials import brief


@frozen
class Entered:
    """A document that a person enters: its kind and mark, and its rows."""

    kind: str
    mark: str
    rows: Rows

    def stands_in(self, change: Change, ref: Ref) -> bool:
        """Whether a change hands it over: under the name that was given when it was entered, or with its mark."""
        heads = change.rows.get(self.kind, ())
        return change.ref == ref or any(getattr(head, "id", "") == self.mark for head in heads)

    def __str__(self) -> str:
        return f"{self.kind} {self.mark}"


Documents = tuple[Entered, ...]
Sample = Callable[[World, str, int | None], st.SearchStrategy[Documents]]
"""Draws a document of a kind with this mark, behind what it rests on; texts within the limit."""


def _alone(kind: str, rows: Callable[[Any], Rows], sample: samples.Sample) -> Sample:
    def drawn(world: World, mark: str, limit: int | None) -> st.SearchStrategy[Documents]:
        return sample(world, mark, limit).map(lambda made: (Entered(kind, mark, rows(made)),))

    return drawn


def _customer(_world: World, mark: str, limit: int | None) -> samples.Made:
    return samples.texts(limit=limit).map(lambda name: Customer(id=mark, name=name))


def _product(_world: World, mark: str, limit: int | None) -> samples.Made:
    return samples.texts(limit=limit).map(lambda name: Product(id=mark, name=name))


def _quotation(world: World, mark: str, _limit: int | None) -> samples.Made:
    return st.builds(
        lambda buyer: Quotation(id=mark, customer=buyer.id, quoted_on=world.today, status=world.stages[0]),
        st.sampled_from(world.customers),
    )


def _contract_rows(made: ContractDocument) -> Rows:
    return {"contracts": (made.contract,), "contract_lines": made.lines, "instalments": made.instalments}


def _order_rows(made: OrderDocument) -> Rows:
    return {"orders": (evolve(made.order, customer_ref=None),), "order_lines": made.lines}


def _invoice_rows(made: InvoiceDocument) -> Rows:
    return {"invoices": (evolve(made.invoice, number=None),), "invoice_lines": made.lines}


def _receipt_rows(made: Settlement) -> Rows:
    return {"receipts": (made.receipt,)}


_orders = _alone("orders", _order_rows, samples.order)


def _deliveries(world: World, mark: str, limit: int | None) -> st.SearchStrategy[Documents]:
    """An order, and a delivery of some of it or all."""

    def shipped(order: Entered, drawn: tuple[int, int]) -> Documents:
        part, days = drawn
        head: Any = order.rows["orders"][0]
        on = min(head.ordered_on + timedelta(days=days), world.today)
        lines = [line for line in order.rows["order_lines"] if isinstance(line, OrderLine)]
        sent = [(line.line, min(line.qty, Quantity(Decimal(part)))) for line in lines]
        rows = tuple(DeliveryLine(delivery=mark, order_line=line, qty=qty) for line, qty in sent)
        delivery = Delivery(id=mark, order=order.mark, shipped_on=on)
        return (order, Entered("deliveries", mark, {"deliveries": (delivery,), "delivery_lines": rows}))

    drawn = st.tuples(st.integers(1, 9), st.integers(0, 5))
    return _orders(world, f"{mark}-O", limit).flatmap(lambda made: drawn.map(lambda some: shipped(made[0], some)))


def _returns(world: World, mark: str, limit: int | None) -> st.SearchStrategy[Documents]:
    """An order, its delivery, and one piece of it that comes back."""

    def back(documents: Documents) -> Documents:
        order, delivery = documents
        head = Return(id=mark, order=order.mark, returned_on=world.today)
        line = ReturnLine(return_=mark, order_line=1, qty=Quantity(Decimal(1)))
        return (order, delivery, Entered("returns", mark, {"returns": (head,), "return_lines": (line,)}))

    return _deliveries(world, f"{mark}-D", limit).map(back)


ENTERED: Final[Mapping[str, Sample]] = {
    "customers": _alone("customers", lambda made: {"customers": (made,)}, _customer),
    "products": _alone("products", lambda made: {"products": (made,)}, _product),
    "quotations": _alone("quotations", lambda made: {"quotations": (made,)}, _quotation),
    "contracts": _alone("contracts", _contract_rows, samples.contract),
    "orders": _orders,
    "deliveries": _deliveries,
    "returns": _returns,
    "invoices": _alone("invoices", _invoice_rows, samples.invoice),
    "receipts": _alone("receipts", _receipt_rows, samples.settlement),
}
"""What a person may enter at the other side, by kind."""
RESTS_ON: Final[Mapping[str, tuple[str, ...]]] = {
    **dict.fromkeys(ENTERED, ()),
    "deliveries": ("orders",),
    "returns": ("orders", "deliveries"),
}
"""What has to be entered before."""


@frozen
class Changed:
    """Documents that a person enters, and what the last of them is changed to later."""

    documents: Documents
    to: Rows

    def __str__(self) -> str:
        entered = "\n".join(f"a person enters {one}" for one in self.documents)
        rows = "; ".join(brief(row) for facts in self.to.values() for row in facts)
        return f"{entered}\nand changes {self.documents[-1]} to {rows}"


def _renamed(kind: str) -> Callable[[World, str, int | None], st.SearchStrategy[Changed]]:
    def drawn(world: World, mark: str, limit: int | None) -> st.SearchStrategy[Changed]:
        def renamed(documents: Documents, name: str) -> Changed:
            row: Any = documents[-1].rows[kind][0]
            return Changed(documents, {kind: (evolve(row, name=name),)})

        before = ENTERED[kind](world, mark, limit)
        return st.builds(renamed, before, samples.texts(limit=limit)).filter(
            lambda made: made.to != made.documents[-1].rows
        )

    return drawn


def _placed(world: World, mark: str, limit: int | None) -> st.SearchStrategy[Changed]:
    """An invoice and money of its customer, which is placed on it later, in whole or in part."""

    def placed(invoice: InvoiceDocument, settled: Settlement, part: int) -> Changed:
        head = invoice.invoice
        on = max(head.issued_on, settled.receipt.received_on)
        receipt = evolve(settled.receipt, customer=head.customer, received_on=on)
        most = min(receipt.amount.minor, head.gross.minor)
        amount = Money(max(1, most * part // 4), world.currency)
        row = Allocation(id=f"{mark}-1", source=mark, target=head.id, amount=amount, effective_on=on)
        documents = (
            Entered("invoices", head.id, _invoice_rows(invoice)),
            Entered("receipts", mark, {"receipts": (receipt,)}),
        )
        return Changed(documents, {"receipts": (receipt,), "allocations": (row,)})

    drawn = samples.invoice(world, f"{mark}-I", limit), samples.settlement(world, mark, limit)
    return st.builds(placed, *drawn, st.integers(1, 4))


CHANGED: Final[Mapping[str, Callable[[World, str, int | None], st.SearchStrategy[Changed]]]] = {
    "customers": _renamed("customers"),
    "products": _renamed("products"),
    "receipts": _placed,
}
"""What a person may change of what was entered, by kind: another name, money that is placed later."""

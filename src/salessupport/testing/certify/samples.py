"""Documents drawn for trials: small, exact, of customers and products that the remote knows, each with its own mark.

The mark is the document's number of ours; every document of a trial has another, so that what stands at the remote can
be counted by it. Texts are as hostile as the adapter declares to take. Source: reliability.md 5.1.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from salessupport.domain.facts import (
    Contract,
    ContractLine,
    Customer,
    Instalment,
    Invoice,
    InvoiceLine,
    Order,
    OrderLine,
    Receipt,
)
from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import Price, Quantity, Ratio
from salessupport.spi.documents import Blob, ContractDocument, InvoiceDocument, OrderDocument, Settlement
from salessupport.spi.ports.carrier import Consignment, Party
from salessupport.spi.ports.notifier import Message
from salessupport.spi.ports.opportunities import Activity
from salessupport.testing.certify.lab import World
from salessupport.testing.values import minor_units

Made = st.SearchStrategy[Any]
_NAMES = (
    "青岛某某测控有限公司",
    "Ｆｕｌｌ　ｗｉｄｔｈ（中国）",
    "𠮷成 & Söhne <GmbH>",
    'O\'Brien "Q" %s',
    "a/b\\c;d,e",
)
"""Chinese, full-width, astral, quoted, with what formats and paths give a meaning to."""


def texts(*, limit: int | None) -> st.SearchStrategy[str]:
    """Give names: hostile ones and long ones, within the declared limit."""
    longest = min(limit or 240, 240)
    long = "某" * longest
    return st.sampled_from([name[:longest] for name in _NAMES] + [long])


def customer(world: World, mark: str, limit: int | None) -> Made:  # noqa: ARG001 - a `Sample`
    """Give a customer whose id is the mark."""
    return st.builds(Customer, id=st.just(mark), name=texts(limit=limit), phone=st.none() | st.just("0532-0000000"))


def _money(world: World) -> st.SearchStrategy[Money]:
    return minor_units(most=1_000_000).map(lambda minor: Money(minor, world.currency))


def _days(world: World) -> st.SearchStrategy[date]:
    return st.integers(0, 20).map(lambda days: world.today - timedelta(days=days))


def order(world: World, mark: str, limit: int | None) -> Made:
    """Give an order of one to three lines."""
    lines = st.lists(
        st.tuples(st.sampled_from(world.products), st.integers(1, 9), _money(world)), min_size=1, max_size=3
    )

    def build(buyer: Customer, on: date, drawn: list[Any], reference: str) -> OrderDocument:
        rows = tuple(
            OrderLine(
                order=mark,
                line=number,
                product=product.id,
                qty=Quantity(Decimal(qty)),
                price=Price(Decimal(str(price))),
                tax_rate=Ratio(world.tax_rates[0]),
            )
            for number, (product, qty, price) in enumerate(drawn, 1)
        )
        head = Order(
            id=mark,
            customer=buyer.id,
            ordered_on=on,
            currency=world.currency,
            status="confirmed",
            customer_ref=reference,
        )
        return OrderDocument(head, rows)

    return st.builds(build, st.sampled_from(world.customers), _days(world), lines, texts(limit=limit))


def contract(world: World, mark: str, limit: int | None) -> Made:  # noqa: ARG001 - a `Sample`
    """Give a contract of one line and two instalments."""

    def build(buyer: Customer, on: date, amount: Money) -> ContractDocument:
        head = Contract(id=mark, customer=buyer.id, signed_on=on, amount=amount, currency=world.currency)
        line = ContractLine(
            contract=mark,
            line=1,
            product=world.products[0].id,
            qty=Quantity(Decimal(1)),
            price=Price(Decimal(str(amount))),
            amount=amount,
        )
        terms = (
            Instalment(contract=mark, no=1, trigger="signing", share=Ratio(Decimal("0.30"))),
            Instalment(contract=mark, no=2, trigger="delivery", share=Ratio(Decimal("0.70"))),
        )
        return ContractDocument(head, (line,), terms)

    return st.builds(build, st.sampled_from(world.customers), _days(world), _money(world))


def invoice(world: World, mark: str, limit: int | None) -> Made:  # noqa: ARG001 - a `Sample`
    """Give an issued invoice of one line, its tax rounded half up."""

    def build(buyer: Customer, on: date, net: Money) -> InvoiceDocument:
        rate = world.tax_rates[0]
        tax = Money(int((net.minor * rate).to_integral_value("ROUND_HALF_UP")), world.currency)
        head = Invoice(
            id=mark,
            number=mark,
            kind="invoice",
            customer=buyer.id,
            issued_on=on,
            due_on=on + timedelta(days=30),
            currency=world.currency,
            net=net,
            tax=tax,
            gross=net + tax,
            status="issued",
        )
        line = InvoiceLine(
            invoice=mark,
            line=1,
            product=world.products[0].id,
            qty=Quantity(Decimal(1)),
            net=net,
            tax_rate=Ratio(rate),
            tax=tax,
            gross=net + tax,
        )
        return InvoiceDocument(head, (line,), buyer)

    return st.builds(build, st.sampled_from(world.customers), _days(world), _money(world))


def settlement(world: World, mark: str, limit: int | None) -> Made:
    """Give a receipt that is not placed yet."""

    def build(payer: Customer, on: date, amount: Money, remittance: str) -> Settlement:
        return Settlement(receipt(payer.id, mark, on, amount, remittance=remittance))

    return st.builds(build, st.sampled_from(world.customers), _days(world), _money(world), texts(limit=limit))


def receipt(payer: str, mark: str, on: date, amount: Money, *, remittance: str) -> Receipt:
    """Money of a customer on the bank account."""
    return Receipt(
        id=mark,
        customer=payer,
        received_on=on,
        amount=amount,
        currency=amount.currency,
        method="bank",
        remittance=remittance,
    )


def activity(world: World, mark: str, limit: int | None) -> Made:
    """Give a call with a customer whose text is the mark."""
    return st.builds(
        Activity,
        about=st.sampled_from(world.customers).map(lambda one: world.ref("customers", one.id)),
        kind=st.sampled_from(("call", "visit")),
        on=_days(world),
        text=st.just(mark),
        by=texts(limit=limit),
    )


def consignment(world: World, mark: str, limit: int | None) -> Made:  # noqa: ARG001 - a `Sample`
    """Give a consignment of the delivery that is the mark."""
    party = st.builds(
        Party, company=texts(limit=limit), person=st.just("张三"), phone=st.just("13800000000"), address=st.just("青岛")
    )
    return st.builds(
        Consignment,
        delivery=st.just(mark),
        sender=party,
        receiver=party,
        parcels=st.integers(1, 3),
        weight_kg=st.sampled_from((Decimal("0.5"), Decimal("12.34"))),
        goods=st.just("仪表"),
    )


def message(world: World, mark: str, limit: int | None) -> Made:  # noqa: ARG001 - a `Sample`
    """Give a message whose subject is the mark."""
    return st.builds(Message, to=st.just(("clerk@example.com",)), subject=st.just(mark), text=texts(limit=limit))


_CONTENTS = st.binary(max_size=40) | st.sampled_from((b" \r\n\x00 ", b"\xef\xbb\xbf\xd6\xd0", b"a\r\nb\n", b"\x1a"))


def blob(world: World, mark: str, limit: int | None) -> Made:  # noqa: ARG001 - a `Sample`
    """Give a file whose name is the mark."""
    return st.builds(Blob, content=_CONTENTS, media_type=st.just("application/pdf"), name=st.just(mark))


Rows = Mapping[str, tuple[Fact, ...]]
"""A document as rows of books tables, its head's among them."""
Sample = Callable[[World, str, int | None], Made]
"""Draws a document with this mark; texts within the limit."""

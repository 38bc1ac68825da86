"""Many orders for benches: N orders of five lines, N invoices, N receipts, N explicit allocations, made fast.

Invoices are paid in time and exactly, but one in a hundred never, and those of the end not yet: the receipts they
would have had are the second halves of payments of the first ones, so that the counts are all N. Values that
repeat are one object.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from decimal import Decimal

from salessupport.books.demo.clerk import Clerk
from salessupport.books.demo.commission import commission
from salessupport.books.demo.master import Party, parties, products, salespeople
from salessupport.books.demo.trade import Line, document, line
from salessupport.domain.facts import Customer, Facts, Invoice, Order, OrderLine
from salessupport.domain.values.quantity import Quantity

_LINES = 5
_PER_CUSTOMER = 100
_FEWEST = 40
_NEVER_PAID = 97  # one in so many
_INVOICED_AFTER = timedelta(days=5)
_QUANTITIES = tuple(Quantity(Decimal(n)) for n in range(1, 13))

_Amounts = Mapping[tuple[int, Quantity], tuple[int, int]]


def many_orders(clerk: Clerk, count: int) -> Facts:
    """Write `count` orders with all that follows, over a customer for every hundred orders and at least forty."""
    goods = products(clerk)
    everyone = parties(clerk, salespeople(clerk), max(_FEWEST, count // _PER_CUSTOMER))
    priced = {party.currency: [line(party, product, 1) for product in goods] for party in everyone}
    amounts = {currency: _amounts(lines) for currency, lines in priced.items()}
    span = (clerk.last - clerk.first).days
    paid: list[tuple[Customer, Invoice, date]] = []
    for index in range(count):
        party = everyone[index % len(everyone)]
        on = clerk.first + timedelta(days=index * span // count)
        net, tax = _order(clerk, party, index, on, priced[party.currency], amounts[party.currency])
        invoice = document(clerk, party, min(on + _INVOICED_AFTER, clerk.last), net, tax, id=f"FP{index:07d}")
        clerk.note("invoices", invoice)
        paid_on = invoice.falls_due_on - timedelta(days=index % 8)
        if paid_on <= clerk.last and (index + 1) % _NEVER_PAID:
            paid.append((party.customer, invoice, paid_on))
    _pay(clerk, paid, count)
    commission(clerk, period="quarter")
    return clerk.facts()


def _amounts(lines: Sequence[Line]) -> _Amounts:
    """Net and tax of every product in every quantity, worked out once."""
    return {(index, qty): (one.net(qty), one.tax(qty)) for index, one in enumerate(lines) for qty in _QUANTITIES}


def _order(
    clerk: Clerk, party: Party, index: int, on: date, lines: Sequence[Line], amounts: _Amounts
) -> tuple[int, int]:
    """Write an order and its lines; gives its net and tax."""
    order = Order(
        id=f"DD{index:07d}",
        customer=party.customer.id,
        ordered_on=on,
        confirmed_on=on,
        salesperson=party.customer.salesperson,
        currency=party.customer.currency,
        status="confirmed",
    )
    clerk.note("orders", order)
    net = tax = 0
    for number, qty in enumerate(clerk.dice.choices(_QUANTITIES, k=_LINES), 1):
        chosen = (index + 7 * number) % len(lines)
        one, amount = lines[chosen], amounts[chosen, qty]
        net, tax = net + amount[0], tax + amount[1]
        row = OrderLine(
            order=order.id, line=number, product=one.product.id, qty=qty, price=one.price, tax_rate=one.tax_rate
        )
        clerk.note("order_lines", row)
    return net, tax


def _pay(clerk: Clerk, paid: Sequence[tuple[Customer, Invoice, date]], count: int) -> None:
    """Pay the invoices, the first ones in two halves, so that `count` receipts come of it."""
    payments = _payments(paid, count - len(paid))
    for index, (customer, invoice, on, minor) in enumerate(payments):
        receipt = clerk.receive(customer, on, minor, id=f"SK{index:07d}", remittance=invoice.id)
        clerk.allocate(receipt, invoice.id, minor=minor, id=f"HX{index:07d}")


def _payments(
    paid: Sequence[tuple[Customer, Invoice, date]], halved: int
) -> Iterator[tuple[Customer, Invoice, date, int]]:
    for index, (customer, invoice, on) in enumerate(paid):
        half = invoice.gross.minor // 2 if index < halved else 0
        if half:
            yield customer, invoice, on, half
        yield customer, invoice, on, invoice.gross.minor - half

"""Between Tryton's documents and ours: orders and invoices; values in, values out, and no request.

States are total: one that nobody knows is never paid or confirmed. What a document does not say is not given.
Source: wire/tryton.md 3 "Order to cash"; adapters.md 6, 7.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final, Literal, cast

from attrs import evolve
from salessupport.domain.facts import Invoice, InvoiceKind, InvoiceLine, Order, OrderLine, OrderStatus
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import CONTEXT, Price, Quantity, Ratio

from salessupport_tryton.entries import discounted
from salessupport_tryton.names import KINDS, WHOLE, Rows, code_of, currency_of, id_in, product_of, verb_in, version_of
from salessupport_tryton.wire import (
    Row,
    day_of,
    decimal_of,
    id_of,
    money_of,
    quantity_of,
    rows_of,
    text_of,
)

_DISCOUNTED: Final = re.compile(r"(\d+(?:\.\d+)?) -(\d+(?:\.\d+)?) %\Z", re.ASCII)
Status = Literal["draft", "issued", "void"]
_ORDER_STATES: Final[Mapping[str, OrderStatus]] = {
    "draft": "draft",
    "quotation": "draft",
    "confirmed": "confirmed",
    "processing": "confirmed",
    "done": "confirmed",
    "cancelled": "cancelled",
}
_INVOICE_STATES: Final[Mapping[str, Status]] = {
    "draft": "draft",
    "validated": "draft",
    "posted": "issued",
    "paid": "issued",
    "cancelled": "void",
}
ORDER_FIELDS: Final = [
    "number",
    "state",
    "reference",
    "description",
    "sale_date",
    "party.code",
    "currency.code",
    "lines.type",
    "lines.sequence",
    "lines.product.code",
    "lines.quantity",
    "lines.unit_price",
    "lines.note",
    "lines.taxes.rate",
    "_timestamp",
]
INVOICE_FIELDS: Final = [
    "number",
    "state",
    "reference",
    "description",
    "comment",
    "invoice_date",
    "payment_term_date",
    "lines_to_pay.maturity_date",
    "party.code",
    "currency.code",
    "untaxed_amount",
    "tax_amount",
    "total_amount",
    "lines.type",
    "lines.sequence",
    "lines.product.code",
    "lines.description",
    "lines.quantity",
    "lines.amount",
    "lines.taxes.rate",
    "lines.origin",
]


def order_rows(row: Row) -> Rows | None:
    """The rows of a sale; None for a draft that nobody numbered."""
    id, ordered_on = id_in(row), day_of(row, "sale_date")  # noqa: A001 - the fact's own name
    if id is None or ordered_on is None:
        return None
    head = Order(
        id=id,
        customer=code_of(row, "party") or "",
        ordered_on=ordered_on,
        currency=currency_of(row),
        status=_ORDER_STATES.get(text_of(row, "state") or ""),
        customer_ref=text_of(row, "reference"),
    )
    return {"orders": (head,), "order_lines": tuple(_order_line(id, no, line) for no, line in numbered(row))}


def _order_line(order: str, number: int, line: Row) -> OrderLine:
    price, discount = _priced(line)
    return OrderLine(
        order=order,
        line=number,
        product=product_of(line) or "?",
        qty=Quantity(quantity_of(line, "quantity")),
        price=Price(price),
        discount=None if discount is None else Ratio(discount),
        tax_rate=rate_of(line),
    )


def _priced(line: Row) -> tuple[Decimal, Decimal | None]:
    """The price of a line and its discount, if its note says both and they still make the price that Tryton has."""
    left, found = decimal_of(line, "unit_price"), _DISCOUNTED.match(text_of(line, "note") or "")
    if found is None:
        return left, None
    price, discount = Decimal(found[1]), CONTEXT.divide(Decimal(found[2]), Decimal(100))
    return (price, discount) if discounted(price, discount) == left else (left, None)


def numbered(row: Row) -> list[tuple[int, Row]]:
    """The lines of a document by their numbers: their sequence, if all have one of their own, else their place."""
    lines = [line for line in rows_of(row, "lines") if line.get("type") == "line"]
    given = [line.get("sequence") for line in lines]
    if len({*given} - {None}) == len(lines):
        return [(id_of(line, "sequence"), line) for line in lines]
    return list(enumerate(lines, 1))


def rate_of(line: Row) -> Ratio | None:
    """The tax rate of a line: of no tax it is 0, of several or of one without a rate nobody can say."""
    rates = [each.get("rate") for each in rows_of(line, "taxes")]
    if not rates:
        return Ratio(Decimal(0))
    (rate,) = rates if len(rates) == 1 else (None,)
    return Ratio(rate) if isinstance(rate, Decimal) and 0 <= rate <= 1 else None


def order_versions(rows: Rows) -> set[str]:
    """The versions that an order had before a command of ours was broken off between its steps."""
    (head,) = (row for row in rows["orders"] if isinstance(row, Order))
    states: tuple[OrderStatus | None, ...] = ("draft", "confirmed")
    before = ({**rows, "orders": (evolve(head, status=state),)} for state in states)
    return {version_of(each).mark for each in (rows, *before)}


def invoice_rows(row: Row, originals: Mapping[int, str]) -> Rows | None:
    """The rows of an invoice or credit note; `originals` are ids of invoices by the numbers of their lines."""
    id, issued_on = id_in(row), day_of(row, "invoice_date")  # noqa: A001 - the fact's own name
    if id is None or issued_on is None:
        return None
    currency = currency_of(row)
    gross, net, tax = (money_of(row, f"{name}_amount", currency) for name in ("total", "untaxed", "tax"))
    credit, opening = gross.minor < 0, _kind(row) == "opening"
    head = Invoice(
        id=id,
        kind="credit_note" if credit else _kind(row),
        customer=code_of(row, "party") or "",
        issued_on=issued_on,
        gross=_positive(gross, credit=credit),
        net=None if opening else _positive(net, credit=credit),
        tax=None if opening else _positive(tax, credit=credit),
        status=_INVOICE_STATES.get(text_of(row, "state") or "", "draft"),
        number=text_of(row, "reference") if verb_in(row) else text_of(row, "number"),
        original=next((originals[each] for each in origins_of(row) if each in originals), None) if credit else None,
        due_on=_due(row),
        currency=currency,
    )
    lines = [] if opening or _whole(row) else numbered(row)
    only = head if len(lines) == 1 else None
    return {"invoices": (head,), "invoice_lines": tuple(_invoice_line(head, only, no, line) for no, line in lines)}


def _whole(row: Row) -> bool:
    """Whether it is of ours and was entered without lines."""
    return verb_in(row) is not None and [text_of(line, "description") for line in rows_of(row, "lines")] == [WHOLE]


def _kind(row: Row) -> InvoiceKind:
    said = text_of(row, "comment") if verb_in(row) else None
    return cast("InvoiceKind", said) if said in KINDS else "invoice"


def _positive(amount: Money, *, credit: bool) -> Money:
    return -amount if credit else amount


def _due(row: Row) -> date | None:
    given = day_of(row, "payment_term_date")
    days = [day for line in rows_of(row, "lines_to_pay") if (day := day_of(line, "maturity_date"))]
    return max(days) if days else given


def origins_of(row: Row) -> list[int]:
    """The lines of invoices that lines of a credit note take back."""
    named = (text_of(line, "origin") or "" for line in rows_of(row, "lines"))
    found = (name.partition(",") for name in named)
    return [int(number) for model, _, number in found if model == "account.invoice.line" and number.isdecimal()]


def _invoice_line(head: Invoice, only: Invoice | None, number: int, line: Row) -> InvoiceLine:
    """A line; Tryton keeps tax by document, so that a line's own is known only where it is the only one."""
    credit = head.kind == "credit_note"
    net = _positive(money_of(line, "amount", head.gross.currency), credit=credit)
    quantity = quantity_of(line, "quantity")
    return InvoiceLine(
        invoice=head.id,
        line=number,
        net=net,
        product=product_of(line),
        qty=Quantity(-quantity if credit else quantity),
        tax_rate=rate_of(line),
        tax=only.tax if only else None,
        gross=only.gross if only else None,
    )

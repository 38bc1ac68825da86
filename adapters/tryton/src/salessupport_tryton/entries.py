"""What is written to Tryton: the values of sales, invoices and moves; values in, values out, and no request.

Laws: what Tryton cannot keep exactly is refused by name and nothing is rounded; every line names its tax; the tax of an
invoice is ours to the last unit, by a row for each tax that Tryton finds equal in base and so leaves as it is.
Source: wire/tryton.md 3 "Order to cash"; decision 1.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, ROUND_HALF_UP, Decimal
from typing import Final

from attrs import evolve
from salessupport.domain.facts import Invoice, InvoiceLine, Order, OrderLine
from salessupport.domain.values.currency import digits_of
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import CONTEXT, Ratio
from salessupport.spi.documents import InvoiceDocument, OrderDocument
from salessupport.spi.errors import InvalidRemoteInput, LimitExceeded

from salessupport_tryton.directory import Buyer, Sold, Tax
from salessupport_tryton.names import KINDS, WHOLE
from salessupport_tryton.wire import Row, day_on_wire, decimal_on_wire, money_on_wire

PRICE_DIGITS: Final = 4
"""Digits behind the point of a unit price in Tryton."""
_FLOAT_DIGITS: Final = 15
"""Digits that a float keeps for certain: quantities are floats there."""


def checked_order(document: OrderDocument) -> None:
    """Refuse an order that a sale cannot hold."""
    order = document.order
    if order.status not in (None, "confirmed"):
        raise InvalidRemoteInput(path=order.id, remote_text=f"an order that is {order.status} is not entered")
    if order.discount_amount:
        raise InvalidRemoteInput(path=order.id, remote_text="a discount on the whole: put it into the prices")
    if not document.lines:
        raise InvalidRemoteInput(path=order.id, remote_text="an order without lines")


def sale_head(order: Order, buyer: Buyer, currency: int) -> Row:
    """What an amendment sets of a sale, besides its lines."""
    return {
        "currency": currency,
        "party": buyer.party,
        "invoice_party": buyer.party,
        "shipment_party": buyer.party,
        "invoice_address": buyer.address,
        "shipment_address": buyer.address,
        "reference": order.customer_ref,
        "sale_date": day_on_wire(order.ordered_on),
    }


def sale_lines(lines: Sequence[OrderLine], sold: Mapping[int, Sold]) -> list[Row]:
    """The lines of a sale; `sold` by line number."""
    return [
        {
            "type": "line",
            "sequence": line.line,
            "product": sold[line.line].item.product,
            "unit": sold[line.line].item.unit,
            "quantity": quantity(line.qty, f"{line.order}:{line.line}"),
            "unit_price": price(discounted(line.price, line.discount), f"{line.order}:{line.line}"),
            "note": discount_note(line.price, line.discount),
            "taxes": [["add", [tax.id for tax in sold[line.line].taxes]]],
        }
        for line in lines
    ]


def discounted(price: Decimal, discount: Decimal | None) -> Decimal:
    """What is left of a unit price: Tryton keeps no discount beside it."""
    return CONTEXT.multiply(price, 1 - (discount or Decimal(0)))


def discount_note(price: Decimal, discount: Decimal | None) -> str | None:
    """What a line says of its discount, for people and for reading it again: `100.00 -10 %`."""
    if not discount:
        return None
    percent = CONTEXT.multiply(discount, Decimal(100)).normalize(CONTEXT)
    return f"{price:f} -{percent:f} %"


def quantity(value: Decimal, path: str) -> Decimal:
    """A quantity that a float keeps."""
    if len(value.normalize(CONTEXT).as_tuple().digits) > _FLOAT_DIGITS:
        raise LimitExceeded(path=path, remote_text=f"a quantity of more than {_FLOAT_DIGITS} digits")
    return value


def price(value: Decimal, path: str) -> Row:
    """A unit price, exact in four digits."""
    exact = value.quantize(Decimal(1).scaleb(-PRICE_DIGITS), context=CONTEXT)
    if value != exact:
        raise LimitExceeded(path=path, remote_text=f"a price of more than {PRICE_DIGITS} digits behind the point")
    return decimal_on_wire(exact)


def invoice_values(
    document: InvoiceDocument, buyer: Buyer, sold: Mapping[int, Sold], origins: Sequence[int], *, currency: int
) -> Row:
    """The values of an invoice or credit note, without what the company has in common.

    `origins`: the lines of the invoice that a credit note takes back, in order; `currency` is the document's.
    """
    head, sign = document.invoice, -1 if document.invoice.kind == "credit_note" else 1
    taken_back = [*origins, *[None] * len(document.lines)]
    each = zip(document.lines, taken_back, strict=False)
    lines = [{**_invoice_line(line, sold, sign, origin), "currency": currency} for line, origin in each]
    return {
        "currency": currency,
        "comment": head.kind if head.kind in KINDS else None,
        **_paper(head, buyer),
        "lines": [["create", lines]],
        "taxes": [["create", _tax_rows(document, sold, sign)]],
    }


def with_lines(document: InvoiceDocument) -> InvoiceDocument:
    """The document; without lines it has one of the whole, if its tax is that of a rate in full percent."""
    head = document.invoice
    if document.lines or head.net is None or head.tax is None or not head.net:
        return document
    rate = Ratio(CONTEXT.divide(Decimal(head.tax.minor), Decimal(head.net.minor)).quantize(Decimal("0.01")))
    if abs(head.net.minor * rate - head.tax.minor) > 1:
        raise LimitExceeded(path=head.id, remote_text=f"no rate in full percent makes {head.tax} of {head.net}")
    whole = InvoiceLine(invoice=head.id, line=1, net=head.net, tax=head.tax, gross=head.gross, tax_rate=rate)
    return evolve(document, lines=(whole,))


def opening_values(head: Invoice, buyer: Buyer, account: int | None, *, currency: int) -> Row:
    """The values of an item that was open when the books began: one line against the account of openings, no tax."""
    if account is None:
        raise InvalidRemoteInput(path=head.id, remote_text="an opening: name its account in the option opening_account")
    amount = decimal_on_wire(Decimal(str(head.gross)))
    line = {"type": "line", "sequence": 1, "account": account, "quantity": Decimal(1), "unit_price": amount}
    return {
        **_paper(head, buyer),
        "currency": currency,
        "comment": head.kind,
        "lines": [["create", [{**line, "currency": currency}]]],
    }


def _paper(head: Invoice, buyer: Buyer) -> Row:
    """What an invoice says above its lines."""
    return {
        "type": "out",
        "party": buyer.party,
        "invoice_address": buyer.address,
        "account": buyer.account,
        "invoice_date": day_on_wire(head.issued_on),
        "payment_term_date": day_on_wire(head.falls_due_on),
        "reference": head.number,
    }


def checked_invoice(document: InvoiceDocument) -> None:
    """Refuse an invoice that Tryton cannot hold, or whose figures do not add up."""
    head = document.invoice
    if head.status != "issued":
        raise InvalidRemoteInput(path=head.id, remote_text=f"an invoice that is {head.status} is not entered")
    if not document.lines or any(line.tax is None for line in document.lines):
        raise InvalidRemoteInput(path=head.id, remote_text="lines with their tax, or net and tax, are needed")
    zero = Money.zero(head.gross.currency)
    net, tax = (sum((getattr(line, name) for line in document.lines), zero) for name in ("net", "tax"))
    if net + tax != head.gross:
        raise InvalidRemoteInput(path=head.id, remote_text=f"lines of {net + tax}, gross {head.gross}")


def _invoice_line(line: InvoiceLine, sold: Mapping[int, Sold], sign: int, origin: int | None) -> Row:
    path = f"{line.invoice}:{line.line}"
    many = line.qty or Decimal(1)
    item = sold[line.line].item
    return {
        "type": "line",
        "sequence": line.line,
        "product": item.product,
        "unit": item.unit,
        "account": item.account,
        "description": None if item.product else WHOLE,
        "quantity": quantity(sign * many, path),
        "unit_price": decimal_on_wire(unit_price(line.net, many, path)),
        "taxes": [["add", [tax.id for tax in sold[line.line].taxes]]],
        "origin": f"account.invoice.line,{origin}" if origin else None,
    }


def unit_price(net: Money, many: Decimal, path: str) -> Decimal:
    """The price of four digits with which Tryton finds this net amount again; `LimitExceeded` if there is none."""
    amount, step = Decimal(str(net)), Decimal(1).scaleb(-digits_of(net.currency))
    found = CONTEXT.divide(amount, many).quantize(Decimal(1).scaleb(-PRICE_DIGITS), ROUND_HALF_UP, CONTEXT)
    again = CONTEXT.multiply(found, many).quantize(step, ROUND_HALF_EVEN, CONTEXT)
    if again != amount:
        raise LimitExceeded(path=path, remote_text=f"no price of {PRICE_DIGITS} digits makes {many} x it {net}")
    return found


def _tax_rows(document: InvoiceDocument, sold: Mapping[int, Sold], sign: int) -> list[Row]:
    """A row for each tax: its base and its amount, as our lines say."""
    sums: dict[Tax, tuple[Money, Money]] = {}
    zero = Money.zero(document.invoice.gross.currency)
    for line in document.lines:
        for tax in sold[line.line].taxes:
            base, amount = sums.get(tax, (zero, zero))
            sums[tax] = base + line.net, amount + (line.tax or zero)
    return [
        {
            "manual": False,
            "tax": tax.id,
            "account": tax.account if sign > 0 else tax.credit_account,
            "description": tax.name,
            "base": money_on_wire(base if sign > 0 else -base),
            "amount": money_on_wire(amount if sign > 0 else -amount),
        }
        for tax, (base, amount) in sums.items()
    ]

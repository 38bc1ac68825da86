"""Measures: what a line of a document counts for commission, in the company's currency (PY-02, Conventions 11).

`net` and `gross` are the line's; `margin` is its net less quantity x purchase price. A foreign amount is taken at the
document's rate. Each is rounded once per line. What cannot be known is None: it counts nothing and is a finding.
Amounts are minor units.
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from salessupport.domain.facts import Invoice, InvoiceLine
from salessupport.domain.facts.commission import CommissionMeasure
from salessupport.domain.history import History
from salessupport.domain.orders.axes import LineAxes, OrderAxes
from salessupport.domain.values.currency import digits_of
from salessupport.domain.values.quantity import CONTEXT
from salessupport.domain.values.split import exact, rounded, times


def lines_of(history: History, invoice: Invoice) -> Sequence[InvoiceLine | None]:
    """The lines of a document in order; one of None, the whole document, where the books give no lines."""
    lines = sorted(history.invoice_lines_of.get(invoice.id, ()), key=lambda line: line.line)
    return lines or [None]


def of_invoice(history: History, invoice: Invoice, line: InvoiceLine | None, measure: CommissionMeasure) -> int | None:
    """A line's measure, or the whole document's; of a credit note positive as in its table."""
    amount = _gross(invoice, line) if measure == "gross" else _net(invoice, line)
    if amount is None:
        return None
    value = _in_company(history, amount, invoice.gross.currency, _rate(history, invoice))
    if measure != "margin":
        return _rounded(value)
    if line is None or line.qty is None:
        return None
    cost = _cost(history, line.product, line.qty)
    return None if cost is None else _rounded(value - cost)


def of_order(history: History, axes: OrderAxes, line: LineAxes, measure: CommissionMeasure) -> int | None:
    """The measure of what is ordered on a line and was not cancelled."""
    kept = CONTEXT.subtract(line.ordered, line.cancelled)
    part = exact(kept) * Fraction(1, exact(line.ordered)) if line.ordered else Fraction(0)
    rate = history.rate_on(axes.currency, axes.order.ordered_on)
    amount = line.gross if measure == "gross" else line.net
    value = _in_company(history, amount, axes.currency, rate) * part
    if measure != "margin":
        return _rounded(value)
    cost = _cost(history, line.product, kept)
    return None if cost is None else _rounded(value - cost)


def _net(invoice: Invoice, line: InvoiceLine | None) -> int | None:
    if line is not None:
        return line.net.minor
    if invoice.net is not None:
        return invoice.net.minor
    return None if invoice.tax is None else invoice.gross.minor - invoice.tax.minor


def _gross(invoice: Invoice, line: InvoiceLine | None) -> int:
    if line is None:
        return invoice.gross.minor
    if line.gross is not None:
        return line.gross.minor
    tax = times(line.net.minor, line.tax_rate or Decimal(0)) if line.tax is None else line.tax.minor
    return line.net.minor + tax


def _rate(history: History, invoice: Invoice) -> Decimal:
    original = history.invoices.get(invoice.original or "")
    stated = invoice.rate or (original.rate if original is not None else None)
    return stated or history.rate_on(invoice.gross.currency, invoice.issued_on)


def _in_company(history: History, amount: int, currency: str, rate: Decimal) -> Fraction:
    if currency == history.currency:
        return Fraction(amount)
    shift = digits_of(history.currency) - digits_of(currency)
    scaled = amount * exact(rate)
    return scaled * 10**shift if shift >= 0 else scaled * Fraction(1, 10**-shift)


def _cost(history: History, product: str | None, quantity: Decimal) -> Fraction | None:
    bought = history.products.get(product or "")
    if bought is None or bought.purchase_price is None:
        return None
    cost = exact(bought.purchase_price) * exact(quantity)
    return cost * Fraction(10 ** digits_of(history.currency))


def _rounded(value: Fraction) -> int:
    return rounded(value.numerator, value.denominator)

"""Agreed prices: which one holds for a customer, product, quantity and day, and which of them overlap (QT-03, OR-02).

A price holds from its first to its last day, both included, from its quantity on. Law: the answer does not hang on the
order of rows, except between rows that `overlaps` reports: there the price that began last holds, then the lower one.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from fractions import Fraction

from attrs import frozen

from salessupport.domain.facts import AgreedPrice
from salessupport.domain.history import History

_Key = tuple[str, str, str, Decimal]


@frozen
class Overlap:
    """Two rows of `prices`, counted from 0, that hold for the same key on the same day; `row` begins later."""

    row: int
    other: int
    customer: str
    product: str
    from_day: date | None


def agreed_price(
    history: History, *, customer: str, product: str, qty: Decimal, currency: str, on: date
) -> AgreedPrice | None:
    """The price agreed with a customer that holds on a day for this quantity: that of the largest `min_qty` reached."""
    holding = [
        row
        for row in history.prices_of.get(customer, ())
        if row.product == product
        and currency_of(history, row) == currency
        and (row.min_qty or 0) <= qty
        and (row.valid_from or on) <= on <= (row.valid_to or on)
    ]
    return max(holding, key=lambda row: (row.min_qty or 0, row.valid_from or date.min, -row.net_price), default=None)


def net_unit(row: AgreedPrice, tax_rate: Decimal) -> Fraction:
    """The agreed price per unit without tax, exact."""
    whole = 1 + Fraction(tax_rate if row.tax_included else 0)
    return Fraction(row.net_price) * Fraction(whole.denominator, whole.numerator)


def currency_of(history: History, row: AgreedPrice) -> str:
    """The currency of an agreed price: its own, else that of the customer's account."""
    return row.currency or history.currency_of(row.customer)


def overlaps(history: History) -> Iterator[Overlap]:
    """Every row of `prices` that begins while another of its customer, product, currency and quantity still holds."""
    by_key: defaultdict[_Key, list[tuple[date, date, int]]] = defaultdict(list)
    for number, row in enumerate(history.facts.prices):
        key = (row.customer, row.product, currency_of(history, row), row.min_qty or Decimal(0))
        by_key[key].append((row.valid_from or date.min, row.valid_to or date.max, number))
    for (customer, product, _, _), spans in by_key.items():
        longest: tuple[date, int] | None = None
        for first, last, number in sorted(spans):
            if last < first:
                continue  # holds on no day
            if longest is not None and first <= longest[0]:
                yield Overlap(number, longest[1], customer, product, None if first == date.min else first)
            longest = (last, number) if longest is None or last > longest[0] else longest

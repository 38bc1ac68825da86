"""Amounts, exchange rates and dates at the edges where bookkeeping goes wrong (reliability.md 5.1).

Amounts are never zero: a document of nothing has its own test. Repeating fractions come from amounts of 1, 7 and 100
units divided by three and by rates such as 3.3333333.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache

from hypothesis import strategies as st

from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import ExchangeRate

_EDGES = (100, 1, 2, 3, 7, 10, 99, 101, 1000, 3333, 9999, 100_000)
_RATES = ("7.8", "1", "7.8215", "0.05", "3.3333333", "0.0477", "7.755")
_DAYS = (
    date(2026, 1, 5),
    date(2026, 1, 31),
    date(2026, 2, 27),
    date(2024, 2, 28),
    date(2025, 12, 30),
    date(2000, 2, 28),
    date(2026, 6, 1),
)
_SPANS = (0, 1, 2, 3, 7, 8, 14, 15, 29, 30, 31)


@cache
def minor_units(*, most: int = 10_000_000) -> st.SearchStrategy[int]:
    """Give amounts in minor units from 1 to `most`: edges, small ones that collide, and any."""
    edges = [edge for edge in _EDGES if edge <= most] or [1]
    return st.sampled_from(edges) | st.integers(1, min(12, most)) | st.integers(1, most)


def money(*, currency: str = "CNY", most: int = 10_000_000) -> st.SearchStrategy[Money]:
    """Give amounts of money of a currency, above zero and at most `most` minor units."""
    return minor_units(most=most).map(lambda minor: Money(minor, currency))


@cache
def rates() -> st.SearchStrategy[ExchangeRate]:
    """Give exchange rates: company currency per unit, among them ones that never divide evenly."""
    return st.sampled_from(_RATES).map(lambda text: ExchangeRate(Decimal(text)))


@cache
def dates() -> st.SearchStrategy[date]:
    """Give first days of a history: within a month, at month ends, before leap days, at the turn of a year."""
    return st.sampled_from(_DAYS)


@cache
def spans(*, most: int = 31) -> st.SearchStrategy[int]:
    """Give numbers of days between two facts: none, one, and around the bounds of ageing buckets."""
    return st.sampled_from([span for span in (0, 0, 0, *_SPANS) if span <= most])

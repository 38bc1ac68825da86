"""What an order is worth, tax included: exactly, and as a system says it that rounds the whole.

Orders carry prices and rates alone, and every system rounds their tax its own way, by line or as a whole. Law: two such
ways are apart by no more than half a unit of money for each line. Source: books.md Conventions 9; wire/tryton.md 3.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from fractions import Fraction

from salessupport.domain.facts import Fact, OrderLine
from salessupport.domain.values.currency import digits_of
from salessupport.domain.values.money import Money


def exact_worth(lines: Iterable[Fact], currency: str) -> Fraction:
    """What these order lines are worth with their tax, in minor units, not rounded."""
    each = (_line(row) for row in lines if isinstance(row, OrderLine))
    return sum(each, Fraction(0)) * Fraction(10) ** digits_of(currency)


def _line(line: OrderLine) -> Fraction:
    net = Fraction(line.qty) * Fraction(line.price) * (1 - Fraction(line.discount or 0))
    return net * (1 + Fraction(line.tax_rate or 0))


def rounded_worth(lines: Iterable[Fact], currency: str) -> Money:
    """The same as a system says it that rounds the whole, half up."""
    return Money(int(exact_worth(lines, currency) + Fraction(1, 2)), currency)


def is_worth(lines: Sequence[Fact], said: Money) -> bool:
    """Whether an amount may be what these lines are worth, however each of them was rounded."""
    return abs(exact_worth(lines, said.currency) - said.minor) <= Fraction(len(lines), 2)

"""Quantities, unit prices and ratios: exact decimals under our own context, whatever the caller's is set to (B20)."""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Context, Decimal, DivisionByZero, FloatOperation, InvalidOperation, Overflow
from typing import NewType

from salessupport.domain.values.errors import InvalidNumber, WrongType

Quantity = NewType("Quantity", Decimal)
"""How many of a product's unit; zero or more."""
SignedQuantity = NewType("SignedQuantity", Decimal)
"""A change of quantity; may be negative."""
Price = NewType("Price", Decimal)
"""Money per unit in the document's currency; a rate, so it may have more digits than the currency."""
Ratio = NewType("Ratio", Decimal)
"""A share, discount or tax rate from 0 to 1."""
ExchangeRate = NewType("ExchangeRate", Decimal)
"""Company currency per unit of the document's currency; above zero."""

CONTEXT = Context(prec=60, rounding=ROUND_HALF_UP, traps=[InvalidOperation, DivisionByZero, Overflow, FloatOperation])
_DECIMAL = re.compile(r"-?[0-9]{1,18}(?:\.[0-9]{1,12})?\Z")
_ONE = Decimal(1)


def parse_decimal(text: str) -> Decimal:
    """Read a plain decimal number: ASCII digits, at most 18 before and 12 after the point, no exponent, no grouping."""
    if not isinstance(text, str):
        raise WrongType("type.wrong", expected="decimal text", kind=type(text).__name__)
    if not _DECIMAL.match(text):
        raise InvalidNumber("number.invalid", value=text[:40])
    return CONTEXT.plus(CONTEXT.create_decimal(text))  # plus makes -0 plain


def parse_quantity(text: str) -> Decimal:
    """Read a quantity or unit price: a decimal number that is not negative."""
    value = parse_decimal(text)
    if value < 0:
        raise InvalidNumber("number.range", value=text, bound=">= 0")
    return value


def parse_ratio(text: str) -> Decimal:
    """Read a ratio from 0 to 1, written `0.13` or `13%`; `13` is refused (`rate.range`, B19)."""
    percent = str(text).endswith("%")
    value = parse_decimal(text[:-1] if percent else text)
    ratio = CONTEXT.divide(value, Decimal(100)) if percent else value
    if not 0 <= ratio <= _ONE:
        raise InvalidNumber("rate.range", value=text)
    return ratio


def parse_rate(text: str) -> Decimal:
    """Read an exchange rate: company currency per unit, above zero."""
    value = parse_decimal(text)
    if value <= 0:
        raise InvalidNumber("number.range", value=text, bound="> 0")
    return value


def decimal_text(value: Decimal) -> str:
    """Write a decimal plainly, without exponent and without trailing zeros behind the point."""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text

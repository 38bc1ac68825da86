"""Money: whole minor units of one currency, exact, never a float (AR "rules for every row" 1; architecture decision 1).

Reading takes decimal text by a grammar of its own (B1-B15); writing gives the currency's digits. Adding, comparing or
subtracting two currencies raises `CurrencyMismatch`. Division lives in `split` alone.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from decimal import Decimal
from functools import total_ordering
from typing import Any, NewType

from attrs import frozen

from salessupport.domain.values import split as exact
from salessupport.domain.values.currency import digits_of, unknown_currency
from salessupport.domain.values.errors import CurrencyMismatch, InvalidMoney

BOUND = 10**15
"""Amounts are smaller than this many minor units, so that they stay whole in a spreadsheet, in JSON and in SQLite."""

_AMOUNT = re.compile(r"(-?)([0-9]+)(?:\.([0-9]+))?\Z")
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?\Z")
_EXPONENT = re.compile(r"[+-]?[0-9.]+[eE][+-]?[0-9]+\Z")
_NOT_FINITE = re.compile(r"[+-]?(?:s?nan[0-9]*|inf(?:inity)?)\Z", re.IGNORECASE)
_LONGEST = 40


@total_ordering
@frozen(order=False, eq=True)
class Money:
    """`minor` units (fen, cents, yen, fils) of `currency` (ISO 4217)."""

    minor: int
    currency: str

    def __attrs_post_init__(self) -> None:
        if type(self.minor) is not int:
            raise _wrong_minor(self.minor)
        if not -BOUND < self.minor < BOUND:
            raise InvalidMoney("money.range")
        if not isinstance(self.currency, str):
            raise unknown_currency(self.currency)
        digits_of(self.currency)

    @classmethod
    def zero(cls, currency: str) -> Money:
        """No money, of a currency."""
        return cls(0, currency)

    @classmethod
    def parse(cls, text: str, currency: str, *, grouping: bool = False, normalize_width: bool = False) -> Money:
        """Read decimal text in major units, such as `1234.50`.

        `grouping` accepts `1,234.50`, `normalize_width` accepts full-width digits. Nothing is rounded: more digits
        than the currency has are `money.scale` (B8, B15).
        """
        return cls(parse_minor(text, currency, grouping=grouping, normalize_width=normalize_width), currency)

    @classmethod
    def parse_positive(cls, text: str, currency: str) -> Money:
        """Read an amount that is asked for; one below zero is `money.negative`."""
        money = cls.parse(text, currency)
        if money.minor < 0:
            raise InvalidMoney("money.negative", value=text)
        return money

    def __add__(self, other: Money) -> Money:
        return Money(self.minor + self._same(other), self.currency)

    def __sub__(self, other: Money) -> Money:
        return Money(self.minor - self._same(other), self.currency)

    def __neg__(self) -> Money:
        return Money(-self.minor, self.currency)

    def __lt__(self, other: Money) -> bool:
        return self.minor < self._same(other)

    def __bool__(self) -> bool:
        return self.minor != 0

    def __str__(self) -> str:
        return format_minor(self.minor, self.currency)

    def _same(self, other: Money) -> int:
        if not isinstance(other, Money):
            raise InvalidMoney("money.type", kind=type(other).__name__)
        if other.currency != self.currency:
            raise CurrencyMismatch("currency.mismatch", left=self.currency, right=other.currency)
        return other.minor

    def times(self, factor: Decimal) -> Money:
        """Multiply by a rate or quantity, exactly, and round once half up to this currency's minor unit."""
        return Money(exact.times(self.minor, factor), self.currency)

    def split(
        self, weights: Iterable[exact.Weight], policy: exact.SplitPolicy = "largest_remainder"
    ) -> tuple[Money, ...]:
        """Split by weights under a named policy; the parts sum to this amount (I4)."""
        parts = exact.split(self.minor, list(weights), policy)
        return tuple(Money(part, self.currency) for part in parts)


SignedMoney = NewType("SignedMoney", Money)
"""An amount whose sign is given with it, such as a change of a contract; other recorded amounts are zero or more."""


def total(amounts: Iterable[Money], currency: str) -> Money:
    """Sum amounts of one currency; of none the sum is zero of `currency`."""
    return sum(amounts, Money.zero(currency))


def convert(amount: Money, rate: Decimal, currency: str) -> Money:
    """Convert to `currency` at `rate` (units of `currency` per unit of the amount's), rounded once half up."""
    return Money(convert_minor(amount.minor, amount.currency, rate, currency), currency)


def convert_minor(minor: int, source: str, rate: Decimal, target: str) -> int:
    """Convert minor units of `source` into minor units of `target` at `rate`, rounded once half up."""
    numerator, denominator = exact.exact(rate).as_integer_ratio()
    shift = digits_of(target) - digits_of(source)
    return exact.rounded(minor * numerator * 10 ** max(shift, 0), denominator * 10 ** max(-shift, 0))


def format_minor(minor: int, currency: str) -> str:
    """Write minor units as decimal text with the currency's digits: `1234.50`, `-0.05`, `800`."""
    digits = digits_of(currency)
    if not digits:
        return str(minor)
    text = str(abs(minor)).rjust(digits + 1, "0")
    return f"{'-' if minor < 0 else ''}{text[:-digits]}.{text[-digits:]}"


def parse_minor(text: str, currency: str, *, grouping: bool = False, normalize_width: bool = False) -> int:
    """Read decimal text in major units as minor units of `currency`; see `Money.parse`."""
    digits = digits_of(currency)
    if not isinstance(text, str):
        raise _wrong_minor(text)
    if normalize_width:
        text = unicodedata.normalize("NFKC", text)
    if grouping and _GROUPED.match(text):
        text = text.replace(",", "")
    found = _AMOUNT.match(text)
    if found is None:
        raise _not_an_amount(text)
    sign, whole, fraction = found.groups(default="")
    whole = whole.lstrip("0")
    if len(whole) + digits > 15:
        raise InvalidMoney("money.range")
    if len(fraction) > digits:
        raise InvalidMoney("money.scale", value=text[:_LONGEST], currency=currency, digits=digits)
    minor = int((whole + fraction.ljust(digits, "0")) or "0")
    return -minor if sign else minor


def _not_an_amount(text: str) -> InvalidMoney:
    stripped = text.strip()
    value = text[:_LONGEST]
    if _NOT_FINITE.match(stripped):
        return InvalidMoney("money.not_finite", value=value)
    if len(stripped) <= 5000 and _EXPONENT.match(stripped):
        return InvalidMoney("money.exponent", value=value)
    return InvalidMoney("money.format", value=value)


def _wrong_minor(value: Any) -> InvalidMoney:
    if isinstance(value, bool):
        return InvalidMoney("money.bool")
    if isinstance(value, float):
        return InvalidMoney("money.float", value=value)
    return InvalidMoney("money.type", kind=type(value).__name__)

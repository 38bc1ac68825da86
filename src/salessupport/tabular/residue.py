"""Numbers that went through binary floating point, read as the decimals they mean: `32.3800011` is 32.38.

Law: a number is read as another one only if storing that other one makes it, to the last digit written: at 15
significant digits, which double precision keeps, or as what single precision makes of it. Whatever else has more
decimals than it should is no residue, and is refused. All arithmetic is exact; no float is made.
Source: README of the Northwind corpus; messy corpus §4; IEEE 754 (24 significant bits, ties to even).
"""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction

from salessupport.domain.values.split import rounded
from salessupport.tabular.numbers import number_text

_BITS = 24
_SMALLEST = -149
"""The exponent of the last bit of the smallest numbers of single precision."""


def meant(text: str, decimals: int) -> str | None:
    """Give the number of at most `decimals` decimals that a text means, plainly written; None where it means none."""
    plain = number_text(text)
    if plain is None or len(plain.partition(".")[2]) <= decimals:
        return plain
    value = Decimal(plain)
    near = Fraction(rounded(*(value * 10**decimals).as_integer_ratio()), 10**decimals)
    digits = len(plain.lstrip("-").replace(".", "").lstrip("0"))
    stored = single(near)
    if Context(prec=digits, rounding=ROUND_HALF_EVEN).divide(*map(Decimal, stored.as_integer_ratio())) != value:
        return None
    return fixed(near, decimals)


def single(value: Fraction) -> Fraction:
    """Give the number of single precision that is nearest, ties to even; numbers beyond its range are not asked for."""
    size = abs(value)
    exponent = max(_floor_log2(size) - _BITS + 1, _SMALLEST) if size else 0
    unit = Fraction(2) ** exponent
    stored = _half_even(*(size * Fraction(2) ** -exponent).as_integer_ratio()) * unit
    return -stored if value < 0 else stored


def fixed(value: Fraction, decimals: int) -> str:
    """Write a number with this many decimals, rounded half up (Conventions 1)."""
    minor = rounded(value.numerator * 10**decimals, value.denominator)
    return format(Decimal(minor).scaleb(-decimals, Context(prec=len(str(minor)) + decimals + 1)), "f")


def _floor_log2(value: Fraction) -> int:
    estimate = value.numerator.bit_length() - value.denominator.bit_length()
    return estimate if Fraction(2) ** estimate <= value else estimate - 1


def _half_even(numerator: int, denominator: int) -> int:
    whole, rest = divmod(numerator, denominator)
    return whole + (2 * rest > denominator or (2 * rest == denominator and whole % 2 == 1))

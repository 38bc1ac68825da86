"""Takes amounts out of free text: every number that is a price, amount, discount or margin becomes *** (SE-04, CO-05).

Numbers are read in the notations that an office uses: 1234.5, 1,234.50, 1 234.50, 1.234,50, full-width digits, 1.2e5,
12.3万, 5k, 壹仟贰佰, 一千二百, 5%, 95折, 九五折, 百分之五. Large amounts are also recognised when they are cut or
rounded to the digits shown (100万 for 1000000.01). Law: no number that is left equals a secret; it is better to hide a
number too many than one too few.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Collection, Iterator
from fractions import Fraction
from unicodedata import decimal

from attrs import frozen

from salessupport.domain.contracts.spoken import Reading, spoken

MASK = "***"
_ROUNDED_FROM = Fraction(1000)
"""From this amount on, a rounded form of it gives it away."""
_HALF = Fraction(1, 2)
_LATIN = {"k": 3, "w": 4, "m": 6}
_MARKS = {"．": ".", "，": ",", "％": "%", "\u00a0": " ", "\u2009": " ", "\u202f": " ", "\u3000": " "}
_PLAIN = re.compile(r"(?<![0-9])[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,2}(?![0-9]))?")
_WHOLE = re.compile(r"(?<![0-9])[0-9]+")
_GROUPED = re.compile(r"(?<![0-9])[0-9]{1,4}(?:[, '_][0-9]{3,4})+(?:\.[0-9]+)?(?![0-9])")
_CONTINENTAL = re.compile(r"(?<![0-9])[0-9]{1,3}(?:\.[0-9]{3})*(?:,[0-9]+)?(?![0-9])")
_UNGROUPED = re.compile("[, '_]")
_BEHIND = re.compile(r"\s*(?:([kKwWmM])(?![A-Za-z])|([%折成]))")
_PERCENT_BEFORE = re.compile(r"百分之\s*\Z")


@frozen
class Secrets:
    """What may not be read: `amounts` in major units, `rates` as parts of one (discounts and what they leave).

    `large` are the amounts, in order, that a rounded form gives away.
    """

    amounts: frozenset[Fraction]
    rates: frozenset[Fraction]
    large: tuple[Fraction, ...]

    @classmethod
    def of(cls, *, amounts: Collection[Fraction], rates: Collection[Fraction] = ()) -> Secrets:
        """Secrets without zero, which says nothing; signs don't matter; a discount also hides what it leaves."""
        sizes = {abs(rate) for rate in rates}
        both = sizes | {1 - size for size in sizes}
        figures = frozenset(abs(one) for one in amounts if one)
        large = sorted(one for one in figures if one >= _ROUNDED_FROM)
        return cls(figures, frozenset(one for one in both if 0 < one < 1), tuple(large))

    def has(self, value: Fraction, *, places: int) -> bool:
        """Whether a number that shows so many places gives an amount, or as 0.95 a rate, away."""
        if value in self.amounts or value in self.rates:
            return True
        step = Fraction(10) ** -places
        first = bisect_left(self.large, max(value - step * _HALF, step))
        return first < len(self.large) and self.large[first] < value + step

    def has_rate(self, value: Fraction, *, places: int) -> bool:
        """Whether a part of one that shows so many places gives a discount or margin away."""
        half = Fraction(10) ** -places * _HALF
        return any(abs(value - one) <= half for one in self.rates)


def scrub(text: str, *, secrets: Secrets) -> str:
    """The text with every number that gives a secret away replaced by `***`."""
    read = "".join(map(_narrowed, text))
    spans = {span for reading in _readings(read) if (span := _hidden(read, reading, secrets)) is not None}
    out, at = "", 0
    for start, end in sorted(spans):
        if end <= at:
            continue
        out += text[at:start] + MASK if start >= at else ""
        at = end
    return out + text[at:]


def _narrowed(character: str) -> str:
    """Every digit and mark in its ASCII form, one for one, so that places in the text stay."""
    value = decimal(character, None)
    return _MARKS.get(character, character) if value is None else str(value)


def _readings(text: str) -> Iterator[Reading]:
    for pattern in (_PLAIN, _WHOLE):
        for found in pattern.finditer(text):
            yield found.start(), found.end(), *_decimal(found[0])
    for found in _GROUPED.finditer(text):
        yield found.start(), found.end(), *_decimal(_UNGROUPED.sub("", found[0]))
    for found in _CONTINENTAL.finditer(text):
        yield found.start(), found.end(), *_decimal(found[0].replace(".", "").replace(",", "."))
    yield from spoken(text)


def _decimal(text: str) -> tuple[Fraction, int]:
    """A plain number, with an exponent or without, and the places it shows."""
    mantissa, _, exponent = text.lower().partition("e")
    whole, _, fraction = mantissa.partition(".")
    places = len(fraction) - int(exponent or 0)
    return Fraction(int(whole + fraction)) * Fraction(10) ** -places, places


def _hidden(text: str, reading: Reading, secrets: Secrets) -> tuple[int, int] | None:
    """The span to hide: a number alone, or with the unit behind it, that gives a secret away."""
    start, end, value, places = reading
    behind = _BEHIND.match(text, end)
    if behind is not None and _gives_away(behind, value, places, secrets):
        return start, behind.end()
    percent = _PERCENT_BEFORE.search(text[max(0, start - 8) : start]) is not None
    if percent and secrets.has_rate(value * Fraction(1, 100), places=places + 2):
        return start, end
    return (start, end) if secrets.has(value, places=places) else None


def _gives_away(behind: re.Match[str], value: Fraction, places: int, secrets: Secrets) -> bool:
    if behind[1]:
        zeros = _LATIN[behind[1].lower()]
        return secrets.has(value * 10**zeros, places=places - zeros)
    shift = 2 if behind[2] == "%" or value > 10 else 1  # 95折 is 9.5折
    return secrets.has_rate(value * Fraction(1, 10**shift), places=places + shift)

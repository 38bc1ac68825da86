"""Cells of two exported tables as values: exact amounts in one unit per currency, dates, clean texts; all faults noted.

An export may give more decimals than the currency has (yen with sen), or numbers that went through binary floating
point (30427.359999999997). Each currency is reckoned in the finest unit that its cells of up to `GENUINE` decimals
use, at least its own; a longer number is read as the nearest of these units if it lies within a millionth of it, which
is said, else refused. No float is made. Source: books.md "A profile"; reliability B8, B33, B39.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from datetime import date
from decimal import Context, Decimal

from attrs import define, field

from salessupport.domain.values.currency import digits_of, known_currencies, unknown_currency
from salessupport.domain.values.dates import parse_date
from salessupport.domain.values.errors import InputError
from salessupport.domain.values.findings import Finding
from salessupport.domain.values.money import BOUND, format_minor
from salessupport.domain.values.split import rounded
from salessupport.domain.values.text import check_text
from salessupport.tabular.foreign import Line, Unusable

GENUINE = 4
"""Decimals that somebody may have written; more come from a computer."""
_NEAR = Decimal("0.000001")
_NUMBER = re.compile(r"-?[0-9]{1,20}(?:\.([0-9]{1,25}))?\Z")
_GROUPED = re.compile(r"-?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?\Z")
_COMPACT = re.compile(r"([0-9]{4})[/.]?([0-9]{2})[/.]?([0-9]{2})\Z")
_CURRENCIES = frozenset(known_currencies())
_EXACT = Context(prec=60)


@define
class Amounts:
    """The units that currencies are reckoned in, once every amount was seen; `residue` has what was read as meant."""

    digits: dict[str, int] = field(factory=dict)
    residue: list[tuple[str, str]] = field(factory=list)

    def see(self, text: str, currency: str) -> None:
        """Note the decimals of one amount."""
        decimals = len(text.partition(".")[2].rstrip("0"))
        known = self.digits.setdefault(currency, digits_of(currency))
        if known < decimals <= GENUINE:
            self.digits[currency] = decimals

    def minor(self, text: str, currency: str) -> int | None:
        """Give an amount in the currency's unit here; None for more decimals that are no residue."""
        digits = self.digits[currency]
        value = Decimal(text).scaleb(digits, _EXACT)
        near = rounded(*value.as_integer_ratio())
        if abs(value - near) > _NEAR.scaleb(digits):
            return None
        if near != value:
            self.residue.append((text, self.text(near, currency)))
        return near

    def text(self, minor: int, currency: str) -> str:
        """Write an amount with the decimals that it is reckoned in."""
        digits = self.digits[currency]
        if digits == digits_of(currency):
            return format_minor(minor, currency)
        whole, part = divmod(abs(minor), 10**digits)
        return f"{'-' if minor < 0 else ''}{whole}.{part:0{digits}d}"

    def finer(self) -> Iterator[tuple[str, int]]:
        """Give the currencies that are reckoned in less than their minor unit, and in how many decimals."""
        return ((one, digits) for one, digits in sorted(self.digits.items()) if digits > digits_of(one))


@define
class Cells:
    """Reads the cells of one table by role; what cannot be used is noted and reads as empty."""

    columns: dict[str, str]
    findings: list[Finding]

    def text(self, line: Line, role: str) -> str:
        """Give the text under the header of a role; `""` where there is none."""
        return self.under(line, self.columns[role]) if role in self.columns else ""

    def under(self, line: Line, header: str) -> str:
        """Give the text under a header, checked for what no record may hold."""
        try:
            text = line.text(header, {})
        except Unusable as error:
            self.findings.extend(error.findings)
            return ""
        if not text.isprintable() or len(text) > 1000:
            try:
                check_text(text)
            except InputError as error:
                self.refused(error, line, header, text[:40])
                return ""
        return text

    def needed(self, line: Line, role: str) -> str:
        """Give a text that may not be empty."""
        before = len(self.findings)
        text = self.text(line, role)
        if not text and len(self.findings) == before:
            self.note("field.missing", line, self.columns[role])
        return text

    def day(self, line: Line, role: str) -> date | None:
        """Read a date: YYYY-MM-DD, YYYYMMDD, YYYY/MM/DD, with or without a time of day behind it."""
        text = self.text(line, role)
        if not text:
            return None
        compact = _COMPACT.match(text)
        try:
            return parse_date("-".join(compact.groups()) if compact else re.split("[T ]", text, maxsplit=1)[0])
        except InputError:
            self.note("date.invalid", line, self.columns[role], text[:40])
            return None

    def number(self, line: Line, role: str) -> str:
        """Read a decimal number, with or without thousands marked by commas, as plain text; `""` where it is none."""
        text = given = self.needed(line, role)
        if not text.isascii():
            text = unicodedata.normalize("NFKC", text)
        if "," in text and _GROUPED.match(text):
            text = text.replace(",", "")
        if given and not _NUMBER.match(text):
            self.note("money.format", line, self.columns[role], given[:40])
            return ""
        return text

    def minor(self, line: Line, role: str, text: str, currency: str, amounts: Amounts) -> int:
        """Give an amount in the unit of its currency, 0 where it is refused."""
        minor = amounts.minor(text, currency) if text and currency in amounts.digits else 0
        if minor is None:
            digits = amounts.digits[currency]
            self.note("number.no_residue", line, self.columns[role], text[:40], digits=digits)
        elif abs(minor) >= BOUND:
            self.note("money.range", line, self.columns[role], text[:40])
        return minor or 0

    def currency(self, line: Line, default: str) -> str:
        """Give the code of a row's currency; an unknown one is noted."""
        code = (self.text(line, "currency") or default or self.needed(line, "currency")).upper()
        if code and code not in _CURRENCIES:
            self.refused(unknown_currency(code), line, self.columns["currency"], code[:40])
            return ""
        return code

    def refused(self, error: InputError, line: Line, header: str, value: str) -> None:
        """Note why a cell was refused."""
        context = {name: one for name, one in error.context.items() if name != "value"}
        self.note(error.code, line, header, value, **context)

    def note(self, code: str, line: Line, header: str, value: str = "", **context: object) -> None:
        """Note what is wrong with a cell."""
        self.findings.append(Finding(code, line.records.place(line.number, header), value=value, context=context))

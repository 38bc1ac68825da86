"""Codes and amounts between the two sides: currencies, ways of paying, money out of decimals; pure and exact.

Law: what is not in a table is refused by name, never guessed. Source: adapters.md 6, 7; wire sheet 6.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Final, TypeVar, cast

from attrs import frozen
from salessupport.domain.facts.receipt import ReceiptMethod
from salessupport.domain.values.errors import SalesSupportError
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import CONTEXT, ExchangeRate, Ratio, decimal_text, parse_decimal, parse_ratio
from salessupport.spi.errors import ContractViolation, InvalidRemoteInput
from salessupport.spi.outcomes import Version

from salessupport_kingdee.wire import Bill, Row

T = TypeVar("T")
_HUNDRED: Final = Decimal(100)


@frozen
class Codes:
    """The tables of a tenant: its number of a currency or of a way of paying, by our code."""

    currencies: Mapping[str, str]
    methods: Mapping[str, str]

    def currency_out(self, code: str) -> str:
        """Kingdee's number of a currency."""
        return _found(self.currencies, code, "currencies")

    def currency_in(self, number: str | None) -> str:
        """Our code of a currency."""
        for code, known in self.currencies.items():
            if known == number:
                return code
        raise ContractViolation(path="currencies", remote_text=f"no code is configured for the currency {number}")

    def method_out(self, method: str) -> str:
        """Kingdee's number of a way of paying."""
        return _found(self.methods, method, "methods")

    def method_in(self, number: str | None) -> ReceiptMethod | None:
        """Our way of paying; None for one that no table names."""
        known = next((method for method, each in self.methods.items() if each == number), None)
        return cast("ReceiptMethod", known) if known in ("bank", "cash", "bill", "opening") else None


def _found(table: Mapping[str, str], code: str, name: str) -> str:
    if code not in table:
        raise InvalidRemoteInput(path=f"{name}.{code}", remote_text=f"no number is configured for {code}")
    return table[code]


def amount(money: Money) -> Decimal:
    """An amount as it is written."""
    return parse_decimal(str(money))


def money(value: Decimal | None, currency: str, what: str) -> Money:
    """An amount as it was read; one that is missing or finer than the currency is a `ContractViolation`."""
    if value is None:
        raise ContractViolation(path=what, remote_text=f"no {what}")
    try:
        return Money.parse(decimal_text(value), currency)
    except SalesSupportError as error:
        raise ContractViolation(path=what, remote_text=f"{what}: {error.message('en')}") from None


def percent(ratio: Decimal | None) -> Decimal | None:
    """A ratio as the percent that Kingdee writes: 0.13 is 13."""
    return None if ratio is None else CONTEXT.multiply(ratio, _HUNDRED)


def ratio(value: Decimal | None, what: str) -> Ratio | None:
    """A percent as a ratio."""
    if value is None:
        return None
    try:
        return Ratio(parse_ratio(decimal_text(CONTEXT.divide(value, _HUNDRED))))
    except SalesSupportError as error:
        raise ContractViolation(path=what, remote_text=f"{what}: {error.message('en')}") from None


def decimal(row: Row, name: str) -> Decimal | None:
    """A number of a row."""
    value = row.get(name)
    return value if isinstance(value, Decimal) else None


def text(row: Row, name: str) -> str | None:
    """A text of a row."""
    value = row.get(name)
    return value if isinstance(value, str) else None


def rate(bill: Bill) -> ExchangeRate | None:
    """What a unit of the currency is worth in that of the company; one for one says nothing."""
    told = decimal(bill.head, "rate")
    return ExchangeRate(told) if told is not None and told > 0 and told != 1 else None


def given(value: T | None, what: str, bill: Bill) -> T:
    """A value without which a bill cannot be read."""
    if value is None:
        raise ContractViolation(path=bill.number, remote_text=f"{bill.number} has no {what}")
    return value


def version(bill: Bill) -> Version:
    """A mark of everything that was read of a bill: its values, state and times."""
    whole = [dict(bill.head), {name: [dict(row) for row in rows] for name, rows in bill.rows.items()}]
    told = json.dumps([whole, bill.status, bill.stamps], sort_keys=True, default=_plainly, ensure_ascii=False)
    return Version(hashlib.sha256(told.encode()).hexdigest()[:32])


def _plainly(value: object) -> str:
    return decimal_text(value) if isinstance(value, Decimal) else str(value)


def day(bill: Bill, name: str) -> date:
    """A day of a head that has to be there."""
    return given(day_or_none(bill, name), name, bill)


def day_or_none(bill: Bill, name: str) -> date | None:
    """A day of a head."""
    value = bill.head.get(name)
    return value if isinstance(value, date) else None

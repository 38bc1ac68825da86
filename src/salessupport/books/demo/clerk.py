"""The clerk of the demo: numbers documents and writes rows; everything that the demo's trade does goes through it.

`Owed` is what the demo knows of an invoice while its customer decides how to pay: what is still open of it. It only
steers the invention; what the books really say is for the fold to find out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from random import Random
from typing import Any, TypeVar

from attrs import define, evolve, field

from salessupport.domain.facts import Allocation, Customer, Fact, Facts, Invoice, Receipt, ReceiptMethod
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import ExchangeRate

Row = TypeVar("Row", bound=Fact)
HOME = "CNY"
ABROAD = "USD"
_PER_UNIT = 70850  # company currency per unit of foreign currency at the start, in ten-thousandths


@define(eq=False)
class Owed:
    """An invoice that is to be paid; `open` in minor units of its currency."""

    invoice: Invoice
    open: int

    @property
    def id(self) -> str:
        """The invoice's id."""
        return self.invoice.id

    @property
    def due_on(self) -> date:
        """The day it falls due."""
        return self.invoice.falls_due_on


@define(eq=False)
class Clerk:
    """Writes the rows of the days from `first` to `last`."""

    dice: Random
    first: date
    last: date
    _rows: defaultdict[str, list[Fact]] = field(factory=lambda: defaultdict(list))
    _counts: Counter[str] = field(factory=Counter)
    _sequence: int = 21_000_000_000

    def note(self, table: str, *facts: Fact) -> None:
        """Write rows into a table."""
        self._rows[table].extend(facts)

    def rows(self, table: str, kind: type[Row]) -> list[Row]:
        """Give a table's rows in the order in which they were written."""
        return [row for row in self._rows[table] if isinstance(row, kind)]

    def number(self, kind: str, on: date) -> str:
        """Give the next number of a kind of document: `FP2610-003` is the third invoice of October 2026."""
        name = f"{kind}{on:%y%m}"
        self._counts[name] += 1
        return f"{name}-{self._counts[name]:03d}"

    def invoice_number(self, on: date) -> str:
        """Give the next number of a fully digital invoice: year, province, channel and fifteen digits."""
        self._sequence += self.dice.randint(3, 400)
        return f"{on:%y}312{self._sequence:015d}"

    def rate(self, currency: str | None, on: date) -> ExchangeRate | None:
        """Give the rate of a day, to four digits; the company's own currency has none."""
        if currency in (None, HOME):
            return None
        drift = (on - self.first).days * 4 + on.day * 7 % 90
        return ExchangeRate(Decimal(_PER_UNIT + drift).scaleb(-4))

    def working_day(self, day: date) -> date:
        """Give the day, or the Friday before if it lies in a weekend."""
        return day - timedelta(days=max(0, day.weekday() - 4))

    def receive(
        self, customer: Customer, on: date, minor: int, *, method: ReceiptMethod = "bank", **given: Any
    ) -> Receipt:
        """Write a receipt of `minor` units in the customer's currency; `given` are further columns."""
        currency = customer.currency
        receipt = Receipt(
            id=self.number("SK", on),
            customer=customer.id,
            received_on=on,
            amount=Money(minor, currency or HOME),
            currency=currency,
            rate=self.rate(currency, on),
            payer_account=customer.bank_account if method == "bank" else None,
            method=method,
        )
        receipt = evolve(receipt, **{"payer_name": customer.name, **given})
        self.note("receipts", receipt)
        return receipt

    def allocate(self, money: Receipt | Invoice, target: str, *, minor: int | None = None, **given: Any) -> Allocation:
        """Write that a receipt's or credit note's money goes on a target, on its own day if no other is given."""
        on = money.received_on if isinstance(money, Receipt) else money.issued_on
        currency = money.amount.currency if isinstance(money, Receipt) else money.gross.currency
        day = given.pop("effective_on", on)
        row = Allocation(
            id=self.number("HX", day),
            source=money.id,
            target=target,
            amount=None if minor is None else Money(minor, currency),
            effective_on=day,
            recorded_on=money.recorded_on,
        )
        row = evolve(row, **given)
        self.note("allocations", row)
        return row

    def facts(self) -> Facts:
        """Give all rows, each table in the order of its days."""
        tables: dict[str, Any] = {
            table: tuple(sorted(rows, key=lambda row: row.effective or date.min)) for table, rows in self._rows.items()
        }
        return Facts(**tables)

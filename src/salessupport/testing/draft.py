"""A draft of books while a history is drawn: the rows so far, and what may still be done with them.

Rows are only added in ways that the product's checks accept: a row stands on rows before it, is dated and recorded no
earlier than they are, and explicit amounts never sum to more than a source has or a target is worth.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import TypeVar

from attrs import define, field
from hypothesis import strategies as st

from salessupport.domain.facts import Contract, Customer, Fact, Facts, Invoice
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company
from salessupport.testing.values import spans

Value = TypeVar("Value")


@define
class Draft:
    """Rows of a history that is being drawn; `room` is what explicit rows may still take from or put on a document.

    The room of a contract is what may still be invoiced, whichever of its changes come to hold; `instalments` are the
    numbers of its instalments. `paid` are documents that a receipt was meant for, `taken_back` rows that another
    reverses.
    """

    draw: st.DrawFn
    company: Company
    day: date
    late: bool
    facts: Facts = field(factory=Facts)
    room: dict[str, int] = field(factory=dict)
    instalments: dict[str, list[int]] = field(factory=dict)
    taken_back: set[str] = field(factory=set)
    paid: set[str] = field(factory=set)
    serial: int = 0

    def new_id(self) -> str:
        """Give a fresh id whose order says nothing about the order of the rows."""
        self.serial += 1
        return f"{self.one_of('AMZ')}{self.serial}"

    def wait(self) -> None:
        """Let some days pass, often none."""
        self.day += timedelta(days=self.draw(spans()))

    def later(self, day: date) -> date:
        """Draw a day not before `day`."""
        return day + timedelta(days=self.draw(spans()))

    def recorded(self, effective: date, *after: Fact) -> date | None:
        """Draw when a row is recorded: on its own date, or late; never before the rows that it stands on."""
        known = max((fact.known for fact in after if fact.known is not None), default=effective)
        if self.late and self.draw(st.integers(0, 4)) == 4:
            return max(known, effective) + timedelta(days=self.draw(spans(most=15)))
        return known if known > effective else None

    def one_of(self, rows: Sequence[Value]) -> Value:
        """Draw one of the rows, the first ones sooner."""
        return rows[self.draw(st.integers(0, len(rows) - 1))]

    def chance(self, one_in: int) -> bool:
        """Draw whether something rare happens; shrinks to no."""
        return self.draw(st.integers(0, one_in - 1)) == one_in - 1

    def invoices(self, keep: Callable[[Invoice], bool]) -> list[Invoice]:
        """List issued invoices, credit notes among them."""
        return [row for row in self.facts.invoices if row.status == "issued" and keep(row)]

    def items_of(self, customer: str) -> list[Invoice]:
        """List the customer's invoices, without credit notes."""
        return self.invoices(lambda row: row.customer == customer and row.kind != "credit_note")

    def contracts_of(self, customer: str) -> list[Contract]:
        """List the customer's contracts."""
        return [row for row in self.facts.contracts if row.customer == customer]

    def currency_of(self, customer: Customer) -> str:
        """Name the one currency of a customer's account."""
        return customer.currency or self.company.currency

    def money(self, minor: int, customer: Customer) -> Money:
        """Give an amount in the customer's currency."""
        return Money(minor, self.currency_of(customer))

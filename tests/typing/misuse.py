"""Misuse of the public names that a type checker must reject.

Each `type: ignore[code]` is a rejection: mypy runs with `warn_unused_ignores`, so a line that it accepts is a fault.
"""

from datetime import date, datetime
from decimal import Decimal

from salessupport import Company, Desk, Facts, Money, Policies
from salessupport.domain.facts import Customer, Invoice


def money_is_not_a_number(amount: Money) -> None:
    """Money is added to money only, and multiplied by no float."""
    amount + 1  # type: ignore[operator]
    amount + Decimal("1.00")  # type: ignore[operator]
    amount - "1.00"  # type: ignore[operator]
    amount * 1.5  # type: ignore[operator]
    amount < 1  # type: ignore[operator]
    sum([amount, amount])  # type: ignore[list-item]


def money_is_made_of_whole_minor_units() -> None:
    """Neither a float nor text are minor units, and a currency is needed."""
    Money(1.5, "CNY")  # type: ignore[arg-type]
    Money("100", "CNY")  # type: ignore[arg-type]
    Money(100)  # type: ignore[call-arg]
    Money.parse(100.0, "CNY")  # type: ignore[arg-type]


def values_do_not_change(amount: Money, customer: Customer) -> None:
    """Values and facts are frozen."""
    amount.minor = 5  # type: ignore[misc]
    customer.name = "Other"  # type: ignore[misc]


def dates_are_dates(desk: Desk) -> None:
    """A question takes dates, not text, and its arguments have names."""
    desk.ageing(as_of="2026-10-31")  # type: ignore[arg-type]
    desk.ageing(date(2026, 10, 31))  # type: ignore[call-arg]
    desk.statement("C-1", first="2026-10-01", last=date(2026, 10, 31))  # type: ignore[arg-type]
    desk.statement("C-1", date(2026, 10, 1), date(2026, 10, 31))  # type: ignore[call-arg]


def choices_are_closed(company: Company, amount: Money) -> None:
    """A kind that no table knows is rejected, and so is a policy that is not offered."""
    Policies(allocation="newest-first")  # type: ignore[arg-type]
    Invoice(
        id="FP-1",
        kind="bill",  # type: ignore[arg-type]
        customer="C-1",
        issued_on=date(2026, 10, 1),
        gross=amount,
        status="issued",
    )
    Desk.from_records(company=company)  # type: ignore[call-arg]


def clocks_are_callable(facts: Facts, company: Company) -> None:
    """The clock is a function, not a moment."""
    Desk.from_records(facts, company=company, clock=datetime(2026, 11, 3))  # type: ignore[arg-type]  # noqa: DTZ001

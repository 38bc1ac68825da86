"""A small office for examples: short ways to say an invoice, a receipt, an allocation."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from salessupport.desk import Desk
from salessupport.domain.facts import Adjustment, Allocation, Charge, Customer, Facts, Invoice, Receipt
from salessupport.domain.values.dates import parse_date
from salessupport.domain.values.money import Money, SignedMoney
from salessupport.domain.values.policies import Company, Policies

TODAY = datetime(2026, 11, 3, 9, 30, tzinfo=UTC)


def day(text: str) -> date:
    """A day of 2026, `10-31`."""
    return parse_date(f"2026-{text}")


def yuan(text: str) -> Money:
    """An amount in CNY."""
    return Money.parse(text, "CNY")


def customer(name: str = "C-1", **more: Any) -> Customer:
    """A customer named like its id."""
    return Customer(id=name, name=f"{name} Co", **more)


def invoice(name: str, gross: str, *, on: str = "09-01", due: str | None = "10-01", **more: Any) -> Invoice:
    """An issued invoice of C-1."""
    given = {"kind": "invoice", "customer": "C-1", "status": "issued", **more}
    return Invoice(id=name, gross=yuan(gross), issued_on=day(on), due_on=day(due) if due else None, **given)


def receipt(name: str, amount: str, *, on: str = "10-10", **more: Any) -> Receipt:
    """A receipt of C-1."""
    return Receipt(id=name, amount=yuan(amount), received_on=day(on), **{"customer": "C-1", **more})


def row(
    name: str, source: str, target: str, amount: str | None = None, *, on: str = "10-10", **more: Any
) -> Allocation:
    """An allocation row."""
    money = yuan(amount) if amount else None
    return Allocation(id=name, source=source, target=target, amount=money, effective_on=day(on), **more)


def charge(name: str, amount: str, about: str, *, on: str = "10-05") -> Charge:
    """A dunning fee of C-1."""
    return Charge(id=name, customer="C-1", kind="dunning_fee", amount=yuan(amount), effective_on=day(on), about=about)


def adjustment(name: str, kind: Any, amount: str, about: str, *, on: str = "10-20") -> Adjustment:
    """A write-off, refund or revaluation of C-1, approved."""
    return Adjustment(
        id=name,
        kind=kind,
        customer="C-1",
        amount=SignedMoney(yuan(amount)),
        about=about,
        effective_on=day(on),
        approved_by="卫总",
    )


def office(*, policies: Policies | None = None, now: datetime = TODAY, **tables: Any) -> Desk:
    """A desk over facts in memory, with two customers unless told otherwise."""
    tables.setdefault("customers", (customer("C-1"), customer("C-2")))
    company = Company(name="Example Trading", policies=policies or Policies())
    facts = Facts(**{name: tuple(rows) for name, rows in tables.items()})
    return Desk.from_records(facts, company=company, clock=lambda: now)

"""Customers: whom the office sells to, and on what terms (CU-01, CU-10)."""

from __future__ import annotations

from attrs import frozen

from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.money import Money


@frozen(kw_only=True)
class Customer(Fact):
    """A customer (CU-01): master data, no effective date.

    `credit_limit` None is no limit (Conventions 9); `aliases` are names under which the customer pays; a filled
    `on_hold_reason` stops new orders. `class_` is the column `class`.
    """

    id: str
    name: str
    tax_id: str | None = None
    class_: str | None = None
    region: str | None = None
    salesperson: str | None = None
    currency: str | None = None
    credit_limit: Money | None = None
    credit_days: int | None = None
    address: str | None = None
    contact: str | None = None
    phone: str | None = None
    email: str | None = None
    bank_account: str | None = None
    aliases: tuple[str, ...] = ()
    requirements: str | None = None
    cooperation_mode: str | None = None
    logistics: str | None = None
    on_hold_reason: str | None = None

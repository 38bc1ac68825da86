"""The statement of account: opening, every movement of the period with the running balance, closing (DN-01, S20)."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from salessupport.domain.values.money import Money


@frozen
class StatementLine:
    """One movement; either `debit` or `credit` is given."""

    date: date
    id: str
    kind: str
    debit: Money | None
    credit: Money | None
    balance: Money


@frozen
class Statement:
    """The answer of `show statement`, in the customer's currency."""

    customer: str
    name: str
    currency: str
    first: date
    last: date
    opening: Money
    lines: tuple[StatementLine, ...]
    debits: Money
    credits: Money
    closing: Money

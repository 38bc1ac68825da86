"""Ageing: every open cent in exactly one bucket by days overdue (I3, S21; Conventions 4 and 13)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import frozen

from salessupport.domain.values.money import Money


@frozen
class AgedItem:
    """An open item: `open` at its carrying amount in the company's currency, `open_document` in its own."""

    id: str
    kind: str
    issued_on: date
    due_on: date
    days_overdue: int
    bucket: str
    gross: Money
    open_document: Money
    open: Money


@frozen
class CustomerAgeing:
    """One customer's open items; `total` is the sum of the buckets plus `unapplied` (zero or less)."""

    customer: str
    items: tuple[AgedItem, ...]
    buckets: Mapping[str, Money]
    unapplied: Money
    notes: Money
    total: Money


@frozen
class Ageing:
    """The answer of `show ageing`; `customers` in order of their ids."""

    as_of: date
    known_at: date | None
    currency: str
    basis: str
    customers: tuple[CustomerAgeing, ...]
    buckets: Mapping[str, Money]
    unapplied: Money
    notes: Money
    total: Money

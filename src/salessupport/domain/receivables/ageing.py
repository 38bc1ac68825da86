"""Ageing: every open cent in exactly one bucket by days overdue (I3, S21; Conventions 4 and 13)."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping
from datetime import date
from typing import Literal

from attrs import frozen

from salessupport.domain.history import History
from salessupport.domain.receivables.bills import notes_held
from salessupport.domain.receivables.instalment_basis import aged_instalments, unapplied_by_instalment
from salessupport.domain.receivables.ledger import Item, Ledger
from salessupport.domain.values.dates import days_overdue
from salessupport.domain.values.money import Money, total

Basis = Literal["invoice", "instalment"]
"""Which of the two notions of receivable (decision 8; requirements §7 item 17)."""


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
    basis: Basis
    customers: tuple[CustomerAgeing, ...]
    buckets: Mapping[str, Money]
    unapplied: Money
    notes: Money
    total: Money


def ageing(
    history: History,
    ledger: Ledger,
    *,
    known_at: date | None,
    customer: str | None = None,
    basis: Basis = "invoice",
) -> Ageing:
    """Age every open item as of the ledger's date, in the company's currency at carrying amounts.

    On the `instalment` basis the instalments of contracts stand for the contracts' invoices (`instalment_basis`).

    A customer without open items stands in the answer only with money unapplied, notes held, or if `customer` names it.
    """
    names = [customer] if customer is not None else sorted(_with_anything(history, ledger, basis))
    notes = notes_held(history, ledger.as_of)
    scale = BucketScale.of(history.company.policies.ageing)
    aged = tuple(_customer(history, ledger, name, scale, notes.get(name, 0), basis) for name in names)
    shown = tuple(one for one in aged if customer is not None or one.items or one.unapplied)
    currency = history.currency
    return Ageing(
        as_of=ledger.as_of,
        known_at=known_at,
        currency=currency,
        basis=basis,
        customers=shown,
        buckets={name: total((one.buckets[name] for one in shown), currency) for name in scale.names},
        unapplied=total((one.unapplied for one in shown), currency),
        notes=total((one.notes for one in shown), currency),
        total=total((one.total for one in shown), currency),
    )


@frozen
class BucketScale:
    """The buckets of a policy: `not_due` up to the due date, then spans that end at `bounds`, then the rest."""

    bounds: tuple[int, ...]
    names: tuple[str, ...]

    @classmethod
    def of(cls, bounds: tuple[int, ...]) -> BucketScale:
        """Name the buckets: (30, 60, 90) gives not_due, 1-30, 31-60, 61-90, 91+."""
        starts = (1, *(bound + 1 for bound in bounds))
        spans = tuple(f"{start}-{bound}" for start, bound in zip(starts, bounds, strict=False))
        return cls(bounds, ("not_due", *spans, f"{starts[-1]}+"))

    def bucket(self, days: int) -> str:
        """The one bucket for a number of days overdue."""
        return self.names[0] if days <= 0 else self.names[1 + bisect_left(self.bounds, days)]


def _with_anything(history: History, ledger: Ledger, basis: Basis) -> set[str]:
    owing = {item.customer for item in ledger.items.values() if item.open}
    having = {credit.customer for credit in ledger.credits.values() if credit.customer and credit.left}
    signed = {one.customer for one in history.facts.contracts} if basis == "instalment" else set()
    return owing | having | signed


def _customer(
    history: History, ledger: Ledger, name: str, scale: BucketScale, notes: int, basis: Basis
) -> CustomerAgeing:
    history.customer(name)
    currency = history.currency
    items, unapplied = (_by_instalment if basis == "instalment" else _by_invoice)(history, ledger, name, scale)
    buckets = dict.fromkeys(scale.names, 0)
    for item in items:
        buckets[item.bucket] += item.open.minor
    return CustomerAgeing(
        customer=name,
        items=items,
        buckets={bucket: Money(minor, currency) for bucket, minor in buckets.items()},
        unapplied=Money(unapplied, currency),
        notes=Money(notes, currency),
        total=Money(sum(buckets.values()) + unapplied, currency),
    )


def _by_invoice(history: History, ledger: Ledger, name: str, scale: BucketScale) -> tuple[tuple[AgedItem, ...], int]:
    items = tuple(_aged(item, ledger.as_of, scale, history.currency) for item in ledger.open_items(name))
    return items, -sum(credit.slices.worth_left for credit in ledger.unplaced(name))


def _by_instalment(history: History, ledger: Ledger, name: str, scale: BucketScale) -> tuple[tuple[AgedItem, ...], int]:
    """Instalments that fell due, and open items without a contract, the oldest first."""
    invoices = (item for item in ledger.open_items(name) if item.contract not in history.contracts)
    items = [_aged(item, ledger.as_of, scale, history.currency) for item in invoices]
    for one in aged_instalments(history, ledger, name):
        days = days_overdue(one.due_on, ledger.as_of)
        items.append(
            AgedItem(
                id=one.id,
                kind="instalment",
                issued_on=one.signed_on,
                due_on=one.due_on,
                days_overdue=days,
                bucket=scale.bucket(days),
                gross=one.amount,
                open_document=one.open,
                open=one.worth,
            )
        )
    items.sort(key=lambda item: (item.due_on, item.issued_on, item.id))
    return tuple(items), -unapplied_by_instalment(history, ledger, name)


def _aged(item: Item, as_of: date, scale: BucketScale, currency: str) -> AgedItem:
    days = days_overdue(item.due_on, as_of)
    return AgedItem(
        id=item.id,
        kind=item.kind,
        issued_on=item.issued_on,
        due_on=item.due_on,
        days_overdue=days,
        bucket=scale.bucket(days),
        gross=Money(item.gross, item.currency),
        open_document=Money(item.open, item.currency),
        open=Money(item.slices.worth_left, currency),
    )

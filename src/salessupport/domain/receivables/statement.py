"""The statement of account: opening, every movement of the period with the running balance, closing (DN-01, S20)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import accumulate

from attrs import frozen

from salessupport.domain.history import History
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.values.money import Money, total


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


def statement(history: History, ledger: Ledger, *, customer: str, first: date, last: date) -> Statement:
    """Draw up a customer's account from `first` to `last`; the ledger is that as of `last`.

    Debits of a day stand before its credits, then by id (Conventions 14).
    """
    name = history.customer(customer).name
    currency = history.currency_of(customer)
    before, lines = 0, []
    for entry in _entries(ledger, customer):
        if entry.on < first:
            before += entry.amount
        else:
            lines.append(entry)
    return _drawn_up(customer, name, currency, (first, last), before, lines)


@frozen
class _Entry:
    on: date
    id: str
    kind: str
    amount: int

    @property
    def order(self) -> tuple[date, bool, str, str]:
        return self.on, self.amount < 0, self.id, self.kind


def _entries(ledger: Ledger, customer: str) -> list[_Entry]:
    """Sum movements of one document, day and kind, debits and credits apart: money passed on shows both ways."""
    sums: dict[tuple[date, str, str, bool], int] = {}
    for movement in ledger.movements_by_customer.get(customer, ()):
        key = movement.on, movement.id, movement.kind, movement.amount < 0
        sums[key] = sums.get(key, 0) + movement.amount
    entries = [_Entry(on, row_id, kind, amount) for (on, row_id, kind, _), amount in sums.items()]
    return sorted(entries, key=lambda entry: entry.order)


def _drawn_up(
    customer: str, name: str, currency: str, span: tuple[date, date], opening: int, entries: Sequence[_Entry]
) -> Statement:
    balances = accumulate((entry.amount for entry in entries), initial=opening)
    next(balances)
    lines = tuple(
        StatementLine(
            date=entry.on,
            id=entry.id,
            kind=entry.kind,
            debit=Money(entry.amount, currency) if entry.amount > 0 else None,
            credit=Money(-entry.amount, currency) if entry.amount < 0 else None,
            balance=Money(balance, currency),
        )
        for entry, balance in zip(entries, balances, strict=True)
    )
    return Statement(
        customer=customer,
        name=name,
        currency=currency,
        first=span[0],
        last=span[1],
        opening=Money(opening, currency),
        lines=lines,
        debits=total((line.debit for line in lines if line.debit is not None), currency),
        credits=total((line.credit for line in lines if line.credit is not None), currency),
        closing=lines[-1].balance if lines else Money(opening, currency),
    )

"""The confirmation of monthly statements as a state machine, and where each customer's stands on a day.

Law: a step is legal only in the states that `LEGAL` names; a step that was not legal still holds, and is a fault of the
books (`consistency.statements`). Who has a statement is decided by the account, not by the register: every customer
with movement in the month or a balance at its end. Source: DN-01, DN-02, KPI-11; domain.md "StatementConfirmation".
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Literal

from attrs import frozen

from salessupport.domain.facts import ConfirmationStep, RegisterStatement
from salessupport.domain.history import History
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.receivables.statement import Statement, statement
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import Money

State = Literal["not_sent", "sent", "received", "agreed", "contested", "signed"]
"""How far a statement's confirmation is."""

LEGAL: Mapping[State, tuple[ConfirmationStep, ...]] = {
    "not_sent": ("sent",),
    "sent": ("sent", "received", "agreed", "contested"),
    "received": ("sent", "agreed", "contested"),
    "agreed": ("signed",),
    "contested": ("sent", "agreed", "contested", "signed"),
    "signed": (),
}
"""The steps that are legal in each state: it is sent anew until it is agreed, and a reply says that it was received. A
contested statement is signed with its differences; what is signed is done."""


@frozen
class Confirmation:
    """Where a customer's statement of a month stands: `balance` is the account's, `sent` and `stated` what was said.

    `stale`: what was last sent (or, agreed without an amount, confirmed) is no longer the balance, since facts came
    late. `difference` = balance - stated, of a customer that stated an amount. `next` are the legal steps.
    """

    customer: str
    name: str
    currency: str
    balance: Money
    state: State
    since: date | None
    by: str | None
    sent: Money | None
    stated: Money | None
    difference: Money | None
    stale: bool
    note: str | None
    next: tuple[ConfirmationStep, ...]


@frozen
class Confirmations:
    """The confirmations of a month as of a day; `complete` once no statement is left to be sent (KPI-11)."""

    month: str
    as_of: date
    customers: tuple[Confirmation, ...]
    counts: Mapping[State, int]

    @property
    def complete(self) -> bool:
        """Whether every statement was sent."""
        return not self.counts["not_sent"]


def confirmations(history: History, ledger: Ledger, *, month: Period, as_of: date) -> Confirmations:
    """List every customer with movement in a month or a balance at its end; the ledger is that of the month's last day.

    Steps count up to `as_of`, which may lie after the month. A customer that was sent a statement and has neither
    movement nor balance any more is listed too.
    """
    steps = _steps(history, month.name)
    listed = tuple(
        _confirmation(drawn, [step for step in steps.get(drawn.customer, ()) if step.on <= as_of])
        for drawn in _statements(history, ledger, month, steps)
    )
    counts: dict[State, int] = {state: sum(one.state == state for one in listed) for state in LEGAL}
    return Confirmations(month.name, as_of, listed, counts)


def steps_in_order(rows: Sequence[RegisterStatement]) -> list[RegisterStatement]:
    """The steps of one statement in the order in which they were taken: by day, then by id."""
    return sorted(rows, key=lambda row: (row.on, row.id))


def _steps(history: History, month: str) -> Mapping[str, list[RegisterStatement]]:
    steps: defaultdict[str, list[RegisterStatement]] = defaultdict(list)
    for row in steps_in_order(history.facts.register_statements):
        if row.month == month:
            steps[row.customer].append(row)
    return steps


def _statements(history: History, ledger: Ledger, month: Period, steps: Mapping[str, object]) -> Iterator[Statement]:
    for customer in sorted(history.customers):
        drawn = statement(history, ledger, customer=customer, first=month.first, last=month.last)
        if drawn.lines or drawn.closing or customer in steps:
            yield drawn


def _confirmation(drawn: Statement, steps: Sequence[RegisterStatement]) -> Confirmation:
    last = steps[-1] if steps else None
    sent = next((row.amount for row in reversed(steps) if row.step == "sent" and row.amount is not None), None)
    stated = next((row.amount for row in reversed(steps) if row.step in _REPLIES and row.amount is not None), None)
    state: State = last.step if last is not None else "not_sent"
    said = stated if state in ("agreed", "signed") and stated is not None else sent
    return Confirmation(
        customer=drawn.customer,
        name=drawn.name,
        currency=drawn.currency,
        balance=drawn.closing,
        state=state,
        since=last.on if last is not None else None,
        by=last.by if last is not None else None,
        sent=sent,
        stated=stated,
        difference=drawn.closing - stated if stated is not None else None,
        stale=said is not None and said != drawn.closing,
        note=last.note if last is not None else None,
        next=LEGAL[state],
    )


_REPLIES = ("agreed", "contested", "signed")

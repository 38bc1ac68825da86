"""Amendments: the changes of a contract that hold, and the contract as they leave it (CO-08).

A change holds from its effective day once somebody approved it: by `approved_by`, or by an owner's approval of it, and
then not before that was given. The contract as signed is never edited. Law: amount after = before + Σ changes.
"""

from __future__ import annotations

from datetime import date

from attrs import frozen

from salessupport.domain.approvals import digest_of, granted
from salessupport.domain.facts import Approval, Contract, ContractChange
from salessupport.domain.history import History
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import Quantity


@frozen
class Amendment:
    """A change with the day from which it holds."""

    on: date
    change: ContractChange


@frozen
class Supply:
    """What a line of a contract asks for as changed; `amount` includes tax."""

    line: int
    product: str | None
    qty: Quantity | None
    amount: Money | None


def amendments(history: History, contract_id: str, as_of: date) -> tuple[Amendment, ...]:
    """The changes in force on `as_of`, oldest first; equals by id."""
    found = (
        Amendment(on, change)
        for change in history.changes_of.get(contract_id, ())
        if (on := in_force_from(history, change)) is not None and on <= as_of
    )
    return tuple(sorted(found, key=lambda one: (one.on, one.change.id)))


def in_force_from(history: History, change: ContractChange) -> date | None:
    """The day from which a change holds; None while nobody approved it."""
    if change.approved_by:
        return change.effective_on
    consent = owners_consent(history, change)
    return None if consent is None else max(change.effective_on, consent.decided_on.day)


def owners_consent(history: History, change: ContractChange) -> Approval | None:
    """The first approval that the owner gave to this very change."""
    amount = (
        None if change.amount_change is None else Money(abs(change.amount_change.minor), change.amount_change.currency)
    )
    for row in history.approvals_of.get(("contract_change", change.id), ()):
        on = row.decided_on.day
        if row in granted(
            history,
            "contract_change",
            subject=change.id,
            amount=amount,
            role="owner",
            as_of=on,
            digest=change_digest(change),
        ):
            return row
    return None


def change_digest(change: ContractChange) -> str:
    """The digest of a change, as its approver is shown it: an approval dies when that changes (TK-01)."""
    return digest_of(
        "contract_change",
        change.id,
        change.contract,
        change.effective_on,
        change.line,
        change.product,
        change.qty_change,
        change.amount_change,
        change.deliver_on,
    )


def amount_of(history: History, contract: Contract, as_of: date) -> Money:
    """The contract's amount as changed, tax included."""
    changes = (one.change.amount_change for one in amendments(history, contract.id, as_of))
    return sum((change for change in changes if change is not None), contract.amount)


def deliver_on(history: History, contract: Contract, as_of: date) -> date | None:
    """The agreed day of delivery as changed."""
    days = [one.change.deliver_on for one in amendments(history, contract.id, as_of) if one.change.deliver_on]
    return days[-1] if days else contract.deliver_on


def supplies(history: History, contract_id: str, as_of: date) -> dict[int, Supply]:
    """The contract's lines as changed, by number; a line added by a change is among them."""
    lines = {
        row.line: Supply(row.line, row.product, row.qty, row.amount)
        for row in history.contract_lines_of.get(contract_id, ())
    }
    for one in amendments(history, contract_id, as_of):
        if one.change.line is not None:
            before = lines.get(one.change.line, Supply(one.change.line, one.change.product, None, None))
            lines[one.change.line] = _changed(before, one.change)
    return lines


def _changed(before: Supply, change: ContractChange) -> Supply:
    qty, amount = before.qty, before.amount
    if change.qty_change is not None:
        qty = Quantity((qty or 0) + change.qty_change)
    if change.amount_change is not None:
        amount = change.amount_change if amount is None else amount + change.amount_change
    return Supply(before.line, change.product or before.product, qty, amount)

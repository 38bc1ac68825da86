"""Bookkeeping: the few ways in which a ledger changes, each on both of its sides at once.

Entering a document, settling part of an item with part of a credit, writing off, refunding, and taking back exactly
what was posted (I5). Every change leaves a dated posting or movement behind; nothing else writes to the ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from attrs import define, field

from salessupport.domain.facts import Adjustment
from salessupport.domain.receivables.ledger import (
    Advance,
    Credit,
    Item,
    Ledger,
    Movement,
    MovementKind,
    Posting,
    Revaluation,
    Rule,
)
from salessupport.domain.values.policies import DebtKind


class Ordered(Protocol):
    """Why money is placed: the allocation row, the target as it names it, and the rule."""

    @property
    def row(self) -> str | None:
        """The allocation row; None for what is automatic."""
        ...

    @property
    def named(self) -> str:
        """The target as the row names it."""
        ...

    @property
    def rule(self) -> Rule:
        """The rule that placed it."""
        ...


@define(eq=False)
class Bookkeeper:
    """Writes one ledger. `live` holds what may still be taken back, by source and allocation row (None: automatic)."""

    ledger: Ledger
    live: dict[str, dict[str | None, list[Posting]]] = field(factory=dict)

    def enter_item(self, item: Item, kind: MovementKind) -> None:
        """A document or charge that the customer owes."""
        self.ledger.items[item.id] = item
        self.ledger.items_of[item.customer].append(item)
        self._move(item.issued_on, item.customer, item.id, kind, item.gross, item.currency)

    def enter_credit(self, credit: Credit, kind: MovementKind) -> None:
        """A receipt or credit note."""
        self.ledger.credits[credit.id] = credit
        self.ledger.credits_of[credit.customer].append(credit)
        self._move(credit.on, credit.customer, credit.id, kind, -credit.amount, credit.currency)

    def accrue(self, on: date, item: Item) -> None:
        """Count interest up to `on` at the principal that stands before that day's postings."""
        if item.accrual is not None:
            item.accrual.advance(on, item.open)

    def settle(self, on: date, credit: Credit, item: Item, kind: DebtKind, amount: int, order: Ordered) -> None:
        """Put `amount` of a credit on the costs, interest or principal of an item."""
        self.accrue(on, item)
        value = credit.slices.take(amount)
        carrying = value if kind == "interest" else item.slices.take(amount)
        posting = Posting(on, credit.id, item.id, order.named, kind, amount, carrying, value, order.row, order.rule)
        self._apply(posting, item, credit)
        self._keep(posting)

    def write_off_rest(self, on: date, credit: Credit, item: Item, order: Ordered) -> None:
        """Write off what a receipt leaves open within the tolerance; it is taken back together with the row."""
        self._keep(self._write_off(on, item, item.open, credit.id, order.row, "tolerance"))

    def write_off(self, on: date, item: Item, adjustment: Adjustment) -> None:
        """Write off as much of an adjustment as is open."""
        amount = min(adjustment.amount.minor, item.open)
        if amount > 0:
            self._write_off(on, item, amount, adjustment.id, None, "write_off")

    def take_back(self, on: date, postings: Sequence[Posting]) -> None:
        """Undo postings exactly as they were made, the last first."""
        for posting in reversed(postings):
            item = self.ledger.items[posting.target]
            self.accrue(on, item)
            credit = None if posting.rule == "tolerance" else self.ledger.credits[posting.source]
            self._give_back(posting, item, credit)
            self._apply(posting.taken_back(on), item, credit)

    def refund(self, on: date, credit: Credit, adjustment: Adjustment) -> None:
        """Pay back as much of an adjustment as the receipt has unapplied."""
        amount = min(adjustment.amount.minor, credit.left) if credit.good else 0
        if amount > 0:
            credit.left -= amount
            credit.refunded += amount
            credit.refunded_worth += credit.slices.take(amount)
            self._move(on, credit.customer, adjustment.id, "refund", amount, credit.currency)

    def revalue(self, on: date, item: Item, adjustment: Adjustment) -> None:
        """Carry what is open of a foreign item at more or less (an `fx` adjustment, in company currency)."""
        if item.open:
            item.slices.revalue(adjustment.amount.minor)
            self.ledger.revaluations.append(Revaluation(on, item.id, adjustment.amount.minor))

    def turn_bad(self, on: date, credit: Credit) -> None:
        """A receipt's bill turns bad: all it settled is open again and the receipt counts nothing (Conventions 8)."""
        for postings in self.live.pop(credit.id, {}).values():
            self.take_back(on, postings)
        credit.good = False
        self._move(on, credit.customer, credit.id, "dishonoured", credit.left, credit.currency)

    def turn_good(self, on: date, credit: Credit) -> None:
        """A defective bill is cured: its receipt is money again."""
        credit.good = True
        self._move(on, credit.customer, credit.id, "receipt", -credit.left, credit.currency)

    def _write_off(self, on: date, item: Item, amount: int, source: str, row: str | None, rule: Rule) -> Posting:
        self.accrue(on, item)
        kind: DebtKind = "costs" if item.kind == "charge" else "principal"
        carrying = item.slices.take(amount)
        posting = Posting(on, source, item.id, item.id, kind, amount, carrying, carrying, row, rule)
        self._apply(posting, item, None)
        return posting

    def _keep(self, posting: Posting) -> None:
        self.live.setdefault(posting.source, {}).setdefault(posting.row, []).append(posting)

    def _give_back(self, posting: Posting, item: Item, credit: Credit | None) -> None:
        if posting.kind != "interest":
            item.slices.give_back(posting.amount, posting.carrying)
        if credit is not None:
            credit.slices.give_back(posting.amount, posting.value)
        if not item.listed:
            item.listed = True
            self.ledger.items_of[item.customer].append(item)

    def _apply(self, posting: Posting, item: Item, credit: Credit | None) -> None:
        self.ledger.postings.append(posting)
        if posting.kind == "interest" and item.accrual is not None:
            item.accrual.paid += posting.amount
            self._move(posting.on, item.customer, item.id, "interest", posting.amount, item.currency)
        else:
            item.open -= posting.amount
            self._note_on_contract(posting, item, credit)
        if credit is None:
            self._move(posting.on, item.customer, item.id, "write_off", -posting.amount, item.currency)
            return
        credit.left -= posting.amount
        if credit.customer != item.customer:
            self._move(posting.on, credit.customer, credit.id, credit.kind, posting.amount, item.currency)
            self._move(posting.on, item.customer, credit.id, credit.kind, -posting.amount, item.currency)

    def wait(self, contract: str, advance: Advance, amount: int) -> None:
        """More money of an advance waits on its contract; negative: less."""
        advance.left += amount
        if advance.credit.kind == "receipt":
            account = self.ledger.contracts[contract]
            account.take(account.number(advance.named), amount)

    def _note_on_contract(self, posting: Posting, item: Item, credit: Credit | None) -> None:
        """Money on an invoice of a contract is money on the contract; a credit note is not."""
        account = self.ledger.contracts.get(item.contract or "")
        if account is None or posting.kind != "principal":
            return
        if credit is None:
            account.written_off += posting.amount
        elif credit.kind == "receipt":
            no = account.number(posting.named)
            account.take(item.instalment if no is None else no, posting.amount)

    def _move(
        self, on: date, customer: str | None, row_id: str, kind: MovementKind, amount: int, currency: str
    ) -> None:
        """Note a movement of an account; money that nobody is known to have paid moves no account."""
        if customer is not None and amount:
            self.ledger.movements.append(Movement(on, customer, row_id, kind, amount, currency))

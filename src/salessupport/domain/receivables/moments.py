"""Moments: the accounts of a month as they stood when a receipt's turn came, read off the postings (I8, I13).

The walk starts from the ledger of the day before the month and applies the month's postings one by one; it asks no rule
anything, so that what it says about a decision does not come from who decided.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from itertools import takewhile

from attrs import define, evolve, field

from salessupport.domain.history import History
from salessupport.domain.receivables.interest import Accrual
from salessupport.domain.receivables.ledger import WRITTEN_OFF, Credit, Item, Ledger, Posting


@define(eq=False)
class Moments:
    """A walk through `postings` from the ledger `before` them; amounts are minor units of the item's currency."""

    history: History
    ledger: Ledger
    before: Ledger
    postings: Sequence[Posting]
    _position: int = 0
    _settled: defaultdict[str, int] = field(factory=lambda: defaultdict(int))
    _used: defaultdict[str, int] = field(factory=lambda: defaultdict(int))
    _accruals: dict[str, Accrual] = field(factory=dict)
    _pool: defaultdict[str, list[Item]] = field(factory=lambda: defaultdict(list))
    _costs_about: defaultdict[str | None, list[Item]] = field(factory=lambda: defaultdict(list))
    _refunds: list[tuple[date, str, int]] = field(factory=list)

    def __attrs_post_init__(self) -> None:
        """Keep what may be open in the month, oldest first, costs by what they are about, and the refunds to come."""
        touched = {posting.target for posting in self.postings}
        for item in sorted(self.ledger.items.values(), key=lambda item: item.age_key):
            if self.open(item) or item.id in touched:
                self._pool[item.customer].append(item)
        for item in sorted(self.ledger.items.values(), key=lambda item: (item.issued_on, item.id)):
            self._costs_about[item.about].append(item)
        about = {row.id: row.about or "" for row in self.history.facts.adjustments}
        self._refunds = [
            (movement.on, about[movement.id], movement.amount)
            for movement in self.ledger.movements
            if movement.kind == "refund" and movement.on > self.before.as_of
        ]

    def turn(self, on: date, receipt: str) -> list[Posting]:
        """Go on to a receipt's turn and give what is posted in it, its set's credit notes first."""
        while self._refunds and self._refunds[0][0] < on:
            _, credit, amount = self._refunds.pop(0)
            self._used[credit] += amount
        while self._position < len(self.postings) and _is_before(self.postings[self._position], on):
            self._apply(self.postings[self._position])
        ahead = [*takewhile(lambda one: one.on == on and _in_turn(one), self.postings[self._position :])]
        notes = [*takewhile(lambda one: self.ledger.credits[one.source].kind == "credit_note", ahead)]
        own = [*takewhile(lambda one: one.source == receipt, ahead[len(notes) :])]
        return [*notes, *own] if own else []

    def pass_over(self, group: Sequence[Posting]) -> None:
        """Apply what a turn posted."""
        for posting in group:
            self._apply(posting)

    def open(self, item: Item) -> int:
        """What of an item was open, without interest."""
        earlier = self.before.items.get(item.id)
        return (item.gross if earlier is None else earlier.open) - self._settled[item.id]

    def left(self, credit: Credit) -> int:
        """What a receipt or credit note had left."""
        earlier = self.before.credits.get(credit.id)
        return (credit.amount if earlier is None else earlier.left) - self._used[credit.id]

    def owed(self, on: date, item: Item) -> int:
        """Interest accrued through `on` and not paid."""
        accrual = self._accrued(on, item)
        return 0 if accrual is None else accrual.owed()

    def open_items(self, on: date, customer: str, currency: str) -> list[Item]:
        """What the customer had open in the currency, oldest first."""
        pool = self._pool[customer]
        return [item for item in pool if item.currency == currency and item.issued_on <= on and self.open(item)]

    def open_notes(self, on: date, customer: str, currency: str) -> list[Credit]:
        """The customer's credit notes with something left, in order of entry."""
        credits_of = self.ledger.credits_of[customer]
        notes = (one for one in credits_of if one.kind == "credit_note" and one.currency == currency)
        return [note for note in notes if note.on <= on and self.left(note)]

    def costs_about(self, on: date, item: Item) -> list[Item]:
        """Open charges about an item, in order of entry."""
        return [cost for cost in self._costs_about[item.id] if cost.issued_on <= on and self.open(cost)]

    def _apply(self, posting: Posting) -> None:
        self._position += 1
        item = self.ledger.items[posting.target]
        accrual = self._accrued(posting.on, item)
        if posting.kind == "interest" and accrual is not None:
            accrual.paid += posting.amount
        else:
            self._settled[item.id] += posting.amount
        if posting.rule not in WRITTEN_OFF:
            self._used[posting.source] += posting.amount

    def _accrued(self, on: date, item: Item) -> Accrual | None:
        """Count interest through `on` at the principal that stands before that day's postings."""
        if item.accrual is None:
            return None
        if item.id not in self._accruals:
            earlier = self.before.items.get(item.id)
            start = None if earlier is None else earlier.accrual
            self._accruals[item.id] = Accrual(item.accrual.rate, item.due_on) if start is None else evolve(start)
        accrual = self._accruals[item.id]
        accrual.advance(on, self.open(item))
        return accrual


def _in_turn(posting: Posting) -> bool:
    """Whether a receipt's turn posted it; what is taken back is not."""
    return posting.row is None and posting.amount > 0 and posting.rule in ("exact", "oldest", "tolerance")


def _is_before(posting: Posting, on: date) -> bool:
    """Whether it was posted on an earlier day, or that day before any receipt's turn (Conventions 6)."""
    return posting.on < on or (posting.on == on and not _in_turn(posting) and posting.rule != "write_off")

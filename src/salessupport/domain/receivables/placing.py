"""Placing: the one fold from facts to postings, day by day (Conventions 6, 7, 8).

Receipts with allocation rows follow these rows; others follow the policy `allocation`: the one exact set, else the
oldest items, and nothing where several sets fit. Laws: never more than is left or open on either side (I2), taking
back restores both sides exactly (I5), and a fold to an earlier date is a prefix of a fold to a later one (I8).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from attrs import Factory, define, field, frozen

from salessupport.domain.facts import Adjustment, Allocation, BillEvent, Charge, ContractChange, Invoice, Receipt
from salessupport.domain.history import History
from salessupport.domain.receivables.appropriation import Claim, Piece, appropriate
from salessupport.domain.receivables.bookkeeping import Bookkeeper
from salessupport.domain.receivables.candidates import ENOUGH, ExactSet, candidates
from salessupport.domain.receivables.entries import (
    charge_item,
    invoice_item,
    movement_kind,
    note_credit,
    receipt_credit,
)
from salessupport.domain.receivables.ledger import Credit, Item, Ledger, Placing, PlacingStatus, Rule
from salessupport.domain.receivables.timeline import BAD_EVENTS, Rank, Served, timeline
from salessupport.domain.receivables.waiting import Waiting
from salessupport.domain.values.money import BOUND
from salessupport.domain.values.policies import DebtKind


def place(history: History, as_of: date, *, explanations: int | None = None) -> Ledger:
    """Fold all facts of `history` effective up to `as_of` into a ledger.

    `explanations` asks for that many exact sets of every receipt without rows, of those too that are not placed
    unattended; figures do not hang on it.
    """
    fold = _Fold(history, Bookkeeper(Ledger(as_of)), explanations=explanations)
    for on, rank, _, fact in timeline(history, as_of):
        _HANDLERS[rank](fold, on, fact)
    for item in fold.ledger.items.values():
        fold.books.accrue(as_of, item)
    return fold.ledger


@frozen(eq=False)
class _Order:
    """Money is to go on items: by which row (None: automatic) and rule, the target as named, and at most `room`.

    Of it at most `principal` settles principal: what an instalment still takes (Conventions 5).
    """

    row: str | None
    named: str
    rule: Rule
    items: Sequence[Item]
    room: int = BOUND
    principal: int = BOUND


@define(eq=False)
class _Fold:
    history: History
    books: Bookkeeper
    explanations: int | None = None
    undone: set[str] = field(factory=set)
    waiting: Waiting = field(
        init=False, default=Factory(lambda self: Waiting(self.history, self.books), takes_self=True)
    )
    costs_about: defaultdict[str, list[Item]] = field(factory=lambda: defaultdict(list))
    of_contract: defaultdict[str, list[Item]] = field(factory=lambda: defaultdict(list))

    @property
    def ledger(self) -> Ledger:
        return self.books.ledger

    def document(self, _on: date, fact: Invoice | Charge | Receipt) -> None:
        """An invoice, charge, credit note or receipt enters the accounts."""
        if isinstance(fact, Receipt):
            self.books.enter_credit(receipt_credit(self.history, fact), "receipt")
        elif isinstance(fact, Charge):
            self._charge(charge_item(self.history, fact))
        elif fact.kind == "credit_note":
            self.books.enter_credit(note_credit(self.history, fact), "credit_note")
        else:
            item = invoice_item(self.history, fact)
            self.books.enter_item(item, movement_kind(fact))
            if item.contract is not None:
                self.waiting.account(item.contract)
                self.of_contract[item.contract].append(item)

    def _charge(self, item: Item) -> None:
        self.books.enter_item(item, "charge")
        if item.about is not None:
            self.costs_about[item.about].append(item)

    def bill_event(self, on: date, event: BillEvent) -> None:
        """A bill turns bad or good, and its receipt's money with it (Conventions 8)."""
        for receipt in self.history.receipts_of_bill.get(event.bill, ()):
            credit = self.ledger.credits.get(receipt.id)
            if credit is None:
                continue
            if event.event in BAD_EVENTS and credit.good:
                self.waiting.drop(credit.id)
                self.books.turn_bad(on, credit)
            elif event.event == "cured" and not credit.good:
                self.books.turn_good(on, credit)
                earlier = [row for row in self.history.rows_of.get(credit.id, ()) if row.effective_on < on]
                self.allocation(on, Served(credit.id, tuple(sorted(earlier, key=lambda row: row.id))))

    def reversal(self, on: date, row: Allocation) -> None:
        """A row is taken back in full from the date of the row that says so (Conventions 6)."""
        undone = row.reverses or ""
        self.undone.add(undone)
        original = self.history.allocations.get(undone)
        if original is not None:
            self.waiting.drop(undone)
            live = self.books.live.get(self.history.source_of(original), {})
            self.books.take_back(on, live.pop(undone, []))

    def credit_note(self, on: date, note: Invoice) -> None:
        """A credit note without rows goes on the invoice that it corrects."""
        item = self.ledger.items.get(note.original or "")
        if item is not None:
            self._serve(on, self.ledger.credits[note.id], [_Order(None, item.id, "original", (item,))])

    def advance(self, on: date, invoice: Invoice) -> None:
        """Money that waits on a contract settles its new invoice."""
        item = self.ledger.items[invoice.id]
        contract = invoice.contract or ""
        for advance in self.ledger.advances.get(contract, ()):
            waited = advance.left
            self.books.wait(contract, advance, -waited)
            order = _Order(advance.row, advance.named, "advance", (item,), waited)
            self.books.wait(contract, advance, waited - self._serve(on, advance.credit, [order]))

    def allocation(self, on: date, served: Served) -> None:
        """Rows of one source and day are served together, each within its amount."""
        credit = self.ledger.credits.get(served.source)
        rows = [row for row in served.rows if row.id not in self.undone]
        if credit is None or not credit.good or not rows:
            return
        self._serve(on, credit, [self._ordered_by(credit, row) for row in rows])
        for row in rows:
            if (instalment := self.history.instalment_of(row.target)) is not None:
                self.waiting.keep(credit, row, instalment[0])

    def _ordered_by(self, credit: Credit, row: Allocation) -> _Order:
        """A row serves within its amount and, of money on an instalment, within what that still takes."""
        room = BOUND if row.amount is None else row.amount.minor
        takes = self.waiting.takes(credit, row.target)
        return _Order(row.id, row.target, "allocation", self._targets(row.target), room, takes)

    def change(self, _on: date, change: ContractChange) -> None:
        """A contract's amount changes."""
        self.waiting.change(change)

    def _targets(self, target: str) -> list[Item]:
        instalment = self.history.instalment_of(target)
        if instalment is None:
            item = self.ledger.items.get(target)
            return [item] if item is not None else []
        contract, number = instalment
        items = [item for item in self.of_contract.get(contract, ()) if item.open]
        return sorted(items, key=lambda item: (str(item.instalment) != number, item.issued_on, item.id))

    def receipt(self, on: date, receipt: Receipt) -> None:
        """A receipt without rows follows the policy `allocation`."""
        credit = self.ledger.credits[receipt.id]
        if credit.customer is None or not credit.left:
            return
        withheld = self._withheld(receipt, credit)
        if withheld is not None and (self.explanations is None or not credit.good):
            self.ledger.placings[receipt.id] = Placing(receipt.id, withheld)
            return
        items = [item for item in self.ledger.open_items(credit.customer) if item.currency == credit.currency]
        notes = [
            note
            for note in self.ledger.unplaced(credit.customer)
            if note.kind == "credit_note" and note.currency == credit.currency
        ]
        found = candidates(credit.left, items, notes, receipt.remittance, limit=self.explanations or ENOUGH)
        sets = tuple(one.targets for one in found.sets)
        status = withheld or found.status
        self.ledger.placings[receipt.id] = Placing(receipt.id, status, sets, found.status, found.count)
        if status == "unique":
            self._place_set(on, credit, found.sets[0])
        elif status == "none":
            self._serve(on, credit, self._oldest(on, credit, items))

    def _withheld(self, receipt: Receipt, credit: Credit) -> PlacingStatus | None:
        if self.history.company.policies.allocation == "explicit":
            return "explicit"
        if self.history.is_frozen(receipt):
            return "frozen"
        return None if credit.good else "not_good"

    def _place_set(self, on: date, credit: Credit, found: ExactSet) -> None:
        """The set's credit notes first, to the oldest, then the receipt, each item within what it has open."""
        for note in found.notes:
            for item in found.items:
                self._serve(on, note, [_Order(None, item.id, "exact", (item,))])
        self._serve(on, credit, [_Order(None, item.id, "exact", (item,), item.open) for item in found.items])

    def _oldest(self, on: date, credit: Credit, items: Iterable[Item]) -> list[_Order]:
        """The oldest items, as many as the money reaches; they are served together."""
        orders: list[_Order] = []
        counted: set[tuple[DebtKind, str]] = set()  # a charge is met by itself and through the invoice it is about
        reach = 0
        for item in items:
            if reach >= credit.left:
                break
            orders.append(_Order(None, item.id, "oldest", (item,)))
            new: dict[tuple[DebtKind, str], int] = {
                (piece.kind, piece.target): piece.open for piece in self._pieces(on, credit, item)
            }
            reach += sum(amount for debt, amount in new.items() if debt not in counted)
            counted.update(new)
        return orders

    def _serve(self, on: date, credit: Credit, orders: Sequence[_Order]) -> int:
        """Place the credit's money on the orders by the policy of appropriation; gives how much was placed."""
        claims = [
            Claim(
                order.room,
                tuple(piece for item in order.items for piece in self._pieces(on, credit, item)),
                order.principal,
                order.named,
            )
            for order in orders
        ]
        slices = appropriate(credit.left, claims, self.history.company.policies.appropriation)
        for piece in slices:
            self.books.settle(
                on, credit, self.ledger.items[piece.target], piece.kind, piece.amount, orders[piece.claim]
            )
        if slices and credit.kind == "receipt" and not credit.left:
            last = self.ledger.items[slices[-1].target]
            if 0 < last.open <= self.history.company.policies.tolerance_minor(last.currency):
                self.books.write_off_rest(on, credit, last, orders[slices[-1].claim])
        self.waiting.trim(credit)
        return sum(piece.amount for piece in slices)

    def _pieces(self, on: date, credit: Credit, item: Item) -> list[Piece]:
        """What of an item a source may serve; a credit note serves principal only, or the charge it names."""
        if item.currency != credit.currency:
            return []
        if item.kind == "charge":
            return [Piece("costs", item.id, item.open)]
        pieces = [Piece("principal", item.id, item.open)]
        if credit.kind == "credit_note":
            return pieces
        pieces += [Piece("costs", cost.id, cost.open, direct=False) for cost in self.costs_about.get(item.id, ())]
        if item.accrual is not None:
            self.books.accrue(on, item)
            pieces.append(Piece("interest", item.id, item.accrual.owed()))
        return pieces

    def adjustment(self, on: date, adjustment: Adjustment) -> None:
        """A write-off, a refund, or a change of what an open item is carried at."""
        about = adjustment.about or ""
        if adjustment.kind == "refund":
            credit = self.ledger.credits.get(about)
            if credit is not None:
                self.books.refund(on, credit, adjustment)
                self.waiting.trim(credit)
            return
        item = self.ledger.items.get(about)
        if item is not None:
            change = self.books.revalue if adjustment.kind == "fx" else self.books.write_off
            change(on, item, adjustment)


_HANDLERS: Mapping[int, Callable[[_Fold, date, Any], None]] = {
    Rank.CHANGE: _Fold.change,
    Rank.DOCUMENT: _Fold.document,
    Rank.BILL_EVENT: _Fold.bill_event,
    Rank.REVERSAL: _Fold.reversal,
    Rank.CREDIT_NOTE: _Fold.credit_note,
    Rank.ADVANCE: _Fold.advance,
    Rank.ALLOCATION: _Fold.allocation,
    Rank.RECEIPT: _Fold.receipt,
    Rank.ADJUSTMENT: _Fold.adjustment,
}

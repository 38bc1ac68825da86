"""The ledger that a fold draws up: what is owed, what money there is, and every posting and movement with its date.

`Item` is owed (an invoice, prepayment, debit note, opening item or charge), `Credit` can settle (a receipt or credit
note); both are the fold's own working state. `Posting` and `Movement` are its results: frozen, dated, never changed;
what is taken back is a posting of the opposite sign. Amounts here are minor units of the named currency.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from functools import cached_property
from typing import Literal, TypeVar

from attrs import define, evolve, field, frozen

from salessupport.domain.receivables.contract_money import ContractMoney
from salessupport.domain.receivables.exchange import Slices
from salessupport.domain.receivables.interest import Accrual
from salessupport.domain.values.policies import DebtKind

Rule = Literal["allocation", "exact", "oldest", "original", "advance", "tolerance", "write_off"]
"""Why money went where it went: a row, the exact set, oldest first, a note on its original, an advance, a write-off."""
WRITTEN_OFF: frozenset[Rule] = frozenset({"tolerance", "write_off"})
"""Rules of postings that settle without money."""

MovementKind = Literal[
    "invoice", "debit_note", "credit_note", "receipt", "charge", "interest", "write_off", "refund", "dishonoured"
]
PlacingStatus = Literal["rows", "unique", "ambiguous", "none", "budget", "explicit", "frozen", "not_good"]


@define(eq=False)
class Item:
    """Something a customer owes; `open` is its principal, `slices` the worth of it in the company's currency."""

    id: str
    customer: str
    kind: str
    issued_on: date
    due_on: date
    currency: str
    gross: int
    open: int
    slices: Slices
    number: str | None = None
    contract: str | None = None
    instalment: int | None = None
    about: str | None = None
    accrual: Accrual | None = None
    listed: bool = True

    @property
    def age_key(self) -> tuple[date, date, str]:
        """Oldest first: due date, then issue date, then id (Conventions 6)."""
        return self.due_on, self.issued_on, self.id


@define(eq=False)
class Credit:
    """Money that can settle: `left` of `amount`; a receipt of a bad bill is not `good` and counts nothing."""

    id: str
    customer: str | None
    kind: Literal["receipt", "credit_note"]
    on: date
    currency: str
    amount: int
    left: int
    slices: Slices
    number: str | None = None
    good: bool = True
    refunded: int = 0
    refunded_worth: int = 0


@define(eq=False)
class Advance:
    """What an allocation row on `contract:no` has `left` for later invoices of the contract."""

    credit: Credit
    row: str
    named: str
    left: int


@frozen
class Posting:
    """`amount` of a source put on a target on a day (negative: taken back).

    `named` is the target as the allocation names it (an invoice, a charge or `contract:no`); `carrying` is what the
    settled part was carried at, `value` what the money is worth, both in company minor units; `row` is the allocation.
    """

    on: date
    source: str
    target: str
    named: str
    kind: DebtKind
    amount: int
    carrying: int
    value: int
    row: str | None
    rule: Rule

    def taken_back(self, on: date) -> Posting:
        """The posting that undoes this one on a day."""
        return evolve(self, on=on, amount=-self.amount, carrying=-self.carrying, value=-self.value)


@frozen
class Movement:
    """One movement of a customer's account: positive is a debit, in minor units of `currency`."""

    on: date
    customer: str
    id: str
    kind: MovementKind
    amount: int
    currency: str


@frozen
class Target:
    """An item of an exact set with what it had open that day; of a credit note, negative, what it had left."""

    id: str
    amount: int


@frozen
class Placing:
    """How a receipt was placed: `sets` are the exact sets that were found (two are enough to be ambiguous).

    `search` is the answer of the search where it was not followed, since the policy or a closing forbids it; `count` is
    the number of all sets, where the search came to know it.
    """

    receipt: str
    status: PlacingStatus
    sets: tuple[tuple[Target, ...], ...] = ()
    search: PlacingStatus | None = None
    count: int | None = None


@frozen
class Revaluation:
    """An open item carried at `change` company minor units more from a day on."""

    on: date
    item: str
    change: int


@define(eq=False)
class Ledger:
    """All accounts as of a date: the working state of items and credits, and what happened to them in order."""

    as_of: date
    items: dict[str, Item] = field(factory=dict)
    credits: dict[str, Credit] = field(factory=dict)
    postings: list[Posting] = field(factory=list)
    movements: list[Movement] = field(factory=list)
    revaluations: list[Revaluation] = field(factory=list)
    placings: dict[str, Placing] = field(factory=dict)
    contracts: dict[str, ContractMoney] = field(factory=dict)
    advances: defaultdict[str, list[Advance]] = field(factory=lambda: defaultdict(list))
    items_of: defaultdict[str, list[Item]] = field(factory=lambda: defaultdict(list))
    credits_of: defaultdict[str | None, list[Credit]] = field(factory=lambda: defaultdict(list))

    def open_items(self, customer: str) -> list[Item]:
        """The customer's open items, oldest first. Closed ones leave the working list on the way."""
        items = self.items_of[customer]
        if not all(item.open for item in items):
            for item in items:
                item.listed = bool(item.open)
            items[:] = [item for item in items if item.listed]
        items.sort(key=lambda item: item.age_key)
        return items

    def unplaced(self, customer: str | None) -> list[Credit]:
        """The customer's receipts and credit notes with something left, in order of entry."""
        return [credit for credit in self.credits_of.get(customer, ()) if credit.good and credit.left]

    def placed_by_row(self) -> dict[str, int]:
        """What each allocation row has placed and not taken back, and what waits by it on a contract."""
        sums: dict[str, int] = {}
        for advances in self.advances.values():
            for advance in advances:
                sums[advance.row] = sums.get(advance.row, 0) + advance.left
        for posting in self.postings:
            if posting.row is not None and posting.rule != "tolerance":
                sums[posting.row] = sums.get(posting.row, 0) + posting.amount
        return sums

    @cached_property
    def postings_by_source(self) -> Mapping[str, Sequence[Posting]]:
        """Postings of each receipt, credit note or adjustment, in order."""
        return _grouped(self.postings, lambda posting: posting.source)

    @cached_property
    def postings_by_target(self) -> Mapping[str, Sequence[Posting]]:
        """Postings on each item, in order."""
        return _grouped(self.postings, lambda posting: posting.target)

    @cached_property
    def movements_by_customer(self) -> Mapping[str, Sequence[Movement]]:
        """Movements of each account, in order."""
        return _grouped(self.movements, lambda movement: movement.customer)


Entry = TypeVar("Entry")


def _grouped(entries: Iterable[Entry], key: Callable[[Entry], str]) -> Mapping[str, Sequence[Entry]]:
    groups: defaultdict[str, list[Entry]] = defaultdict(list)
    for entry in entries:
        groups[key(entry)].append(entry)
    return dict(groups)

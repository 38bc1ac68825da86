"""The proof of a close: every movement, open item and allocation of a month as plain text, to be added up by anybody.

Laws, for whoever reads it with nothing else at hand: opening + movements = closing = open items - unapplied money; what
is left of a document is `before` + `entered` less what was allocated of it; every automatic allocation is in a trace
that can be replayed (I1, I2, I13; architecture decision 3). `salessupport.verify` holds them without this program.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypedDict

from salessupport.domain.history import History
from salessupport.domain.receivables.control import Control
from salessupport.domain.receivables.ledger import Credit, Item, Ledger, Posting
from salessupport.domain.receivables.statement import StatementLine, statement
from salessupport.domain.receivables.traces import Trace, traces
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import format_minor
from salessupport.domain.values.policies import POLICY_VERSIONS


class MovementLine(TypedDict):
    """One movement of an account; a debit is positive."""

    date: str
    id: str
    kind: str
    amount: str


class ItemLine(TypedDict):
    """What was open of an item before the month, came with it, and is open at its end; interest stands beside it."""

    id: str
    due: str
    before: str
    entered: str
    open: str


class SourceLine(TypedDict):
    """What a receipt or credit note had left; that of a bill that is not `good` counts nothing."""

    id: str
    before: str
    was_good: bool
    entered: str
    refunded: str
    left: str
    good: bool


class AccountRecord(TypedDict):
    """One account in the month."""

    customer: str
    currency: str
    opening: str
    movements: list[MovementLine]
    closing: str
    items: list[ItemLine]
    sources: list[SourceLine]


class AllocationLine(TypedDict):
    """Money put on an item, or negative taken back from it; by an allocation row, or without one automatically."""

    no: int
    date: str
    source: str
    target: str
    kind: str
    rule: str
    row: str
    amount: str


class Twice(TypedDict):
    """A control total by its two routes."""

    ours: str
    check: str


class ProofRecord(TypedDict):
    """The whole record; `unidentified` is money that nobody is known to have paid, `facts` the digest it rests on."""

    month: str
    known_at: str
    facts: str
    policies: dict[str, str]
    rules: dict[str, str]
    accounts: list[AccountRecord]
    unidentified: list[SourceLine]
    allocations: list[AllocationLine]
    traces: list[Trace]
    controls: dict[str, Twice]


RULES = {
    "allocation": "as the allocation row says",
    "advance": "money that waited by the row settles the contract's new invoice",
    "original": "a credit note without rows settles the invoice that it corrects",
    "exact": "exactly one set of what was open adds up to the money",
    "oldest": "no set adds up to the money, so the oldest items are served",
    "tolerance": "what a receipt leaves open within the tolerance is written off",
    "write_off": "an approved write-off",
}
"""Why an allocation is what it is, for each rule of placing."""
_VERSIONED = {"exact": "allocation", "oldest": "allocation", "tolerance": "tolerance"}


def policies_in_force(history: History) -> dict[str, str]:
    """Name every policy with its setting and version."""
    policies = history.company.policies
    return {name: f"{getattr(policies, name)} (version {version})" for name, version in POLICY_VERSIONS.items()}


def record(
    history: History,
    ledger: Ledger,
    before: Ledger,
    *,
    month: Period,
    known_at: str,
    facts: str,
    controls: Sequence[Control],
) -> ProofRecord:
    """Draw up the record of a month from the ledgers of its last day and of the day before it."""
    postings = [posting for posting in ledger.postings if posting.on in month]
    touched = {posting.source for posting in postings}, {posting.target for posting in postings}
    month_end = _MonthEnd(history, ledger, before, month, touched)
    return ProofRecord(
        month=month.name,
        known_at=known_at,
        facts=facts,
        policies=policies_in_force(history),
        rules={rule: f"{RULES[rule]} ({_version(rule)})" for rule in sorted({posting.rule for posting in postings})},
        accounts=list(month_end.accounts()),
        unidentified=month_end.sources(None),
        allocations=[_allocation(ledger, no, posting) for no, posting in enumerate(postings, 1)],
        traces=list(traces(history, ledger, before, month=month)),
        controls={one.name: Twice(ours=one.ours, check=one.check) for one in controls},
    )


def _version(rule: str) -> str:
    return f"version {POLICY_VERSIONS[_VERSIONED[rule]]}" if rule in _VERSIONED else "by the rows"


def _allocation(ledger: Ledger, no: int, posting: Posting) -> AllocationLine:
    return AllocationLine(
        no=no,
        date=str(posting.on),
        source=posting.source,
        target=posting.target,
        kind=posting.kind,
        rule=posting.rule,
        row=posting.row or "",
        amount=format_minor(posting.amount, ledger.items[posting.target].currency),
    )


class _MonthEnd:
    """The documents of a month: `touched` are the ids of sources and of targets that something was posted on."""

    def __init__(
        self, history: History, ledger: Ledger, before: Ledger, month: Period, touched: tuple[set[str], set[str]]
    ) -> None:
        self._history, self._ledger, self._before, self._month = history, ledger, before, month
        self._sources, self._targets = touched
        self._items: dict[str, list[Item]] = {}
        for item in ledger.items.values():
            self._items.setdefault(item.customer, []).append(item)

    def accounts(self) -> Iterator[AccountRecord]:
        """Every account that moved, or has or had something open or left, by customer."""
        for customer in sorted({*self._items, *(one for one in self._ledger.credits_of if one is not None)}):
            account = self._account(customer)
            if account["movements"] or account["items"] or account["sources"]:
                yield account

    def _account(self, customer: str) -> AccountRecord:
        first, last = self._month.first, self._month.last
        drawn = statement(self._history, self._ledger, customer=customer, first=first, last=last)
        return AccountRecord(
            customer=customer,
            currency=drawn.currency,
            opening=str(drawn.opening),
            movements=[_movement(line) for line in drawn.lines],
            closing=str(drawn.closing),
            items=[line for one in self._items.get(customer, ()) if (line := self._item(one)) is not None],
            sources=self.sources(customer),
        )

    def sources(self, customer: str | None) -> list[SourceLine]:
        """Receipts and credit notes of a customer, or of nobody known, in order of entry."""
        credits_of = self._ledger.credits_of.get(customer, ())
        return [line for one in credits_of if (line := self._source(one)) is not None]

    def _item(self, item: Item) -> ItemLine | None:
        earlier = self._before.items.get(item.id)
        before, entered = (0, item.gross) if earlier is None else (earlier.open, 0)
        if not (before or entered or item.open or item.id in self._targets):
            return None
        return ItemLine(
            id=item.id,
            due=str(item.due_on),
            before=format_minor(before, item.currency),
            entered=format_minor(entered, item.currency),
            open=format_minor(item.open, item.currency),
        )

    def _source(self, credit: Credit) -> SourceLine | None:
        earlier = self._before.credits.get(credit.id)
        before, entered = (0, credit.amount) if earlier is None else (earlier.left, 0)
        refunded = credit.refunded - (0 if earlier is None else earlier.refunded)
        if not (before or entered or credit.left or refunded or credit.id in self._sources):
            return None
        return SourceLine(
            id=credit.id,
            before=format_minor(before, credit.currency),
            was_good=earlier is None or earlier.good,
            entered=format_minor(entered, credit.currency),
            refunded=format_minor(refunded, credit.currency),
            left=format_minor(credit.left, credit.currency),
            good=credit.good,
        )


def _movement(line: StatementLine) -> MovementLine:
    amount = line.debit if line.credit is None else -line.credit
    return MovementLine(date=str(line.date), id=line.id, kind=line.kind, amount=str(amount))

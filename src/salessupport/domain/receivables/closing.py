"""Closing a month: what freezes, what it rests on, and what was changed or came late afterwards (decision 3, LD-02)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from operator import attrgetter

from attrs import fields, frozen

from salessupport.domain.facts import Allocation, Closing, Fact, Facts
from salessupport.domain.history import History
from salessupport.domain.receivables.ledger import WRITTEN_OFF, Ledger
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import Money

_LINES = {
    "bill_endorsements": ("bills", "bill"),
    "contract_lines": ("contracts", "contract"),
    "delivery_lines": ("deliveries", "delivery"),
    "instalments": ("contracts", "contract"),
    "invoice_lines": ("invoices", "invoice"),
    "order_lines": ("orders", "order"),
    "quotation_lines": ("quotations", "quotation"),
    "register_paper_lines": ("register_papers", "paper"),
    "return_lines": ("returns", "return_"),
}
"""Lines hold with their document: the table of the document and the column that names it."""
_WITHOUT_DATE = frozenset({"closings", "commission_plans", "commission_rates", "commission_splits", "commission_tiers"})


def digest(history: History, *, known_at: date, last: date) -> str:
    """SHA-256 over every dated fact known by `known_at` and effective by `last`, in whatever order the rows stand.

    Lines count with their document; master data, which has no date, does not. The policies that decide figures are part
    of it, so that a changed setting is noticed like a changed row.
    """
    known = history.known_by(known_at).facts
    summed = sha256(repr(history.company.policies).encode())
    for table in _dated_tables(known):
        rows = list(_rows_until(known, table, last))
        if rows:
            values = attrgetter(*(field.name for field in fields(type(rows[0]))))
            texts = sorted("|".join(map(str, values(row))) for row in rows)
            summed.update(f"\n[{table}]\n".encode())
            summed.update("\n".join(texts).encode("utf-8", "surrogatepass"))
    return summed.hexdigest()


def _dated_tables(facts: Facts) -> Iterator[str]:
    for field in fields(Facts):
        rows = () if field.name in _WITHOUT_DATE or field.name == "registers" else getattr(facts, field.name)
        if rows and (field.name in _LINES or type(rows[0]).effective is not Fact.effective):
            yield field.name


def _rows_until(facts: Facts, table: str, last: date) -> Iterator[Fact]:
    rows: Sequence[Fact] = getattr(facts, table)
    if table not in _LINES:
        return (row for row in rows if (row.effective or last) <= last)
    documents, column = _LINES[table]
    held = {document.id for document in getattr(facts, documents) if (document.effective or last) <= last}
    return (row for row in rows if getattr(row, column) in held)


def closing_name(history: History, month: Period) -> str:
    """The name of the next closing of a month: `2026-10/1`, and after a reopening `2026-10/2`."""
    closed = sum(1 for row in history.facts.closings if row.month == month.name and row.reopened_on is None)
    return f"{month.name}/{closed + 1}"


def frozen_placements(history: History, ledger: Ledger, *, month: Period, known_at: date) -> tuple[Allocation, ...]:
    """Rows that say what the policy placed by itself up to the month's end, so that nothing is woven in afterwards.

    They stand in the order of placing. Write-offs within the tolerance follow from the rows and are no rows.
    """
    sums: dict[tuple[str, str, date], int] = {}
    for posting in ledger.postings:
        if posting.row is None and posting.rule not in WRITTEN_OFF and posting.on <= month.last:
            key = posting.source, posting.named, posting.on
            sums[key] = sums.get(key, 0) + posting.amount
    standing = [(*key, amount) for key, amount in sums.items() if amount > 0]
    name = closing_name(history, month)
    return tuple(
        Allocation(
            id=f"{name}/{number:06d}",
            source=source,
            target=target,
            amount=Money(amount, ledger.credits[source].currency),
            effective_on=on,
            closing=name,
            recorded_on=known_at,
        )
        for number, (source, target, on, amount) in enumerate(standing, 1)
    )


@frozen
class ClosingState:
    """What became of a closing: whether the facts it rested on still stand, and how many came late into its month."""

    closing: Closing
    intact: bool
    late: int


def closing_states(history: History) -> Iterator[ClosingState]:
    """Look at every closing that stands."""
    for closing in (standing.closing for standing in history.closings):
        last = Period.month(closing.month).last
        now = digest(history, known_at=closing.known_at, last=last)
        yield ClosingState(closing, closing.digest in (None, now), _late(history, closing, last))


def _late(history: History, closing: Closing, last: date) -> int:
    """Facts of the month or before it that were recorded after what the closing knew."""
    return sum(
        1
        for table in _dated_tables(history.facts)
        for row in _rows_until(history.facts, table, last)
        if row.known is not None and row.known > closing.known_at
    )

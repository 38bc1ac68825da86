"""Ledgers as of one day after another, folded as few times as can be (I8).

A fold to a later day begins with the fold to an earlier one, unless a row became known in between that is about the
past: then the accounts of the earlier day were others. One fold serves all days up to the next such row. Law: the
postings up to a day are those of a ledger of what was known on that day.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from attrs import define, field

from salessupport.domain.facts import Allocation, Approval, Contract, Invoice, Receipt
from salessupport.domain.history import History
from salessupport.domain.pay.concerned import Concerned
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.receivables.placing import place

_FOLDED = frozenset({
    "customers", "contracts", "instalments", "contract_changes", "invoices", "receipts", "bills", "bill_events",
    "allocations", "charges", "adjustments", "approvals", "closings",
})  # fmt: skip
"""Tables that a fold looks at."""


@define(eq=False)
class Ledgers:
    """Ledgers of a history as known on each of its days; `days` are those that will be asked for, in order."""

    history: History
    concerned: Concerned
    days: Sequence[date]
    _ledger: Ledger | None = field(default=None, init=False)

    def up_to(self, day: date) -> Ledger:
        """A ledger whose postings up to `day` are those of the day; days are asked for in order."""
        if self._ledger is None or self._ledger.as_of < day:
            last = self._last(day)
            self._ledger = place(self.history.known_by(last), last)
        return self._ledger

    def _last(self, day: date) -> date:
        """The last day that one fold serves, from a day on."""
        for following in self.days:
            if following > day:
                if self._past(day, following):
                    break
                day = following
        return day

    def _past(self, after: date, to: date) -> bool:
        """Whether something about the past became known after one day and up to another."""
        rows = ((table, row) for _, table, row in self.concerned.between(after, to) if table in _FOLDED)
        return any(row.known > after and self._about_past(table, row, after) for table, row in rows)

    def _about_past(self, table: str, row: Any, after: date) -> bool:
        if table == "closings" or row.effective is None or row.effective <= after:
            return True
        asked = _ASKED.get(type(row))
        return asked is not None and asked(self.history, row, after)


def _new_row(history: History, row: Allocation, after: date) -> bool:
    """Money that was there before its first row had been placed without one."""
    source = history.source_of(row)
    spent: Receipt | Invoice | None = history.receipts.get(source) or history.invoices.get(source)
    if row.reverses is not None or spent is None or spent.effective > after:
        return False
    return all(one.known is None or one.known > after for one in history.rows_of.get(source, ()))


def _new_receipt(history: History, row: Receipt, _after: date) -> bool:
    """A second receipt of one bill changes whose money the bill's rows spend."""
    return row.bill is not None and len(history.receipts_of_bill[row.bill]) > 1


def _new_contract(history: History, row: Contract, after: date) -> bool:
    """Documents and rows may name a contract before anybody knew it."""
    issued = [one.issued_on for one in history.invoices_of_contract.get(row.id, ())]
    named = (one for one in history.facts.allocations if one.target.startswith(f"{row.id}:"))
    return any(day <= after for day in (*issued, *(one.effective_on for one in named)))


def _new_approval(_history: History, row: Approval, _after: date) -> bool:
    """A change of a contract holds from its own day, once it is approved."""
    return row.act == "contract_change"


_ASKED: Mapping[type, Callable[[History, Any, date], bool]] = {
    Allocation: _new_row,
    Receipt: _new_receipt,
    Contract: _new_contract,
    Approval: _new_approval,
}

"""The papers of an office as the naive bookkeeping reads them: what each document says, without anything placed yet."""

from __future__ import annotations

import re
from datetime import date
from fractions import Fraction
from typing import Any

from attrs import fields

from salessupport.domain.facts import Allocation, Facts
from salessupport.domain.values.currency import digits_of
from salessupport.domain.values.policies import Company

BAD = {"defect_found", "dishonoured", "returned"}


def half_up(exact: Fraction) -> int:
    """Round half away from zero (Conventions 1)."""
    return int(exact + Fraction(1, 2)) if exact >= 0 else -int(-exact + Fraction(1, 2))


class Papers:
    """The facts that were known at `known_at`, by kind: `items` can be owed, `sources` can settle."""

    def __init__(self, company: Company, facts: Facts, known_at: date | None) -> None:
        """Sort the rows into dicts; drafts, void documents and what was not known yet are left out."""
        self.company, self.rules = company, company.policies
        table: dict[str, list[Any]] = {
            t.name: [r for r in getattr(facts, t.name) if not (known_at and r.known and r.known > known_at)]
            for t in fields(Facts)
            if t.name != "registers"
        }
        issued = [i for i in table["invoices"] if i.status == "issued"]
        self.notes = {i.id: i for i in issued if i.kind == "credit_note"}
        self.invoices = {i.id: i for i in issued if i.kind != "credit_note"}
        self.charges = {c.id: c for c in table["charges"]}
        self.receipts = {r.id: r for r in table["receipts"]}
        self.items: dict[str, Any] = {**self.invoices, **self.charges}
        self.sources: dict[str, Any] = {**self.notes, **self.receipts}
        self.customers = [c.id for c in table["customers"]]
        self.contracts = {c.id: c for c in table["contracts"]}
        self.instalments, self.changes, self.approvals = (
            table[name] for name in ("instalments", "contract_changes", "approvals")
        )
        self.of_bill = {r.bill: r.id for r in table["receipts"] if r.bill}
        self.rows: list[Allocation] = sorted((a for a in table["allocations"] if not a.reverses), key=lambda a: a.id)
        self.back = {a.reverses: a.effective_on for a in table["allocations"] if a.reverses}
        self.bill_events = sorted(table["bill_events"], key=lambda e: e.effective_on)
        self.adjustments = sorted(table["adjustments"], key=lambda a: a.id)
        self.has_rows = {self.spends(a) for a in self.rows}

    def spends(self, row: Allocation) -> str:
        """Whose money a row spends: a bill's is that of the receipt it came with."""
        return self.of_bill.get(row.source, row.source)

    def to_contract(self, row: Allocation) -> bool:
        """Whether a row names an instalment, `contract:no`."""
        return row.target.rpartition(":")[0] in self.contracts

    def key(self, item: str) -> tuple[date, date, str]:
        """Oldest first: due, issued, id."""
        doc = self.items[item]
        if item in self.charges:
            return doc.effective_on, doc.effective_on, item
        return doc.due_on or doc.issued_on, doc.issued_on, item

    def money(self, doc: str) -> Any:
        """The amount that stands on a document."""
        row = self.items.get(doc) or self.sources[doc]
        return row.amount if doc in self.charges or doc in self.receipts else row.gross

    def gross(self, doc: str) -> int:
        """What a document is good for; a receipt with the fee the bank kept, under the policy `ours`."""
        fee = getattr(self.sources.get(doc), "bank_fee", None)
        return self.money(doc).minor + (fee.minor if fee and self.rules.bank_fee == "ours" else 0)

    def worth(self, doc: str) -> int:
        """The same in company currency, at its own rate, that of its original or of what it is about."""
        row, currency = self.items.get(doc) or self.sources[doc], self.money(doc).currency
        if currency == self.company.currency:
            return self.gross(doc)
        base = getattr(row, "about", None) or getattr(row, "original", None)
        rate = getattr(row, "rate", None) or self.invoices[base].rate
        digits = Fraction(10) ** (digits_of(self.company.currency) - digits_of(currency))
        return half_up(self.gross(doc) * Fraction(rate) * digits)

    def good(self, receipt: str, day: date) -> bool:
        """Whether a receipt counts at the end of a day: it has no bill, or one without an uncured defect."""
        bill = self.receipts[receipt].bill
        turns = [e.event for e in self.bill_events if bill and e.bill == bill and e.effective_on <= day]
        return [t for t in turns if t in BAD or t == "cured"][-1:] in ([], ["cured"])

    def mentions(self, text: str, doc: str) -> bool:
        """Whether a text names a document by id or number, as a word of its own."""
        names = [doc, getattr(self.items.get(doc) or self.sources[doc], "number", None)]
        return any(n and re.search(rf"(?<![0-9A-Za-z]){re.escape(n)}(?![0-9A-Za-z])", text) for n in names)

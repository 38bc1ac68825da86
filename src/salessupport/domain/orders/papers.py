"""Papers of an order: its documents of a day, what quantities their lines name, and what the others take by amount.

Lines that name an order line with a quantity move quantities; a price correction (no quantity) moves amounts only
(Conventions 12). A prepayment, and an invoice none of whose lines names an order line, moves by its gross, less what
was credited on it. A prepayment never counts as invoiced: the final invoice is the whole less them (Conventions 3).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from attrs import field, frozen

from salessupport.domain.facts import Invoice
from salessupport.domain.history import History
from salessupport.domain.values.quantity import CONTEXT

Quantities = dict[int, Decimal]
"""Quantities by line of an order."""


@frozen
class Billed:
    """Quantities by order line that documents name; `drafted` stands apart, in no axis."""

    invoiced: Quantities = field(factory=dict)
    credited: Quantities = field(factory=dict)
    drafted: Quantities = field(factory=dict)


def papers_of(history: History, order_id: str, *, as_of: date) -> tuple[Invoice, ...]:
    """Documents of an order up to a day, drafts among them, void ones not; a credit note goes with its original."""
    found = {row.id: row for row in history.invoices_of_order.get(order_id, ())}
    for row in tuple(found.values()):
        found |= {note.id: note for note in history.notes_of.get(row.id, ()) if note.order is None}
    return tuple(row for row in found.values() if row.status != "void" and row.issued_on <= as_of)


def billed(history: History, *, papers: Iterable[Invoice]) -> Billed:
    """Sum the quantities that the papers of one order name."""
    sums = Billed()
    for paper in papers:
        if paper.kind == "prepayment" or (paper.kind == "credit_note" and paper.status == "draft"):
            continue
        issued = sums.credited if paper.kind == "credit_note" else sums.invoiced
        axis = sums.drafted if paper.status == "draft" else issued
        for line in history.invoice_lines_of.get(paper.id, ()):
            if line.order_line is not None and line.qty is not None:
                add(axis, line=line.order_line, qty=line.qty)
    return sums


def add(sums: Quantities, *, line: int, qty: Decimal) -> None:
    """Add a quantity to a line's sum, exactly."""
    sums[line] = CONTEXT.add(sums.get(line, Decimal(0)), qty)


def moves_by_amount(history: History, paper: Invoice) -> bool:
    """Whether a document takes its gross out of what is not invoiced, because its lines don't say of which line."""
    if paper.kind == "prepayment":
        return True
    unnamed = all(line.order_line is None for line in history.invoice_lines_of.get(paper.id, ()))
    return paper.kind in ("invoice", "opening") and (paper.order is None or unnamed)


def amount_left(history: History, paper: Invoice, *, as_of: date) -> int:
    """The gross of a document less the credit notes issued on it, in minor units."""
    notes = history.notes_of.get(paper.id, ())
    credited = sum(row.gross.minor for row in notes if row.status == "issued" and row.issued_on <= as_of)
    return paper.gross.minor - credited

"""Documents on their own: numbers that stand twice, dates in order, totals, currencies, credits.

Laws: R15 (credit notes within their invoice), R16 (net + tax = gross),
B44 (due after issue), one currency for each customer's account.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from salessupport.domain.consistency.fault import Fault
from salessupport.domain.facts import Invoice
from salessupport.domain.history import History
from salessupport.domain.values.money import Money


def faults(history: History) -> Iterator[Fault]:
    """Faults of invoices, receipts and charges."""
    yield from _numbers(history)
    for row, invoice in enumerate(history.facts.invoices):
        yield from _invoice(history, row, invoice)
    yield from _credits(history)
    yield from _lines(history)
    yield from _accounts(history)


def _numbers(history: History) -> Iterator[Fault]:
    first: dict[str, str] = {}
    for row, invoice in enumerate(history.facts.invoices):
        if invoice.number is not None and first.setdefault(invoice.number, invoice.id) != invoice.id:
            context = {"number": invoice.number, "id": first[invoice.number]}
            yield Fault("invoices", row, "number", "number.duplicate", context)


def _invoice(history: History, row: int, invoice: Invoice) -> Iterator[Fault]:
    carried_over = invoice.kind == "opening"  # dated the day the books start, and often overdue by then
    if invoice.due_on is not None and invoice.due_on < invoice.issued_on and not carried_over:
        context: dict[str, object] = {"due_on": invoice.due_on, "issued_on": invoice.issued_on}
        yield Fault("invoices", row, "due_on", "terms.order", context)
    if invoice.net is not None and invoice.tax is not None and invoice.net + invoice.tax != invoice.gross:
        context = {"net": invoice.net, "tax": invoice.tax, "gross": invoice.gross}
        yield Fault("invoices", row, "gross", "document.total", context)
    if invoice.rate is None and invoice.gross.currency != history.currency and not _rate_of_original(history, invoice):
        yield Fault("invoices", row, "rate", "rate.missing")


def _rate_of_original(history: History, invoice: Invoice) -> bool:
    original = history.invoices.get(invoice.original or "")
    return original is not None and original.rate is not None


def _credits(history: History) -> Iterator[Fault]:
    """A credit note corrects an issued invoice of the same customer; notes never exceed it (Conventions 3)."""
    credited: defaultdict[str, int] = defaultdict(int)
    for row, note in enumerate(history.facts.invoices):
        original = history.invoices.get(note.original or "")
        if note.kind != "credit_note" or note.status == "void" or original is None:
            continue
        if original.kind == "credit_note" or original.customer != note.customer or original.status != "issued":
            yield Fault("invoices", row, "original", "credit.original", {"original": original.id})
        elif original.gross.currency == note.gross.currency:
            credited[original.id] += note.gross.minor
            if credited[original.id] > original.gross.minor:
                amount = Money(credited[original.id], note.gross.currency)
                context = {"original": original.id, "amount": amount, "remaining": original.gross}
                yield Fault("invoices", row, "gross", "credit.exceeds_original", context)


def _lines(history: History) -> Iterator[Fault]:
    """Where every line states its gross, the lines sum to the document."""
    sums: dict[str, Money | None] = {}
    for line in history.facts.invoice_lines:
        before = sums.get(line.invoice, Money.zero(line.net.currency))
        sums[line.invoice] = before + line.gross if before is not None and line.gross is not None else None
    for row, invoice in enumerate(history.facts.invoices):
        stated = sums.get(invoice.id)
        if stated is not None and stated != invoice.gross:
            context = {"field": "gross", "sum": stated, "total": invoice.gross}
            yield Fault("invoices", row, "gross", "document.lines", context)


def _accounts(history: History) -> Iterator[Fault]:
    """One account, one currency (Conventions 13: a statement is in the customer's currency)."""
    for table, rows in _documents_of_customers(history):
        for row, (customer, money, document) in enumerate(rows):
            expected = history.currency_of(customer)
            if customer is not None and money.currency != expected:
                context = {"id": document, "currency": money.currency, "expected": expected, "expected_by": customer}
                yield Fault(table, row, "currency" if table != "charges" else "amount", "currency.mixed", context)
    for row, receipt in enumerate(history.facts.receipts):
        if receipt.rate is None and receipt.amount.currency != history.currency:
            yield Fault("receipts", row, "rate", "rate.missing")


def _documents_of_customers(history: History) -> Iterator[tuple[str, list[tuple[str | None, Money, str]]]]:
    facts = history.facts
    yield "invoices", [(row.customer, row.gross, row.id) for row in facts.invoices]
    yield "receipts", [(row.customer, row.amount, row.id) for row in facts.receipts]
    yield "charges", [(row.customer, row.amount, row.id) for row in facts.charges]

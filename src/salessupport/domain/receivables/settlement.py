"""What became of one document: an invoice and what settled it, a receipt and what it settled (Conventions 6, 13)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from attrs import frozen

from salessupport.domain.history import History
from salessupport.domain.receivables.ledger import WRITTEN_OFF, Credit, Item, Ledger, Posting
from salessupport.domain.values.money import Money


@frozen
class AllocationView:
    """Principal that one source settles; `effective_on` is the day it was placed."""

    source: str
    amount: Money
    effective_on: date
    row: str | None
    rule: str


@frozen
class InvoiceView:
    """The answer of `show invoice`.

    gross = credited + paid + written_off + open, in the document's currency; `open_company` and `realised` (a gain is
    positive) in the company's; `interest` is accrued and not paid. A credit note is open with what isn't placed.
    """

    id: str
    kind: str
    status: str
    customer: str
    currency: str
    net: Money | None
    tax: Money | None
    gross: Money
    issued_on: date
    due_on: date
    credited: Money
    paid: Money
    written_off: Money
    open: Money
    open_company: Money
    realised: Money
    interest: Money
    closed: bool
    allocations: tuple[AllocationView, ...]


@frozen
class AppliedView:
    """One thing a receipt settled: the charge, or the target as the allocation names it."""

    id: str
    kind: str
    amount: Money


@frozen
class ReceiptView:
    """The answer of `show receipt`: `settles` = applied + unapplied + refunded while its bill, if any, is good.

    `carrying` and `realised` are of the principal settled, in company currency. `decision` and `reasons` answer the
    question whether an amount may be refunded, where it was asked.
    """

    receipt: str
    customer: str | None
    currency: str
    received_on: date
    amount: Money
    bank_fee: Money
    settles: Money
    status: str
    applied: tuple[AppliedView, ...]
    unapplied: Money
    unapplied_company: Money
    carrying: Money
    realised: Money
    refunded: Money
    decision: str | None = None
    reasons: tuple[str, ...] = ()


def invoice_view(history: History, ledger: Ledger, invoice_id: str) -> InvoiceView:
    """Answer for an invoice or credit note as of the ledger's date; not yet issued, draft or void, nothing is open."""
    invoice = history.find("invoices", history.invoices, invoice_id)
    item = ledger.items.get(invoice_id)
    postings = standing(ledger.postings_by_target.get(invoice_id, ()))
    currency, company = invoice.gross.currency, history.currency
    by_notes = sum(p.amount for p in postings if p.kind == "principal" and _is_note(ledger, p))
    written_off = sum(p.amount for p in postings if p.rule in WRITTEN_OFF)
    principal = sum(p.amount for p in postings if p.kind == "principal")
    opened = _open(item, ledger.credits.get(invoice_id))
    return InvoiceView(
        id=invoice.id,
        kind=invoice.kind,
        status=invoice.status,
        customer=invoice.customer,
        currency=currency,
        net=invoice.net,
        tax=invoice.tax,
        gross=invoice.gross,
        issued_on=invoice.issued_on,
        due_on=invoice.falls_due_on,
        credited=Money(by_notes, currency),
        paid=Money(principal - by_notes - written_off, currency),
        written_off=Money(written_off, currency),
        open=Money(opened[0], currency),
        open_company=Money(opened[1], company),
        realised=Money(sum(p.value - p.carrying for p in postings if p.kind == "principal"), company),
        interest=Money(item.accrual.owed() if item is not None and item.accrual else 0, currency),
        closed=opened[0] == 0,
        allocations=tuple(
            AllocationView(p.source, Money(p.amount, currency), p.on, p.row, p.rule)
            for p in postings
            if p.kind == "principal" and p.rule not in WRITTEN_OFF
        ),
    )


def receipt_view(history: History, ledger: Ledger, receipt_id: str) -> ReceiptView:
    """Answer for a receipt as of the ledger's date."""
    receipt = history.find("receipts", history.receipts, receipt_id)
    credit = ledger.credits.get(receipt_id)
    postings = [p for p in standing(ledger.postings_by_source.get(receipt_id, ())) if p.rule not in WRITTEN_OFF]
    currency, company = receipt.amount.currency, history.currency
    principal = [p for p in postings if p.kind == "principal"]
    left, worth = (credit.left, credit.slices.worth_left) if credit is not None and credit.good else (0, 0)
    placing = ledger.placings.get(receipt_id)
    return ReceiptView(
        receipt=receipt.id,
        customer=receipt.customer,
        currency=currency,
        received_on=receipt.received_on,
        amount=receipt.amount,
        bank_fee=receipt.bank_fee or Money.zero(currency),
        settles=Money(credit.amount if credit is not None else 0, currency),
        status=placing.status if placing is not None else "rows",
        applied=_applied(postings, currency),
        unapplied=Money(left, currency),
        unapplied_company=Money(worth, company),
        carrying=Money(sum(p.carrying for p in principal), company),
        realised=Money(sum(p.value - p.carrying for p in principal), company),
        refunded=Money(credit.refunded if credit is not None else 0, currency),
    )


def _is_note(ledger: Ledger, posting: Posting) -> bool:
    credit = ledger.credits.get(posting.source)
    return credit is not None and credit.kind == "credit_note" and posting.rule not in WRITTEN_OFF


def _open(item: Item | None, credit: Credit | None) -> tuple[int, int]:
    if item is not None:
        return item.open, item.slices.worth_left
    if credit is not None:
        return -credit.left, -credit.slices.worth_left
    return 0, 0


def standing(postings: Iterable[Posting]) -> list[Posting]:
    """Postings that stand: a posting and the one that takes it back leave the list together."""
    left: list[Posting] = []
    for posting in postings:
        if posting.amount > 0:
            left.append(posting)
        else:
            left.remove(next(p for p in reversed(left) if p.taken_back(posting.on) == posting))
    return left


def _applied(postings: Iterable[Posting], currency: str) -> tuple[AppliedView, ...]:
    sums: dict[tuple[str, str], int] = {}
    for posting in postings:
        key = posting.target if posting.kind == "costs" else posting.named, posting.kind
        sums[key] = sums.get(key, 0) + posting.amount
    return tuple(AppliedView(target, kind, Money(amount, currency)) for (target, kind), amount in sums.items())

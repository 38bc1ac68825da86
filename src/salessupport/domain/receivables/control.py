"""Control totals: every figure of a close by two different routes (AR-12, LD-01; I1, I3).

`ours` is read from the fold's state (open items, money left); `check` is added up again from the recorded documents and
from the postings and movements, without looking at that state. Amounts of different currencies are never added.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from attrs import frozen

from salessupport.domain.facts import Receipt
from salessupport.domain.history import History
from salessupport.domain.receivables.ageing import Ageing
from salessupport.domain.receivables.entries import charge_item, invoice_item, settles
from salessupport.domain.receivables.ledger import WRITTEN_OFF, Item, Ledger
from salessupport.domain.receivables.statement import Statement
from salessupport.domain.receivables.timeline import BAD_EVENTS
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import format_minor


@frozen
class Control:
    """One figure, twice."""

    name: str
    ours: str
    check: str

    @property
    def equal(self) -> bool:
        """Whether both routes give the same text."""
        return self.ours == self.check


def controls(
    history: History, ledger: Ledger, before: Ledger, *, month: Period, ageing: Ageing, statements: Sequence[Statement]
) -> tuple[Control, ...]:
    """All control totals of a month; `before` is the fold to the day before it, `statements` are the month's."""
    return (
        *_receivable(history, ledger),
        _worth(history, ledger, ageing),
        _buckets(ageing),
        *_money_received(history, ledger),
        *_statements(ledger, before, statements),
        _covered(history, ledger, before, month, statements),
    )


def _texts(name: str, ours: Mapping[str, int], check: Mapping[str, int]) -> tuple[Control, ...]:
    currencies = sorted({*ours, *check})
    return tuple(
        Control(f"{name}.{one}", format_minor(ours.get(one, 0), one), format_minor(check.get(one, 0), one))
        for one in currencies
    )


def _receivable(history: History, ledger: Ledger) -> tuple[Control, ...]:
    """Open items less money left, against documents less receipts plus interest less write-offs and refunds (I1)."""
    ours = _balances(ledger)
    check = _recorded(history, ledger.as_of)
    for posting in ledger.postings:
        item = ledger.items[posting.target]
        credit = ledger.credits.get(posting.source)
        if posting.kind == "interest":
            check[item.currency] += posting.amount
        if posting.rule in WRITTEN_OFF or (credit is not None and credit.customer is None):
            check[item.currency] -= posting.amount
    for movement in ledger.movements:
        if movement.kind == "refund":
            check[movement.currency] += movement.amount
    return _texts("receivable", ours, check)


def _balances(ledger: Ledger) -> Counter[str]:
    balances: Counter[str] = Counter()
    for item in ledger.items.values():
        balances[item.currency] += item.open
    for credit in ledger.credits.values():
        if credit.good and credit.customer is not None:
            balances[credit.currency] -= credit.left
    return balances


def _recorded(history: History, as_of: date) -> Counter[str]:
    """Documents and receipts straight from the facts."""
    sums: Counter[str] = Counter()
    for invoice in history.facts.invoices:
        if invoice.status == "issued" and invoice.issued_on <= as_of:
            sums[invoice.gross.currency] += (-1 if invoice.kind == "credit_note" else 1) * invoice.gross.minor
    for charge in history.facts.charges:
        if charge.effective_on <= as_of:
            sums[charge.amount.currency] += charge.amount.minor
    for receipt in history.facts.receipts:
        if receipt.customer is not None and receipt.received_on <= as_of and _is_good(history, receipt, as_of):
            money = settles(history, receipt)
            sums[money.currency] -= money.minor
    return sums


def _is_good(history: History, receipt: Receipt, as_of: date) -> bool:
    events = history.bill_events.get(receipt.bill or "", ())
    turns = [event.event for event in events if event.effective_on <= as_of and event.event in _TURNS]
    return not turns or turns[-1] == "cured"


_TURNS = BAD_EVENTS | {"cured"}


def _worth(history: History, ledger: Ledger, ageing: Ageing) -> Control:
    """The ageing's total, against what documents were carried at less what settled them, less what money is left."""
    check = sum(item.slices.worth for item in _documents_anew(history, ledger.as_of))
    check += sum(revaluation.change for revaluation in ledger.revaluations)
    check -= sum(posting.carrying for posting in ledger.postings if posting.kind != "interest")
    for credit in ledger.credits.values():
        if credit.good and credit.customer is not None:
            used = sum(p.value for p in ledger.postings_by_source.get(credit.id, ()) if p.rule not in WRITTEN_OFF)
            check -= credit.slices.worth - used - credit.refunded_worth
    return Control("ageing.total", str(ageing.total), format_minor(check, history.currency))


def _documents_anew(history: History, as_of: date) -> Iterator[Item]:
    for invoice in history.facts.invoices:
        if invoice.status == "issued" and invoice.kind != "credit_note" and invoice.issued_on <= as_of:
            yield invoice_item(history, invoice)
    for charge in history.facts.charges:
        if charge.effective_on <= as_of:
            yield charge_item(history, charge)


def _buckets(ageing: Ageing) -> Control:
    """The sum of the buckets, against the sum of the items one by one (I3)."""
    check = sum(item.open.minor for customer in ageing.customers for item in customer.items)
    ours = sum(bucket.minor for bucket in ageing.buckets.values())
    return Control("ageing.buckets", format_minor(ours, ageing.currency), format_minor(check, ageing.currency))


def _money_received(history: History, ledger: Ledger) -> tuple[Control, ...]:
    """What good receipts settle by the facts, against applied plus unapplied plus refunded (I2)."""
    ours: Counter[str] = Counter()
    for receipt in history.facts.receipts:
        if receipt.received_on <= ledger.as_of and _is_good(history, receipt, ledger.as_of):
            money = settles(history, receipt)
            ours[money.currency] += money.minor
    check: Counter[str] = Counter()
    for credit in ledger.credits.values():
        if credit.kind == "receipt" and credit.good:
            check[credit.currency] += credit.left + credit.refunded
    for posting in ledger.postings:
        credit_of = ledger.credits.get(posting.source)
        if credit_of is not None and credit_of.kind == "receipt" and posting.rule not in WRITTEN_OFF:
            check[credit_of.currency] += posting.amount
    return _texts("receipts", ours, check)


def _statements(ledger: Ledger, before: Ledger, statements: Sequence[Statement]) -> tuple[Control, ...]:
    """Opening and closing of the statements (from movements), against open items less money left at both dates."""
    openings: Counter[str] = Counter()
    closings: Counter[str] = Counter()
    for one in statements:
        openings[one.currency] += one.opening.minor
        closings[one.currency] += one.closing.minor
    return (
        *_texts("statements.opening", openings, _balances(before)),
        *_texts("statements.closing", closings, _balances(ledger)),
    )


def _covered(
    history: History, ledger: Ledger, before: Ledger, month: Period, statements: Sequence[Statement]
) -> Control:
    """Statements drawn up, against customers with a record in the month or a balance at either end (DN-01)."""
    due = set(_customers_recorded(history, month)) | set(_customers_posted(ledger, month))
    for customer in {*ledger.items_of, *ledger.credits_of} - due - {None}:
        if _balance_of(ledger, customer) or _balance_of(before, customer):
            due.add(customer)
    return Control("statements.count", str(len(statements)), str(len(due)))


def _customers_recorded(history: History, month: Period) -> Iterator[str | None]:
    facts = history.facts
    yield from (
        row.customer for row in facts.invoices if row.status == "issued" and row.gross and row.issued_on in month
    )
    yield from (row.customer for row in facts.charges if row.amount and row.effective_on in month)
    yield from (row.customer for row in facts.receipts if row.customer and row.received_on in month)
    yield from (row.customer for row in facts.adjustments if row.kind == "refund" and row.effective_on in month)
    for event in facts.bill_events:
        if event.event in _TURNS and event.effective_on in month:
            yield from (receipt.customer for receipt in history.receipts_of_bill.get(event.bill, ()))


def _customers_posted(ledger: Ledger, month: Period) -> Iterator[str | None]:
    for posting in ledger.postings:
        if posting.on not in month:
            continue
        item, credit = ledger.items[posting.target], ledger.credits.get(posting.source)
        foreign = credit is not None and credit.customer != item.customer
        if posting.kind == "interest" or posting.rule in WRITTEN_OFF or foreign:
            yield item.customer
        if foreign and credit is not None and credit.customer is not None:
            yield credit.customer


def _balance_of(ledger: Ledger, customer: str | None) -> int:
    owed = sum(item.open for item in ledger.items_of.get(customer or "", ()))
    return owed - sum(credit.left for credit in ledger.unplaced(customer))

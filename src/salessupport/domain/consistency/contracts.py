"""Contracts: lines and instalments make the amount, changes leave what is invoiced and delivered (CO-01, CO-08).

Laws: Σ lines = amount; Σ instalments = amount (requirements §5, rule 3); at the end of every day the invoices of a
contract, less credit notes, stay within its amount as changed (R14, rule 5); no change goes below what is delivered.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction

from salessupport.domain.amendments import Amendment, amendments, supplies
from salessupport.domain.consistency.fault import Fault
from salessupport.domain.facts import Contract, Instalment, Invoice
from salessupport.domain.fulfilment import delivered, deliveries
from salessupport.domain.history import History
from salessupport.domain.values.money import Money, format_minor
from salessupport.domain.values.policies import terms_shares
from salessupport.domain.values.quantity import decimal_text
from salessupport.domain.values.split import rounded

_BILLING = {"invoice": 1, "prepayment": 1, "debit_note": 1, "opening": 1, "credit_note": -1}


def faults(history: History) -> Iterator[Fault]:
    """Faults of contracts, their instalments and changes."""
    for row, contract in enumerate(history.facts.contracts):
        yield from _lines(history, row, contract)
        yield from _instalments(history, row, contract)
        yield from _delivered_without_lines(history, contract)
    change_rows = {change.id: row for row, change in enumerate(history.facts.contract_changes)}
    for contract_id in history.changes_of:
        if contract_id in history.contracts:
            yield from _changed_supply(history, contract_id, change_rows)
    yield from _invoiced(history, change_rows)


def _lines(history: History, row: int, contract: Contract) -> Iterator[Fault]:
    amounts = [line.amount for line in history.contract_lines_of.get(contract.id, ())]
    stated = [amount for amount in amounts if amount is not None]
    if not stated or len(stated) < len(amounts) or any(one.currency != contract.amount.currency for one in stated):
        return
    summed = sum(stated, Money.zero(contract.amount.currency))
    if summed != contract.amount:
        yield Fault("contracts", row, "amount", "contract.lines", {"sum": summed, "total": contract.amount})


def _instalments(history: History, row: int, contract: Contract) -> Iterator[Fault]:
    rows = history.instalments_of_contract.get(contract.id, ())
    if not rows:
        if contract.terms is not None and terms_shares(contract.terms) is None:
            yield Fault("contracts", row, "terms", "terms.shares", {"value": contract.terms})
        return
    wrong = [one for one in rows if not _is_share_or_amount(one)]
    for one in rows:
        if one.trigger == "date" and one.due_on is None:
            yield Fault("instalments", _row_of(history, one), "due_on", "instalments.date")
    for one in wrong:
        yield Fault("instalments", _row_of(history, one), "share", "instalments.amount")
    if not wrong:
        yield from _sum(history, contract, rows)


def _is_share_or_amount(one: Instalment) -> bool:
    if one.amount is None:
        return one.share is not None and one.share >= 0
    return one.share is None and one.amount.minor >= 0


def _sum(history: History, contract: Contract, rows: Sequence[Instalment]) -> Iterator[Fault]:
    """Fixed amounts and shares of the amount make the amount, to less than a minor unit for each share."""
    shares = [Fraction(one.share) * contract.amount.minor for one in rows if one.share is not None]
    made = sum(shares, Fraction(sum(one.amount.minor for one in rows if one.amount is not None)))
    apart = abs(made - contract.amount.minor)
    exact = all(one.amount is None for one in rows) or not shares
    if apart and (exact or apart >= len(shares)):
        made_text = format_minor(rounded(made.numerator, made.denominator), contract.amount.currency)
        context = {"contract": contract.id, "sum": made_text, "total": contract.amount}
        yield Fault("instalments", _row_of(history, rows[-1]), "share", "instalments.shares", context)


def _row_of(history: History, one: Instalment) -> int:
    return next(row for row, other in enumerate(history.facts.instalments) if other is one)


def _delivered_without_lines(history: History, contract: Contract) -> Iterator[Fault]:
    if not any(line.qty is not None for line in history.contract_lines_of.get(contract.id, ())):
        return
    for delivery in deliveries(history, contract.id):
        if not history.delivery_lines_of.get(delivery.id):
            row = history.facts.deliveries.index(delivery)
            context = {"id": delivery.id, "contract": contract.id}
            yield Fault("deliveries", row, "id", "delivery.no_lines", context, "warning")


def _changed_supply(history: History, contract_id: str, change_rows: dict[str, int]) -> Iterator[Fault]:
    """No change takes a product below what is delivered by its day (CO-08)."""
    for one in amendments(history, contract_id, date.max):
        change = one.change
        if change.line is None or change.qty_change is None or change.qty_change >= 0:
            continue
        asked: defaultdict[str, Decimal] = defaultdict(Decimal)
        for supply in supplies(history, contract_id, one.on).values():
            asked[supply.product or ""] += supply.qty or 0
        product = supplies(history, contract_id, one.on)[change.line].product or ""
        arrived = delivered(history, contract_id, one.on).get(product, Decimal(0))
        if asked[product] < max(arrived, Decimal(0)):
            context = {"product": product, "qty": decimal_text(asked[product]), "delivered": decimal_text(arrived)}
            yield Fault("contract_changes", change_rows[change.id], "qty_change", "change.below_delivered", context)


def _invoiced(history: History, change_rows: dict[str, int]) -> Iterator[Fault]:
    """Day by day: the amount as changed by then, against the invoices less credit notes by then."""
    rows: defaultdict[str, list[tuple[date, int, int, Invoice]]] = defaultdict(list)
    for row, invoice in enumerate(history.facts.invoices):
        contract = _contract_of(history, invoice)
        if contract is not None and invoice.status == "issued" and invoice.gross.currency == contract.amount.currency:
            sign = _BILLING.get(invoice.kind, 0)
            rows[contract.id].append((invoice.issued_on, row, sign * invoice.gross.minor, invoice))
    for contract_id in {**rows, **history.changes_of}:
        if contract_id in history.contracts:
            yield from _within(history, history.contracts[contract_id], sorted(rows[contract_id]), change_rows)


def _contract_of(history: History, invoice: Invoice) -> Contract | None:
    """The contract of a document; a credit note's is that of the invoice it corrects."""
    original = history.invoices.get(invoice.original or "")
    named = invoice.contract or (original.contract if original is not None else None)
    return history.contracts.get(named or "")


def _within(
    history: History, contract: Contract, documents: list[tuple[date, int, int, Invoice]], change_rows: dict[str, int]
) -> Iterator[Fault]:
    changes = [one for one in amendments(history, contract.id, date.max) if one.change.amount_change is not None]
    amount, invoiced = contract.amount.minor, 0
    for day in sorted({*(one.on for one in changes), *(entry[0] for entry in documents)}):
        today = [one for one in changes if one.on == day]
        amount += sum(_by(one) for one in today)
        issued = [entry for entry in documents if entry[0] == day]
        invoiced += sum(entry[2] for entry in issued)
        if amount < 0 and today:
            context: dict[str, object] = {"amount": Money(amount, contract.amount.currency)}
            yield Fault(
                "contract_changes", change_rows[today[-1].change.id], "amount_change", "change.below_zero", context
            )
        elif invoiced > amount:
            yield _beyond(contract, amount, invoiced, today, issued, change_rows)


def _by(one: Amendment) -> int:
    return one.change.amount_change.minor if one.change.amount_change is not None else 0


def _beyond(
    contract: Contract,
    amount: int,
    invoiced: int,
    changes: list[Amendment],
    issued: list[tuple[date, int, int, Invoice]],
    change_rows: dict[str, int],
) -> Fault:
    """Blame the day's last invoice, else the day's change."""
    limit, total = Money(amount, contract.amount.currency), Money(invoiced, contract.amount.currency)
    billing = [entry[1] for entry in issued if entry[2] > 0]
    if billing:
        context = {"contract": contract.id, "amount": total, "remaining": limit}
        return Fault("invoices", billing[-1], "gross", "contract.exceeded", context)
    row = change_rows[changes[-1].change.id] if changes else 0
    context = {"amount": limit, "invoiced": total}
    return Fault("contract_changes", row, "amount_change", "change.below_invoiced", context)

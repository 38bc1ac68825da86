"""Steps of a drawn history that bring money: receipts of every sort, and what becomes of their bills."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import evolve
from hypothesis import strategies as st

from salessupport.domain.facts import AcceptanceBill, BillEvent, BillEventKind, Customer, Invoice, Receipt
from salessupport.testing.draft import Draft
from salessupport.testing.values import minor_units, rates

_FOLLOWS: Mapping[BillEventKind | None, tuple[BillEventKind, ...]] = {
    None: ("defect_found", "dishonoured", "honoured", "returned"),
    "defect_found": ("cured", "returned"),
    "cured": ("dishonoured", "honoured"),
}
_MISSES = (0, 0, 0, 0, 0, -1, 1, -100, 100)


def add_receipt(draft: Draft) -> bool:
    """Receive money: often what some items sum to, or nearly; with a bank fee, for others, unidentified, an advance."""
    customer = draft.one_of(draft.facts.customers)
    amount, named = _amount(draft, customer)
    fee = draft.draw(minor_units(most=amount - 1)) if amount > 1 and draft.chance(6) else 0
    receipt = Receipt(
        id=draft.new_id(),
        customer=None if draft.chance(12) else customer.id,
        received_on=draft.day,
        amount=draft.money(amount - fee, customer),
        currency=draft.currency_of(customer),
        rate=draft.draw(rates()) if customer.currency else None,
        bank_fee=draft.money(fee, customer) if fee else None,
        remittance=f"货款 {named}。" if named and draft.chance(3) else None,
        third_party=True if draft.chance(4) else None,
        method=draft.one_of(("bank", "bank", "cash", "opening")),
        recorded_on=draft.recorded(draft.day),
    )
    draft.facts = evolve(draft.facts, receipts=(*draft.facts.receipts, receipt))
    draft.room[receipt.id] = amount if draft.company.policies.bank_fee == "ours" else amount - fee
    return True


def _amount(draft: Draft, customer: Customer) -> tuple[int, str | None]:
    """Draw what the customer pays, and an item it may name: the sum of some unpaid items and notes, or a near miss."""
    items = [row for row in draft.items_of(customer.id) if row.id not in draft.paid]
    if not items or draft.chance(5):
        return draft.draw(minor_units()), None
    paid = draft.draw(st.lists(st.sampled_from(items), min_size=1, max_size=3, unique_by=lambda row: row.id))
    notes = [row for row in draft.facts.invoices if row.customer == customer.id and _is_rebate(row)]
    notes = [row for row in notes if row.id not in draft.paid]
    taken = [draft.one_of(notes)] if notes and not draft.chance(4) else []
    charges = [row for row in draft.facts.charges if row.customer == customer.id and row.id not in draft.paid]
    fees = [draft.one_of(charges)] if charges and draft.chance(2) else []
    miss = draft.one_of(_MISSES)
    owed = [*(row.id for row in paid), *(fee.id for fee in fees)]
    total = sum(draft.room[item] for item in owed) - sum(note.gross.minor for note in taken) + miss
    if not miss:
        draft.paid.update(owed, (note.id for note in taken))
    named = draft.one_of([*paid, *taken])
    return max(total, 1), named.number or named.id


def _is_rebate(row: Invoice) -> bool:
    return row.kind == "credit_note" and row.original is None


def add_bill(draft: Draft) -> bool:
    """Receive money by acceptance bill, for as much as a receipt would be."""
    customer = draft.one_of(draft.facts.customers)
    amount, _ = _amount(draft, customer)
    bill = AcceptanceBill(
        id=draft.new_id(),
        kind="bank_acceptance",
        face=draft.money(amount, customer),
        customer=customer.id,
        received_on=draft.day,
        recorded_on=draft.recorded(draft.day),
    )
    receipt = Receipt(
        id=draft.new_id(),
        customer=customer.id,
        received_on=draft.day,
        amount=bill.face,
        currency=draft.currency_of(customer),
        rate=draft.draw(rates()) if customer.currency else None,
        third_party=True if draft.chance(6) else None,
        method="bill",
        bill=bill.id,
        recorded_on=draft.recorded(draft.day, bill),
    )
    draft.facts = evolve(draft.facts, bills=(*draft.facts.bills, bill))
    draft.facts = evolve(draft.facts, receipts=(*draft.facts.receipts, receipt))
    draft.room[receipt.id] = amount
    return True


def add_bill_event(draft: Draft) -> bool:
    """Let the next thing happen to a bill, on a day of its own."""
    bills = [row for row in draft.facts.bills if _next(draft, row)]
    if not bills:
        return False
    bill = draft.one_of(bills)
    last = _events(draft, bill)[-1:]
    event = BillEvent(
        bill=bill.id,
        effective_on=draft.day,
        event=draft.one_of(_next(draft, bill)),
        recorded_on=draft.recorded(draft.day, bill, *last),
    )
    draft.facts = evolve(draft.facts, bill_events=(*draft.facts.bill_events, event))
    return True


def _events(draft: Draft, bill: AcceptanceBill) -> list[BillEvent]:
    return [row for row in draft.facts.bill_events if row.bill == bill.id]


def _next(draft: Draft, bill: AcceptanceBill) -> tuple[BillEventKind, ...]:
    """Say what may follow; nothing on the day of the last event, whose order within the day would not be known."""
    events = _events(draft, bill)
    if events and events[-1].effective_on >= draft.day:
        return ()
    return _FOLLOWS.get(events[-1].event if events else None, ())

"""Steps of a drawn history that place money by hand: allocation rows, rows that take back, write-offs and refunds."""

from __future__ import annotations

from datetime import date

from attrs import evolve
from hypothesis import strategies as st

from salessupport.domain.facts import Adjustment, Allocation, Contract, Fact, Invoice, Receipt
from salessupport.domain.values.money import Money, SignedMoney
from salessupport.testing.draft import Draft
from salessupport.testing.values import minor_units


def add_row(draft: Draft) -> bool:
    """Place a receipt, a bill or a credit note: with an amount or as much as fits, today or planned for a later day."""
    sources: list[Receipt | Invoice] = [*draft.facts.receipts, *draft.invoices(lambda row: row.kind == "credit_note")]
    if not sources:
        return False
    source = draft.one_of(sources)
    targets = _targets(draft, source)
    if not targets:
        return False
    on_contracts = [one for one in targets if isinstance(one[1], Contract)]
    target, fact = draft.one_of(on_contracts if on_contracts and draft.chance(2) else targets)
    effective = draft.later(draft.day) if draft.chance(5) else draft.day
    most = min(draft.room[source.id], draft.room.get(target, 10**15))
    amount = draft.draw(minor_units(most=most)) if most and draft.chance(2) else None
    if amount is not None:
        draft.room[source.id] -= amount
        if target in draft.room:
            draft.room[target] -= amount
    currency = source.gross.currency if isinstance(source, Invoice) else source.amount.currency
    row = Allocation(
        id=draft.new_id(),
        source=_name(draft, source),
        target=target,
        amount=Money(amount, currency) if amount is not None else None,
        effective_on=effective,
        recorded_on=_planned(draft, effective, source, fact),
    )
    draft.facts = evolve(draft.facts, allocations=(*draft.facts.allocations, row))
    return True


def _name(draft: Draft, source: Receipt | Invoice) -> str:
    """Give the receipt's or note's id, or the id of the bill that the receipt came with."""
    bill = source.bill if isinstance(source, Receipt) else None
    return bill if bill and draft.chance(2) else source.id


def _planned(draft: Draft, effective: date, *after: Fact) -> date | None:
    """Record a row dated later, as a rule, today: it then places the receipt even at an earlier as-of date."""
    known = max((fact.known for fact in after if fact.known is not None), default=draft.day)
    if effective > draft.day and known <= draft.day and not draft.chance(3):
        return draft.day
    return draft.recorded(effective, *after)


def _targets(draft: Draft, source: Receipt | Invoice) -> list[tuple[str, Fact]]:
    currency = source.gross.currency if isinstance(source, Invoice) else source.amount.currency
    anyone = isinstance(source, Receipt) and (source.third_party or source.customer is None)
    found: list[tuple[str, Fact]] = []
    for customer in draft.facts.customers:
        if draft.currency_of(customer) != currency or not (anyone or customer.id == source.customer):
            continue
        found += [(row.id, row) for row in draft.items_of(customer.id)]
        found += [(row.id, row) for row in draft.facts.charges if row.customer == customer.id]
        contracts = draft.contracts_of(customer.id)
        found += [(f"{row.id}:{no}", row) for row in contracts for no in draft.instalments[row.id]]
    return found


def add_reversal(draft: Draft) -> bool:
    """Take an earlier row back in full, on that row's day or later."""
    rows = [row for row in draft.facts.allocations if row.reverses is None and row.id not in draft.taken_back]
    if not rows:
        return False
    undone = draft.one_of(rows)
    effective = max(undone.effective_on, draft.day)
    row = Allocation(
        id=draft.new_id(),
        source=undone.source,
        target=undone.target,
        amount=undone.amount,
        effective_on=effective,
        reverses=undone.id,
        recorded_on=draft.recorded(effective, undone),
    )
    draft.facts = evolve(draft.facts, allocations=(*draft.facts.allocations, row))
    draft.taken_back.add(undone.id)
    return True


def add_adjustment(draft: Draft) -> bool:
    """Write off an invoice, or refund money paid by bank; the sum of them stays within the document."""
    abouts: list[Invoice | Receipt] = [
        *draft.invoices(lambda row: row.kind != "credit_note"),
        *(row for row in draft.facts.receipts if row.customer and not row.bill),
    ]
    abouts = [row for row in abouts if _adjustable(draft, row)]
    if not abouts:
        return False
    about = draft.one_of(abouts)
    money = about.gross if isinstance(about, Invoice) else about.amount
    most = _adjustable(draft, about)
    amount = draft.draw(minor_units(most=most) | st.just(most))
    adjustment = Adjustment(
        id=draft.new_id(),
        kind="write_off" if isinstance(about, Invoice) else "refund",
        customer=about.customer or "",
        about=about.id,
        amount=SignedMoney(Money(amount, money.currency)),
        effective_on=draft.day,
        approved_by="卫总",
        recorded_on=draft.recorded(draft.day, about),
    )
    draft.facts = evolve(draft.facts, adjustments=(*draft.facts.adjustments, adjustment))
    return True


def _adjustable(draft: Draft, about: Invoice | Receipt) -> int:
    money = about.gross if isinstance(about, Invoice) else about.amount
    done = [row for row in draft.facts.adjustments if row.about == about.id]
    return money.minor - sum(row.amount.minor for row in done)

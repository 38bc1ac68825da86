"""Steps of a drawn history that make documents: invoices of all kinds, credit notes and charges."""

from __future__ import annotations

from attrs import evolve
from hypothesis import strategies as st

from salessupport.domain.facts import Charge, ChargeKind, Customer, Invoice, InvoiceKind
from salessupport.domain.values.quantity import ExchangeRate
from salessupport.testing.draft import Draft
from salessupport.testing.values import minor_units, rates

_KINDS: tuple[InvoiceKind, ...] = ("invoice", "invoice", "invoice", "debit_note", "opening", "prepayment")
_FEES: tuple[ChargeKind, ...] = ("dunning_fee", "interest", "bank_fee")


def add_invoice(draft: Draft) -> bool:
    """Issue an invoice, debit note, opening item or prepayment; rarely a draft or void one, which counts nowhere."""
    customer = draft.one_of(draft.facts.customers)
    contracts = [row for row in draft.contracts_of(customer.id) if draft.room[row.id]]
    contract = draft.one_of(contracts) if contracts and not draft.chance(3) else None
    gross = draft.draw(_of_contract(draft.room[contract.id]) if contract else minor_units())
    invoice = Invoice(
        id=draft.new_id(),
        kind=draft.one_of(_KINDS),
        customer=customer.id,
        issued_on=draft.day,
        due_on=draft.later(draft.day) if draft.chance(2) else None,
        gross=draft.money(gross, customer),
        currency=draft.currency_of(customer),
        rate=_rate(draft, customer),
        status="issued" if not draft.chance(12) else draft.one_of(("draft", "void")),
        number=f"{26_000_000 + draft.serial}" if draft.chance(3) else None,
        contract=contract.id if contract else None,
        instalment=draft.draw(st.none() | st.sampled_from(draft.instalments[contract.id])) if contract else None,
        recorded_on=draft.recorded(draft.day, *([contract] if contract else [])),
    )
    draft.facts = evolve(draft.facts, invoices=(*draft.facts.invoices, invoice))
    draft.room[invoice.id] = gross
    if contract:
        draft.room[contract.id] -= gross
    return True


def _of_contract(room: int) -> st.SearchStrategy[int]:
    """Draw what is invoiced of a contract: all of the rest, near a share of it, or any part."""
    shares = [room * tenths // 10 or 1 for tenths in (3, 6, 9, 10)]
    return st.sampled_from(shares) | minor_units(most=room)


def add_credit_note(draft: Draft) -> bool:
    """Issue a credit note within its invoice, or a rebate without one."""
    customer = draft.one_of(draft.facts.customers)
    originals = [row for row in draft.items_of(customer.id) if _creditable(draft, row)]
    original = draft.one_of(originals) if originals and not draft.chance(2) else None
    most = _creditable(draft, original) if original else 100
    gross = draft.draw(minor_units(most=most))
    note = Invoice(
        id=draft.new_id(),
        kind="credit_note",
        customer=customer.id,
        issued_on=draft.day,
        gross=draft.money(gross, customer),
        currency=draft.currency_of(customer),
        rate=None if original else _rate(draft, customer),
        status="issued",
        number=f"{26_000_000 + draft.serial}" if draft.chance(4) else None,
        original=original.id if original else None,
        recorded_on=draft.recorded(draft.day, *([original] if original else [])),
    )
    draft.facts = evolve(draft.facts, invoices=(*draft.facts.invoices, note))
    draft.room[note.id] = gross
    return True


def _creditable(draft: Draft, original: Invoice) -> int:
    notes = draft.invoices(lambda row: row.original == original.id)
    return original.gross.minor - sum(note.gross.minor for note in notes)


def add_charge(draft: Draft) -> bool:
    """Charge a fee about an invoice; in the company's currency also one about nothing."""
    customer = draft.one_of(draft.facts.customers)
    abouts = draft.items_of(customer.id)
    if not abouts and customer.currency:
        return False
    about = draft.one_of(abouts) if abouts and (customer.currency or not draft.chance(4)) else None
    amount = draft.draw(minor_units(most=5000))
    charge = Charge(
        id=draft.new_id(),
        customer=customer.id,
        kind=draft.one_of(_FEES),
        amount=draft.money(amount, customer),
        effective_on=draft.day,
        about=about.id if about else None,
        recorded_on=draft.recorded(draft.day, *([about] if about else [])),
    )
    draft.facts = evolve(draft.facts, charges=(*draft.facts.charges, charge))
    draft.room[charge.id] = amount
    return True


def _rate(draft: Draft, customer: Customer) -> ExchangeRate | None:
    return draft.draw(rates()) if draft.currency_of(customer) != draft.company.currency else None

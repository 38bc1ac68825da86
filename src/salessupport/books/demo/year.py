"""An ordinary year of the demo: what was carried over, forty customers' trade, and how each of them pays."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date, timedelta

from salessupport.books.demo import awkward, habits, notes
from salessupport.books.demo.agreements import contracts
from salessupport.books.demo.clerk import Clerk, Owed
from salessupport.books.demo.commission import commission
from salessupport.books.demo.master import Party, parties, products, salespeople
from salessupport.books.demo.offers import offers
from salessupport.books.demo.procedures import procedures
from salessupport.books.demo.trade import Line, basket, document, line, sell
from salessupport.domain.facts import Facts, Invoice, Product
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company

_CUSTOMERS = 40
_SET = (4, 6)  # two of the products …
_PIECES = 40  # … in this quantity
_DISPUTED = 3
_CARRIED_OVER = frozenset({"punctual", "bundles", "lump", "late", "stopped", "corrected"})
_ADVANCE = 2_000_000
_REBATE = 350_000
_Habit = Callable[[Clerk, Party, Sequence[Owed]], None]
_HABITS: Mapping[str, _Habit] = {
    "punctual": habits.punctual,
    "bundles": habits.bundles,
    "lump": habits.lump,
    "parts": habits.parts,
    "rounding": habits.rounding,
    "late": habits.late,
    "abroad": habits.abroad,
    "contracts": habits.contracts,
    "parent": habits.punctual,
    "catalogue": awkward.catalogue,
    "corrected": awkward.corrected,
    "overpaying": awkward.overpaying,
    "stopped": awkward.stopped,
    "disputing": awkward.disputing,
    "bills": notes.bills,
    "dishonoured": notes.dishonoured,
}


def ordinary_year(clerk: Clerk, company: Company) -> Facts:
    """Write the year, and last the papers that follow from it."""
    goods = products(clerk)
    everyone = parties(clerk, salespeople(clerk), _CUSTOMERS)
    owed = {party.customer.id: _year_of(clerk, party, goods) for party in everyone}
    by_habit = {party.habit: party for party in reversed(everyone)}
    _other_documents(clerk, by_habit["parent"])
    _advance_carried_over(clerk, by_habit["disputing"], owed)
    _rebates(clerk, by_habit["corrected"], owed)
    for party in everyone:
        if party.habit == "sister":
            awkward.for_sister(clerk, by_habit["parent"], owed[party.customer.id])
        else:
            _HABITS[party.habit](clerk, party, owed[party.customer.id])
    by_contract = [party for party in everyone if party.habit == "contracts"]
    contracts(clerk, by_contract, goods)
    awkward.strangers(clerk)
    offers(clerk, by_contract, goods)
    procedures(clerk, company)
    commission(clerk, period="month")
    return clerk.facts()


def _year_of(clerk: Clerk, party: Party, goods: Sequence[Product]) -> list[Owed]:
    """Sell to a customer all year; gives its invoices by due date, those carried over first."""
    owed = [_opening(clerk, party)] if party.habit in _CARRIED_OVER else []
    for index, on in enumerate(_order_days(clerk, party)):
        lines = _catalogue_set(party, goods) if party.habit == "catalogue" else basket(clerk, party, goods)
        disputed = party.habit == "disputing" and index % (2 * _DISPUTED) == _DISPUTED
        invoice = sell(clerk, party, on, lines, disputed=disputed)
        if invoice is not None:
            owed.append(invoice)
    return sorted(owed, key=lambda one: (one.due_on, one.invoice.issued_on, one.id))


def _order_days(clerk: Clerk, party: Party) -> list[date]:
    if party.habit == "contracts":
        return []
    days = (clerk.last - clerk.first).days
    step = days // party.orders
    chosen = [n * step + clerk.dice.randrange(step) for n in range(party.orders)]
    return [max(clerk.first, clerk.working_day(clerk.first + timedelta(days=n))) for n in chosen]


def _catalogue_set(party: Party, goods: Sequence[Product]) -> list[Line]:
    return [line(party, goods[index], _PIECES) for index in _SET]


def _opening(clerk: Clerk, party: Party) -> Owed:
    """Carry an item over on the first day: its gross alone is known."""
    invoice = Invoice(
        id=clerk.number("QC", clerk.first),
        kind="opening",
        customer=party.customer.id,
        issued_on=clerk.first,
        due_on=clerk.first + timedelta(days=clerk.dice.randint(25, 45)),
        gross=Money(clerk.dice.randint(500_000, 4_000_000), party.currency),
        status="issued",
    )
    clerk.note("invoices", invoice)
    return Owed(invoice, invoice.gross.minor)


def _other_documents(clerk: Clerk, party: Party) -> None:
    """Write a debit note that is paid at once, a draft and a void invoice."""
    on = clerk.working_day(clerk.first + timedelta(days=100))
    debit = document(clerk, party, on, 120_000, 15_600, kind="debit_note", id=clerk.number("JX", on), number=None)
    void = document(clerk, party, on, 880_000, 114_400, status="void")
    draft_on = clerk.working_day(clerk.last)
    draft = document(clerk, party, draft_on, 640_000, 83_200, status="draft", number=None)
    clerk.note("invoices", debit, void, draft)
    receipt = clerk.receive(party.customer, on + timedelta(days=7), debit.gross.minor, remittance=debit.id)
    clerk.allocate(receipt, debit.id)


def _advance_carried_over(clerk: Clerk, party: Party, owed: Mapping[str, Sequence[Owed]]) -> None:
    """Money from before the first day, which goes on the first invoice."""
    first = owed[party.customer.id][0]
    receipt = clerk.receive(party.customer, clerk.first, _ADVANCE, method="opening", remittance="期初预收")
    used = min(_ADVANCE, first.open)
    clerk.allocate(receipt, first.id, minor=used, effective_on=first.invoice.issued_on)
    first.open -= used


def _rebates(clerk: Clerk, party: Party, owed: Mapping[str, Sequence[Owed]]) -> None:
    """Two credit notes that correct no invoice: one is put on an invoice by hand, one waits."""
    on = clerk.working_day(clerk.first + timedelta(days=190))
    target = next(
        one for one in owed[party.customer.id] if one.invoice.issued_on <= on < one.due_on and one.open > _REBATE
    )
    notes_ = [
        document(clerk, party, day, 309_735, 40_265, kind="credit_note", id=clerk.number("HZ", day), due_on=None)
        for day in (on, clerk.working_day(clerk.last - timedelta(days=20)))
    ]
    clerk.note("invoices", *notes_)
    clerk.allocate(notes_[0], target.id, minor=_REBATE)
    target.open -= _REBATE

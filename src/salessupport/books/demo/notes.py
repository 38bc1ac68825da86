"""Customers of the demo that pay with acceptance bills, and what becomes of the bills (Conventions 8).

Held to maturity and honoured, discounted, endorsed, found defective and cured; one commercial bill is dishonoured.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal

from salessupport.books.demo import names
from salessupport.books.demo.clerk import Clerk, Owed
from salessupport.books.demo.habits import grouped, paid_on
from salessupport.books.demo.master import Party
from salessupport.domain.facts import AcceptanceBill, BillEvent, BillEventKind, BillKind, Charge
from salessupport.domain.values.dates import add_months
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import Ratio

_EARLY = 16
_DISCOUNT = Ratio(Decimal("0.024"))
_PROTEST_FEE = 30_000
_FATES: tuple[tuple[tuple[int, BillEventKind], ...], ...] = (
    (),
    ((2, "defect_found"), (8, "cured")),
    ((5, "discounted"),),
    ((9, "endorsed"),),
)
"""What happens to one bill after another, days after it was received."""


def bills(clerk: Clerk, party: Party, invoices: Sequence[Owed]) -> None:
    """Pays several invoices with one bank bill of their sum, well in time."""
    for index, group in enumerate(grouped(invoices, margin=_EARLY)):
        on = max(clerk.working_day(group[0].due_on - timedelta(days=_EARLY)), group[-1].invoice.issued_on)
        if on > clerk.last:
            return
        bill = _hand_over(clerk, party, group, on, kind="bank_acceptance", months=5, names_bill=index % 2 == 1)
        for days, event in _FATES[index % len(_FATES)]:
            _happens(clerk, bill, on + timedelta(days=days), event)
        _matures(clerk, bill, "honoured")


def dishonoured(clerk: Clerk, party: Party, invoices: Sequence[Owed]) -> None:
    """Pays by bank, but one invoice with its own commercial bill, which nobody honours; the protest is charged."""
    chosen = min(invoices, key=lambda one: abs((clerk.last - one.due_on).days - 160))
    for one in invoices:
        on = paid_on(clerk, one)
        if on > clerk.last:
            continue
        if one is not chosen:
            clerk.receive(party.customer, on, one.open, remittance=one.id)
            continue
        bill = _hand_over(clerk, party, [one], on, kind="commercial_acceptance", months=3, names_bill=False)
        _matures(clerk, bill, "dishonoured")
        _charge_protest(clerk, party, bill)


def _hand_over(
    clerk: Clerk, party: Party, group: Sequence[Owed], on: date, *, kind: BillKind, months: int, names_bill: bool
) -> AcceptanceBill:
    drawn_on = on - timedelta(days=12)
    by_bank = kind == "bank_acceptance"
    digits = f"{clerk.dice.randrange(10**29):029d}"
    bill = AcceptanceBill(
        id=clerk.number("CD", on),
        kind=kind,
        number=f"{5 if by_bank else 6}{digits[:12]}{drawn_on:%Y%m%d}{digits[20:]}",
        drawer=names.firm(clerk.dice, 90)[1] if by_bank else party.customer.name,
        acceptor="示例银行股份有限公司" if by_bank else party.customer.name,
        face=Money(sum(one.open for one in group), party.currency),
        issued_on=drawn_on,
        matures_on=add_months(drawn_on, months),
        customer=party.customer.id,
        received_on=on,
    )
    clerk.note("bills", bill)
    receipt = clerk.receive(party.customer, on, bill.face.minor, method="bill", bill=bill.id, remittance="承兑")
    for one in group:
        given = {"source": bill.id} if names_bill else {}
        clerk.allocate(receipt, one.id, minor=one.open, **given)
    return bill


def _matures(clerk: Clerk, bill: AcceptanceBill, event: BillEventKind) -> None:
    if bill.matures_on is not None:
        _happens(clerk, bill, bill.matures_on, "presented")
        _happens(clerk, bill, bill.matures_on + timedelta(days=1), event)


def _happens(clerk: Clerk, bill: AcceptanceBill, on: date, event: BillEventKind) -> None:
    if on <= clerk.last:
        passed_on = event in {"discounted", "endorsed"}
        row = BillEvent(
            bill=bill.id,
            effective_on=on,
            event=event,
            rate=_DISCOUNT if event == "discounted" else None,
            recourse=True if passed_on else None,
            note="背书不连续" if event == "defect_found" else None,
        )
        clerk.note("bill_events", row)


def _charge_protest(clerk: Clerk, party: Party, bill: AcceptanceBill) -> None:
    on = (bill.matures_on or clerk.last) + timedelta(days=3)
    if on <= clerk.last:
        fee = Charge(
            id=clerk.number("FY", on),
            customer=party.customer.id,
            kind="protest_fee",
            about=bill.id,
            amount=Money(_PROTEST_FEE, party.currency),
            effective_on=on,
        )
        clerk.note("charges", fee)

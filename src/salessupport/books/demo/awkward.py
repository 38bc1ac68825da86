"""The awkward customers of the demo: one for each thing that goes wrong with money in an office.

Equal amounts that nothing tells apart, money put on the wrong invoice and taken back, a parent that pays for its
sister, too much money and a refund, debtors that stop paying, claims that are disputed, payers that nobody knows.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta

from salessupport.books.demo.clerk import Clerk, Owed
from salessupport.books.demo.habits import forgive, paid_on
from salessupport.books.demo.master import Party
from salessupport.books.demo.names import OWNER
from salessupport.domain.facts import Adjustment, Approval, Charge, Receipt
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.money import Money

_FEE = 10_000
_EXCESS = 500_000
_AHEAD = timedelta(days=8)


def catalogue(clerk: Clerk, party: Party, invoices: Sequence[Owed]) -> None:
    """Pay for the same set at the same price without a word: the clerk asked whom it is for, but not this month."""
    for one in invoices:
        on = paid_on(clerk, one)
        if on > clerk.last:
            return
        receipt = clerk.receive(party.customer, on, one.open, remittance="货款")
        if (on.year, on.month) != (clerk.last.year, clerk.last.month):
            clerk.allocate(receipt, one.id, minor=one.open)


def corrected(clerk: Clerk, party: Party, invoices: Sequence[Owed]) -> None:
    """In time and allocated by hand; now and then on the next invoice first, which is taken back days later."""
    for index, one in enumerate(invoices):
        on = clerk.working_day(one.due_on - _AHEAD)
        if on > clerk.last:
            continue
        receipt = clerk.receive(party.customer, on, one.open, remittance="货款")
        other = next((o for o in invoices[index + 1 :] if o.invoice.issued_on <= on), None)
        mended = on + timedelta(days=4)
        if index % 5 == 1 and other is not None and mended <= clerk.last:
            wrong = clerk.allocate(receipt, other.id, minor=min(one.open, other.open))
            clerk.allocate(receipt, other.id, reverses=wrong.id, effective_on=mended)
            clerk.allocate(receipt, one.id, minor=one.open, effective_on=mended)
        else:
            clerk.allocate(receipt, one.id, minor=one.open)


def for_sister(clerk: Clerk, parent: Party, sister: Sequence[Owed]) -> None:
    """Pay the sister's invoices with the parent's money, which may settle another customer's items."""
    for one in sister:
        on = paid_on(clerk, one)
        if on <= clerk.last:
            receipt = clerk.receive(parent.customer, on, one.open, third_party=True, remittance=f"代付 {one.id}")
            clerk.allocate(receipt, one.id, minor=one.open)


def overpaying(clerk: Clerk, party: Party, invoices: Sequence[Owed]) -> None:
    """In time; the second and the last payment are too high: one excess was refunded with the owner's consent."""
    paid = [(one, on) for one in invoices if (on := paid_on(clerk, one)) <= clerk.last - timedelta(days=10)]
    for index, (one, on) in enumerate(paid):
        excess = _EXCESS if index in (1, len(paid) - 1) else 0
        receipt = clerk.receive(party.customer, on, one.open + excess, remittance=one.id)
        clerk.allocate(receipt, one.id, minor=one.open)
        if index == 1:
            _refund(clerk, party, receipt)


def _refund(clerk: Clerk, party: Party, receipt: Receipt) -> None:
    on = receipt.received_on + timedelta(days=6)
    amount = Money(_EXCESS, party.currency)
    consent = Approval(
        id=clerk.number("SP", on),
        act="refund",
        subject=receipt.id,
        amount=amount,
        requested_by=party.customer.salesperson,
        approver=OWNER,
        role="owner",
        decided_on=Moment(on - timedelta(days=1)),
        decision="granted",
        reason="多付退回",
    )
    back = Adjustment(
        id=clerk.number("TZ", on),
        kind="refund",
        customer=party.customer.id,
        about=receipt.id,
        amount=amount,  # type: ignore[arg-type]
        effective_on=on,
        approved_by=consent.approver,
    )
    clerk.note("approvals", consent)
    clerk.note("adjustments", back)


def stopped(clerk: Clerk, party: Party, invoices: Sequence[Owed]) -> None:
    """Pays half a year, then nothing: dunning fees, a part payment that the fees eat first, one write-off."""
    half = clerk.first + timedelta(days=180)
    unpaid = [one for one in invoices if one.due_on > half]
    for one in invoices:
        if one not in unpaid:
            clerk.receive(party.customer, paid_on(clerk, one), one.open, remittance=one.id)
    for one in unpaid:
        _dun(clerk, party, one, one.due_on + timedelta(days=30))
    if unpaid:
        on = clerk.working_day(unpaid[0].due_on + timedelta(days=50))
        if on <= clerk.last:
            receipt = clerk.receive(party.customer, on, unpaid[0].open // 3, remittance="先付一部分")
            clerk.allocate(receipt, unpaid[0].id)
            forgive(clerk, party, unpaid[0], unpaid[0].open // 10, on)


def _dun(clerk: Clerk, party: Party, one: Owed, on: date) -> None:
    if on <= clerk.last:
        fee = Charge(
            id=clerk.number("FY", on),
            customer=party.customer.id,
            kind="dunning_fee",
            about=one.id,
            amount=Money(_FEE, party.currency),
            effective_on=on,
        )
        clerk.note("charges", fee)


def disputing(clerk: Clerk, party: Party, invoices: Sequence[Owed]) -> None:
    """Pays in time what it does not dispute."""
    for one in invoices:
        on = paid_on(clerk, one)
        if on <= clerk.last and not one.invoice.disputed:
            receipt = clerk.receive(party.customer, on, one.open, remittance=one.id)
            clerk.allocate(receipt, one.id)


def strangers(clerk: Clerk) -> None:
    """Money from payers that nobody knows yet: one of the spring, two of the last month."""
    for days, minor, name in ((200, 1_230_000, "王示例"), (9, 845_000, "虚拟财务中心"), (5, 2_000_000, None)):
        on = clerk.working_day(clerk.last - timedelta(days=days))
        receipt = Receipt(
            id=clerk.number("SK", on),
            received_on=on,
            amount=Money(minor, "CNY"),
            payer_name=name,
            payer_account=None if name else "62000000000000000001",
            remittance="货款",
            method="bank",
        )
        clerk.note("receipts", receipt)

"""How the demo's ordinary customers pay: exactly and in time, several invoices at once, in parts, in round sums, late.

Each habit gets a customer's invoices, oldest first, and writes the receipts that fall into the demo. Receipts that
an exact sum or the oldest-first rule places right are left to the policy; others get allocation rows. The demo's
interest is real: who pays late pays it too, or leaves as much principal open (Conventions 7).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal

from salessupport.books.demo.clerk import Clerk, Owed
from salessupport.books.demo.master import Party
from salessupport.domain.facts import Adjustment
from salessupport.domain.receivables.interest import Accrual
from salessupport.domain.values.money import Money

INTEREST_PER_DAY = Decimal("0.0003")
_ROUND_SUM = 1_000_000
_LATE_BRANCH = "C001"
_ENTERED_LATE = timedelta(days=9)
_PATIENCE = timedelta(days=45)


def punctual(clerk: Clerk, party: Party, invoices: Sequence[Owed]) -> None:
    """Each invoice is paid exactly, some days before it is due; half of the payments name it; one branch is late."""
    for index, one in enumerate(invoices):
        on = paid_on(clerk, one)
        if on > clerk.last:
            continue
        number = one.invoice.number or one.id
        remittance = clerk.dice.choice((f"货款 {number}", f"付发票{one.id}", "货款", "往来款"))
        late_entry = on + _ENTERED_LATE if party.customer.id == _LATE_BRANCH and index % 3 == 2 else None
        clerk.receive(party.customer, on, one.open, remittance=remittance, recorded_on=late_entry)


def paid_on(clerk: Clerk, one: Owed) -> date:
    """Choose a working day for a payment in time."""
    on = clerk.working_day(one.due_on - timedelta(days=clerk.dice.randrange(8)))
    return max(on, one.invoice.issued_on)


def bundles(clerk: Clerk, party: Party, invoices: Sequence[Owed]) -> None:
    """Several invoices are paid with one sum, in time, mostly without a word, sometimes by the firm's finance arm."""
    for group in grouped(invoices, margin=4):
        on = max(clerk.working_day(group[0].due_on), group[-1].invoice.issued_on)
        if on > clerk.last:
            return
        named = " ".join(one.invoice.number or one.id for one in group) if clerk.dice.random() < 0.3 else "货款"
        payer = clerk.dice.choice((party.customer.name, *party.customer.aliases))
        clerk.receive(party.customer, on, sum(one.open for one in group), remittance=named, payer_name=payer)


def grouped(invoices: Sequence[Owed], *, margin: int) -> Iterator[list[Owed]]:
    """Gather invoices, at most four, that are all issued `margin` days before the first of them is due."""
    group: list[Owed] = []
    for one in invoices:
        if group and (one.invoice.issued_on > group[0].due_on - timedelta(days=margin) or len(group) == 4):
            yield group
            group = []
        group.append(one)
    if group:
        yield group


def lump(clerk: Clerk, party: Party, invoices: Sequence[Owed]) -> None:
    """On the 20th of each month a round sum, enough for what falls due by the next one: the oldest items take it."""
    paid = 0
    for on in _twentieths(clerk):
        known = [one for one in invoices if one.invoice.issued_on <= on]
        due = sum(one.open for one in known if one.due_on <= on + timedelta(days=36)) - paid
        room = sum(one.open for one in known) - paid
        amount = min(-(-due // _ROUND_SUM) * _ROUND_SUM, room)
        if amount > 0:
            clerk.receive(party.customer, on, amount, remittance="货款（按最早到期）")
            paid += amount


def _twentieths(clerk: Clerk) -> Iterator[date]:
    day = clerk.first
    while day <= clerk.last:
        if day.day == 20:
            yield clerk.working_day(day)
        day += timedelta(days=1)


def parts(clerk: Clerk, party: Party, invoices: Sequence[Owed]) -> None:
    """Each invoice is paid in three parts within its term; the clerk allocates them."""
    for one in invoices:
        for share, days in zip(Money(one.open, party.currency).split((3, 4, 3)), (15, 35, 55), strict=True):
            on = clerk.working_day(one.invoice.issued_on + timedelta(days=days))
            if on <= clerk.last:
                receipt = clerk.receive(party.customer, on, share.minor, remittance=f"{one.id} 部分货款")
                clerk.allocate(receipt, one.id, minor=share.minor)


def rounding(clerk: Clerk, party: Party, invoices: Sequence[Owed]) -> None:
    """Payments come without their last jiao and fen: what is missing lies within the tolerance."""
    for one in invoices:
        on = paid_on(clerk, one)
        if on <= clerk.last:
            receipt = clerk.receive(party.customer, on, one.open - one.open % 100, remittance=one.id)
            clerk.allocate(receipt, one.id)


def late(clerk: Clerk, party: Party, invoices: Sequence[Owed]) -> None:
    """Two to four weeks late: every other time with the interest, else without, and the rest is forgiven in the end."""
    for index, one in enumerate(invoices):
        on = clerk.working_day(one.due_on + timedelta(days=clerk.dice.randint(14, 28)))
        if on > clerk.last:
            continue
        accrual = Accrual(INTEREST_PER_DAY, one.due_on)
        accrual.advance(on, one.open)
        interest = accrual.owed()
        pays_it = index % 2 == 0
        text = f"{one.id} 含逾期利息" if pays_it else one.id
        receipt = clerk.receive(party.customer, on, one.open + interest * pays_it, remittance=text)
        clerk.allocate(receipt, one.id)
        if not pays_it and on + _PATIENCE <= clerk.last:
            forgive(clerk, party, one, interest, on + _PATIENCE)


def forgive(clerk: Clerk, party: Party, one: Owed, minor: int, on: date) -> None:
    """Write off part of an invoice, as the manager approved."""
    row = Adjustment(
        id=clerk.number("TZ", on),
        kind="write_off",
        customer=party.customer.id,
        about=one.id,
        amount=Money(minor, party.currency),  # type: ignore[arg-type]
        effective_on=on,
        approved_by="S01",
    )
    clerk.note("adjustments", row)


def abroad(clerk: Clerk, party: Party, invoices: Sequence[Owed]) -> None:
    """In foreign currency, in time, at the day's own rate, and less what the banks on the way kept."""
    for one in invoices:
        on = paid_on(clerk, one)
        if on <= clerk.last:
            fee = clerk.dice.choice((0, 1500, 2500, 3500))
            given = Money(fee, party.currency) if fee else None
            clerk.receive(party.customer, on, one.open - fee, bank_fee=given, remittance=f"INV {one.id}")


def contracts(_clerk: Clerk, _party: Party, _invoices: Sequence[Owed]) -> None:
    """Buys by contract only: `demo.contracts` writes those."""

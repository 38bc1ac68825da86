"""Acceptance bills: what is held, what is given on with recourse, what a discount cost (AR-07, Conventions 8, 9).

One fold over a bill's events says everything: its face is held from receipt, a part moves when it is endorsed or
discounted (a sub-range of a divisible electronic bill; without `amount` all that is held), and maturity's event settles
the rest. Laws: no part is in two places, notes + contingent never exceed the face, and a bill is `good` exactly while
the placing of money takes its receipt for good.
Amounts of a position are minor units of the bill's currency.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from datetime import date
from typing import Literal

from attrs import evolve, frozen

from salessupport.domain.facts import AcceptanceBill, BillEvent, BillEventKind
from salessupport.domain.facts.acceptance_bill import BillKind
from salessupport.domain.history import History
from salessupport.domain.receivables.timeline import BAD_EVENTS
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Policies
from salessupport.domain.values.split import exact, rounded
from salessupport.domain.values.workdays import next_workday

BillStatus = BillEventKind | Literal["received", "not_received"]
"""The last event's word; `received` while nothing has happened, `not_received` before the bill is ours."""
Stage = Literal["held", "defective", "presented", "gone", "final"]
"""Where a bill stands in its life: it says what may happen next."""

MOVES = frozenset({"endorsed", "discounted"})
"""Events that give the bill, or a part of it, on to another."""
FINAL = frozenset({"honoured", "dishonoured", "returned"})
"""Events after which a bill is neither held nor answered for."""
_DAYS_OF_YEAR = 360


@frozen
class Position:
    """A bill between two events: `held` of its face is in our hands, for `contingent` of it we still answer."""

    held: int
    status: BillStatus = "received"
    contingent: int = 0
    good: bool = True
    charge: int | None = None
    proceeds: int | None = None

    @property
    def notes(self) -> int:
        """What is held and counts: a defective bill is received, not good."""
        return self.held if self.good else 0

    @property
    def stage(self) -> Stage:
        """What the bill has come to, whatever it went through."""
        if self.status in FINAL:
            return "final"
        if not self.good:
            return "defective"
        if self.status == "presented":
            return "presented"
        return "held" if self.held else "gone"


_NOT_RECEIVED = Position(held=0, status="not_received", good=False)


@frozen
class BillView:
    """The answer of `show bill`: `good` counts as money, `charge` and `proceeds` are of all parts discounted."""

    id: str
    kind: BillKind
    number: str | None
    customer: str | None
    face: Money
    matures_on: date | None
    status: BillStatus
    good: bool
    charge: Money | None
    proceeds: Money | None
    notes: Money
    contingent: Money
    events: tuple[BillEvent, ...]


def bill_view(history: History, bill_id: str, *, as_of: date) -> BillView:
    """Show a bill as of a date with its events up to it; `NotFound` where there is no such bill."""
    bill = history.find("bills", history.bills, bill_id)
    now = position(history, bill, as_of=as_of)
    currency = bill.face.currency
    return BillView(
        id=bill.id,
        kind=bill.kind,
        number=bill.number,
        customer=bill.customer,
        face=bill.face,
        matures_on=bill.matures_on,
        status=now.status,
        good=now.good,
        charge=None if now.charge is None else Money(now.charge, currency),
        proceeds=None if now.proceeds is None else Money(now.proceeds, currency),
        notes=Money(now.notes, currency),
        contingent=Money(now.contingent, currency),
        events=tuple(event for event in history.bill_events.get(bill.id, ()) if event.effective_on <= as_of),
    )


def notes_held(history: History, as_of: date) -> Mapping[str, int]:
    """What is held of good bills as of a date, by customer, in minor units of the bills' currency."""
    return _by_customer(history, as_of, lambda one: one.notes)


def contingent_held(history: History, as_of: date) -> Mapping[str, int]:
    """What others hold of bills and may come back for, by customer, in minor units of the bills' currency."""
    return _by_customer(history, as_of, lambda one: one.contingent)


def dishonoured(history: History, customer: str, as_of: date) -> tuple[str, ...]:
    """Ids of a customer's bills whose last event is that nobody paid them: a reason to hold its orders."""
    bills = history.bills_of_customer.get(customer, ())
    return tuple(bill.id for bill in bills if position(history, bill, as_of=as_of).status == "dishonoured")


def position(history: History, bill: AcceptanceBill, *, as_of: date) -> Position:
    """Fold a bill's events up to and including `as_of`."""
    if bill.received_on is None or bill.received_on > as_of:
        return _NOT_RECEIVED
    now = received(bill)
    for event in history.bill_events.get(bill.id, ()):
        if event.effective_on <= as_of:
            now = after(now, event=event, bill=bill, policies=history.company.policies)
    return now


def received(bill: AcceptanceBill) -> Position:
    """Give the position of a bill on receipt: all of its face is held."""
    return Position(held=bill.face.minor)


def after(now: Position, *, event: BillEvent, bill: AcceptanceBill, policies: Policies) -> Position:
    """Give the position once `event` has happened to the bill in position `now`."""
    kind = event.event
    good = kind == "cured" or (now.good and kind not in BAD_EVENTS)  # as `placing` turns its receipt
    if kind in FINAL:
        return evolve(now, status=kind, good=good, held=0, contingent=0)
    if kind in MOVES:
        now = _moved(now, event, bill, policies)
    return evolve(now, status=kind, good=good)


def part_of(now: Position, event: BillEvent) -> int:
    """Say how much an endorsement or discount moves: its amount within what is held, without one all of that."""
    return now.held if event.amount is None else min(max(event.amount.minor, 0), now.held)


def days_to_maturity(bill: AcceptanceBill, *, on: date, policies: Policies) -> int | None:
    """Days from `on` to maturity, start in, end out; None for a bill that names no maturity.

    Under the policy `discount_days = "next_workday"` maturity is the first work day from it on, as the bank pays then;
    where the calendar of work days does not reach so far nothing is guessed, and the day stays as written.
    """
    if bill.matures_on is None:
        return None
    due = bill.matures_on
    if policies.discount_days == "next_workday":
        shifted = next_workday(due, beyond="weekends")
        due = due if shifted.provisional else shifted.day
    return (due - on).days


def charge_of(part: int, *, event: BillEvent, bill: AcceptanceBill, policies: Policies) -> int | None:
    """What the bank keeps of a discounted part: as stated, else part x rate x days / 360, rounded once half up.

    None where the event states neither, or the bill has no maturity: then nobody knows.
    """
    if event.charge is not None:
        return event.charge.minor
    days = days_to_maturity(bill, on=event.effective_on, policies=policies)
    if event.rate is None or days is None:
        return None
    numerator, denominator = exact(event.rate).as_integer_ratio()
    return rounded(part * numerator * days, denominator * _DAYS_OF_YEAR)


def _moved(now: Position, event: BillEvent, bill: AcceptanceBill, policies: Policies) -> Position:
    """Take a part out of our hands.

    An endorser answers to every later holder unless that is excluded (Negotiable Instruments Law), so an empty
    `recourse` counts as with recourse: no liability is forgotten because a cell was left empty.
    """
    part = part_of(now, event)
    answered_for = 0 if event.recourse is False else part
    moved = evolve(now, held=now.held - part, contingent=now.contingent + answered_for)
    if event.event != "discounted" or (charge := charge_of(part, event=event, bill=bill, policies=policies)) is None:
        return moved
    return evolve(moved, charge=(now.charge or 0) + charge, proceeds=(now.proceeds or 0) + part - charge)


def _by_customer(history: History, as_of: date, figure: Callable[[Position], int]) -> Mapping[str, int]:
    sums: defaultdict[str, int] = defaultdict(int)
    for bill in history.facts.bills:
        if bill.customer is not None and (amount := figure(position(history, bill, as_of=as_of))):
            sums[bill.customer] += amount
    return sums

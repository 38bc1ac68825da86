"""Acceptance bills: what may happen to a bill in which state, and what makes the paper itself doubtful (AR-07).

Laws: a bill's events lead only along the ways that its state allows, and never out of a final one; parts given on stay
within what is held, and only a divisible bill has parts; ranges of one number never overlap, so no bill counts twice
(wire notes on acceptance bills). What makes a bill defective is no fault of books that say so by `defect_found`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from attrs import frozen

from salessupport.domain.consistency.fault import Fault
from salessupport.domain.facts import AcceptanceBill, BillEndorsement, BillEvent
from salessupport.domain.history import History
from salessupport.domain.indexes import group
from salessupport.domain.receivables.bills import (
    MOVES,
    Position,
    Stage,
    after,
    charge_of,
    days_to_maturity,
    part_of,
    received,
)
from salessupport.domain.values.dates import parse_date
from salessupport.domain.values.errors import InvalidDate
from salessupport.domain.values.money import Money
from salessupport.domain.values.names import same_party

LEGAL: Mapping[Stage, Sequence[str]] = {
    "held": ("defect_found", "endorsed", "discounted", "presented", "honoured", "dishonoured", "returned"),
    "defective": ("cured", "returned"),
    "presented": ("honoured", "dishonoured", "returned"),
    "gone": ("presented", "honoured", "dishonoured", "returned"),  # its holder presents it; we learn how that ends
    "final": (),
}
"""What may happen next; `cured`, and a part given on, leave what is held as it was received."""

_NUMBER_DIGITS = 30
_DRAWN_ON = slice(13, 21)
_RANGE_DIGITS = 12
_WHOLE = (0, 10**_RANGE_DIGITS)
"""A bill that cannot be split stands for every number of its package."""


def faults(history: History) -> Iterator[Fault]:
    """Faults of bills, of their events and of their endorsements."""
    defective = {event.bill for event in history.facts.bill_events if event.event == "defect_found"}
    for row, bill in enumerate(history.facts.bills):
        yield from _paper(row, bill, said=bill.id in defective)
    yield from _overlaps(history)
    yield from _lives(history)
    yield from _chains(history, defective)


def _paper(row: int, bill: AcceptanceBill, *, said: bool) -> Iterator[Fault]:
    if _range(bill) is None:
        context: dict[str, object] = {"range_from": bill.range_from, "range_to": bill.range_to, "face": bill.face}
        yield Fault("bills", row, "range_from", "bill.range", context)
    if bill.matures_on and bill.received_on and bill.received_on > bill.matures_on and not said:
        context = {"received_on": bill.received_on, "matures_on": bill.matures_on}
        yield Fault("bills", row, "received_on", "bill.past_due", context)
    number = bill.number or ""
    if len(number) == _NUMBER_DIGITS and number.isascii() and number.isdigit() and not _has_date(number):
        yield Fault("bills", row, "number", "bill.number", {"number": number, "digits": number[_DRAWN_ON]}, "warning")


def _has_date(number: str) -> bool:
    """Whether digits 14 to 21 are the day on which the bill was registered; the check digit's rule is not public."""
    day = number[_DRAWN_ON]
    try:
        parse_date(f"{day[:4]}-{day[4:6]}-{day[6:]}")
    except InvalidDate:
        return False
    return True


def _range(bill: AcceptanceBill) -> tuple[int, int] | None:
    """The numbers that a bill stands for, each 0.01 CNY of its face; None where its range is malformed."""
    ends = [bill.range_from, bill.range_to]
    given = [_number(text) for text in ends if text is not None]
    if not any(number != 0 for number in given):
        return _WHOLE
    first, last = (*given, None)[:2]
    if first is None or last is None or not 0 < first <= last:
        return None
    return (first, last) if Money(last - first + 1, "CNY") == bill.face else None


def _number(text: str) -> int | None:
    plain = text.isascii() and text.isdigit() and len(text) <= _RANGE_DIGITS
    return int(text) if plain else None


@frozen
class _Claim:
    """A bill that stands for some numbers of a package, from the day it is received until it is given back."""

    row: int
    bill: AcceptanceBill
    first: int
    last: int
    back: BillEvent | None

    def before(self, other: _Claim) -> bool:
        """Whether this bill had been given back when the other was received."""
        later = other.bill.received_on
        return self.back is not None and later is not None and self.back.effective_on <= later


def _overlaps(history: History) -> Iterator[Fault]:
    """Sweep each package's ranges by their start, so that only ranges that reach on are compared."""
    claims = sorted(_claims(history), key=lambda claim: (claim.first, claim.row))
    reaching: defaultdict[tuple[str, str | None], list[_Claim]] = defaultdict(list)
    for claim in claims:
        reach = reaching[_package(claim.bill)]
        reach[:] = [one for one in reach if one.last >= claim.first]
        other = next((one for one in reach if not one.before(claim) and not claim.before(one)), None)
        if other is not None:
            earlier, later = sorted((other, claim), key=lambda one: one.row)
            context = {"number": later.bill.number, "other": earlier.bill.id}
            yield Fault("bills", later.row, "number", "bill.overlap", context)
        if other is None or claim.last > other.last:
            reach.append(claim)


def _claims(history: History) -> Iterator[_Claim]:
    for row, bill in enumerate(history.facts.bills):
        span = _range(bill)
        if bill.number is not None and span is not None:
            events = history.bill_events.get(bill.id, ())
            back = next((event for event in events if event.event == "returned"), None)
            yield _Claim(row, bill, *span, back)


def _package(bill: AcceptanceBill) -> tuple[str, str | None]:
    """What makes a number one bill's own; those of cheques are only unique for their drawer."""
    return bill.number or "", bill.drawer if bill.kind == "postdated_cheque" else None


def _lives(history: History) -> Iterator[Fault]:
    """Follow every bill through its events; one that was not allowed is left out of what follows."""
    rows = sorted(enumerate(history.facts.bill_events), key=lambda entry: entry[1].effective_on)
    for bill_id, events in group((event.bill, (row, event)) for row, event in rows).items():
        bill = history.bills.get(bill_id)
        if bill is None:
            continue  # an unknown reference is the reader's finding
        now = received(bill)
        for row, event in events:
            wrong = [*_step(history, row, event, bill, now)]
            yield from wrong
            if not any(fault.code == "bill.transition" for fault in wrong):
                now = after(now, event=event, bill=bill, policies=history.company.policies)


def _step(history: History, row: int, event: BillEvent, bill: AcceptanceBill, now: Position) -> Iterator[Fault]:
    if bill.received_on is not None and event.effective_on < bill.received_on:
        context: dict[str, object] = {
            "later_field": "effective_on",
            "later": event.effective_on,
            "earlier_field": "received_on",
            "earlier": bill.received_on,
        }
        yield Fault("bill_events", row, "effective_on", "date.order", context)
    yield from _currencies(row, event, bill)
    if event.event not in LEGAL[now.stage]:
        legal = ", ".join(LEGAL[now.stage]) or "nothing / 无"
        state = now.status if now.stage != "gone" else f"{now.status} (whole / 全部)"
        context = {"bill": bill.id, "state": state, "event": event.event, "legal": legal}
        yield Fault("bill_events", row, "event", "bill.transition", context)
    elif event.event in MOVES:
        yield from _move(row, event, bill, now)
        if event.event == "discounted":
            yield from _discount(history, row, event, bill, now)


def _currencies(row: int, event: BillEvent, bill: AcceptanceBill) -> Iterator[Fault]:
    for column, money in (("amount", event.amount), ("charge", event.charge)):
        if money is not None and money.currency != bill.face.currency:
            context = {"id": bill.id, "currency": money.currency, "expected": bill.face.currency, "expected_by": "face"}
            yield Fault("bill_events", row, column, "currency.mixed", context)


def _move(row: int, event: BillEvent, bill: AcceptanceBill, now: Position) -> Iterator[Fault]:
    """A part is above nothing and within what is held; only a bill with a range of numbers has parts."""
    if event.amount is None:
        return
    held = Money(now.held, bill.face.currency)
    context: dict[str, object] = {"bill": bill.id, "amount": event.amount, "held": held}
    if not 0 < event.amount.minor <= now.held:
        yield Fault("bill_events", row, "amount", "bill.beyond_face", context)
    elif event.amount.minor < now.held and _range(bill) == _WHOLE:
        yield Fault("bill_events", row, "amount", "bill.indivisible", context)


def _discount(history: History, row: int, event: BillEvent, bill: AcceptanceBill, now: Position) -> Iterator[Fault]:
    policies = history.company.policies
    part = part_of(now, event)
    days = days_to_maturity(bill, on=event.effective_on, policies=policies)
    charge = charge_of(part, event=event, bill=bill, policies=policies)
    if days is None or days < 0:
        column = "effective_on"
    elif charge is None or (event.rate is not None and event.rate < 0):
        column = "rate"
    elif not 0 <= charge <= part:
        column = "charge"
    else:
        return
    yield Fault("bill_events", row, column, "bill.discount", {"bill": bill.id})


def _chains(history: History, defective: set[str]) -> Iterator[Fault]:
    """Each endorser is the endorsee before; the numbers of a chain follow one another."""
    rows = sorted(enumerate(history.facts.bill_endorsements), key=lambda entry: (entry[1].no, entry[0]))
    last: dict[str, BillEndorsement] = {}
    for row, link in rows:
        before = last.get(link.bill)
        last[link.bill] = link
        if before is None or link.bill in defective:
            continue
        if link.no != before.no + 1 or not same_party(before.endorsee, link.endorser):
            context = {"bill": link.bill, "no": link.no, "endorser": link.endorser, "endorsee": before.endorsee}
            yield Fault("bill_endorsements", row, "endorser", "bill.chain_gap", context)

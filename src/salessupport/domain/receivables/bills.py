"""Acceptance bills held: the face counts as `notes` from receipt until it leaves our hands (Conventions 8)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date

from salessupport.domain.facts import AcceptanceBill
from salessupport.domain.history import History

_NOT_HELD = frozenset({"defect_found", "endorsed", "discounted", "honoured", "dishonoured", "returned"})


def notes_held(history: History, as_of: date) -> Mapping[str, int]:
    """Faces of the good bills held as of a date, by customer, in minor units of the bills' currency."""
    notes: defaultdict[str, int] = defaultdict(int)
    for bill in history.facts.bills:
        if bill.customer is not None and _held(history, bill, as_of):
            notes[bill.customer] += bill.face.minor
    return notes


def _held(history: History, bill: AcceptanceBill, as_of: date) -> bool:
    if bill.received_on is None or bill.received_on > as_of:
        return False
    events = [event.event for event in history.bill_events.get(bill.id, ()) if event.effective_on <= as_of]
    return not events or events[-1] not in _NOT_HELD

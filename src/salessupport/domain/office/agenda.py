"""The day list: what falls due on a day, each task with its rule (TK-02, CO-10, CO-11, DN-03; Conventions 16).

Pure: the same books and day give the same tasks. A task of a contract's delivery moves with the date and never doubles;
one whose day had passed when it arose falls due on the day it arose.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from attrs import frozen

from salessupport.domain.amendments import amendments
from salessupport.domain.contracts.licences import until
from salessupport.domain.contracts.papers import papers
from salessupport.domain.facts import Contract
from salessupport.domain.fulfilment import completed_on
from salessupport.domain.history import History
from salessupport.domain.receivables.bills import position
from salessupport.domain.receivables.instalments import contract_standing
from salessupport.domain.receivables.ledger import Ledger

PICKUP_TASKS = (("confirm_pickup", timedelta(days=15)), ("urge_pickup", timedelta(days=7)))
"""Half a month and a week before the day of delivery (requirements §7 item 5)."""


@frozen
class Task:
    """Something to do: `what` about `subject` (an id), by `owner` where one is known, because of `rule`."""

    due_on: date
    what: str
    subject: str
    owner: str | None
    rule: str


@frozen
class Agenda:
    """The answer of `show agenda`: what falls due on the day, and obligations that were missed and are still open."""

    on: date
    tasks: tuple[Task, ...]
    missed: tuple[Task, ...]


def agenda(history: History, ledger: Ledger) -> Agenda:
    """The tasks of the ledger's date, in order of their kind and subject."""
    on = ledger.as_of
    tasks = [task for source in _SOURCES for task in source(history, ledger) if task.due_on == on]
    missed = [task for task in _matters(history, ledger) if task.due_on < on]
    return Agenda(on, _ordered(tasks), _ordered(missed))


def _ordered(tasks: list[Task]) -> tuple[Task, ...]:
    return tuple(sorted(tasks, key=lambda task: (task.due_on, task.what, task.subject)))


def _pickups(history: History, ledger: Ledger) -> Iterator[Task]:
    """Ask whether the customer picks up on time, then urge him, while a delivery is open (CO-11)."""
    for contract in history.facts.contracts:
        day, arose = _delivery_day(history, contract, ledger.as_of)
        if day is None or arose > ledger.as_of or completed_on(history, contract.id, ledger.as_of) is not None:
            continue
        for what, before in PICKUP_TASKS:
            yield Task(max(day - before, arose), what, contract.id, contract.salesperson, "CO-11")


def _delivery_day(history: History, contract: Contract, on: date) -> tuple[date | None, date]:
    """The day of delivery as changed by `on`, and the day on which the office came to know this date."""
    day, arose = contract.deliver_on, max(contract.signed_on, contract.known or contract.signed_on)
    for one in amendments(history, contract.id, on):
        if one.change.deliver_on is not None and one.change.deliver_on != day:
            day, arose = one.change.deliver_on, max(one.on, one.change.known or one.on)
    return day, arose


def _instalments(history: History, ledger: Ledger) -> Iterator[Task]:
    """Instalments that fall due and are open (DN-03)."""
    for contract in history.facts.contracts:
        if contract.signed_on <= ledger.as_of:
            for one in contract_standing(history, ledger, contract.id).instalments:
                if one.due_on is not None and one.fallen_due and one.open:
                    subject = f"{contract.id}:{one.no}"
                    yield Task(one.due_on, "instalment_due", subject, contract.salesperson, "DN-03")


def _bills(history: History, ledger: Ledger) -> Iterator[Task]:
    """Bills that are held and mature: they are presented within ten days from then (AR-07)."""
    for bill in history.facts.bills:
        if bill.matures_on == ledger.as_of and position(history, bill, as_of=ledger.as_of).held:
            yield Task(ledger.as_of, "present_bill", bill.id, None, "AR-07")


def _licences(history: History, ledger: Ledger) -> Iterator[Task]:
    """Provisional licences on their last day (LA-01)."""
    for licence in history.facts.register_licences:
        last = until(licence)
        if last is not None and licence.effective_on <= ledger.as_of:
            owner = history.contracts[licence.contract].salesperson if licence.contract in history.contracts else None
            yield Task(last, "licence_expires", licence.id, owner, "LA-01")


def _matters(history: History, ledger: Ledger) -> Iterator[Task]:
    """Open obligations and matters with a due date (CO-10, CO-17)."""
    for matter in history.facts.register_matters:
        closed = matter.closed_on is not None and matter.closed_on <= ledger.as_of
        if matter.due_on is not None and matter.opened_on <= ledger.as_of and not closed:
            due = max(matter.due_on, matter.opened_on)
            yield Task(due, "obligation_due" if matter.side else "matter_due", matter.id, matter.owner, "CO-10")


def _signatures(history: History, ledger: Ledger) -> Iterator[Task]:
    """Contact sheets that a department has not signed in time (CO-05)."""
    wait = timedelta(days=history.company.policies.signature_days)
    for contract in history.facts.contracts:
        for sheet in papers(history, contract.id, "contact_sheet", ledger.as_of):
            rows = [row for row in history.signatures_of.get(sheet.id, ()) if row.sent_on <= ledger.as_of]
            signed = {row.department for row in rows if row.signed_on is not None and row.signed_on <= ledger.as_of}
            for row in rows:
                if row.department not in signed:
                    yield Task(row.sent_on + wait, "sign_contact_sheet", sheet.id, row.department, "CO-05")


def _refunds(history: History, ledger: Ledger) -> Iterator[Task]:
    """Refunds paid for which the customer's receipt has not come in (AR-06)."""
    wait = timedelta(days=history.company.policies.signature_days)
    for row in history.facts.adjustments:
        if row.kind == "refund" and row.effective_on <= ledger.as_of:
            vouchers = history.vouchers_of.get(row.id, ())
            if not any(one.received_on is not None and one.received_on <= ledger.as_of for one in vouchers):
                yield Task(row.effective_on + wait, "ask_refund_receipt", row.id, None, "AR-06")


_SOURCES = (_pickups, _instalments, _bills, _licences, _matters, _signatures, _refunds)

"""A bill driven into force: saved under the number that its key gives it, read back, submitted, audited.

Laws: only the audit puts a bill in force, so a document that is half done is none; before every step the bill is
looked at as it stands; one whose amounts K3 Cloud worked out otherwise is never audited. There is no key on the wire:
the number is chosen by us, and a second bill of it is refused there. Source: wire sheet 5; decision 5; adapters.md 2;
F32.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from attrs import evolve
from salessupport.spi.errors import IdempotencyMismatch, InvalidRemoteInput, OutcomeUnknown

from salessupport_kingdee import wire
from salessupport_kingdee.profile import Form
from salessupport_kingdee.remote import Remote
from salessupport_kingdee.replies import OutOfTurn, Taken
from salessupport_kingdee.wire import AUDITED, SUBMITTED, WITHDRAWN, Bill

_TOLD: Final = 5


def posted(remote: Remote, form: Form, meant: Bill) -> tuple[Bill, bool]:
    """Put a document in force, unless it is; gives the bill, and whether it was in force before.

    `IdempotencyMismatch` if the number stands for another content.
    """
    there = remote.bill(form, meant.number)
    if there is not None and there.audited:
        if wrong := _differences(form, meant, there):
            raise IdempotencyMismatch(path=form.id, key=meant.number, remote_text=wrong)
        return there, True
    if there is None or (there.status in WITHDRAWN and _differences(form, meant, there)):
        there = saved(remote, form, evolve(meant, id=there.id if there else ""), anew=True, keep_lines=False)
    return in_force(remote, form, meant, there), False


def saved(remote: Remote, form: Form, bill: Bill, *, anew: bool, keep_lines: bool) -> Bill:
    """Save a bill and read it back; one that came in the meantime under its number is taken for it."""
    try:
        remote.save(form, bill, keep_lines=keep_lines, anew=anew and bool(bill.id))
    except Taken:
        if bill.id:
            raise
    there = remote.bill(form, bill.number)
    if there is None:
        raise OutcomeUnknown(path=form.id, remote_text=f"{bill.number} was saved and is not there")
    return there


def in_force(remote: Remote, form: Form, meant: Bill, there: Bill) -> Bill:
    """Submit and audit a bill that stands there as it was meant."""
    if wrong := _differences(form, meant, there):
        text = f"{there.number} stands there in state {there.status} otherwise than meant, not audited: {wrong}"
        raise InvalidRemoteInput(path=form.id, remote_text=text)
    if there.status in WITHDRAWN:
        there = advanced(remote, form, there, "Submit", {SUBMITTED, AUDITED})
    if there.status == SUBMITTED:
        there = advanced(remote, form, there, "Audit", {AUDITED})
    if not there.audited:
        raise InvalidRemoteInput(path=form.id, remote_text=f"{there.number} is in the unknown state {there.status}")
    return there


def advanced(remote: Remote, form: Form, bill: Bill, operation: str, to: Collection[str]) -> Bill:
    """Do one step; that it was done before is as good, once the bill shows it."""
    try:
        remote.operate(operation, form, bill.number)
    except OutOfTurn:
        now = remote.bill(form, bill.number)
        if now is None or now.status not in to:
            raise
        return now
    return evolve(bill, status=min(to))


def _differences(form: Form, meant: Bill, there: Bill) -> str:
    return "; ".join(list(wire.differences(form, meant, there))[:_TOLD])

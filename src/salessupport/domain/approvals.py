"""Approvals: whether a consent covers an act on a subject on a day (Conventions 9; TK-01).

It covers exactly the amount it names; requester and approver differ; an expired or refused one counts as none.
"""

from __future__ import annotations

from datetime import date

from salessupport.domain.facts import Approval, ApprovalAct
from salessupport.domain.history import History
from salessupport.domain.values.money import Money


def granted(
    history: History, act: ApprovalAct, *, subject: str, amount: Money, role: str, as_of: date
) -> tuple[Approval, ...]:
    """The approvals by `role` that cover this act, subject and amount on `as_of`."""
    return tuple(
        approval
        for approval in history.facts.approvals
        if (approval.act, approval.subject, approval.role) == (act, subject, role)
        and _stands(approval, as_of)
        and (approval.amount is None or approval.amount == amount)
    )


def _stands(approval: Approval, as_of: date) -> bool:
    return (
        approval.decision == "granted"
        and approval.decided_on.day <= as_of
        and (approval.expires_on is None or as_of <= approval.expires_on)
        and approval.requested_by != approval.approver
    )

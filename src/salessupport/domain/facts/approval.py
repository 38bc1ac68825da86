"""Approvals: who allowed what, for which amount, in what order (TK-01, Conventions 9 and 10)."""

from __future__ import annotations

from datetime import date
from typing import Literal

from attrs import frozen

from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.money import Money

ApprovalAct = Literal[
    "start_before_prepayment",
    "ship_before_payment",
    "full_invoice_below_threshold",
    "refund",
    "contract_change",
    "price_below_floor",
    "credit_override",
    "contract_deviation",
    "technical_review",
    "order_deviation",
    "second_provisional_licence",
    "match_accepted",
]
"""What needs an approval (CO-06, LG-02, IN-02, AR-06, CO-08, QT-04, CU-10; CO-02, OR-02, LA-01, AR-02)."""
ApprovalDecision = Literal["granted", "refused"]
"""What was decided."""


@frozen(kw_only=True)
class Approval(Fact):
    """A decision on a subject: an order, contract, receipt or other document (TK-01).

    `role` is the approver's (`rep`, `owner`, …); `expires_on` is the last day it counts; `digest` is that of what was
    shown to the approver, `request` the request that was decided, if it was recorded.
    """

    id: str
    act: ApprovalAct
    subject: str
    approver: str
    decided_on: Moment
    decision: ApprovalDecision
    amount: Money | None = None
    requested_by: str | None = None
    role: str | None = None
    expires_on: date | None = None
    reason: str | None = None
    digest: str | None = None
    request: str | None = None

    @property
    def effective(self) -> date:
        """The day of the decision."""
        return self.decided_on.day

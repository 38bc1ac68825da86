"""Requests: who asked for an approval, of what, and what was shown (TK-01)."""

from __future__ import annotations

from datetime import date

from attrs import frozen

from salessupport.domain.facts.approval import ApprovalAct
from salessupport.domain.facts.fact import Fact
from salessupport.domain.values.money import Money


@frozen(kw_only=True)
class RegisterRequest(Fact):
    """A request for an approval (TK-01); `expires_on` and `digest` (of what is shown) pass to approvals given on it.

    `amount` is that of the approval: the missing money of a waiver, the amount of the subject otherwise.
    """

    id: str
    act: ApprovalAct
    subject: str
    requested_by: str
    requested_on: date
    amount: Money | None = None
    expires_on: date | None = None
    reason: str | None = None
    digest: str | None = None

    @property
    def effective(self) -> date:
        """The day of the request."""
        return self.requested_on


@frozen(kw_only=True)
class RegisterRole(Fact):
    """Who holds an approver's role, from `valid_from` to `valid_to` (both included); a deputy's row has both dates.

    Where a role has rows, only people who hold it on the day may decide in it (TK-01).
    """

    id: str
    role: str
    person: str
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def effective(self) -> date | None:
        """The first day."""
        return self.valid_from

"""The review of an order and its confirmations: may it be confirmed, and who confirmed what it is now (OR-02, OR-03).

Laws: a failed check blocks, a warning needs an `order_deviation` approval of the order as it is; a confirmation holds
only while every term is what it was when it was given.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Literal

from attrs import frozen

from salessupport.domain.approvals import granted
from salessupport.domain.facts import RegisterConfirmation
from salessupport.domain.history import History
from salessupport.domain.orders.axes import order_axes
from salessupport.domain.orders.checks import Check, all_checks
from salessupport.domain.orders.version import order_digest
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.money import Money

ConfirmationState = Literal["confirmed", "void", "missing"]


@frozen
class ConfirmationView:
    """Whether a party confirmed the order as it is; `by` and `at` are of its last confirmation."""

    party: str
    state: ConfirmationState
    by: str | None = None
    at: Moment | None = None


@frozen(kw_only=True)
class OrderReview:
    """The review of an order as of a day.

    `blocked` if a check fails, `needs_approval` if one warns and no approval covers it, `open_points` the checks that
    nothing is given for. `digest` is the version reviewed, `approvals` the ids of the consents that count.
    """

    order: str
    version: int
    digest: str
    checks: tuple[Check, ...]
    open_points: tuple[str, ...]
    blocked: bool
    needs_approval: bool
    approvals: tuple[str, ...]
    confirmations: tuple[ConfirmationView, ...]

    @property
    def may_confirm(self) -> bool:
        """Whether nothing stands against confirming the order."""
        return not self.blocked and not self.needs_approval

    @property
    def confirmed_by_all(self) -> bool:
        """Whether every party that has to has confirmed what the order is now."""
        return all(one.state == "confirmed" for one in self.confirmations)


def order_review(
    history: History,
    order_id: str,
    *,
    as_of: date,
    held_for: Sequence[str] | None = None,
    permitted: Collection[str] | None = None,
) -> OrderReview:
    """Review an order as of a day; `NotFound` for an unknown one.

    `held_for` are the reasons of the credit decision, none if it approves; `permitted` the regulated products that a
    permit covers. None means that it was not asked, and the check is `not_given`.
    """
    axes = order_axes(history, order_id, as_of=as_of)
    checks = all_checks(history, axes, as_of=as_of, held_for=held_for, permitted=permitted)
    digest = order_digest(history, order_id, as_of)
    gross = Money(axes.totals.gross, axes.currency)
    consents = granted(
        history, "order_deviation", subject=order_id, amount=gross, role=None, as_of=as_of, digest=digest
    )
    verdicts = {check.verdict for check in checks}
    return OrderReview(
        order=order_id,
        version=axes.version,
        digest=digest,
        checks=checks,
        open_points=tuple(check.name for check in checks if check.verdict == "not_given"),
        blocked="fail" in verdicts,
        needs_approval="warn" in verdicts and not consents,
        approvals=tuple(one.id for one in consents),
        confirmations=confirmations(history, order_id, as_of=as_of),
    )


def confirmations(history: History, order_id: str, *, as_of: date) -> tuple[ConfirmationView, ...]:
    """The parties that the policy `confirmations` requires, each with its state."""
    now = order_digest(history, order_id, as_of)
    rows = [row for row in history.confirmations_of.get(order_id, ()) if row.confirmed_at.day <= as_of]
    return tuple(_of(history, party, rows, now) for party in history.company.policies.confirmations)


def _of(history: History, party: str, rows: Sequence[RegisterConfirmation], now: str) -> ConfirmationView:
    """A party's last confirmation of the order as it is, else its last one."""
    theirs = [row for row in rows if row.party == party]
    if not theirs:
        return ConfirmationView(party, "missing")
    last = max(theirs, key=lambda row: (_confirmed(history, row) == now, row.confirmed_at.day, str(row.confirmed_at)))
    state: ConfirmationState = "confirmed" if _confirmed(history, last) == now else "void"
    return ConfirmationView(party, state, last.confirmed_by, last.confirmed_at)


def _confirmed(history: History, row: RegisterConfirmation) -> str:
    """The version that was confirmed; one entered without it confirmed what the order was at the end of that day."""
    return row.digest or order_digest(history, row.order, row.confirmed_at.day)

"""Exposure of a customer: what is at risk, part by part, and whether another order is held (CU-10, I11).

Laws: exposure is the sum of its parts, a value is in one of them only, and equal to the limit is allowed. The hold
reasons are separate, all that apply are listed; exposure alone never refuses, it holds. Source: Conventions 9.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Literal

from attrs import frozen

from salessupport.domain.facts import Invoice
from salessupport.domain.history import History
from salessupport.domain.orders.states import status_on
from salessupport.domain.orders.uninvoiced import Uninvoiced, uninvoiced
from salessupport.domain.receivables.bills import contingent_held, dishonoured, notes_held
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.values.currency import digits_of
from salessupport.domain.values.dates import days_overdue
from salessupport.domain.values.errors import IllegalTransition
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import CONTEXT

HoldReason = Literal["over_limit", "overdue", "dishonoured_bill", "on_hold"]
CreditDecision = Literal["approve", "hold"]


@frozen
class ExposureParts:
    """The parts of an exposure, gross; `unapplied` is zero or less."""

    open: Money
    draft: Money
    unbilled: Money
    undelivered: Money
    notes: Money
    contingent: Money
    unapplied: Money

    @property
    def total(self) -> Money:
        """The exposure."""
        return self.open + self.draft + self.unbilled + self.undelivered + self.notes + self.contingent + self.unapplied


@frozen(kw_only=True)
class ExposureView:
    """The answer of `show exposure` in the customer's currency; `limit` None is no limit.

    `exposure_after`, `decision` and `reasons` answer for a new order or the reopening of one, where that was asked.
    """

    customer: str
    currency: str
    limit: Money | None
    exposure: Money
    parts: ExposureParts
    holds: tuple[HoldReason, ...]
    exposure_after: Money | None = None
    decision: CreditDecision | None = None
    reasons: tuple[HoldReason, ...] = ()


@frozen(eq=False)
class CreditBook:
    """A history and its ledger with what is summed once for all customers; it answers for each of them."""

    history: History
    ledger: Ledger
    notes: Mapping[str, int]
    contingent: Mapping[str, int]
    drafts: Mapping[str, list[Invoice]]

    @classmethod
    def of(cls, history: History, ledger: Ledger) -> CreditBook:
        """The book as of the ledger's date."""
        as_of = ledger.as_of
        drafts: defaultdict[str, list[Invoice]] = defaultdict(list)
        for row in history.facts.invoices:
            if row.status == "draft" and row.kind != "credit_note" and row.issued_on <= as_of:
                drafts[row.customer].append(row)
        return cls(history, ledger, notes_held(history, as_of), contingent_held(history, as_of), drafts)

    def exposure(self, customer: str, *, new_order: Money | None = None, reopen: str | None = None) -> ExposureView:
        """Answer `show exposure`; see `exposure`."""
        now = self.uninvoiced(customer)
        parts = self._parts(customer, now)
        more = self._reopened(customer, reopen, now) if reopen is not None else Money.zero(parts.open.currency)
        after = parts.total + more if new_order is None else parts.total + more + new_order
        asked = new_order is not None or reopen is not None
        reasons = self.holds(customer, after) if asked else ()
        return ExposureView(
            customer=customer,
            currency=parts.open.currency,
            limit=self.history.customer(customer).credit_limit,
            exposure=parts.total,
            parts=parts,
            holds=self.holds(customer, parts.total),
            exposure_after=after if asked else None,
            decision=("hold" if reasons else "approve") if asked else None,
            reasons=reasons,
        )

    def uninvoiced(self, customer: str, *, reopened: str | None = None) -> Mapping[str, Uninvoiced]:
        """What no document charges yet of each of the customer's orders."""
        return uninvoiced(self.history, customer, as_of=self.ledger.as_of, reopened=reopened)

    def without(self, order_id: str) -> Money:
        """The exposure of an order's customer without anything of this order: its parts, drafts and open invoices."""
        customer = self.history.orders[order_id].customer
        parts = self._parts(customer, self.uninvoiced(customer), but=order_id)
        return parts.total

    def holds(self, customer: str, exposure: Money) -> tuple[HoldReason, ...]:
        """Every reason to hold an order of a customer whose exposure would be this."""
        record = self.history.customer(customer)
        applying: dict[HoldReason, bool] = {
            "over_limit": record.credit_limit is not None and exposure > record.credit_limit,
            "overdue": self._is_overdue(customer),
            "dishonoured_bill": bool(dishonoured(self.history, customer, self.ledger.as_of)),
            "on_hold": bool(record.on_hold_reason),
        }
        return tuple(reason for reason, applies in applying.items() if applies)

    def _parts(self, customer: str, orders: Mapping[str, Uninvoiced], but: str | None = None) -> ExposureParts:
        """Every part, without what is of the order `but`."""
        currency = self.history.currency_of(customer)
        of_order = {row.id for row in self.history.invoices_of_order.get(but, ())} if but is not None else set()
        counted = [one for order, one in orders.items() if order != but]
        owed = sum(item.open for item in self.ledger.open_items(customer) if item.id not in of_order)
        drafted = sum(row.gross.minor for row in self.drafts.get(customer, ()) if row.id not in of_order)
        unapplied = -sum(credit.left for credit in self.ledger.unplaced(customer))
        figures = (
            owed,
            drafted,
            sum(one.unbilled for one in counted),
            sum(one.undelivered for one in counted),
            self.notes.get(customer, 0),
            self.contingent.get(customer, 0),
            unapplied,
        )
        return ExposureParts(*(Money(figure, currency) for figure in figures))

    def _reopened(self, customer: str, order_id: str, now: Mapping[str, Uninvoiced]) -> Money:
        order = self.history.find("orders", self.history.orders, order_id)
        status = status_on(self.history, order, as_of=self.ledger.as_of)
        if status != "closed_short" or order.customer != customer:
            raise IllegalTransition("order.not_closed", path=order_id, id=order_id, status=status, customer=customer)
        then = self.uninvoiced(customer, reopened=order_id)
        more = sum(one.unbilled + one.undelivered for one in then.values())
        less = sum(one.unbilled + one.undelivered for one in now.values())
        return Money(more - less, self.history.currency_of(customer))

    def _is_overdue(self, customer: str) -> bool:
        """More than the policy's amount open in items more than the policy's days overdue; of 0 days it is off."""
        policies = self.history.company.policies
        if not policies.overdue_hold_days:
            return False
        late = sum(
            item.open
            for item in self.ledger.open_items(customer)
            if days_overdue(item.due_on, self.ledger.as_of) > policies.overdue_hold_days
        )
        return late > policies.overdue_hold_amount.scaleb(digits_of(self.history.currency_of(customer)), CONTEXT)


def exposure(
    history: History, ledger: Ledger, customer: str, *, new_order: Money | None = None, reopen: str | None = None
) -> ExposureView:
    """Answer `show exposure` as of the ledger's date, in the customer's currency.

    `new_order` asks whether an order of that gross is held, `reopen` the same of reopening an order that was closed
    short. Errors: `NotFound`; `IllegalTransition` where that order is not closed short or another's. For many customers
    ask one `CreditBook`.
    """
    return CreditBook.of(history, ledger).exposure(customer, new_order=new_order, reopen=reopen)

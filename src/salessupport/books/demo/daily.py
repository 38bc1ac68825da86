"""The demo's daily papers: who holds which role, a refund's papers, confirmations of orders, notices of receipts.

Sources: TK-01, AR-06, OR-03, AR-03. The newest orders are not confirmed and the last month's receipts not told yet, so
that the office has something to do.
"""

from __future__ import annotations

from datetime import date, timedelta

from salessupport.books.demo.clerk import Clerk
from salessupport.books.demo.names import INSIDE, OWNER
from salessupport.books.demo.office import AFTERNOON, Office
from salessupport.domain.facts import (
    Adjustment,
    Approval,
    Order,
    Receipt,
    RegisterConfirmation,
    RegisterRequest,
    RegisterRole,
    RegisterVoucher,
)
from salessupport.domain.orders.version import order_digest
from salessupport.domain.values.dates import Moment, Period
from salessupport.domain.values.money import Money

_DAY = timedelta(days=1)
_RECENT = timedelta(days=30)


def daily_papers(office: Office) -> None:
    """Write the roles, the papers of refunds, the confirmations and the notices."""
    _roles(office.clerk)
    _refunds(office.clerk)
    _confirmations(office)
    _receipts(office)


def _roles(clerk: Clerk) -> None:
    """The owner, and the manager who stood in for two weeks of the spring."""
    away = clerk.last - timedelta(days=200)
    owner = RegisterRole(id="JS-1", role="owner", person=OWNER, valid_from=date(clerk.first.year - 5, 1, 1))
    deputy = RegisterRole(id="JS-2", role="owner", person="S01", valid_from=away, valid_to=away + 13 * _DAY)
    clerk.note("register_roles", owner, deputy)


def _refunds(clerk: Clerk) -> None:
    """The request for each refund, the voucher, and the customer's receipt, which went to finance."""
    askers = {row.subject: row.requested_by for row in clerk.rows("approvals", Approval) if row.act == "refund"}
    for refund in [row for row in clerk.rows("adjustments", Adjustment) if row.kind == "refund"]:
        on = refund.effective_on
        amount = Money(refund.amount.minor, refund.amount.currency)
        asked = RegisterRequest(
            id=clerk.number("SQ", on), act="refund", subject=refund.about or "", requested_on=on - 2 * _DAY,
            requested_by=askers.get(refund.about or "") or INSIDE, amount=amount, reason="多付退回",
        )  # fmt: skip
        clerk.note("register_requests", asked)
        voucher = RegisterVoucher(
            id=clerk.number("LK", on), refund=refund.id, voucher_no=f"LF{on.year}-0001", customer_receipt_no="0038001",
            received_on=on + 5 * _DAY, handed_in_on=on + 6 * _DAY,
        )  # fmt: skip
        clerk.note("register_vouchers", voucher)


def _confirmations(office: Office) -> None:
    """Customers confirmed the orders of contracts and those of the last month, but not yet the newest ones."""
    clerk = office.clerk
    contacts = {one.id: one.contact for one in office.history.facts.customers}
    for order in clerk.rows("orders", Order):
        on = order.ordered_on + _DAY
        if on < clerk.last and (order.contract or order.ordered_on > clerk.last - _RECENT):
            row = RegisterConfirmation(
                id=clerk.number("QR", on), order=order.id, party="customer",
                confirmed_by=contacts[order.customer] or order.customer, confirmed_at=Moment(on, AFTERNOON),
                digest=order_digest(office.history, order.id, on),
            )  # fmt: skip
            clerk.note("register_confirmations", row)


def _receipts(office: Office) -> None:
    """A notice of every receipt of a known payer before the last month, on the day it was entered."""
    month = Period.month(f"{office.clerk.last:%Y-%m}").first
    for receipt in office.clerk.rows("receipts", Receipt):
        known_on = receipt.recorded_on or receipt.received_on
        if known_on < month and receipt.customer is not None and receipt.method != "opening":
            office.issue("receipt_notice", receipt.id, known_on)

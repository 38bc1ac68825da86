"""The way of a refund: asked for, approved by the owner, paid, the customer's receipt in, filed (AR-06, S24).

Law: each step needs the ones before it; one that was taken without them is reported as a problem. What may be refunded
is what was received and is not due: it neither settled an invoice nor waits on a contract within its amount.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Literal

from attrs import frozen

from salessupport.domain.approvals import granted
from salessupport.domain.facts import Adjustment, Receipt, RegisterRequest
from salessupport.domain.history import History
from salessupport.domain.receivables.instalments import account_of
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.values.errors import NotFound
from salessupport.domain.values.money import Money

RefundState = Literal["not_requested", "requested", "approved", "paid", "receipt_in", "filed"]
RefundProblem = Literal[
    "exceeds_excess",
    "paid_unapproved",
    "receipt_before_payment",
    "receipt_without_number",
    "filed_without_receipt",
]


@frozen
class RefundPapers:
    """The customer's papers as of a day: our voucher, the customer's receipt, and when it went to finance."""

    voucher_no: str | None = None
    customer_receipt_no: str | None = None
    received_on: date | None = None
    handed_in_on: date | None = None


@frozen(kw_only=True)
class RefundFile:
    """A refund as of a day.

    `excess` = `received` - `due`, earlier refunds not taken off, which are `refunded`. `amount` is that of the payment,
    else of the request, else all that is left of the excess.
    """

    receipt: str
    refund: str | None
    customer: str | None
    state: RefundState
    received: Money
    due: Money
    excess: Money
    refunded: Money
    amount: Money
    requested_by: str | None
    reason: str | None
    approvals: tuple[str, ...]
    paid_on: date | None
    papers: RefundPapers
    problems: tuple[RefundProblem, ...]


def refund_file(history: History, ledger: Ledger, row_id: str) -> RefundFile:
    """The file of a refund, by its own id or its receipt's, as of the ledger's date; `NotFound` for another id.

    Of a receipt it is the request that was not paid yet, else the last payment.
    """
    named = next((row for row in history.facts.adjustments if row.id == row_id and row.kind == "refund"), None)
    receipt = history.receipts.get(row_id if named is None else named.about or "")
    if receipt is None:
        raise NotFound("id.not_found", path=row_id, id=row_id, table="receipts, adjustments")
    paid = _paid(history, receipt.id, ledger.as_of)
    asked = _requests(history, receipt.id, ledger.as_of)
    if named in paid:
        return _file(history, ledger, receipt, named, _request_of(asked, named))
    waiting = _unpaid(asked, paid)
    if paid and waiting is None:
        return _file(history, ledger, receipt, paid[-1], _request_of(asked, paid[-1]))
    return _file(history, ledger, receipt, None, waiting)


def _paid(history: History, receipt: str, as_of: date) -> list[Adjustment]:
    rows = (row for row in history.facts.adjustments if row.kind == "refund" and row.about == receipt)
    return sorted((row for row in rows if row.effective_on <= as_of), key=lambda row: (row.effective_on, row.id))


def _requests(history: History, receipt: str, as_of: date) -> list[RegisterRequest]:
    rows = (row for row in history.facts.register_requests if row.act == "refund" and row.subject == receipt)
    return sorted((row for row in rows if row.requested_on <= as_of), key=lambda row: (row.requested_on, row.id))


def _request_of(asked: Sequence[RegisterRequest], refund: Adjustment) -> RegisterRequest | None:
    """The last request before a payment for its amount, or for none in particular."""
    fitting = (row for row in asked if row.requested_on <= refund.effective_on)
    return next((row for row in reversed(list(fitting)) if row.amount in (None, refund.amount)), None)


def _unpaid(asked: Sequence[RegisterRequest], paid: Sequence[Adjustment]) -> RegisterRequest | None:
    """The last request that no payment answered."""
    answered = {row.id for one in paid if (row := _request_of(asked, one)) is not None}
    return next((row for row in reversed(asked) if row.id not in answered), None)


def _file(
    history: History, ledger: Ledger, receipt: Receipt, refund: Adjustment | None, request: RegisterRequest | None
) -> RefundFile:
    received, due, refunded = _basis(history, ledger, receipt)
    before = refunded - refund.amount if refund is not None else refunded
    room = received - due - before
    asked = request.amount if request is not None and request.amount is not None else room
    amount = refund.amount if refund is not None else asked
    on = refund.effective_on if refund is not None else ledger.as_of
    consents = granted(history, "refund", subject=receipt.id, amount=amount, role="owner", as_of=on)
    papers = _papers(history, refund, ledger.as_of)
    return RefundFile(
        receipt=receipt.id,
        refund=refund.id if refund is not None else None,
        customer=receipt.customer,
        state=_state(request, refund, papers, approved=bool(consents)),
        received=received,
        due=due,
        excess=received - due,
        refunded=refunded,
        amount=amount,
        requested_by=request.requested_by if request is not None else None,
        reason=request.reason if request is not None else None,
        approvals=tuple(one.id for one in consents),
        paid_on=refund.effective_on if refund is not None else None,
        papers=papers,
        problems=tuple(_problems(refund, papers, approved=bool(consents), exceeds=amount > room)),
    )


def _basis(history: History, ledger: Ledger, receipt: Receipt) -> tuple[Money, Money, Money]:
    """What a receipt brought, what of it is due, what was paid back; one of a bad bill brought nothing."""
    credit, currency = ledger.credits.get(receipt.id), receipt.amount.currency
    if credit is None or not credit.good:
        none = Money.zero(currency)
        return none, none, none
    waiting = 0
    for contract, advances in ledger.advances.items():
        mine = sum(one.left for one in advances if one.credit is credit)
        waiting += max(0, mine - account_of(history, ledger, history.contracts[contract]).excess)
    due = credit.amount - credit.left - credit.refunded + waiting
    return Money(credit.amount, currency), Money(due, currency), Money(credit.refunded, currency)


def _papers(history: History, refund: Adjustment | None, as_of: date) -> RefundPapers:
    """The refund's papers as of a day; what several rows say comes together."""
    rows = history.vouchers_of.get(refund.id, ()) if refund is not None else ()
    return RefundPapers(
        voucher_no=next((row.voucher_no for row in rows if row.voucher_no), None),
        customer_receipt_no=next((row.customer_receipt_no for row in rows if row.customer_receipt_no), None),
        received_on=min(
            (row.received_on for row in rows if row.received_on and row.received_on <= as_of), default=None
        ),
        handed_in_on=min(
            (row.handed_in_on for row in rows if row.handed_in_on and row.handed_in_on <= as_of), default=None
        ),
    )


def _state(
    request: RegisterRequest | None, refund: Adjustment | None, papers: RefundPapers, *, approved: bool
) -> RefundState:
    if refund is None:
        return "approved" if approved else "requested" if request is not None else "not_requested"
    if papers.received_on is None:
        return "paid"
    return "receipt_in" if papers.handed_in_on is None else "filed"


def _problems(
    refund: Adjustment | None, papers: RefundPapers, *, approved: bool, exceeds: bool
) -> Iterator[RefundProblem]:
    if exceeds:
        yield "exceeds_excess"
    if refund is None:
        return
    if not approved:
        yield "paid_unapproved"
    if papers.received_on is not None and papers.received_on < refund.effective_on:
        yield "receipt_before_payment"
    if papers.received_on is not None and papers.customer_receipt_no is None:
        yield "receipt_without_number"
    if papers.handed_in_on is not None and (papers.received_on is None or papers.handed_in_on < papers.received_on):
        yield "filed_without_receipt"

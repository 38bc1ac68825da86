"""The answer of `show order`: axes, tax, revenue and credit of one order as of a day (OR-04, CU-10).

Laws: the lines' nets add up to the order's, taxes by rate to its tax; revenue is invoices less credit notes. Credit is
the exposure without this order plus its gross; a consent for exactly that gross approves it in spite of every reason
to hold, and is void once the gross differs. Source: Conventions 9 and 12.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Literal

from attrs import frozen

from salessupport.domain import approvals
from salessupport.domain.facts import Invoice
from salessupport.domain.history import History
from salessupport.domain.orders.axes import LineAxes, OrderAxes, OrderState, order_axes
from salessupport.domain.orders.exposure import CreditBook, CreditDecision, HoldReason
from salessupport.domain.orders.papers import papers_of
from salessupport.domain.orders.version import order_digest
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.values.money import Money

ApprovalState = Literal["valid", "void", "none"]


@frozen(kw_only=True)
class OrderLineView:
    """A line with its axes; `discount` is its share of the order's discount, `net` and `gross` are after it."""

    line: int
    product: str
    ordered: Decimal
    cancelled: Decimal
    delivered: Decimal
    returned: Decimal
    invoiced: Decimal
    credited: Decimal
    to_deliver: Decimal
    to_invoice: Decimal
    to_credit: Decimal
    discount: Money
    net: Money
    gross: Money


@frozen
class TaxView:
    """The nets of one tax rate and their tax."""

    tax_rate: Decimal
    net: Money
    tax: Money


@frozen
class Revenue:
    """Issued invoices less credit notes of an order, prepayments among them."""

    net: Money
    tax: Money
    gross: Money


@frozen
class OrderCredit:
    """Whether an order's credit is approved; `reasons` stand even where a valid consent approves in spite of them."""

    decision: CreditDecision
    reasons: tuple[HoldReason, ...]
    approval: ApprovalState


@frozen(kw_only=True)
class OrderView:
    """The answer of `show order`; amounts in the order's currency, `version` one more for each day with amendments."""

    id: str
    customer: str
    contract: str | None
    ordered_on: date
    promised_on: date | None
    version: int
    lines: tuple[OrderLineView, ...]
    taxes: tuple[TaxView, ...]
    net: Money
    tax: Money
    gross: Money
    status: OrderState
    revenue: Revenue
    credit: OrderCredit


def order_view(history: History, ledger: Ledger, order_id: str, *, book: CreditBook | None = None) -> OrderView:
    """Answer for an order as of the ledger's date; `NotFound` for an unknown one. Many orders share one `book`."""
    axes = order_axes(history, order_id, as_of=ledger.as_of)
    totals, currency = axes.totals, axes.currency
    return OrderView(
        id=order_id,
        customer=axes.order.customer,
        contract=axes.order.contract,
        ordered_on=axes.order.ordered_on,
        promised_on=axes.order.promised_on,
        version=axes.version,
        lines=tuple(_line(line, currency) for line in axes.lines),
        taxes=tuple(TaxView(one.tax_rate, Money(one.net, currency), Money(one.tax, currency)) for one in totals.taxes),
        net=Money(totals.net, currency),
        tax=Money(totals.tax, currency),
        gross=Money(totals.gross, currency),
        status=axes.status,
        revenue=revenue(history, order_id, as_of=ledger.as_of, currency=currency),
        credit=order_credit(book or CreditBook.of(history, ledger), axes),
    )


def revenue(history: History, order_id: str, *, as_of: date, currency: str) -> Revenue:
    """Sum an order's issued documents up to a day, credit notes negative."""
    papers = [paper for paper in papers_of(history, order_id, as_of=as_of) if paper.status == "issued"]
    gross = _signed((paper, paper.gross.minor) for paper in papers)
    net = _signed((paper, _net(history, paper)) for paper in papers)
    return Revenue(Money(net, currency), Money(gross - net, currency), Money(gross, currency))


def order_credit(book: CreditBook, axes: OrderAxes) -> OrderCredit:
    """Whether the order of these axes is approved, by Conventions 9."""
    gross = Money(axes.totals.gross, axes.currency)
    reasons = book.holds(axes.order.customer, book.without(axes.order.id) + gross)
    approval = _override(book.history, axes, gross, book.ledger.as_of)
    approved = not reasons or approval == "valid"
    return OrderCredit("approve" if approved else "hold", reasons, approval)


def _override(history: History, axes: OrderAxes, gross: Money, as_of: date) -> ApprovalState:
    """The state of the consents: one that stands but for another amount or another order as shown is void."""
    order = axes.order.id
    digest = order_digest(history, order, as_of)
    if approvals.granted(
        history, "credit_override", subject=order, amount=gross, role=None, as_of=as_of, digest=digest
    ):
        return "valid"
    return "void" if approvals.consents(history, "credit_override", order, as_of=as_of) else "none"


def _line(line: LineAxes, currency: str) -> OrderLineView:
    return OrderLineView(
        line=line.line,
        product=line.product,
        ordered=line.ordered,
        cancelled=line.cancelled,
        delivered=line.delivered,
        returned=line.returned,
        invoiced=line.invoiced,
        credited=line.credited,
        to_deliver=line.to_deliver,
        to_invoice=line.to_invoice,
        to_credit=line.to_credit,
        discount=Money(line.discount, currency),
        net=Money(line.net, currency),
        gross=Money(line.gross, currency),
    )


def _signed(amounts: Iterable[tuple[Invoice, int]]) -> int:
    return sum(-amount if paper.kind == "credit_note" else amount for paper, amount in amounts)


def _net(history: History, paper: Invoice) -> int:
    """A document's net: as stated, else gross less tax, else that of its lines, else its gross (an opening item)."""
    if paper.net is not None:
        return paper.net.minor
    if paper.tax is not None:
        return paper.gross.minor - paper.tax.minor
    lines = history.invoice_lines_of.get(paper.id, ())
    return sum(line.net.minor for line in lines) if lines else paper.gross.minor

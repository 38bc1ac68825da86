"""The version of an order: a digest of what was agreed, which confirmations and approvals are about (OR-03, OR-06)."""

from __future__ import annotations

from datetime import date

from salessupport.domain.approvals import digest_of
from salessupport.domain.history import History
from salessupport.domain.orders.axes import order_axes


def order_digest(history: History, order_id: str, as_of: date) -> str:
    """The digest of an order as amended by `as_of`; it changes with every term, not with what is delivered or paid."""
    axes = order_axes(history, order_id, as_of=as_of)
    order = axes.order
    points = (order.material, order.quality, order.promised_on, order.packing, order.transport, order.payment)
    return digest_of(
        "order",
        order.id,
        order.customer,
        order.contract,
        order.discount_amount,
        order.discount_tax_rate,
        points,
        [(line.line, line.product, line.ordered, line.price, line.net, line.tax_rate) for line in axes.lines],
    )

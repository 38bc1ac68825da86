"""Shipments of sales as deliveries: what left, of which order, of which of its lines.

Laws: a state that nobody knows is not shipped; what left is shipped, never delivered, for Tryton does not say that
goods arrived; what is not shipped, or not any more, is no delivery. Lines have the numbers that the orders' feed gives
them, quantities the unit of the order's line. Source: wire/tryton.md 3 "Order to cash"; LG-01; adapters.md 6.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Final

from attrs import frozen
from salessupport.domain.facts import Delivery, DeliveryLine
from salessupport.domain.values.quantity import CONTEXT, Quantity
from salessupport.spi.feed import Change
from salessupport.spi.outcomes import Ref

from salessupport_tryton.connection import Source
from salessupport_tryton.feed import Watch
from salessupport_tryton.names import Rows, change_of, id_in, version_of
from salessupport_tryton.papers import numbered
from salessupport_tryton.transport import Client
from salessupport_tryton.wire import Row, day_of, id_of, quantity_of, row_of, rows_of, text_of

SHIPMENT_FIELDS: Final = [
    "number",
    "state",
    "effective_date",
    "outgoing_moves.origin",
    "outgoing_moves.state",
    "outgoing_moves.quantity",
    "outgoing_moves.unit.factor",
]
_SALE_FIELDS: Final = [
    "number",
    "description",
    "lines.type",
    "lines.sequence",
    "lines.unit.factor",
    "lines.unit.rounding",
]
_KIND: Final = "deliveries"
_SHIPPED: Final = ("shipped", "done")
_NOT_SENT: Final = ("cancelled", "staging")


@frozen
class Ordered:
    """A line of a sale: the order's id, the line's number in it, and its unit."""

    order: str
    line: int
    unit: Row


def shipments(client: Client) -> Source:
    """What a connection hands over as deliveries: one call more for a page, for the sales that are named."""

    def changes(rows: Sequence[Row]) -> list[Change]:
        lines = sorted({number for row in rows for move in _moves(row) if (number := _origin(move)) is not None})
        sales = client.ask("sale.sale", [["lines", "in", lines]], _SALE_FIELDS, archived=True) if lines else []
        ordered = ordered_lines(sales)
        return [change for row in rows if (change := _change(row, ordered)) is not None]

    return Source(_KIND, (Watch(_KIND, "stock.shipment.out"),), tuple(SHIPMENT_FIELDS), changes)


def _change(row: Row, ordered: Mapping[int, Ordered]) -> Change | None:
    """A shipment that has a number; one that is not shipped, or not any more, is told as none."""
    if text_of(row, "number") is None:
        return None
    rows = shipment_rows(row, ordered)
    return change_of(_KIND, row, rows) if rows else Change(Ref(_KIND, str(id_of(row))), version_of({}), deleted=True)


def ordered_lines(sales: Sequence[Row]) -> dict[int, Ordered]:
    """The lines of sales by their own numbers at Tryton."""
    return {
        id_of(line): Ordered(order, number, row_of(line, "unit") or {})
        for sale in sales
        if (order := id_in(sale)) is not None
        for number, line in numbered(sale)
    }


def shipment_rows(row: Row, ordered: Mapping[int, Ordered]) -> Rows | None:
    """A shipment as deliveries, one of each order that it serves; None if nothing of an order left with it."""
    number, sent = text_of(row, "number"), _sent(row, ordered)
    if number is None or not sent or text_of(row, "state") not in _SHIPPED:
        return None
    orders = sorted({order for order, _ in sent})
    ids = {order: number if len(orders) == 1 else f"{number}/{order}" for order in orders}
    on = day_of(row, "effective_date")
    heads = tuple(Delivery(id=ids[order], order=order, shipped_on=on) for order in orders)
    lines = tuple(
        DeliveryLine(delivery=ids[order], order_line=line, qty=Quantity(qty))
        for (order, line), qty in sorted(sent.items())
    )
    return {"deliveries": heads, "delivery_lines": lines}


def _sent(row: Row, ordered: Mapping[int, Ordered]) -> dict[tuple[str, int], Decimal]:
    """How much left of which line of which order, several moves of one line together."""
    sent: dict[tuple[str, int], Decimal] = {}
    for move in _moves(row):
        line = ordered.get(_origin(move) or 0)
        if line is not None and text_of(move, "state") not in _NOT_SENT and (many := _quantity(move, line.unit)):
            at = line.order, line.line
            sent[at] = CONTEXT.add(sent.get(at, Decimal(0)), many)
    return sent


def _quantity(move: Row, unit: Row) -> Decimal:
    """The quantity of a move in a unit of the same category, rounded as Tryton rounds it there."""
    many, own = quantity_of(move, "quantity"), row_of(move, "unit")
    if not own or id_of(own) == id_of(unit):
        return many
    exact = CONTEXT.divide(CONTEXT.multiply(many, quantity_of(own, "factor")), quantity_of(unit, "factor"))
    step = quantity_of(unit, "rounding")
    steps = CONTEXT.divide(exact, step).quantize(Decimal(1), ROUND_HALF_EVEN, CONTEXT)
    return CONTEXT.multiply(steps, step)


def _moves(row: Row) -> list[Row]:
    return rows_of(row, "outgoing_moves")


def _origin(move: Row) -> int | None:
    """The line of a sale that a move is of."""
    model, _, number = (text_of(move, "origin") or "").partition(",")
    return int(number) if model == "sale.line" and number.isdecimal() else None

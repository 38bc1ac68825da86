"""Orders in a folder: as they stand after their events, amended and cancelled by events that are added.

Law: the row of an order and its lines stay as they were written; what changes them is a later row (Conventions 12). So
quantities and prices of lines can be amended, and nothing else. Source: books.md Conventions 12; OR-06; ports.md 3.4.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Final

from attrs import evolve, fields

from salessupport.domain.facts import Fact, Order, OrderEvent, OrderEventKind, OrderLine, OrderStatus
from salessupport.domain.orders.states import first_status
from salessupport.domain.values.quantity import Price, Quantity
from salessupport.spi.documents import OrderDocument
from salessupport.spi.errors import InvalidRemoteInput, LimitExceeded

Rows = Mapping[str, Sequence[Fact]]
_REACHED: Final[Mapping[OrderEventKind, OrderStatus]] = {
    "confirmed": "confirmed",
    "closed_short": "closed_short",
    "reopened": "confirmed",
    "cancelled": "cancelled",
}
_ENDED: Final = ("cancelled", "closed_short")


def as_it_stands(rows: Rows) -> dict[str, tuple[Fact, ...]]:
    """The order and its lines after all of its events; one without events as it was written."""
    order, events = head_of(rows), events_of(rows)
    lines = {line.line: line for line in lines_of(rows)}
    for event in events:
        line = lines.get(event.line or 0)
        if event.event == "amended" and line is not None:
            qty = line.qty if event.qty is None else event.qty
            price = line.price if event.price is None else event.price
            lines[line.line] = evolve(line, qty=Quantity(qty), price=Price(price))
    standing = {"orders": (evolve(order, status=_status(order, events)),), "order_lines": tuple(lines.values())}
    return {table: facts for table, facts in standing.items() if facts}


def _status(order: Order, events: Sequence[OrderEvent]) -> OrderStatus | None:
    status = first_status(order, events) if events else order.status
    for event in events:
        status = _REACHED.get(event.event) or status
    return status


def head_of(rows: Rows) -> Order:
    """The row of the order."""
    return next(row for row in rows["orders"] if isinstance(row, Order))


def lines_of(rows: Rows) -> list[OrderLine]:
    """The lines as they were written."""
    return [row for row in rows.get("order_lines", ()) if isinstance(row, OrderLine)]


def events_of(rows: Rows) -> list[OrderEvent]:
    """The events, oldest first; equals by id."""
    events = [row for row in rows.get("order_events", ()) if isinstance(row, OrderEvent)]
    return sorted(events, key=lambda event: (event.effective_on, event.id))


def cancellation(rows: Rows, today: date) -> OrderEvent:
    """The event that cancels an order."""
    refuse_ended(rows)
    return _event(rows, 1, today, "cancelled")


def amendment(rows: Rows, document: OrderDocument, today: date) -> tuple[OrderEvent, ...]:
    """The events that make an order what the document says; `LimitExceeded` if rows that are added cannot."""
    refuse_ended(rows)
    standing = as_it_stands(rows)
    _refuse_other(head_of(standing), document.order)
    lines = {line.line: line for line in lines_of(standing)}
    if sorted(lines) != sorted(line.line for line in document.lines):
        raise LimitExceeded(path=document.order.id, remote_text="lines are neither added nor removed")
    for line in document.lines:
        there = lines[line.line]
        if evolve(line, qty=there.qty, price=there.price, recorded_on=there.recorded_on) != there:
            raise LimitExceeded(path=f"{document.order.id}:{line.line}", remote_text="only quantity and price change")
    changed = [line for line in document.lines if (line.qty, line.price) != _worth(lines[line.line])]
    return tuple(
        _event(rows, number, today, "amended", line=line.line, qty=line.qty, price=line.price)
        for number, line in enumerate(changed, 1)
    )


def _worth(line: OrderLine) -> tuple[Quantity, Price]:
    return line.qty, line.price


def refuse_ended(rows: Rows) -> None:
    """Refuse to change an order that is cancelled or closed."""
    order = head_of(as_it_stands(rows))
    if order.status in _ENDED:
        raise InvalidRemoteInput(path=order.id, remote_text=f"the order is {order.status}")


def _event(
    rows: Rows,
    number: int,
    today: date,
    kind: OrderEventKind,
    *,
    line: int | None = None,
    qty: Quantity | None = None,
    price: Price | None = None,
) -> OrderEvent:
    """An event behind all that are there, by day and by id."""
    order, events = head_of(rows), events_of(rows)
    on = max([today, order.ordered_on, *(event.effective_on for event in events)])
    same_day = [event.id for event in events if event.effective_on == on]
    name = f"{order.id}-{len(events) + number:04d}"
    last = max(same_day, default="")
    name = name if name > last else f"{last}-{number:04d}"
    return OrderEvent(id=name, order=order.id, effective_on=on, event=kind, line=line, qty=qty, price=price)


def _refuse_other(there: Order, wanted: Order) -> None:
    if (there.status or "confirmed") != (wanted.status or "confirmed"):
        raise LimitExceeded(path=f"{there.id}:status", remote_text="an order is not ended by amending it")
    for name in _differing(there, wanted):
        raise LimitExceeded(path=f"{there.id}:{name}", remote_text="only quantities and prices of lines change")


def _differing(there: Order, wanted: Order) -> Iterator[str]:
    names = (one.name for one in fields(Order) if one.name not in ("recorded_on", "status"))
    return (name for name in names if (getattr(there, name) or None) != (getattr(wanted, name) or None))

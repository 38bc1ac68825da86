"""States of an order: what its row and its events say it is on a day, and which events are legal when (OR-04, OR-06).

Law: a status of the row that an event names holds from that event; before it the order was confirmed, or a draft if a
`confirmed` is among its events (Conventions 12). `confirmed_on` dates a confirmation that no event tells.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date

from salessupport.domain.facts import Order, OrderEvent, OrderEventKind, OrderStatus
from salessupport.domain.history import History

LEGAL: Mapping[OrderStatus, Mapping[OrderEventKind, OrderStatus]] = {
    "draft": {"confirmed": "confirmed", "amended": "draft", "cancelled": "cancelled"},
    "confirmed": {
        "confirmed": "confirmed",
        "amended": "confirmed",
        "closed_short": "closed_short",
        "cancelled": "cancelled",
    },
    "closed_short": {"reopened": "confirmed"},
    "cancelled": {},
}
"""What may happen in each state, and the state it leads to; an order may be confirmed anew after an amendment."""
_REACHED: Mapping[OrderEventKind, OrderStatus] = {
    "confirmed": "confirmed",
    "closed_short": "closed_short",
    "reopened": "confirmed",
    "cancelled": "cancelled",
}


def first_status(order: Order, events: Iterable[OrderEvent]) -> OrderStatus:
    """The state of an order before any of its events; an order whose row gives none is confirmed."""
    kinds = {event.event for event in events}
    if "confirmed" in kinds:
        return "draft"
    status = order.status or "confirmed"
    return "confirmed" if status in kinds else status


def status_on(history: History, order: Order, *, as_of: date) -> OrderStatus:
    """The state of an order at the end of a day; a draft before the day it was ordered or, without events, confirmed.

    An event that was not legal still holds: `consistency.orders` reports it.
    """
    events = history.order_events_of.get(order.id, ())
    told = any(event.event == "confirmed" for event in events)
    confirmed_on = order.ordered_on if told or order.confirmed_on is None else order.confirmed_on
    status = first_status(order, events) if as_of >= max(order.ordered_on, confirmed_on) else "draft"
    for event in events:
        if event.effective_on <= as_of:
            status = _REACHED.get(event.event, status)
    return status

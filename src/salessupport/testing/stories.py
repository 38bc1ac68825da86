"""Stories: valid sequences of events at an office, drawn step by step beside the naive model, half of them at an edge.

Laws: the model refuses no event of a story; a story shrinks to few events, one customer, round amounts, early days.
Source: reliability.md 5.1, 5.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from hypothesis import strategies as st

from salessupport.testing.events import Credit, Event, Issue, Place, Receive, Refund, Story, TakeBack
from salessupport.testing.model import NaiveModel
from salessupport.testing.values import dates, minor_units, spans

Value = TypeVar("Value")

_STEPS = (
    *("end", "issue", "issue", "receive", "receive", "place", "place", "place"),
    *("wait", "wait", "wait", "take_back", "credit", "refund"),
)
"""What may come next; a story shrinks to the earlier ones. A step draws five numbers at most: so many are cut out at
once where a story is made shorter."""


@st.composite
def stories(draw: st.DrawFn, *, max_customers: int = 2, max_events: int = 8) -> Story:
    """Draw a story of at most `max_events` events of at most `max_customers` customers; each event is accepted."""
    model, day = NaiveModel(), draw(dates())
    for number in range(1, 2 * max_events):
        step = draw(st.sampled_from(_STEPS))
        if len(model.events) == max_events or (step == "end" and model.events):
            break
        if step == "wait":
            day += timedelta(days=draw(spans()))
        else:
            _event(draw, step, model, number, day, max_customers).do(model)
    return tuple(model.events) or (Issue("F1", "C1", 100, day, day),)


def _event(draw: st.DrawFn, step: str, model: NaiveModel, number: int, day: date, max_customers: int) -> Event:
    """Draw an event; what cannot happen yet gives way to a document."""
    event = _placed(draw, model, number, day) if step == "place" else _changed(draw, step, model, number, day)
    if event:
        return event
    customer = f"C{draw(st.integers(1, max_customers))}"
    owed = [item.open for item in model.open_items(day).values() if item.customer == customer]
    if step in ("end", "issue", "credit") or not owed:
        return Issue(f"F{number}", customer, draw(minor_units()), day, day + timedelta(days=draw(spans())))
    amount = draw(minor_units() | st.just(0)) or _pick(draw, [*owed, sum(owed)])
    return Receive(f"R{number}", customer, amount, day)


def _placed(draw: st.DrawFn, model: NaiveModel, number: int, day: date) -> Event | None:
    items, money = model.open_items(day), model.unapplied(day)
    pairs = [(one, item) for one in money for item in items if model.owner(one) == items[item].customer]
    if not pairs:
        return None
    receipt, item = _pick(draw, pairs)
    return Place(f"P{number}", receipt, item, _up_to(draw, min(money[receipt], items[item].open)), day)


def _changed(draw: st.DrawFn, step: str, model: NaiveModel, number: int, day: date) -> Event | None:
    items, money, placed = model.open_items(day), model.unapplied(day), model.standing(day)
    if step == "take_back" and placed:
        return TakeBack(_pick(draw, placed).placement, day)
    if step == "credit" and items:
        item = _pick(draw, sorted(items))
        return Credit(f"N{number}", item, _up_to(draw, items[item].open), day)
    if step == "refund" and money:
        receipt = _pick(draw, sorted(money))
        return Refund(f"B{number}", receipt, _up_to(draw, money[receipt]), day)
    return None


def _pick(draw: st.DrawFn, rows: Sequence[Value]) -> Value:
    """Draw one of some rows, by a number whose bounds don't hang on how many there are: a story shrinks event by event.

    Up to twelve rows are equally likely, or nearly.
    """
    return rows[draw(st.integers(0, 59)) % len(rows)]


def _up_to(draw: st.DrawFn, most: int) -> int:
    """Draw the whole, all but one, one, or any part."""
    edge = draw(st.sampled_from((most, most, most - 1, 1, None)))
    return max(1, edge if edge is not None else min(most, draw(minor_units())))

"""Stories: valid sequences of events at an office, drawn step by step beside the naive model, half of them at an edge.

Laws: the model refuses no event of a story; a story shrinks to few events, one customer, round amounts, early days.
Source: reliability.md 5.1, 5.2.
"""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import strategies as st

from salessupport.testing.events import Credit, Event, Issue, Place, Receive, Refund, Story, TakeBack
from salessupport.testing.model import NaiveModel
from salessupport.testing.values import dates, minor_units, spans

_KINDS = ("issue", "issue", "receive", "receive", "place", "place", "place", "take_back", "credit", "refund")
_GOES_ON = 9
"""To one chance of ending, at each event."""


@st.composite
def stories(draw: st.DrawFn, *, max_customers: int = 2, max_events: int = 8) -> Story:
    """Draw a story of at most `max_events` events of at most `max_customers` customers; each event is accepted."""
    model, day = NaiveModel(), draw(dates())
    for number in range(1, max_events + 1):
        event, wait = draw(_events(model, number, day, max_customers))
        if event is None:
            break
        event.do(model)
        day += timedelta(days=wait)
    return tuple(model.events)


@st.composite
def _events(draw: st.DrawFn, model: NaiveModel, number: int, day: date, max_customers: int) -> tuple[Event | None, int]:
    """Draw the end of the story, or an event and the days that pass after it, as one value: a story shrinks by it."""
    if number > 1 and not draw(st.integers(0, _GOES_ON)):
        return None, 0
    return draw(_event(model, number, day, max_customers)), draw(spans())


@st.composite
def _event(draw: st.DrawFn, model: NaiveModel, number: int, day: date, max_customers: int) -> Event:
    """Draw an event; what cannot happen yet gives way to a document."""
    kind = draw(st.sampled_from(_KINDS))
    event = _placed(draw, model, number, day) if kind == "place" else _changed(draw, kind, model, number, day)
    if event:
        return event
    customer = f"C{draw(st.integers(1, max_customers))}"
    owed = [item.open for item in model.open_items(day).values() if item.customer == customer]
    if kind in ("issue", "credit") or not owed:
        return Issue(f"F{number}", customer, draw(minor_units()), day, day + timedelta(days=draw(spans())))
    amount = draw(st.sampled_from([*owed, sum(owed)]) | minor_units())
    return Receive(f"R{number}", customer, amount, day)


def _placed(draw: st.DrawFn, model: NaiveModel, number: int, day: date) -> Event | None:
    items, money = model.open_items(day), model.unapplied(day)
    pairs = [(one, item) for one in money for item in items if model.owner(one) == items[item].customer]
    if not pairs:
        return None
    receipt, item = draw(st.sampled_from(pairs))
    return Place(f"P{number}", receipt, item, draw(_up_to(min(money[receipt], items[item].open))), day)


def _changed(draw: st.DrawFn, kind: str, model: NaiveModel, number: int, day: date) -> Event | None:
    items, money, placed = model.open_items(day), model.unapplied(day), model.standing(day)
    if kind == "take_back" and placed:
        return TakeBack(draw(st.sampled_from(placed)).placement, day)
    if kind == "credit" and items:
        item = draw(st.sampled_from(sorted(items)))
        return Credit(f"N{number}", item, draw(_up_to(items[item].open)), day)
    if kind == "refund" and money:
        receipt = draw(st.sampled_from(sorted(money)))
        return Refund(f"B{number}", receipt, draw(_up_to(money[receipt])), day)
    return None


def _up_to(most: int) -> st.SearchStrategy[int]:
    """Draw the whole, all but one, one, or any part."""
    return st.sampled_from(sorted({most, max(most - 1, 1), 1}, reverse=True)) | minor_units(most=most)

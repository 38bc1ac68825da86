"""A small order for examples: short ways to say an order, its events, deliveries, returns and documents."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from salessupport.domain.facts import (
    Delivery,
    DeliveryLine,
    Facts,
    InvoiceLine,
    Order,
    OrderEvent,
    OrderLine,
    Return,
    ReturnLine,
)
from salessupport.domain.history import History
from salessupport.domain.values.policies import Company, Policies
from small_office import customer, day, invoice, yuan


def order(name: str = "O-1", **more: Any) -> Order:
    """A confirmed order of C-1."""
    return Order(id=name, **{"customer": "C-1", "ordered_on": day("03-01"), "status": "confirmed", **more})


def line(qty: str = "10", price: str = "100.00", number: int = 1, *, of: str = "O-1", **more: Any) -> OrderLine:
    """A line of an order, without tax unless given."""
    given = {"tax_rate": Decimal(0), "product": "P", **more}
    return OrderLine(order=of, line=number, qty=Decimal(qty), price=Decimal(price), **given)


def event(kind: Any, on: str, name: str | None = None, **more: Any) -> OrderEvent:
    """An event of O-1."""
    return OrderEvent(id=name or f"E-{on}-{kind}", order="O-1", effective_on=day(on), event=kind, **more)


def amended(on: str, **more: Any) -> OrderEvent:
    """An amendment of line 1."""
    return event("amended", on, line=1, **{name: Decimal(value) for name, value in more.items()})


def delivered(qty: str, on: str | None, *, of: str = "O-1", number: int = 1) -> dict[str, tuple[Any, ...]]:
    """A delivery of a line; without a day it is under way."""
    name = f"D-{of}-{on}"
    arrival = day(on) if on else None
    rows = DeliveryLine(delivery=name, order_line=number, qty=Decimal(qty))
    return {
        "deliveries": (Delivery(id=name, order=of, shipped_on=day("03-01"), delivered_on=arrival),),
        "delivery_lines": (rows,),
    }


def returned(qty: str, on: str, number: int = 1) -> dict[str, tuple[Any, ...]]:
    """A return of a line of O-1."""
    return {
        "returns": (Return(id=f"R-{on}", order="O-1", returned_on=day(on)),),
        "return_lines": (ReturnLine(return_=f"R-{on}", order_line=number, qty=Decimal(qty)),),
    }


def billed(
    name: str, qty: str | None, gross: str, on: str, *, number: int | None = 1, **more: Any
) -> dict[str, tuple[Any, ...]]:
    """A document of O-1 with one line."""
    paper = invoice(name, gross, on=on, due=None, **{"order": "O-1", "net": yuan(gross), "tax": yuan("0.00"), **more})
    given = Decimal(qty) if qty else None
    return {
        "invoices": (paper,),
        "invoice_lines": (InvoiceLine(invoice=name, line=1, order_line=number, qty=given, net=yuan(gross)),),
    }


def books(*parts: dict[str, tuple[Any, ...]], policies: Policies | None = None, **tables: Any) -> History:
    """A history of these rows and C-1."""
    rows: dict[str, tuple[Any, ...]] = {"customers": (customer("C-1"),), "orders": (order(),), **tables}
    for part in parts:
        rows |= {name: (*rows.get(name, ()), *more) for name, more in part.items()}
    company = Company(name="Example Trading", policies=policies or Policies(allocation="explicit"))
    return History(company, Facts(**{name: tuple(values) for name, values in rows.items()}))

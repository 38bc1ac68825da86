"""What an audit does to other bills, and what taking it back undoes: receipts write off, out-stock fills orders.

All or nothing: what cannot be done whole is refused, and nothing of it is done. Source: wire sheet 5, 6.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Any, Protocol

from attrs import frozen


class Refused(Exception):
    """What K3 Cloud says against a request."""

    def __init__(self, text: str, *, code: int | str = 11, at: str = "") -> None:
        super().__init__(text)
        self.text, self.code, self.at = text, code, at


class Bill(Protocol):
    """A bill as it stands: its values by key, its lines by entry."""

    values: dict[str, Any]
    lines: dict[str, list[dict[str, Any]]]

    @property
    def status(self) -> str:
        """Its state."""
        ...


Find = Callable[[str, str], Bill | None]
"""Gives a bill of a form by its number."""


@frozen
class Effect:
    """An amount or quantity that one line takes of another bill's line."""

    bill: Bill
    line: dict[str, Any]
    key: str
    by: Decimal


def effects(form: str, bill: Bill, find: Find) -> list[Effect]:
    """What the audit of a bill does to others; `Refused` for more than is there."""
    if form == "AR_RECEIVEBILL":
        return _written_off(bill, find)
    return list(_sent(bill, find)) if form == "SAL_OUTSTOCK" else []


def done(some: list[Effect], now: str, sign: int = 1) -> None:
    """Do it, or with `sign` -1 undo it; an order of which all has gone out closes by itself."""
    for one in some:
        one.line[one.key] += sign * one.by
        if one.key == "FStockOutQty":
            whole = all(line["FStockOutQty"] >= line["FQty"] for line in one.bill.lines["FSaleOrderEntry"])
            one.bill.values |= {"FCloseStatus": "B" if whole else "A", "FCloseDate": now if whole else None}


def _written_off(receipt: Bill, find: Find) -> list[Effect]:
    """Take the sources of a receipt off what is open on their lines, line by line."""
    taken: list[Effect] = []
    for row in receipt.lines["FRECEIVEBILLSRCENTRY"]:
        target = find("AR_receivable", str(row.get("FSRCBILLNO")))
        if target is None or target.status != "C":
            raise Refused(f"源单{row.get('FSRCBILLNO')}不存在")
        left = row["FREALRECAMOUNT"]
        for line in target.lines["FEntityDetail"]:
            part = min(left, line["FNORECEIVEAMOUNT"] + sum(one.by for one in taken if one.line is line))
            taken.append(Effect(target, line, "FNORECEIVEAMOUNT", -part))
            left -= part
        if left:
            raise Refused("本次收款金额大于关联数量或未收款金额")
    return taken


def _sent(out: Bill, find: Find) -> Iterator[Effect]:
    """Fill the lines of the orders that an out-stock bill was made from."""
    for row in out.lines["FEntity"]:
        order = find("SAL_SaleOrder", str(row.get("FSoorDerno")))
        if order is None:
            continue
        if order.status != "C":
            raise Refused(f"销售订单{row.get('FSoorDerno')}未审核")
        for line in (line for line in order.lines["FSaleOrderEntry"] if line["id"] == row.get("FSOEntryId")):
            if line["FStockOutQty"] + row["FRealQty"] > line["FQty"]:
                raise Refused("实发数量超过关联数量", at="FRealQty")
            yield Effect(order, line, "FStockOutQty", row["FRealQty"])

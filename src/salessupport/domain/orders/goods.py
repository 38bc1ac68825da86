"""Goods at customers: what was delivered and kept, at the agreed price, and which documents charge goods (IN-07, S07).

Laws: the worth at the end of a period = the worth before it + shipped - returned + repriced, line by line. A part of a
line is its gross x quantity / ordered, rounded once (Conventions 9), so that what is kept of a line is never a sum of
rounded parts. Goods of a delivery without an order are worth what their line of the contract says; a line without
quantity and amount is worth nothing. Source: requirements §7 item 17 (the receivable by delivery). Amounts are minor
units of the order's or contract's currency.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from attrs import define, frozen

from salessupport.domain.amendments import amendments, supplies
from salessupport.domain.facts import Delivery, DeliveryLine, Invoice, Return, ReturnLine
from salessupport.domain.history import History
from salessupport.domain.orders.axes import order_axes
from salessupport.domain.orders.papers import Quantities, add, moves_by_amount
from salessupport.domain.values import split
from salessupport.domain.values.dates import Period
from salessupport.domain.values.quantity import CONTEXT


class Deal(NamedTuple):
    """What goods and their documents are counted by: the contract, else the order, of one customer and currency."""

    customer: str
    currency: str
    id: str


@define
class Flow:
    """What happened to the goods of a deal in a period; `repriced` is the change of worth of goods delivered before."""

    quantity: Decimal = Decimal(0)
    shipped: int = 0
    returned: int = 0
    repriced: int = 0


Worth = Callable[[Decimal], int]
Prices = Mapping[int, Worth]
"""What a quantity of each line is worth on a day."""


@frozen(eq=False)
class _Lot:
    """Deliveries and returns of one order, or of one contract's own lines, by day; `prices` holds from day to day."""

    deal: Deal
    delivered: Mapping[date, Quantities]
    returned: Mapping[date, Quantities]
    repriced: frozenset[date]
    prices: Callable[[date], Prices]

    def kept(self, as_of: date) -> Quantities:
        kept: Quantities = {}
        for day, quantities in self.delivered.items():
            if day <= as_of:
                _add_all(kept, quantities)
        for day, quantities in self.returned.items():
            if day <= as_of:
                _add_all(kept, quantities, sign=-1)
        return kept


def goods_worth(history: History, *, as_of: date) -> dict[Deal, int]:
    """What customers keep at the end of a day, at the prices agreed by then."""
    sums: defaultdict[Deal, int] = defaultdict(int)
    for lot in _lots(history):
        kept = lot.kept(as_of)
        if any(kept.values()):
            sums[lot.deal] += _worth(lot.prices(as_of), kept)
    return dict(sums)


def goods_moved(history: History, period: Period) -> dict[Deal, Flow]:
    """What was shipped, returned and repriced in a period."""
    flows: defaultdict[Deal, Flow] = defaultdict(Flow)
    for lot in _lots(history):
        days = sorted(day for day in {*lot.delivered, *lot.returned, *lot.repriced} if day in period)
        if days:
            _move(lot, flows[lot.deal], days, period.day_before)
    return dict(flows)


def goods_charged(history: History, *, as_of: date, since: date = date.min) -> dict[Deal, int]:
    """What documents about goods charge, credit notes negative, issued from `since` to `as_of`."""
    sums: defaultdict[Deal, int] = defaultdict(int)
    for paper in history.facts.invoices:
        if paper.status == "issued" and since <= paper.issued_on <= as_of and charges_goods(history, paper):
            sums[_deal_of(history, paper)] += -paper.gross.minor if paper.kind == "credit_note" else paper.gross.minor
    return dict(sums)


def charges_goods(history: History, paper: Invoice) -> bool:
    """Whether a document charges goods, or takes that back: it moves what is still to be invoiced.

    An invoice or prepayment does if it names an order or contract whose lines have prices, wherever the goods are. A
    credit or debit note does if it names quantities of order lines, if its original charges goods by amount alone, or
    if it follows a change of the order's price; else it corrects a price and changes the debt, not the goods. Opening
    items were for goods delivered before the books began.
    """
    if paper.kind == "opening":
        return False
    original = history.invoices.get(paper.original or "")
    if not any(_has_goods(history, one) for one in (paper, original) if one is not None):
        return False
    return paper.kind not in ("credit_note", "debit_note") or _corrects_goods(history, paper, original)


def _corrects_goods(history: History, paper: Invoice, original: Invoice | None) -> bool:
    lines = history.invoice_lines_of.get(paper.id, ())
    if any(line.order_line is not None and line.qty is not None for line in lines):
        return True
    if original is not None and original.kind != "opening" and moves_by_amount(history, original):
        return True
    order = paper.order or (original.order if original is not None else None)
    events = history.order_events_of.get(order or "", ())
    return any(one.price is not None and one.effective_on <= paper.issued_on for one in events)


def _has_goods(history: History, paper: Invoice) -> bool:
    if paper.order is not None:
        return paper.order in history.order_lines_of
    contract = paper.contract or ""
    priced = any(line.qty and line.amount is not None for line in history.contract_lines_of.get(contract, ()))
    return priced or any(row.id in history.order_lines_of for row in history.orders_of_contract.get(contract, ()))


def _deal_of(history: History, paper: Invoice) -> Deal:
    """The deal of a document: its own, else that of the document it corrects."""
    about = paper
    if paper.order is None and paper.contract is None:
        about = history.invoices.get(paper.original or "", paper)
    order = history.orders.get(about.order or "")
    contract = about.contract or (order.contract if order is not None else None)
    return Deal(paper.customer, paper.gross.currency, contract or about.order or paper.id)


def _lots(history: History) -> Iterator[_Lot]:
    for order_id in {**history.deliveries_of_order, **history.returns_of_order}:
        order = history.orders.get(order_id)
        if order is not None:
            events = history.order_events_of.get(order_id, ())
            yield _Lot(
                deal=Deal(
                    order.customer, order.currency or history.currency_of(order.customer), order.contract or order_id
                ),
                delivered=_by_day(history, history.deliveries_of_order.get(order_id, ())),
                returned=_by_day(history, history.returns_of_order.get(order_id, ())),
                repriced=frozenset(one.effective_on for one in events if one.event == "amended"),
                prices=_prices_of_order(history, order_id),
            )
    for contract_id, deliveries in history.deliveries_of_contract.items():
        contract = history.contracts.get(contract_id)
        own = [row for row in deliveries if row.order is None]
        if contract is not None and own:
            yield _Lot(
                deal=Deal(contract.customer, contract.amount.currency, contract_id),
                delivered=_by_day(history, own),
                returned={},
                repriced=frozenset(one.on for one in amendments(history, contract_id, date.max)),
                prices=_prices_of_contract(history, contract_id),
            )


def _by_day(history: History, rows: Iterable[Delivery | Return]) -> Mapping[date, Quantities]:
    days: dict[date, Quantities] = {}
    for row in rows:
        day = row.returned_on if isinstance(row, Return) else row.delivered_on
        lines: Iterable[DeliveryLine | ReturnLine] = (
            history.return_lines_of.get(row.id, ())
            if isinstance(row, Return)
            else history.delivery_lines_of.get(row.id, ())
        )
        if day is not None:
            sums = days.setdefault(day, {})
            for line in lines:
                add(sums, line=line.order_line, qty=line.qty)
    return days


def _prices_of_order(history: History, order_id: str) -> Callable[[date], Prices]:
    return lambda day: {line.line: line.worth for line in order_axes(history, order_id, as_of=day).lines}


def _prices_of_contract(history: History, contract_id: str) -> Callable[[date], Prices]:
    def prices(day: date) -> Prices:
        lines = supplies(history, contract_id, day).values()
        return {line.line: _part(line.amount.minor, line.qty) for line in lines if line.qty and line.amount is not None}

    return prices


def _part(amount: int, whole: Decimal) -> Worth:
    def worth(quantity: Decimal) -> int:
        part, per_part = quantity.as_integer_ratio()
        all_of_it, per_whole = whole.as_integer_ratio()
        return split.rounded(amount * part * per_whole, per_part * all_of_it)

    return worth


def _move(lot: _Lot, flow: Flow, days: Iterable[date], before: date) -> None:
    """Let each day's prices, deliveries and returns come in, in this order."""
    kept, prices = lot.kept(before), lot.prices(before)
    for day in days:
        now = lot.prices(day)
        flow.repriced += _worth(now, kept) - _worth(prices, kept)
        prices = now
        arrived, had = lot.delivered.get(day, {}), _worth(now, kept)
        _add_all(kept, arrived)
        having = _worth(now, kept)
        flow.quantity = CONTEXT.add(flow.quantity, sum(arrived.values(), Decimal(0)))
        flow.shipped += having - had
        _add_all(kept, lot.returned.get(day, {}), sign=-1)
        flow.returned += having - _worth(now, kept)


def _worth(prices: Prices, quantities: Quantities) -> int:
    return sum(prices[line](quantity) for line, quantity in quantities.items() if line in prices)


def _add_all(sums: Quantities, quantities: Quantities, *, sign: int = 1) -> None:
    for line, quantity in quantities.items():
        add(sums, line=line, qty=quantity if sign > 0 else -quantity)

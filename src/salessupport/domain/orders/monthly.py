"""The monthly customer sheet: goods, invoices and money of one month in one line per customer (S07, IN-07).

The debt here is by delivery (requirements §7 item 17): closing = opening + shipped - returned - received + other.
Opening and `uninvoiced` are read from states (open items less money left, goods kept less goods charged), the rest from
what happened in the month, so that two laws tie goods and ledger and can fail: the closing is the next month's opening,
and closing - uninvoiced is the customer's balance on the invoice basis. One line per currency, never added up.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from decimal import Decimal

from attrs import frozen

from salessupport.domain.facts import InvoiceKind
from salessupport.domain.history import History
from salessupport.domain.orders.goods import Deal, Flow, goods_charged, goods_moved, goods_worth
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.values.dates import Period
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import CONTEXT

Account = tuple[str, str]
"""A customer and a currency."""
_BILLED: Mapping[InvoiceKind, int] = {"invoice": 1, "prepayment": 1, "debit_note": 1, "credit_note": -1, "opening": 0}
_MONEY = frozenset({"receipt", "dishonoured"})
"""Movements of an account that are money, good or no longer good."""


@frozen(kw_only=True)
class CustomerMonth:
    """One customer's month in one currency.

    `shipped` and `returned` are at the agreed price with tax, `received` is what receipts settle (bills turned bad are
    negative), `invoiced` all documents issued less credit notes. `other` moves the debt besides goods and money: fees,
    interest, refunds, write-offs, opening items, documents not about goods, a new price of goods delivered before.
    `uninvoiced` is cumulative; below zero, more was charged than delivered.
    """

    customer: str
    name: str
    currency: str
    opening: Money
    shipped_quantity: Decimal
    shipped: Money
    returned: Money
    received: Money
    invoiced: Money
    other: Money
    closing: Money
    uninvoiced: Money


def customer_months(history: History, ledger: Ledger, before: Ledger, month: Period) -> tuple[CustomerMonth, ...]:
    """The month of every customer with a balance or movement, by customer id, then currency.

    `ledger` is the fold of `history` to the month's last day, `before` that to the day before the month. Month may be
    any period that these two enclose.
    """
    figures = _Figures.of(history, ledger, before, month)
    lines = (_line(history, figures, account) for account in sorted(figures.accounts))
    return tuple(line for line in lines if line is not None)


def balances(ledger: Ledger) -> dict[Account, int]:
    """Open items less money left, in minor units: what each customer owes on the invoice basis."""
    sums: defaultdict[Account, int] = defaultdict(int)
    for item in ledger.items.values():
        sums[item.customer, item.currency] += item.open
    for credit in ledger.credits.values():
        if credit.good and credit.customer is not None:
            sums[credit.customer, credit.currency] -= credit.left
    return dict(sums)


def uninvoiced_deals(history: History, ledger: Ledger) -> dict[Deal, int]:
    """Goods kept less goods charged by deal; below zero where more was charged than delivered."""
    sums = defaultdict(int, goods_worth(history, as_of=ledger.as_of))
    for deal, charged in goods_charged(history, as_of=ledger.as_of).items():
        sums[deal] -= charged
    return dict(sums)


@frozen
class _Figures:
    """Every figure by account, in minor units."""

    opening: Mapping[Account, int]
    flows: Mapping[Account, Flow]
    received: Mapping[Account, int]
    invoiced: Mapping[Account, int]
    moved: Mapping[Account, int]
    uninvoiced: Mapping[Account, int]

    @classmethod
    def of(cls, history: History, ledger: Ledger, before: Ledger, month: Period) -> _Figures:
        received: defaultdict[Account, int] = defaultdict(int)
        moved: defaultdict[Account, int] = defaultdict(int)
        for movement in ledger.movements:
            if movement.on in month:
                account = movement.customer, movement.currency
                if movement.kind in _MONEY:
                    received[account] -= movement.amount
                else:
                    moved[account] += movement.amount
        for deal, charged in goods_charged(history, as_of=month.last, since=month.first).items():
            moved[deal.customer, deal.currency] -= charged
        return cls(
            _added(balances(before), _by_account(uninvoiced_deals(history, before))),
            _flows(goods_moved(history, month)),
            received,
            _invoiced(history, month),
            moved,
            _by_account(uninvoiced_deals(history, ledger)),
        )

    @property
    def accounts(self) -> set[Account]:
        every = (self.opening, self.flows, self.received, self.invoiced, self.moved, self.uninvoiced)
        return {account for figures in every for account in figures}


def _line(history: History, figures: _Figures, account: Account) -> CustomerMonth | None:
    """One account's line; None where nothing stood and nothing happened."""
    customer, currency = account
    flow = figures.flows.get(account, Flow())
    opening, received = figures.opening.get(account, 0), figures.received.get(account, 0)
    invoiced, uninvoiced = figures.invoiced.get(account, 0), figures.uninvoiced.get(account, 0)
    other = figures.moved.get(account, 0) + flow.repriced
    if not (any((opening, flow.shipped, flow.returned, received, invoiced, other, uninvoiced)) or flow.quantity):
        return None
    return CustomerMonth(
        customer=customer,
        name=history.customer(customer).name,
        currency=currency,
        opening=Money(opening, currency),
        shipped_quantity=flow.quantity,
        shipped=Money(flow.shipped, currency),
        returned=Money(flow.returned, currency),
        received=Money(received, currency),
        invoiced=Money(invoiced, currency),
        other=Money(other, currency),
        closing=Money(opening + flow.shipped - flow.returned - received + other, currency),
        uninvoiced=Money(uninvoiced, currency),
    )


def _invoiced(history: History, month: Period) -> Mapping[Account, int]:
    sums: defaultdict[Account, int] = defaultdict(int)
    for paper in history.facts.invoices:
        if paper.status == "issued" and paper.issued_on in month:
            sums[paper.customer, paper.gross.currency] += _BILLED[paper.kind] * paper.gross.minor
    return sums


def _flows(flows: Mapping[Deal, Flow]) -> Mapping[Account, Flow]:
    sums: defaultdict[Account, Flow] = defaultdict(Flow)
    for deal, flow in flows.items():
        into = sums[deal.customer, deal.currency]
        into.quantity = CONTEXT.add(into.quantity, flow.quantity)
        into.shipped += flow.shipped
        into.returned += flow.returned
        into.repriced += flow.repriced
    return sums


def _by_account(deals: Mapping[Deal, int]) -> Mapping[Account, int]:
    sums: defaultdict[Account, int] = defaultdict(int)
    for deal, amount in deals.items():
        sums[deal.customer, deal.currency] += amount
    return sums


def _added(one: Mapping[Account, int], other: Mapping[Account, int]) -> Mapping[Account, int]:
    return {account: one.get(account, 0) + other.get(account, 0) for account in {*one, *other}}

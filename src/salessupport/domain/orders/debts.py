"""Goods out and debts by customer (客户铺货/欠款一览表, S03; AR-01, CU-10): what a customer has of ours, and owes.

Laws: the buckets sum to what is owed; goods out are what S07 calls not invoiced, but deal by deal and never below zero,
so that what was charged ahead on one contract does not hide goods out on another. One line per currency, in the
currency of the documents: a customer in the company's owes here what the ageing says.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from attrs import frozen

from salessupport.domain.history import History
from salessupport.domain.orders.monthly import Account, uninvoiced_deals
from salessupport.domain.receivables.ageing import AgedItem, Ageing
from salessupport.domain.receivables.ledger import Credit, Ledger
from salessupport.domain.values.money import Money, total


@frozen
class LastReceipt:
    """The last good money that came in."""

    on: date
    amount: Money


@frozen(kw_only=True)
class CustomerDebt:
    """One customer's goods and debts in one currency.

    `contracts` are those with goods out or open documents, `terms` what they and the customer agreed (contract or empty
    → terms); `due_on` is the oldest open due date, `days_overdue` never below zero; `owner` is the salesperson.
    """

    customer: str
    name: str
    currency: str
    contracts: tuple[str, ...]
    goods_out: Money
    owed: Money
    credit_days: int | None
    terms: Mapping[str, str]
    due_on: date | None
    days_overdue: int
    buckets: Mapping[str, Money]
    last_receipt: LastReceipt | None
    owner: str | None


@frozen
class Debts:
    """The answer: lines by customer id, then currency; `buckets` are the names, youngest first."""

    as_of: date
    buckets: tuple[str, ...]
    lines: tuple[CustomerDebt, ...]


def debts(history: History, ledger: Ledger, ageing: Ageing) -> Debts:
    """What every customer has and owes as of the ledger's date; `ageing` is that of the ledger on the invoice basis."""
    items: defaultdict[Account, list[AgedItem]] = defaultdict(list)
    for aged in ageing.customers:
        for item in aged.items:
            items[aged.customer, item.open_document.currency].append(item)
    goods: defaultdict[Account, dict[str, int]] = defaultdict(dict)
    for deal, amount in uninvoiced_deals(history, ledger).items():
        if amount > 0:
            goods[deal.customer, deal.currency][deal.id] = amount
    last = _last_receipts(ledger)
    names = tuple(ageing.buckets)
    lines = tuple(
        _line(history, ledger, account, items.get(account, ()), goods.get(account, {}), names, last.get(account))
        for account in sorted({*items, *goods})
    )
    return Debts(ledger.as_of, names, lines)


def _line(
    history: History,
    ledger: Ledger,
    account: Account,
    items: Sequence[AgedItem],
    goods: Mapping[str, int],
    buckets: Iterable[str],
    last: Credit | None,
) -> CustomerDebt:
    customer, currency = history.customer(account[0]), account[1]
    owing = {ledger.items[item.id].contract or "" for item in items}
    contracts = tuple(sorted(one for one in {*owing, *goods} if one in history.contracts))
    due_on = min((item.due_on for item in items), default=None)
    return CustomerDebt(
        customer=customer.id,
        name=customer.name,
        currency=currency,
        contracts=contracts,
        goods_out=Money(sum(goods.values()), currency),
        owed=total((item.open_document for item in items), currency),
        credit_days=customer.credit_days,
        terms={one: terms for one in contracts if (terms := history.contracts[one].terms)},
        due_on=due_on,
        days_overdue=max(0, (ledger.as_of - due_on).days) if due_on is not None else 0,
        buckets={
            name: total((item.open_document for item in items if item.bucket == name), currency) for name in buckets
        },
        last_receipt=None if last is None else LastReceipt(last.on, Money(last.amount, currency)),
        owner=customer.salesperson,
    )


def _last_receipts(ledger: Ledger) -> Mapping[Account, Credit]:
    """The last good receipt of each account; the ledger holds them by day, then id."""
    return {
        (credit.customer, credit.currency): credit
        for credit in ledger.credits.values()
        if credit.kind == "receipt" and credit.good and credit.customer is not None
    }

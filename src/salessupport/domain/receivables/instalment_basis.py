"""The receivable by instalment: what fell due under contracts, and the bridge to that by invoice (decision 8).

Law, for every contract: (open instalments fallen due - money on instalments still waiting, and in excess) - (open
invoices - advances that wait) = instalments fallen due - invoiced. Money received cancels out.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from attrs import frozen

from salessupport.domain.history import History
from salessupport.domain.receivables.instalments import Standing, contract_standing
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.values.money import Money, convert


@frozen
class DueInstalment:
    """An instalment that fell due and is open; `worth` in the company's currency at the rate of the day of signing."""

    id: str
    signed_on: date
    due_on: date
    amount: Money
    open: Money
    worth: Money


def aged_instalments(history: History, ledger: Ledger, customer: str) -> Iterator[DueInstalment]:
    """The open instalments of a customer's contracts that fell due."""
    for standing in _standings(history, ledger, customer):
        contract = standing.contract
        for one in standing.instalments:
            if one.fallen_due and one.due_on is not None and one.open:
                worth = _worth(history, standing, one.open)
                name = f"{contract.id}:{one.no}"
                yield DueInstalment(name, contract.signed_on, one.due_on, one.amount, one.open, worth)


def unapplied_by_instalment(history: History, ledger: Ledger, customer: str) -> int:
    """A customer's money on no instalment fallen due, in company minor units.

    It is what is left of credits, less what of it waits on contracts, plus money on instalments that still wait for
    their trigger, plus money that a contract has no instalment for.
    """
    free = sum(credit.slices.worth_left for credit in ledger.unplaced(customer))
    for standing in _standings(history, ledger, customer):
        ahead = Money(early(standing).minor - waiting(ledger, standing), standing.amount.currency)
        free += _worth(history, standing, ahead).minor
    return free


def early(standing: Standing) -> Money:
    """Good money on instalments that have not fallen due, and in excess."""
    paid = (one.received for one in standing.instalments if not one.fallen_due)
    return sum(paid, standing.excess)


def waiting(ledger: Ledger, standing: Standing) -> int:
    """Money of receipts that waits on a contract for later invoices, in minor units."""
    advances = ledger.advances.get(standing.contract.id, ())
    return sum(advance.left for advance in advances if advance.credit.kind == "receipt")


def _standings(history: History, ledger: Ledger, customer: str) -> Iterator[Standing]:
    for contract in history.contracts_of_customer.get(customer, ()):
        if contract.signed_on <= ledger.as_of:
            yield contract_standing(history, ledger, contract.id)


def _worth(history: History, standing: Standing, money: Money) -> Money:
    rate = history.rate_on(money.currency, standing.contract.signed_on)
    return money if money.currency == history.currency else convert(money, rate, history.currency)

"""Every small history there is, product against model: what random histories may miss, this cannot.

The scope: 1 to 3 invoices of 1 to 4 units, due in every order, one day apart; one or two receipts of 1 to 4 units on
the days after. Three offices: plain, with a tolerance of one unit, with half a unit of interest per unit and day and
the principal served first: (4 + 16 x 2 + 64 x 6) x (4 + 16) x 3 = 25,200 histories. Under the plain office also with a
fee of one unit about the first invoice (8,400), and with a rebate in place of the first invoice (8,320 where there is
another invoice, 80 where there is none). All 42,000 are compared at their end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from decimal import Decimal
from itertools import permutations, product

import pytest
from attrs import evolve

from model.naive import Naive
from salessupport.domain.facts import Charge, Customer, Facts, Invoice, Receipt
from salessupport.domain.history import History
from salessupport.domain.receivables.ledger import WRITTEN_OFF, Ledger
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company, Policies
from support.receivables import summed

FIRST = date(2026, 3, 1)
UNITS = range(1, 5)
CASES = 8_400
"""How many there are in each scope."""
BASE = Facts(customers=(Customer(id="C", name="某客户"),))


def on(day: int) -> date:
    """Give a day of the scope."""
    return FIRST + timedelta(days=day)


def invoice_sets() -> Iterator[tuple[Invoice, ...]]:
    """Give every set of invoices: amounts by due orders."""
    for size in range(1, 4):
        for amounts, dues in product(product(UNITS, repeat=size), permutations(range(size))):
            yield tuple(
                Invoice(
                    id=f"F{number}",
                    kind="invoice",
                    customer="C",
                    issued_on=on(0),
                    due_on=on(due),
                    gross=Money(amount, "CNY"),
                    status="issued",
                )
                for number, (amount, due) in enumerate(zip(amounts, dues, strict=True))
            )


def receipt_sets() -> Iterator[tuple[Receipt, ...]]:
    """Give every set of receipts, on one day after another."""
    for size in (1, 2):
        for amounts in product(UNITS, repeat=size):
            yield tuple(
                Receipt(id=f"S{number}", customer="C", received_on=on(2 + number), amount=Money(amount, "CNY"))
                for number, amount in enumerate(amounts)
            )


def by_product(ledger: Ledger) -> tuple[object, ...]:
    """Give what the fold placed and what it left."""
    return (
        {item.id: (item.open, item.accrual.owed() if item.accrual else 0) for item in ledger.items.values()},
        {credit.id: credit.left for credit in ledger.credits.values()},
        summed((p.source, p.target, p.kind, p.rule in WRITTEN_OFF, p.amount) for p in ledger.postings),
    )


def by_model(naive: Naive, day: date) -> tuple[object, ...]:
    """Give the same, by the model."""
    return (
        {item: (naive.open(item, day), naive.interest(item, day)) for item in naive.items},
        {source: naive.left(source, day) for source in naive.sources},
        summed((u.source, u.target, u.kind, u.rule == "tolerance", u.amount) for u in naive.live(day)),
    )


def with_fee(facts: Facts) -> Facts:
    """Add a fee about the first invoice."""
    fee = Charge(
        id="K", customer="C", kind="dunning_fee", amount=Money(1, "CNY"), effective_on=on(1), about=facts.invoices[0].id
    )
    return evolve(facts, charges=(fee,))


def with_rebate(facts: Facts) -> Facts:
    """Turn the first invoice into a credit note without an original."""
    first, *rest = facts.invoices
    return evolve(facts, invoices=(evolve(first, kind="credit_note", due_on=None), *rest))


SCOPES: dict[str, tuple[Policies, Callable[[Facts], Facts]]] = {
    "plain": (Policies(), lambda facts: facts),
    "tolerance": (Policies(tolerance=Decimal("0.01")), lambda facts: facts),
    "interest": (
        Policies(interest_per_day=Decimal("0.5"), appropriation=("principal", "interest", "costs")),
        lambda facts: facts,
    ),
    "fee": (Policies(), with_fee),
    "rebate": (Policies(), with_rebate),
}


class TestSmallScope:
    """The fold is the model on every case of the scope."""

    @pytest.mark.parametrize("scope", SCOPES)
    def test_every_case_agrees(self, scope: str) -> None:
        """Each case leaves the same open, owed and unapplied, and places the same money on the same items."""
        rules, dressed = SCOPES[scope]
        company = Company(name="某公司", policies=rules)
        receipts = list(receipt_sets())
        cases = 0
        for invoices, paid in product(invoice_sets(), receipts):
            facts = dressed(evolve(BASE, invoices=invoices, receipts=paid))
            last = paid[-1].received_on
            ours = by_product(place(History(company, facts), last))
            assert ours == by_model(Naive(company, facts, last), last), facts
            cases += 1
        assert cases == CASES

"""Every kind of row recorded late: the pass through time finds what it changes, as snapshots of every day do."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, get_args

import pytest
from attrs import evolve

from salessupport.domain.facts import (
    AcceptanceBill,
    Approval,
    BillEvent,
    CommissionPlan,
    CommissionRate,
    CommissionSplit,
    CommissionTier,
    Contract,
    ContractChange,
    ContractLine,
    Facts,
    InvoiceLine,
    Product,
    Salesperson,
)
from salessupport.domain.facts.commission import CommissionBasis
from salessupport.domain.history import History
from salessupport.domain.pay.commission import commission
from salessupport.domain.values.dates import Moment, Period
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import AllocationPolicy, Company, Policies
from small_office import customer, day, invoice, receipt, row, yuan
from small_orders import delivered, event, line, order
from support.rewriting import TABLES
from support.snapshot_commission import Plain

LATE = day("05-20")
MONTHS = [Period.parse(f"2026-{month:02d}") for month in (5, 6)]
USD = {"currency": "USD", "customer": "C-2"}


def company(allocation: AllocationPolicy = "explicit") -> Company:
    """A company that places money by a policy."""
    return Company(name="Example Trading", policies=Policies(allocation=allocation))


def dollars(minor: int) -> Money:
    """Minor units of USD."""
    return Money(minor, "USD")


def office(basis: CommissionBasis, clawback: Any) -> Facts:
    """Two customers, one of them foreign; a contract and an order under it, shared; bills, notes, money taken back."""
    plan = CommissionPlan(id="P", basis=basis, measure="margin", tiers="marginal", period="month", clawback=clawback)
    tiers = (("0.00", "0.02"), ("300.00", "0.1"))
    deliveries = delivered("4", "03-10")
    return Facts(
        customers=(customer("C-1", salesperson="S", class_="A"), customer("C-2", salesperson="T")),
        salespeople=tuple(Salesperson(id=name, name=name, plan="P") for name in "STU"),
        products=tuple(Product(id=f"P-{n}", name="x", purchase_price=Decimal(n)) for n in (1, 2, 3)),
        contracts=(Contract(id="H", customer="C-1", signed_on=day("01-02"), amount=yuan("900.00"), salesperson="T"),),
        contract_lines=(ContractLine(contract="H", line=1, product="P-2", qty=Decimal(9), amount=yuan("900.00")),),
        contract_changes=(
            ContractChange(id="K", contract="H", effective_on=day("02-03"), amount_change=yuan("10.00"),
                           approved_by="卫总"),
        ),
        orders=(
            order(contract="H", confirmed_on=day("03-05")),
            order("O-2", salesperson="U", confirmed_on=day("03-06")),
            order("O-3", **USD),
        ),
        order_lines=(
            line(product="P-1"), line("3", number=2, product="P-2"), line(of="O-2", product="P-3"),
            line(of="O-3", product="P-1"),
        ),
        order_events=(event("confirmed", "03-05"), event("amended", "04-02", line=1, qty=Decimal(5))),
        deliveries=deliveries["deliveries"],
        delivery_lines=deliveries["delivery_lines"],
        invoices=(
            invoice("I-1", "500.00", on="02-01", order="O-1", net=yuan("450.00"), tax=yuan("50.00")),
            invoice("I-2", "400.00", on="02-02", contract="H", net=yuan("400.00"), tax=yuan("0.00")),
            invoice("I-3", "300.00", on="02-03", net=yuan("300.00"), tax=yuan("0.00")),
            evolve(invoice("I-4", "0.00", on="02-04", **USD), gross=dollars(10000), net=dollars(10000)),
            evolve(invoice("I-5", "0.00", on="01-04", **USD), gross=dollars(100), net=dollars(100), rate=Decimal(7)),
            invoice("N", "100.00", on="04-01", kind="credit_note", original="I-1", net=yuan("90.00"),
                    tax=yuan("10.00")),
        ),
        invoice_lines=(
            InvoiceLine(invoice="I-1", line=1, order_line=1, product="P-1", qty=Decimal(4), net=yuan("200.00")),
            InvoiceLine(invoice="I-1", line=2, order_line=2, product="P-2", qty=Decimal(3), net=yuan("250.00")),
            InvoiceLine(invoice="I-2", line=1, product="P-2", qty=Decimal(2), net=yuan("400.00")),
            InvoiceLine(invoice="I-3", line=1, product="P-3", qty=Decimal(2), net=yuan("300.00")),
            InvoiceLine(invoice="I-4", line=1, product="P-3", qty=Decimal(2), net=dollars(10000)),
            InvoiceLine(invoice="N", line=1, product="P-1", qty=Decimal(2), net=yuan("90.00")),
        ),
        bills=(
            AcceptanceBill(id="B", kind="bank_acceptance", face=yuan("400.00"), received_on=day("02-05"),
                           customer="C-1"),
        ),
        bill_events=(BillEvent(bill="B", event="honoured", effective_on=day("04-05")),),
        receipts=(
            receipt("R-1", "500.00", on="02-20"), receipt("R-2", "400.00", on="02-05", method="bill", bill="B"),
            receipt("R-3", "300.00", on="03-03"),
            evolve(receipt("R-4", "0.00", on="03-04", **USD), amount=dollars(10000), rate=Decimal("7.1")),
            receipt("R-5", "150.00", on="03-20"),
            receipt("R-6", "100.00", on="04-20", method="bill", bill="B"),
        ),
        allocations=(
            row("A-1", "R-1", "I-1", "400.00", on="02-20"), row("A-2", "B", "I-2", on="02-05"),
            row("A-3", "R-3", "I-3", on="03-03"), row("A-4", "R-4", "I-4", on="03-04"),
            row("A-5", "R-3", "I-3", on="04-03", reverses="A-3"), row("A-6", "N", "I-1", on="04-01"),
            row("A-7", "R-5", "I-3", on="05-03"),
        ),
        approvals=(
            Approval(id="Z", act="contract_change", subject="H", approver="卫总", role="owner",
                     decided_on=Moment(day("02-03")), decision="granted"),
        ),
        commission_plans=(plan,),
        commission_tiers=tuple(
            CommissionTier(plan="P", from_amount=yuan(start), rate=Decimal(rate)) for start, rate in tiers
        ),
        commission_rates=(CommissionRate(plan="P", product="P-3", class_="A", rate=Decimal("0.05")),),
        commission_splits=(
            CommissionSplit(invoice="I-1", line=1, salesperson="U", share=Decimal("0.5")),
            CommissionSplit(order="O-1", line=2, salesperson="S", share=Decimal("0.3333")),
            CommissionSplit(order="O-1", salesperson="S", share=Decimal("0.9")),
            CommissionSplit(contract="H", line=1, salesperson="T", share=Decimal("0.6"), rate=Decimal("0.2")),
            CommissionSplit(contract="H", salesperson="S", share=Decimal(1)),
        ),
    )  # fmt: skip


def each_late(facts: Facts) -> Iterator[tuple[str, Facts]]:
    """The facts with one row after the other recorded late."""
    for table in TABLES:
        rows = facts.rows(table)
        for number, one in enumerate(rows):
            late = (*rows[:number], evolve(one, recorded_on=LATE), *rows[number + 1 :])
            yield f"{table} {number}", evolve(facts, **{table: late})


def disagreeing(office: Company, facts: Facts) -> list[str]:
    """The rows that, recorded late, lead to other statements than snapshots do."""
    return [
        f"{name} {period.name}"
        for name, late in each_late(facts)
        for period in MONTHS
        if commission(History(office, late), period).statements != Plain(History(office, late), period).statements()
    ]


class TestRecordedLate:
    @pytest.mark.parametrize("clawback", ["recompute_original", "in_period"])
    @pytest.mark.parametrize("basis", get_args(CommissionBasis))
    def test_the_pass_agrees_with_snapshots(self, basis, clawback):
        """Whatever row comes late, each statement is the one that is drawn from snapshots of every day."""
        assert disagreeing(company(), office(basis, clawback)) == []

    def test_so_it_does_where_a_policy_placed_the_money(self):
        """Money that a policy had placed and a row places elsewhere is found, though the row is not late."""
        assert disagreeing(company("exact-then-oldest"), office("collected", None)) == []

    @pytest.mark.parametrize("basis", get_args(CommissionBasis))
    def test_late_rows_matter(self, basis):
        """The example is worth something: many of its rows change statements when they come late."""
        facts = office(basis, None)
        usual = commission(History(company(), facts), MONTHS[0]).statements
        late = [commission(History(company(), one), MONTHS[0]).statements for _, one in each_late(facts)]
        assert sum(one != usual for one in late) > 10

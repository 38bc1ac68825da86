"""Histories of receivables with salespeople, a monthly plan, lines and shares drawn upon them."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from attrs import evolve
from hypothesis import strategies as st

from salessupport.domain.facts import (
    CommissionPlan,
    CommissionSplit,
    CommissionTier,
    Facts,
    Invoice,
    InvoiceLine,
    Salesperson,
    Target,
)
from salessupport.domain.history import History
from salessupport.domain.pay.commission import commission
from salessupport.domain.values.dates import Period, PeriodKind, add_months
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company
from salessupport.testing import histories
from support.rewriting import all_rows

PEOPLE = ("S1", "S2", "S3")
RATES = st.sampled_from([Decimal(rate) for rate in ("0", "0.01", "0.015", "0.02", "0.0333", "0.04", "0.1", "1")])
SHARES = st.sampled_from([Decimal(share) for share in ("0", "0.1", "0.3333", "0.5", "0.6", "1")])


def cny(minor: int) -> Money:
    """Minor units of CNY."""
    return Money(minor, "CNY")


@st.composite
def plans(draw: st.DrawFn) -> tuple[CommissionPlan, tuple[CommissionTier, ...]]:
    """Draw a monthly plan on money collected or documents issued, with tiers near what histories come to."""
    plan = CommissionPlan(
        id="P",
        version=1,
        basis=draw(st.sampled_from(["collected", "collected", "invoiced"])),
        measure=draw(st.sampled_from(["net", "net", "gross"])),
        tiers=draw(st.sampled_from(["marginal", "whole"])),
        period="month",
        clawback=draw(st.sampled_from([None, "recompute_original", "in_period"])),
        carry_forward=draw(st.sampled_from([None, True, False])),
        cap=draw(st.none() | st.integers(0, 3000).map(cny)),
        accelerator=draw(st.none() | RATES),
    )
    starts = draw(st.lists(st.integers(0, 20_000), unique=True, max_size=3))
    starts = sorted({0, *starts}) if draw(st.booleans()) else starts
    return plan, tuple(CommissionTier(plan="P", from_amount=cny(start), rate=draw(RATES)) for start in starts)


@st.composite
def offices(draw: st.DrawFn) -> tuple[Company, Facts]:
    """Draw a history in CNY with salespeople, shares, lines and one plan."""
    company, facts = draw(histories(currencies=("CNY",)))
    plan, tiers = draw(plans())
    invoices, lines, splits = [], [], []
    for invoice in facts.invoices:
        net = invoice.gross.minor * 100 // 113
        invoices.append(evolve(invoice, net=cny(net), tax=cny(invoice.gross.minor - net)))
        cuts = draw(st.sampled_from([(), (), (1,), (1, 2)]))
        rest = net
        for number in cuts:
            part = rest if number == len(cuts) else draw(st.integers(0, rest))
            lines.append(InvoiceLine(invoice=invoice.id, line=number, net=cny(part)))
            rest -= part
        for number in draw(st.sampled_from([(), (None,), (1,), (None, 1)])):
            splits += draw(_shared(invoice, number))
    sellers = st.none() | st.sampled_from(PEOPLE)
    return company, evolve(
        facts,
        customers=tuple(evolve(row, salesperson=draw(sellers)) for row in facts.customers),
        salespeople=tuple(Salesperson(id=name, name=name, plan="P") for name in PEOPLE),
        invoices=tuple(invoices),
        invoice_lines=tuple(lines),
        commission_plans=(plan,),
        commission_tiers=tiers,
        commission_splits=tuple(splits),
        targets=tuple(draw(_targets(History(company, facts), plan))),
    )


@st.composite
def _targets(draw: st.DrawFn, history: History, plan: CommissionPlan) -> list[Target]:
    """Draw targets of what the plan counts for some people and months."""
    if not plan.accelerator:
        return []
    measure = f"{plan.basis} {plan.measure}"
    months = draw(st.lists(st.sampled_from(months_of(history)), unique=True, max_size=4))
    return [
        Target(period=month.name, salesperson=person, measure=measure, amount=cny(draw(st.integers(0, 10_000))))
        for month in months
        for person in draw(st.lists(st.sampled_from(PEOPLE), unique=True))
    ]


@st.composite
def _shared(draw: st.DrawFn, invoice: Invoice, line: int | None) -> list[CommissionSplit]:
    rows, left = [], Decimal(1)
    for person in draw(st.lists(st.sampled_from(PEOPLE), unique=True, min_size=1, max_size=3)):
        share = min(draw(SHARES), left)
        left -= share
        rate = draw(st.none() | RATES)
        rows.append(CommissionSplit(invoice=invoice.id, line=line, salesperson=person, share=share, rate=rate))
    return rows


def months_of(history: History) -> list[Period]:
    """Every month from the first day on which something happens or is recorded to one after the last."""
    return periods_of(history, "month")


def periods_of(history: History, kind: PeriodKind) -> list[Period]:
    """Every period of a kind, likewise."""
    days = [day for row in all_rows(history.facts) for day in (row.effective, row.recorded_on) if day is not None]
    last = add_months(max(days), 1)
    found = [Period.of(kind, min(days))]
    while found[-1].last < last:
        found.append(Period.of(kind, found[-1].last + timedelta(days=1)))
    return found


def figures(history: History, period: Period) -> dict[str, dict[str, int]]:
    """Give the statements of a period as numbers by person."""
    names = ("earned", "clawback", "carried_in", "held", "released", "payout", "carried_out")
    statements = commission(history, period).statements
    return {one.salesperson: {name: getattr(one, name).minor for name in names} for one in statements}

"""Small offices in which everything that commission knows of happens often: drawn from a number, the same every time.

Histories drawn at large are mostly about something else, and a mistake in clawback or in a rounding hides in them. Here
invoices are shared, paid in parts and by bills, entered late, taken back, refunded and credited, within five months;
some are of contracts with a retention, of which a plan may hold back, and people have targets that may accelerate.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from attrs import evolve

from salessupport.domain.facts import (
    AcceptanceBill,
    Adjustment,
    Allocation,
    BillEvent,
    CommissionPlan,
    CommissionSplit,
    CommissionTier,
    Contract,
    Customer,
    Fact,
    Facts,
    Instalment,
    Invoice,
    InvoiceLine,
    Receipt,
    Salesperson,
    Target,
)
from salessupport.domain.values.dates import Period, add_months
from salessupport.domain.values.money import SignedMoney
from salessupport.domain.values.policies import Company, Policies
from support.commission import PEOPLE, cny

COMPANY = Company(name="Example Trading", policies=Policies(allocation="explicit"))
FIRST = date(2026, 1, 5)
SHARES = tuple(Decimal(share) for share in ("0.1", "0.3333", "0.5", "0.25", "0.6", "1"))
RATES = tuple(Decimal(rate) for rate in ("0", "0.015", "0.0333", "0.1", "0.25", "1"))
TABLES = {
    Invoice: "invoices", InvoiceLine: "invoice_lines", Receipt: "receipts", Allocation: "allocations",
    AcceptanceBill: "bills", BillEvent: "bill_events", Adjustment: "adjustments", CommissionSplit: "commission_splits",
}  # fmt: skip


def busy_office(number: int) -> tuple[Company, Facts]:
    """Give the office of a number."""
    random = Random(number)
    plan = CommissionPlan(
        id="P", version=1, basis=random.choice(("collected", "collected", "invoiced")), measure="net", period="month",
        tiers=random.choice(("marginal", "whole")), clawback=random.choice((None, "recompute_original", "in_period")),
        carry_forward=random.choice((None, True, False)), cap=random.choice((None, None, cny(random.randrange(200)))),
        accelerator=random.choice((None, *RATES)), hold_back=random.choice((None, *SHARES)),
    )  # fmt: skip
    starts = sorted({random.choice((0, 0, 40)), *random.sample(range(1, 2500), random.randrange(4))})
    rows = [row for name in ("I1", "I2", "I3", "I4") for row in _sold(random, name)]
    one = "H1" if plan.clawback == "in_period" else None
    rows = [_under(random, row, one) if isinstance(row, Invoice) else row for row in rows]
    signed = [_signed(random, name, rows) for name in ("H1", "H2", "K")]
    return COMPANY, Facts(
        contracts=tuple(contract for contract, _ in signed),
        instalments=tuple(part for _, parts in signed for part in parts),
        targets=tuple(_targets(random)),
        customers=tuple(Customer(id=name, name=name, salesperson=random.choice(PEOPLE)) for name in ("C1", "C2")),
        salespeople=tuple(Salesperson(id=name, name=name, plan="P") for name in PEOPLE),
        commission_plans=(plan,),
        commission_tiers=tuple(
            CommissionTier(plan="P", from_amount=cny(start), rate=random.choice(RATES)) for start in starts
        ),
        **{table: tuple(row for row in rows if type(row) is kind) for kind, table in TABLES.items()},
    )


def _under(random: Random, invoice: Invoice, contract: str | None) -> Invoice:
    """A document under a contract, some for an instalment of it; a credit note has its invoice's."""
    if invoice.original is not None:
        return invoice
    name = contract or random.choice(("H1", "H1", "H2", "K", None))
    return evolve(invoice, contract=name, instalment=random.choice((None, None, 1, 2)) if name else None)


def _signed(random: Random, name: str, rows: Sequence[Fact]) -> tuple[Contract, tuple[Instalment, ...]]:
    """A contract about what is invoiced, or a bit more or less; of K no instalment is a retention."""
    invoiced = sum(row.gross.minor for row in rows if isinstance(row, Invoice) and row.contract == name)
    amount = max(2, invoiced * random.choice((100, 100, 60, 40, 110)) // 100)
    tail = max(1, amount * random.choice((5, 10, 30, 60)) // 100)
    cuts = ((1, amount - tail, None), (2, tail, name != "K"))
    parts = tuple(
        Instalment(contract=name, no=no, trigger="signing", amount=cny(part), is_retention=kept)
        for no, part, kept in cuts
    )
    return Contract(id=name, customer="C1", signed_on=FIRST, amount=cny(amount)), parts


def _targets(random: Random) -> Iterator[Target]:
    """Targets of some people and months, near what they come to; some of another measure, some set late."""
    for number in range(6):
        period = Period.month_of(add_months(FIRST, number))
        for person in PEOPLE:
            for measure in random.choice(((), ("collected net",), ("invoiced",), ("collected", "invoiced net"))):
                late = _later(random, period.last, 60) if random.random() < 0.2 else None
                amount = cny(random.choice((0, random.randrange(400), random.randrange(2500))))
                yield Target(period=period.name, salesperson=person, measure=measure, amount=amount, recorded_on=late)


def _sold(random: Random, name: str) -> Iterator[Fact]:
    """An invoice with its lines and shares, what was paid on it and what was credited."""
    on, gross, customer = _later(random, FIRST, 60), random.randrange(1, 3000), random.choice(("C1", "C2"))
    net = gross * 100 // 113
    paper = Invoice(id=name, kind="invoice", customer=customer, issued_on=on, gross=cny(gross), net=cny(net),
                    tax=cny(gross - net), status="issued")  # fmt: skip
    cut = random.choice((0, random.randrange(net + 1)))
    lines = ((1, cut), (2, net - cut)) if cut else ()
    yield paper
    yield from (InvoiceLine(invoice=name, line=line, net=cny(part)) for line, part in lines)
    for line in random.choice(((), (None,), (None, 1) if lines else (None,))):
        yield from _shared(random, name, line)
    rest = gross
    for part in range(random.randrange(1, 4)):
        amount = random.choice((rest, random.randrange(rest + 1)))
        rest -= amount
        if amount:
            yield from _paid(random, f"{name}-{part}", paper, amount)
    if rest and random.random() < 0.5:
        yield evolve(paper, id=f"N-{name}", kind="credit_note", original=name, issued_on=_later(random, on, 70),
                     gross=cny(rest), net=cny(rest * 100 // 113), tax=cny(rest - rest * 100 // 113))  # fmt: skip


def _shared(random: Random, invoice: str, line: int | None) -> Iterator[CommissionSplit]:
    left = Decimal(1)
    for person in random.sample(PEOPLE, random.randrange(1, 4)):
        share = min(random.choice(SHARES), left)
        left -= share
        rate = random.choice((None, None, random.choice(RATES)))
        yield CommissionSplit(invoice=invoice, line=line, salesperson=person, share=share, rate=rate)


def _paid(random: Random, name: str, paper: Invoice, amount: int) -> Iterator[Fact]:
    """A receipt on an invoice, by bank or by bill; entered or placed late, taken back or refunded now and then."""
    on = _later(random, paper.issued_on, 40)
    late = _later(random, on, 60) if random.random() < 0.3 else None
    bill = f"B-{name}" if random.random() < 0.25 else None
    if bill is not None:
        yield AcceptanceBill(id=bill, kind="bank_acceptance", face=cny(amount), received_on=on, customer=paper.customer)
        if random.random() < 0.7:
            yield BillEvent(bill=bill, event="honoured", effective_on=_later(random, on, 50))
    yield Receipt(id=name, customer=paper.customer, received_on=on, amount=cny(amount), recorded_on=late, bill=bill,
                  method="bill" if bill else "bank")  # fmt: skip
    placed = _later(random, on, 60) if random.random() < 0.3 else on
    known = late if late is None or late > placed else None
    yield Allocation(id=f"A-{name}", source=name, target=paper.id, effective_on=placed, recorded_on=known)
    if random.random() < 0.35:
        back = _later(random, max(late or on, placed), 60)
        yield Allocation(id=f"U-{name}", source=name, target=paper.id, effective_on=back, reverses=f"A-{name}")
        if bill is None and random.random() < 0.5:
            yield Adjustment(id=f"F-{name}", kind="refund", customer=paper.customer, about=name, effective_on=back,
                             amount=SignedMoney(cny(amount)), approved_by="卫总")  # fmt: skip


def _later(random: Random, day: date, most: int) -> date:
    """A day up to so many days later; often the first of a month, where mistakes about days show."""
    later = day + timedelta(days=random.randrange(most))
    return later if random.random() < 0.7 else add_months(later.replace(day=1), 1)

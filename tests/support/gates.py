"""A contract and the consents to it, for tests of gates: 100.00 at 30/60/10 on which as much as wanted is paid."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from salessupport.domain.contracts.gates import Gate, may_invoice_in_full, may_ship, may_start
from salessupport.domain.contracts.shown import contract_digest
from salessupport.domain.facts import Allocation, Approval, ApprovalAct, Contract, Customer, Facts, Receipt
from salessupport.domain.history import History
from salessupport.domain.receivables.instalments import contract_standing
from salessupport.domain.receivables.placing import place
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company

SIGNED = date(2026, 3, 2)
DAY = date(2026, 3, 20)
AMOUNT = 10_000
CONTRACT = Contract(id="K", customer="C", signed_on=SIGNED, amount=Money(AMOUNT, "CNY"), terms="30/60/10")
BASE = Facts(customers=(Customer(id="C", name="某客户"),), contracts=(CONTRACT,))
DIGEST = contract_digest(History(Company(name="某公司"), BASE), CONTRACT, DAY)
GATES = {
    "start_before_prepayment": (may_start, 3_000),
    "ship_before_payment": (may_ship, 9_000),
    "full_invoice_below_threshold": (may_invoice_in_full, 9_000),
}
"""The gate of each act, and what it requires."""


def consent(name: str, act: ApprovalAct, *, role: str | None, at: str = "2026-03-10", **more: Any) -> Approval:
    """A granted consent to the contract, asked for by a clerk, given by the holder of the role."""
    given = {"subject": "K", "decision": "granted", "requested_by": "韩内勤", "approver": f"{role}", **more}
    return Approval(id=name, act=act, role=role, decided_on=Moment.parse(at), **given)


def facts_of(approvals: Iterable[Approval] = (), *, paid: int = 0, **more: Any) -> Facts:
    """The contract with consents, and one receipt on its instalments in order of `no`."""
    rows: dict[str, Any] = {"approvals": tuple(approvals), **more}
    if paid:
        rows["receipts"] = (Receipt(id="S", customer="C", received_on=SIGNED, amount=Money(paid, "CNY")),)
        rows["allocations"] = tuple(
            Allocation(id=f"R{no}", source="S", target=f"K:{no}", effective_on=SIGNED) for no in (1, 2, 3)
        )
    return Facts(customers=BASE.customers, contracts=more.pop("contracts", BASE.contracts), **rows)


def ask(act: str, facts: Facts, on: date = DAY) -> Gate:
    """Ask the gate of an act."""
    history = History(Company(name="某公司"), facts)
    ledger = place(history, on)
    return GATES[act][0](history, ledger, contract_standing(history, ledger, "K"))

"""Steps of a drawn history that make contracts: terms or instalments of every sort, and changes of their amount.

A contract is changed within what is not invoiced yet, so that invoices always stay within it, whenever a change takes
effect and whoever approved it.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from attrs import evolve
from hypothesis import strategies as st

from salessupport.domain.facts import Approval, Contract, ContractChange, Customer, Instalment, Trigger
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.money import Money, SignedMoney
from salessupport.domain.values.quantity import Ratio
from salessupport.testing.draft import Draft
from salessupport.testing.values import minor_units

_TERMS = ("30/60/10", "30/60/10", "100", "50/50", "0/90/10", "33/33/34")
_SHARES = (
    ("0.3", "0.6", "0.1"),
    ("0.25", "0.55", "0.15", "0.05"),
    ("0.333333", "0.333333", "0.333334"),
    ("0.95", "0.05"),
)
_TRIGGERS: tuple[Trigger, ...] = ("signing", "before_pickup", "delivery", "acceptance", "date")
_BOSS, _REP = "卫总", "冯业务"


def add_contract(draft: Draft) -> bool:
    """Sign a contract by terms, or by rows of instalments with shares or fixed amounts."""
    customer = draft.one_of(draft.facts.customers)
    amount = draft.draw(st.sampled_from((100, 1_000_007, 99_999, 7)) | minor_units(most=100_000_000))
    by_rows = draft.chance(3)
    contract = Contract(
        id=draft.new_id(),
        customer=customer.id,
        signed_on=draft.day,
        amount=draft.money(amount, customer),
        terms=None if by_rows or draft.chance(4) else draft.one_of(_TERMS),
        deliver_on=_some_day(draft),
        accepted_on=_some_day(draft),
        recorded_on=draft.recorded(draft.day),
    )
    rows = _rows(draft, contract, customer) if by_rows else ()
    policy = contract.terms or draft.company.policies.terms
    draft.instalments[contract.id] = [row.no for row in rows] or [no for no, _ in enumerate(policy.split("/"), 1)]
    draft.room[contract.id] = amount
    contracts, instalments = (*draft.facts.contracts, contract), (*draft.facts.instalments, *rows)
    draft.facts = evolve(draft.facts, contracts=contracts, instalments=instalments)
    return True


def _rows(draft: Draft, contract: Contract, customer: Customer) -> tuple[Instalment, ...]:
    shares = draft.one_of(_SHARES)
    fixed = _fixed(draft, contract.amount.minor, shares)
    rows = []
    for no, share in enumerate(shares):
        trigger = draft.one_of(_TRIGGERS)
        row = Instalment(
            contract=contract.id,
            no=no + 1 + (no > 1),  # numbers need not be without gaps
            trigger=trigger,
            share=None if no in fixed else Ratio(Decimal(share)),
            amount=draft.money(fixed[no], customer) if no in fixed else None,
            days=draft.draw(st.none() | st.sampled_from((0, 10, 30))),
            months=draft.draw(st.none() | st.sampled_from((1, 18))),
            due_on=draft.later(draft.day) if trigger == "date" else None,
            is_retention=True if no == len(shares) - 1 and draft.chance(2) else None,
        )
        rows.append(row)
    return tuple(rows)


def _fixed(draft: Draft, amount: int, shares: Sequence[str]) -> dict[int, int]:
    """Draw the instalments that are of fixed amounts: none, the first, or all."""
    cut = [int(amount * Decimal(share)) for share in shares]
    of_all = dict(enumerate(cut)) | {len(cut) - 1: amount - sum(cut[:-1])}
    return draft.one_of(({}, {}, {0: cut[0]}, of_all))


def _some_day(draft: Draft) -> date | None:
    return draft.later(draft.day) if draft.chance(2) else None


def add_change(draft: Draft) -> bool:
    """Change a contract's amount or delivery day: approved on its row, by an owner's consent, by nobody, by oneself."""
    if not draft.facts.contracts:
        return False
    contract = draft.one_of(draft.facts.contracts)
    amount = _change(draft, contract)
    by = draft.one_of(("row", "row", "consent", "oneself", "nobody", "other amount"))
    effective = draft.later(draft.day) if draft.chance(5) else draft.day
    change = ContractChange(
        id=draft.new_id(),
        contract=contract.id,
        effective_on=effective,
        amount_change=None if amount is None else SignedMoney(Money(amount, contract.amount.currency)),
        deliver_on=draft.later(draft.day) if amount is None or draft.chance(4) else None,
        approved_by=_BOSS if by == "row" else None,
        recorded_on=draft.recorded(effective, contract),
    )
    if amount is not None and (amount < 0 or (by == "row" and effective == draft.day)):
        draft.room[contract.id] += amount
    approvals = () if by in ("row", "nobody") else (_consent(draft, change, by),)
    draft.facts = evolve(
        draft.facts,
        contract_changes=(*draft.facts.contract_changes, change),
        approvals=(*draft.facts.approvals, *approvals),
    )
    return True


def _change(draft: Draft, contract: Contract) -> int | None:
    """Draw a change of the amount: an addition, a reduction by at most what is not invoiced, or none."""
    if draft.chance(6):
        return None
    room = draft.room[contract.id]
    if room and draft.chance(2):
        return -draft.draw(st.just(room) | minor_units(most=room))
    return draft.draw(minor_units(most=contract.amount.minor or 1))


def _consent(draft: Draft, change: ContractChange, by: str) -> Approval:
    """Draw the owner's consent to a change; one's own and one to another amount do not count."""
    money = None if change.amount_change is None else abs(change.amount_change.minor)
    named = money is not None and (by == "other amount" or draft.chance(2))
    currency = draft.company.currency if change.amount_change is None else change.amount_change.currency
    decided = draft.later(draft.day)
    return Approval(
        id=draft.new_id(),
        act="contract_change",
        subject=change.id,
        approver=_BOSS,
        decided_on=Moment(decided),
        decision="refused" if by == "other amount" and not named else "granted",
        amount=Money((money or 0) + (by == "other amount"), currency) if named else None,
        requested_by=_BOSS if by == "oneself" else _REP,
        role="owner",
        recorded_on=draft.recorded(decided, change),
    )

"""How far a contract has come: money by nature, goods, stage and what is wrong, one value for all contract sheets.

Source: CO-09, CO-01, CO-07 (S12, S14, S16). Law: prepaid + picked up + tail + excess = collected; performed + open =
amount. Goods are worth what the contract's orders delivered, and what was delivered on the contract's own lines without
an order; where nothing of goods is recorded, what is invoiced stands for them.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Literal

from attrs import frozen

from salessupport.domain.amendments import Supply, deliver_on, supplies
from salessupport.domain.contracts.gates import ROLES
from salessupport.domain.contracts.performance import ContractView, contract_view, goods_of_orders, invoiced_on
from salessupport.domain.contracts.receipts import InstalmentNature, money_on, nature_of, salesperson_of
from salessupport.domain.facts import ApprovalAct, Contract, RegisterProject
from salessupport.domain.fulfilment import completed_on, contracted, delivered
from salessupport.domain.history import History
from salessupport.domain.receivables.instalments import account_of
from salessupport.domain.receivables.ledger import WRITTEN_OFF, Ledger
from salessupport.domain.schedule import Part
from salessupport.domain.values import split
from salessupport.domain.values.money import Money

Stage = Literal["signed", "started", "delivering", "delivered", "closed"]
"""Closed is delivered and settled; a contract has started once it has a project number or may start."""
IssueKind = Literal["overdue", "late", "licence_at_risk", "licence_expired", "matter", "excess", "written_off"]


@frozen
class Issue:
    """Something wrong with a contract: `detail` is the amount, the licence or the matter that is open."""

    kind: IssueKind
    detail: Money | str | date


@frozen
class ContractProgress:
    """A contract as of a day.

    `plan` are the instalments as agreed, `asked` and `arrived` quantities by product, `prices` unit prices by line;
    `goods` is the worth of what was delivered, `performed` at most the amount; `completed_on` the day on which the last
    of the goods came; `waived` the acts that were consented to, `project` the last check of the prices.
    """

    contract: Contract
    view: ContractView
    salesperson: str | None
    plan: tuple[Part, ...]
    lines: tuple[Supply, ...]
    prices: Mapping[int, Decimal]
    asked: Mapping[str, Decimal]
    arrived: Mapping[str, Decimal]
    paid: Mapping[InstalmentNature, Money]
    goods: Money
    performed: Money
    completed_on: date | None
    stage: Stage
    waived: tuple[ApprovalAct, ...]
    issues: tuple[Issue, ...]
    project: RegisterProject | None


def progress_of_all(history: History, ledger: Ledger) -> tuple[ContractProgress, ...]:
    """All contracts signed by the ledger's date, by day of signing and id."""
    signed = [row for row in history.facts.contracts if row.signed_on <= ledger.as_of]
    ordered = sorted(signed, key=lambda row: (row.signed_on, row.id))
    return tuple(contract_progress(history, ledger, row.id) for row in ordered)


def contract_progress(history: History, ledger: Ledger, contract_id: str) -> ContractProgress:
    """How far a contract has come as of the ledger's date; `NotFound` for an unknown one."""
    view, as_of = contract_view(history, ledger, contract_id), ledger.as_of
    contract = history.contracts[contract_id]
    checks = [row for row in history.projects_of.get(contract_id, ()) if row.verified_on <= as_of]
    return ContractProgress(
        contract=contract,
        view=view,
        salesperson=salesperson_of(history, contract.customer, contract),
        plan=account_of(history, ledger, contract).plan,
        lines=tuple(line for _, line in sorted(supplies(history, contract_id, as_of).items())),
        prices={row.line: row.price for row in history.contract_lines_of.get(contract_id, ()) if row.price is not None},
        asked=contracted(history, contract_id, as_of),
        arrived=delivered(history, contract_id, as_of),
        paid=_paid(view),
        goods=Money(goods_worth(history, contract_id, as_of), view.currency),
        performed=Money(performed(history, contract_id, view.amount.minor, as_of=as_of), view.currency),
        completed_on=completed_on(history, contract_id, as_of),
        stage=_stage(history, view, as_of),
        waived=tuple(act for act in ROLES if _granted(history, act, contract_id, as_of)),
        issues=tuple(_issues(history, view, as_of)),
        project=max(checks, key=lambda row: (row.verified_on, row.id), default=None),
    )


def goods_worth(history: History, contract_id: str, as_of: date) -> int:
    """The gross value of the goods that arrived, in minor units."""
    worth = goods_of_orders(history, contract_id, as_of)[1]
    lines = supplies(history, contract_id, as_of)
    return worth + sum(_part(lines[no], qty) for no, qty in _direct(history, contract_id, as_of) if no in lines)


def performed(history: History, contract_id: str, amount: int, *, as_of: date) -> int:
    """How much of the amount is performed, in minor units: goods delivered, or what is invoiced; at most all of it."""
    if goods_recorded(history, contract_id):
        worth = goods_worth(history, contract_id, as_of)
    else:
        currency = history.contracts[contract_id].amount.currency
        worth = invoiced_on(history, contract_id, currency, as_of).minor
    return max(0, min(worth, amount))


def goods_recorded(history: History, contract_id: str) -> bool:
    """Whether anything of goods is recorded: an order or a delivery of the contract."""
    return contract_id in history.orders_of_contract or contract_id in history.deliveries_of_contract


def finished(history: History, ledger: Ledger, contract_id: str, *, by: date) -> bool:
    """Whether a contract was performed in full by a day and settled by money that still stands, and write-offs."""
    contract = history.contracts[contract_id]
    amount = account_of(history, ledger, contract).amount
    return _complete(history, contract_id, amount, by) and settled_by(history, ledger, contract_id, by) >= amount


def settled_by(history: History, ledger: Ledger, contract_id: str, by: date) -> int:
    """Money that still stands and was placed on a contract by a day, and write-offs up to it, in minor units."""
    if contract_id not in ledger.contracts:
        return 0
    money = sum(piece.amount for piece in money_on(history, ledger, contract_id) if piece.on <= by)
    invoices = history.invoices_of_contract.get(contract_id, ())
    postings = (one for row in invoices for one in ledger.postings_by_target.get(row.id, ()) if one.on <= by)
    return money + sum(one.amount for one in postings if one.rule in WRITTEN_OFF)


def _complete(history: History, contract_id: str, amount: int, as_of: date) -> bool:
    if goods_recorded(history, contract_id):
        return completed_on(history, contract_id, as_of) is not None
    return performed(history, contract_id, amount, as_of=as_of) >= amount


def _direct(history: History, contract_id: str, as_of: date) -> Iterator[tuple[int, Decimal]]:
    """Lines of the contract with the quantities that deliveries without an order brought."""
    for delivery in history.deliveries_of_contract.get(contract_id, ()):
        if delivery.order is None and delivery.delivered_on is not None and delivery.delivered_on <= as_of:
            for line in history.delivery_lines_of.get(delivery.id, ()):
                yield line.order_line, line.qty


def _granted(history: History, act: ApprovalAct, contract_id: str, as_of: date) -> bool:
    """Whether anybody consented by a day, were it for a shipment that has long left."""
    rows = history.approvals_of.get((act, contract_id), ())
    return any(row.decision == "granted" and row.decided_on.day <= as_of for row in rows)


def _part(line: Supply, qty: Decimal) -> int:
    if line.amount is None or not line.qty:
        return 0
    part, per_part = qty.as_integer_ratio()
    whole, per_whole = line.qty.as_integer_ratio()
    return split.rounded(line.amount.minor * part * per_whole, per_part * whole)


def _paid(view: ContractView) -> dict[InstalmentNature, Money]:
    none = Money.zero(view.currency)
    paid: dict[InstalmentNature, Money] = {"prepayment": none, "pickup": none, "tail": none}
    for one in view.instalments:
        paid[nature_of(one.trigger, is_retention=one.is_retention)] += one.received
    return paid


def _stage(history: History, view: ContractView, as_of: date) -> Stage:
    if _complete(history, view.id, view.amount.minor, as_of):
        return "delivered" if any(one.open for one in view.instalments) else "closed"
    if performed(history, view.id, view.amount.minor, as_of=as_of) or delivered(history, view.id, as_of):
        return "delivering"
    return "started" if view.project_no is not None or view.may_start.allowed else "signed"


def _issues(history: History, view: ContractView, as_of: date) -> Iterator[Issue]:
    if view.overdue:
        yield Issue("overdue", view.overdue)
    agreed = deliver_on(history, history.contracts[view.id], as_of)
    if agreed is not None and agreed < as_of and not _complete(history, view.id, view.amount.minor, as_of):
        yield Issue("late", agreed)
    for licence in view.licences:
        if licence.state in ("at_risk", "expired"):
            yield Issue("licence_at_risk" if licence.state == "at_risk" else "licence_expired", licence.id)
    for matter in history.matters_of.get(view.id, ()):
        if matter.opened_on <= as_of and (matter.closed_on is None or matter.closed_on > as_of):
            yield Issue("matter", matter.text)
    if view.excess:
        yield Issue("excess", view.excess)
    if view.written_off:
        yield Issue("written_off", view.written_off)

"""The watch list of special approvals: contracts that run or shipped on a waiver, until the money is in (CO-06, LG-02).

A waiver is watched while it opens a gate, and once it was used (a project number or a shipping notice was issued on
it) also after it expired or was used up. Law: a contract leaves the list only by money.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from attrs import frozen

from salessupport.domain.contracts.gates import Gate, may_ship, may_start
from salessupport.domain.contracts.papers import papers
from salessupport.domain.facts import ApprovalAct, RegisterPaper
from salessupport.domain.history import History
from salessupport.domain.receivables.instalments import contract_standing
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.values.dates import days_overdue
from salessupport.domain.values.money import Money


@frozen(kw_only=True)
class Watched:
    """A contract under watch for one act: `gap` is what was missing when it was allowed, `short` what still is.

    `gap` is None where the approvals name no amount. `papers` were issued on the approvals; `days` count from `since`,
    the day of the first of them.
    """

    contract: str
    customer: str
    salesperson: str | None
    act: ApprovalAct
    approvals: tuple[str, ...]
    papers: tuple[str, ...]
    gap: Money | None
    short: Money
    since: date
    days: int


def watch_list(history: History, ledger: Ledger) -> tuple[Watched, ...]:
    """All contracts that owe money for which a waiver was given, oldest first, as of the ledger's date."""
    found = [one for contract in history.contracts for one in _of_contract(history, ledger, contract)]
    return tuple(sorted(found, key=lambda one: (one.since, one.contract, one.act)))


def _of_contract(history: History, ledger: Ledger, contract: str) -> Iterator[Watched]:
    if not any((act, contract) in history.approvals_of for act in ("start_before_prepayment", "ship_before_payment")):
        return
    standing = contract_standing(history, ledger, contract)
    orders = [order.id for order in history.orders_of_contract.get(contract, ())]
    as_of = ledger.as_of
    projects = [*papers(history, contract, "project", as_of), *papers(history, contract, "contact_sheet", as_of)]
    notices = [one for name in (contract, *orders) for one in papers(history, name, "shipping_notice", as_of)]
    yield from _watched(
        history, ledger, may_start(history, ledger, standing), "start_before_prepayment", contract, projects
    )
    yield from _watched(history, ledger, may_ship(history, ledger, standing), "ship_before_payment", contract, notices)


def _watched(
    history: History, ledger: Ledger, gate: Gate, act: ApprovalAct, contract: str, issued: Sequence[RegisterPaper]
) -> Iterator[Watched]:
    """The contract's entry for an act: nothing is missing, or nothing was waived, and there is none."""
    waivers = {one.id: one for one in history.approvals_of.get((act, contract), ())}
    used = [paper for paper in issued if any(one in waivers for one in paper.approvals)]
    live = gate.approvals if gate.reason == "approved" else ()
    ids = {*live, *(one for paper in used for one in paper.approvals if one in waivers)}
    if not gate.short or not ids:
        return
    approvals = sorted((waivers[one] for one in ids), key=lambda one: (one.effective, one.id))
    named = [one.amount for one in approvals if one.amount is not None]
    row = history.contracts[contract]
    yield Watched(
        contract=contract,
        customer=row.customer,
        salesperson=row.salesperson,
        act=act,
        approvals=tuple(one.id for one in approvals),
        papers=tuple(paper.id for paper in used),
        gap=named[0] if named else None,
        short=gate.short,
        since=approvals[0].effective,
        days=days_overdue(approvals[0].effective, ledger.as_of),
    )

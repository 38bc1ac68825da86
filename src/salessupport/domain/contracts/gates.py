"""Gates of a contract: who may start, ship, invoice in full, hold an unlimited licence; with figures and reasons.

A gate is open when good money covers what it requires, or when the consents that its act needs were given in order. A
start or ship waiver covers any shortfall up to its amount, a full invoice exactly the contract's amount. Sources:
AR-05, CO-04, CO-06, LG-02, IN-02, LA-02, TK-01; Conventions 10.
"""

from __future__ import annotations

from typing import Literal

from attrs import frozen

from salessupport.domain.approvals import consents, in_order
from salessupport.domain.contracts.papers import stands
from salessupport.domain.contracts.shown import contract_digest
from salessupport.domain.facts import Approval, ApprovalAct
from salessupport.domain.history import History
from salessupport.domain.receivables.bills import dishonoured
from salessupport.domain.receivables.instalments import Standing, contract_standing
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.values.money import Money
from salessupport.domain.values.split import exact

GateReason = Literal["covered", "approved", "short", "consents_incomplete", "consents_out_of_order", "approval_void"]
ROLES: dict[ApprovalAct, tuple[str, ...]] = {
    "start_before_prepayment": ("owner",),
    "ship_before_payment": ("rep", "owner"),
    "full_invoice_below_threshold": ("rep", "owner"),
}
"""Who has to consent to an act, in this order (requirements §7, "Who consents")."""
ACTS: dict[str, ApprovalAct | None] = {
    "may_start": "start_before_prepayment",
    "may_ship": "ship_before_payment",
    "may_invoice_in_full": "full_invoice_below_threshold",
    "may_be_unlimited": None,
}
"""The act that opens each gate without the money; nothing opens that of an unlimited licence."""


@frozen
class Gate:
    """A gate's answer: `short` is what good money misses of `required`, `approvals` the ids that count."""

    allowed: bool
    reason: GateReason
    required: Money
    received: Money
    short: Money
    approvals: tuple[str, ...] = ()


@frozen
class Gates:
    """All gates of one contract as of a day."""

    may_start: Gate
    may_ship: Gate
    may_invoice_in_full: Gate
    may_be_unlimited: Gate


def gates(history: History, ledger: Ledger, contract_id: str) -> Gates:
    """Answer all gates of a contract."""
    standing = contract_standing(history, ledger, contract_id)
    return Gates(
        may_start=may_start(history, ledger, standing),
        may_ship=may_ship(history, ledger, standing),
        may_invoice_in_full=may_invoice_in_full(history, ledger, standing),
        may_be_unlimited=may_be_unlimited(history, ledger, standing),
    )


def may_start(history: History, ledger: Ledger, standing: Standing) -> Gate:
    """Whether the contract may be executed: the `signing` instalments are in, or the owner signed (CO-04, CO-06)."""
    return _gate(history, ledger, standing, "start_before_prepayment", standing.triggered_by("signing"))


def may_ship(history: History, ledger: Ledger, standing: Standing) -> Gate:
    """Whether goods may leave: prepayment and pick-up money are in, or rep and owner consented (AR-05, LG-02).

    Consents that a shipping notice was issued on are used up by it.
    """
    required = standing.triggered_by("signing", "before_pickup")
    return _gate(history, ledger, standing, "ship_before_payment", required)


def may_invoice_in_full(history: History, ledger: Ledger, standing: Standing) -> Gate:
    """Whether all of it may be invoiced: floor(threshold x amount) is in, or rep and owner consented (IN-02)."""
    threshold = exact(history.company.policies.full_invoice_threshold)
    minor = standing.amount.minor * threshold.numerator // threshold.denominator
    required = Money(minor, standing.amount.currency)
    return _gate(history, ledger, standing, "full_invoice_below_threshold", required)


def may_be_unlimited(history: History, ledger: Ledger, standing: Standing) -> Gate:
    """Whether a licence may be unlimited: all money is in and no bill of the contract is dishonoured (LA-02)."""
    required, received = standing.amount, standing.collected
    settled = received >= required and not dishonoured_bills(history, ledger, standing.contract.id)
    return Gate(settled, "covered" if settled else "short", required, received, _short(required, received))


def dishonoured_bills(history: History, ledger: Ledger, contract_id: str) -> tuple[str, ...]:
    """Bills that were handed over for a contract and whose last event is that they were dishonoured."""
    customer = history.contracts[contract_id].customer
    bad = dishonoured(history, customer, ledger.as_of)
    return tuple(bill for bill in bad if _pays_contract(history, ledger, bill, contract_id))


def _pays_contract(history: History, ledger: Ledger, bill: str, contract_id: str) -> bool:
    """Whether a row of the bill's receipt names the contract or an invoice of it, or its money once settled one."""
    for receipt in history.receipts_of_bill.get(bill, ()):
        named = [row.target for row in history.rows_of.get(receipt.id, ())]
        settled = [posting.target for posting in ledger.postings if posting.source == receipt.id]
        for target in (*named, *settled):
            instalment = history.instalment_of(target)
            invoice = history.invoices.get(target)
            if (instalment and instalment[0] == contract_id) or (invoice and invoice.contract == contract_id):
                return True
    return False


def _gate(history: History, ledger: Ledger, standing: Standing, act: ApprovalAct, required: Money) -> Gate:
    received = standing.collected
    short = _short(required, received)
    if not short:
        return Gate(allowed=True, reason="covered", required=required, received=received, short=short)
    needed = standing.amount if act == "full_invoice_below_threshold" else short
    reason, approvals = _consent(history, ledger, act, standing, needed)
    return Gate(reason == "approved", reason, required, received, short, tuple(one.id for one in approvals))


def _short(required: Money, received: Money) -> Money:
    return Money(max(0, required.minor - received.minor), required.currency)


def _consent(
    history: History, ledger: Ledger, act: ApprovalAct, standing: Standing, needed: Money
) -> tuple[GateReason, tuple[Approval, ...]]:
    """The reason that the consents give, in the order of Conventions 10, and those that count."""
    subject, as_of = standing.contract.id, ledger.as_of
    shown = contract_digest(history, standing.contract, as_of)
    used = used_by(history, ledger) if act == "ship_before_payment" else {}
    unused = [one for one in consents(history, act, subject, as_of=as_of) if one.id not in used]
    counting = [one for one in unused if one.digest in (None, shown) and _covers(act, one, needed)]
    by_role = [[one for one in counting if one.role == role] for role in ROLES[act]]
    if len(by_role) == 1 and by_role[0]:
        return "approved", (by_role[0][0],)
    if all(by_role):
        pair = in_order(*by_role)
        return ("approved", pair) if pair else ("consents_out_of_order", tuple(each[0] for each in by_role))
    got = tuple(each[0] for each in by_role if each)
    missing = {role for role, each in zip(ROLES[act], by_role, strict=True) if not each}
    if any(one.role in missing for one in unused):
        return "approval_void", got
    return ("consents_incomplete", got) if got else ("short", ())


def _covers(act: ApprovalAct, approval: Approval, needed: Money) -> bool:
    if approval.amount is None or approval.amount.currency != needed.currency:
        return approval.amount is None
    return approval.amount == needed if act == "full_invoice_below_threshold" else approval.amount >= needed


def used_by(history: History, ledger: Ledger) -> dict[str, str]:
    """Approvals that a standing shipping notice was issued on, with its number: one waiver, one notice (LG-02)."""
    return {
        approval: paper.id
        for paper in history.facts.register_papers
        if paper.kind == "shipping_notice" and stands(history, paper, ledger.as_of)
        for approval in paper.approvals
    }

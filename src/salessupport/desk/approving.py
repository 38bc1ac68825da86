"""Requests and decisions: what may be asked for, who decides, in which order (TK-01; requirements §7, "Who consents").

A request says what an approver is shown, as a digest; a decision on it is refused where it would not count: by the
requester, by nobody who holds the role, before an earlier consent, after expiry, or once the subject has changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from attrs import evolve, frozen

from salessupport.desk.answers import Change
from salessupport.desk.commands import refuse_closed
from salessupport.domain.approvals import digest_of, holds_role, is_before
from salessupport.domain.contracts.gates import ROLES, Gate, may_invoice_in_full, may_ship, may_start
from salessupport.domain.contracts.review import review_digest
from salessupport.domain.contracts.shown import change_digest, contract_digest
from salessupport.domain.facts import Approval, ApprovalAct, ApprovalDecision, RegisterRequest
from salessupport.domain.history import History
from salessupport.domain.orders.axes import order_axes
from salessupport.domain.orders.version import order_digest
from salessupport.domain.receivables.instalments import contract_standing
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.errors import ApprovalInvalid, IllegalTransition, MissingField, OverApplied
from salessupport.domain.values.money import Money

_ROLES: Mapping[ApprovalAct, tuple[str, ...]] = {
    **ROLES,
    "refund": ("owner",),
    "contract_change": ("owner",),
    "second_provisional_licence": ("owner",),
}
"""Acts whose roles are prescribed; any named role may decide on the others."""
_ON_CONTRACT = {
    "start_before_prepayment": may_start,
    "ship_before_payment": may_ship,
    "full_invoice_below_threshold": may_invoice_in_full,
}
_ON_ORDER = frozenset({"price_below_floor", "credit_override", "order_deviation"})


@frozen
class Shown:
    """What an approver is shown of a subject: the amount that is asked for, and the digest."""

    amount: Money | None
    digest: str


@frozen(kw_only=True)
class Wish:
    """What is asked for."""

    act: ApprovalAct
    subject: str
    requested_by: str
    amount: str | None = None
    reason: str | None = None
    expires_on: date | None = None


def request(history: History, ledger: Ledger, wish: Wish, *, today: date) -> Change:
    """Ask for an approval; without an amount it is the one that the act needs."""
    refuse_closed(history, today)
    if not wish.requested_by.strip():
        raise MissingField("field.missing", path="requested_by")
    seen = shown(history, ledger, wish.act, wish.subject, asked=wish.amount)
    row = RegisterRequest(
        id=_free_id("SQ", history.requests),
        act=wish.act,
        subject=wish.subject,
        requested_by=wish.requested_by,
        requested_on=today,
        amount=seen.amount,
        expires_on=wish.expires_on,
        reason=wish.reason,
        digest=seen.digest,
    )
    roles = " → ".join(_ROLES.get(wish.act, ("any role",)))
    amount = f" of {seen.amount}" if seen.amount is not None else ""
    effects = (f"{row.id}: {wish.act}{amount} on {wish.subject}; to be decided by {roles}",)
    return Change("request", appended={"register_requests": (row,)}, effects=effects)


def decide(
    history: History,
    ledger: Ledger,
    request_id: str,
    *,
    approver: str,
    role: str,
    decision: ApprovalDecision,
    reason: str | None,
    at: Moment,
) -> Change:
    """Decide on a request in a role; see `Desk.approve`."""
    refuse_closed(history, at.day)
    asked = history.find("register_requests", history.requests, request_id)
    if not approver.strip():
        raise MissingField("field.missing", path="approver")
    if decision == "refused" and not reason:
        raise MissingField("approval.reason", path="reason")
    _refuse_person(history, asked, approver, role, at.day)
    _refuse_stale(history, ledger, asked, at.day)
    _refuse_order(history, asked, role, decision, at)
    row = Approval(
        id=_free_id("PZ", history.approvals),
        act=asked.act,
        subject=asked.subject,
        amount=asked.amount,
        requested_by=asked.requested_by,
        approver=approver,
        role=role,
        decided_on=at,
        decision=decision,
        expires_on=asked.expires_on,
        reason=reason,
        digest=asked.digest,
        request=asked.id,
    )
    after = evolve(history, facts=history.facts.appended({"approvals": (row,)}))
    effects = (f"{row.id}: {approver} ({role}) {decision} {asked.act} on {asked.subject}", *_what_follows(after, asked))
    return Change("approve", appended={"approvals": (row,)}, effects=effects)


def shown(history: History, ledger: Ledger, act: ApprovalAct, subject: str, *, asked: str | None) -> Shown:
    """What an approver of this act sees of the subject as of the ledger's date."""
    if act in _ON_ORDER:
        axes = order_axes(history, subject, as_of=ledger.as_of)
        amount = Money(axes.totals.gross, axes.currency)
        return Shown(_asked(asked, amount), order_digest(history, subject, ledger.as_of))
    if act == "refund":
        return _refund(history, ledger, subject, asked)
    if act == "contract_change":
        rows = {row.id: row for row in history.facts.contract_changes}
        change = history.find("contract_changes", rows, subject)
        by = change.amount_change
        return Shown(None if by is None else Money(abs(by.minor), by.currency), change_digest(change))
    contract = history.find("contracts", history.contracts, subject)
    if act in _ON_CONTRACT:
        return Shown(_missing(history, ledger, act, subject, asked), contract_digest(history, contract, ledger.as_of))
    if act in ("contract_deviation", "technical_review"):
        return Shown(None, review_digest(history, subject))
    return Shown(None, contract_digest(history, contract, ledger.as_of))


def _missing(history: History, ledger: Ledger, act: ApprovalAct, subject: str, asked: str | None) -> Money:
    """The missing money of a waiver, the contract's amount of a full invoice (Conventions 10)."""
    standing = contract_standing(history, ledger, subject)
    gate: Gate = _ON_CONTRACT[act](history, ledger, standing)
    if gate.reason == "covered":
        raise IllegalTransition("request.not_needed", path=subject, subject=subject, act=act)
    return standing.amount if act == "full_invoice_below_threshold" else _asked(asked, gate.short)


def _refund(history: History, ledger: Ledger, subject: str, asked: str | None) -> Shown:
    receipt = history.find("receipts", history.receipts, subject)
    credit = ledger.credits.get(subject)
    left = Money(credit.left if credit is not None and credit.good else 0, receipt.amount.currency)
    amount = _asked(asked, left)
    if amount > left or not amount:
        raise OverApplied("request.exceeds", path=subject, subject=subject, amount=amount, remaining=left)
    return Shown(amount, digest_of("refund", subject, receipt.customer, receipt.amount, amount))


def _asked(asked: str | None, needed: Money) -> Money:
    return needed if asked is None else Money.parse_positive(asked, needed.currency)


def _refuse_person(history: History, asked: RegisterRequest, approver: str, role: str, on: date) -> None:
    """Another than the requester, in a role that the act needs and that the approver holds."""
    roles = _ROLES.get(asked.act)
    if roles is not None and role not in roles:
        raise ApprovalInvalid("approval.role", path=role, act=asked.act, role=role, roles=" → ".join(roles))
    if approver == asked.requested_by and history.company.policies.self_approval == "refused":
        raise ApprovalInvalid("approval.self", path=approver, approver=approver)
    if not holds_role(history, approver, role, on):
        raise ApprovalInvalid("approval.not_holder", path=approver, approver=approver, role=role)


def _refuse_stale(history: History, ledger: Ledger, asked: RegisterRequest, on: date) -> None:
    """The request has not expired, and its subject is what it was."""
    if asked.expires_on is not None and asked.expires_on < on:
        raise ApprovalInvalid("approval.expired", path=asked.id, request=asked.id, expires_on=asked.expires_on)
    amount = str(asked.amount) if asked.amount is not None else None
    if shown(history, ledger, asked.act, asked.subject, asked=amount).digest != asked.digest:
        raise ApprovalInvalid("approval.altered", path=asked.id, request=asked.id, subject=asked.subject)


def _refuse_order(history: History, asked: RegisterRequest, role: str, decision: ApprovalDecision, at: Moment) -> None:
    """Consents come in order; a refusal closes the request; nobody decides twice."""
    on_it = _decisions(history, asked)
    for row in on_it:
        if row.decision == "refused":
            raise ApprovalInvalid("approval.closed", path=asked.id, request=asked.id, approver=row.approver)
        if not is_before(row.decided_on, at) and decision == "granted" and row.role != role:
            raise ApprovalInvalid("approval.same_time", path=row.id, id=row.id, at=at)
        if row.role == role:
            raise ApprovalInvalid("approval.decided", path=row.id, request=asked.id, role=role, id=row.id)
    waiting = _waiting_for(asked, on_it)
    if decision == "granted" and role in waiting and waiting[0] != role:
        raise ApprovalInvalid("approval.order", path=role, role=role, next=waiting[0])


def _waiting_for(asked: RegisterRequest, on_it: list[Approval]) -> list[str]:
    granted = {row.role for row in on_it if row.decision == "granted"}
    return [role for role in _ROLES.get(asked.act, ()) if role not in granted]


def _decisions(history: History, asked: RegisterRequest) -> list[Approval]:
    """Decisions on this very request."""
    return [row for row in history.approvals_of.get((asked.act, asked.subject), ()) if row.request == asked.id]


def _what_follows(history: History, asked: RegisterRequest) -> tuple[str, ...]:
    on_it = _decisions(history, asked)
    waiting = _waiting_for(asked, on_it)
    if any(row.decision == "refused" for row in on_it):
        return (f"{asked.id} is closed",)
    return (f"{asked.id} waits for {' → '.join(waiting)}",) if waiting else (f"{asked.id} has all consents",)


def _free_id(prefix: str, taken: Mapping[str, object]) -> str:
    number = len(taken) + 1
    while (free := f"{prefix}-{number:05d}") in taken:
        number += 1
    return free

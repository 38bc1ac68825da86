"""Approvals: which consents cover an act on a subject on a day, and in what order (TK-01; Conventions 9 and 10).

One engine for every gate. A consent counts when it was granted by the day, has not expired, was asked for by somebody
else (policy `self_approval`), was given by a holder of its role (where `register_roles` says who holds it), and was
shown what the subject still is (`digest`). What amount it covers is the gate's question.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from hashlib import sha256

from salessupport.domain.facts import Approval, ApprovalAct
from salessupport.domain.history import History
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.money import Money


def consents(
    history: History, act: ApprovalAct, subject: str, *, as_of: date, digest: str | None = None
) -> tuple[Approval, ...]:
    """The approvals that count for this act and subject on `as_of`, whatever their amount, in order of decision.

    `digest` is that of the subject as it is now: an approval that was shown something else is void.
    """
    return tuple(
        approval
        for approval in history.approvals_of.get((act, subject), ())
        if _stands(history, approval, as_of)
        and (approval.digest is None or digest is None or approval.digest == digest)
    )


def granted(
    history: History,
    act: ApprovalAct,
    *,
    subject: str,
    amount: Money | None,
    role: str | None,
    as_of: date,
    digest: str | None = None,
) -> tuple[Approval, ...]:
    """The consents by `role` (None: anybody's) that cover exactly `amount`; one that names no amount covers any."""
    return tuple(
        approval
        for approval in consents(history, act, subject, as_of=as_of, digest=digest)
        if (role is None or approval.role == role) and (approval.amount is None or approval.amount == amount)
    )


def given(history: History, act: ApprovalAct, subject: str, as_of: date) -> tuple[Approval, ...]:
    """Every approval that was granted by `as_of`, void ones too: for saying why one does not count."""
    rows = history.approvals_of.get((act, subject), ())
    return tuple(row for row in rows if row.decision == "granted" and row.decided_on.day <= as_of)


def is_self_approval(approval: Approval) -> bool:
    """Whether the one who asked for it decided."""
    return approval.requested_by is not None and approval.requested_by == approval.approver


def holds_role(history: History, person: str, role: str | None, on: date) -> bool:
    """Whether a person may decide in a role on a day; a role without rows is anybody's."""
    rows = history.roles.get(role or "", ())
    return not rows or any(
        row.person == person and (row.valid_from or on) <= on <= (row.valid_to or on) for row in rows
    )


def is_before(one: Moment, other: Moment) -> bool:
    """Whether a decision came before another; on one day both need a time, and equal times are no order."""
    if one.day != other.day or one.at is None or other.at is None:
        return one.day < other.day
    return one.at < other.at


def in_order(first: Sequence[Approval], then: Sequence[Approval]) -> tuple[Approval, Approval] | None:
    """The earliest pair of consents in which the second came after the first."""
    pairs = ((one, other) for one in first for other in then if is_before(one.decided_on, other.decided_on))
    return next(pairs, None)


def digest_of(*shown: object) -> str:
    """SHA-256 of what was shown to an approver, as text, one value a line."""
    return sha256("\n".join(map(str, _flat(shown))).encode("utf-8", "surrogatepass")).hexdigest()


def _flat(values: Iterable[object]) -> Iterable[object]:
    for value in values:
        if isinstance(value, tuple | list):
            yield f"({len(value)}"
            yield from _flat(value)
        else:
            yield value


def _stands(history: History, approval: Approval, as_of: date) -> bool:
    by_themselves = is_self_approval(approval) and history.company.policies.self_approval == "refused"
    return (
        approval.decision == "granted"
        and approval.decided_on.day <= as_of
        and (approval.expires_on is None or as_of <= approval.expires_on)
        and not by_themselves
        and holds_role(history, approval.approver, approval.role, approval.decided_on.day)
    )

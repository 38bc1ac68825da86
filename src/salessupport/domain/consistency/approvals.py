"""Approvals and papers: consents that do not count, waivers used twice, numbers with gaps (TK-01, DC-04, LG-02)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from salessupport.domain.amendments import owners_consent
from salessupport.domain.approvals import consents, granted, holds_role, is_self_approval
from salessupport.domain.consistency.fault import Fault
from salessupport.domain.facts import Adjustment, RegisterLicence
from salessupport.domain.history import History
from salessupport.domain.numbering import gaps
from salessupport.domain.values.money import Money


def faults(history: History) -> Iterator[Fault]:
    """Faults of approvals, of what they allowed, and of papers."""
    yield from _consents(history)
    yield from _changes(history)
    yield from _refunds(history)
    yield from _licences(history)
    yield from _papers(history)
    yield from _waivers(history)


def _consents(history: History) -> Iterator[Fault]:
    reported = history.company.policies.self_approval == "reported"
    for row, one in enumerate(history.facts.approvals):
        context = {"approver": one.approver, "role": one.role}
        if one.decision == "granted" and is_self_approval(one):
            code = "approval.self_reported" if reported else "approval.self"
            yield Fault("approvals", row, "approver", code, context, "warning")
        if one.decision == "granted" and not holds_role(history, one.approver, one.role, one.decided_on.day):
            yield Fault("approvals", row, "approver", "approval.not_holder", context, "warning")


def _changes(history: History) -> Iterator[Fault]:
    """Where approval rows exist beside `approved_by`, they agree."""
    for row, change in enumerate(history.facts.contract_changes):
        if not change.approved_by or ("contract_change", change.id) not in history.approvals_of:
            continue
        consent = owners_consent(history, change)
        if consent is None or consent.approver != change.approved_by:
            context = {"id": change.id, "approved_by": change.approved_by}
            yield Fault("contract_changes", row, "approved_by", "approval.disagrees", context, "warning")


def _refunds(history: History) -> Iterator[Fault]:
    for row, one in enumerate(history.facts.adjustments):
        if one.kind == "refund" and not one.approved_by and not _refund_approved(history, one):
            yield Fault("adjustments", row, "approved_by", "refund.unapproved", {"id": one.id}, "warning")


def _refund_approved(history: History, one: Adjustment) -> bool:
    amount = Money(one.amount.minor, one.amount.currency)
    subject = one.about or ""
    return bool(granted(history, "refund", subject=subject, amount=amount, role="owner", as_of=one.effective_on))


def _licences(history: History) -> Iterator[Fault]:
    """A second provisional licence for a machine needs an approval on its contract (LA-01)."""
    seen: set[tuple[str, str | None]] = set()
    rows = sorted(enumerate(history.facts.register_licences), key=lambda entry: (entry[1].effective_on, entry[1].id))
    for row, one in rows:
        if one.kind != "provisional":
            continue
        key = one.contract, one.machine
        if key in seen and not _allowed_again(history, one):
            context = {"machine": one.machine or one.contract}
            yield Fault("register_licences", row, "kind", "licence.second_provisional", context, "warning")
        seen.add(key)


def _allowed_again(history: History, one: RegisterLicence) -> bool:
    return bool(consents(history, "second_provisional_licence", one.contract, as_of=one.effective_on))


def _papers(history: History) -> Iterator[Fault]:
    papers = history.facts.register_papers
    for missing in gaps(papers):
        start = missing.rpartition("-")[0]
        row = max(row for row, paper in enumerate(papers) if paper.id.startswith(start))
        context = {"kind": papers[row].kind, "missing": missing}
        yield Fault("register_papers", row, "id", "paper.gap", context, "warning")
    voided: set[str] = set()
    for row, paper in enumerate(papers):
        if paper.voids is not None:
            original = history.papers.get(paper.voids)
            fits = original is not None and original.kind == paper.kind and original.voids is None
            if not fits or paper.voids in voided:
                yield Fault("register_papers", row, "voids", "paper.voids", {"id": paper.id, "voids": paper.voids})
            voided.add(paper.voids)


def _waivers(history: History) -> Iterator[Fault]:
    """One waiver covers one shipping notice; that of a notice taken back before may be used again."""
    users: defaultdict[str, list[tuple[date, int, str]]] = defaultdict(list)
    for row, paper in enumerate(history.facts.register_papers):
        if paper.kind == "shipping_notice" and paper.voids is None:
            for approval in paper.approvals:
                users[approval].append((paper.issued_on, row, paper.id))
    for approval, uses in users.items():
        ordered = sorted(uses)
        for (_, _, before), (on, row, _) in pairwise(ordered):
            void = history.voided_papers.get(before)
            if void is None or void.issued_on > on:
                context = {"approval": approval, "other": before}
                yield Fault("register_papers", row, "approvals", "waiver.used_twice", context)

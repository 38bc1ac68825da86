"""Issuing papers: activating a contract, releasing goods, telling of a receipt, taking back (CO-04, LG-01, AR-03).

Every paper has a number without gaps (DC-04) and stands on its gate: what is not allowed is not issued, with all
reasons.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from attrs import evolve

from salessupport.desk.answers import Change
from salessupport.desk.commands import refuse_closed
from salessupport.domain.contracts.contact_sheet import DEPARTMENTS
from salessupport.domain.contracts.gates import may_start
from salessupport.domain.contracts.papers import papers, project_no
from salessupport.domain.contracts.shipping import may_release, open_lines
from salessupport.domain.contracts.shown import contract_digest
from salessupport.domain.facts import PaperKind, RegisterPaper, RegisterPaperLine, RegisterSignature
from salessupport.domain.history import History
from salessupport.domain.numbering import numbers
from salessupport.domain.orders.order_view import order_view
from salessupport.domain.receivables.instalments import contract_standing
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.values.errors import GateClosed, IllegalTransition, NotFound, PrepaymentMissing
from salessupport.domain.values.quantity import Quantity


def activate(history: History, ledger: Ledger, contract_id: str, *, by: str | None, today: date) -> Change:
    """Give a contract its project number and issue its contact sheet to the departments; see `Desk.activate`."""
    refuse_closed(history, today)
    contract = history.find("contracts", history.contracts, contract_id)
    issued = papers(history, contract_id, "contact_sheet", today)
    if issued:
        raise IllegalTransition("contract.active", path=contract_id, contract=contract_id, paper=issued[0].id)
    gate = may_start(history, ledger, contract_standing(history, ledger, contract_id))
    if not gate.allowed:
        figures = {"required": gate.required, "received": gate.received, "short": gate.short}
        raise PrepaymentMissing("gate.prepayment", path=contract_id, **figures)
    sheet = _paper(history, "contact_sheet", contract_id, by, today)
    sheet = evolve(sheet, digest=contract_digest(history, contract, today), approvals=gate.approvals)
    rows = [sheet]
    number = project_no(history, contract, today)
    if number is None:
        project = _paper(history, "project", contract_id, by, today)
        rows.insert(0, evolve(project, approvals=gate.approvals))
        number = project.id
    sent = tuple(
        RegisterSignature(id=f"{sheet.id}/{department}", paper=sheet.id, department=department, sent_on=today)
        for department in DEPARTMENTS
    )
    effects = (f"{contract_id} is active: project {number}, contact sheet {sheet.id}, reason {gate.reason}",)
    return Change("activate", appended={"register_papers": tuple(rows), "register_signatures": sent}, effects=effects)


def release(
    history: History,
    ledger: Ledger,
    subject: str,
    lines: Mapping[int, Decimal] | None,
    *,
    by: str | None,
    today: date,
) -> Change:
    """Issue a shipping notice for a contract or an order; see `Desk.release`."""
    refuse_closed(history, today)
    if subject not in history.contracts and subject not in history.orders:
        raise NotFound("id.not_found", path=subject, id=subject, table="contracts, orders")
    asked = lines if lines is not None else open_lines(history, subject, ledger.as_of)
    answer = may_release(history, ledger, subject, lines=asked, held_for=_held_for(history, ledger, subject))
    if not answer.allowed:
        reasons = "; ".join(reason.message("en") for reason in answer.reasons)
        reasons_zh = "；".join(reason.message("zh_CN") for reason in answer.reasons)
        codes = [reason.reason for reason in answer.reasons]
        raise GateClosed("gate.release", path=subject, reasons=reasons, reasons_zh=reasons_zh, codes=codes)
    paper = evolve(_paper(history, "shipping_notice", subject, by, today), approvals=answer.waivers)
    rows = tuple(RegisterPaperLine(paper=paper.id, line=one.line, qty=Quantity(one.qty)) for one in answer.lines)
    effects = (f"{paper.id}: goods of {subject} may leave, lines {', '.join(str(row.line) for row in rows)}",)
    return Change("release", appended={"register_papers": (paper,), "register_paper_lines": rows}, effects=effects)


def _held_for(history: History, ledger: Ledger, subject: str) -> tuple[str, ...]:
    """The reasons for which credit holds an order; a contract's goods are governed by its own gates."""
    if subject not in history.orders:
        return ()
    credit = order_view(history, ledger, subject).credit
    return credit.reasons if credit.decision == "hold" else ()


def notify(history: History, receipt_id: str, *, by: str | None, today: date) -> Change:
    """Number a receipt notice to the salesperson; see `Desk.notify`."""
    refuse_closed(history, today)
    history.find("receipts", history.receipts, receipt_id)
    issued = papers(history, receipt_id, "receipt_notice", today)
    if issued:
        raise IllegalTransition("paper.issued", path=receipt_id, subject=receipt_id, id=issued[0].id)
    paper = _paper(history, "receipt_notice", receipt_id, by, today)
    return Change("notify", appended={"register_papers": (paper,)}, effects=(f"{paper.id} tells of {receipt_id}",))


def void(history: History, paper_id: str, *, reason: str, by: str | None, today: date) -> Change:
    """Take a paper back by a paper of the same kind; its number stays taken; see `Desk.void`."""
    refuse_closed(history, today)
    paper = history.find("register_papers", history.papers, paper_id)
    if paper.voids is not None or paper_id in history.voided_papers:
        raise IllegalTransition("paper.voids", path=paper_id, id=paper_id, voids=paper.voids or paper_id)
    row = evolve(_paper(history, paper.kind, paper.subject, by, today), voids=paper_id, reason=reason)
    return Change("void", appended={"register_papers": (row,)}, effects=(f"{row.id} takes {paper_id} back",))


def sign(history: History, paper_id: str, department: str, *, by: str, today: date) -> Change:
    """Note that a department signed for a paper; see `Desk.sign`."""
    refuse_closed(history, today)
    history.find("register_papers", history.papers, paper_id)
    sent = [row for row in history.signatures_of.get(paper_id, ()) if row.department == department]
    if not sent:
        raise IllegalTransition("paper.unsigned", path=paper_id, paper=paper_id, department=department)
    row = evolve(sent[0], id=f"{sent[0].id}/{today}", signed_on=today, signed_by=by, recorded_on=None)
    return Change("sign", appended={"register_signatures": (row,)}, effects=(f"{department} signed for {paper_id}",))


def _paper(history: History, kind: PaperKind, subject: str, by: str | None, today: date) -> RegisterPaper:
    number = next(numbers(history.facts.register_papers, kind, today.year))
    return RegisterPaper(id=number, kind=kind, subject=subject, issued_on=today, issued_by=by)

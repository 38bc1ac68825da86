"""Issued papers of a contract: its project number, its contact sheet, its shipping notices (CO-04, CO-05, LG-01)."""

from __future__ import annotations

from datetime import date

from salessupport.domain.facts import Contract, PaperKind, RegisterPaper
from salessupport.domain.history import History


def papers(history: History, subject: str, kind: PaperKind, as_of: date) -> tuple[RegisterPaper, ...]:
    """Papers of a kind about a subject that stand on `as_of`, in order of issue."""
    rows = [row for row in history.papers_on.get(subject, ()) if row.kind == kind and stands(history, row, as_of)]
    return tuple(sorted(rows, key=lambda row: (row.issued_on, row.id)))


def project_no(history: History, contract: Contract, as_of: date) -> str | None:
    """The contract's project number: that of its row, else the one given when it was activated."""
    issued = papers(history, contract.id, "project", as_of)
    return contract.project_no or (issued[0].id if issued else None)


def stands(history: History, row: RegisterPaper, as_of: date) -> bool:
    """Whether a paper was issued by a day and not taken back."""
    void = history.voided_papers.get(row.id)
    return row.issued_on <= as_of and (void is None or void.issued_on > as_of)

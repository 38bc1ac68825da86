"""The demo's office: asks for consents, drafts papers, and numbers them without gaps in the end (TK-01, DC-04).

Papers are drafted contract by contract and numbered by day in the end, per kind and year.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta

from attrs import evolve, field, frozen

from salessupport.books.demo.clerk import Clerk
from salessupport.books.demo.names import INSIDE
from salessupport.domain.facts import (
    Approval,
    OrderLine,
    PaperKind,
    RegisterPaper,
    RegisterPaperLine,
    RegisterRequest,
    RegisterSignature,
)
from salessupport.domain.history import History
from salessupport.domain.numbering import numbers
from salessupport.domain.values.dates import Moment

MORNING, AFTERNOON = time(9, 40), time(16, 10)

Signed = tuple[str, date | None, str]
"""A department, the day on which it signed, and who did."""


@frozen
class Draft:
    """A paper without its number, with the lines that it releases and the days on which departments signed."""

    paper: RegisterPaper
    lines: tuple[OrderLine, ...] = ()
    signed: tuple[Signed, ...] = ()


@frozen
class Office:
    """Where consents and papers are made; `history` is what the year brought."""

    clerk: Clerk
    history: History
    drafts: list[Draft] = field(factory=list)

    def ask(self, request: RegisterRequest, *deciders: tuple[str, str]) -> tuple[str, ...]:
        """Write a request and the consents that were given to it the same day, in order; gives their ids."""
        self.clerk.note("register_requests", request)
        made = [
            Approval(
                id=self.clerk.number("SP", request.requested_on), act=request.act, subject=request.subject,
                amount=request.amount, requested_by=request.requested_by, approver=person, role=role,
                decided_on=Moment(request.requested_on, at), decision="granted", expires_on=request.expires_on,
                reason=request.reason, digest=request.digest,
            )
            for (role, person), at in zip(deciders, (MORNING, AFTERNOON), strict=False)
        ]  # fmt: skip
        self.clerk.note("approvals", *made)
        return tuple(one.id for one in made)

    def issue(
        self,
        kind: PaperKind,
        subject: str,
        on: date,
        *,
        approvals: tuple[str, ...] = (),
        digest: str | None = None,
        lines: tuple[OrderLine, ...] = (),
        signed: tuple[Signed, ...] = (),
    ) -> None:
        """Draft a paper."""
        paper = RegisterPaper(
            id="", kind=kind, subject=subject, issued_on=on, issued_by=INSIDE, approvals=approvals, digest=digest
        )
        self.drafts.append(Draft(paper, lines, signed))

    def number_all(self) -> None:
        """Number the papers in the order of their days, and write them with lines and signatures."""
        streams: dict[tuple[PaperKind, int], Iterator[str]] = {}
        for draft in sorted(self.drafts, key=lambda one: one.paper.issued_on):
            kind, year = draft.paper.kind, draft.paper.issued_on.year
            paper = evolve(draft.paper, id=next(streams.setdefault((kind, year), numbers((), kind, year))))
            self.clerk.note("register_papers", paper)
            rows = (RegisterPaperLine(paper=paper.id, line=row.line, qty=row.qty) for row in draft.lines)
            self.clerk.note("register_paper_lines", *rows)
            _sign(self.clerk, paper, draft.signed)


def _sign(clerk: Clerk, paper: RegisterPaper, signed: Sequence[Signed]) -> None:
    for department, on, person in signed:
        done = on is not None and on <= clerk.last
        row = RegisterSignature(
            id=f"{paper.id}/{department}", paper=paper.id, department=department, sent_on=paper.issued_on,
            signed_on=on if done else None, signed_by=person if done else None,
        )  # fmt: skip
        clerk.note("register_signatures", row)


def working_day_after(day: date) -> date:
    """Give the day, or the Monday after if it lies in a weekend."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() > 4 else 0)

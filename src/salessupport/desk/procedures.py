"""The procedures of a desk: requests and consents, and the papers that stand on them (TK-01, CO-04, LG-01, AR-03)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from salessupport.desk import accepting, approving, issuing, merging
from salessupport.desk.answers import Change
from salessupport.desk.base import DeskBase, alone
from salessupport.domain.facts import ApprovalAct
from salessupport.domain.values.dates import Moment
from salessupport.domain.values.messages import Language


class Procedures(DeskBase):
    """Who may start, ship, be paid back; each appends facts, and with `dry_run` only says it."""

    @alone
    def request(
        self,
        act: ApprovalAct,
        subject: str,
        *,
        by: str,
        amount: str | None = None,
        reason: str | None = None,
        expires_on: date | None = None,
        dry_run: bool = False,
    ) -> Change:
        """Ask for an approval; it is bound to a digest of what is shown now (`request`)."""
        wish = approving.Wish(
            act=act, subject=subject, requested_by=by, amount=amount, reason=reason, expires_on=expires_on
        )
        today = self.recording_day
        return self._carry_out(approving.request(self.history, self.ledger(today), wish, today=today), dry_run=dry_run)

    @alone
    def approve(
        self,
        request_id: str,
        *,
        by: str,
        role: str,
        refuse: bool = False,
        reason: str | None = None,
        dry_run: bool = False,
    ) -> Change:
        """Decide on a request in a role (`approve`).

        A consent that would not count is `ApprovalInvalid`: by the requester, out of order, of a changed subject.
        """
        now = self.clock()
        day = self.recording_day
        at = Moment(day, now.time().replace(microsecond=0, tzinfo=None) if day == now.date() else None)
        change = approving.decide(
            self.history,
            self.ledger(day),
            request_id,
            approver=by,
            role=role,
            decision="refused" if refuse else "granted",
            reason=reason,
            at=at,
        )
        return self._carry_out(change, dry_run=dry_run)

    @alone
    def merge(self, keep: str, alias: str, *, by: str, reason: str, dry_run: bool = False) -> Change:
        """Let one customer stand for another from today; both stay, and it can be taken back (`merge`)."""
        change = merging.merge(self.history, keep, alias, by=by, reason=reason, today=self.recording_day)
        return self._carry_out(change, dry_run=dry_run)

    @alone
    def accept(self, receipt_id: str, choice: int = 1, *, by: str, dry_run: bool = False) -> Change:
        """Accept an explanation that `match` gives of a receipt, by its number (`match --accept`)."""
        change = accepting.accept(self.history, receipt_id, choice, by=by, at=Moment(self.recording_day))
        return self._carry_out(change, dry_run=dry_run)

    @alone
    def activate(self, contract_id: str, *, by: str | None = None, dry_run: bool = False) -> Change:
        """Give a contract its project number and contact sheet; `PrepaymentMissing` before the money (`activate`)."""
        today = self.recording_day
        change = issuing.activate(self.history, self.ledger(today), contract_id, by=by, today=today)
        return self._carry_out(change, dry_run=dry_run)

    @alone
    def release(
        self,
        subject: str,
        *,
        lines: Mapping[int, Decimal] | None = None,
        by: str | None = None,
        dry_run: bool = False,
    ) -> Change:
        """Issue a shipping notice for a contract or order, all of what is open if no lines are given (`release`).

        `GateClosed` with every reason where money, waiver, inspection, permit or quantity is missing.
        """
        today = self.recording_day
        change = issuing.release(self.history, self.ledger(today), subject, lines, by=by, today=today)
        return self._carry_out(change, dry_run=dry_run)

    def print(
        self, paper_id: str, *, out: str | Path, language: Language = "zh_CN", as_of: date | None = None
    ) -> tuple[Path, ...]:
        """Write the workbooks of an issued paper into a folder; gives their paths (`print`)."""
        from salessupport.desk.sheets import print_paper

        paper = self.history.find("register_papers", self.history.papers, paper_id)
        return print_paper(*self._seen(as_of, None), paper, Path(out), language=language)

    @alone
    def notify(self, receipt_id: str, *, by: str | None = None, dry_run: bool = False) -> Change:
        """Number the notice that tells the salesperson of a receipt (`notify`)."""
        change = issuing.notify(self.history, receipt_id, by=by, today=self.recording_day)
        return self._carry_out(change, dry_run=dry_run)

    @alone
    def void(self, paper_id: str, *, reason: str, by: str | None = None, dry_run: bool = False) -> Change:
        """Take an issued paper back; its number stays taken (`void`)."""
        change = issuing.void(self.history, paper_id, reason=reason, by=by, today=self.recording_day)
        return self._carry_out(change, dry_run=dry_run)

    @alone
    def sign(self, paper_id: str, department: str, *, by: str, dry_run: bool = False) -> Change:
        """Note that a department signed for a paper (`sign`)."""
        change = issuing.sign(self.history, paper_id, department, by=by, today=self.recording_day)
        return self._carry_out(change, dry_run=dry_run)

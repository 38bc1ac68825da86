"""`Desk`: questions as methods with typed answers, commands that append facts, an injected clock.

    desk = Desk.open("books")                    a books folder
    desk = Desk.from_records(facts, company=…)   facts in memory
    desk = Desk.from_json(text, company=…)       facts as strict JSON
    desk.ageing(as_of=…), desk.statement(…), desk.invoice(…), desk.receipt(…), desk.explain(…), desk.check()
    desk.contract(…), desk.order(…), desk.bill(…), desk.exposure(…), desk.agenda(…)
    desk.allocate(…), desk.undo(…), desk.intake(…), desk.close(…), desk.reopen(…)
    desk.request(…), desk.approve(…), desk.activate(…), desk.release(…), desk.notify(…), desk.sign(…), desk.void(…)

Every question takes `as_of` (effective; today if left out) and `known_at` (recorded; all that is known if left out).
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Self
from zoneinfo import ZoneInfo

from attrs import evolve

from salessupport.books.collector import paused
from salessupport.desk import closing, commands
from salessupport.desk import month as month_end
from salessupport.desk.answers import Change, CloseAnswer
from salessupport.desk.base import Clock, alone
from salessupport.desk.procedures import Procedures
from salessupport.desk.questions import Questions
from salessupport.desk.store import FolderStore, MemoryStore
from salessupport.domain.facts import Facts
from salessupport.domain.history import History
from salessupport.domain.values.dates import Period
from salessupport.domain.values.errors import ValidationReport
from salessupport.domain.values.messages import Language
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import BUILT_IN_COMMISSION, Company


class Desk(Questions, Procedures):
    """An office's facts, with the questions and commands of a sales support clerk."""

    @classmethod
    def open(cls, folder: str | Path, *, clock: Clock | None = None, skip_bad_rows: bool = False) -> Self:
        """Read a books folder; all faults of all files are one `ValidationReport`, and then nothing is loaded.

        A policy that its company names of a package is loaded if the `salessupport.toml` beside it allows the package.
        """
        from salessupport.books.reader import read_books

        path = Path(folder)
        books = read_books(path, skip_bad_rows=skip_bad_rows)
        history = _with_policies(History(books.company, books.facts), path)
        return cls(history, store=FolderStore(path), clock=clock or _wall_clock(books.company), books=books)

    @classmethod
    def from_records(cls, facts: Facts, *, company: Company, clock: Clock | None = None) -> Self:
        """Take facts from memory; they are checked against each other like books."""
        from salessupport.books.in_memory import findings_of

        wrong = findings_of(facts, company)
        if any(finding.level == "error" for finding in wrong):
            raise ValidationReport(wrong)
        history = History(company, facts)
        return cls(history, store=MemoryStore(), clock=clock or _wall_clock(company))

    @classmethod
    def from_json(cls, data: str | bytes, *, company: Company, clock: Clock | None = None) -> Self:
        """Take facts from strict JSON, an object of tables (`salessupport.books.json_records`)."""
        from salessupport.books.json_records import facts_from_json

        facts = facts_from_json(data, company)
        return cls(History(company, facts), store=MemoryStore(), clock=clock or _wall_clock(company))

    @alone
    def allocate(
        self,
        source: str,
        target: str,
        *,
        amount: Money | str | None = None,
        on: date | None = None,
        dry_run: bool = False,
    ) -> Change:
        """Place money of a receipt, credit note or bill on an invoice, charge or `contract:no` (`allocate`).

        Without `amount` as much as fits. More than is left or open is `OverApplied`, a closed month `PeriodClosed`.
        """
        return self._carry_out(
            commands.allocate(
                self.history, source, target, amount=amount, on=on or self.today, today=self.recording_day
            ),
            dry_run=dry_run,
        )

    @alone
    def undo(self, row_id: str, *, on: date | None = None, dry_run: bool = False) -> Change:
        """Take back an allocation row, or every row of a receipt or credit note, from a day on (`undo`)."""
        return self._carry_out(
            commands.undo(self.history, row_id, on=on or self.today, today=self.recording_day), dry_run=dry_run
        )

    @alone
    def intake(self, file: str | Path, *, profile: str | Path | None = None, dry_run: bool = False) -> Change:
        """Append the rows of a file in the form of the books, or of a foreign one through a layout (`intake`).

        A row that is there already with the same content is skipped; with other content it is a `Conflict`.
        """
        from salessupport.desk.intake import intake

        return self._carry_out(
            intake(self.history, Path(file), profile=profile, today=self.recording_day), dry_run=dry_run
        )

    @alone
    def reopen(self, month: str, *, dry_run: bool = False) -> Change:
        """Open a closed month again; what its closing froze is placed by the policy anew (`reopen`, 反结账)."""
        return self._carry_out(
            commands.reopen(self.history, Period.month(month), today=self.recording_day), dry_run=dry_run
        )

    @alone
    def close(
        self,
        month: str,
        *,
        out: str | Path,
        known_at: date | None = None,
        language: Language = "zh_CN",
        dry_run: bool = False,
    ) -> CloseAnswer:
        """Close a month: its workbooks and `close.json` in `out`, the closing as a fact in the books (`close`).

        Closing again gives the same figures. With `dry_run` the sheets are written and the books are left alone.
        """
        period = Period.month(month)
        with paused():
            prepared = month_end.prepare(
                self.history, period, known_at=known_at, today=self.today, skipped=self.skipped
            )
            answer = closing.write(prepared, prepared.answer(dry_run=dry_run), Path(out), language=language)
        if prepared.status == "closed" and not dry_run:
            answer = evolve(answer, change=self._carry_out(prepared.change, dry_run=False))
        return answer


def _with_policies(history: History, folder: Path) -> History:
    """The history with what its company chose of packages, of those that `salessupport.toml` beside it allows."""
    if history.company.policies.commission == BUILT_IN_COMMISSION:
        return history
    from salessupport.runtime.installation import installation
    from salessupport.runtime.policies import with_policies

    return with_policies(history, installation(folder).plugins)


def _wall_clock(company: Company) -> Clock:
    zone = ZoneInfo(company.timezone)
    return lambda: datetime.now(zone)

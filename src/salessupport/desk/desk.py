"""`Desk`: questions as methods with typed answers, commands that append facts, an injected clock.

    desk = Desk.open("books")                    a books folder
    desk = Desk.from_records(facts, company=…)   facts in memory
    desk = Desk.from_json(text, company=…)       facts as strict JSON
    desk.ageing(as_of=…), desk.statement(…), desk.invoice(…), desk.receipt(…), desk.explain(…), desk.check()
    desk.contract(…), desk.order(…), desk.bill(…), desk.exposure(…), desk.agenda(…)
    desk.allocate(…), desk.undo(…), desk.intake(…), desk.close(…), desk.reopen(…)

Every question takes `as_of` (effective; today if left out) and `known_at` (recorded; all that is known if left out).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Self
from zoneinfo import ZoneInfo

from attrs import evolve

from salessupport.books.collector import paused
from salessupport.desk import closing, commands
from salessupport.desk import month as month_end
from salessupport.desk.answers import Change, CheckAnswer, CloseAnswer
from salessupport.desk.checks import check
from salessupport.desk.store import FactStore, FolderStore, MemoryStore
from salessupport.domain.contracts.performance import ContractView, contract_view
from salessupport.domain.facts import Facts
from salessupport.domain.history import History
from salessupport.domain.office.agenda import Agenda, agenda
from salessupport.domain.orders.exposure import ExposureView, exposure
from salessupport.domain.orders.order_view import OrderView, order_view
from salessupport.domain.receivables.ageing import Ageing, Basis, ageing
from salessupport.domain.receivables.bills import BillView, bill_view
from salessupport.domain.receivables.ledger import Ledger
from salessupport.domain.receivables.placing import place
from salessupport.domain.receivables.reasons import explain
from salessupport.domain.receivables.refund import refund_decision
from salessupport.domain.receivables.settlement import InvoiceView, ReceiptView, invoice_view, receipt_view
from salessupport.domain.receivables.statement import Statement, statement
from salessupport.domain.values.dates import Period
from salessupport.domain.values.errors import ValidationReport
from salessupport.domain.values.explanation import Explanation
from salessupport.domain.values.findings import Finding
from salessupport.domain.values.messages import Language
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import Company

if TYPE_CHECKING:
    from salessupport.books.records import Books

Clock = Callable[[], datetime]
"""Tells the time, with its zone; injected so that nothing here reads the machine's."""

_KEPT_LEDGERS = 4


class Desk:
    """An office's facts, with the questions and commands of a sales support clerk."""

    def __init__(self, history: History, *, store: FactStore, clock: Clock, books: Books | None = None) -> None:
        self.history = history
        self.store = store
        self.clock = clock
        self.books = books
        self._ledgers: dict[tuple[date, date | None], Ledger] = {}

    @classmethod
    def open(cls, folder: str | Path, *, clock: Clock | None = None, skip_bad_rows: bool = False) -> Self:
        """Read a books folder; all faults of all files are one `ValidationReport`, and then nothing is loaded."""
        from salessupport.books.reader import read_books

        path = Path(folder)
        books = read_books(path, skip_bad_rows=skip_bad_rows)
        history = History(books.company, books.facts)
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

    @property
    def company(self) -> Company:
        """Whose books these are, with the policies in force."""
        return self.history.company

    @property
    def skipped(self) -> tuple[Finding, ...]:
        """Faults of rows that were left out on request (`skip_bad_rows`); every report made from here is marked."""
        return self.books.skipped if self.books is not None else ()

    @property
    def today(self) -> date:
        """The clock's day."""
        return self.clock().date()

    @property
    def recording_day(self) -> date:
        """The day that new rows are recorded on: today, but never before the last recording of the books (B47)."""
        return max(self.today, self.history.last_recorded_on or self.today)

    # -- questions -----------------------------------------------------------------------------------------------------

    def ageing(
        self,
        *,
        as_of: date | None = None,
        known_at: date | None = None,
        customer: str | None = None,
        basis: Basis = "invoice",
    ) -> Ageing:
        """Open items by days overdue, by invoice or by instalment, in company currency (`show ageing`)."""
        history, ledger = self._seen(as_of, known_at)
        return ageing(history, ledger, known_at=known_at, customer=customer, basis=basis)

    def statement(self, customer: str, *, first: date, last: date, known_at: date | None = None) -> Statement:
        """A customer's account from `first` to `last`, both included (`show statement`)."""
        return statement(self._known(known_at), self.ledger(last, known_at), customer=customer, first=first, last=last)

    def invoice(self, invoice_id: str, *, as_of: date | None = None, known_at: date | None = None) -> InvoiceView:
        """What became of an invoice (`show invoice`)."""
        return invoice_view(self._known(known_at), self.ledger(as_of or self.today, known_at), invoice_id)

    def receipt(
        self,
        receipt_id: str,
        *,
        as_of: date | None = None,
        known_at: date | None = None,
        refund: Money | str | None = None,
    ) -> ReceiptView:
        """What a receipt settled (`show receipt`); with `refund`, whether that much may be paid back."""
        history, ledger = self._known(known_at), self.ledger(as_of or self.today, known_at)
        view = receipt_view(history, ledger, receipt_id)
        if refund is None:
            return view
        amount = Money.parse(refund, view.currency) if isinstance(refund, str) else refund
        decided = refund_decision(history, ledger, receipt=receipt_id, amount=amount)
        return evolve(view, decision=decided.decision, reasons=decided.reasons)

    def contract(self, contract_id: str, *, as_of: date | None = None, known_at: date | None = None) -> ContractView:
        """How a contract stands: instalments, goods, invoices, money, gates, licences (`show contract`)."""
        return contract_view(*self._seen(as_of, known_at), contract_id)

    def order(self, order_id: str, *, as_of: date | None = None, known_at: date | None = None) -> OrderView:
        """What of an order is delivered, returned, invoiced and open, and what its credit is (`show order`)."""
        return order_view(*self._seen(as_of, known_at), order_id)

    def bill(self, bill_id: str, *, as_of: date | None = None, known_at: date | None = None) -> BillView:
        """Whether a bill is good, what a discount cost, what is held and contingent (`show bill`)."""
        return bill_view(self._known(known_at), bill_id, as_of=as_of or self.today)

    def exposure(
        self,
        customer: str,
        *,
        as_of: date | None = None,
        known_at: date | None = None,
        new_order: Money | str | None = None,
        reopen: str | None = None,
    ) -> ExposureView:
        """What the office risks with a customer, part by part, and whether an order may be taken (`show exposure`)."""
        history, ledger = self._seen(as_of, known_at)
        currency = history.currency_of(history.customer(customer).id)
        amount = Money.parse(new_order, currency) if isinstance(new_order, str) else new_order
        return exposure(history, ledger, customer, new_order=amount, reopen=reopen)

    def agenda(self, *, on: date | None = None, known_at: date | None = None) -> Agenda:
        """What falls due on a day (`show agenda`)."""
        return agenda(*self._seen(on, known_at))

    def explain(self, row_id: str, *, as_of: date | None = None, known_at: date | None = None) -> Explanation:
        """The reasons behind an open item, a receipt or an allocation, down to the facts (`explain`)."""
        return explain(self._known(known_at), self.ledger(as_of or self.today, known_at), row_id)

    def check(self) -> CheckAnswer:
        """All findings of loading and of the books' own consistency (`check`)."""
        return check(self.history, self.books, self.today)

    def ledger(self, as_of: date, known_at: date | None = None) -> Ledger:
        """The fold of the facts up to a date; the last few are kept."""
        key = as_of, known_at
        if key not in self._ledgers:
            while len(self._ledgers) >= _KEPT_LEDGERS:
                del self._ledgers[next(iter(self._ledgers))]
            with paused():
                self._ledgers[key] = place(self._known(known_at), as_of)
        return self._ledgers[key]

    def _seen(self, as_of: date | None, known_at: date | None) -> tuple[History, Ledger]:
        """The history as known, and its fold up to a day; today if none is given."""
        return self._known(known_at), self.ledger(as_of or self.today, known_at)

    def _known(self, known_at: date | None) -> History:
        return self.history.known_by(known_at)

    # -- commands ------------------------------------------------------------------------------------------------------

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

    def undo(self, row_id: str, *, on: date | None = None, dry_run: bool = False) -> Change:
        """Take back an allocation row, or every row of a receipt or credit note, from a day on (`undo`)."""
        return self._carry_out(
            commands.undo(self.history, row_id, on=on or self.today, today=self.recording_day), dry_run=dry_run
        )

    def intake(self, file: str | Path, *, profile: str | Path | None = None, dry_run: bool = False) -> Change:
        """Append the rows of a file in the form of the books, or of a foreign one through a layout (`intake`).

        A row that is there already with the same content is skipped; with other content it is a `Conflict`.
        """
        from salessupport.desk.intake import intake

        return self._carry_out(
            intake(self.history, Path(file), profile=profile, today=self.recording_day), dry_run=dry_run
        )

    def reopen(self, month: str, *, dry_run: bool = False) -> Change:
        """Open a closed month again; what its closing froze is placed by the policy anew (`reopen`, 反结账)."""
        return self._carry_out(
            commands.reopen(self.history, Period.month(month), today=self.recording_day), dry_run=dry_run
        )

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

    def _carry_out(self, change: Change, *, dry_run: bool) -> Change:
        """Append a command's rows to the store and to the history, or only say it."""
        if self.recording_day > self.today:
            warning = (
                f"the clock is behind the books: recorded on {self.recording_day}, the day of their last recording"
            )
            change = evolve(change, effects=(*change.effects, warning))
        if dry_run or not any(change.appended.values()):
            return evolve(change, dry_run=dry_run)
        backup = self.store.append(change.appended, at=self.clock())
        self.history = evolve(self.history, facts=self.history.facts.appended(change.appended))
        self._ledgers.clear()
        return evolve(change, backup=backup)


def _wall_clock(company: Company) -> Clock:
    zone = ZoneInfo(company.timezone)
    return lambda: datetime.now(zone)

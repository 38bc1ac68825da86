"""The questions of a desk, each one method and one verb of the command line; none of them changes anything.

Every question takes `as_of` (effective; today if left out) and `known_at` (recorded; all that is known if left out).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from attrs import evolve

from salessupport.books.collector import paused
from salessupport.desk.answers import CheckAnswer, Duplicates, WatchList
from salessupport.desk.base import DeskBase
from salessupport.desk.checks import check, left_out, refuse_contradictions
from salessupport.domain.contracts.contact_sheet import ContactSheet, PriceFreeSheet, contact_sheet, price_free
from salessupport.domain.contracts.dispatch import Dispatch, dispatch
from salessupport.domain.contracts.performance import ContractView, contract_view
from salessupport.domain.contracts.permits import permitted_products
from salessupport.domain.contracts.reasons import explain_contract
from salessupport.domain.contracts.refunds import RefundFile, refund_file
from salessupport.domain.contracts.review import ContractReview, contract_review
from salessupport.domain.contracts.watch import watch_list
from salessupport.domain.customers.duplicates import duplicates
from salessupport.domain.matching.receipts import Matches, matches
from salessupport.domain.office.agenda import Agenda, agenda
from salessupport.domain.orders.exposure import ExposureView, exposure
from salessupport.domain.orders.order_view import OrderView, order_view
from salessupport.domain.orders.review import OrderReview, order_review
from salessupport.domain.pay.commission import Commission, commission
from salessupport.domain.pay.other_allocation import OtherAllocation, other_allocation
from salessupport.domain.pay.plans import Terms
from salessupport.domain.pay.reasons import explain_commission, is_commission
from salessupport.domain.pay.targets import Attained, attainment
from salessupport.domain.pay.what_if import Difference, WhatIf, proposed, what_if, with_plan
from salessupport.domain.receivables.ageing import Ageing, Basis, ageing
from salessupport.domain.receivables.bills import BillView, bill_view
from salessupport.domain.receivables.reasons import explain
from salessupport.domain.receivables.refund import refund_decision
from salessupport.domain.receivables.settlement import InvoiceView, ReceiptView, invoice_view, receipt_view
from salessupport.domain.receivables.statement import Statement, statement
from salessupport.domain.reconciliation.lines import TheirLine
from salessupport.domain.reconciliation.reconcile import reconcile
from salessupport.domain.reconciliation.reply import reconcile_statement
from salessupport.domain.reconciliation.states import Confirmations, confirmations
from salessupport.domain.reconciliation.views import Reconciliation
from salessupport.domain.values.dates import Period
from salessupport.domain.values.explanation import Explanation
from salessupport.domain.values.messages import Language
from salessupport.domain.values.money import Money
from salessupport.domain.values.policies import AllocationPolicy


class Questions(DeskBase):
    """What may be asked."""

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
        amount = Money.parse_positive(refund, view.currency) if isinstance(refund, str) else refund
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
        amount = Money.parse_positive(new_order, currency) if isinstance(new_order, str) else new_order
        return exposure(history, ledger, customer, new_order=amount, reopen=reopen)

    def agenda(self, *, on: date | None = None, known_at: date | None = None) -> Agenda:
        """What falls due on a day (`show agenda`)."""
        return agenda(*self._seen(on, known_at))

    def commission(
        self, period: Period | str, *, known_at: date | None = None, salesperson: str | None = None
    ) -> Commission:
        """What salespeople, or one, earn in a month, quarter or year, closed as known then (`show commission`)."""
        asked, known = Period.parse(period) if isinstance(period, str) else period, self._known(known_at)
        if salesperson is not None:
            known.find("salespeople", known.salespeople, salesperson)
        with paused():
            answer = commission(known, asked)
        if salesperson is None:
            return answer
        chosen = tuple(one for one in answer.statements if one.salesperson == salesperson)
        theirs = tuple(one for one in answer.findings if one.context.get("salesperson", salesperson) == salesperson)
        return evolve(answer, statements=chosen, findings=theirs)

    def commission_sheets(
        self,
        period: Period | str,
        *,
        out: str | Path,
        salesperson: str | None = None,
        known_at: date | None = None,
        language: Language = "zh_CN",
    ) -> tuple[Path, ...]:
        """Write what each person, or one, is to sign for a period; gives the files (`show commission --out`)."""
        from salessupport.desk.sheets import write_settlements

        return write_settlements(
            self._known(known_at),
            Period.parse(period) if isinstance(period, str) else period,
            Path(out),
            salesperson=salesperson,
            made_on=self.today,
            skipped=left_out(self.skipped),
            language=language,
        )

    def commission_under(
        self, plan: Terms, periods: Sequence[Period | str], *, known_at: date | None = None
    ) -> tuple[Difference, ...]:
        """What people would earn in periods if a plan were another; nothing is written.

        A plan that contradicts itself is refused, all faults at once (`ValidationReport`).
        """
        asked = [Period.parse(period) if isinstance(period, str) else period for period in periods]
        history = self._known(known_at)
        refuse_contradictions(with_plan(history, plan))
        with paused():
            return what_if(history, plan, asked)

    def what_if(
        self,
        plan: Terms | str | Path | Sequence[str | Path],
        *,
        first: date,
        last: date,
        known_at: date | None = None,
    ) -> WhatIf:
        """What people would earn from one day to another if a plan were another (`what-if --plan`).

        `plan` is one or names files in the form of the books: CSV, workbook or TOML; nothing is written.
        """
        history = self._known(known_at)
        if not isinstance(plan, Terms):
            from salessupport.desk.proposals import read_plan

            names = [plan] if isinstance(plan, str | Path) else plan
            plan = read_plan([Path(name) for name in names], history)
        refuse_contradictions(with_plan(history, plan))
        with paused():
            return proposed(history, plan, first, last)

    def what_if_allocated(
        self, policy: AllocationPolicy, *, first: date, last: date, known_at: date | None = None
    ) -> OtherAllocation:
        """What another allocation policy would have changed of open items and commission (`what-if --allocation`)."""
        with paused():
            return other_allocation(self._known(known_at), policy, first, last)

    def targets(self, period: Period | str, *, as_of: date | None = None, known_at: date | None = None) -> Attained:
        """What is attained of a period's targets, and whether it keeps pace with the days gone by (`show targets`)."""
        asked = Period.parse(period) if isinstance(period, str) else period
        return attainment(self._known(known_at), asked, as_of=as_of or self.today)

    def match(self, *, as_of: date | None = None, known_at: date | None = None) -> Matches:
        """Which open items the receipts without rows explain: one set, several, none (`match`)."""
        return matches(self._known(known_at), as_of or self.today, known_at=known_at)

    def reconcile(
        self,
        customer: str,
        theirs: str | Path | Sequence[TheirLine],
        *,
        as_of: date | None = None,
        known_at: date | None = None,
    ) -> Reconciliation:
        """Our account of a customer against their list, the difference explained line by line (`reconcile`).

        `theirs` is a CSV or workbook of their open items (Conventions 15), or its lines.
        """
        from salessupport.desk.theirs import read_theirs

        history, ledger = self._seen(as_of, known_at)
        currency = history.currency_of(history.customer(customer).id)
        lines = read_theirs(theirs, currency=currency).lines if isinstance(theirs, str | Path) else theirs
        return reconcile(history, ledger, customer=customer, theirs=lines)

    def reconcile_reply(self, customer: str, reply: str | Path, *, first: date, last: date) -> Reconciliation:
        """A statement against the customer's reply in the returned workbook (`reconcile --reply`)."""
        from salessupport.desk.reply import read_reply

        drawn = self.statement(customer, first=first, last=last)
        answered = read_reply(reply, currency=drawn.currency)
        disputed = [row.id for row in self.history.facts.invoices if row.disputed]
        return reconcile_statement(drawn, theirs=answered.lines, disputed=disputed)

    def duplicates(self, *, known_at: date | None = None) -> Duplicates:
        """Customers that may have been entered twice, the likeliest first, with reasons (`duplicates`)."""
        facts = self._known(known_at).facts
        return Duplicates(duplicates(facts.customers, aliases=facts.register_aliases))

    def reply_sheet(self, drawn: Statement, path: str | Path, *, language: Language = "zh_CN") -> Path:
        """Write a statement with columns for the customer to answer in (`show statement --reply-sheet`)."""
        from salessupport.desk.sheets import write_reply_sheet

        return write_reply_sheet(self.company.name, drawn, Path(path), made_on=self.today, language=language)

    def confirmations(self, month: str, *, as_of: date | None = None, known_at: date | None = None) -> Confirmations:
        """Which statements of a month were sent, received, agreed, contested, signed (`show confirmations`)."""
        period = Period.month(month)
        ledger = self.ledger(period.last, known_at)
        return confirmations(self._known(known_at), ledger, month=period, as_of=as_of or self.today)

    def review(
        self, row_id: str, *, as_of: date | None = None, known_at: date | None = None
    ) -> ContractReview | OrderReview:
        """What speaks against a contract or an order, point by point, with its evidence (`show review`)."""
        history, ledger = self._seen(as_of, known_at)
        if row_id in history.contracts:
            return contract_review(history, row_id, as_of=ledger.as_of)
        credit = order_view(history, ledger, row_id).credit
        permitted = permitted_products(history, row_id, on=ledger.as_of)
        held_for = credit.reasons if credit.decision == "hold" else ()
        return order_review(history, row_id, as_of=ledger.as_of, held_for=held_for, permitted=permitted)

    def contact_sheet(
        self, contract_id: str, *, as_of: date | None = None, known_at: date | None = None
    ) -> ContactSheet:
        """The contact sheet that finance and engineering get (`show contact-sheet`)."""
        return contact_sheet(*self._seen(as_of, known_at), contract_id)

    def price_free_sheet(
        self, contract_id: str, *, as_of: date | None = None, known_at: date | None = None
    ) -> PriceFreeSheet:
        """The copy that scheduling gets, without a price in any form (`show contact-sheet --price-free`)."""
        return price_free(*self._seen(as_of, known_at), contract_id)

    def dispatch(self, delivery_id: str, *, as_of: date | None = None, known_at: date | None = None) -> Dispatch:
        """Driver, phone, plate and arrival of a delivery, and the messages that tell of them (`show dispatch`)."""
        return dispatch(self._known(known_at), delivery_id, as_of=as_of or self.today)

    def refund(self, row_id: str, *, as_of: date | None = None, known_at: date | None = None) -> RefundFile:
        """The file of a refund: what is in excess, who approved, which papers are in (`show refund`)."""
        return refund_file(*self._seen(as_of, known_at), row_id)

    def watch_list(self, *, as_of: date | None = None, known_at: date | None = None) -> WatchList:
        """Contracts that were started or shipped on a waiver, until the money is in (`show watch-list`)."""
        history, ledger = self._seen(as_of, known_at)
        return WatchList(ledger.as_of, watch_list(history, ledger))

    def explain(self, row_id: str, *, as_of: date | None = None, known_at: date | None = None) -> Explanation:
        """The reasons behind a contract, an open item, a receipt, an allocation or a commission (`explain`).

        A statement of commission is named `2026Q1:SALESPERSON`, a line of it `2026Q1:SALESPERSON:1`.
        """
        if is_commission(self._known(known_at), row_id):
            return explain_commission(self._known(known_at), row_id)
        history, ledger = self._seen(as_of, known_at)
        return (explain_contract if row_id in history.contracts else explain)(history, ledger, row_id)

    def check(self) -> CheckAnswer:
        """All findings of loading and of the books' own consistency (`check`)."""
        return check(self.history, self.books, self.today)

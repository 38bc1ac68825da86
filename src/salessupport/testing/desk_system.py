"""Our own books behind the protocol: `DeskSystem` lets a story happen at a `Desk` and reads the public answers.

Placing and taking back are the desk's own commands; other documents are rows that the desk checks as it checks books.
Money is placed by rows alone (policy `explicit`), so that what a test says is what happens. A credit note is entered
with the row that places it on its invoice; there being no command for it, that it fits is asked of `show invoice`
first, as whether a refund fits is asked of `show receipt`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import TypeVar
from zoneinfo import ZoneInfo

from salessupport.desk import Desk
from salessupport.domain.facts import Adjustment, Allocation, Customer, Fact, Facts, Invoice, Receipt
from salessupport.domain.values.errors import SalesSupportError
from salessupport.domain.values.money import Money, SignedMoney
from salessupport.domain.values.policies import Company, Policies
from salessupport.testing.system import Account, Line, OpenItem, Refused

COMPANY = Company(name="青岛某某测控有限公司", policies=Policies(allocation="explicit"))
"""Whose books a story is written in."""
_NOON = time(12)
Row = TypeVar("Row")


class DeskSystem:
    """A desk over facts in memory; `desk` answers everything else that one may want to ask about a story."""

    company: Company = COMPANY

    def __init__(self) -> None:
        """Open empty books."""
        self._now = datetime(2000, 1, 1, tzinfo=ZoneInfo(self.company.timezone))
        self._rows: dict[str, str] = {}
        self.desk = self._opened(Facts())

    def _opened(self, facts: Facts) -> Desk:
        return Desk.from_records(facts, company=self.company, clock=lambda: self._now)

    # --- what happens ---

    def issue(self, invoice: str, *, customer: str, amount: int, on: date, due_on: date) -> None:
        """Enter an issued invoice."""
        self._at(on, amount)
        row = Invoice(
            id=invoice,
            kind="invoice",
            customer=customer,
            issued_on=on,
            due_on=due_on,
            gross=self._money(amount),
            status="issued",
        )
        self._record(invoices=(row,), customers=self._new_customer(customer))

    def receive(self, receipt: str, *, customer: str, amount: int, on: date) -> None:
        """Enter a receipt."""
        self._at(on, amount)
        row = Receipt(id=receipt, customer=customer, received_on=on, amount=self._money(amount))
        self._record(receipts=(row,), customers=self._new_customer(customer))

    def credit(self, note: str, *, invoice: str, amount: int, on: date) -> None:
        """Enter a credit note with the row that places it on its invoice."""
        self._at(on, amount)
        original = self._of(self.desk.history.invoices, invoice)
        if self.desk.invoice(invoice, as_of=on).open.minor < amount:
            raise Refused(f"{invoice} has not that much open")
        gross = self._money(amount)
        row = Invoice(
            id=note,
            kind="credit_note",
            customer=original.customer,
            issued_on=on,
            gross=gross,
            status="issued",
            original=invoice,
        )
        placing = Allocation(id=f"{note}/1", source=note, target=invoice, amount=gross, effective_on=on)
        self._record(invoices=(row,), allocations=(placing,))

    def place(self, placement: str, *, receipt: str, invoice: str, amount: int, on: date) -> None:
        """Give the command `allocate`."""
        self._at(on, amount)
        if placement in self._rows:
            raise Refused(f"{placement} is used already")
        self._of(self.desk.history.receipts, receipt)
        try:
            change = self.desk.allocate(receipt, invoice, amount=self._money(amount), on=on)
        except SalesSupportError as error:
            raise Refused(str(error)) from error
        row = change.appended["allocations"][0]
        self._rows[placement] = row.id if isinstance(row, Allocation) else ""

    def take_back(self, placement: str, *, on: date) -> None:
        """Give the command `undo`."""
        self._at(on, 1)
        try:
            self.desk.undo(self._rows.get(placement, placement), on=on)
        except SalesSupportError as error:
            raise Refused(str(error)) from error

    def refund(self, refund: str, *, receipt: str, amount: int, on: date) -> None:
        """Enter a refund, if the desk says that it fits."""
        self._at(on, amount)
        source, money = self._of(self.desk.history.receipts, receipt), self._money(amount)
        if self.desk.receipt(receipt, as_of=on, refund=money).decision == "refuse":
            raise Refused(f"{receipt} has not that much left")
        row = Adjustment(
            id=refund,
            kind="refund",
            customer=source.customer or "",
            about=receipt,
            amount=SignedMoney(money),
            effective_on=on,
            approved_by="卫总",
        )
        self._record(adjustments=(row,))

    # --- what follows ---

    def open_items(self, as_of: date) -> Mapping[str, OpenItem]:
        """Read `show ageing`."""
        answer = self.desk.ageing(as_of=as_of)
        number = {name: index for index, name in enumerate(answer.buckets)}
        return {
            item.id: OpenItem(one.customer, item.open_document.minor, number[item.bucket])
            for one in answer.customers
            for item in one.items
        }

    def unapplied(self, as_of: date) -> Mapping[str, int]:
        """Read `show receipt` of every receipt that has come."""
        here = [row.id for row in self.desk.history.facts.receipts if row.received_on <= as_of]
        left = {receipt: self.desk.receipt(receipt, as_of=as_of).unapplied.minor for receipt in here}
        return {receipt: amount for receipt, amount in left.items() if amount}

    def statement(self, customer: str, *, first: date, last: date) -> Account:
        """Read `show statement`."""
        if customer not in self.desk.history.customers:
            return Account(0, (), 0)
        answer = self.desk.statement(customer, first=first, last=last)
        lines = [
            Line(one.date, one.id, one.debit.minor if one.debit else -one.credit.minor if one.credit else 0)
            for one in answer.lines
        ]
        return Account(answer.opening.minor, tuple(lines), answer.closing.minor)

    # --- the books ---

    def _at(self, on: date, amount: int) -> None:
        if amount <= 0:
            raise Refused("an amount is above zero")
        self._now = datetime.combine(on, _NOON, tzinfo=self._now.tzinfo)

    def _money(self, minor: int) -> Money:
        return Money(minor, self.company.currency)

    def _new_customer(self, customer: str) -> tuple[Customer, ...]:
        known = self.desk.history.customers
        return () if customer in known else (Customer(id=customer, name=f"客户 {customer}"),)

    def _of(self, rows: Mapping[str, Row], name: str) -> Row:
        if name not in rows:
            raise Refused(f"{name} is unknown")
        return rows[name]

    def _record(self, **rows: tuple[Fact, ...]) -> None:
        try:
            self.desk = self._opened(self.desk.history.facts.appended(rows))
        except SalesSupportError as error:
            raise Refused(str(error)) from error

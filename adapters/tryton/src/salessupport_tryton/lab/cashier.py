"""What people do at the server with money: they enter what came, and place it on invoices later.

Money is placed as an accountant does it there: an entry that is worth as much as the invoice is reconciled with it, a
smaller one is made a payment line of it, and one that is worth more than what is placed is split before
(*Reschedule Lines*). Source: wire/tryton.md 3.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any, Final

from attrs import frozen
from salessupport.domain.facts import Allocation, Receipt

from salessupport_tryton.lab.desk import Desk, Rows
from salessupport_tryton.lab.person import Person

_MOVE: Final = "account.move"
_LINE: Final = "account.move.line"
_RESCHEDULE: Final = "account.move.line.reschedule"


@frozen
class Cashier:
    """Somebody at a desk who takes money."""

    desk: Desk

    @property
    def person(self) -> Person:
        """Who it is."""
        return self.desk.person

    def take(self, rows: Rows) -> int:
        """Enter money of a customer that is not placed yet."""
        receipt: Receipt = rows["receipts"][0]
        books = self.person.call("account.configuration.read", [1], ["default_account_receivable"])[0]
        amount, company = Decimal(str(receipt.amount)), self.person.context["company"]
        cash = self.person.first("account.account", ["code", "=", "1.1.1"], ["company", "=", company])
        owed = {"account": books["default_account_receivable"], "party": self.desk.party(receipt.customer or "")["id"]}
        came = {"account": cash, "debit": amount, "credit": Decimal(0), "description": receipt.remittance}
        number = self.person.create(
            _MOVE,
            company=company,
            journal=self.person.first("account.journal", ["type", "=", "cash"]),
            date=receipt.received_on,
            period=self._period(receipt.received_on),
            lines=[["create", [came, {**owed, "debit": Decimal(0), "credit": amount}]]],
        )
        self.person.press(f"{_MOVE}.post", number)
        return number

    def _period(self, on: date) -> int:
        return self.person.first("account.period", ["start_date", "<=", on], ["end_date", ">=", on])

    def place(self, rows: Rows) -> None:
        """Place money that was entered before on invoices that were entered before."""
        for row in rows["allocations"]:
            self._placed(row, Decimal(str(row.amount)))

    def _placed(self, row: Allocation, amount: Decimal) -> None:
        at = "receipts", row.source
        line = self._left(self.desk.entered[at])
        if line["credit"] != amount:
            self.desk.entered[at] = self._split(line["id"], amount, line["credit"] - amount)
            line = self._left(self.desk.entered[at])
        self._settle(self.desk.entered["invoices", row.target], line["id"], amount)

    def _left(self, move: int) -> dict[str, Any]:
        """The first entry of a move that is not placed."""
        free = [["move", "=", move], ["credit", ">", Decimal(0)], ["reconciliation", "=", None]]
        domain = [*free, ["invoice_payment", "=", None]]
        (line,) = self.person.call(f"{_LINE}.search_read", domain, 0, 1, [["id", "ASC"]], ["credit"])
        return line  # type: ignore[no-any-return]

    def _split(self, line: int, *amounts: Decimal) -> int:
        """Split an entry by a move of its own; the move."""
        about = {"active_model": _LINE, "active_id": line, "active_ids": [line]}
        (row,) = self.person.call(f"{_LINE}.read", [line], ["date", "move.journal", "move.company.currency"])
        currency = row["move."]["company."]["currency"]
        terms = [{"date": row["date"], "amount": -amount, "currency": currency} for amount in amounts]
        session, *_ = self.person.call(f"{_RESCHEDULE}.create")
        preview = {"journal": row["move."]["journal"], "currency": currency, "terms": terms, "description": None}
        start = {"currency": currency, "total_amount": -sum(amounts)}
        done = self.person.call(
            f"{_RESCHEDULE}.execute", session, {"start": start, "preview": preview}, "reschedule", **about
        )
        self.person.call(f"{_RESCHEDULE}.delete", session)
        return int(done["actions"][0][0]["res_id"][0])

    def _settle(self, invoice: int, entry: int, amount: Decimal) -> None:
        """Reconcile an entry with an invoice of this amount, else make it a payment line of the invoice."""
        (row,) = self.person.call("account.invoice.read", [invoice], ["amount_to_pay", "lines_to_pay"])
        if row["amount_to_pay"] != amount or len(row["lines_to_pay"]) != 1:
            self.person.call("account.invoice.write", [invoice], {"payment_lines": [["add", [entry]]]})
            return
        lines = [*row["lines_to_pay"], entry]
        about = {"active_model": _LINE, "active_id": lines[0], "active_ids": lines}
        session, step, _ = self.person.call("account.move.reconcile_lines.create")
        self.person.call("account.move.reconcile_lines.execute", session, {}, step, **about)
        self.person.call("account.move.reconcile_lines.delete", session)

"""The steps that end what was begun: an order confirmed, an invoice posted, a move posted and its invoices paid.

Law: each step is chosen by how the document stands, so that taking them again from any point ends the same; a button
that a document's state does not allow is an error there, and is not pressed. What a document is to become stands in it:
the verb in its description, the invoices that a move pays in its lines. Source: wire/tryton.md 3 (8.2.1, measured).
"""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

from attrs import frozen
from salessupport.spi.errors import InvalidRemoteInput, RemoteNotFound

from salessupport_tryton.names import id_in
from salessupport_tryton.transport import Client
from salessupport_tryton.wire import Row, decimal_of, id_of, rows_of, text_of

_SALE: Final = "sale.sale"
_INVOICE: Final = "account.invoice"
_MOVE: Final = "account.move"
MOVES: Final = (["journal.type", "in", ["cash", "statement"]], ["lines.account.type.receivable", "=", True])
"""The moves that take money from customers."""
_LINES: Final = ("description", "credit", "invoice_payment")
_PAID: Final = ("amount_to_pay", "lines_to_pay.reconciliation", "payment_lines.reconciliation")


@frozen(eq=False)
class Steps:
    """Steps over one connection."""

    client: Client

    def finish(self, verb: str, number: int, state: str) -> None:
        """Carry a document of ours to its end, from the state in which it stands."""
        match verb:
            case "post_order":
                self._confirm(number, state)
            case "post_invoice" if state in ("draft", "validated"):
                self.client.press(f"{_INVOICE}.post", number)
            case "post_settlement":
                self._settle(number, state)

    def _confirm(self, number: int, state: str) -> None:
        if state == "draft":
            self.client.press(f"{_SALE}.quote", number)
        if state in ("draft", "quotation"):
            self.client.press(f"{_SALE}.confirm", number)

    def _settle(self, number: int, state: str) -> None:
        """Post a move and let its lines pay what they name."""
        if state == "draft":
            self.client.press(f"{_MOVE}.post", number)
        domain = [["move", "=", number], ["account.type.receivable", "=", True], ["reconciliation", "=", None]]
        for line in self.client.ask("account.move.line", domain, _LINES, order=[["id", "ASC"]]):
            target = text_of(line, "description")
            if target and decimal_of(line, "credit") > 0:
                self._pay(self.invoice(target, ["state"]), line)

    def _pay(self, invoice: Row, line: Row) -> None:
        """Place a line on an invoice, unless it is; what is paid in full is reconciled."""
        number = id_of(invoice)
        if line.get("invoice_payment") is None:
            self.client.write(_INVOICE, number, {"payment_lines": [["add", [id_of(line)]]]})
        row = self.client.one(_INVOICE, str(number), _PAID)
        if decimal_of(row, "amount_to_pay") == Decimal(0):
            lines = [*rows_of(row, "lines_to_pay"), *rows_of(row, "payment_lines")]
            open_lines = [id_of(each) for each in lines if each.get("reconciliation") is None]
            self.client.wizard("account.move.reconcile_lines", "account.move.line", open_lines)

    def invoice(self, id: str, fields: Sequence[str]) -> Row:  # noqa: A002 - the fact's own name
        """The customer invoice with this id of ours, or with this number; `RemoteNotFound` if there is none."""
        pattern = id.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        named = ["OR", [["description", "like", f"{pattern} [salessupport:%"]], [["number", "=", id]]]
        names = [*fields, "number", "description"]
        found = self.client.ask(_INVOICE, [["type", "=", "out"], named], names, order=[["id", "ASC"]])
        for row in found:
            if id_in(row) == id:
                return row
        raise RemoteNotFound(path=id[:60], remote_text=f"no invoice {id}"[:80])

    def reopened(self, row: Row) -> int:
        """Make a sale a draft again that Tryton has not begun to process; its number."""
        number, state = id_of(row), text_of(row, "state")
        if state not in ("draft", "quotation", "confirmed"):
            raise InvalidRemoteInput(path=f"orders:{number}", remote_text=f"the sale is {state}: change it in Tryton")
        if state != "draft":
            self.client.press(f"{_SALE}.draft", number, stamp=text_of(row, "_timestamp"))
        return number

    def drop(self, model: str, number: int) -> None:
        """Take back a document that was begun: a draft is deleted, a quotation made a draft before."""
        found = self.client.ask(model, [["id", "=", number]], ["state"])
        if not found:
            return
        if model == _SALE and text_of(found[0], "state") in ("quotation", "confirmed"):
            self.client.press(f"{_SALE}.draft", number)
        self.client.delete(model, number)

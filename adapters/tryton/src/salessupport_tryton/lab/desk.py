"""What people do at the server with documents: they sell, ship, charge, and take money, as Tryton's own client does.

Nothing of ours is on these documents: Tryton numbers them and rounds them. What is known by a mark in a trial is known
here by the number that it was given. Source: wire/tryton.md 3 "Order to cash".
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Final

from attrs import field, frozen
from salessupport.domain.facts import Delivery, DeliveryLine, Invoice, InvoiceLine, Order, OrderLine

from salessupport_tryton.lab.person import Context, Person

Rows = Mapping[str, tuple[Any, ...]]
_SALE: Final = "sale.sale"
_SHIPMENT: Final = "stock.shipment.out"


@frozen
class Desk:
    """Somebody at work, who remembers what was entered: the server's number of a document by kind and mark."""

    person: Person
    entered: dict[tuple[str, str], int] = field(factory=dict)

    def party(self, code: str) -> dict[str, Any]:
        """A customer with its addresses."""
        (found,) = self.person.call("party.party.search_read", [["code", "=", code]], 0, 1, None, ["addresses"])
        return found  # type: ignore[no-any-return]

    def currency(self, code: str | None) -> int:
        """A currency."""
        return self.person.first("currency.currency", ["code", "=", code])

    def sell(self, rows: Rows) -> int:
        """Enter a sale, its taxes with it, and confirm it."""
        order: Order = rows["orders"][0]
        party = self.party(order.customer)
        number = self.person.create(
            _SALE,
            **dict.fromkeys(("party", "invoice_party", "shipment_party"), party["id"]),
            **dict.fromkeys(("invoice_address", "shipment_address"), party["addresses"][0]),
            company=self.person.context["company"],
            currency=self.currency(order.currency),
            sale_date=order.ordered_on,
            lines=[["create", [self._sold(line) for line in rows["order_lines"]]]],
        )
        for button in ("quote", "confirm"):
            self.person.press(f"{_SALE}.{button}", number)
        return number

    def _sold(self, line: OrderLine) -> Context:
        return {
            **self._goods(line.product, line.tax_rate),
            "quantity": float(line.qty),
            "unit_price": Decimal(line.price),
        }

    def _goods(self, product: str | None, rate: Decimal | None) -> Context:
        person = self.person
        (found,) = person.call("product.product.search_read", [["code", "=", product]], 0, 1, None, ["default_uom"])
        tax = person.first("account.tax", ["rate", "=", Decimal(rate or 0)])
        unit = found["default_uom"]
        return {"type": "line", "product": found["id"], "unit": unit, "taxes": [["add", [tax]]]}

    def ship(self, rows: Rows) -> int:
        """Let what a delivery says leave on its day: the open shipment of its order, with as much of each line."""
        delivery: Delivery = rows["deliveries"][0]
        sale = self.entered["orders", delivery.order or ""]
        number = self._open_shipment(sale)
        self.person.press(f"{_SHIPMENT}.draft", number)
        values = {
            "outgoing_moves": self._part(sale, number, rows["delivery_lines"]),
            "effective_date": delivery.shipped_on,
        }
        self.person.call(f"{_SHIPMENT}.write", [number], values)
        for button in ("wait", "assign_force", "pick", "pack", "do"):
            self.person.press(f"{_SHIPMENT}.{button}", number)
        return number

    def _open_shipment(self, sale: int) -> int:
        """The shipment that is to leave next, which Tryton makes when a sale is processed."""
        self.person.press(f"{_SALE}.process", sale)
        (row,) = self.person.call(f"{_SALE}.read", [sale], ["shipments"])
        return self.person.first(_SHIPMENT, ["id", "in", row["shipments"]], ["state", "in", ["draft", "waiting"]])

    def _part(self, sale: int, shipment: int, lines: Sequence[DeliveryLine]) -> list[list[Any]]:
        """The changes to a shipment's moves that leave in it what these lines say."""
        (sold,) = self.person.call(f"{_SALE}.read", [sale], ["lines"])
        wanted = {f"sale.line,{sold['lines'][line.order_line - 1]}": float(line.qty) for line in lines}
        (row,) = self.person.call(f"{_SHIPMENT}.read", [shipment], ["outgoing_moves.origin"])
        moves = {move["id"]: wanted.get(move["origin"]) for move in row["outgoing_moves."]}
        kept = [["write", [move], {"quantity": many}] for move, many in moves.items() if many]
        return [*kept, ["delete", [move for move, many in moves.items() if not many]]]

    def charge(self, rows: Rows) -> int:
        """Enter an invoice with its due day and post it; the tax is set right where Tryton rounds it otherwise."""
        invoice: Invoice = rows["invoices"][0]
        party, books = self.party(invoice.customer), self._books()
        account = books["default_category_account_revenue"]
        number = self.person.create(
            "account.invoice",
            type="out",
            party=party["id"],
            invoice_address=party["addresses"][0],
            company=self.person.context["company"],
            currency=self.currency(invoice.currency),
            account=books["default_account_receivable"],
            journal=self.person.first("account.journal", ["type", "=", "revenue"]),
            invoice_date=invoice.issued_on,
            payment_term_date=invoice.due_on,
            lines=[["create", [{**self._charged(line), "account": account} for line in rows["invoice_lines"]]]],
        )
        self._tax(number, invoice)
        self.person.press("account.invoice.post", number)
        return number

    def _charged(self, line: InvoiceLine) -> Context:
        many = Decimal(line.qty or 1)
        price = Decimal(str(line.net)) / many
        return {**self._goods(line.product, line.tax_rate), "quantity": float(many), "unit_price": price}

    def _tax(self, number: int, invoice: Invoice) -> None:
        (row,) = self.person.call("account.invoice.read", [number], ["taxes.amount"])
        (tax,) = row["taxes."]
        wanted = Decimal(str(invoice.tax))
        if tax["amount"] != wanted:
            self.person.call("account.invoice.tax.write", [tax["id"]], {"amount": wanted})

    def _books(self) -> dict[str, Any]:
        names = ["default_account_receivable", "default_category_account_revenue"]
        (found,) = self.person.call("account.configuration.read", [1], names)
        return found  # type: ignore[no-any-return]

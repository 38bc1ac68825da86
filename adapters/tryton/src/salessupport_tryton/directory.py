"""What documents name at Tryton: parties, products, taxes, currencies, accounts; asked for once in a connection.

Law: everything that a document names is found before anything is written; what is not there is `RemoteNotFound`, by
its name, and nothing has happened. Nothing is left to defaults of forms, which calls do not run: least of all tax.
Source: wire/tryton.md 3 "Order to cash" (taxes left out gave 0, silently).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final, TypeVar

from attrs import field, frozen
from salessupport.domain.facts import InvoiceLine, OrderLine
from salessupport.spi.errors import InvalidRemoteInput, RemoteNotFound, RemotePeriodClosed

from salessupport_tryton.transport import Client
from salessupport_tryton.wire import Row, day_on_wire, decimal_on_wire, id_of, ids_of, row_of, text_of

T = TypeVar("T")


@frozen
class Buyer:
    """A party, its first address, and the account that holds what it owes."""

    party: int
    address: int
    account: int


@frozen
class Item:
    """A product, its unit, the account of its revenue, and the taxes of its category; a line may be of no product."""

    product: int | None
    unit: int | None
    account: int
    taxes: tuple[int, ...]


@frozen
class Tax:
    """A tax of a rate, and the accounts that it is entered on."""

    id: int
    name: str
    rate: Decimal
    account: int
    credit_account: int


@frozen
class Sold:
    """A line's product, and the line's taxes."""

    item: Item
    taxes: tuple[Tax, ...]


@frozen
class Till:
    """Where receipts go: the journal and the account of the payment method, and accounts for what is no plain money."""

    journal: int
    account: int
    bills: int | None = None
    fees: int | None = None
    opening: int | None = None


@frozen(eq=False, slots=False)
class Directory:
    """What one connection has found so far."""

    client: Client
    _found: dict[tuple[str, object], object] = field(factory=dict, repr=False)

    def buyer(self, code: str) -> Buyer:
        """The party with this code."""
        return self._once("party", code, lambda: self._buyer(code))

    def item(self, code: str) -> Item:
        """The product with this code."""
        return self._once("product", code, lambda: self._item(code))

    def sold(self, lines: Sequence[OrderLine | InvoiceLine]) -> dict[int, Sold]:
        """The products of lines and their taxes, by line number; a line that says no rate has its product's taxes."""
        return {line.line: self._sold(line) for line in lines}

    def _sold(self, line: OrderLine | InvoiceLine) -> Sold:
        if not line.product and isinstance(line, OrderLine):
            raise InvalidRemoteInput(path=str(line.line), remote_text="a line without a product")
        item, given = self.item(line.product) if line.product else self.nothing, line.tax_rate
        taxes = tuple(map(self.tax_by_id, item.taxes)) if given is None else (self.tax(given),)
        if not taxes:
            raise InvalidRemoteInput(path=str(line.line), remote_text="no tax rate, and the product has no tax")
        return Sold(item, taxes)

    @cached_property
    def nothing(self) -> Item:
        """What a line of no product is entered as: the company's own account of revenue, and no tax of its own."""
        return Item(None, None, id_of(self._defaults, "default_category_account_revenue"), ())

    def tax(self, rate: Decimal) -> Tax:
        """The one tax of this company with this rate, the first by number where there are several."""
        return self._once("tax", rate, lambda: self._tax(rate))

    def tax_by_id(self, number: int) -> Tax:
        """A tax by its number."""
        return self._once("tax number", number, lambda: _tax(self.client.one("account.tax", str(number), _TAX)))

    def currency(self, code: str) -> int:
        """The currency with this code."""
        return self._once("currency", code, lambda: self._first("currency.currency", ["code", "=", code]))

    def period(self, on: date) -> int:
        """The open period of a day; `RemotePeriodClosed` if there is none."""
        return self._once("period", on, lambda: self._period(on))

    @cached_property
    def company_currency(self) -> str:
        """The currency in which the company keeps its books."""
        row = self.client.one("company.company", str(self.client.company), ["currency.code"])
        return text_of(row_of(row, "currency") or {}, "code") or ""

    @cached_property
    def revenue_journal(self) -> int:
        """The journal of invoices."""
        return self._first("account.journal", ["type", "=", "revenue"])

    @cached_property
    def till(self) -> Till:
        """Where receipts go."""
        name = self.client.config.payment_method
        domain = [["name", "=", name], ["company", "=", self.client.company]]
        found = self.client.ask("account.invoice.payment.method", domain, ["journal", "debit_account"], limit=1)
        if not found:
            raise RemoteNotFound(path="payment_method", remote_text=f"no invoice payment method {name}")
        codes = self.client.config.codes
        journal, account = id_of(found[0], "journal"), id_of(found[0], "debit_account")
        return Till(journal, account, *map(self._named, (codes.bill, codes.fee, codes.opening)))

    def _named(self, code: str | None) -> int | None:
        """The account of a code, where one is configured."""
        own = ["company", "=", self.client.company]
        return None if code is None else self._first("account.account", ["code", "=", code], own)

    @cached_property
    def opening(self) -> int | None:
        """The account against which opening balances are entered, where it is configured."""
        return self._named(self.client.config.opening_account)

    @cached_property
    def _defaults(self) -> Row:
        names = ["default_account_receivable", "default_category_account_revenue"]
        return self.client.one("account.configuration", "1", names)

    def _buyer(self, code: str) -> Buyer:
        row = self._row("party.party", code, [["code", "=", code]], ["addresses", "account_receivable"])
        addresses = ids_of(row, "addresses")
        if not addresses:
            raise InvalidRemoteInput(path=code, remote_text=f"the party {code} has no address")
        return Buyer(id_of(row), addresses[0], self._account(row, "account_receivable", "default_account_receivable"))

    def _item(self, code: str) -> Item:
        category = "template.account_category"
        names = ["default_uom", f"{category}.account_revenue", f"{category}.customer_taxes"]
        row = self._row("product.product", code, [["code", "=", code]], names)
        found = row_of(row_of(row, "template") or {}, "account_category") or {}
        account = self._account(found, "account_revenue", "default_category_account_revenue")
        taxes = ids_of(found, "customer_taxes") if found else []
        return Item(id_of(row), id_of(row, "default_uom"), account, tuple(taxes))

    def _account(self, row: Row, name: str, default: str) -> int:
        own = row.get(name)
        return own if type(own) is int else id_of(self._defaults, default)

    def _tax(self, rate: Decimal) -> Tax:
        domain = [
            ["rate", "=", decimal_on_wire(rate)],
            ["type", "=", "percentage"],
            ["parent", "=", None],
            ["company", "=", self.client.company],
        ]
        return _tax(self._row("account.tax", f"tax {rate}", domain, _TAX))

    def _period(self, on: date) -> int:
        day = day_on_wire(on)
        domain = [
            ["start_date", "<=", day],
            ["end_date", ">=", day],
            ["type", "=", "standard"],
            ["fiscalyear.company", "=", self.client.company],
        ]
        row = self._row("account.period", f"period of {on}", domain, ["state"])
        if row.get("state") != "open":
            raise RemotePeriodClosed(path=str(on), remote_text=f"the period of {on} is {row.get('state')}")
        return id_of(row)

    def _first(self, model: str, *domain: object) -> int:
        return id_of(self._row(model, str(domain[0]), domain, ["rec_name"]))

    def _row(self, model: str, what: str, domain: object, fields: list[str]) -> Row:
        found = self.client.ask(model, list(domain), fields, limit=1, order=[["id", "ASC"]])  # type: ignore[call-overload]
        if not found:
            raise RemoteNotFound(path=what[:60], remote_text=f"no {model}: {what}"[:120])
        return found[0]

    def _once(self, kind: str, name: object, find: Callable[[], T]) -> T:
        known = self._found.get((kind, name))
        if known is None:
            known = self._found[kind, name] = find()
        return known  # type: ignore[return-value]


_TAX: Final = ["description", "name", "rate", "invoice_account", "credit_note_account"]


def _tax(row: Row) -> Tax:
    rate = row.get("rate")
    name = text_of(row, "description") or text_of(row, "name") or ""
    accounts = id_of(row, "invoice_account"), id_of(row, "credit_note_account")
    return Tax(id_of(row), name, rate if isinstance(rate, Decimal) else Decimal(0), *accounts)

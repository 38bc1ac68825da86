"""What Tryton holds open: from the entries of receivables that are not reconciled on a day, by the invoice they are of.

Law: a payment that is placed on an invoice takes from it from its own day on; money that is placed on none is no item.
Source: wire/tryton.md 3 "Open items"; LD-02.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from salessupport.domain.values.money import Money
from salessupport.spi.documents import RemoteOpenItem

from salessupport_tryton.names import code_of, currency_of, id_in
from salessupport_tryton.transport import Client
from salessupport_tryton.wire import Row, day_of, day_on_wire, id_of, money_of, rows_of, text_of

_PAGE: Final = 500
_BY_ID: Final = [["id", "ASC"]]
_LINES: Final = ["debit", "credit", "move_origin", "invoice_payment", "second_currency.code", "amount_second_currency"]
_HEADS: Final = [
    "number",
    "description",
    "party",
    "invoice_date",
    "payment_term_date",
    "currency.code",
    "total_amount",
    "lines_to_pay.maturity_date",
]


def open_items(client: Client, as_of: date, customer: str | None) -> Iterator[RemoteOpenItem]:
    """Invoices and credit notes that are open, in the order of Tryton's numbers."""
    sums = _sums(client, as_of, customer)
    ids = sorted(sums)
    for at in range(0, len(ids), _PAGE):
        rows = client.read("account.invoice", ids[at : at + _PAGE], _HEADS)
        for row in sorted(rows, key=id_of):
            item = _item(row, sums[id_of(row)])
            if item is not None:
                yield item


def _sums(client: Client, as_of: date, customer: str | None) -> dict[int, list[Row]]:
    """The open entries by the invoice that they are of or pay."""
    day = day_on_wire(as_of)
    domain: list[object] = [
        ["account.type.receivable", "=", True],
        ["move.company", "=", client.company],
        ["move.date", "<=", day],
        ["OR", [["reconciliation", "=", None]], [["reconciliation.date", ">", day]]],
    ]
    if customer is not None:
        domain.append(["party", "=", int(customer) if customer.isascii() and customer.isdecimal() else -1])
    found: dict[int, list[Row]] = {}
    last = 0
    while rows := client.ask(
        "account.move.line", [*domain, ["id", ">", last]], _LINES, limit=_PAGE, order=[["id", "ASC"]]
    ):
        for row in rows:
            if (invoice := _invoice(row)) is not None:
                found.setdefault(invoice, []).append(row)
        last = id_of(rows[-1])
    return found


def _invoice(row: Row) -> int | None:
    """The invoice that an entry is of, or that it pays."""
    paid = row.get("invoice_payment")
    if type(paid) is int:
        return paid
    model, _, number = (text_of(row, "move_origin") or "").partition(",")
    return int(number) if model == "account.invoice" and number.isdecimal() else None


def _item(row: Row, entries: list[Row]) -> RemoteOpenItem | None:
    currency = currency_of(row)
    left = sum((_amount(each, currency) for each in entries), Money.zero(currency))
    issued_on, id = day_of(row, "invoice_date"), id_in(row)  # noqa: A001 - the fact's own name
    if not left or issued_on is None or id is None:
        return None
    days = [day for line in rows_of(row, "lines_to_pay") if (day := day_of(line, "maturity_date"))]
    return RemoteOpenItem(
        ref=str(id_of(row)),
        number=id,
        customer=str(id_of(row, "party")),
        issued_on=issued_on,
        due_on=max(days) if days else day_of(row, "payment_term_date"),
        gross=money_of(row, "total_amount", currency),
        open=left,
    )


def _amount(row: Row, currency: str) -> Money:
    if code_of(row, "second_currency") == currency:
        return money_of(row, "amount_second_currency", currency)
    return money_of(row, "debit", currency) - money_of(row, "credit", currency)

"""Reading books with as little as possible: `csv` and hand-written constructors, or `csv` and cattrs as it comes.

Both make the same facts as the product for the tables that are large here, and check nothing: no row numbers, no
references, no keys that stand twice, no texts. They are what a month's end cannot be faster than, and what somebody
would write on an afternoon.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path

from salessupport.books.tables import TABLES
from salessupport.domain.facts import Allocation, Customer, Fact, Invoice, Order, OrderLine, Receipt
from salessupport.domain.values.money import Money
from salessupport.domain.values.quantity import ExchangeRate, Price, Quantity, Ratio

HOME = "CNY"
READ = ("customers", "orders", "order_lines", "invoices", "receipts", "allocations")
"""The tables that are read here; the others of the bench's books have a handful of rows."""

Cells = list[str]
Read = Mapping[str, list[Fact]]


def _file(folder: Path, table: str) -> tuple[dict[str, int], Iterator[Cells]]:
    """Give the index of every attribute and the rows behind the header."""
    rows = csv.reader((folder / f"{table}.csv").open(encoding="utf-8-sig", newline=""))
    header = next(rows)
    return {TABLES[table].column(name).attribute: index for index, name in enumerate(header)}, rows


def _words(table: str, column: str) -> dict[str, str]:
    return {zh: en for en, zh in TABLES[table].column(column).choice_labels.items()}


def _money(text: str, currency: str) -> Money:
    return Money(int(text.replace(".", "")), currency)


def by_hand(folder: Path) -> Read:
    """Read with hand-written constructors."""
    receipts = _receipts(folder)
    foreign = {one.id: one.currency for one in receipts if one.currency}
    return {
        "customers": _customers(folder),
        "orders": _orders(folder),
        "order_lines": _order_lines(folder),
        "invoices": _invoices(folder),
        "receipts": receipts,  # type: ignore[dict-item]
        "allocations": _allocations(folder, foreign),
    }


def _customers(folder: Path) -> list[Fact]:
    at, rows = _file(folder, "customers")
    texts = [name for name in at if name not in {"credit_limit", "credit_days", "aliases"}]
    limit, days, aliases, currency = at["credit_limit"], at["credit_days"], at["aliases"], at["currency"]
    return [
        Customer(
            credit_limit=_money(cells[limit], cells[currency] or HOME),
            credit_days=int(cells[days]),
            aliases=tuple(cells[aliases].split(";")) if cells[aliases] else (),
            **{name: cells[at[name]] or None for name in texts},  # type: ignore[arg-type]
        )
        for cells in rows
    ]


def _orders(folder: Path) -> list[Fact]:
    at, rows = _file(folder, "orders")
    id_, customer, salesperson, ordered = at["id"], at["customer"], at["salesperson"], at["ordered_on"]
    confirmed, currency, status = at["confirmed_on"], at["currency"], at["status"]
    words, day = _words("orders", "status"), date.fromisoformat
    return [
        Order(
            id=cells[id_],
            customer=cells[customer],
            salesperson=cells[salesperson],
            ordered_on=day(cells[ordered]),
            confirmed_on=day(cells[confirmed]),
            currency=cells[currency] or None,
            status=words[cells[status]],  # type: ignore[arg-type]
        )
        for cells in rows
    ]


def _order_lines(folder: Path) -> list[Fact]:
    at, rows = _file(folder, "order_lines")
    order, line, product, qty, price, rate = (
        at[name] for name in ("order", "line", "product", "qty", "price", "tax_rate")
    )
    return [
        OrderLine(
            order=cells[order],
            line=int(cells[line]),
            product=cells[product],
            qty=Quantity(Decimal(cells[qty])),
            price=Price(Decimal(cells[price])),
            tax_rate=Ratio(Decimal(cells[rate])),
        )
        for cells in rows
    ]


def _invoices(folder: Path) -> list[Fact]:
    at, rows = _file(folder, "invoices")
    id_, number, kind, customer, issued, due = (
        at[name] for name in ("id", "number", "kind", "customer", "issued_on", "due_on")
    )
    currency, rate, net, tax, gross, status = (
        at[name] for name in ("currency", "rate", "net", "tax", "gross", "status")
    )
    kinds, states, day = _words("invoices", "kind"), _words("invoices", "status"), date.fromisoformat
    made: list[Fact] = []
    for cells in rows:
        of = cells[currency] or HOME
        made.append(
            Invoice(
                id=cells[id_],
                number=cells[number] or None,
                kind=kinds[cells[kind]],  # type: ignore[arg-type]
                customer=cells[customer],
                issued_on=day(cells[issued]),
                due_on=day(cells[due]),
                currency=cells[currency] or None,
                rate=ExchangeRate(Decimal(cells[rate])) if cells[rate] else None,
                net=_money(cells[net], of),
                tax=_money(cells[tax], of),
                gross=_money(cells[gross], of),
                status=states[cells[status]],  # type: ignore[arg-type]
            )
        )
    return made


def _receipts(folder: Path) -> list[Receipt]:
    at, rows = _file(folder, "receipts")
    id_, customer, received, currency, amount, rate = (
        at[name] for name in ("id", "customer", "received_on", "currency", "amount", "rate")
    )
    payer, account, remittance, method = (at[name] for name in ("payer_name", "payer_account", "remittance", "method"))
    methods, day = _words("receipts", "method"), date.fromisoformat
    return [
        Receipt(
            id=cells[id_],
            customer=cells[customer],
            received_on=day(cells[received]),
            currency=cells[currency] or None,
            amount=_money(cells[amount], cells[currency] or HOME),
            rate=ExchangeRate(Decimal(cells[rate])) if cells[rate] else None,
            payer_name=cells[payer],
            payer_account=cells[account],
            remittance=cells[remittance],
            method=methods[cells[method]],  # type: ignore[arg-type]
        )
        for cells in rows
    ]


def _allocations(folder: Path, foreign: Mapping[str, str | None]) -> list[Fact]:
    at, rows = _file(folder, "allocations")
    id_, source, target, amount, on = (at[name] for name in ("id", "source", "target", "amount", "effective_on"))
    day = date.fromisoformat
    return [
        Allocation(
            id=cells[id_],
            source=cells[source],
            target=cells[target],
            amount=_money(cells[amount], foreign.get(cells[source]) or HOME),
            effective_on=day(cells[on]),
        )
        for cells in rows
    ]


def by_cattrs(folder: Path) -> Read:
    """Read with cattrs as it comes: detailed validation, one hook per type."""
    made: dict[str, list[Fact]] = {}
    structures = {currency: _converter(currency).structure for currency in (HOME, "USD")}
    foreign: dict[str, str] = {}
    for name in READ:
        table = TABLES[name]
        at, rows = _file(folder, name)
        names = list(at)
        choices = {column.attribute: _words(name, column.name) for column in table.columns if column.choice_labels}
        facts = made[name] = []
        for cells in rows:
            record: dict[str, object] = {key: cell for key, cell in zip(names, cells, strict=True) if cell}
            for key, words in choices.items():
                if key in record:
                    record[key] = words[str(record[key])]
            if "aliases" in record:
                record["aliases"] = str(record["aliases"]).split(";")
            currency = record.get("currency") or foreign.get(str(record.get("source")), HOME)
            if name == "receipts" and currency != HOME:
                foreign[str(record["id"])] = str(currency)
            facts.append(structures[str(currency)](record, table.fact))
    return made


def _converter(currency: str) -> object:
    from cattrs import Converter

    converter = Converter()
    hooks: dict[object, Callable[[str], object]] = {
        date: date.fromisoformat,
        Money: lambda text: _money(text, currency),
        **dict.fromkeys((Quantity, Price, Ratio, ExchangeRate), Decimal),
    }
    for kind, read in hooks.items():
        converter.register_structure_hook_func(lambda t, kind=kind: t is kind, lambda text, _, read=read: read(text))
    return converter

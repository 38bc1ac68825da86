"""Between Tryton's parties and products and ours; values in, values out, and no request.

A party's code is our id, unique there. The key of the last command that set a party stands among its identifiers.
Source: wire/tryton.md 3; CU-01, QT-07.
"""

from __future__ import annotations

from typing import Final

from salessupport.domain.facts import Customer, Product
from salessupport.spi.keys import Key

from salessupport_tryton.names import Rows
from salessupport_tryton.wire import Row, flag_of, id_of, rows_of, text_of

PARTY_FIELDS: Final = [
    "code",
    "name",
    "active",
    "identifiers.type",
    "identifiers.code",
    "contact_mechanisms.type",
    "contact_mechanisms.value",
    "_timestamp",
]
PRODUCT_FIELDS: Final = ["code", "name", "active", "default_uom.symbol"]
_MARK: Final = "salessupport:upsert:"
_WAYS: Final = ("phone", "email")


def identifier_of(key: Key) -> str:
    """The identifier that a party is found by after a command."""
    return f"{_MARK}{key.short()}"


def customer_of(row: Row) -> Customer:
    """A party as a customer; one that is archived is on hold."""
    ways = {way: _first(rows_of(row, "contact_mechanisms"), way) for way in _WAYS}
    return Customer(
        id=text_of(row, "code") or f"#{id_of(row)}",
        name=text_of(row, "name") or "",
        tax_id=next((code for each in rows_of(row, "identifiers") if (code := _tax_id(each))), None),
        phone=ways["phone"],
        email=ways["email"],
        on_hold_reason=None if flag_of(row, "active") else "archived in Tryton",
    )


def customer_rows(row: Row) -> Rows:
    """The rows of a party."""
    return {"customers": (customer_of(row),)}


def _first(mechanisms: list[Row], way: str) -> str | None:
    return next((text_of(each, "value") for each in mechanisms if each.get("type") == way), None)


def _tax_id(identifier: Row) -> str | None:
    code = text_of(identifier, "code") or ""
    return None if code.startswith(_MARK) else code or None


def created_party(customer: Customer, key: Key) -> Row:
    """The values of a new party; what a customer does not say is not said there."""
    codes = [identifier_of(key), *([customer.tax_id] if customer.tax_id else [])]
    ways = [{"type": way, "value": value} for way in _WAYS if (value := getattr(customer, way))]
    return {
        "code": customer.id,
        "name": customer.name,
        "addresses": [["create", [{}]]],
        "identifiers": [["create", [{"code": code} for code in codes]]],
        "contact_mechanisms": [["create", ways]] if ways else [],
    }


def changed_party(row: Row, customer: Customer, key: Key) -> Row:
    """The values that set a party; what a customer does not say stays as it is there."""
    return {
        "name": customer.name,
        "identifiers": [*_identifiers(rows_of(row, "identifiers"), customer, key)],
        "contact_mechanisms": [
            step
            for way in _WAYS
            if (value := getattr(customer, way))
            for step in _mechanism(rows_of(row, "contact_mechanisms"), way, value)
        ],
    }


def _identifiers(there: list[Row], customer: Customer, key: Key) -> list[list[object]]:
    marks = [id_of(each) for each in there if (text_of(each, "code") or "").startswith(_MARK)]
    steps: list[list[object]] = [["delete", marks]] if marks else []
    codes = [identifier_of(key)]
    if customer.tax_id and all(text_of(each, "code") != customer.tax_id for each in there):
        codes.append(customer.tax_id)
    return [*steps, ["create", [{"code": code} for code in codes]]]


def _mechanism(there: list[Row], way: str, value: str) -> list[list[object]]:
    of_way = [each for each in there if each.get("type") == way]
    if any(text_of(each, "value") == value for each in of_way[:1]):
        return []
    if of_way:
        return [["write", [id_of(of_way[0])], {"value": value}]]
    return [["create", [{"type": way, "value": value}]]]


def product_rows(row: Row) -> Rows:
    """The rows of a product; one without a code is known by its number there."""
    unit = row.get("default_uom.")
    symbol = unit.get("symbol") if isinstance(unit, dict) else None
    product = Product(
        id=text_of(row, "code") or f"#{id_of(row)}",
        name=text_of(row, "name") or "",
        unit=symbol if isinstance(symbol, str) else None,
    )
    return {"products": (product,)}

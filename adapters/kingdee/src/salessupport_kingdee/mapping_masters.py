"""Customers and products ↔ base data; pure. The number of base data is our id. Source: CU-01; wire sheet 6."""

from __future__ import annotations

from typing import Final

from salessupport.domain.facts import Customer, Product
from salessupport.domain.facts.fact import Fact
from salessupport.spi.feed import Change
from salessupport.spi.outcomes import Ref

from salessupport_kingdee.codes import Codes, given, version
from salessupport_kingdee.wire import AUDITED, Bill

FORBIDDEN: Final = "forbidden in K3 Cloud (禁用)"
_ALLOWED: Final = "A"


def customer_bill(customer: Customer, key: str, codes: Codes) -> Bill:
    """A customer as it is saved; `key` is what its command is found by."""
    head = {
        "key": key,
        "name": customer.name,
        "tax_id": customer.tax_id,
        "address": customer.address,
        "phone": customer.phone,
        "currency": None if customer.currency is None else codes.currency_out(customer.currency),
    }
    return Bill(head, number=customer.id)


def customer_of(bill: Bill, codes: Codes) -> Customer:
    """A customer as it is read; one in a state that nobody knows may not be sold to."""
    forbidden, currency = bill.text("forbidden"), bill.text("currency")
    return Customer(
        id=bill.number,
        name=given(bill.text("name"), "name", bill),
        tax_id=bill.text("tax_id"),
        address=bill.text("address"),
        phone=bill.text("phone"),
        currency=None if currency is None else codes.currency_in(currency),
        on_hold_reason=None if forbidden in (None, _ALLOWED) else FORBIDDEN,
    )


def product_of(bill: Bill, _codes: Codes) -> Product:
    """A material as it is read."""
    return Product(
        id=bill.number, name=given(bill.text("name"), "name", bill), spec=bill.text("spec"), unit=bill.text("unit")
    )


def change_of(kind: str, bill: Bill, codes: Codes) -> Change:
    """Base data as a document of the feed; what was never audited is not yet there."""
    ref = Ref(kind, bill.number)
    if bill.status not in (AUDITED, "D"):
        return Change(ref, version(bill), deleted=True)
    fact: Fact = customer_of(bill, codes) if kind == "customers" else product_of(bill, codes)
    return Change(ref, version(bill), {kind: (fact,)})

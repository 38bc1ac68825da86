"""Every command of every port as data, on a remote in memory: what is sent, and what has to stand there before."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from attrs import frozen

from salessupport.domain.facts import Contract, Customer, Invoice, Order, Quotation, Receipt
from salessupport.domain.values.money import Money
from salessupport.memory.carrier import MemoryCarrier
from salessupport.memory.customers import MemoryCustomers
from salessupport.memory.documents import MemoryDocuments
from salessupport.memory.einvoicing import MemoryEInvoicing
from salessupport.memory.notifier import MemoryNotifier
from salessupport.memory.opportunities import MemoryOpportunities
from salessupport.memory.remote import Remote
from salessupport.memory.sales import MemorySales
from salessupport.runtime.calls import Call
from salessupport.spi.documents import Blob, ContractDocument, InvoiceDocument, OrderDocument, Settlement
from salessupport.spi.keys import Key
from salessupport.spi.outcomes import Done, Ref, Version
from salessupport.spi.port import Port
from salessupport.spi.ports import PORTS
from salessupport.spi.ports.carrier import Consignment, Party
from salessupport.spi.ports.notifier import Message
from salessupport.spi.ports.opportunities import Activity

DAY = date(2026, 3, 2)
MEMORY: Mapping[str, Callable[..., Any]] = {
    "customers": MemoryCustomers,
    "sales": MemorySales,
    "opportunities": MemoryOpportunities,
    "einvoicing": MemoryEInvoicing,
    "carrier": MemoryCarrier,
    "notifier": MemoryNotifier,
    "documents": MemoryDocuments,
}
"""The reference adapter of each port that has commands."""


@frozen
class Write:
    """One command: `call` prepares a remote for the document of a number and gives what is to be sent."""

    port: Port[Any]
    verb: str
    arguments: Callable[[Remote, int], tuple[tuple[object, ...], dict[str, object]]]

    def call(self, remote: Remote, number: int) -> Call:
        """The command for the document of this number."""
        positional, named = self.arguments(remote, number)
        return Call.of(self.port, self.verb, *positional, **named)

    def key(self, number: int) -> Key:
        """Its key."""
        return Key.of(self.verb, "ACME", number)

    def __str__(self) -> str:
        return f"{self.port.name}.{self.verb}"


def order(number: int, ref: str = "") -> OrderDocument:
    """An order without lines."""
    return OrderDocument(Order(id=f"SO-{number}", customer="C1", ordered_on=DAY, customer_ref=ref or None), ())


def invoice(number: int, minor: int = 11_300) -> InvoiceDocument:
    """An invoice without lines."""
    gross = Money(minor, "CNY")
    return InvoiceDocument(
        Invoice(
            id=f"FP-{number}", kind="invoice", customer="C1", issued_on=DAY, gross=gross, status="issued", due_on=DAY
        )
    )


def _parcel(number: int) -> Consignment:
    us, them = Party("我方", "张三", "0532", "青岛"), Party("客户", "李四", "021", "上海")
    return Consignment(f"DN-{number}", us, them, 1, Decimal("2.5"), "仪表")


def _standing_order(remote: Remote, number: int) -> tuple[Ref, Version]:
    ref = remote.add("orders", {"orders": (order(number).order,)})
    return ref, Version("1")


def _amend(remote: Remote, number: int) -> Any:
    ref, version = _standing_order(remote, number)
    return (ref, order(number, "改")), {"expect": version}


def _cancel(remote: Remote, number: int) -> Any:
    ref, version = _standing_order(remote, number)
    return (ref,), {"reason": "客户取消", "expect": version}


def _advance(remote: Remote, number: int) -> Any:
    quotation = Quotation(id=f"QT-{number}", customer="C1", quoted_on=DAY, status="new")
    ref = remote.add("quotations", {"quotations": (quotation,)})
    return (ref, "won"), {"expect": Version("1")}


def _reverse(remote: Remote, number: int) -> Any:
    issued = MemoryEInvoicing(remote).issue(invoice(number), key=Key.of("issue", "before", number))
    assert isinstance(issued, Done)
    return (issued.value.number, invoice(number + 100_000, 300)), {}


def _log(remote: Remote, number: int) -> Any:
    customer = Customer(id=f"C{number}", name="某某公司")
    return (Activity(remote.add("customers", {"customers": (customer,)}), "call", DAY, "来电"),), {}


def _unbook(remote: Remote, number: int) -> Any:
    booked = MemoryCarrier(remote).book(_parcel(number), "standard", key=Key.of("book", "before", number))
    assert isinstance(booked, Done)
    return (booked.value.number,), {}


def _contract(_: Remote, number: int) -> Any:
    amount = Money(100_000, "CNY")
    contract = Contract(id=f"HT-{number}", customer="C1", signed_on=DAY, amount=amount, currency="CNY")
    return (ContractDocument(contract),), {}


def _settlement(_: Remote, number: int) -> Any:
    amount = Money(5_000, "CNY")
    receipt = Receipt(id=f"SK-{number}", customer="C1", received_on=DAY, amount=amount, currency="CNY", method="bank")
    return (Settlement(receipt),), {}


def _write(port: str, verb: str, arguments: Any) -> Write:
    return Write(PORTS[port], verb, arguments)


WRITES = (
    _write("customers", "upsert", lambda _, number: ((Customer(id=f"C{number}", name="某某公司"),), {})),
    _write("sales", "post_contract", _contract),
    _write("sales", "post_order", lambda _, number: ((order(number),), {})),
    _write("sales", "amend_order", _amend),
    _write("sales", "cancel_order", _cancel),
    _write("sales", "post_invoice", lambda _, number: ((invoice(number),), {})),
    _write("sales", "post_settlement", _settlement),
    _write("opportunities", "advance", _advance),
    _write("opportunities", "log_activity", _log),
    _write("einvoicing", "issue", lambda _, number: ((invoice(number),), {})),
    _write("einvoicing", "reverse", _reverse),
    _write("carrier", "book", lambda _, number: ((_parcel(number), "standard"), {})),
    _write("carrier", "cancel", _unbook),
    _write("notifier", "send", lambda _, number: ((Message(("a@example.com",), f"M{number}", "到货"),), {})),
    _write("documents", "put", lambda _, number: ((Blob(b"%PDF", "application/pdf", f"F{number}"),), {})),
)
"""Every write operation that there is."""
